//! Random values of a schema: as a host would hold them, and as Avro JSON.
use crate::dice::Dice;
use crate::schema::{Body, Logical, Schema, Type};
use isobyte::Value;
use isobyte::model::kind::{Duration, Moment};
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeSet;

/// Makes values of one schema.
pub(crate) struct Values<'s, 'd> {
    schema: &'s Schema,
    dice: &'d mut Dice,
    /// Values that may still be made before everything that may be empty stays empty.
    budget: usize,
}

impl<'s, 'd> Values<'s, 'd> {
    pub(crate) fn new(schema: &'s Schema, dice: &'d mut Dice, budget: usize) -> Self {
        Self { schema, dice, budget }
    }

    /// The value as a host has it, and what Avro JSON says about the same.
    pub(crate) fn make(&mut self, kind: &Type) -> (Value, Json) {
        self.budget = self.budget.saturating_sub(1);
        match kind {
            Type::Null => (Value::Null, Json::Null),
            Type::Boolean => {
                let value = self.dice.percent(50);
                (Value::Boolean(value), json!(value))
            }
            Type::Int(logical) => {
                let (value, raw) = self.integer(*logical, i32::MIN as i64, i32::MAX as i64);
                (value, json!(raw))
            }
            Type::Long(logical) => {
                let (value, raw) = self.integer(*logical, i64::MIN, i64::MAX);
                (value, json!(raw))
            }
            Type::Float => self.float(),
            Type::Double => self.double(),
            Type::Bytes(logical) => {
                let (value, raw) = self.bytes(*logical, None);
                (value, latin1(&raw))
            }
            Type::Text(Some(Logical::Uuid)) => {
                let uuid: [u8; 16] = std::array::from_fn(|_| self.dice.byte());
                let text = uuid_text(uuid);
                let value = match self.dice.below(3) {
                    0 => Value::Text(text.clone()),
                    1 => Value::Text(text.to_uppercase()),
                    _ => Value::Uuid(uuid),
                };
                (value, json!(text))
            }
            Type::Text(_) => {
                let text = self.dice.text();
                (Value::Text(text.clone()), json!(text))
            }
            Type::Array(item) => {
                let count = self.count();
                let (values, json) = (0..count).map(|_| self.make(item)).unzip();
                (Value::List(values), Json::Array(json))
            }
            Type::Map(item) => {
                let keys: BTreeSet<String> = (0..self.count()).map(|_| self.dice.text()).collect();
                let mut entries: Vec<_> = keys.into_iter().map(|key| (key, self.make(item))).collect();
                self.dice.shuffle(&mut entries);
                let json = entries.iter().map(|(key, (_, json))| (key.clone(), json.clone())).collect();
                (Value::Map(entries.into_iter().map(|(key, (value, _))| (key, value)).collect()), Json::Object(json))
            }
            Type::Union(branches) => self.union(branches),
            Type::Define(id) | Type::Refer(id) => self.named(*id),
        }
    }

    fn count(&mut self) -> usize {
        match self.dice.below(10) {
            _ if self.budget == 0 => 0,
            0 => 0,
            1 => 10 + self.dice.below(10),
            _ => self.dice.below(4),
        }
    }

    fn integer(&mut self, logical: Option<Logical>, min: i64, max: i64) -> (Value, i64) {
        const DAY: i64 = 86_400;
        let (min, max) = match logical {
            Some(Logical::TimeMillis) => (0, DAY * 1_000 - 1),
            Some(Logical::TimeMicros) => (0, DAY * 1_000_000 - 1),
            _ => (min, max),
        };
        let raw = self.dice.integer(min, max);
        let plain = match self.dice.below(3) {
            0 if i32::try_from(raw).is_ok() => Value::Int(raw as i32),
            1 if raw >= 0 => Value::Unsigned(raw as u64),
            _ => Value::Long(raw),
        };
        if self.dice.percent(30) {
            return (plain, raw);
        }
        // What is finer than the unit is cut off towards the past.
        let rest = |dice: &mut Dice, unit: i64| if unit > 1 { dice.below(unit as usize) as i64 } else { 0 };
        let value = match logical {
            Some(Logical::Date) => Value::Date(raw),
            Some(Logical::TimeMillis) => Value::Time(raw * 1_000_000 + rest(self.dice, 1_000_000)),
            Some(Logical::TimeMicros) => Value::Time(raw * 1_000 + rest(self.dice, 1_000)),
            Some(Logical::Timestamp(per_second, local)) => {
                let unit = 1_000_000_000 / per_second;
                let nanos = raw.rem_euclid(per_second) * unit + rest(self.dice, unit);
                let moment = Moment { seconds: raw.div_euclid(per_second), nanos: nanos as u32 };
                if local { Value::LocalTimestamp(moment) } else { Value::Timestamp(moment) }
            }
            _ => plain,
        };
        (value, raw)
    }

