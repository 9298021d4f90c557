//! Codec: options in numbers, the layout for Java's walker, and the two hot calls.
use isobyte::model::shape::{ShapeId, Shapes};
use isobyte::schema::Schema;
use isobyte::tape::sink::TapeSink;
use isobyte::tape::source::TapeSource;
use isobyte::{Code, Codec, CodecOptions, Error, Limits, Result};

const IGNORE_UNKNOWN_FIELDS: i32 = 1;
const INSERTION_ORDER_MAPS: i32 = 2;
const RAW_LOGICAL: i32 = 4;
const TAGGED_UNIONS: i32 = 8;

/// The most data that are decoded by one call when there may be more.
const MOST_AT_ONCE: usize = 1024;

/// Binds a schema to the host type that `shapes` describes; where there is a writer's schema, it is resolved to the other.
pub(crate) fn bind(
    schema: &Schema,
    writer: Option<&Schema>,
    shapes: &str,
    flags: i32,
    limits: Limits,
) -> Result<Codec> {
    let mut options = CodecOptions::default();
    options.ignore_unknown_fields = flags & IGNORE_UNKNOWN_FIELDS != 0;
    options.insertion_order_maps = flags & INSERTION_ORDER_MAPS != 0;
    options.raw_logical = flags & RAW_LOGICAL != 0;
    options.tagged_unions = flags & TAGGED_UNIONS != 0;
    options.limits = limits;
    let shapes = Shapes::parse(shapes)?;
    match writer {
        Some(writer) => Codec::resolve_bind(writer, schema, shapes, options),
        None => Codec::bind(schema, shapes, options),
    }
}

/// The limits of one value.
pub(crate) fn limits(depth: i32, empty_items: i32) -> Result<Limits> {
    let mut limits = Limits::default();
    limits.depth = limit(depth)?;
    limits.empty_items = limit(empty_items)?;
    Ok(limits)
}

/// A limit as Java counts.
pub(crate) fn limit<T: TryFrom<i32>>(value: i32) -> Result<T> {
    T::try_from(value).map_err(|_| Error::new(Code::InvalidArgument, format!("expected a limit, found {value}")))
}

/// For each shape the size of its slot, how many fields it has, and where each lies behind the head.
pub(crate) fn layout(codec: &Codec) -> Vec<i32> {
    let mut layout = Vec::new();
    for index in 0..codec.shapes().len() as u32 {
        let head = codec.head(ShapeId(index));
        layout.push(codec.slot_size(ShapeId(index)) as i32);
        layout.push(head.at.len() as i32);
        layout.extend(head.at.iter().map(|at| *at as i32));
    }
    layout
}

/// Where the names of each named type begin among all the names.
pub(crate) fn types(codec: &Codec) -> Vec<i32> {
    codec.names().types.iter().map(|(first, _)| *first as i32).collect()
}

/// Encodes; gives the length, or the room that is needed as a negative number.
#[inline]
pub(crate) fn encode(
    codec: &Codec,
    tape: TapeSource<'_>,
    count: usize,
    out: &mut [u8],
    ends: Option<&mut [u32]>,
) -> Result<i64> {
    let room = out.len();
    match codec.encode_tape(tape, count, out, ends) {
        Ok(length) => Ok(length as i64),
        Err(error) => Codec::more_room(error, 0, room).map(|need| -(need as i64)),
    }
}

/// Decodes; gives how much of the tape is used, or the room that is needed as a negative number.
#[inline]
pub(crate) fn decode(codec: &Codec, src: &[u8], count: usize, tape: &mut [u8]) -> Result<i64> {
    let room = tape.len();
    match codec.decode_tape(src, count, tape) {
        Ok(used) => Ok(used as i64),
        Err(error) => Codec::more_room(error, 0, room).map(|need| -(need as i64)),
    }
}

/// Decodes data of which each is the whole of its bytes: `ends` tells where these end. What refers to the payload is counted
/// from the front of its own datum. Gives what [`decode`] gives.
pub(crate) fn decode_each(codec: &Codec, src: &[u8], ends: &[u32], tape: &mut [u8]) -> Result<i64> {
    let room = tape.len();
    let decoded = sink(codec, src, ends.len(), tape).and_then(|mut sink| {
        let head = codec.slot_size(Shapes::ROOT) as usize;
        let mut at = 0;
        for (i, end) in ends.iter().enumerate() {
            let one = src.get(at..*end as usize).unwrap_or_default();
            match codec.decode(one, &mut sink, (i * head) as u32) {
                Ok(()) => at += one.len(),
                Err(e) if e.code() == Code::BufferTooSmall => return Err(e),
                Err(e) => return Err(e.in_item(i)),
            }
        }
        Ok(sink.used() as i64)
    });
    decoded.or_else(|error| Codec::more_room(error, 0, room).map(|need| -(need as i64)))
}

/// Decodes as many of the `left` data at `src[from]` as there is room for, and within reason; gives their number and where
/// the last ends as halves of one number, or the room that is needed as a negative number. With an error, the first of them
/// cannot be decoded, and `number` is its number; when none is left, `src` must end.
pub(crate) fn decode_some(
    codec: &Codec,
    src: &[u8],
    from: usize,
    left: u64,
    number: u64,
    tape: &mut [u8],
) -> Result<i64> {
    if left == 0 {
        return match src.len().saturating_sub(from) {
            0 => Ok(from as i64),
            rest => {
                let message = format!("expected the end of the block, found {rest} more bytes");
                Err(Error::new(Code::DataTrailing, message).at_offset(from))
            }
        };
    }
    let room = tape.len();
    let head = codec.slot_size(Shapes::ROOT) as usize;
    let count = left.min((room / 2 / head.max(1)).clamp(1, MOST_AT_ONCE) as u64) as usize;
    let decoded = sink(codec, src, count, tape).and_then(|mut sink| {
        let mut at = from;
        for i in 0..count {
            match codec.decode_at(src, at, &mut sink, (i * head) as u32) {
                Ok(((), end)) => at = end,
                Err(e) if i == 0 && e.code() == Code::BufferTooSmall => return Err(e),
                Err(e) if i == 0 => return Err(e.in_item(number as usize)),
                // What went well comes first; the next call says the same again.
                Err(_) => return Ok((i as i64) << 32 | at as i64),
            }
        }
        Ok((count as i64) << 32 | at as i64)
    });
    decoded.or_else(|error| Codec::more_room(error, 0, room).map(|need| -(need as i64)))
}

fn sink<'t>(codec: &'t Codec, src: &[u8], count: usize, tape: &'t mut [u8]) -> Result<TapeSink<'t>> {
    if i32::try_from(src.len()).is_err() {
        return Err(Error::new(Code::DataLimit, "expected less than 2 GiB"));
    }
    let heads = count.saturating_mul(codec.slot_size(Shapes::ROOT) as usize);
    TapeSink::new(tape, heads, codec.names())
}
