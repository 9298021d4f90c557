//! What one schema demands, keyword by keyword, as the comparison looks at it.
use crate::json::graph::NodeId;
use crate::json::patterns::Pattern;
use crate::json::types::Types;
use serde_json::{Number, Value};
use std::collections::HashSet;

/// What a schema as an object says. An absent keyword demands nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rules {
    pub(crate) notes: Notes,
    /// The types, and whether they were written as an array of more than one.
    pub(crate) types: Option<Types>,
    pub(crate) many: bool,
    /// The values of `enum` or `const`, or of both where both are there.
    pub(crate) values: Option<Values>,
    pub(crate) string: StringRules,
    pub(crate) number: NumberRules,
    pub(crate) object: ObjectRules,
    pub(crate) array: ArrayRules,
    pub(crate) not: Option<NodeId>,
    /// `allOf`, `anyOf`, `oneOf`, in this order.
    pub(crate) parts: Vec<Part>,
    /// `$ref` and its likes, by keyword.
    pub(crate) refs: Vec<(&'static str, NodeId)>,
    pub(crate) condition: Option<Condition>,
    /// Where unevaluated properties or items are limited: the keywords that evaluate some, as sorted text.
    pub(crate) evaluating: Option<String>,
    /// How much there is to look at.
    pub(crate) weight: usize,
}

/// What only tells something.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Notes {
    pub(crate) id: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) default: Option<Value>,
}

/// Values, and the keyword that lists them.
#[derive(Debug, Clone)]
pub(crate) struct Values {
    pub(crate) keyword: &'static str,
    pub(crate) list: Vec<Value>,
    /// The values as texts that are equal where the values are.
    pub(crate) keys: HashSet<String>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct StringRules {
    pub(crate) max_length: Option<u64>,
    pub(crate) min_length: Option<u64>,
    pub(crate) pattern: Option<Pattern>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct NumberRules {
    pub(crate) maximum: Option<Number>,
    pub(crate) minimum: Option<Number>,
    pub(crate) exclusive_maximum: Option<Number>,
    pub(crate) exclusive_minimum: Option<Number>,
    pub(crate) multiple_of: Option<Number>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct ObjectRules {
    pub(crate) properties: Vec<(String, NodeId)>,
    /// By regular expression.
    pub(crate) patterns: Vec<(Pattern, NodeId)>,
    pub(crate) additional: Option<NodeId>,
    pub(crate) unevaluated: Option<NodeId>,
    pub(crate) names: Option<NodeId>,
    /// Sorted.
    pub(crate) required: Vec<String>,
    pub(crate) max: Option<u64>,
    pub(crate) min: Option<u64>,
    /// Names that a property asks for, by the property's name; each list sorted.
    pub(crate) lists: Vec<(String, Vec<String>)>,
    /// Schemas that a property asks for.
    pub(crate) schemas: Vec<(String, NodeId)>,
    /// Whether both stand under `dependencies`, as up to draft 7.
    pub(crate) joint: bool,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct ArrayRules {
    /// The first items, each with a schema of its own.
    pub(crate) tuple: Vec<NodeId>,
    /// All the other items.
    pub(crate) rest: Option<NodeId>,
    pub(crate) tuple_keyword: &'static str,
    pub(crate) rest_keyword: &'static str,
    pub(crate) unevaluated: Option<NodeId>,
    pub(crate) contains: Option<NodeId>,
    pub(crate) max_contains: Option<u64>,
    pub(crate) min_contains: Option<u64>,
    pub(crate) max: Option<u64>,
    pub(crate) min: Option<u64>,
    pub(crate) unique: bool,
}

/// How many of some schemas must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Criterion {
    All,
    Any,
    One,
}

impl Criterion {
    pub(crate) const fn keyword(self) -> &'static str {
        match self {
            Self::All => "allOf",
            Self::Any => "anyOf",
            Self::One => "oneOf",
        }
    }
}

/// A combination of schemas.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) criterion: Criterion,
    pub(crate) branches: Vec<NodeId>,
}

/// `if`, `then` and `else`.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    pub(crate) test: NodeId,
    pub(crate) then: Option<NodeId>,
    pub(crate) otherwise: Option<NodeId>,
}

impl Rules {
    /// Whether nothing is demanded but by other schemas: combinations and references.
    pub(crate) fn only_combined(&self) -> bool {
        self.types.is_none() && self.values.is_none() && self.not.is_none() && !self.typed()
    }

    /// Whether nothing is demanded at all.
    pub(crate) fn nothing(&self) -> bool {
        self.only_combined() && self.parts.is_empty() && self.refs.is_empty() && self.condition.is_none()
    }

    /// The only schema that this one stands for.
    pub(crate) fn alias(&self) -> Option<NodeId> {
        if !self.only_combined() || self.condition.is_some() {
            return None;
        }
        match (&*self.refs, &*self.parts) {
            ([(_, target)], []) => Some(*target),
            ([], [part]) if part.branches.len() == 1 => Some(part.branches[0]),
            _ => None,
        }
    }

    /// Whether keywords that speak of one type are there.
    fn typed(&self) -> bool {
        let StringRules { max_length, min_length, pattern } = &self.string;
        let NumberRules { maximum, minimum, exclusive_maximum, exclusive_minimum, multiple_of } = &self.number;
        let (object, array) = (&self.object, &self.array);
        let limits = [max_length, min_length, &object.max, &object.min, &array.max, &array.min];
        let numbers = [maximum, minimum, exclusive_maximum, exclusive_minimum, multiple_of];
        let schemas =
            [object.additional, object.unevaluated, object.names, array.rest, array.unevaluated, array.contains];
        pattern.is_some()
            || limits.into_iter().any(Option::is_some)
            || numbers.into_iter().any(Option::is_some)
            || schemas.into_iter().any(|schema| schema.is_some())
            || !object.properties.is_empty()
            || !object.patterns.is_empty()
            || !object.required.is_empty()
            || !object.lists.is_empty()
            || !object.schemas.is_empty()
            || !array.tuple.is_empty()
            || array.unique
    }

    /// The types that an instance can have, by the keywords `type`, `enum` and `const`.
    pub(crate) fn possible(&self) -> Types {
        let types = self.types.unwrap_or(Types::ALL);
        match &self.values {
            None => types,
            Some(values) => {
                types.both(values.list.iter().fold(Types::NONE, |types, value| types.with(Types::of(value))))
            }
        }
    }

    /// The entries of all lists.
    pub(crate) fn size(&self) -> usize {
        let (object, array) = (&self.object, &self.array);
        let branches: usize = self.parts.iter().map(|part| part.branches.len()).sum();
        let lists: usize = object.lists.iter().map(|(_, list)| 1 + list.len()).sum();
        let values = self.values.as_ref().map_or(0, |values| values.keys.iter().map(|key| 1 + key.len() / 32).sum());
        // Names and values may be long.
        let properties: usize = object.properties.iter().map(|(name, _)| 1 + name.len() / 32).sum();
        let fields = object.patterns.len() + object.required.len() + object.schemas.len() + array.tuple.len();
        branches + lists + values + properties + fields
    }

    /// Whether a property is required.
    pub(crate) fn requires(&self, name: &str) -> bool {
        self.object.required.binary_search_by(|known| known.as_str().cmp(name)).is_ok()
    }
}