    fn float(&mut self) -> (Value, Json) {
        let double = self.dice.double();
        if self.dice.percent(20) && (double as f32).is_finite() {
            return (Value::Double(double), number(double as f32 as f64));
        }
        if self.dice.percent(20) {
            let integer = self.dice.integer(i64::MIN, i64::MAX);
            return (Value::Long(integer), number(integer as f32 as f64));
        }
        let float = self.dice.float();
        (if self.dice.percent(50) { Value::Float(float) } else { Value::Double(float as f64) }, number(float as f64))
    }

    fn double(&mut self) -> (Value, Json) {
        if self.dice.percent(20) {
            let integer = self.dice.integer(-(1 << 53), 1 << 53);
            return (Value::Long(integer), number(integer as f64));
        }
        let double = self.dice.double();
        (Value::Double(double), number(double))
    }

    /// Bytes, or a fixed of `size`.
    fn bytes(&mut self, logical: Option<Logical>, size: Option<usize>) -> (Value, Vec<u8>) {
        let (value, raw) = match logical {
            Some(Logical::Decimal(precision, scale)) => {
                // `zeros` of the digits behind the point are left to the encoder.
                let zeros = self.dice.below(scale as usize + 1) as u32;
                let digits = self.dice.below((precision - zeros) as usize + 1) as u32;
                let most = 10i128.pow(digits) - 1;
                let wide = (self.dice.next() as i128) << 64 | self.dice.next() as i128;
                let unscaled = match self.dice.below(3) {
                    0 => self.dice.pick(&[most, -most, 0]),
                    _ => wide % (most + 1),
                };
                let raw = twos_complement(unscaled * 10i128.pow(zeros), size);
                let given = twos_complement(unscaled, if self.dice.percent(10) { Some(16) } else { None });
                (Value::Decimal(given, (scale - zeros) as i32), raw)
            }
            Some(Logical::BigDecimal) => {
                let unscaled = twos_complement(self.dice.integer(i64::MIN, i64::MAX) as i128, None);
                let scale = self.dice.integer(-300, 300);
                let mut raw = zigzag(unscaled.len() as i64);
                raw.extend(&unscaled);
                raw.extend(zigzag(scale));
                (Value::Decimal(unscaled, scale as i32), raw)
            }
            Some(Logical::Uuid) if size == Some(16) => {
                let uuid: [u8; 16] = std::array::from_fn(|_| self.dice.byte());
                (Value::Uuid(uuid), uuid.to_vec())
            }
            Some(Logical::Duration) => {
                let [months, days, millis] = std::array::from_fn(|_| self.dice.integer(0, u32::MAX as i64) as u32);
                let raw = [months, days, millis].iter().flat_map(|part| part.to_le_bytes()).collect();
                (Value::Duration(Duration { months, days, millis }), raw)
            }
            _ => {
                let raw: Vec<u8> = match size {
                    Some(size) => (0..size).map(|_| self.dice.byte()).collect(),
                    None => self.dice.bytes(),
                };
                (Value::Bytes(raw.clone()), raw)
            }
        };
        if self.dice.percent(30) { (Value::Bytes(raw.clone()), raw) } else { (value, raw) }
    }

