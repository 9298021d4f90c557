//! iso_codec: a schema compiled for values of any kind or for one host type.
use crate::border::{
    arg, array, array_mut, give, guard, guard_need, guard_or, keep, maybe, options, put, share, take, text, wanted,
};
use crate::error::{iso_error, iso_status};
use crate::schema::{iso_schema, iso_str};
use isobyte_core::codec::{Codec, CodecOptions};
use isobyte_core::model::names::STRING;
use isobyte_core::model::node::NodeKind;
use isobyte_core::model::shape::{Shape, ShapeId, Shapes};
use isobyte_core::tape::sink::TapeSink;
use isobyte_core::tape::source::TapeSource;
use isobyte_core::{Code, Error, Limits, Result};
use std::ffi::c_char;
use std::sync::Arc;

/// A compiled schema: immutable, counted, safe to share between threads.
pub struct iso_codec {
    pub(crate) codec: Codec,
    pub(crate) limits: Limits,
    schema: Arc<iso_schema>,
    writer: Option<Arc<iso_schema>>,
    /// One list a shape.
    walks: Vec<Vec<iso_walk>>,
    /// Whether decoded values may hold maps.
    pub(crate) has_maps: bool,
}

/// How a codec behaves where the specification leaves a choice. Zero it, then set `struct_size` and what differs from the
/// defaults.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct iso_codec_options {
    /// `sizeof(iso_codec_options)`.
    pub struct_size: usize,
    /// Nested records, arrays and maps in one value; 0: 1,000.
    pub depth: u32,
    /// Items that take no bytes, in one datum; 0: 16,384.
    pub empty_items: u32,
    /// Not 0: leave out fields that the schema lacks, instead of refusing them.
    pub ignore_unknown_fields: u32,
    /// Not 0: leave logical types alone; values are those of the underlying type.
    pub raw_logical: u32,
    /// Not 0: decoded values of unions (but null) come as `ISO_KIND_BRANCH`.
    pub tagged_unions: u32,
    /// Not 0: maps are written in the host's order, instead of sorted by key.
    pub insertion_order_maps: u32,
}

impl iso_codec_options {
    pub(crate) const DEFAULT: Self = Self {
        struct_size: size_of::<Self>(),
        depth: 0,
        empty_items: 0,
        ignore_unknown_fields: 0,
        raw_logical: 0,
        tagged_unions: 0,
        insertion_order_maps: 0,
    };
}

/// One step of a binding's walk over the fields of a record, in the host's order.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct iso_walk {
    /// An `iso_rep`.
    pub op: u32,
    /// Where the slot lies behind the record's head on the tape, in bytes.
    pub slot: u32,
    /// Where the field lies in the host's memory, in bytes; for shapes without offsets, the field's number.
    pub field: u32,
    /// The index of the field's shape; for `ISO_REP_RUN`, how many bytes are copied as they lie.
    pub arg: u32,
}

impl iso_codec {
    pub(crate) fn new(schema: Arc<iso_schema>, given: iso_codec_options) -> Result<Arc<Self>> {
        Self::make(None, schema, None, given)
    }

    fn make(
        writer: Option<Arc<iso_schema>>,
        schema: Arc<iso_schema>,
        shapes: Option<Shapes>,
        given: iso_codec_options,
    ) -> Result<Arc<Self>> {
        let mut options = CodecOptions::default();
        if given.depth != 0 {
            options.limits.depth = given.depth;
        }
        if given.empty_items != 0 {
            options.limits.empty_items = given.empty_items;
        }
        options.ignore_unknown_fields = given.ignore_unknown_fields != 0;
        options.raw_logical = given.raw_logical != 0;
        options.tagged_unions = given.tagged_unions != 0;
        options.insertion_order_maps = given.insertion_order_maps != 0;
        let shapes = match shapes {
            Some(shapes) => shapes,
            None => Shapes::new(vec![Shape::Any])?,
        };
        let codec = match &writer {
            Some(writer) => Codec::resolve_bind(&writer.schema, &schema.schema, shapes, options)?,
            None => Codec::bind(&schema.schema, shapes, options)?,
        };
        let walk = |shape| {
            let steps = codec.head(ShapeId(shape)).walk.iter();
            steps.map(|w| iso_walk { op: w.op, slot: w.slot, field: w.field, arg: w.arg }).collect()
        };
        let walks = (0..codec.shapes().len() as u32).map(walk).collect();
        let has_maps = codec.schema().graph().nodes.iter().any(|node| matches!(node.kind, NodeKind::Map(_)));
        Ok(Arc::new(Self { codec, limits: options.limits, schema, writer, walks, has_maps }))
    }

