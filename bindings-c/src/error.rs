//! iso_status and iso_error: what went wrong, as a number and as an object.
use crate::border::{guard_or, maybe, take_box};
use isobyte_core::{Code, Error};
use std::ffi::{CString, c_char};

/// What a call came to. 0 is success; `status / 100` is the kind: 1 usage, 2 schema, 3 value (encoding), 4 data (decoding),
/// 5 registry, 9 internal. The numbers are permanent; later versions may add some.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum iso_status {
    /// Done.
    ISO_OK = 0,
    /// An argument that no call could accept: NULL, an unknown option, a writer's value that is not complete.
    ISO_INVALID_ARGUMENT = 100,
    /// The caller's buffer is too small; the size needed is in the output parameter. Makes no error object.
    ISO_BUFFER_TOO_SMALL = 101,
    /// Not offered for this format or in this build.
    ISO_UNSUPPORTED = 102,
    /// The object was closed before.
    ISO_CLOSED = 103,
    /// The host's type does not fit the schema; the message lists every mismatch.
    ISO_SHAPE_MISMATCH = 104,
    /// The schema's text is no JSON.
    ISO_SCHEMA_SYNTAX = 200,
    /// The schema says something that the specification forbids.
    ISO_SCHEMA_INVALID = 201,
    /// A name that the schema uses is defined nowhere.
    ISO_SCHEMA_REFERENCE = 202,
    /// Reader and writer schema do not go together.
    ISO_SCHEMA_INCOMPATIBLE = 203,
    /// A value of the wrong kind.
    ISO_VALUE_TYPE = 300,
    /// A value of the right kind that is out of range or would lose digits.
    ISO_VALUE_RANGE = 301,
    /// A field without a value and without a default.
    ISO_VALUE_MISSING = 302,
    /// Two branches of a union fit the value.
    ISO_VALUE_AMBIGUOUS = 303,
    /// A value that breaks a rule of its type: an unknown symbol or field, a wrong size, text that is no UTF-8 or no UUID.
    ISO_VALUE_CONSTRAINT = 304,
    /// A value that is too deep or has too many items.
    ISO_VALUE_LIMIT = 305,
    /// The bytes end too soon, or claim more than there is.
    ISO_DATA_TRUNCATED = 400,
    /// Bytes that no encoder writes.
    ISO_DATA_MALFORMED = 401,
    /// Bytes behind the datum.
    ISO_DATA_TRAILING = 402,
    /// Bytes that are too deep or hold too many items.
    ISO_DATA_LIMIT = 403,
    /// Legal bytes that the host's type cannot hold.
    ISO_DATA_UNREPRESENTABLE = 404,
    /// Bytes that do not begin with a known frame.
    ISO_FRAME_UNKNOWN = 405,
    /// The registry does not have it.
    ISO_NOT_FOUND = 500,
    /// The registry holds something that stands against it.
    ISO_CONFLICT = 501,
    /// The registry refuses it.
    ISO_REJECTED = 502,
    /// The registry wants other credentials.
    ISO_UNAUTHORIZED = 503,
    /// The registry's answer is not understood.
    ISO_PROTOCOL = 504,
    /// The registry does not answer now; the call may be repeated.
    ISO_UNAVAILABLE = 505,
    /// A bug in isobyte.
    ISO_INTERNAL = 900,
}

impl iso_status {
    /// The status of a code. A code that this table lacks would be a bug: a test holds the two against each other.
    pub(crate) const fn of(code: Code) -> Self {
        match code {
            Code::InvalidArgument => Self::ISO_INVALID_ARGUMENT,
            Code::BufferTooSmall => Self::ISO_BUFFER_TOO_SMALL,
            Code::Unsupported => Self::ISO_UNSUPPORTED,
            Code::Closed => Self::ISO_CLOSED,
            Code::ShapeMismatch => Self::ISO_SHAPE_MISMATCH,
            Code::SchemaSyntax => Self::ISO_SCHEMA_SYNTAX,
            Code::SchemaInvalid => Self::ISO_SCHEMA_INVALID,
            Code::SchemaReference => Self::ISO_SCHEMA_REFERENCE,
            Code::SchemaIncompatible => Self::ISO_SCHEMA_INCOMPATIBLE,
            Code::ValueType => Self::ISO_VALUE_TYPE,
            Code::ValueRange => Self::ISO_VALUE_RANGE,
            Code::ValueMissing => Self::ISO_VALUE_MISSING,
            Code::ValueAmbiguous => Self::ISO_VALUE_AMBIGUOUS,
            Code::ValueConstraint => Self::ISO_VALUE_CONSTRAINT,
            Code::ValueLimit => Self::ISO_VALUE_LIMIT,
            Code::DataTruncated => Self::ISO_DATA_TRUNCATED,
            Code::DataMalformed => Self::ISO_DATA_MALFORMED,
            Code::DataTrailing => Self::ISO_DATA_TRAILING,
            Code::DataLimit => Self::ISO_DATA_LIMIT,
            Code::DataUnrepresentable => Self::ISO_DATA_UNREPRESENTABLE,
            Code::FrameUnknown => Self::ISO_FRAME_UNKNOWN,
            Code::NotFound => Self::ISO_NOT_FOUND,
            Code::Conflict => Self::ISO_CONFLICT,
            Code::Rejected => Self::ISO_REJECTED,
            Code::Unauthorized => Self::ISO_UNAUTHORIZED,
            Code::Protocol => Self::ISO_PROTOCOL,
            Code::Unavailable => Self::ISO_UNAVAILABLE,
            _ => Self::ISO_INTERNAL,
        }
    }
}

