//! Codec: a schema compiled for one host type, ready to encode and decode. The only door that bindings use.
use crate::avro::adapt;
use crate::avro::check;
use crate::avro::compile::{Binding, compile};
use crate::avro::decode;
use crate::avro::encode::{self, EncodeOptions};
use crate::avro::layout::{Addressing, Head, Layout};
use crate::avro::plan::Plan;
use crate::error::{Code, Error, Result};
use crate::limits::Limits;
#[cfg(feature = "serde")]
use crate::model::fields::FieldLists;
use crate::model::names::{Names, STRING};
use crate::model::shape::{Shape, ShapeId, Shapes};
use crate::model::value::{Sink, Source};
use crate::schema::Schema;
use crate::tape::sink::TapeSink;
use crate::tape::source::TapeSource;
use std::sync::atomic::{AtomicUsize, Ordering};

pub use crate::avro::compile::Missing;

/// How a codec behaves where the specification leaves a choice.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct CodecOptions {
    /// Depth and numbers of items.
    pub limits: Limits,
    /// Leave out fields that the schema lacks, instead of refusing them.
    pub ignore_unknown_fields: bool,
    /// What is written for fields that a record or mapping of the host's lacks.
    pub missing_fields: Missing,
    /// Write maps in the host's order, instead of sorted by their keys' bytes.
    pub insertion_order_maps: bool,
    /// Leave logical types alone: values are those of the underlying type.
    pub raw_logical: bool,
    /// Tell dynamic hosts the branch of every union value (but null) on decoding. Rust types by serde ask for it themselves, by
    /// being an enum or not: for them it changes nothing.
    pub tagged_unions: bool,
    /// How the host addresses the fields of its record types.
    pub addressing: Addressing,
}

/// A schema compiled for values of any kind, or for one host type. Immutable: share one among all threads.
///
/// With a writer's schema beside it, it decodes that writer's data as values of the reader's schema, and encodes nothing.
#[derive(Debug)]
pub struct Codec {
    schema: Schema,
    writer: Option<Schema>,
    shapes: Shapes,
    layout: Layout,
    plan: Plan,
    options: CodecOptions,
    encode: EncodeOptions,
    /// The size of one value's head on the tape.
    root_slot: u32,
    /// Field names of Rust types: as they are written, and as they are read.
    #[cfg(feature = "serde")]
    fields: [FieldLists; 2],
    /// The size of the largest recent datum, so that buffers are made large enough at once.
    hint: AtomicUsize,
}

impl Codec {
    /// A codec for values that know their own kind.
    ///
    /// # Errors
    /// None for a schema that was parsed.
    pub fn new(schema: &Schema, options: CodecOptions) -> Result<Self> {
        Self::bind(schema, Shapes::new(vec![Shape::Any])?, options)
    }

    /// A codec for one host type.
    ///
    /// # Errors
    /// `shape_mismatch`, with every mismatch and its path.
    pub fn bind(schema: &Schema, shapes: Shapes, options: CodecOptions) -> Result<Self> {
        Self::make(schema, None, shapes, options)
    }

    /// A codec that decodes data of `writer` as values of `reader` that know their own kind.
    ///
    /// # Errors
    /// `schema_incompatible` where no data can be read, with all reasons, or where millions of types and fields could meet;
    /// `shape_mismatch` for pairs of types nested too deep. What only some data show is an error of theirs.
    pub fn resolve(writer: &Schema, reader: &Schema, options: CodecOptions) -> Result<Self> {
        Self::resolve_bind(writer, reader, Shapes::new(vec![Shape::Any])?, options)
    }

    /// A codec that decodes data of `writer` as one host type, by `reader`, which may have more fields and less.
    ///
    /// # Errors
    /// `schema_incompatible` as [`Codec::resolve`]; `shape_mismatch`, with every mismatch and its path.
    pub fn resolve_bind(writer: &Schema, reader: &Schema, shapes: Shapes, options: CodecOptions) -> Result<Self> {
        Self::make(reader, Some(writer), shapes, options)
    }

