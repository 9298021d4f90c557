//! Field: from a place in a schema's text to the names of the fields that lead there, as people call it.
use isobyte::schema::Schema;

/// The fields on the way of a JSON pointer into an Avro schema, joined by dots; empty for the whole schema. Named types
/// are entered where their names stand.
pub(crate) fn of_avro(schema: &Schema, pointer: &str) -> String {
    let mut names: Vec<&str> = Vec::new();
    let mut steps = pointer.split('/').filter(|step| !step.is_empty());
    let mut here = Some(schema.root());
    while let (Some(at), Some(step)) = (here, steps.next()) {
        here = match step {
            "fields" => {
                let position = steps.next().and_then(|text| text.parse::<usize>().ok());
                let field = position.and_then(|position| at.fields().nth(position));
                names.extend(field.map(|field| field.name()));
                field.map(|field| field.type_of())
            }
            "items" | "values" => at.item(),
            _ => match step.parse::<usize>() {
                Ok(position) => at.branches().nth(position),
                Err(_) => Some(at),
            },
        };
    }
    names.join(".")
}

/// The properties on the way of a pointer into a JSON Schema, joined by dots; empty for the whole schema.
pub(crate) fn of_json(pointer: &str) -> String {
    let mut steps = pointer.split('/');
    let mut names = Vec::new();
    while let Some(step) = steps.next() {
        if step == "properties" {
            names.extend(steps.next().map(|name| name.replace("~1", "/").replace("~0", "~")));
        }
    }
    names.join(".")
}

#[cfg(test)]
mod tests {
    use super::{of_avro, of_json};
    use isobyte::schema::Schema;

    #[test]
    fn pointers_become_names() {
        let schema = Schema::parse(
            r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"next","type":["null","R"]},
            {"name":"list","type":{"type":"array","items":{"type":"map","values":{"type":"record","name":"S",
            "fields":[{"name":"x","type":"int"}]}}}}]}"#,
        );
        let schema = schema.expect("a schema");
        for (pointer, names) in [
            ("/", ""),
            ("/name", ""),
            ("/fields/0", "a"),
            ("/fields/0/type", "a"),
            ("/fields/1/type/1/fields/2", "next.list"),
            ("/fields/2/type/items/values/fields/0/type", "list.x"),
            ("/fields/7", ""),
        ] {
            assert_eq!(of_avro(&schema, pointer), names, "{pointer}");
        }
    }

    #[test]
    fn pointers_into_json_schemas() {
        for (pointer, names) in [
            ("#/", ""),
            ("#/required", ""),
            ("#/properties/a", "a"),
            ("#/properties/properties/items/properties/a~1b/maximum", "properties.a/b"),
        ] {
            assert_eq!(of_json(pointer), names, "{pointer}");
        }
    }
}
