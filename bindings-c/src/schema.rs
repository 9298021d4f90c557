//! iso_schema: a schema parsed once and shared.
use crate::border::{
    arg, array, array_mut, give, guard, guard_need, guard_or, maybe, options, put, share, take, text_bytes, wanted,
};
use crate::error::{iso_error, iso_status};
use crate::properties::Properties;
use isobyte_core::schema::{Fingerprint, Format, Names, ParseOptions, Schema};
use isobyte_core::{Code, Error, Result};
use std::ffi::c_char;
use std::sync::{Arc, OnceLock};

/// Text that is not NUL-terminated: UTF-8, `len` bytes. Owned by the object that it was asked from.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct iso_str {
    /// The first byte. NULL where there is no text; not NULL for an empty text.
    pub data: *const c_char,
    /// How many bytes.
    pub len: usize,
}

impl iso_str {
    pub(crate) const NONE: Self = Self { data: std::ptr::null(), len: 0 };

    pub(crate) const fn of(text: &str) -> Self {
        // Rust's empty texts may lie at addresses that are none, which hosts with collectors do not like to see.
        let data = if text.is_empty() { c"".as_ptr() } else { text.as_ptr().cast() };
        Self { data, len: text.len() }
    }
}

/// A parsed schema: immutable, counted, safe to share between threads.
pub struct iso_schema {
    pub(crate) schema: Schema,
    properties: OnceLock<Properties>,
}

impl iso_schema {
    pub(crate) fn new(schema: Schema) -> Arc<Self> {
        Arc::new(Self { schema, properties: OnceLock::new() })
    }

    pub(crate) fn properties(&self) -> &Properties {
        self.properties.get_or_init(|| Properties::of(&self.schema))
    }
}

/// How a schema's text is read. Zero it, then set `struct_size` and what differs from the defaults.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct iso_schema_options {
    /// `sizeof(iso_schema_options)`.
    pub struct_size: usize,
    /// Not 0: names may hold letters and digits of any script, not of ASCII alone.
    pub utf8_names: u32,
    /// Schemas whose named types the text may use; borrowed for the call.
    pub references: *const *const iso_schema,
    /// How many they are.
    pub reference_count: usize,
}

/// Algorithms that make a short name for a schema.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum iso_fingerprint {
    /// CRC-64-AVRO: 8 bytes, little-endian.
    ISO_FINGERPRINT_CRC64 = 0,
    /// MD5: 16 bytes.
    ISO_FINGERPRINT_MD5 = 1,
    /// SHA-256: 32 bytes.
    ISO_FINGERPRINT_SHA256 = 2,
}

/// Parses Avro schema text.
///
/// `text_len` is in bytes, or `ISO_CSTR` if the text ends with NUL. `options` may be NULL.
/// On success `*schema` is a schema that the caller frees with `iso_schema_free`.
/// Fails with `ISO_SCHEMA_SYNTAX`, `ISO_SCHEMA_INVALID` or `ISO_SCHEMA_REFERENCE`; the error's path is the place in the text,
/// such as `fields[2].type`.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_schema_parse(
    text: *const c_char,
    text_len: usize,
    options: *const iso_schema_options,
    schema: *mut *const iso_schema,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(schema, "schema")?;
        let parsed = parse(text, text_len, options)?;
        put(schema, give(iso_schema::new(parsed)));
        Ok(())
    })
}

fn parse(source: *const c_char, length: usize, given: *const iso_schema_options) -> Result<Schema> {
    let given = options(given, "options")?;
    let references = array(given.references, given.reference_count, "options.references")?
        .iter()
        .map(|reference| arg(*reference, "options.references[i]").map(|reference| reference.schema.clone()))
        .collect::<Result<Vec<_>>>()?;
    let mut options = ParseOptions::default();
    if given.utf8_names != 0 {
        options.names = Names::Utf8;
    }
    Schema::parse_with(Format::Avro, schema_text(source, length)?, &references, &options)
}

/// A schema's text that is no UTF-8 is no JSON.
fn schema_text<'a>(source: *const c_char, length: usize) -> Result<&'a str> {
    let bytes = text_bytes(source, length, "text")?;
    std::str::from_utf8(bytes).map_err(|e| {
        Error::new(Code::SchemaSyntax, "expected schema text in UTF-8, found other bytes").at_offset(e.valid_up_to())
    })
}

fn show(schema: *const iso_schema, part: impl FnOnce(&Schema) -> &str) -> iso_str {
    guard_or(iso_str::NONE, || maybe(schema).map(|schema| iso_str::of(part(&schema.schema))))
}

/// The text as it was parsed, byte for byte. {NULL, 0} for NULL. Owned by the schema.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_schema_text(schema: *const iso_schema) -> iso_str {
    show(schema, Schema::text)
}

/// The Parsing Canonical Form, self-contained. {NULL, 0} for NULL. Owned by the schema.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_schema_canonical(schema: *const iso_schema) -> iso_str {
    show(schema, Schema::canonical)
}

/// Printed again without white space, with documentation, defaults and custom attributes; self-contained.
/// {NULL, 0} for NULL. Owned by the schema.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_schema_printed(schema: *const iso_schema) -> iso_str {
    show(schema, Schema::printed)
}

/// The full name of the root, where it is a record, an enum or a fixed; {NULL, 0} for other schemas and for NULL.
/// Owned by the schema.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_schema_name(schema: *const iso_schema) -> iso_str {
    guard_or(iso_str::NONE, || Some(iso_str::of(maybe(schema)?.schema.name()?.full())))
}

/// The fingerprint of the canonical form.
///
/// On success it is in `out` and its length (8, 16 or 32) in `*written`; 32 bytes of room are always enough.
/// `ISO_BUFFER_TOO_SMALL` puts the length into `*written` and makes no error object. `written` may be NULL.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_schema_fingerprint(
    schema: *const iso_schema,
    algorithm: i32,
    out: *mut u8,
    out_cap: usize,
    written: *mut usize,
    err: *mut *mut iso_error,
) -> iso_status {
    guard_need(err, written, || {
        let algorithm = match algorithm {
            0 => Fingerprint::Crc64Avro,
            1 => Fingerprint::Md5,
            2 => Fingerprint::Sha256,
            other => return Err(Error::new(Code::InvalidArgument, format!("unknown fingerprint {other}"))),
        };
        let fingerprint = arg(schema, "schema")?.schema.fingerprint(algorithm);
        copy_out(&fingerprint, out, out_cap)
    })
}

/// Copies an answer into a caller's buffer; gives its length.
pub(crate) fn copy_out(answer: &[u8], out: *mut u8, out_cap: usize) -> Result<usize> {
    match array_mut(out, out_cap, "out")?.get_mut(..answer.len()) {
        Some(room) => {
            room.copy_from_slice(answer);
            Ok(answer.len())
        }
        None => Err(Error::new(Code::BufferTooSmall, "the buffer is too small").at_offset(answer.len())),
    }
}

/// Whether the two print the same: white space and the order of JSON attributes do not matter.
/// NULL equals nothing.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_schema_equal(a: *const iso_schema, b: *const iso_schema) -> bool {
    guard_or(false, || Some(maybe(a)?.schema == maybe(b)?.schema))
}

/// One more share of the schema, to be freed like the first. Gives the same pointer; NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn iso_schema_share(schema: *const iso_schema) -> *const iso_schema {
    share(schema)
}

/// Gives back one share; the last frees the schema. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn iso_schema_free(schema: *const iso_schema) {
    take(schema);
}
