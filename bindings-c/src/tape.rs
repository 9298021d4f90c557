//! The numbers of the tape: representations, walker operations and kinds, for those who write bindings.
use isobyte_core::model::shape::Rep;
use isobyte_core::tape::any;

/// The version of the tape's layout, which `core/src/tape/mod.rs` describes in full.
pub const ISO_TAPE_VERSION: u32 = 1;

/// In the offset of a decoded text on a tape: the other bits are the index of a string of the codec (`iso_codec_string`).
pub const ISO_TAPE_STRING: u32 = 0x8000_0000;

/// How a value lies in its slot on a tape; also what a walker does with a field (`iso_walk.op`).
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum iso_rep {
    /// 16 bytes: kind (`iso_kind`, 32 bits), a number, a value.
    ISO_REP_ANY = 0,
    /// 1 byte, 0 or 1.
    ISO_REP_BOOL = 1,
    /// 1 byte.
    ISO_REP_I8 = 2,
    /// 2 bytes.
    ISO_REP_I16 = 3,
    /// 4 bytes.
    ISO_REP_I32 = 4,
    /// 8 bytes.
    ISO_REP_I64 = 5,
    /// 1 byte.
    ISO_REP_U8 = 6,
    /// 2 bytes.
    ISO_REP_U16 = 7,
    /// 4 bytes.
    ISO_REP_U32 = 8,
    /// 8 bytes.
    ISO_REP_U64 = 9,
    /// 4 bytes.
    ISO_REP_F32 = 10,
    /// 8 bytes.
    ISO_REP_F64 = 11,
    /// A word: offset, length << 32.
    ISO_REP_TEXT = 12,
    /// A word.
    ISO_REP_BYTES = 14,
    /// So many bytes in the slot itself.
    ISO_REP_FIXED = 15,
    /// A bytes word (two's complement, big-endian), the scale.
    ISO_REP_DECIMAL = 16,
    /// 16 bytes, big-endian.
    ISO_REP_UUID = 17,
    /// Days since 1970-01-01.
    ISO_REP_DATE = 18,
    /// Nanoseconds since midnight.
    ISO_REP_TIME = 19,
    /// Seconds since 1970-01-01T00:00Z, nanoseconds.
    ISO_REP_TIMESTAMP = 20,
    /// Seconds, nanoseconds, in no particular zone.
    ISO_REP_LOCAL_TIMESTAMP = 21,
    /// Months, days, milliseconds as 32 bits each, and four bytes of nothing.
    ISO_REP_DURATION = 22,
    /// The index of the host's symbol.
    ISO_REP_ENUM = 23,
    /// A word that is 0 when absent, or a presence word and the slot.
    ISO_REP_OPTIONAL = 24,
    /// A word; items one behind the other.
    ISO_REP_LIST = 25,
    /// A word; entries (key word, value slot) one behind the other.
    ISO_REP_MAP = 26,
    /// The record's head, in the slot itself.
    ISO_REP_STRUCT = 27,
    /// The alternative's number from 1 on (0: none), the offset of its slot.
    ISO_REP_ONE_OF = 28,
    /// For walkers only: a run of the host's memory that is copied as it lies.
    ISO_REP_RUN = 29,
}

/// The kind of a value that knows its own.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum iso_kind {
    /// No value: what was asked for is not there. Never on a tape.
    ISO_KIND_NONE = -1,
    /// Null.
    ISO_KIND_NULL = 0,
    /// A boolean.
    ISO_KIND_BOOLEAN = 1,
    /// An integer that the schema calls int.
    ISO_KIND_INT = 2,
    /// An integer.
    ISO_KIND_LONG = 3,
    /// A number that the schema calls float.
    ISO_KIND_FLOAT = 4,
    /// A floating-point number.
    ISO_KIND_DOUBLE = 5,
    /// Text.
    ISO_KIND_TEXT = 6,
    /// Bytes, or a fixed.
    ISO_KIND_BYTES = 7,
    /// A symbol of an enum.
    ISO_KIND_ENUM = 8,
    /// A decimal.
    ISO_KIND_DECIMAL = 9,
    /// A UUID.
    ISO_KIND_UUID = 10,
    /// A date.
    ISO_KIND_DATE = 11,
    /// A time of day.
    ISO_KIND_TIME = 12,
    /// An instant.
    ISO_KIND_TIMESTAMP = 13,
    /// A date and a time of day in no particular zone.
    ISO_KIND_LOCAL_TIMESTAMP = 14,
    /// A duration.
    ISO_KIND_DURATION = 15,
    /// A list.
    ISO_KIND_LIST = 16,
    /// A map.
    ISO_KIND_MAP = 17,
    /// A record.
    ISO_KIND_RECORD = 18,
    /// A union's value with the name of its branch.
    ISO_KIND_BRANCH = 19,
    /// An unsigned integer of 64 bits; never decoded.
    ISO_KIND_UNSIGNED = 20,
}

