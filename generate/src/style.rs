//! Which kind of classes are made.

/// The base of the classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Style {
    /// Dataclasses derived from `isobyte.AvroModel`.
    #[default]
    Dataclass,
    /// Classes derived from `pydantic.BaseModel`, which know nothing of Avro.
    Pydantic,
    /// Classes derived from `isobyte.pydantic.AvroBaseModel`, both at once.
    Avrodantic,
}

impl Style {
    /// The style of a word: `dataclass`, `pydantic`, `avrodantic` or `both`, which is the same.
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "dataclass" => Some(Self::Dataclass),
            "pydantic" => Some(Self::Pydantic),
            "avrodantic" | "both" => Some(Self::Avrodantic),
            _ => None,
        }
    }

    /// Whether fields are pydantic's.
    pub(crate) fn is_pydantic(self) -> bool {
        self != Self::Dataclass
    }
}

/// How a module is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// The base of the classes.
    pub style: Style,
    /// Whether every class carries its schema as `Meta.original_schema`; else only those that cannot say it otherwise.
    pub original_schema: bool,
}
