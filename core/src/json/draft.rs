//! Drafts of JSON Schema, and which of them a schema is written in.
use std::fmt;

/// A draft of JSON Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Draft {
    /// draft-04
    Draft4,
    /// draft-06
    Draft6,
    /// draft-07, which a schema without `$schema` is taken for.
    #[default]
    Draft7,
    /// 2019-09
    Draft2019,
    /// 2020-12
    Draft2020,
}

impl Draft {
    /// Every draft, oldest first.
    pub const ALL: [Self; 5] = [Self::Draft4, Self::Draft6, Self::Draft7, Self::Draft2019, Self::Draft2020];

    /// The draft's meta-schema, without a fragment.
    pub const fn uri(self) -> &'static str {
        match self {
            Self::Draft4 => "http://json-schema.org/draft-04/schema",
            Self::Draft6 => "http://json-schema.org/draft-06/schema",
            Self::Draft7 => "http://json-schema.org/draft-07/schema",
            Self::Draft2019 => "https://json-schema.org/draft/2019-09/schema",
            Self::Draft2020 => "https://json-schema.org/draft/2020-12/schema",
        }
    }

    /// The draft that a value of `$schema` names, with `http` or `https` alike; `None` for any other.
    pub fn of_uri(uri: &str) -> Option<Self> {
        let bare = |uri: &'_ str| {
            let uri = uri.strip_prefix("https://").or_else(|| uri.strip_prefix("http://"))?;
            Some(uri.trim_end_matches('#').to_owned())
        };
        let wanted = bare(uri)?;
        Self::ALL.into_iter().find(|draft| bare(draft.uri()).as_deref() == Some(&*wanted))
    }

    /// The keyword that names a schema: `$id`, in draft 4 `id`.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Draft4 => "id",
            _ => "$id",
        }
    }

    /// Whether keywords beside `$ref` mean nothing.
    pub(crate) fn lone_ref(self) -> bool {
        self <= Self::Draft7
    }
}

impl fmt::Display for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Draft4 => "draft 4",
            Self::Draft6 => "draft 6",
            Self::Draft7 => "draft 7",
            Self::Draft2019 => "draft 2019-09",
            Self::Draft2020 => "draft 2020-12",
        })
    }
}
