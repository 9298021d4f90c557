//! For those who come from the `apache-avro` crate (feature `apache-avro`): its schemas, and its values as a source.
use crate::codec::Codec;
use crate::error::{Code, Error, Result};
use crate::model::kind::{Decimal, Duration, Kind, Moment, Number, Symbol};
use crate::model::node::Unit;
use crate::model::shape::Rep;
use crate::model::value::{Entries, Source, mismatch};
use crate::schema::Schema;
use crate::wire::write;
use apache_avro::types::Value;
use std::borrow::Cow;
use std::collections::HashMap;

/// By its JSON text, which is parsed by this crate's rules.
impl TryFrom<&apache_avro::Schema> for Schema {
    type Error = Error;

    /// # Errors
    /// As [`Schema::parse`]: the other crate accepts some schemas that the specification forbids.
    fn try_from(schema: &apache_avro::Schema) -> Result<Self> {
        let text = serde_json::to_string(schema);
        let text = text.map_err(|e| Error::new(Code::SchemaSyntax, format!("expected a schema's text, found {e}")))?;
        Schema::parse(&text)
    }
}

impl Codec {
    /// Encodes a value of the `apache-avro` crate by this crate's rules.
    ///
    /// A `Union` takes the branch of its number; any other value in a union is judged by its kind. `Decimal` is its unscaled
    /// bytes, and logical values are converted between units where the schema has another.
    ///
    /// # Errors
    /// `value_*` with the path.
    ///
    /// ```
    /// use apache_avro::types::Value;
    /// use isobyte::{Codec, Schema};
    /// let theirs = apache_avro::Schema::parse_str(r#"["null", "string"]"#).unwrap();
    /// let codec = Codec::new(&Schema::try_from(&theirs)?, Default::default())?;
    /// let value = Value::Union(1, Box::new(Value::String("hi".into())));
    /// assert_eq!(codec.encode_apache(&value)?, [2, 4, b'h', b'i']);
    /// # Ok::<(), isobyte::Error>(())
    /// ```
    pub fn encode_apache(&self, value: &Value) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        self.encode(&ApacheSource::default(), value, &mut out)?;
        Ok(out)
    }
}

/// Values of the `apache-avro` crate as a source: positions are references to them.
#[derive(Debug, Clone, Copy, Default)]
pub struct ApacheSource<'v>(std::marker::PhantomData<&'v Value>);

