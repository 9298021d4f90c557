//! Logical types: which a node of the schema may carry; invalid ones are ignored, as the specification asks.
use crate::model::node::{Logical, NodeKind, Unit};
use serde_json::{Map, Value};

/// The logical type that the attributes declare, if it is known and fits the type.
pub(crate) fn logical(kind: &NodeKind, attributes: &Map<String, Value>) -> Option<Logical> {
    let name = attributes.get("logicalType")?.as_str()?;
    match (name, kind) {
        ("decimal", NodeKind::Bytes) => decimal(attributes, u32::MAX),
        ("decimal", NodeKind::Fixed(fixed)) => decimal(attributes, digits(fixed.size)),
        ("big-decimal", NodeKind::Bytes) => Some(Logical::BigDecimal),
        ("uuid", NodeKind::String) => Some(Logical::Uuid),
        ("uuid", NodeKind::Fixed(fixed)) if fixed.size == 16 => Some(Logical::Uuid),
        ("duration", NodeKind::Fixed(fixed)) if fixed.size == 12 => Some(Logical::Duration),
        ("date", NodeKind::Int) => Some(Logical::Date),
        ("time-millis", NodeKind::Int) => Some(Logical::Time(Unit::Millis)),
        ("time-micros", NodeKind::Long) => Some(Logical::Time(Unit::Micros)),
        (_, NodeKind::Long) => match name.strip_prefix("local-") {
            Some(name) => timestamp(name).map(Logical::LocalTimestamp),
            None => timestamp(name).map(Logical::Timestamp),
        },
        _ => None,
    }
}

fn timestamp(name: &str) -> Option<Unit> {
    match name {
        "timestamp-millis" => Some(Unit::Millis),
        "timestamp-micros" => Some(Unit::Micros),
        "timestamp-nanos" => Some(Unit::Nanos),
        _ => None,
    }
}

fn decimal(attributes: &Map<String, Value>, most: u32) -> Option<Logical> {
    let number = |value: &Value| i32::try_from(value.as_i64()?).ok().and_then(|number| u32::try_from(number).ok());
    let precision = number(attributes.get("precision")?)?;
    let scale = attributes.get("scale").map_or(Some(0), number)?;
    (precision > 0 && precision <= most && scale <= precision).then_some(Logical::Decimal { precision, scale })
}

/// How many decimal digits a two's complement number of so many bytes can always hold.
fn digits(bytes: usize) -> u32 {
    let bits = bytes as f64 * 8.0 - 1.0;
    (bits * std::f64::consts::LOG10_2).floor().max(0.0) as u32
}
