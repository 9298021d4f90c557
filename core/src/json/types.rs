//! Sets of the types that an instance may have.
use serde_json::Value;

/// A set of types. An integer is a number too, so that `number` alone stands for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Types(u8);

/// Names, as the keyword `type` has them; the place of a name is its bit.
const NAMES: [&str; 7] = ["null", "boolean", "string", "object", "array", "integer", "number"];

impl Types {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const STRING: Self = Self(1 << 2);
    pub(crate) const OBJECT: Self = Self(1 << 3);
    pub(crate) const ARRAY: Self = Self(1 << 4);
    /// Integers, and the numbers that are none.
    pub(crate) const NUMBER: Self = Self(3 << 5);
    pub(crate) const INTEGER: Self = Self(1 << 5);
    pub(crate) const ALL: Self = Self(0x7f);

    /// The types of one name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "number" => Some(Self::NUMBER),
            name => NAMES[..6].iter().position(|known| *known == name).map(|bit| Self(1 << bit)),
        }
    }

    /// The type of a value.
    pub(crate) fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self(1),
            Value::Bool(_) => Self(1 << 1),
            Value::String(_) => Self::STRING,
            Value::Object(_) => Self::OBJECT,
            Value::Array(_) => Self::ARRAY,
            Value::Number(number) if crate::json::number::whole(number).is_some() => Self::INTEGER,
            Value::Number(_) => Self(1 << 6),
        }
    }

    pub(crate) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn both(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) fn holds(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub(crate) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The set as a number.
    pub(crate) fn bits(self) -> u8 {
        self.0
    }

    /// The set in parts, numbers in one.
    pub(crate) fn each(self) -> Vec<Self> {
        let numbers = self.both(Self::NUMBER);
        let others = (0..5).map(|bit| self.both(Self(1 << bit)));
        others.chain([numbers]).filter(|types| *types != Self::NONE).collect()
    }

    /// The names, `number` for integers and all other numbers.
    pub(crate) fn names(self) -> Vec<&'static str> {
        let each = NAMES.into_iter().enumerate();
        let with = each.filter(|(bit, name)| {
            let numbers = self.holds(Self::NUMBER);
            self.0 & (1 << bit) != 0 && !(numbers && *name == "integer")
        });
        with.map(|(_, name)| name).collect()
    }
}
