//! iso_reader: a decoded value and all that it refers to.
use crate::border::{arg, array, exclusive, give_box, guard, guard_or, keep, maybe, put, take_box, wanted};
use crate::codec::iso_codec;
use crate::error::{iso_error, iso_status};
use crate::value::iso_value;
use isobyte_core::model::names::STRING;
use isobyte_core::tape::any;
use isobyte_core::tape::sink::TapeSink;
use isobyte_core::{Code, Error, Result};
use std::collections::HashMap;
use std::sync::Arc;

/// A decoded value, to be looked at through `iso_value`. Its memory is used again by `iso_reader_decode`.
pub struct iso_reader {
    codec: Arc<iso_codec>,
    /// The datum; words count from `base` bytes before it.
    src: Vec<u8>,
    base: usize,
    tape: Vec<u8>,
}

/// Slots on the tape that lie one behind the other, the first at `at`.
struct Range {
    at: usize,
    count: usize,
    stride: usize,
}

impl iso_reader {
    /// Without a value.
    pub(crate) fn new(codec: Arc<iso_codec>) -> Self {
        Self { codec, src: Vec::new(), base: 0, tape: Vec::new() }
    }

    /// Decodes one datum, the whole of `src`.
    pub(crate) fn decode(&mut self, src: &[u8]) -> Result<()> {
        self.codec.dynamic()?;
        self.base = 0;
        self.src.clear();
        self.src.extend_from_slice(src);
        let least = src.len().saturating_mul(4).clamp(256, 1 << 20);
        if self.tape.len() < least {
            self.tape.resize(least, 0);
        }
        loop {
            match self.codec.codec.decode_tape(&self.src, 1, &mut self.tape) {
                Ok(_) => break,
                Err(e) => {
                    let room = iso_codec::more_room(e, self.tape.len())?;
                    self.tape.resize(room, 0);
                }
            }
        }
        if self.codec.has_maps { self.settle_maps() } else { Ok(()) }
    }

    /// Decodes the datum that begins at `at`, which others may follow; gives where it ends.
    fn decode_at(&mut self, src: &[u8], at: usize) -> Result<usize> {
        let shared = self.codec.clone();
        let codec = shared.dynamic()?;
        if src.len() >= STRING {
            return Err(Error::new(Code::DataLimit, "expected less than 2 GiB"));
        }
        if at > src.len() {
            return Err(Error::new(Code::InvalidArgument, "expected a place within src, found one behind it"));
        }
        if self.tape.len() < 256 {
            self.tape.resize(256, 0);
        }
        let end = loop {
            let sink = TapeSink::new(&mut self.tape, 16, codec.names());
            match sink.and_then(|mut sink| codec.decode_at(src, at, &mut sink, 0)) {
                Ok(((), end)) => break end,
                Err(e) => {
                    let room = iso_codec::more_room(e, self.tape.len())?;
                    self.tape.resize(room, 0);
                }
            }
        };
        self.base = at;
        self.src.clear();
        self.src.extend_from_slice(&src[at..end]);
        if self.codec.has_maps {
            self.settle_maps()?;
        }
        Ok(end)
    }

    fn change_codec(&mut self, codec: *const iso_codec) -> Result<()> {
        if !std::ptr::eq(arg(codec, "codec")?, &*self.codec) {
            self.codec = keep(codec, "codec")?;
        }
        Ok(())
    }

    /// Nothing that can be looked at, after a failure.
    fn clear(&mut self) {
        self.src.clear();
        self.tape.fill(0);
    }

