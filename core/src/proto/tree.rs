//! The parsed file: what stands in it, in its order, with places. Names are as written; nothing is resolved.
use crate::proto::place::Offset;

/// The dialect of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Syntax {
    Proto2,
    Proto3,
    /// An edition by its year.
    Edition(u16),
}

/// A name as written, perhaps with dots in it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Name {
    pub(crate) text: Box<str>,
    pub(crate) at: Offset,
}

#[derive(Debug, Clone)]
pub(crate) struct File {
    /// The name by which others import it; empty for a schema's own file.
    pub(crate) name: Box<str>,
    pub(crate) syntax: Syntax,
    /// Whether the syntax was said; proto2 may go unsaid.
    pub(crate) said: bool,
    pub(crate) package: Option<Name>,
    pub(crate) imports: Vec<Import>,
    pub(crate) options: Vec<Setting>,
    pub(crate) messages: Vec<Message>,
    pub(crate) enums: Vec<Enum>,
    pub(crate) extends: Vec<Extend>,
    pub(crate) services: Vec<Service>,
}

#[derive(Debug, Clone)]
pub(crate) struct Import {
    pub(crate) mode: ImportMode,
    pub(crate) name: Box<str>,
    pub(crate) at: Offset,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ImportMode {
    Plain,
    Public,
    Weak,
    /// Edition 2024: only custom options are taken from it.
    Option,
}

/// Edition 2024: who may use a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Visibility {
    Export,
    Local,
}

#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) visibility: Option<Visibility>,
    pub(crate) name: Name,
    pub(crate) options: Vec<Setting>,
    /// All fields in their order, those of oneofs and groups among them.
    pub(crate) fields: Vec<Field>,
    pub(crate) oneofs: Vec<Oneof>,
    /// Those that are written with the word `message`: neither groups nor the entries of maps.
    pub(crate) messages: Vec<Message>,
    pub(crate) enums: Vec<Enum>,
    pub(crate) extends: Vec<Extend>,
    pub(crate) extensions: Vec<Extensions>,
    pub(crate) reserved: Vec<Span>,
    pub(crate) reserved_names: Vec<Name>,
}

#[derive(Debug, Clone)]
pub(crate) struct Oneof {
    pub(crate) name: Name,
    pub(crate) options: Vec<Setting>,
}

/// Numbers from `start` to `end`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: i64,
    pub(crate) end: i64,
    pub(crate) at: Offset,
}

#[derive(Debug, Clone)]
pub(crate) struct Extensions {
    pub(crate) spans: Vec<Span>,
    pub(crate) options: Vec<Setting>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Label {
    Optional,
    Required,
    Repeated,
}

impl Label {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Optional => "optional",
            Self::Required => "required",
            Self::Repeated => "repeated",
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) label: Option<Label>,
    pub(crate) of: Type,
    pub(crate) name: Name,
    pub(crate) number: i64,
    pub(crate) number_at: Offset,
    /// The place of its oneof in the message's list.
    pub(crate) oneof: Option<usize>,
    /// `default` and `json_name` among them.
    pub(crate) options: Vec<Setting>,
}

#[derive(Debug, Clone)]
pub(crate) enum Type {
    Scalar(Scalar),
    Named(Name),
    Group(Box<Message>),
    Map(Box<(Type, Type)>),
}

macro_rules! scalars {
    ($( $name:ident $word:literal )*) => {
        /// A type that is a word of the language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Scalar { $( $name, )* }

        impl Scalar {
            pub(crate) fn parse(word: &str) -> Option<Self> {
                match word { $( $word => Some(Self::$name), )* _ => None }
            }

            pub(crate) const fn word(self) -> &'static str {
                match self { $( Self::$name => $word, )* }
            }
        }
    };
}

scalars! {
    Double "double" Float "float" Int32 "int32" Int64 "int64" Uint32 "uint32" Uint64 "uint64" Sint32 "sint32"
    Sint64 "sint64" Fixed32 "fixed32" Fixed64 "fixed64" Sfixed32 "sfixed32" Sfixed64 "sfixed64" Bool "bool"
    String "string" Bytes "bytes"
}

#[derive(Debug, Clone)]
pub(crate) struct Enum {
    pub(crate) visibility: Option<Visibility>,
    pub(crate) name: Name,
    pub(crate) options: Vec<Setting>,
    pub(crate) values: Vec<EnumValue>,
    pub(crate) reserved: Vec<Span>,
    pub(crate) reserved_names: Vec<Name>,
}

#[derive(Debug, Clone)]
pub(crate) struct EnumValue {
    pub(crate) name: Name,
    pub(crate) number: i64,
    pub(crate) options: Vec<Setting>,
}

#[derive(Debug, Clone)]
pub(crate) struct Extend {
    pub(crate) extendee: Name,
    pub(crate) fields: Vec<Field>,
}

#[derive(Debug, Clone)]
pub(crate) struct Service {
    pub(crate) name: Name,
    pub(crate) options: Vec<Setting>,
    pub(crate) methods: Vec<Method>,
}

#[derive(Debug, Clone)]
pub(crate) struct Method {
    pub(crate) name: Name,
    pub(crate) input: Name,
    pub(crate) output: Name,
    pub(crate) client_streaming: bool,
    pub(crate) server_streaming: bool,
    pub(crate) options: Vec<Setting>,
}

/// An option and its value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Setting {
    pub(crate) name: Vec<Part>,
    pub(crate) at: Offset,
    pub(crate) value: Constant,
    pub(crate) value_at: Offset,
}

impl Setting {
    /// Whether it is the language's own option of that name.
    pub(crate) fn is(&self, name: &str) -> bool {
        matches!(&*self.name, [part] if !part.custom && &*part.text == name)
    }
}

/// One step of an option's name: `deprecated`, or `(my.option)`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Part {
    pub(crate) text: Box<str>,
    pub(crate) custom: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Constant {
    Word(Box<str>),
    Integer {
        negative: bool,
        value: u64,
    },
    /// Also integers beyond 64 bits, `inf` and `nan` with a sign.
    Float(f64),
    Text(Vec<u8>),
    Message(Vec<Entry>),
    /// Only inside of messages.
    List(Vec<Constant>),
}

/// A field of a value in text format.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: Key,
    pub(crate) at: Offset,
    pub(crate) value: Constant,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Field(Box<str>),
    Extension(Box<str>),
    /// `[type.googleapis.com/name]`: host and name.
    Any(Box<str>, Box<str>),
}

/// The option of a name among others, the language's own ones.
pub(crate) fn setting<'s>(options: &'s [Setting], name: &str) -> Option<&'s Setting> {
    options.iter().find(|option| option.is(name))
}

/// Whether an option of the language is set to `true`.
pub(crate) fn is_true(options: &[Setting], name: &str) -> bool {
    setting(options, name).is_some_and(|option| matches!(&option.value, Constant::Word(word) if &**word == "true"))
}
