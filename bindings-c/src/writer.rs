//! iso_writer: a value built call by call, for `iso_codec_encode`.
use crate::border::{NUL_ENDS, take_box, text_bytes, wanted};
use crate::border::{arg, array, array_mut, exclusive, give_box, guard, guard_need, guard_or, maybe, maybe_text, put};
use crate::codec::iso_codec;
use crate::error::{iso_error, iso_status};
use isobyte_core::tape::any;
use isobyte_core::tape::source::TapeSource;
use isobyte_core::{Code, Error, Result};
use num_bigint::BigInt;
use std::ffi::c_char;

/// The digits of a decimal's text, at most.
const DECIMAL_DIGITS: usize = 65_536;

/// A value in the making. One thread at a time.
///
/// A value is one call (`iso_writer_long`), or a `_begin`, the values inside, and the `_end`. Inside a map each value follows its
/// `iso_writer_key`, inside a record its `iso_writer_field`; `iso_writer_branch` stands before the value whose branch of a union
/// it names. Nothing is checked against a schema before `iso_codec_encode`.
///
/// The first call that does not fit (an end without its beginning, a second value where one is wanted, NULL) fails with
/// `ISO_INVALID_ARGUMENT`; so do all calls behind it, and `iso_codec_encode`, until `iso_writer_reset`. Hence the status of the
/// single calls need not be looked at.
pub struct iso_writer {
    tape: Vec<u8>,
    /// Slots of what is open: moved to the tape, all together, when it ends.
    pending: Vec<u8>,
    open: Vec<Open>,
    done: bool,
    failed: Option<(Error, Box<iso_error>)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    List,
    Map,
    Record,
    Branch,
}

impl Shape {
    const fn name(self) -> &'static str {
        match self {
            Shape::List => "list",
            Shape::Map => "map",
            Shape::Record => "record",
            Shape::Branch => "branch",
        }
    }
}

struct Open {
    shape: Shape,
    /// Where its slots begin in `pending`.
    start: usize,
    count: u32,
    /// The word of the name of a record or branch; 0 for none.
    name: u64,
    /// Whether a key or field was given whose value is wanted now.
    named: bool,
}

#[cold]
fn misuse(message: impl Into<String>) -> Error {
    Error::new(Code::InvalidArgument, message)
}

impl iso_writer {
    fn new() -> Self {
        Self { tape: vec![0; 16], pending: Vec::new(), open: Vec::new(), done: false, failed: None }
    }

    fn reset(&mut self) {
        self.tape.clear();
        self.tape.resize(16, 0);
        self.pending.clear();
        self.open.clear();
        self.done = false;
        self.failed = None;
    }

    /// Appends bytes to the tape; gives where they lie.
    fn append(&mut self, bytes: &[u8]) -> Result<u32> {
        let at = self.tape.len();
        if bytes.len() > u32::MAX as usize - at {
            return Err(Error::new(Code::ValueLimit, "expected a value below 4 GiB"));
        }
        self.tape.extend_from_slice(bytes);
        Ok(at as u32)
    }

    fn word(&mut self, bytes: &[u8]) -> Result<u64> {
        Ok(self.append(bytes)? as u64 | (bytes.len() as u64) << 32)
    }

    /// Appends what lies in `pending` from `start` on, and takes it away there.
    fn settle(&mut self, start: usize) -> Result<u32> {
        let pending = std::mem::take(&mut self.pending);
        let at = self.append(&pending[start..]);
        self.pending = pending;
        self.pending.truncate(start);
        at
    }

    /// Whether a value may come now.
    fn ready(&self) -> Result<()> {
        match self.open.last() {
            None if self.done => Err(misuse("expected no more values, found another: the value is complete")),
            Some(Open { shape: Shape::Map, named: false, .. }) => Err(misuse("expected a key, found a value")),
            Some(Open { shape: Shape::Record, named: false, .. }) => Err(misuse("expected a field, found a value")),
            _ => Ok(()),
        }
    }

    /// Puts a finished value where it belongs.
    fn place(&mut self, mut kind: u32, mut value: u64) -> Result<()> {
        loop {
            let slot = (kind as u128 | (value as u128) << 64).to_le_bytes();
            let Some(top) = self.open.last_mut() else {
                self.tape[..16].copy_from_slice(&slot);
                self.done = true;
                return Ok(());
            };
            top.count = top.count.checked_add(1).ok_or_else(|| misuse("expected fewer items"))?;
            top.named = false;
            if top.shape != Shape::Branch {
                self.pending.extend_from_slice(&slot);
                return Ok(());
            }
            let name = top.name;
            self.open.pop();
            (kind, value) = (any::BRANCH, self.append(&name.to_le_bytes())? as u64);
            self.append(&slot)?;
        }
    }