/// Why a call failed. Made by the call that failed, owned by the caller, freed with `iso_error_free`.
/// All its texts are UTF-8 that ends with NUL and live as long as it does.
pub struct iso_error {
    status: iso_status,
    name: CString,
    message: CString,
    path: CString,
    text: CString,
    offset: i64,
}

/// C texts cannot hold NUL: it is shown instead.
fn c_text(text: impl Into<String>) -> CString {
    CString::new(text.into().replace('\0', "\\0")).unwrap_or_default()
}

impl iso_error {
    pub(crate) fn new(e: &Error) -> Self {
        Self {
            status: iso_status::of(e.code()),
            name: c_text(e.code().name()),
            message: c_text(e.message()),
            path: c_text(e.path()),
            text: c_text(e.to_string()),
            offset: e.offset().and_then(|offset| i64::try_from(offset).ok()).unwrap_or(-1),
        }
    }
}

fn show(error: *const iso_error, part: impl FnOnce(&iso_error) -> &CString) -> *const c_char {
    guard_or(c"".as_ptr(), || maybe(error).map(|error| part(error).as_ptr()))
}

/// The status that the failing call returned; `ISO_OK` for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_error_code(error: *const iso_error) -> iso_status {
    guard_or(iso_status::ISO_OK, || maybe(error).map(|error| error.status))
}

/// The code's name, the same in all languages, such as "value_range". "" for NULL. Owned by the error.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_error_name(error: *const iso_error) -> *const c_char {
    show(error, |error| &error.name)
}

/// What was expected and what was found, without the place. "" for NULL. Owned by the error.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_error_message(error: *const iso_error) -> *const c_char {
    show(error, |error| &error.message)
}

/// The place in the value or in the schema's text, such as `order.items[3].price`; "" for the whole, and for NULL.
/// Owned by the error.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_error_path(error: *const iso_error) -> *const c_char {
    show(error, |error| &error.path)
}

/// Place and message in one line, for people: `order.zip: expected int, found text`. "" for NULL. Owned by the error.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_error_text(error: *const iso_error) -> *const c_char {
    show(error, |error| &error.text)
}

/// The place in the input, in bytes; -1 where there is none, and for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_error_offset(error: *const iso_error) -> i64 {
    guard_or(-1, || maybe(error).map(|error| error.offset))
}

/// Frees an error, once. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn iso_error_free(error: *mut iso_error) {
    take_box(error);
}

macro_rules! status_names {
    ($($code:ident),*) => {
        /// The name of a status' code, NUL-terminated.
        fn name_of(status: i32) -> Option<&'static std::ffi::CStr> {
            if status == 0 {
                return Some(c"ok");
            }
            let known = Code::ALL.iter().find(|code| code.number() == status)?;
            match known {
                $(Code::$code => {
                    const NAME: [u8; Code::$code.name().len() + 1] = terminated(Code::$code.name());
                    std::ffi::CStr::from_bytes_with_nul(&NAME).ok()
                })*
                _ => None,
            }
        }
    };
}

const fn terminated<const N: usize>(name: &str) -> [u8; N] {
    let mut bytes = [0; N];
    let mut i = 0;
    while i < name.len() {
        bytes[i] = name.as_bytes()[i];
        i += 1;
    }
    bytes
}

status_names!(
    InvalidArgument,
    BufferTooSmall,
    Unsupported,
    Closed,
    ShapeMismatch,
    SchemaSyntax,
    SchemaInvalid,
    SchemaReference,
    SchemaIncompatible,
    ValueType,
    ValueRange,
    ValueMissing,
    ValueAmbiguous,
    ValueConstraint,
    ValueLimit,
    DataTruncated,
    DataMalformed,
    DataTrailing,
    DataLimit,
    DataUnrepresentable,
    FrameUnknown,
    NotFound,
    Conflict,
    Rejected,
    Unauthorized,
    Protocol,
    Unavailable,
    Internal
);

/// The name of a status: "ok", "value_range"; NULL for a number that is none. Static: never freed.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_status_name(status: i32) -> *const c_char {
    guard_or(std::ptr::null(), || name_of(status).map(|name| name.as_ptr()))
}

#[cfg(test)]
mod tests {
    use super::{iso_status, name_of};
    use isobyte_core::Code;

    #[test]
    fn the_table_is_the_core_s() {
        for code in Code::ALL {
            assert_eq!(iso_status::of(*code) as i32, code.number(), "{}", code.name());
            assert_eq!(name_of(code.number()).unwrap().to_str().unwrap(), code.name());
        }
        assert_eq!(name_of(1), None);
    }
}
