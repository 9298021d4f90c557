//! Properties of schemas that encoding does not need: that they survive parsing, and what they mean for equality.
#![allow(clippy::unwrap_used)]
use isobyte::Schema;
use isobyte::model::node::{Logical, Order};
use isobyte::model::view::Type;
use serde_json::json;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

const TEXT: &str = r#"{
  "type": "record", "name": "User", "namespace": "org.example", "doc": "A user.\nÄ", "aliases": ["Person", "old.User"],
  "zeta": [1, {"b": null}], "alpha": "x",
  "fields": [
    {"name": "id", "type": "long", "order": "descending", "pii": false, "aliases": ["key", "nr"], "doc": "The key."},
    {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2, "unit": "EUR"}},
    {"name": "when", "type": {"type": "string", "logicalType": "moon-phase", "phases": 8}, "default": "new"},
    {"name": "kind", "order": "ignore", "default": "B",
     "type": {"type": "enum", "name": "Kind", "doc": "Kinds.", "symbols": ["A", "B"], "default": "A", "x": 1}},
    {"name": "hash", "type": ["null", {"type": "fixed", "name": "other.Hash", "size": 16, "aliases": ["H"]}]},
    {"name": "tags", "type": {"type": "array", "items": "string", "java-class": "java.util.List"}},
    {"name": "friends", "type": {"type": "map", "values": "User"}}
  ]
}"#;

#[test]
fn properties_survive_parsing() {
    let schema = Schema::parse(TEXT).unwrap();
    assert_eq!(schema.text(), TEXT);
    let root = schema.root();
    assert_eq!((root.type_name(), root.name().unwrap().full()), ("record", "org.example.User"));
    assert_eq!(root.doc(), Some("A user.\nÄ"));
    assert_eq!(root.aliases().iter().map(|alias| alias.full()).collect::<Vec<_>>(), ["org.example.Person", "old.User"]);
    assert_eq!(root.attributes().keys().collect::<Vec<_>>(), ["zeta", "alpha"]);
    assert_eq!(root.attribute("zeta"), Some(&json!([1, {"b": null}])));
    assert_eq!(root.attribute("doc"), None);
    assert_eq!(root.fields().len(), 7);

    let id = root.field("id").unwrap();
    assert_eq!((id.doc(), id.order(), id.default()), (Some("The key."), Order::Descending, None));
    assert_eq!(id.aliases().collect::<Vec<_>>(), ["key", "nr"]);
    assert_eq!(id.attributes().iter().collect::<Vec<_>>(), [(&"pii".to_owned(), &json!(false))]);

    let price = root.field("price").unwrap().type_of();
    assert_eq!(price.logical(), Some(Logical::Decimal { precision: 9, scale: 2 }));
    assert_eq!(price.attributes().keys().collect::<Vec<_>>(), ["logicalType", "precision", "scale", "unit"]);
    assert_eq!(price.attribute("unit"), Some(&json!("EUR")));

    // A logical type that nobody knows is ignored, and kept.
    let when = root.field("when").unwrap();
    assert_eq!((when.type_of().logical(), when.default()), (None, Some(&json!("new"))));
    assert_eq!(when.type_of().attribute("logicalType"), Some(&json!("moon-phase")));
    assert_eq!(when.type_of().attribute("phases"), Some(&json!(8)));

    let kind = root.field("kind").unwrap();
    assert_eq!((kind.order(), kind.default()), (Order::Ignore, Some(&json!("B"))));
    let kind = kind.type_of();
    assert_eq!((kind.doc(), kind.default_symbol(), kind.attribute("x")), (Some("Kinds."), Some("A"), Some(&json!(1))));
    assert_eq!(kind.symbols().collect::<Vec<_>>(), ["A", "B"]);

    let hash: Vec<Type<'_>> = root.field("hash").unwrap().type_of().branches().collect();
    assert_eq!((hash[0].type_name(), hash[1].size()), ("null", Some(16)));
    assert_eq!(hash[1].aliases()[0].full(), "other.H");

    let tags = root.field("tags").unwrap().type_of();
    assert_eq!(
        (tags.item().unwrap().type_name(), tags.attribute("java-class")),
        ("string", Some(&json!("java.util.List")))
    );
    let friend = root.field("friends").unwrap().type_of().item().unwrap();
    assert_eq!(friend.field("id").unwrap().doc(), Some("The key."));
    assert!(root.field("nobody").is_none());
}

/// All of them are in what is printed, too.
#[test]
fn properties_survive_printing() {
    let schema = Schema::parse(TEXT).unwrap();
    let again = Schema::parse(schema.printed()).unwrap();
    assert_eq!(again, schema);
    assert_eq!(again.printed(), schema.printed());
    for word in ["moon-phase", "java.util.List", "EUR", "The key.", "descending", "old.User", "zeta"] {
        assert!(again.printed().contains(word), "{word}");
    }
}

fn parse(text: &str) -> Schema {
    Schema::parse(text).unwrap()
}

#[test]
fn equal_schemas() {
    let field = r#"{"name":"x","type":{"type":"int","a":1,"b":{"c":[],"d":2}},"default":1,"doc":"d","p":1,"q":2}"#;
    let one =
        parse(&format!(r#"{{"type":"record","name":"n.R","doc":"d","aliases":["A"],"z":1,"y":2,"fields":[{field}]}}"#));
    let turned = r#"{"q":2,"p":1,"doc":"d","default":1,"type":{"b":{"d":2,"c":[]},"a":1,"type":"int"},"name":"x"}"#;
    let two = parse(&format!(
        "{{ \"fields\" : [ {turned} ],\n \"y\":2,\"z\":1,\"aliases\":[\"n.A\"],\"doc\":\"d\",\"namespace\":\"n\",\"name\":\"R\",\"type\":\"record\"}}"
    ));
    assert_ne!(one.text(), two.text());
    assert_eq!(one, two);
    let hasher = RandomState::new();
    assert_eq!(hasher.hash_one(&one), hasher.hash_one(&two));
    assert_eq!(HashSet::from([one, two]).len(), 1);
    assert_eq!(parse("\"int\""), parse("{\"type\":\"int\"}"));
}

#[test]
fn different_schemas() {
    let with = |rest: &str, field: &str| {
        parse(&format!(
            r#"{{"type":"record","name":"R","fields":[{{"name":"x","type":{{"type":"int"}}{field}}}]{rest}}}"#
        ))
    };
    let schemas = [
        with("", ""),
        with(r#","doc":"d""#, ""),
        with(r#","doc":"e""#, ""),
        with(r#","aliases":["A"]"#, ""),
        with(r#","aliases":["A","B"]"#, ""),
        with(r#","namespace":"n""#, ""),
        with(r#","custom":1"#, ""),
        with(r#","custom":2"#, ""),
        with("", r#","doc":"d""#),
        with("", r#","default":1"#),
        with("", r#","default":2"#),
        with("", r#","aliases":["y"]"#),
        with("", r#","order":"ignore""#),
        with("", r#","custom":[1,2]"#),
        with("", r#","custom":[2,1]"#),
        parse(r#"{"type":"record","name":"R","fields":[{"name":"x","type":{"type":"int","logicalType":"date"}}]}"#),
        parse(r#"{"type":"error","name":"R","fields":[{"name":"x","type":"int"}]}"#),
    ];
    for (index, one) in schemas.iter().enumerate() {
        for (other, two) in schemas.iter().enumerate() {
            assert_eq!(one == two, index == other, "{one:?} {two:?}");
        }
    }
    assert_eq!(schemas.iter().collect::<HashSet<_>>().len(), schemas.len());
}
