//! `isobyte model generate` as a process: what it prints and writes, and its exit codes.
mod support;
use support::Folder;

const ITEM: &str = r#"{"type":"record","name":"shop.Item","fields":[{"name":"sku","type":"string"}]}"#;
const ORDER: &str = r#"{"type":"record","name":"shop.Order","doc":"An order.","fields":[
    {"name":"items","type":{"type":"array","items":"Item"},"default":[]}]}"#;

#[test]
fn schemas_become_modules() {
    let folder = Folder::new("model", &[("item.avsc", ITEM), ("order.avsc", ORDER)]);
    let (code, printed, _) = folder.isobyte("model generate item.avsc order.avsc", b"");
    let printed = String::from_utf8(printed).expect("UTF-8");
    assert_eq!(code, 0);
    let order = "@dataclasses.dataclass\nclass Order(AvroModel):\n    \"\"\"An order.\"\"\"\n\n    \
                 items: list[Item] = dataclasses.field(default_factory=list)\n\n    class Meta:\n        \
                 namespace = \"shop\"\n";
    assert!(printed.ends_with(order), "{printed}");
    assert_eq!(printed.matches("class Item(AvroModel):").count(), 1);

    let (code, nothing, _) = folder.isobyte("model generate --reference item.avsc order.avsc -o models.py", b"");
    assert_eq!((code, nothing.len()), (0, 0));
    assert_eq!(std::fs::read_to_string(folder.0.join("models.py")).expect("a module"), printed);

    for (style, base) in [("pydantic", "pydantic.BaseModel"), ("both", "AvroBaseModel")] {
        let (code, printed, _) = folder.isobyte(&format!("model generate --style {style} -"), ITEM.as_bytes());
        assert_eq!(code, 0);
        assert!(String::from_utf8(printed).expect("UTF-8").contains(&format!("class Item({base}):")));
    }
}

#[test]
fn what_cannot_be_done_is_told() {
    let folder = Folder::new("model-bad", &[("order.avsc", ORDER)]);
    let (code, _, told) = folder.isobyte("model generate order.avsc", b"");
    assert!(code == 2 && told.contains("order.avsc: ") && told.contains("Item"), "{told}");
    let (code, _, told) = folder.isobyte("model generate -", b"\"int\"");
    assert!(code == 2 && told.contains("expected a schema with a record or an enum"), "{told}");
    let (code, _, told) = folder.isobyte("model generate --style java -", b"");
    assert!(code == 2 && told.contains("expected dataclass, pydantic or both"), "{told}");
}