    /// Of keys that occur twice in a map, the last one's value stands at the place of the first.
    fn settle_maps(&mut self) -> Result<()> {
        let mut todo = vec![Range { at: 0, count: 1, stride: 16 }];
        // A tape holds no more slots than fit it: one that leads around in a circle ends here.
        let mut slots = self.tape.len() / 16;
        while let Some(range) = todo.pop() {
            slots = slots.checked_sub(range.count).ok_or_else(lost)?;
            for i in 0..range.count {
                let slot = range.at + i * range.stride;
                let (kind, _, value) = self.slot(slot).ok_or_else(lost)?;
                let (at, count) = (value as u32 as usize, (value >> 32) as usize);
                match kind {
                    any::LIST => todo.push(Range { at, count, stride: 16 }),
                    any::RECORD => todo.push(Range { at, count, stride: 16 }),
                    any::BRANCH => todo.push(Range { at, count: 1, stride: 16 }),
                    any::MAP => {
                        let count = self.settle_map(at, count).ok_or_else(lost)?;
                        self.set_word(slot + 8, at as u64 | (count as u64) << 32);
                        todo.push(Range { at: at + 8, count, stride: 24 });
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// The number of entries that remain.
    fn settle_map(&mut self, at: usize, count: usize) -> Option<usize> {
        let mut kept = 0;
        let mut seen = HashMap::new();
        let (src, codec) = (std::mem::take(&mut self.src), self.codec.clone());
        for i in 0..count {
            let from = at + i * 24;
            let word = self.word(from)?;
            let (key_at, length) = (word as u32 as usize, (word >> 32) as usize);
            let key = match key_at & STRING {
                0 if length == 0 => &[],
                0 => src.get(key_at.checked_sub(self.base)?..)?.get(..length)?,
                _ => codec.codec.names().strings.get(key_at & !STRING)?.as_bytes(),
            };
            let to = *seen.entry(key).or_insert(kept);
            if to == kept {
                kept += 1;
            }
            self.tape.copy_within(from..from + 24, at + to * 24);
        }
        self.src = src;
        Some(kept)
    }

    fn set_word(&mut self, at: usize, word: u64) {
        if let Some(room) = self.tape.get_mut(at..at + 8) {
            room.copy_from_slice(&word.to_le_bytes());
        }
    }

    /// A word of the tape.
    pub(crate) fn word(&self, at: usize) -> Option<u64> {
        Some(u64::from_le_bytes(*self.tape.get(at..)?.first_chunk()?))
    }

    /// An any slot: kind, number, value.
    pub(crate) fn slot(&self, at: usize) -> Option<(u32, u32, u64)> {
        let kind = self.word(at)?;
        Some((kind as u32, (kind >> 32) as u32, self.word(at.checked_add(8)?)?))
    }

    /// Bytes of the tape.
    pub(crate) fn tape(&self, at: usize, length: usize) -> Option<&[u8]> {
        self.tape.get(at..)?.get(..length)
    }

    /// The text of a word: of the datum, or a string of the codec.
    pub(crate) fn text(&self, word: u64) -> Option<&[u8]> {
        let (at, length) = (word as u32 as usize, (word >> 32) as usize);
        if at & STRING != 0 {
            let string = self.codec.codec.names().strings.get(at & !STRING)?;
            return string.as_bytes().get(..length);
        }
        self.payload(at, length)
    }

    /// The bytes of a word: of the datum, or of the tape where a default has put them.
    pub(crate) fn bytes(&self, word: u64) -> Option<&[u8]> {
        let (at, length) = (word as u32 as usize, (word >> 32) as usize);
        if at & STRING != 0 { self.tape(at & !STRING, length) } else { self.payload(at, length) }
    }

    fn payload(&self, at: usize, length: usize) -> Option<&[u8]> {
        // What is empty may point behind an empty datum.
        if length == 0 { Some(&[]) } else { self.src.get(at.checked_sub(self.base)?..)?.get(..length) }
    }

    /// String number `index` of a named type.
    pub(crate) fn name(&self, named: u32, index: u32) -> Option<&str> {
        self.codec.codec.names().get(named, index)
    }
}

#[cold]
fn lost() -> Error {
    Error::new(Code::Internal, "a decoded tape refers to something outside of itself")
}

/// Decodes one datum, the whole of `src`, which is copied.
///
/// On success `*reader` is a reader that the caller frees with `iso_reader_free`; the codec may be freed before it.
/// Fails with `ISO_DATA_...`, path and offset; with `ISO_INVALID_ARGUMENT` for a codec from `iso_codec_bind`.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_decode(
    codec: *const iso_codec,
    src: *const u8,
    src_len: usize,
    reader: *mut *mut iso_reader,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(reader, "reader")?;
        let mut made = iso_reader::new(keep(codec, "codec")?);
        made.decode(array(src, src_len, "src")?)?;
        put(reader, give_box(made));
        Ok(())
    })
}

/// Decodes the next datum, by the same codec or another, into a reader whose memory is used again. All `iso_value` and views
/// that came from it are void. Fails as `iso_codec_decode`; the reader then has no value.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_reader_decode(
    reader: *mut iso_reader,
    codec: *const iso_codec,
    src: *const u8,
    src_len: usize,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        let reader = exclusive(reader, "reader")?;
        reader.change_codec(codec)?;
        let done = reader.decode(array(src, src_len, "src")?);
        done.inspect_err(|_| reader.clear())
    })
}

/// A reader without a value, for `iso_reader_decode` and `iso_reader_decode_at`.
/// On success `*reader` is one that the caller frees with `iso_reader_free`; the codec may be freed before it.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_reader_new(
    codec: *const iso_codec,
    reader: *mut *mut iso_reader,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(reader, "reader")?;
        put(reader, give_box(iso_reader::new(keep(codec, "codec")?)));
        Ok(())
    })
}

/// Decodes the datum that begins at offset `at` of `src`, which others may follow, such as those of a block of a file; by the same
/// codec or another. The datum is copied, and all `iso_value` and views that came from the reader are void.
///
/// On success `*end` is where the datum ends, and the next begins. Fails as `iso_codec_decode`; the reader then has no value.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_reader_decode_at(
    reader: *mut iso_reader,
    codec: *const iso_codec,
    src: *const u8,
    src_len: usize,
    at: usize,
    end: *mut usize,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(end, "end")?;
        let reader = exclusive(reader, "reader")?;
        reader.change_codec(codec)?;
        let done = reader.decode_at(array(src, src_len, "src")?, at);
        put(end, done.inspect_err(|_| reader.clear())?);
        Ok(())
    })
}

/// Frees a reader, once: all `iso_value` and views that came from it are void. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn iso_reader_free(reader: *mut iso_reader) {
    take_box(reader);
}

/// The whole value; of kind `ISO_KIND_NONE` for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_reader_root(reader: *const iso_reader) -> iso_value {
    guard_or(iso_value::NONE, || maybe(reader).map(|_| iso_value { reader, at: 0 }))
}