    fn shape(&self, shape: u32) -> Option<ShapeId> {
        ((shape as usize) < self.codec.shapes().len()).then_some(ShapeId(shape))
    }

    /// After `buffer_too_small`: a room that is larger, and enough for what is known; other errors come back.
    pub(crate) fn more_room(e: Error, room: usize) -> Result<usize> {
        Codec::more_room(e, 0, room)
    }

    /// Whether its values know their own kind, as those of writers and readers do.
    pub(crate) fn is_dynamic(&self) -> bool {
        matches!(self.codec.shapes().get(Shapes::ROOT), Shape::Any)
    }

    /// Refuses a codec that is bound to a host type, whose values are not those of writers and readers.
    pub(crate) fn dynamic(&self) -> Result<&Codec> {
        if self.is_dynamic() {
            return Ok(&self.codec);
        }
        let message = "expected a codec from iso_codec_new, found one that is bound to a host type";
        Err(Error::new(Code::InvalidArgument, message))
    }
}

/// A codec for values that know their own kind: those of `iso_writer` and `iso_reader`.
///
/// `options` may be NULL. On success `*codec` is a codec that the caller frees with `iso_codec_free`; the schema may be freed
/// before it. Fails with `ISO_INVALID_ARGUMENT`.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_new(
    schema: *const iso_schema,
    given: *const iso_codec_options,
    codec: *mut *const iso_codec,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(codec, "codec")?;
        let made = iso_codec::new(keep(schema, "schema")?, options(given, "options")?)?;
        put(codec, give(made));
        Ok(())
    })
}

/// For bindings: a codec for one host type, whose values cross on tapes.
///
/// `shapes` is the type as JSON text, in the form that `core/src/model/shape_text.rs` describes; `shapes_len` is in bytes or
/// `ISO_CSTR`. `options` may be NULL. On success `*codec` is a codec that the caller frees with `iso_codec_free`.
/// Fails with `ISO_SHAPE_MISMATCH`, naming every mismatch and its path, and `ISO_INVALID_ARGUMENT` for shapes that are none.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_bind(
    schema: *const iso_schema,
    shapes: *const c_char,
    shapes_len: usize,
    given: *const iso_codec_options,
    codec: *mut *const iso_codec,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(codec, "codec")?;
        let schema = keep(schema, "schema")?;
        let shapes = Shapes::parse(text(shapes, shapes_len, "shapes")?)?;
        let made = iso_codec::make(None, schema, Some(shapes), options(given, "options")?)?;
        put(codec, give(made));
        Ok(())
    })
}

/// A codec that reads data of `writer` as values of `reader`, for `iso_reader`: fields are matched by name and alias, numbers
/// widened, what the writer lacks takes its default. It encodes nothing (`ISO_UNSUPPORTED`).
///
/// `options` may be NULL. On success `*codec` is a codec that the caller frees with `iso_codec_free`; the schemas may be freed
/// before it. Fails with `ISO_SCHEMA_INCOMPATIBLE`, naming all reasons, if no data at all can be read; what only some data show
/// is an error of theirs. With the same object for both schemas it is `iso_codec_new`.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_resolve(
    writer: *const iso_schema,
    reader: *const iso_schema,
    given: *const iso_codec_options,
    codec: *mut *const iso_codec,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(codec, "codec")?;
        let (writer, reader) = (keep(writer, "writer")?, keep(reader, "reader")?);
        put(codec, give(iso_codec::make(Some(writer), reader, None, options(given, "options")?)?));
        Ok(())
    })
}

/// For bindings: `iso_codec_resolve` for one host type, as `iso_codec_bind` describes it. Fails as both do.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_resolve_bind(
    writer: *const iso_schema,
    reader: *const iso_schema,
    shapes: *const c_char,
    shapes_len: usize,
    given: *const iso_codec_options,
    codec: *mut *const iso_codec,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(codec, "codec")?;
        let (writer, reader) = (keep(writer, "writer")?, keep(reader, "reader")?);
        let shapes = Shapes::parse(text(shapes, shapes_len, "shapes")?)?;
        put(codec, give(iso_codec::make(Some(writer), reader, Some(shapes), options(given, "options")?)?));
        Ok(())
    })
}

/// One more share of the codec, to be freed like the first. Gives the same pointer; NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_share(codec: *const iso_codec) -> *const iso_codec {
    share(codec)
}

/// Gives back one share; the last frees the codec. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_free(codec: *const iso_codec) {
    take(codec);
}

