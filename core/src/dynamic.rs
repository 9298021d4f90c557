//! Values of any kind for Rust programs: what a dynamic host language has in its own objects.
use crate::error::{Code, Error, Result};
use crate::model::kind::{Decimal, Duration, Kind, Moment, Number, Symbol};
use crate::model::names::Names;
use crate::model::shape::Rep;
use crate::model::value::{Entries, Sink, Slot, Source, mismatch};
use crate::wire::text::Text;
use crate::wire::write;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

/// A value that knows its own kind. Decoding gives ints as `Int`, longs as `Long`, and so on; on encoding the width does not matter.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Value {
    Null,
    Boolean(bool),
    Int(i32),
    Long(i64),
    Unsigned(u64),
    Float(f32),
    Double(f64),
    Text(String),
    Bytes(Vec<u8>),
    /// A symbol, and the full name of its enum (which may be empty on encoding).
    Enum(String, String),
    /// Unscaled two's complement, big-endian, and the scale.
    Decimal(Vec<u8>, i32),
    Uuid([u8; 16]),
    /// Days since 1970-01-01.
    Date(i64),
    /// Nanoseconds since midnight.
    Time(i64),
    Timestamp(Moment),
    LocalTimestamp(Moment),
    Duration(Duration),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
    /// The full name of its type (which may be empty on encoding), and its fields.
    Record(String, Vec<(String, Value)>),
    /// A value whose branch is named.
    Branch(String, Box<Value>),
}

/// Values as a source: positions are references to them.
#[derive(Debug, Clone, Copy, Default)]
pub struct ValueSource<'v>(std::marker::PhantomData<&'v Value>);

impl Value {
    fn kind(&self) -> Kind {
        match self {
            Value::Null => Kind::Null,
            Value::Boolean(_) => Kind::Boolean,
            Value::Int(_) | Value::Long(_) | Value::Unsigned(_) => Kind::Integer,
            Value::Float(_) | Value::Double(_) => Kind::Float,
            Value::Text(_) => Kind::Text,
            Value::Bytes(_) => Kind::Bytes,
            Value::Enum(..) => Kind::Enum,
            Value::Decimal(..) => Kind::Decimal,
            Value::Uuid(_) => Kind::Uuid,
            Value::Date(_) => Kind::Date,
            Value::Time(_) => Kind::Time,
            Value::Timestamp(_) => Kind::Timestamp,
            Value::LocalTimestamp(_) => Kind::LocalTimestamp,
            Value::Duration(_) => Kind::Duration,
            Value::List(_) => Kind::Sequence,
            Value::Map(_) => Kind::Mapping,
            Value::Record(..) => Kind::Record,
            Value::Branch(..) => Kind::Branch,
        }
    }

    #[cold]
    fn not<T>(&self, expected: &str) -> Result<T> {
        Err(mismatch(expected, self.kind()))
    }

    fn fields(&self) -> Result<&[(String, Value)]> {
        match self {
            Value::Map(entries) | Value::Record(_, entries) => Ok(entries),
            other => other.not("record"),
        }
    }
}

impl<'v> Source for ValueSource<'v> {
    type Position = &'v Value;
    type Items = std::slice::Iter<'v, Value>;
    type Record = &'v [(String, Value)];