    fn begin(&mut self, shape: Shape, name: Option<&[u8]>) -> Result<()> {
        self.ready()?;
        let name = name.map_or(Ok(0), |name| self.word(name))?;
        self.open.push(Open { shape, start: self.pending.len(), count: 0, name, named: false });
        Ok(())
    }

    fn end(&mut self, shape: Shape) -> Result<()> {
        match self.open.last() {
            Some(top) if top.named => {
                return Err(misuse(format!("expected a value, found the end of a {}", shape.name())));
            }
            Some(top) if top.shape == shape => {}
            Some(top) => {
                let message =
                    format!("expected the end of a {}, found the end of a {}", top.shape.name(), shape.name());
                return Err(misuse(message));
            }
            None => return Err(misuse(format!("found the end of a {} that was not begun", shape.name()))),
        }
        let Some(top) = self.open.pop() else { return Ok(()) };
        let (kind, at) = match shape {
            Shape::Record => {
                let at = self.append(&top.name.to_le_bytes())?;
                self.settle(top.start)?;
                (any::RECORD, at)
            }
            Shape::Map => (any::MAP, self.settle(top.start)?),
            _ => (any::LIST, self.settle(top.start)?),
        };
        self.place(kind, at as u64 | (top.count as u64) << 32)
    }

    /// Notes the key or field whose value comes next.
    fn name(&mut self, shape: Shape, name: &[u8]) -> Result<()> {
        let what = if shape == Shape::Map { "key" } else { "field" };
        match self.open.last() {
            Some(top) if top.shape == shape && !top.named => {}
            Some(top) if top.shape == shape => return Err(misuse(format!("expected a value, found a {what}"))),
            _ => return Err(misuse(format!("expected a {what} inside of a {} only", shape.name()))),
        }
        let word = self.word(name)?;
        self.pending.extend_from_slice(&word.to_le_bytes());
        if let Some(top) = self.open.last_mut() {
            top.named = true;
        }
        Ok(())
    }

    /// Notes the first failure.
    #[cold]
    fn fail(&mut self, e: Error) -> Error {
        self.failed = Some((e.clone(), Box::new(iso_error::new(&e))));
        e
    }

    /// What is to be encoded.
    /// Appends the value, encoded. On failure `out` is as it was.
    pub(crate) fn encode(&self, codec: &iso_codec, out: &mut Vec<u8>) -> Result<()> {
        codec.dynamic()?.encode(&TapeSource { tape: self.whole()?, wide: None }, 0, out)
    }

    fn whole(&self) -> Result<&[u8]> {
        match (&self.failed, self.open.last()) {
            (Some((e, _)), _) => Err(e.clone()),
            (None, Some(top)) => {
                Err(misuse(format!("expected a complete value, found a {} without its end", top.shape.name())))
            }
            (None, None) if !self.done => Err(misuse("expected a value, found a writer without one")),
            (None, None) => Ok(&self.tape),
        }
    }
}

/// One call of a writer; the first failure stays.
fn change(writer: *mut iso_writer, change: impl FnOnce(&mut iso_writer) -> Result<()>) -> iso_status {
    guard(std::ptr::null_mut(), || {
        let writer = exclusive(writer, "writer")?;
        if let Some((e, _)) = &writer.failed {
            return Err(e.clone());
        }
        change(writer).map_err(|e| writer.fail(e))
    })
}

/// One value.
fn value(writer: *mut iso_writer, make: impl FnOnce(&mut iso_writer) -> Result<(u32, u64)>) -> iso_status {
    change(writer, |writer| {
        writer.ready()?;
        let (kind, value) = make(writer)?;
        writer.place(kind, value)
    })
}

fn pair(first: u64, second: u64) -> [u8; 16] {
    (first as u128 | (second as u128) << 64).to_le_bytes()
}

/// A writer without a value. On success `*writer` is a writer that the caller frees with `iso_writer_free`.
/// Fails with `ISO_INVALID_ARGUMENT`.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_new(writer: *mut *mut iso_writer, err: *mut *mut iso_error) -> iso_status {
    guard(err, || {
        wanted(writer, "writer")?;
        put(writer, give_box(iso_writer::new()));
        Ok(())
    })
}

/// Forgets value and failure, and keeps the memory: for the next value.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_reset(writer: *mut iso_writer) {
    guard_or((), || {
        exclusive(writer, "writer").ok()?.reset();
        Some(())
    });
}

/// Frees a writer, once. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_free(writer: *mut iso_writer) {
    take_box(writer);
}

/// Why the first call failed that did, or NULL. Owned by the writer, until it is reset or freed.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_error(writer: *const iso_writer) -> *const iso_error {
    guard_or(std::ptr::null(), || maybe(writer)?.failed.as_ref().map(|(_, error)| &raw const **error))
}