/// The schema of the data that a codec reads: the writer's, which is the codec's own unless it resolves. NULL for NULL. Owned by
/// the codec, as its schema.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_writer_schema(codec: *const iso_codec) -> *const iso_schema {
    guard_or(std::ptr::null(), || maybe(codec).map(|codec| Arc::as_ptr(codec.writer.as_ref().unwrap_or(&codec.schema))))
}

/// The codec's schema (the reader's, if it resolves); NULL for NULL. Owned by the codec: not freed by the caller (but see `iso_schema_share`).
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_schema(codec: *const iso_codec) -> *const iso_schema {
    guard_or(std::ptr::null(), || maybe(codec).map(|codec| Arc::as_ptr(&codec.schema)))
}

/// A size of buffer that most data of this codec fit into, in bytes. 0 for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_size_hint(codec: *const iso_codec) -> usize {
    guard_or(0, || maybe(codec).map(|codec| codec.codec.size_hint()))
}

/// For bindings: encodes `count` values whose heads lie one behind the other at the front of the tape.
///
/// With `wide_text` not NULL, texts lie there as `wide_len` units of UTF-16, and text words count its units. The data are
/// written one behind the other into `out`, which must not overlap the tape; `ends`, unless NULL, takes the `count` offsets at
/// which they end. On success `*written` is the number of bytes.
/// `ISO_BUFFER_TOO_SMALL` makes no error object and puts a size into `*written` that is larger than `out_cap`, without which it
/// cannot do: the next attempt may ask for more, so at least double the buffer.
/// Otherwise fails with `ISO_VALUE_...` and the path (in batches it begins with the value's number), or
/// `ISO_INVALID_ARGUMENT` for a tape that refers to something outside of itself. What `out` and `ends` then hold is undefined.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_encode_tape(
    codec: *const iso_codec,
    tape: *const u8,
    tape_len: usize,
    wide_text: *const u16,
    wide_len: usize,
    count: usize,
    out: *mut u8,
    out_cap: usize,
    written: *mut usize,
    ends: *mut u32,
    err: *mut *mut iso_error,
) -> iso_status {
    guard_need(err, written, || {
        let codec = &arg(codec, "codec")?.codec;
        wanted(written, "written")?;
        let wide = if wide_text.is_null() { None } else { Some(array(wide_text, wide_len, "wide_text")?) };
        let tape = TapeSource { tape: array(tape, tape_len, "tape")?, wide };
        let out = array_mut(out, out_cap, "out")?;
        if ends.is_null() || count == 1 {
            let end = codec.encode_tape(tape, count, out, None)?;
            put(ends, end as u32);
            codec.note_size(end / count.max(1));
            return Ok(end);
        }
        codec.encode_tape(tape, count, out, Some(array_mut(ends, count, "ends")?))
    })
}

/// For bindings: decodes `count` data, which together are the whole of `src`, onto a tape: their heads at its front.
///
/// Texts and bytes become words into `src`, which the caller keeps, or strings of the codec (`ISO_TAPE_STRING`).
/// On success `*used` is how much of the tape is in use. `ISO_BUFFER_TOO_SMALL` makes no error object and puts a size into
/// `*used` that is larger than `tape_cap`, without which it cannot do: the next attempt may ask for more, so at least double
/// the tape. Otherwise fails with `ISO_DATA_...`, path and offset; what the tape then holds is undefined.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_decode_tape(
    codec: *const iso_codec,
    src: *const u8,
    src_len: usize,
    count: usize,
    tape: *mut u8,
    tape_cap: usize,
    used: *mut usize,
    err: *mut *mut iso_error,
) -> iso_status {
    guard_need(err, used, || {
        let codec = &arg(codec, "codec")?.codec;
        wanted(used, "used")?;
        // Words address 2 GiB of a decoded tape.
        let tape = array_mut(tape, tape_cap.min(STRING), "tape")?;
        codec.decode_tape(array(src, src_len, "src")?, count, tape)
    })
}

