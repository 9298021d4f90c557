//! Codec: options in numbers, the layout for Java's walker, and the two hot calls.
use isobyte::model::shape::{ShapeId, Shapes};
use isobyte::schema::Schema;
use isobyte::tape::source::TapeSource;
use isobyte::{Code, Codec, CodecOptions, Error, Result};

const IGNORE_UNKNOWN_FIELDS: i32 = 1;
const INSERTION_ORDER_MAPS: i32 = 2;
const RAW_LOGICAL: i32 = 4;
const TAGGED_UNIONS: i32 = 8;

/// Binds a schema to the host type that `shapes` describes.
pub(crate) fn bind(schema: &Schema, shapes: &str, flags: i32, depth: i32, empty_items: i32) -> Result<Codec> {
    let mut options = CodecOptions::default();
    options.ignore_unknown_fields = flags & IGNORE_UNKNOWN_FIELDS != 0;
    options.insertion_order_maps = flags & INSERTION_ORDER_MAPS != 0;
    options.raw_logical = flags & RAW_LOGICAL != 0;
    options.tagged_unions = flags & TAGGED_UNIONS != 0;
    options.limits.depth = limit(depth)?;
    options.limits.empty_items = limit(empty_items)?;
    Codec::bind(schema, Shapes::parse(shapes)?, options)
}

fn limit(value: i32) -> Result<u32> {
    u32::try_from(value).map_err(|_| Error::new(Code::InvalidArgument, format!("expected a limit, found {value}")))
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