/// Null.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_null(writer: *mut iso_writer) -> iso_status {
    value(writer, |_| Ok((any::NULL, 0)))
}

/// A boolean.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_boolean(writer: *mut iso_writer, boolean: bool) -> iso_status {
    value(writer, |_| Ok((any::BOOLEAN, boolean as u64)))
}

/// An integer, for int and long (and, if exact, float and double): ranges are checked on encoding.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_long(writer: *mut iso_writer, number: i64) -> iso_status {
    value(writer, |_| Ok((any::LONG, number as u64)))
}

/// An unsigned integer; encoding refuses what 64 signed bits do not hold.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_unsigned(writer: *mut iso_writer, number: u64) -> iso_status {
    value(writer, |_| Ok((any::UNSIGNED, number)))
}

/// A number, for float and double.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_double(writer: *mut iso_writer, number: f64) -> iso_status {
    value(writer, |_| Ok((any::DOUBLE, number.to_bits())))
}

/// Text in UTF-8, copied; `text_len` is in bytes or `ISO_CSTR`. Encoding refuses what is no UTF-8.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_text(writer: *mut iso_writer, text: *const c_char, text_len: usize) -> iso_status {
    value(writer, |writer| Ok((any::TEXT, writer.word(text_bytes(text, text_len, "text")?)?)))
}

/// Bytes, for bytes and fixed, copied.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_bytes(writer: *mut iso_writer, bytes: *const u8, bytes_len: usize) -> iso_status {
    value(writer, |writer| Ok((any::BYTES, writer.word(array(bytes, bytes_len, "bytes")?)?)))
}

/// A symbol of an enum. `type_name` is the enum's full or simple name, or NULL; in unions it tells enums apart.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_enum(
    writer: *mut iso_writer,
    type_name: *const c_char,
    symbol: *const c_char,
) -> iso_status {
    value(writer, |writer| {
        let name = maybe_text(type_name, "type_name")?.map_or(Ok(0), |name| writer.word(name.as_bytes()))?;
        let symbol = writer.word(text_bytes(symbol, NUL_ENDS, "symbol")?)?;
        Ok((any::ENUM, writer.append(&pair(symbol, name))? as u64))
    })
}

/// A decimal: `unscaled * 10^-scale`; `unscaled` is two's complement, big-endian, copied; no bytes are zero.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_decimal(
    writer: *mut iso_writer,
    unscaled: *const u8,
    unscaled_len: usize,
    scale: i32,
) -> iso_status {
    value(writer, |writer| {
        let unscaled = writer.word(array(unscaled, unscaled_len, "unscaled")?)?;
        Ok((any::DECIMAL, writer.append(&pair(unscaled, scale as i64 as u64))? as u64))
    })
}

/// A decimal from its digits, such as "-12.50", whose scale is 2, or "1E+3", whose scale is -3.
/// At most 65,536 digits.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_decimal_text(writer: *mut iso_writer, digits: *const c_char) -> iso_status {
    value(writer, |writer| {
        let digits = maybe_text(digits, "digits")?.ok_or_else(|| misuse("expected digits, found NULL"))?;
        let wrong = || misuse("expected the digits of a decimal, such as \"-12.50\", found something else");
        let (digits, exponent) = match digits.split_once(['E', 'e']) {
            Some((digits, exponent)) => (digits, exponent.parse::<i32>().map_err(|_| wrong())?),
            None => (digits, 0),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let (sign, whole) = match whole.as_bytes().first() {
            Some(b'-') => ("-", &whole[1..]),
            Some(b'+') => ("", &whole[1..]),
            _ => ("", whole),
        };
        let count = whole.len() + fraction.len();
        if !plain(whole) || !plain(fraction) || count == 0 || count > DECIMAL_DIGITS {
            return Err(wrong());
        }
        let unscaled = format!("{sign}{whole}{fraction}").parse::<BigInt>();
        let unscaled = unscaled.map_err(|e| misuse(e.to_string()))?.to_signed_bytes_be();
        let unscaled = writer.word(&unscaled)?;
        let scale = fraction.len() as i64 - exponent as i64;
        Ok((any::DECIMAL, writer.append(&pair(unscaled, scale as u64))? as u64))
    })
}

/// A UUID: 16 bytes, big-endian, copied.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_uuid(writer: *mut iso_writer, uuid: *const u8) -> iso_status {
    value(writer, |writer| Ok((any::UUID, writer.append(array(uuid, 16, "uuid")?)? as u64)))
}

/// A date: days since 1970-01-01.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_date(writer: *mut iso_writer, days: i64) -> iso_status {
    value(writer, |_| Ok((any::DATE, days as u64)))
}

/// A time of day: nanoseconds since midnight, floored to the schema's unit on encoding.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_time(writer: *mut iso_writer, nanos: i64) -> iso_status {
    value(writer, |_| Ok((any::TIME, nanos as u64)))
}