/// For bindings: decodes the first `count` data of `src`, which may be followed by others, onto a tape, as `iso_codec_decode_tape`
/// does. On success `*end` is where the last ends in `src`. In the paths of errors the numbers of the data begin with `first`.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_decode_tape_some(
    codec: *const iso_codec,
    src: *const u8,
    src_len: usize,
    first: usize,
    count: usize,
    tape: *mut u8,
    tape_cap: usize,
    used: *mut usize,
    end: *mut usize,
    err: *mut *mut iso_error,
) -> iso_status {
    guard_need(err, used, || {
        let codec = &arg(codec, "codec")?.codec;
        wanted(used, "used")?;
        wanted(end, "end")?;
        let tape = array_mut(tape, tape_cap.min(STRING), "tape")?;
        let src = array(src, src_len, "src")?;
        let head = codec.slot_size(Shapes::ROOT) as usize;
        let heads = count
            .checked_mul(head)
            .filter(|_| src.len() < STRING)
            .ok_or_else(|| Error::new(Code::DataLimit, "expected less than 2 GiB"))?;
        let mut sink = TapeSink::new(tape, heads, codec.names())?;
        let mut at = 0;
        for i in 0..count {
            let decoded = codec.decode_at(src, at, &mut sink, (i * head) as u32);
            ((), at) = decoded
                .map_err(|e| if e.code() == Code::BufferTooSmall { e } else { e.in_item(first.saturating_add(i)) })?;
        }
        put(end, at);
        Ok(sink.used())
    })
}

/// For bindings: the steps of a walk over the fields of struct number `shape`. On success `*count` is how many they are.
/// NULL and 0 for other shapes, numbers that are none, and NULL. Owned by the codec.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_walk(codec: *const iso_codec, shape: u32, count: *mut usize) -> *const iso_walk {
    let walk = guard_or(None, || Some(maybe(codec)?.walks.get(shape as usize))).filter(|walk| !walk.is_empty());
    put(count, walk.map_or(0, Vec::len));
    walk.map_or(std::ptr::null(), |walk| walk.as_ptr())
}

/// For bindings: where the slot of each field of struct number `shape` lies behind its head, in the host's order.
/// On success `*count` is how many they are. NULL and 0 for other shapes, numbers that are none, and NULL. Owned by the codec.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_slots(codec: *const iso_codec, shape: u32, count: *mut usize) -> *const u32 {
    let slots = guard_or(None, || {
        let codec = maybe(codec)?;
        Some(codec.shape(shape).map(|shape| &codec.codec.head(shape).at))
    });
    let slots = slots.filter(|slots| !slots.is_empty());
    put(count, slots.map_or(0, Vec::len));
    slots.map_or(std::ptr::null(), |slots| slots.as_ptr())
}

/// For bindings: the size of the head of struct number `shape` on a tape, in bytes; 0 for other shapes and for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_head_size(codec: *const iso_codec, shape: u32) -> u32 {
    guard_or(0, || {
        let codec = maybe(codec)?;
        Some(codec.codec.head(codec.shape(shape)?).size)
    })
}

/// For bindings: the size of the slot of shape number `shape` on a tape, in bytes; 0 for numbers that are none and for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_slot_size(codec: *const iso_codec, shape: u32) -> u32 {
    guard_or(0, || {
        let codec = maybe(codec)?;
        Some(codec.codec.slot_size(codec.shape(shape)?))
    })
}

/// For bindings: whether the head of struct number `shape` is the host's memory as it lies.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_is_flat(codec: *const iso_codec, shape: u32) -> bool {
    guard_or(false, || {
        let codec = maybe(codec)?;
        Some(codec.codec.head(codec.shape(shape)?).flat)
    })
}

/// For bindings: how many strings the codec's table of names has.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_string_count(codec: *const iso_codec) -> u32 {
    guard_or(0, || maybe(codec).map(|codec| codec.codec.names().strings.len() as u32))
}

/// For bindings: string number `index` of the codec's table of names; {NULL, 0} if there is none. Owned by the codec.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_string(codec: *const iso_codec, index: u32) -> iso_str {
    guard_or(iso_str::NONE, || maybe(codec)?.codec.names().strings.get(index as usize).map(|name| iso_str::of(name)))
}

/// For bindings: how many named types the codec has (records, enums, fixed types, and the names of the branches of unions).
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_type_count(codec: *const iso_codec) -> u32 {
    guard_or(0, || maybe(codec).map(|codec| codec.codec.names().types.len() as u32))
}

/// For bindings: the strings of named type number `named`: the index of the first, and how many. A record's are its full name
/// and its fields'; an enum's, its full name and its symbols; a fixed's, its full name; a union's, the names of its branches.
/// False, and nothing written, if there is no such type. `first` and `count` may be NULL.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_type(codec: *const iso_codec, named: u32, first: *mut u32, count: *mut u32) -> bool {
    guard_or(false, || {
        let &(begin, length) = maybe(codec)?.codec.names().types.get(named as usize)?;
        put(first, begin);
        put(count, length);
        Some(true)
    })
}
