//! The door for Rust types: whatever has serde's `Serialize` and `Deserialize`.
use crate::avro::check;
use crate::avro::encode::only_reads;
use crate::avro::plan::Step;
use crate::avro::skip::Skip;
use crate::codec::Codec;
use crate::error::{Code, Error, Result};
use crate::model::shape::Rep;
use crate::serde::dump::dump;
use crate::serde::note::Notes;
use crate::serde::pull::Pull;
use crate::serde::read::Reader;
use crate::serde::source::NoteSource;
use serde_core::{Deserialize, Serialize};
use std::cell::Cell;

/// Encodes a Rust value.
///
/// # Errors
/// As [`Codec::to_vec`].
pub fn to_vec<T: Serialize + ?Sized>(codec: &Codec, value: &T) -> Result<Vec<u8>> {
    codec.to_vec(value)
}

/// Encodes a Rust value at the front of `buf`; gives its length.
///
/// # Errors
/// As [`Codec::to_slice`].
pub fn to_slice<T: Serialize + ?Sized>(codec: &Codec, value: &T, buf: &mut [u8]) -> Result<usize> {
    codec.to_slice(value, buf)
}

/// Decodes a Rust value that is the whole of `src`.
///
/// # Errors
/// As [`Codec::from_slice`].
pub fn from_slice<'de, T: Deserialize<'de>>(codec: &Codec, src: &'de [u8]) -> Result<T> {
    codec.from_slice(src)
}

impl Codec {
    /// Encodes a Rust value. See [`crate::serde`] for what becomes what.
    ///
    /// # Errors
    /// `value_*` with the path; `value_constraint` for what the type's `Serialize` itself refuses; `shape_mismatch` if the
    /// codec was bound to a host type; `unsupported` if it was made by [`Codec::resolve`], which only decodes.
    pub fn to_vec<T: Serialize + ?Sized>(&self, value: &T) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        self.append(&mut out, value)?;
        Ok(out)
    }

    /// Appends a Rust value to `out`. On failure `out` is as it was.
    ///
    /// # Errors
    /// As [`Codec::to_vec`].
    pub fn append<T: Serialize + ?Sized>(&self, out: &mut Vec<u8>, value: &T) -> Result<()> {
        self.noted(value, |source| self.encode(source, 0, out))
    }

    /// Encodes a Rust value at the front of `buf`; gives its length.
    ///
    /// # Errors
    /// As [`Codec::to_vec`]; `buffer_too_small` with the least size needed as the error's offset.
    pub fn to_slice<T: Serialize + ?Sized>(&self, value: &T, buf: &mut [u8]) -> Result<usize> {
        self.noted(value, |source| self.encode_at(source, 0, buf, 0))
    }

    /// Decodes a Rust value that is the whole of `src`, from which it may borrow its texts and bytes.
    ///
    /// # Errors
    /// `data_*` with path and offset; `data_unrepresentable` for what the type's `Deserialize` refuses; `schema_incompatible`
    /// for data of a writer that the reader's schema has no place for; `shape_mismatch` if the codec was bound to a host type.
    pub fn from_slice<'de, T: Deserialize<'de>>(&self, src: &'de [u8]) -> Result<T> {
        let value = self.pull(src, false);
        if value.is_err() { self.pull_again(src) } else { value }
    }

    #[inline]
    fn pull<'de, T: Deserialize<'de>>(&self, src: &'de [u8], by_name: bool) -> Result<T> {
        let limits = self.limits();
        let mut reader = Reader {
            plan: self.plan(),
            fields: self.fields_read(),
            src,
            lent: Some(src),
            at: 0,
            depth: limits.depth,
            empty: limits.empty_items,
            hollow: limits.hollow_fields(),
            tag: None,
            by_name,
        };
        let value = T::deserialize(Pull { step: self.any_root()?, reader: &mut reader });
        if value.is_ok() {
            check::whole(src, reader.at)?;
        }
        value
    }

    /// After a failure: bad data get the error that every host gets. Good data are offered once more with the names of all
    /// fields, to types whose `Deserialize` was written by hand and takes no sequence for a struct.
    #[cold]
    #[inline(never)]
    fn pull_again<'de, T: Deserialize<'de>>(&self, src: &'de [u8]) -> Result<T> {
        self.any_root()?;
        self.decode(src, &mut Skip::default(), ())?;
        self.pull(src, true)
    }

    fn any_root(&self) -> Result<&Step> {
        match &self.plan().read {
            Some(root) if root.rep == Rep::Any => Ok(root),
            _ => {
                Err(Error::new(Code::ShapeMismatch, "expected a codec for values of any kind, found one that is bound"))
            }
        }
    }

    /// Hands a value's notes over, in memory that the thread keeps for the next value.
    #[inline]
    fn noted<T: Serialize + ?Sized, R>(&self, value: &T, then: impl FnOnce(&NoteSource<'_>) -> Result<R>) -> Result<R> {
        self.any_root()?;
        if self.plan().write.is_none() {
            return Err(only_reads());
        }
        // A `Serialize` that encodes something itself finds none, and makes its own.
        let mut notes = NOTES.try_with(Cell::take).unwrap_or_default();
        let done = dump(&mut notes, value, self.limits().depth)
            .and_then(|()| then(&NoteSource { notes: &notes, plan: self.plan(), fields: self.fields_written() }));
        if notes.memory() <= MOST_KEPT {
            // The thread may be ending: then nothing is kept.
            let _ = NOTES.try_with(|kept| kept.set(notes));
        }
        done
    }
}

/// Memory that a thread keeps, in bytes.
const MOST_KEPT: usize = 1 << 20;

thread_local! {
    static NOTES: Cell<Notes> = Cell::default();
}