    fn at(&self, v: &'v Value, _: u32) -> &'v Value {
        v
    }
    fn kind(&self, v: &'v Value, _: Rep) -> Result<Kind> {
        Ok(v.kind())
    }
    fn null(&self, v: &'v Value, _: Rep) -> Result<()> {
        if *v == Value::Null { Ok(()) } else { v.not("null") }
    }
    fn boolean(&self, v: &'v Value, _: Rep) -> Result<bool> {
        if let Value::Boolean(value) = v { Ok(*value) } else { v.not("boolean") }
    }
    fn integer(&self, v: &'v Value, _: Rep) -> Result<i64> {
        match v {
            Value::Int(value) => Ok(*value as i64),
            Value::Long(value) => Ok(*value),
            Value::Unsigned(value) => i64::try_from(*value).map_err(|_| {
                Error::new(
                    Code::ValueRange,
                    format!("expected an integer of 64 bits, found {value}, which is out of range"),
                )
            }),
            other => other.not("an integer"),
        }
    }
    fn number(&self, v: &'v Value, rep: Rep) -> Result<Number> {
        match v {
            Value::Float(value) => Ok(Number::Float(*value as f64)),
            Value::Double(value) => Ok(Number::Float(*value)),
            Value::Int(_) | Value::Long(_) | Value::Unsigned(_) => self.integer(v, rep).map(Number::Integer),
            other => other.not("a number"),
        }
    }
    fn put_text(&self, v: &'v Value, _: Rep, buf: &mut [u8], at: usize) -> Result<usize> {
        if let Value::Text(text) = v { write::bytes(buf, at, text.as_bytes()) } else { v.not("string") }
    }
    fn text(&self, v: &'v Value, _: Rep) -> Result<Cow<'_, str>> {
        if let Value::Text(text) = v { Ok(Cow::Borrowed(text)) } else { v.not("text") }
    }
    fn bytes(&self, v: &'v Value, _: Rep) -> Result<Cow<'_, [u8]>> {
        if let Value::Bytes(bytes) = v { Ok(Cow::Borrowed(bytes)) } else { v.not("bytes") }
    }
    fn symbol(&self, v: &'v Value, _: Rep) -> Result<Symbol<'_>> {
        match v {
            Value::Enum(symbol, name) => Ok(Symbol { type_name: Cow::Borrowed(name), symbol: Cow::Borrowed(symbol) }),
            other => other.not("enum symbol"),
        }
    }
    fn ordinal(&self, v: &'v Value) -> Result<u64> {
        v.not("an ordinal")
    }
    fn decimal(&self, v: &'v Value, _: Rep) -> Result<Decimal<'_>> {
        match v {
            Value::Decimal(unscaled, scale) => Ok(Decimal { unscaled: Cow::Borrowed(unscaled), scale: *scale }),
            other => other.not("decimal"),
        }
    }
    fn uuid(&self, v: &'v Value, _: Rep) -> Result<[u8; 16]> {
        if let Value::Uuid(uuid) = v { Ok(*uuid) } else { v.not("uuid") }
    }
    fn date(&self, v: &'v Value, _: Rep) -> Result<i64> {
        if let Value::Date(days) = v { Ok(*days) } else { v.not("date") }
    }
    fn time(&self, v: &'v Value, _: Rep) -> Result<i64> {
        if let Value::Time(nanos) = v { Ok(*nanos) } else { v.not("time") }
    }
    fn moment(&self, v: &'v Value, _: Rep, local: bool) -> Result<Moment> {
        match (v, local) {
            (Value::Timestamp(moment), false) | (Value::LocalTimestamp(moment), true) => Ok(*moment),
            (other, false) => other.not("timestamp"),
            (other, true) => other.not("local timestamp"),
        }
    }
    fn duration(&self, v: &'v Value, _: Rep) -> Result<Duration> {
        if let Value::Duration(duration) = v { Ok(*duration) } else { v.not("duration") }
    }
    fn branch(&self, v: &'v Value, _: Rep) -> Result<(Cow<'_, str>, &'v Value)> {
        match v {
            Value::Branch(name, value) => Ok((Cow::Borrowed(name), value)),
            other => other.not("branch"),
        }
    }
    fn present(&self, v: &'v Value, _: Rep) -> Result<Option<&'v Value>> {
        Ok(if *v == Value::Null { None } else { Some(v) })
    }
    fn alternative(&self, v: &'v Value) -> Result<Option<(usize, &'v Value)>> {
        v.not("an alternative")
    }
    fn items(&self, v: &'v Value, _: Rep, _: u32) -> Result<(Self::Items, usize)> {
        if let Value::List(items) = v { Ok((items.iter(), items.len())) } else { v.not("array") }
    }
    fn item(&self, items: &mut Self::Items) -> Result<&'v Value> {
        items.next().ok_or_else(|| Error::new(Code::Internal, "asked for more items than there are"))
    }
    fn entries<'s>(&'s self, v: &'v Value, _: Rep, _: u32, entries: &mut Entries<'s, &'v Value>) -> Result<()> {
        let Value::Map(map) = v else { return v.not("map") };
        entries.extend(map.iter().map(|(key, value)| (Cow::Borrowed(key.as_bytes()), value)));
        Ok(())
    }
    fn record(&self, v: &'v Value, _: Rep, _: u32, _: u32) -> Result<Self::Record> {
        v.fields()
    }
    fn field(&self, record: &mut Self::Record, index: usize, name: &str) -> Result<Option<&'v Value>> {
        let here = record.get(index).filter(|(key, _)| key == name);
        Ok(here.or_else(|| record.iter().find(|(key, _)| key == name)).map(|(_, value)| value))
    }
    fn field_count(&self, record: &Self::Record) -> usize {
        record.len()
    }
    fn field_names(&self, record: &Self::Record, show: &mut dyn FnMut(&str) -> bool) -> Result<()> {
        record.iter().map_while(|(name, _)| show(name).then_some(())).for_each(drop);
        Ok(())
    }
    fn record_name(&self, v: &'v Value, _: Rep) -> Result<Cow<'_, str>> {
        Ok(if let Value::Record(name, _) = v { Cow::Borrowed(name) } else { Cow::Borrowed("") })
    }
}

/// A sink that builds [`Value`]s. It wants the names of the codec's types.
#[derive(Clone, Copy)]
pub struct ValueSink<'n> {
    names: &'n Names,
}

impl fmt::Debug for ValueSink<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ValueSink")
    }
}

impl<'n> ValueSink<'n> {
    /// A sink for one codec.
    pub fn new(codec: &'n crate::codec::Codec) -> Self {
        Self { names: codec.names() }
    }

