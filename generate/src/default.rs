//! Defaults as Python writes them, exact.
use crate::layout::Layout;
use crate::literal;
use crate::scope::Scope;
use isobyte::model::node::{Logical, NodeKind, Unit};
use isobyte::model::view::Type;
use num_bigint::BigInt;
use serde_json::Value;
use std::cell::Cell;

/// Writes defaults, and notes whether the class alone gives the schema's default back.
pub(crate) struct Defaults<'a, 's> {
    pub(crate) scope: &'s Scope<'a>,
    pub(crate) is_exact: &'s Cell<bool>,
}

/// Whether a default must be made anew for every object.
pub(crate) fn is_fresh(value: &Layout) -> bool {
    match value {
        Layout::List(_) | Layout::Dict(_) => true,
        // A record: constructors of Python's own values are within modules.
        Layout::Call(head, _) => !head.contains('.'),
        _ => false,
    }
}

impl Defaults<'_, '_> {
    /// A default of a type; none where Python has no such value.
    pub(crate) fn of(&self, ty: Type<'_>, json: &Value) -> Option<Layout> {
        if let NodeKind::Union(_) = ty.node().kind {
            // The class puts the branch of its default first, and finds it by the class of the value.
            let first = ty.branches().next().filter(|first| takes(*first, json));
            let is_float = |ty: Type<'_>| matches!(ty.node().kind, NodeKind::Float | NodeKind::Double);
            if !first.is_some_and(|first| !is_float(first) || json.is_f64()) {
                self.is_exact.set(false);
            }
        }
        let made = self.make(ty, json);
        if made.is_none() {
            self.is_exact.set(false);
        }
        made
    }

    fn make(&self, ty: Type<'_>, json: &Value) -> Option<Layout> {
        match &ty.node().kind {
            NodeKind::Null => Some(Layout::word("None")),
            NodeKind::Boolean => Some(literal::json(json)),
            NodeKind::Int | NodeKind::Long => self.integer(ty, json.as_i64()?),
            NodeKind::Float | NodeKind::Double => Some(match json.as_str() {
                None => literal::json(json),
                Some(word) => {
                    let word = match word {
                        "NaN" => "nan",
                        "Infinity" => "inf",
                        _ => "-inf",
                    };
                    Layout::Call(self.scope.root("float"), vec![Layout::Text(literal::text(word))])
                }
            }),
            NodeKind::String if ty.logical() == Some(Logical::Uuid) => self.uuid(json.as_str()?),
            NodeKind::String => Some(Layout::Text(literal::text(json.as_str()?))),
            NodeKind::Bytes | NodeKind::Fixed(_) => {
                let bytes: Option<Vec<u8>> = json.as_str()?.chars().map(|c| u8::try_from(c as u32).ok()).collect();
                self.bytes(ty, &bytes?)
            }
            NodeKind::Enum(_) => {
                let index = ty.symbols().position(|symbol| Some(symbol) == json.as_str())?;
                Some(Layout::word(format!("{}.{}", self.scope.class(ty), self.scope.members(ty).get(index)?)))
            }
            NodeKind::Array(_) => {
                let item = ty.item()?;
                json.as_array()?
                    .iter()
                    .map(|value| self.make(item, value))
                    .collect::<Option<Vec<_>>>()
                    .map(Layout::List)
            }
            NodeKind::Map(_) => {
                let item = ty.item()?;
                let members =
                    json.as_object()?.iter().map(|(key, value)| Some((literal::text(key), self.make(item, value)?)));
                members.collect::<Option<Vec<_>>>().map(Layout::Dict)
            }
            NodeKind::Record(_) => self.record(ty, json),
            NodeKind::Union(_) => self.union(ty, json),
        }
    }

    fn union(&self, ty: Type<'_>, json: &Value) -> Option<Layout> {
        let branch = ty.branches().find(|branch| takes(*branch, json))?;
        self.make(branch, json)
    }

    fn record(&self, ty: Type<'_>, json: &Value) -> Option<Layout> {
        let members = json.as_object()?;
        let mut arguments = Vec::new();
        for (field, attribute) in ty.fields().zip(self.scope.fields(ty)) {
            match members.get(field.name()) {
                Some(value) => arguments.push(Layout::named(attribute, self.make(field.type_of(), value)?)),
                // The class says its field's default in full.
                None => self.is_exact.set(false),
            }
        }
        if arguments.len() != members.len() {
            self.is_exact.set(false);
        }
        Some(Layout::Call(self.scope.class(ty).to_owned(), arguments))
    }

    fn integer(&self, ty: Type<'_>, number: i64) -> Option<Layout> {
        let words = |numbers: &[i64]| numbers.iter().map(|number| Layout::word(number.to_string())).collect::<Vec<_>>();
        let call =
            |name: &str, arguments| Some(Layout::Call(format!("{}.{name}", self.scope.root("datetime")), arguments));
        match ty.logical() {
            Some(Logical::Date) => call("date", words(&day(number)?)),
            Some(Logical::Timestamp(Unit::Nanos) | Logical::LocalTimestamp(Unit::Nanos)) => {
                Some(Layout::word(number.to_string()))
            }
            Some(Logical::Time(unit)) => call("time", words(&clock(micros(number, unit)?)?)),
            Some(Logical::Timestamp(unit) | Logical::LocalTimestamp(unit)) => {
                let micros = micros(number, unit)?;
                let mut arguments = words(&day(micros.div_euclid(DAY))?);
                arguments.extend(words(&clock(micros.rem_euclid(DAY))?));
                if matches!(ty.logical(), Some(Logical::Timestamp(_))) {
                    let utc = format!("{}.timezone.utc", self.scope.root("datetime"));
                    arguments.push(Layout::named("tzinfo", Layout::word(utc)));
                }
                call("datetime", arguments)
            }
            _ => Some(Layout::word(number.to_string())),
        }
    }

