//! A host type as the core sees it: a table of shapes that refer to each other by index, so that types may be recursive.
use crate::error::{Code, Error, Result};

/// The index of a shape in its [`Shapes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ShapeId(pub u32);

/// How a value lies in its slot. The numbers cross the C ABI and are permanent.
#[repr(u8)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Rep {
    /// 16 bytes: kind, value. See `tape`.
    Any = 0,
    Bool = 1,
    I8 = 2,
    I16 = 3,
    I32 = 4,
    I64 = 5,
    U8 = 6,
    U16 = 7,
    U32 = 8,
    U64 = 9,
    F32 = 10,
    F64 = 11,
    /// A text word.
    Text = 12,
    /// A bytes word.
    Bytes = 14,
    /// So many bytes in the slot itself.
    Fixed = 15,
    /// 16 bytes: a bytes word (two's complement, big-endian), the scale.
    Decimal = 16,
    /// 16 bytes, big-endian.
    Uuid = 17,
    /// Days since 1970-01-01.
    Date = 18,
    /// Nanoseconds since midnight.
    Time = 19,
    /// 16 bytes: seconds, nanoseconds.
    Timestamp = 20,
    /// 16 bytes: seconds, nanoseconds, in no particular zone.
    LocalTimestamp = 21,
    /// 16 bytes: months, days, milliseconds as 32-bit numbers, and four bytes of nothing.
    Duration = 22,
    /// The index of the host's symbol.
    Enum = 23,
    /// A word that is 0 when absent; before a value that needs no word, a presence word of its own.
    Optional = 24,
    /// A list word: the items lie one behind the other.
    List = 25,
    /// A map word: (key text word, value slot) one behind the other.
    Map = 26,
    /// The record's head lies in the slot itself.
    Struct = 27,
    /// 16 bytes: the alternative's number from 1 on (0: none), the offset of its slot.
    OneOf = 28,
}

/// One host type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A value that knows its own kind.
    Any,
    /// A number, a text, bytes or a logical value: nothing to add to its representation.
    Plain(Rep),
    /// So many bytes.
    Fixed(u32),
    /// An enum with the host's own symbols, in the host's order.
    Enum {
        /// Full or simple name; may be empty.
        name: Box<str>,
        /// As the schema spells them.
        symbols: Vec<Box<str>>,
    },
    /// A value or nothing.
    Optional(ShapeId),
    /// A sequence.
    List(ShapeId),
    /// A mapping from text.
    Map(ShapeId),
    /// A record type.
    Struct(Struct),
    /// One of several types.
    OneOf(Vec<ShapeId>),
}

/// A host's record type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Struct {
    /// Full or simple name; may be empty.
    pub name: Box<str>,
    /// The size in the host's memory, in bytes; 0 where records are no memory to be copied.
    pub size: u32,
    /// In the host's order.
    pub fields: Vec<StructField>,
}

/// A field of a host's record type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StructField {
    /// The schema field it stands for.
    pub name: Box<str>,
    /// Its type.
    pub shape: ShapeId,
    /// Where it lies in the host's memory, if memory can be copied.
    pub offset: Option<u32>,
}

/// A table of shapes; the first is the type of the whole value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shapes {
    table: Vec<Shape>,
}

impl Shapes {
    /// Checks that every reference is inside the table and that no type contains itself without an indirection.
    ///
    /// # Errors
    /// `invalid_argument`, saying which shape is wrong.
    pub fn new(table: Vec<Shape>) -> Result<Self> {
        let shapes = Self { table };
        if shapes.table.is_empty() {
            return Err(Error::new(Code::InvalidArgument, "expected at least one shape, found none"));
        }
        for (index, shape) in shapes.table.iter().enumerate() {
            for child in shape.children() {
                if child.0 as usize >= shapes.table.len() {
                    return Err(invalid(index, format!("refers to shape {}, which is not there", child.0)));
                }
            }
            match shape {
                Shape::Optional(inner) if matches!(shapes.get(*inner), Shape::Optional(_) | Shape::Any) => {
                    return Err(invalid(index, "is an optional of what is optional already"));
                }
                Shape::Plain(rep) if !rep.is_plain() => return Err(invalid(index, "is not a plain kind")),
                _ => {}
            }
        }
        // 0: not seen, 1: on the way, 2: done. Only inline containment counts; depth is bounded by the table.
        let mut state = vec![0u8; shapes.table.len()];
        for index in 0..shapes.table.len() {
            shapes.check_finite(index, &mut state, 0)?;
        }
        Ok(shapes)
    }