/// The fields of a record, or a map.
#[derive(Debug, Clone, Copy)]
pub enum ApacheRecord<'v> {
    /// Names and values.
    Record(&'v [(String, Value)]),
    /// Keys and values.
    Map(&'v HashMap<String, Value>),
}

fn kind(v: &Value) -> Kind {
    match v {
        Value::Null => Kind::Null,
        Value::Boolean(_) => Kind::Boolean,
        Value::Int(_) | Value::Long(_) => Kind::Integer,
        Value::Float(_) | Value::Double(_) => Kind::Float,
        Value::Bytes(_) | Value::Fixed(..) | Value::Decimal(_) => Kind::Bytes,
        Value::String(_) => Kind::Text,
        Value::Enum(..) => Kind::Enum,
        Value::Union(..) => Kind::Branch,
        Value::Array(_) => Kind::Sequence,
        Value::Map(_) | Value::Record(_) => Kind::Mapping,
        Value::Date(_) => Kind::Date,
        Value::BigDecimal(_) => Kind::Decimal,
        Value::TimeMillis(_) | Value::TimeMicros(_) => Kind::Time,
        Value::TimestampMillis(_) | Value::TimestampMicros(_) | Value::TimestampNanos(_) => Kind::Timestamp,
        Value::LocalTimestampMillis(_) | Value::LocalTimestampMicros(_) | Value::LocalTimestampNanos(_) => {
            Kind::LocalTimestamp
        }
        Value::Duration(_) => Kind::Duration,
        Value::Uuid(_) => Kind::Uuid,
    }
}

#[cold]
fn not<T>(v: &Value, expected: &str) -> Result<T> {
    Err(mismatch(expected, kind(v)))
}

impl<'v> Source for ApacheSource<'v> {
    type Position = &'v Value;
    type Items = std::slice::Iter<'v, Value>;
    type Record = ApacheRecord<'v>;

    fn at(&self, v: &'v Value, _: u32) -> &'v Value {
        v
    }
    fn kind(&self, v: &'v Value, _: Rep) -> Result<Kind> {
        Ok(kind(v))
    }
    fn null(&self, v: &'v Value, _: Rep) -> Result<()> {
        if *v == Value::Null { Ok(()) } else { not(v, "null") }
    }
    fn boolean(&self, v: &'v Value, _: Rep) -> Result<bool> {
        if let Value::Boolean(value) = v { Ok(*value) } else { not(v, "boolean") }
    }
    fn integer(&self, v: &'v Value, _: Rep) -> Result<i64> {
        match v {
            Value::Int(value) => Ok(*value as i64),
            Value::Long(value) => Ok(*value),
            other => not(other, "an integer"),
        }
    }
    fn number(&self, v: &'v Value, rep: Rep) -> Result<Number> {
        match v {
            Value::Float(value) => Ok(Number::Float(*value as f64)),
            Value::Double(value) => Ok(Number::Float(*value)),
            Value::Int(_) | Value::Long(_) => self.integer(v, rep).map(Number::Integer),
            other => not(other, "a number"),
        }
    }
    fn put_text(&self, v: &'v Value, _: Rep, buf: &mut [u8], at: usize) -> Result<usize> {
        if let Value::String(text) = v { write::bytes(buf, at, text.as_bytes()) } else { not(v, "string") }
    }
    fn text(&self, v: &'v Value, _: Rep) -> Result<Cow<'_, str>> {
        if let Value::String(text) = v { Ok(Cow::Borrowed(text)) } else { not(v, "text") }
    }
    fn bytes(&self, v: &'v Value, _: Rep) -> Result<Cow<'_, [u8]>> {
        match v {
            Value::Bytes(bytes) | Value::Fixed(_, bytes) => Ok(Cow::Borrowed(bytes)),
            Value::Decimal(value) => match Vec::try_from(value) {
                Ok(bytes) => Ok(Cow::Owned(bytes)),
                Err(e) => Err(Error::new(Code::ValueConstraint, format!("expected a decimal, found {e}"))),
            },
            other => not(other, "bytes"),
        }
    }
    fn symbol(&self, v: &'v Value, _: Rep) -> Result<Symbol<'_>> {
        match v {
            Value::Enum(_, symbol) => Ok(Symbol { type_name: Cow::Borrowed(""), symbol: Cow::Borrowed(symbol) }),
            other => not(other, "enum symbol"),
        }
    }
    fn ordinal(&self, v: &'v Value) -> Result<u64> {
        not(v, "an ordinal")
    }
    fn decimal(&self, v: &'v Value, _: Rep) -> Result<Decimal<'_>> {
        let Value::BigDecimal(value) = v else { return not(v, "decimal") };
        let (unscaled, scale) = value.as_bigint_and_exponent();
        match i32::try_from(scale) {
            Ok(scale) => Ok(Decimal { unscaled: Cow::Owned(unscaled.to_signed_bytes_be()), scale }),
            Err(_) => Err(Error::new(Code::ValueRange, format!("expected a scale of 32 bits, found {scale}"))),
        }
    }
    fn uuid(&self, v: &'v Value, _: Rep) -> Result<[u8; 16]> {
        if let Value::Uuid(uuid) = v { Ok(*uuid.as_bytes()) } else { not(v, "uuid") }
    }
    fn date(&self, v: &'v Value, _: Rep) -> Result<i64> {
        if let Value::Date(days) = v { Ok(*days as i64) } else { not(v, "date") }
    }
    fn time(&self, v: &'v Value, _: Rep) -> Result<i64> {
        let (count, unit) = match v {
            Value::TimeMillis(millis) => (*millis as i64, Unit::Millis),
            Value::TimeMicros(micros) => (*micros, Unit::Micros),
            other => return not(other, "time"),
        };
        // Far beyond a day stays beyond a day, which the encoder refuses.
        Ok(count.saturating_mul(unit.nanos()))
    }
    fn moment(&self, v: &'v Value, _: Rep, local: bool) -> Result<Moment> {
        Ok(match (v, local) {
            (Value::TimestampMillis(raw), false) | (Value::LocalTimestampMillis(raw), true) => {
                Unit::Millis.to_moment(*raw)
            }
            (Value::TimestampMicros(raw), false) | (Value::LocalTimestampMicros(raw), true) => {
                Unit::Micros.to_moment(*raw)
            }
            (Value::TimestampNanos(raw), false) | (Value::LocalTimestampNanos(raw), true) => {
                Unit::Nanos.to_moment(*raw)
            }
            (other, false) => return not(other, "timestamp"),
            (other, true) => return not(other, "local timestamp"),
        })
    }
    fn duration(&self, v: &'v Value, _: Rep) -> Result<Duration> {
        let Value::Duration(value) = v else { return not(v, "duration") };
        Ok(Duration { months: value.months().into(), days: value.days().into(), millis: value.millis().into() })
    }
    fn branch(&self, v: &'v Value, _: Rep) -> Result<(Cow<'_, str>, &'v Value)> {
        not(v, "a named branch")
    }
    fn branch_number(&self, v: &'v Value) -> Option<(usize, &'v Value)> {
        if let Value::Union(index, value) = v { Some((*index as usize, value)) } else { None }
    }
    fn present(&self, v: &'v Value, _: Rep) -> Result<Option<&'v Value>> {
        Ok(if *v == Value::Null { None } else { Some(v) })
    }
    fn alternative(&self, v: &'v Value) -> Result<Option<(usize, &'v Value)>> {
        not(v, "an alternative")
    }
    fn items(&self, v: &'v Value, _: Rep, _: u32) -> Result<(Self::Items, usize)> {
        if let Value::Array(items) = v { Ok((items.iter(), items.len())) } else { not(v, "array") }
    }
    fn item(&self, items: &mut Self::Items) -> Result<&'v Value> {
        items.next().ok_or_else(|| Error::new(Code::Internal, "asked for more items than there are"))
    }
    fn entries<'s>(&'s self, v: &'v Value, _: Rep, _: u32, entries: &mut Entries<'s, &'v Value>) -> Result<()> {
        match v {
            Value::Map(map) => entries.extend(map.iter().map(|(key, value)| (Cow::Borrowed(key.as_bytes()), value))),
            Value::Record(fields) => {
                entries.extend(fields.iter().map(|(key, value)| (Cow::Borrowed(key.as_bytes()), value)));
            }
            other => return not(other, "map"),
        }
        Ok(())
    }
    fn record(&self, v: &'v Value, _: Rep, _: u32, _: u32) -> Result<ApacheRecord<'v>> {
        match v {
            Value::Record(fields) => Ok(ApacheRecord::Record(fields)),
            Value::Map(map) => Ok(ApacheRecord::Map(map)),
            other => not(other, "record"),
        }
    }
    fn field(&self, record: &mut ApacheRecord<'v>, index: usize, name: &str) -> Result<Option<&'v Value>> {
        Ok(match record {
            ApacheRecord::Map(map) => map.get(name),
            ApacheRecord::Record(fields) => match fields.get(index) {
                Some((field, value)) if field == name => Some(value),
                _ => fields.iter().find(|(field, _)| field == name).map(|(_, value)| value),
            },
        })
    }
    fn field_count(&self, record: &ApacheRecord<'v>) -> usize {
        match record {
            ApacheRecord::Record(fields) => fields.len(),
            ApacheRecord::Map(map) => map.len(),
        }
    }
    fn field_names(&self, record: &ApacheRecord<'v>, show: &mut dyn FnMut(&str) -> bool) -> Result<()> {
        let _ = match record {
            ApacheRecord::Record(fields) => fields.iter().all(|(name, _)| show(name)),
            ApacheRecord::Map(map) => map.keys().all(|name| show(name)),
        };
        Ok(())
    }
    fn record_name(&self, _: &'v Value, _: Rep) -> Result<Cow<'_, str>> {
        Ok(Cow::Borrowed(""))
    }
}
