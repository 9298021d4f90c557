//! Schema: text parsed once, frozen, and shared by everything that encodes, decodes or compares.
use crate::avro::canonical;
use crate::avro::compat;
use crate::avro::diff as changes;
use crate::avro::fingerprint;
use crate::avro::parse;
use crate::avro::print;
use crate::avro::text;
use crate::error::Result;
use crate::limits::Limits;
use crate::model::name::Name;
use crate::model::node::Graph;
use crate::model::view::Type;
use std::collections::HashSet;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

pub use crate::avro::change::{Change, ChangeKind};
pub use crate::avro::fingerprint::Fingerprint;
pub use crate::avro::names::Names;
pub use crate::avro::reason::{Incompatibility, IncompatibilityKind};

/// The language in which a schema is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Format {
    /// Apache Avro 1.12.
    #[default]
    Avro,
}

/// How a schema's text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ParseOptions {
    /// Which names are allowed.
    pub names: Names,
}

/// A parsed schema: immutable, cheap to clone, safe to share between threads.
///
/// Two schemas are equal when they say the same: white space and the order of JSON attributes do not matter,
/// documentation, aliases, defaults and custom attributes do.
#[derive(Clone)]
pub struct Schema(Arc<Inner>);

struct Inner {
    format: Format,
    text: Box<str>,
    graph: Graph,
    /// Full names of the types that came from references.
    foreign: HashSet<Box<str>>,
    canonical: OnceLock<Box<str>>,
    printed: OnceLock<Box<str>>,
    rabin: OnceLock<u64>,
}

impl Schema {
    /// Parses Avro schema text with strict names.
    ///
    /// # Errors
    /// `schema_syntax`, `schema_invalid` or `schema_reference`; the path is the place in the text, such as `fields[2].type`.
    pub fn parse(text: &str) -> Result<Self> {
        Self::parse_with(Format::Avro, text, &[], &ParseOptions::default())
    }

    /// Parses schema text that may use the named types of other schemas.
    ///
    /// # Errors
    /// As [`Schema::parse`]; also `schema_invalid` where two references define one name differently.
    pub fn parse_with(format: Format, text: &str, references: &[Schema], options: &ParseOptions) -> Result<Self> {
        let graphs: Vec<&Graph> = references.iter().map(Schema::graph).collect();
        let (graph, foreign) = match format {
            Format::Avro => parse::parse(text, &graphs, options.names)?,
        };
        Ok(Self(Arc::new(Inner {
            format,
            text: text.into(),
            graph,
            foreign,
            canonical: OnceLock::new(),
            printed: OnceLock::new(),
            rabin: OnceLock::new(),
        })))
    }

    /// The language of the text.
    pub fn format(&self) -> Format {
        self.0.format
    }

    /// The text as it was given, byte for byte.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// Whether the text means the same without references: it was parsed without any.
    pub fn is_self_contained(&self) -> bool {
        self.0.foreign.is_empty()
    }

    /// The types.
    pub fn graph(&self) -> &Graph {
        &self.0.graph
    }

    /// The type of the whole datum, and from there all the others with their properties.
    pub fn root(&self) -> Type<'_> {
        Type::new(self.graph(), self.graph().root)
    }

    /// The full name of the root, where it is a record, an enum or a fixed.
    pub fn name(&self) -> Option<&Name> {
        self.graph().node(self.graph().root).name()
    }

    /// The Parsing Canonical Form, self-contained: only what matters to a reader of data.
    pub fn canonical(&self) -> &str {
        self.0.canonical.get_or_init(|| canonical::canonical(self.graph()).into())
    }

    /// Printed again, in the order of attributes and with the white space (none) of Avro Java's `Schema.toString`;
    /// self-contained: the types of references stand in full where they are first used.
    pub fn printed(&self) -> &str {
        self.0.printed.get_or_init(|| print::print(self.graph(), &HashSet::new()).into())
    }

    /// As [`Schema::printed`], but the types of references stay names: what a registry stores beside the references.
    pub fn printed_with_references(&self) -> String {
        print::print(self.graph(), &self.0.foreign)
    }

    /// As [`Schema::printed_with_references`], with custom attributes in the order of their names: the same text for schemas
    /// that differ in nothing else than that order.
    pub fn normalized_with_references(&self) -> String {
        print::print_sorted(self.graph(), &self.0.foreign)
    }

    /// The fingerprint of the canonical form; CRC-64-AVRO as the eight little-endian bytes of single-object headers.
    pub fn fingerprint(&self, algorithm: Fingerprint) -> Vec<u8> {
        match algorithm {
            Fingerprint::Crc64Avro => self.rabin().to_le_bytes().to_vec(),
            _ => algorithm.of(self.canonical().as_bytes()),
        }
    }

    /// Appends one datum in Avro binary, the whole of `binary`, as text in Avro's JSON encoding. On failure `out` is as it was.
    ///
    /// # Errors
    /// `data_*` with path and offset.
    pub fn binary_to_json(&self, limits: &Limits, binary: &[u8], out: &mut Vec<u8>) -> Result<()> {
        text::write::write(self.graph(), limits, binary, out)
    }

    /// Appends one value in Avro's JSON encoding, the whole of `json` but for white space, as Avro binary. On failure `out`
    /// is as it was.
    ///
    /// # Errors
    /// `data_*` with path and offset.
    pub fn json_to_binary(&self, limits: &Limits, json: &[u8], out: &mut Vec<u8>) -> Result<()> {
        text::read::read(self.graph(), limits, json, out)
    }

    /// The CRC-64-AVRO fingerprint (Rabin's) as a number.
    pub fn rabin(&self) -> u64 {
        *self.0.rabin.get_or_init(|| fingerprint::rabin(self.canonical().as_bytes()))
    }
}

/// Why data of `writer` can fail to be read as `reader`, judged by the schemas alone; empty when it never can.
///
/// The judgement is Avro Java's, but that decimals of different scales do not go together, and that schemas which are
/// made to take endless comparing count as incompatible. A list of more than a megabyte of text is cut off.
pub fn compatible(reader: &Schema, writer: &Schema) -> Vec<Incompatibility> {
    compat::compare(reader.graph(), writer.graph())
}

/// What changed from `old` to `new`, in words; empty when the schemas are equal. Stops after a megabyte of text.
///
/// Outer changes come before inner ones, in the order of the new schema; what was removed before what was added.
pub fn diff(old: &Schema, new: &Schema) -> Vec<Change> {
    changes::diff(old.graph(), new.graph())
}

impl PartialEq for Schema {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
            || (self.format() == other.format()
                && self.printed().len() == other.printed().len()
                && (self.printed() == other.printed()
                    || print::print_sorted(self.graph(), &HashSet::new())
                        == print::print_sorted(other.graph(), &HashSet::new())))
    }
}

impl Eq for Schema {}

impl Hash for Schema {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // Unlike the printed text, the same for every order of attributes.
        self.canonical().hash(state);
    }
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Schema").field(&self.text()).finish()
    }
}
