//! Shapes as JSON text, the form in which hosts describe their types to the core.
//!
//! A list of shapes; the first is the type of the whole value; `item`, `items` and `shape` are indexes into the list:
//! `[{"kind":"struct","name":"shop.User","size":24,"fields":[{"name":"age","shape":1,"offset":16}]},{"kind":"i64"}]`.
//! Kinds: any bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 text bytes decimal uuid date time timestamp local_timestamp duration,
//! fixed {size}, enum {name, symbols}, optional {item}, list {item}, map {item}, one_of {items}, struct {name, size?, fields}.
use crate::error::{Code, Error, Result};
use crate::model::shape::{Rep, Shape, ShapeId, Shapes, Struct, StructField};
use serde_json::{Map, Value};

const PLAIN: &[(&str, Rep)] = &[
    ("bool", Rep::Bool),
    ("i8", Rep::I8),
    ("i16", Rep::I16),
    ("i32", Rep::I32),
    ("i64", Rep::I64),
    ("u8", Rep::U8),
    ("u16", Rep::U16),
    ("u32", Rep::U32),
    ("u64", Rep::U64),
    ("f32", Rep::F32),
    ("f64", Rep::F64),
    ("text", Rep::Text),
    ("bytes", Rep::Bytes),
    ("decimal", Rep::Decimal),
    ("uuid", Rep::Uuid),
    ("date", Rep::Date),
    ("time", Rep::Time),
    ("timestamp", Rep::Timestamp),
    ("local_timestamp", Rep::LocalTimestamp),
    ("duration", Rep::Duration),
];

impl Shapes {
    /// Reads shapes from JSON text.
    ///
    /// # Errors
    /// `invalid_argument`, with the number of the shape.
    pub fn parse(text: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(text).map_err(|e| wrong(format!("shapes: {e}")))?;
        let list = value.as_array().ok_or_else(|| wrong("expected a list of shapes, found something else"))?;
        let table = list
            .iter()
            .enumerate()
            .map(|(index, shape)| shape_of(shape).map_err(|e| wrong(format!("shape {index}: {}", e.message()))))
            .collect::<Result<Vec<_>>>()?;
        Self::new(table)
    }
}

#[cold]
fn wrong(message: impl Into<String>) -> Error {
    Error::new(Code::InvalidArgument, message)
}

fn shape_of(value: &Value) -> Result<Shape> {
    let map = value.as_object().ok_or_else(|| wrong("expected an object"))?;
    let kind = text(map, "kind")?;
    Ok(match kind {
        "any" => Shape::Any,
        "fixed" => Shape::Fixed(number(map, "size")?),
        "enum" => Shape::Enum { name: name(map), symbols: symbols(map)? },
        "optional" => Shape::Optional(ShapeId(number(map, "item")?)),
        "list" => Shape::List(ShapeId(number(map, "item")?)),
        "map" => Shape::Map(ShapeId(number(map, "item")?)),
        "one_of" => {
            let items = list(map, "items")?.iter().map(|item| index(item).map(ShapeId));
            Shape::OneOf(items.collect::<Result<_>>()?)
        }
        "struct" => Shape::Struct(Struct {
            name: name(map),
            size: if map.contains_key("size") { number(map, "size")? } else { 0 },
            fields: list(map, "fields")?.iter().map(field).collect::<Result<_>>()?,
        }),
        _ => match PLAIN.iter().find(|(name, _)| *name == kind) {
            Some((_, rep)) => Shape::Plain(*rep),
            None => return Err(wrong(format!("unknown kind {kind:?}"))),
        },
    })
}

fn field(value: &Value) -> Result<StructField> {
    let map = value.as_object().ok_or_else(|| wrong("expected a field object"))?;
    Ok(StructField {
        name: text(map, "name")?.into(),
        shape: ShapeId(number(map, "shape")?),
        offset: if map.contains_key("offset") { Some(number(map, "offset")?) } else { None },
    })
}

fn name(map: &Map<String, Value>) -> Box<str> {
    map.get("name").and_then(Value::as_str).unwrap_or("").into()
}

fn symbols(map: &Map<String, Value>) -> Result<Vec<Box<str>>> {
    let symbol = |value: &Value| value.as_str().map(Box::from).ok_or_else(|| wrong("expected symbols as text"));
    list(map, "symbols")?.iter().map(symbol).collect()
}

fn text<'a>(map: &'a Map<String, Value>, key: &str) -> Result<&'a str> {
    map.get(key).and_then(Value::as_str).ok_or_else(|| wrong(format!("expected a text {key:?}")))
}

fn list<'a>(map: &'a Map<String, Value>, key: &str) -> Result<&'a Vec<Value>> {
    map.get(key).and_then(Value::as_array).ok_or_else(|| wrong(format!("expected a list {key:?}")))
}

fn number(map: &Map<String, Value>, key: &str) -> Result<u32> {
    index(map.get(key).unwrap_or(&Value::Null)).map_err(|_| wrong(format!("expected a number {key:?} of 32 bits")))
}

fn index(value: &Value) -> Result<u32> {
    value.as_u64().and_then(|n| u32::try_from(n).ok()).ok_or_else(|| wrong("expected an index"))
}

#[cfg(test)]
mod tests {
    use crate::error::Code;
    use crate::model::shape::Shapes;

    #[test]
    fn bad_shapes_are_refused_with_their_number() {
        for (text, message) in [
            ("", "shapes: EOF"),
            ("[]", "at least one shape"),
            (r#"[{"kind":"nope"}]"#, "shape 0: unknown kind \"nope\""),
            (r#"[{"kind":"list","item":7}]"#, "shape 0 refers to shape 7"),
            (r#"[{"kind":"struct","fields":[{"name":"a","shape":0}]}]"#, "contains itself"),
            (r#"[{"kind":"optional","item":1},{"kind":"any"}]"#, "optional already"),
        ] {
            let error = Shapes::parse(text).unwrap_err();
            assert_eq!(error.code(), Code::InvalidArgument, "{text}");
            assert!(error.message().contains(message), "{text}: {error}");
        }
        assert!(
            Shapes::parse(r#"[{"kind":"struct","fields":[{"name":"a","shape":1}]},{"kind":"list","item":0}]"#).is_ok()
        );
    }
}