    fn check_finite(&self, index: usize, state: &mut [u8], depth: usize) -> Result<()> {
        if state[index] == 2 {
            return Ok(());
        }
        if state[index] == 1 || depth > 256 {
            return Err(invalid(index, "contains itself without an indirection"));
        }
        state[index] = 1;
        if let Shape::Struct(record) = &self.table[index] {
            for field in &record.fields {
                self.check_finite(field.shape.0 as usize, state, depth + 1)?;
            }
        }
        state[index] = 2;
        Ok(())
    }

    /// The type of the whole value.
    pub const ROOT: ShapeId = ShapeId(0);

    /// The shape of an index.
    pub fn get(&self, id: ShapeId) -> &Shape {
        &self.table[id.0 as usize]
    }

    /// How many shapes there are.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether there are none; never, after `new`.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }
}

fn invalid(index: usize, what: impl std::fmt::Display) -> Error {
    Error::new(Code::InvalidArgument, format!("shape {index} {what}"))
}

impl Shape {
    /// The shapes that this one refers to.
    pub fn children(&self) -> Vec<ShapeId> {
        match self {
            Shape::Optional(child) | Shape::List(child) | Shape::Map(child) => vec![*child],
            Shape::Struct(record) => record.fields.iter().map(|field| field.shape).collect(),
            Shape::OneOf(alternatives) => alternatives.clone(),
            _ => Vec::new(),
        }
    }

    /// How it lies in a slot.
    pub const fn rep(&self) -> Rep {
        match self {
            Shape::Any => Rep::Any,
            Shape::Plain(rep) => *rep,
            Shape::Fixed(_) => Rep::Fixed,
            Shape::Enum { .. } => Rep::Enum,
            Shape::Optional(_) => Rep::Optional,
            Shape::List(_) => Rep::List,
            Shape::Map(_) => Rep::Map,
            Shape::Struct(_) => Rep::Struct,
            Shape::OneOf(_) => Rep::OneOf,
        }
    }

    /// What it is, in words for people of every language.
    pub fn words(&self) -> String {
        match self {
            Shape::Any => "a value of any kind".to_owned(),
            Shape::Plain(rep) => rep.words().to_owned(),
            Shape::Fixed(size) => format!("{size} bytes"),
            Shape::Enum { name, .. } => format!("enum {name:?}"),
            Shape::Optional(_) => "an optional value".to_owned(),
            Shape::List(_) => "a list".to_owned(),
            Shape::Map(_) => "a map".to_owned(),
            Shape::Struct(record) => format!("record {:?}", record.name),
            Shape::OneOf(_) => "one of several types".to_owned(),
        }
    }
}

impl Rep {
    fn words(self) -> &'static str {
        match self {
            Rep::Bool => "a boolean",
            Rep::I8 => "an 8-bit integer",
            Rep::I16 => "a 16-bit integer",
            Rep::I32 => "a 32-bit integer",
            Rep::I64 => "a 64-bit integer",
            Rep::U8 => "an unsigned 8-bit integer",
            Rep::U16 => "an unsigned 16-bit integer",
            Rep::U32 => "an unsigned 32-bit integer",
            Rep::U64 => "an unsigned 64-bit integer",
            Rep::F32 => "a 32-bit float",
            Rep::F64 => "a 64-bit float",
            Rep::Bytes => "bytes",
            Rep::Decimal => "a decimal",
            Rep::Uuid => "a UUID",
            Rep::Date => "a date",
            Rep::Time => "a time of day",
            Rep::Timestamp => "a timestamp",
            Rep::LocalTimestamp => "a local timestamp",
            Rep::Duration => "a duration",
            _ => "text",
        }
    }

    /// Whether the representation says everything about the shape.
    pub const fn is_plain(self) -> bool {
        !matches!(
            self,
            Rep::Any | Rep::Fixed | Rep::Enum | Rep::Optional | Rep::List | Rep::Map | Rep::Struct | Rep::OneOf
        )
    }

    /// Bytes in a slot, of what has a size of its own; 0 for fixed, optional and struct.
    pub const fn size(self) -> u32 {
        match self {
            Rep::Bool | Rep::I8 | Rep::U8 => 1,
            Rep::I16 | Rep::U16 => 2,
            Rep::I32 | Rep::U32 | Rep::F32 => 4,
            Rep::Any | Rep::Decimal | Rep::Uuid | Rep::Timestamp | Rep::LocalTimestamp | Rep::Duration | Rep::OneOf => {
                16
            }
            Rep::Fixed | Rep::Optional | Rep::Struct => 0,
            _ => 8,
        }
    }

    /// Whether a host's memory can be copied into the slot as it is.
    pub const fn is_memory(self) -> bool {
        matches!(
            self,
            Rep::Bool
                | Rep::I8
                | Rep::I16
                | Rep::I32
                | Rep::I64
                | Rep::U8
                | Rep::U16
                | Rep::U32
                | Rep::U64
                | Rep::F32
                | Rep::F64
                | Rep::Fixed
        )
    }
}