/// An instant: seconds since 1970-01-01T00:00Z (floored) and 0 to 999,999,999 nanoseconds, floored to the schema's unit on
/// encoding.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_timestamp(writer: *mut iso_writer, seconds: i64, nanos: u32) -> iso_status {
    value(writer, |writer| Ok((any::TIMESTAMP, writer.append(&pair(seconds as u64, nanos as u64))? as u64)))
}

/// A date and time of day in no particular zone: as `iso_writer_timestamp`, counted from 1970-01-01T00:00 there.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_local_timestamp(writer: *mut iso_writer, seconds: i64, nanos: u32) -> iso_status {
    value(writer, |writer| Ok((any::LOCAL_TIMESTAMP, writer.append(&pair(seconds as u64, nanos as u64))? as u64)))
}

/// Avro's duration: three independent numbers.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_duration(writer: *mut iso_writer, months: u32, days: u32, millis: u32) -> iso_status {
    value(writer, |writer| {
        let slot = pair(months as u64 | (days as u64) << 32, millis as u64);
        Ok((any::DURATION, writer.append(&slot)? as u64))
    })
}

/// Begins a list.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_list_begin(writer: *mut iso_writer) -> iso_status {
    change(writer, |writer| writer.begin(Shape::List, None))
}

/// Ends the list that was begun last.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_list_end(writer: *mut iso_writer) -> iso_status {
    change(writer, |writer| writer.end(Shape::List))
}

/// Begins a map (or a record: the schema decides).
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_map_begin(writer: *mut iso_writer) -> iso_status {
    change(writer, |writer| writer.begin(Shape::Map, None))
}

/// The key of the value that follows, in UTF-8, copied; `key_len` is in bytes or `ISO_CSTR`. The order of keys does not matter.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_key(writer: *mut iso_writer, key: *const c_char, key_len: usize) -> iso_status {
    change(writer, |writer| writer.name(Shape::Map, text_bytes(key, key_len, "key")?))
}

/// Ends the map that was begun last.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_map_end(writer: *mut iso_writer) -> iso_status {
    change(writer, |writer| writer.end(Shape::Map))
}

/// Begins a record. `name` is its full or simple name, or NULL; in unions it tells records apart.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_record_begin(writer: *mut iso_writer, name: *const c_char) -> iso_status {
    change(writer, |writer| writer.begin(Shape::Record, maybe_text(name, "name")?.map(str::as_bytes)))
}

/// The field whose value follows. Fields in the schema's order are found fastest; those left out take their defaults.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_field(writer: *mut iso_writer, name: *const c_char) -> iso_status {
    change(writer, |writer| writer.name(Shape::Record, text_bytes(name, NUL_ENDS, "name")?))
}

/// Ends the record that was begun last.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_record_end(writer: *mut iso_writer) -> iso_status {
    change(writer, |writer| writer.end(Shape::Record))
}

/// Names the branch of a union for the value that follows: "long", "shop.Order". Without it, the kind of the value decides.
#[unsafe(no_mangle)]
pub extern "C" fn iso_writer_branch(writer: *mut iso_writer, name: *const c_char) -> iso_status {
    change(writer, |writer| writer.begin(Shape::Branch, Some(text_bytes(name, NUL_ENDS, "name")?)))
}

/// Encodes the value of a writer, which stays as it is.
///
/// On success the datum is in `out` and its length in `*written`. `ISO_BUFFER_TOO_SMALL` makes no error object and puts the
/// length that is needed into `*written`: call with NULL and 0 to ask for it, or begin with `iso_codec_size_hint`.
/// Fails with `ISO_VALUE_...` and the path; with `ISO_INVALID_ARGUMENT` for a writer whose value is not complete or that was
/// misused, and for a codec from `iso_codec_bind`. What `out` then holds is undefined.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_encode(
    codec: *const iso_codec,
    writer: *const iso_writer,
    out: *mut u8,
    out_cap: usize,
    written: *mut usize,
    err: *mut *mut iso_error,
) -> iso_status {
    guard_need(err, written, || {
        let codec = arg(codec, "codec")?;
        wanted(written, "written")?;
        let codec = codec.dynamic()?;
        let tape = TapeSource { tape: arg(writer, "writer")?.whole()?, wide: None };
        match codec.encode_at(&tape, 0, array_mut(out, out_cap, "out")?, 0) {
            Err(e) if e.code() == Code::BufferTooSmall => {
                // The caller is told the whole length: found out once, in a buffer of our own.
                let mut whole = Vec::new();
                codec.encode(&tape, 0, &mut whole)?;
                Err(Error::new(Code::BufferTooSmall, "the buffer is too small").at_offset(whole.len()))
            }
            other => other.inspect(|end| codec.note_size(*end)),
        }
    })
}
