//! One error for the whole product: a permanent code, a message, the path of the value and the offset of the byte.
use std::fmt;

macro_rules! codes {
    ($( $(#[$doc:meta])* $name:ident = $number:literal => $text:literal, )*) => {
        /// What went wrong. `number / 100` is the kind. Numbers and names are permanent: never reused, never renumbered.
        #[repr(i32)]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code { $( $(#[$doc])* $name = $number, )* }

        impl Code {
            /// Every code, in the order of their numbers.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// The name that all the languages share.
            pub const fn name(self) -> &'static str {
                match self { $(Code::$name => $text),* }
            }
        }
    };
}

codes! {
    /// An argument that no call could accept: a null pointer, an unknown option.
    InvalidArgument = 100 => "invalid_argument",
    /// The caller's buffer is too small; the size needed is in the output parameter.
    BufferTooSmall = 101 => "buffer_too_small",
    /// Not offered for this format or in this build.
    Unsupported = 102 => "unsupported",
    /// The object was closed before.
    Closed = 103 => "closed",
    /// The host's type does not fit the schema; the message lists every mismatch.
    ShapeMismatch = 104 => "shape_mismatch",
    /// The schema's text is no JSON (or no other language of schemas).
    SchemaSyntax = 200 => "schema_syntax",
    /// The schema's text is read, but says something that the specification forbids.
    SchemaInvalid = 201 => "schema_invalid",
    /// A name that the schema uses is defined nowhere.
    SchemaReference = 202 => "schema_reference",
    /// Reader and writer schema do not go together.
    SchemaIncompatible = 203 => "schema_incompatible",
    /// A value of the wrong kind.
    ValueType = 300 => "value_type",
    /// A value of the right kind that is out of range or would lose digits.
    ValueRange = 301 => "value_range",
    /// A field without a value and without a default.
    ValueMissing = 302 => "value_missing",
    /// Two branches of a union fit the value.
    ValueAmbiguous = 303 => "value_ambiguous",
    /// A value that breaks a rule of its type: an unknown symbol or field, a wrong size, text that is no UTF-8 or no UUID.
    ValueConstraint = 304 => "value_constraint",
    /// A value that is too deep or has too many items.
    ValueLimit = 305 => "value_limit",
    /// The bytes end too soon, or claim more than there is.
    DataTruncated = 400 => "data_truncated",
    /// Bytes that no encoder writes.
    DataMalformed = 401 => "data_malformed",
    /// Bytes behind the datum.
    DataTrailing = 402 => "data_trailing",
    /// Bytes that are too deep or hold too many items.
    DataLimit = 403 => "data_limit",
    /// Legal bytes that the host's type cannot hold.
    DataUnrepresentable = 404 => "data_unrepresentable",
    /// Bytes that do not begin with a known frame.
    FrameUnknown = 405 => "frame_unknown",
    /// The registry does not have it.
    NotFound = 500 => "not_found",
    /// The registry holds something that stands against it.
    Conflict = 501 => "conflict",
    /// The registry refuses it.
    Rejected = 502 => "rejected",
    /// The registry wants other credentials.
    Unauthorized = 503 => "unauthorized",
    /// The registry's answer is not understood.
    Protocol = 504 => "protocol",
    /// The registry does not answer now; the call may be repeated.
    Unavailable = 505 => "unavailable",
    /// A bug in isobyte.
    Internal = 900 => "internal",
}

impl Code {
    /// The permanent number.
    pub const fn number(self) -> i32 {
        self as i32
    }
}

/// Shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// An error and the place where it happened. One pointer wide, so that results stay in registers.
#[derive(Debug, Clone)]
pub struct Error(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    code: Code,
    message: String,
    /// Innermost step first: steps are added while the error travels outwards.
    path: Vec<Step>,
    offset: Option<u64>,
}

#[derive(Debug, Clone)]
enum Step {
    Name(String),
    Index(usize),
    Key(String),
}

impl Error {
    /// A new error that has no place yet.
    #[cold]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { code, message: message.into(), path: Vec::new(), offset: None }))
    }

    /// Adds an outer field name to the path.
    #[cold]
    #[must_use]
    pub fn in_field(mut self, name: &str) -> Self {
        self.0.path.push(Step::Name(name.to_owned()));
        self
    }

    /// Adds an outer item index to the path.
    #[cold]
    #[must_use]
    pub fn in_item(mut self, index: usize) -> Self {
        self.0.path.push(Step::Index(index));
        self
    }

    /// Adds an outer map key to the path.
    #[cold]
    #[must_use]
    pub fn in_key(mut self, key: &str) -> Self {
        self.0.path.push(Step::Key(key.chars().take(64).collect()));
        self
    }

    /// Sets the offset in the input, in bytes, unless one is set already.
    #[cold]
    #[must_use]
    pub fn at_offset(mut self, offset: usize) -> Self {
        self.0.offset.get_or_insert(offset as u64);
        self
    }

    /// Sets the offset in place of one within something else: bytes of our own that stand for the input.
    #[cold]
    #[must_use]
    pub(crate) fn at_offset_instead(mut self, offset: usize) -> Self {
        self.0.offset = Some(offset as u64);
        self
    }

    /// Says more about what went wrong.
    #[cfg(feature = "serde")]
    #[cold]
    #[must_use]
    pub(crate) fn noting(mut self, more: &str) -> Self {
        self.0.message.push_str(more);
        self
    }

    /// What went wrong.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// What was expected and what was found, without the path.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The place in the value, outermost first: `order.items[3].price`, `attrs["k"]`; empty for the whole value.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for step in self.0.path.iter().rev() {
            match step {
                Step::Name(name) if path.is_empty() => path.push_str(name),
                Step::Name(name) => {
                    path.push('.');
                    path.push_str(name);
                }
                Step::Index(index) => path.push_str(&format!("[{index}]")),
                Step::Key(key) => path.push_str(&format!("[{key:?}]")),
            }
        }
        path
    }

    /// The offset in the input, in bytes, where there is an input and a place in it.
    pub fn offset(&self) -> Option<u64> {
        self.0.offset
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.path.is_empty() {
            write!(f, "{}: ", self.path())?;
        }
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Error {}

/// The first of some names, for messages: `NEW, PAID, ...`.
#[cold]
pub(crate) fn some_of<'a>(names: impl Iterator<Item = &'a str>) -> String {
    const SHOWN: usize = 8;
    let mut names = names.peekable();
    let mut text = String::new();
    for name in names.by_ref().take(SHOWN) {
        let sign = if text.is_empty() { "" } else { ", " };
        text.push_str(sign);
        text.extend(name.chars().take(64));
    }
    if names.peek().is_some() {
        text.push_str(", ...");
    }
    text
}

/// The beginning of a text, of bounded length for messages: names of schemas may be long.
pub(crate) fn beginning(mut text: String) -> String {
    const MOST: usize = 512;
    if text.len() > MOST {
        let end = (0..=MOST).rev().find(|&end| text.is_char_boundary(end));
        text.truncate(end.unwrap_or_default());
        text.push_str("..");
    }
    text
}