impl iso_kind {
    /// The kind in an any slot; none for what is no kind.
    pub(crate) const fn of(kind: u32) -> Self {
        match kind {
            any::NULL => Self::ISO_KIND_NULL,
            any::BOOLEAN => Self::ISO_KIND_BOOLEAN,
            any::INT => Self::ISO_KIND_INT,
            any::LONG => Self::ISO_KIND_LONG,
            any::FLOAT => Self::ISO_KIND_FLOAT,
            any::DOUBLE => Self::ISO_KIND_DOUBLE,
            any::TEXT => Self::ISO_KIND_TEXT,
            any::BYTES => Self::ISO_KIND_BYTES,
            any::ENUM => Self::ISO_KIND_ENUM,
            any::DECIMAL => Self::ISO_KIND_DECIMAL,
            any::UUID => Self::ISO_KIND_UUID,
            any::DATE => Self::ISO_KIND_DATE,
            any::TIME => Self::ISO_KIND_TIME,
            any::TIMESTAMP => Self::ISO_KIND_TIMESTAMP,
            any::LOCAL_TIMESTAMP => Self::ISO_KIND_LOCAL_TIMESTAMP,
            any::DURATION => Self::ISO_KIND_DURATION,
            any::LIST => Self::ISO_KIND_LIST,
            any::MAP => Self::ISO_KIND_MAP,
            any::RECORD => Self::ISO_KIND_RECORD,
            any::BRANCH => Self::ISO_KIND_BRANCH,
            any::UNSIGNED => Self::ISO_KIND_UNSIGNED,
            _ => Self::ISO_KIND_NONE,
        }
    }
}

// The numbers that are spelled out above are the core's.
const _: () = {
    assert!(ISO_TAPE_STRING as usize == isobyte_core::model::names::STRING);
    assert!(iso_rep::ISO_REP_RUN as u32 == isobyte_core::avro::layout::Walk::RUN);
    let pairs = [
        (iso_rep::ISO_REP_ANY, Rep::Any),
        (iso_rep::ISO_REP_BOOL, Rep::Bool),
        (iso_rep::ISO_REP_I8, Rep::I8),
        (iso_rep::ISO_REP_I16, Rep::I16),
        (iso_rep::ISO_REP_I32, Rep::I32),
        (iso_rep::ISO_REP_I64, Rep::I64),
        (iso_rep::ISO_REP_U8, Rep::U8),
        (iso_rep::ISO_REP_U16, Rep::U16),
        (iso_rep::ISO_REP_U32, Rep::U32),
        (iso_rep::ISO_REP_U64, Rep::U64),
        (iso_rep::ISO_REP_F32, Rep::F32),
        (iso_rep::ISO_REP_F64, Rep::F64),
        (iso_rep::ISO_REP_TEXT, Rep::Text),
        (iso_rep::ISO_REP_BYTES, Rep::Bytes),
        (iso_rep::ISO_REP_FIXED, Rep::Fixed),
        (iso_rep::ISO_REP_DECIMAL, Rep::Decimal),
        (iso_rep::ISO_REP_UUID, Rep::Uuid),
        (iso_rep::ISO_REP_DATE, Rep::Date),
        (iso_rep::ISO_REP_TIME, Rep::Time),
        (iso_rep::ISO_REP_TIMESTAMP, Rep::Timestamp),
        (iso_rep::ISO_REP_LOCAL_TIMESTAMP, Rep::LocalTimestamp),
        (iso_rep::ISO_REP_DURATION, Rep::Duration),
        (iso_rep::ISO_REP_ENUM, Rep::Enum),
        (iso_rep::ISO_REP_OPTIONAL, Rep::Optional),
        (iso_rep::ISO_REP_LIST, Rep::List),
        (iso_rep::ISO_REP_MAP, Rep::Map),
        (iso_rep::ISO_REP_STRUCT, Rep::Struct),
        (iso_rep::ISO_REP_ONE_OF, Rep::OneOf),
    ];
    let mut i = 0;
    while i < pairs.len() {
        assert!(pairs[i].0 as u32 == pairs[i].1 as u32);
        i += 1;
    }
    let mut kind = 0;
    while kind <= any::UNSIGNED {
        assert!(iso_kind::of(kind) as u32 == kind);
        kind += 1;
    }
};