    fn union(&mut self, branches: &[Type]) -> (Value, Json) {
        let null = branches.iter().position(|branch| matches!(branch, Type::Null));
        let at = match null {
            Some(null) if self.budget == 0 => null,
            _ => self.dice.below(branches.len()),
        };
        let name = self.schema.branch(&branches[at]);
        let (value, json) = self.make(&branches[at]);
        if null == Some(at) {
            return (value, json);
        }
        let json = Json::Object(Map::from_iter([(name.clone(), json)]));
        // Where there is one branch for everything that is not null, the host need not name it.
        let plain = null.is_some() && branches.len() == 2 && !matches!(value, Value::Record(..));
        if plain && self.dice.percent(50) && natural(&branches[at], &value) {
            return (value, json);
        }
        (Value::Branch(name, Box::new(value)), json)
    }

    fn named(&mut self, id: usize) -> (Value, Json) {
        let named = &self.schema.named[id];
        match &named.body {
            Body::Enum(symbols) => {
                let symbol = &symbols[self.dice.below(symbols.len())];
                let value = match self.dice.below(3) {
                    0 => Value::Text(symbol.clone()),
                    1 => Value::Enum(symbol.clone(), String::new()),
                    _ => Value::Enum(symbol.clone(), named.full()),
                };
                (value, json!(symbol))
            }
            Body::Fixed(size, logical) => {
                let (value, raw) = self.bytes(*logical, Some(*size));
                (value, latin1(&raw))
            }
            Body::Record(fields) => {
                let (mut values, mut json) = (Vec::new(), Map::new());
                for field in fields {
                    if let Some((_, default)) = &field.default
                        && self.dice.percent(30)
                    {
                        json.insert(field.name.clone(), default.clone());
                        continue;
                    }
                    let (value, text) = self.make(&field.kind);
                    values.push((field.name.clone(), value));
                    json.insert(field.name.clone(), text);
                }
                if self.dice.percent(30) {
                    self.dice.shuffle(&mut values);
                }
                let value = match self.dice.below(3) {
                    0 => Value::Map(values),
                    _ => Value::Record(named.full(), values),
                };
                (value, Json::Object(json))
            }
        }
    }
}

/// Whether the union rule finds this branch without its name: logical types take their own kinds of values only.
fn natural(branch: &Type, value: &Value) -> bool {
    match (branch, value) {
        (Type::Double | Type::Float, Value::Long(integer)) => integer.unsigned_abs() < 1 << 24,
        (Type::Define(_) | Type::Refer(_), Value::Map(_)) => true,
        (Type::Define(_) | Type::Refer(_), _) => false,
        (Type::Boolean | Type::Double | Type::Float | Type::Array(_) | Type::Map(_), _) => true,
        (Type::Int(None) | Type::Long(None) | Type::Bytes(None) | Type::Text(None), _) => true,
        _ => false,
    }
}

/// A float as Avro JSON.
pub(crate) fn number(value: f64) -> Json {
    if value.is_nan() {
        json!("NaN")
    } else if value.is_infinite() {
        json!(if value > 0.0 { "Infinity" } else { "-Infinity" })
    } else {
        json!(value)
    }
}

/// Bytes as Avro JSON.
pub(crate) fn latin1(bytes: &[u8]) -> Json {
    Json::String(bytes.iter().map(|byte| *byte as char).collect())
}

/// Big-endian: as short as can be, or sign-extended to `size`.
fn twos_complement(value: i128, size: Option<usize>) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let sign = if value < 0 { 0xff } else { 0 };
    let bits = 128 - (if value < 0 { !value } else { value }).leading_zeros() as usize;
    let length = bits / 8 + 1;
    let size = size.unwrap_or(length);
    let mut out = vec![sign; size.saturating_sub(16)];
    out.extend(&bytes[16 - size.min(16)..]);
    out
}

/// A long on the wire.
pub(crate) fn zigzag(value: i64) -> Vec<u8> {
    let mut rest = ((value << 1) ^ (value >> 63)) as u64;
    let mut out = Vec::new();
    while rest > 0x7f {
        out.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
    out
}

fn uuid_text(uuid: [u8; 16]) -> String {
    let hex: String = uuid.iter().map(|byte| format!("{byte:02x}")).collect();
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}