    fn name(&self, named: u32, index: u32) -> String {
        self.names.get(named, index).unwrap_or_default().to_owned()
    }
}

impl Sink for ValueSink<'_> {
    type Place = ();
    type Value = Value;
    type List = Vec<Value>;
    type Map = Vec<(String, Value)>;
    type Record = (u32, Vec<(String, Value)>);

    fn at(&self, (): (), _: u32) {}
    fn null(&mut self, (): (), _: Slot) -> Result<Value> {
        Ok(Value::Null)
    }
    fn boolean(&mut self, (): (), _: Slot, value: bool) -> Result<Value> {
        Ok(Value::Boolean(value))
    }
    fn int(&mut self, (): (), _: Slot, value: i32) -> Result<Value> {
        Ok(Value::Int(value))
    }
    fn long(&mut self, (): (), _: Slot, value: i64) -> Result<Value> {
        Ok(Value::Long(value))
    }
    fn float(&mut self, (): (), _: Slot, value: f32) -> Result<Value> {
        Ok(Value::Float(value))
    }
    fn double(&mut self, (): (), _: Slot, value: f64) -> Result<Value> {
        Ok(Value::Double(value))
    }
    fn text(&mut self, (): (), _: Slot, value: Text<'_>, _: usize) -> Result<Value> {
        Ok(Value::Text(value.to_str().into_owned()))
    }
    fn bytes(&mut self, (): (), _: Slot, value: &[u8], _: usize) -> Result<Value> {
        Ok(Value::Bytes(value.to_vec()))
    }
    fn fixed(&mut self, (): (), _: Slot, value: &[u8], _: usize, _: u32) -> Result<Value> {
        Ok(Value::Bytes(value.to_vec()))
    }
    fn symbol(&mut self, (): (), _: Slot, named: u32, index: u32, _: Option<u32>) -> Result<Value> {
        Ok(Value::Enum(self.name(named, index + 1), self.name(named, 0)))
    }
    fn decimal(&mut self, (): (), _: Slot, unscaled: &[u8], _: usize, scale: i32) -> Result<Value> {
        Ok(Value::Decimal(unscaled.to_vec(), scale))
    }
    fn uuid(&mut self, (): (), _: Slot, value: [u8; 16]) -> Result<Value> {
        Ok(Value::Uuid(value))
    }
    fn date(&mut self, (): (), _: Slot, days: i32) -> Result<Value> {
        Ok(Value::Date(days as i64))
    }
    fn time(&mut self, (): (), _: Slot, nanos: Option<i64>, raw: i64) -> Result<Value> {
        Ok(nanos.map_or(Value::Long(raw), Value::Time))
    }
    fn moment(&mut self, (): (), _: Slot, moment: Moment, local: bool, _: i64) -> Result<Value> {
        Ok(if local { Value::LocalTimestamp(moment) } else { Value::Timestamp(moment) })
    }
    fn duration(&mut self, (): (), _: Slot, value: Duration) -> Result<Value> {
        Ok(Value::Duration(value))
    }
    fn present(&mut self, (): (), _: Slot, _: Slot, _: u32) -> Result<()> {
        Ok(())
    }
    fn alternative(&mut self, (): (), _: usize, _: u32) -> Result<()> {
        Ok(())
    }
    fn branch(&mut self, (): (), _: Slot, _: u32, _: u32) -> Result<()> {
        Ok(())
    }
    fn branch_end(&mut self, value: Value, named: u32, index: u32) -> Result<Value> {
        Ok(Value::Branch(self.name(named, index), Box::new(value)))
    }
    fn list(&mut self, (): (), _: Slot) -> Result<Vec<Value>> {
        Ok(Vec::new())
    }
    fn list_block(&mut self, _: &mut Vec<Value>, _: usize, _: u32) -> Result<()> {
        Ok(())
    }
    fn item(&mut self, _: &mut Vec<Value>) {}
    fn item_end(&mut self, list: &mut Vec<Value>, value: Value) -> Result<()> {
        list.push(value);
        Ok(())
    }
    fn list_end(&mut self, list: Vec<Value>) -> Result<Value> {
        Ok(Value::List(list))
    }
    fn map(&mut self, (): (), _: Slot) -> Result<Self::Map> {
        Ok(Vec::new())
    }
    fn map_block(&mut self, _: &mut Self::Map, _: usize, _: u32) -> Result<()> {
        Ok(())
    }
    fn entry(&mut self, map: &mut Self::Map, key: Text<'_>, _: usize) -> Result<()> {
        map.push((key.to_str().into_owned(), Value::Null));
        Ok(())
    }
    fn entry_end(&mut self, map: &mut Self::Map, value: Value) -> Result<()> {
        if let Some((_, last)) = map.last_mut() {
            *last = value;
        }
        Ok(())
    }
    /// Of a key that occurs twice the last one wins.
    fn map_end(&mut self, map: Self::Map) -> Result<Value> {
        let mut index: HashMap<String, usize> = HashMap::with_capacity(map.len());
        let mut entries: Self::Map = Vec::with_capacity(map.len());
        for (key, value) in map {
            if let Some(&at) = index.get(&key) {
                entries[at].1 = value;
            } else {
                index.insert(key.clone(), entries.len());
                entries.push((key, value));
            }
        }
        Ok(Value::Map(entries))
    }
    fn record(&mut self, (): (), _: Slot, _: u32, named: u32, count: usize) -> Result<Self::Record> {
        let nulls = (1..=count as u32).map(|index| (self.name(named, index), Value::Null));
        Ok((named, nulls.collect()))
    }
    fn field(&mut self, _: &mut Self::Record, _: usize, _: u32) {}
    fn field_end(&mut self, record: &mut Self::Record, index: usize, _: u32, value: Value) -> Result<()> {
        // A reader's fields come in the writer's order.
        if let Some(field) = record.1.get_mut(index) {
            field.1 = value;
        }
        Ok(())
    }
    fn record_end(&mut self, (named, fields): Self::Record) -> Result<Value> {
        Ok(Value::Record(self.name(named, 0), fields))
    }
}

impl crate::codec::Codec {
    /// Encodes a dynamic value.
    ///
    /// # Errors
    /// `value_*` with the path.
    ///
    /// ```
    /// use isobyte::{Codec, Schema, Value};
    /// let schema = Schema::parse(r#"["null", "string"]"#)?;
    /// let codec = Codec::new(&schema, Default::default())?;
    /// let bytes = codec.encode_value(&Value::Text("hi".into()))?;
    /// assert_eq!(bytes, [2, 4, b'h', b'i']);
    /// assert_eq!(codec.decode_value(&bytes)?, Value::Text("hi".into()));
    /// # Ok::<(), isobyte::Error>(())
    /// ```
    pub fn encode_value(&self, value: &Value) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        self.encode(&ValueSource::default(), value, &mut out)?;
        Ok(out)
    }

    /// Decodes a dynamic value that is the whole of `src`.
    ///
    /// # Errors
    /// `data_*` with path and offset.
    pub fn decode_value(&self, src: &[u8]) -> Result<Value> {
        self.decode(src, &mut ValueSink::new(self), ())
    }
}