    fn make(schema: &Schema, writer: Option<&Schema>, shapes: Shapes, options: CodecOptions) -> Result<Self> {
        let layout = Layout::new(&shapes, options.addressing);
        let binding = Binding {
            shapes: &shapes,
            layout: &layout,
            addressing: options.addressing,
            raw_logical: options.raw_logical,
            ignore_unknown: options.ignore_unknown_fields,
            missing: options.missing_fields,
        };
        let plan = match writer {
            Some(writer) => adapt::compile(writer.graph(), schema.graph(), binding)?,
            None => compile(schema.graph(), binding)?,
        };
        let encode = EncodeOptions {
            limits: options.limits,
            ignore_unknown: options.ignore_unknown_fields,
            insertion_order: options.insertion_order_maps,
        };
        let root_slot = layout.slot(&shapes, Shapes::ROOT);
        #[cfg(feature = "serde")]
        let fields = [FieldLists::new(plan.records.len()), FieldLists::new(plan.records.len())];
        Ok(Self {
            schema: schema.clone(),
            writer: writer.cloned(),
            shapes,
            layout,
            plan,
            options,
            encode,
            root_slot,
            #[cfg(feature = "serde")]
            fields,
            hint: AtomicUsize::new(128),
        })
    }

    /// The schema; where another one is resolved to it, the reader's.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The schema of the data: the writer's.
    pub fn writer_schema(&self) -> &Schema {
        self.writer.as_ref().unwrap_or(&self.schema)
    }

    /// The host's types.
    pub fn shapes(&self) -> &Shapes {
        &self.shapes
    }

    /// The compiled plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The names of named types, their fields and symbols.
    pub fn names(&self) -> &Names {
        &self.plan.names
    }

    /// Where the fields of a struct lie on the tape.
    pub fn head(&self, shape: ShapeId) -> &Head {
        self.layout.head(shape)
    }

    /// The size of a shape's slot on the tape, in bytes.
    pub fn slot_size(&self, shape: ShapeId) -> u32 {
        self.layout.slot(&self.shapes, shape)
    }

    /// Depth and numbers of items.
    pub fn limits(&self) -> &Limits {
        &self.options.limits
    }

    /// The field names of Rust types that were written.
    #[cfg(feature = "serde")]
    pub(crate) fn fields_written(&self) -> &FieldLists {
        &self.fields[0]
    }

    /// The field names of Rust types that were read.
    #[cfg(feature = "serde")]
    pub(crate) fn fields_read(&self) -> &FieldLists {
        &self.fields[1]
    }

    /// A size for which most data fit a buffer.
    pub fn size_hint(&self) -> usize {
        self.hint.load(Ordering::Relaxed)
    }

    /// Writes one datum into `buf` from `at` on; gives where it ends. What stands before `at` is left alone.
    ///
    /// # Errors
    /// `value_*` with the path; `buffer_too_small` with the least size that `buf` needs as the error's offset.
    #[inline]
    pub fn encode_at<S: Source>(&self, source: &S, position: S::Position, buf: &mut [u8], at: usize) -> Result<usize> {
        encode::encode((&self.plan, self.schema.graph()), &self.encode, source, position, buf, at)
    }

    /// Appends one datum. On failure `out` is as it was.
    ///
    /// # Errors
    /// `value_*` with the path.
    pub fn encode<S: Source>(&self, source: &S, position: S::Position, out: &mut Vec<u8>) -> Result<()> {
        let start = out.len();
        let mut room = self.size_hint();
        loop {
            out.resize(start + room, 0);
            match self.encode_at(source, position, out, start) {
                Ok(end) => {
                    out.truncate(end);
                    self.note_size(end - start);
                    return Ok(());
                }
                Err(e) => {
                    out.truncate(start);
                    room = Self::more_room(e, start, room)?;
                }
            }
        }
    }

    /// After `buffer_too_small`: a room that is larger, and enough for what is known; other errors come back.
    ///
    /// # Errors
    /// The error given, unless it is `buffer_too_small`.
    pub fn more_room(e: Error, start: usize, room: usize) -> Result<usize> {
        match (e.code(), e.offset()) {
            (Code::BufferTooSmall, Some(need)) => Ok((need as usize).saturating_sub(start).max(room.saturating_mul(2))),
            _ => Err(e),
        }
    }

