//! The kinds of value that a host can hold, as messages and the union rule see them.
use std::borrow::Cow;

/// What kind a host value is. The width of a host's integers and floats never matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Kind {
    Null,
    Boolean,
    Integer,
    Float,
    Text,
    Bytes,
    /// A symbol of an enum of the host's own.
    Enum,
    Decimal,
    Uuid,
    Date,
    Time,
    Timestamp,
    LocalTimestamp,
    Duration,
    Sequence,
    Mapping,
    /// A record class of the host's own.
    Record,
    /// A value whose branch is named.
    Branch,
    /// Something that no schema type describes.
    Other,
}

impl Kind {
    /// The word that messages use.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Null => "null",
            Kind::Boolean => "boolean",
            Kind::Integer => "integer",
            Kind::Float => "float",
            Kind::Text => "text",
            Kind::Bytes => "bytes",
            Kind::Enum => "enum symbol",
            Kind::Decimal => "decimal",
            Kind::Uuid => "uuid",
            Kind::Date => "date",
            Kind::Time => "time",
            Kind::Timestamp => "timestamp",
            Kind::LocalTimestamp => "local timestamp",
            Kind::Duration => "duration",
            Kind::Sequence => "sequence",
            Kind::Mapping => "mapping",
            Kind::Record => "record",
            Kind::Branch => "branch",
            Kind::Other => "unknown type",
        }
    }
}

/// A number: the two kinds that a float or double takes.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs)]
pub enum Number {
    Integer(i64),
    Float(f64),
}

/// A decimal: `unscaled * 10^-scale`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decimal<'a> {
    /// Two's complement, big-endian, of any length; empty is zero.
    pub unscaled: Cow<'a, [u8]>,
    /// Digits behind the point; negative for trailing zeros before it.
    pub scale: i32,
}

/// A symbol of a host enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol<'a> {
    /// The full or simple name of the host's enum; empty if it has none.
    pub type_name: Cow<'a, str>,
    /// The symbol.
    pub symbol: Cow<'a, str>,
}

/// A moment as seconds and nanoseconds since 1970-01-01T00:00, in UTC or in no particular zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// Whole seconds, floored.
    pub seconds: i64,
    /// 0 to 999,999,999.
    pub nanos: u32,
}

/// Avro's duration: three independent unsigned numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub struct Duration {
    pub months: u32,
    pub days: u32,
    pub millis: u32,
}