    fn bytes(&self, ty: Type<'_>, bytes: &[u8]) -> Option<Layout> {
        let is_fixed = matches!(ty.node().kind, NodeKind::Fixed(_));
        if ty.logical().is_some() && is_fixed {
            self.is_exact.set(false);
        }
        match ty.logical() {
            Some(Logical::Decimal { scale, .. }) => {
                let unscaled = BigInt::from_signed_bytes_be(bytes);
                if unscaled.to_signed_bytes_be() != bytes {
                    self.is_exact.set(false);
                }
                let text = Layout::Text(literal::text(&decimal(&unscaled, scale as usize)));
                Some(Layout::Call(format!("{}.Decimal", self.scope.root("decimal")), vec![text]))
            }
            Some(Logical::BigDecimal) => None,
            Some(Logical::Uuid) => {
                let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                let parts = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| hex.get(range).unwrap_or_default());
                self.uuid(&parts.join("-"))
            }
            Some(Logical::Duration) => {
                let number = |at: usize| bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes);
                let words = [number(0)?, number(4)?, number(8)?].map(|number| Layout::word(number.to_string()));
                Some(Layout::Call(self.scope.root("Duration"), words.into()))
            }
            _ => Some(Layout::Word(literal::bytes(bytes))),
        }
    }

    fn uuid(&self, text: &str) -> Option<Layout> {
        let dashes = [8, 13, 18, 23];
        let is_uuid = text.len() == 36
            && text
                .bytes()
                .enumerate()
                .all(|(at, b)| if dashes.contains(&at) { b == b'-' } else { b.is_ascii_hexdigit() });
        if !is_uuid {
            return None;
        }
        if text.bytes().any(|b| b.is_ascii_uppercase()) {
            self.is_exact.set(false);
        }
        Some(Layout::Call(format!("{}.UUID", self.scope.root("uuid")), vec![Layout::Text(literal::text(text))]))
    }
}

/// Whether a default can be of this branch.
fn takes(ty: Type<'_>, json: &Value) -> bool {
    match &ty.node().kind {
        NodeKind::Null => json.is_null(),
        NodeKind::Boolean => json.is_boolean(),
        NodeKind::Int => json.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        NodeKind::Long => json.as_i64().is_some(),
        NodeKind::Float | NodeKind::Double => {
            json.is_number() || matches!(json.as_str(), Some("NaN" | "Infinity" | "-Infinity"))
        }
        NodeKind::String => json.is_string(),
        NodeKind::Bytes => json.as_str().is_some_and(|text| text.chars().all(|c| (c as u32) < 0x100)),
        NodeKind::Fixed(fixed) => json
            .as_str()
            .is_some_and(|text| text.chars().count() == fixed.size && text.chars().all(|c| (c as u32) < 0x100)),
        NodeKind::Enum(_) => ty.symbols().any(|symbol| Some(symbol) == json.as_str()),
        NodeKind::Array(_) => match (json.as_array(), ty.item()) {
            (Some(items), Some(item)) => items.iter().all(|value| takes(item, value)),
            _ => false,
        },
        NodeKind::Map(_) => match (json.as_object(), ty.item()) {
            (Some(members), Some(item)) => members.values().all(|value| takes(item, value)),
            _ => false,
        },
        NodeKind::Record(_) => json.as_object().is_some_and(|members| {
            ty.fields().all(|field| match members.get(field.name()) {
                Some(value) => takes(field.type_of(), value),
                None => field.default().is_some(),
            })
        }),
        NodeKind::Union(_) => ty.branches().any(|branch| takes(branch, json)),
    }
}

/// Microseconds in a day.
const DAY: i64 = 86_400_000_000;

fn micros(number: i64, unit: Unit) -> Option<i64> {
    match unit {
        Unit::Millis => number.checked_mul(1_000),
        Unit::Micros => Some(number),
        Unit::Nanos => (number % 1_000 == 0).then_some(number / 1_000),
    }
}

/// Year, month and day of a day since 1970, within Python's calendar.
fn day(days: i64) -> Option<[i64; 3]> {
    // From 0001-01-01 to 9999-12-31; then days since 0000-03-01, by whole cycles of 400 years.
    if !(-719_162..=2_932_896).contains(&days) {
        return None;
    }
    let days = days + 719_468;
    let (cycle, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    Some([cycle * 400 + year + i64::from(month <= 2), month, day])
}

/// Hour, minute, and where there are any, second and microsecond.
fn clock(micros: i64) -> Option<Vec<i64>> {
    if !(0..DAY).contains(&micros) {
        return None;
    }
    let (seconds, part) = (micros / 1_000_000, micros % 1_000_000);
    let mut numbers = vec![seconds / 3_600, seconds / 60 % 60, seconds % 60, part];
    while numbers.len() > 2 && numbers.last() == Some(&0) {
        numbers.pop();
    }
    Some(numbers)
}

fn decimal(unscaled: &BigInt, scale: usize) -> String {
    let digits = unscaled.magnitude().to_string();
    let sign = if unscaled.sign() == num_bigint::Sign::Minus { "-" } else { "" };
    if scale == 0 {
        return format!("{sign}{digits}");
    }
    let digits = format!("{digits:0>width$}", width = scale + 1);
    let (whole, part) = digits.split_at(digits.len() - scale);
    format!("{sign}{whole}.{part}")
}