    /// Remembers the size of a datum, within reason.
    pub fn note_size(&self, size: usize) {
        if size > self.size_hint() {
            self.hint.store(size.next_multiple_of(64).min(65_536), Ordering::Relaxed);
        }
    }

    /// Reads one datum that is the whole of `src`.
    ///
    /// # Errors
    /// `data_*` with path and offset.
    pub fn decode<K: Sink>(&self, src: &[u8], sink: &mut K, place: K::Place) -> Result<K::Value> {
        let (value, end) = self.decode_at(src, 0, sink, place)?;
        check::whole(src, end)?;
        Ok(value)
    }

    /// Refuses bytes behind the last datum, which ends at `end`: for hosts that read several by [`Codec::decode_at`].
    ///
    /// # Errors
    /// `data_trailing` with the offset.
    pub fn check_whole(src: &[u8], end: usize) -> Result<()> {
        check::whole(src, end)
    }

    /// Reads one datum that begins at `at`; gives the value and where it ends.
    ///
    /// # Errors
    /// `data_*` with path and offset.
    #[inline]
    pub fn decode_at<K: Sink>(
        &self,
        src: &[u8],
        at: usize,
        sink: &mut K,
        place: K::Place,
    ) -> Result<(K::Value, usize)> {
        decode::decode(&self.plan, &self.options.limits, self.options.tagged_unions, src, at, sink, place)
    }

    /// Encodes `count` values whose heads lie one behind the other at the front of a tape, into `buf` from 0 on.
    /// `ends`, if it has room, takes where each ends. Gives where the last ends.
    ///
    /// # Errors
    /// `value_*` with the path (in a batch with the value's number first); `buffer_too_small` as `encode_at`;
    /// `invalid_argument` for a tape that refers to what it does not hold.
    pub fn encode_tape(
        &self,
        tape: TapeSource<'_>,
        count: usize,
        buf: &mut [u8],
        ends: Option<&mut [u32]>,
    ) -> Result<usize> {
        let head = self.root_slot as usize;
        if tape.tape.len() > u32::MAX as usize || count.checked_mul(head).is_none_or(|heads| heads > tape.tape.len()) {
            return Err(Error::new(Code::InvalidArgument, "the tape is shorter than its heads, or longer than 4 GiB"));
        }
        if count == 1 && ends.is_none() {
            return self.encode_at(&tape, 0, buf, 0);
        }
        let mut ends = ends.unwrap_or_default().iter_mut();
        let mut at = 0;
        for i in 0..count {
            at = self.encode_at(&tape, (i * head) as u32, buf, at).map_err(|e| match e.code() {
                Code::BufferTooSmall => e,
                _ => e.in_item(i),
            })?;
            if let Some(end) = ends.next() {
                *end = u32::try_from(at)
                    .map_err(|_| Error::new(Code::ValueLimit, "expected less than 4 GiB in a batch"))?;
            }
        }
        Ok(at)
    }

    /// Decodes `count` data that are together the whole of `src` onto a tape: their heads at its front. Gives how much of the
    /// tape is used.
    ///
    /// # Errors
    /// `data_*` with path and offset; `buffer_too_small` with the least size that the tape needs as the error's offset.
    pub fn decode_tape(&self, src: &[u8], count: usize, tape: &mut [u8]) -> Result<usize> {
        if src.len() >= STRING {
            return Err(Error::new(Code::DataLimit, "expected less than 2 GiB"));
        }
        let head = self.root_slot as usize;
        let heads = count.checked_mul(head).ok_or_else(|| Error::new(Code::InvalidArgument, "too many values"))?;
        let mut sink = TapeSink::new(tape, heads, &self.plan.names)?;
        let mut at = 0;
        for i in 0..count {
            match self.decode_at(src, at, &mut sink, (i * head) as u32) {
                Ok(((), end)) => at = end,
                Err(e) if count > 1 && e.code() != Code::BufferTooSmall => return Err(e.in_item(i)),
                Err(e) => return Err(e),
            }
        }
        check::whole(src, at)?;
        Ok(sink.used())
    }
}
