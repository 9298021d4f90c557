//! The compressors themselves, each behind the same two doors: a block in, its bytes out, and no more of them than allowed.
use crate::avro::file::compression::too_large;
use crate::error::{Code, Error, Result};
use flate2::{Compress, Decompress, FlushCompress, FlushDecompress, Status};
use std::fmt::Display;
use std::io::{Read, Write};
use zstd_safe::{CCtx, CParameter, DCtx, InBuffer, OutBuffer, ResetDirective};

/// The room that an output begins with, in bytes.
const LEAST_ROOM: usize = 64 * 1024;
/// How much larger than its input an output may be made on a mere claim.
const TRUSTED_RATIO: usize = 32;

/// Compresses blocks; what a codec needs is made once.
#[derive(Default)]
pub(crate) struct Packer {
    deflate: Option<Compress>,
    snappy: Option<snap::raw::Encoder>,
    zstandard: Option<CCtx<'static>>,
}

impl Packer {
    pub(crate) fn deflate(&mut self, level: u8, data: &[u8], out: &mut Vec<u8>) -> Result<()> {
        let level = flate2::Compression::new(u32::from(level.min(9)));
        let state = self.deflate.get_or_insert_with(|| Compress::new(level, false));
        state.reset();
        let mut rest = data;
        loop {
            out.reserve(LEAST_ROOM.max(rest.len() / 2));
            let before = state.total_in();
            let status = state.compress_vec(rest, out, FlushCompress::Finish).map_err(|e| bug("deflate", e))?;
            rest = &rest[(state.total_in() - before) as usize..];
            if status == Status::StreamEnd {
                return Ok(());
            }
        }
    }

    pub(crate) fn bzip2(&mut self, level: u8, data: &[u8], out: &mut Vec<u8>) -> Result<()> {
        let level = bzip2::Compression::new(u32::from(level.clamp(1, 9)));
        let mut state = bzip2::Compress::new(level, 0);
        let mut rest = data;
        loop {
            out.reserve(LEAST_ROOM.max(rest.len() / 2));
            let before = state.total_in();
            let status = state.compress_vec(rest, out, bzip2::Action::Finish).map_err(|e| bug("bzip2", e))?;
            rest = &rest[(state.total_in() - before) as usize..];
            if status == bzip2::Status::StreamEnd {
                return Ok(());
            }
        }
    }

    pub(crate) fn snappy(&mut self, data: &[u8], out: &mut Vec<u8>) -> Result<()> {
        out.resize(snap::raw::max_compress_len(data.len()), 0);
        let encoder = self.snappy.get_or_insert_with(snap::raw::Encoder::new);
        let size = encoder.compress(data, out).map_err(|e| bug("snappy", e))?;
        out.truncate(size);
        out.extend_from_slice(&crc32fast::hash(data).to_be_bytes());
        Ok(())
    }

    pub(crate) fn xz(&mut self, level: u8, data: &[u8], out: &mut Vec<u8>) -> Result<()> {
        let mut options = lzma_rust2::XzOptions::with_preset(u32::from(level.min(9)));
        // A window larger than the block is of no use, and costs much to set up.
        let window = u32::try_from(data.len().max(4096).next_power_of_two()).unwrap_or(u32::MAX);
        options.lzma_options.dict_size = options.lzma_options.dict_size.min(window);
        let mut writer = lzma_rust2::XzWriter::new(out, options).map_err(|e| bug("xz", e))?;
        writer.write_all(data).map_err(|e| bug("xz", e))?;
        writer.finish().map_err(|e| bug("xz", e))?;
        Ok(())
    }

    pub(crate) fn zstandard(&mut self, level: i32, data: &[u8], out: &mut Vec<u8>) -> Result<()> {
        let state = self.zstandard.get_or_insert_with(CCtx::create);
        let failed = |code| bug("zstandard", zstd_safe::get_error_name(code));
        state.set_parameter(CParameter::CompressionLevel(level.clamp(-131_072, 22))).map_err(failed)?;
        out.reserve(zstd_safe::compress_bound(data.len()));
        state.compress2(out, data).map_err(failed)?;
        Ok(())
    }
}

/// Decompresses blocks; what a codec needs is made once.
#[derive(Default)]
pub(crate) struct Unpacker {
    deflate: Option<Decompress>,
    snappy: snap::raw::Decoder,
    zstandard: Option<DCtx<'static>>,
}

impl Unpacker {
    /// Bytes behind the end are left alone: Python's libraries write a piece of zlib's checksum there.
    pub(crate) fn deflate(&mut self, block: &[u8], limit: usize, out: &mut Vec<u8>) -> Result<()> {
        let state = self.deflate.get_or_insert_with(|| Decompress::new(false));
        state.reset(false);
        out.clear();
        let mut rest = block;
        loop {
            grow(out, limit)?;
            let (read, length) = (state.total_in(), out.len());
            let status = state.decompress_vec(rest, out, FlushDecompress::None).map_err(|e| malformed("deflate", e))?;
            let used = (state.total_in() - read) as usize;
            rest = &rest[used..];
            match status {
                Status::StreamEnd => return within(out, limit),
                _ if used == 0 && out.len() == length => return Err(malformed("deflate", ENDS)),
                _ => {}
            }
        }
    }

    /// One stream: of streams in a row each needs megabytes of tables, so that a block of empty ones would take minutes.
    pub(crate) fn bzip2(&mut self, block: &[u8], limit: usize, out: &mut Vec<u8>) -> Result<()> {
        let mut state = bzip2::Decompress::new(false);
        out.clear();
        let mut rest = block;
        loop {
            grow(out, limit)?;
            let (read, length) = (state.total_in(), out.len());
            let status = state.decompress_vec(rest, out).map_err(|e| malformed("bzip2", e))?;
            let used = (state.total_in() - read) as usize;
            rest = &rest[used..];
            match status {
                bzip2::Status::StreamEnd if rest.is_empty() => return within(out, limit),
                bzip2::Status::StreamEnd => return Err(malformed("bzip2", BEHIND)),
                bzip2::Status::MemNeeded => return Err(malformed("bzip2", "no memory for it")),
                _ if used == 0 && out.len() == length => return Err(malformed("bzip2", ENDS)),
                _ => {}
            }
        }
    }

    pub(crate) fn snappy(&mut self, block: &[u8], limit: usize, out: &mut Vec<u8>) -> Result<()> {
        let Some((packed, checksum)) = block.split_last_chunk::<4>() else { return Err(malformed("snappy", ENDS)) };
        let size = snap::raw::decompress_len(packed).map_err(|e| malformed("snappy", e))?;
        if size > limit {
            return Err(too_large(limit));
        }
        // No snappy is denser than copies of 64 bytes in 3: what claims more would fail anyway.
        if size / 22 > packed.len() {
            return Err(malformed("snappy", "a size that so few bytes cannot hold"));
        }
        out.resize(size, 0);
        let size = self.snappy.decompress(packed, out).map_err(|e| malformed("snappy", e))?;
        out.truncate(size);
        if crc32fast::hash(out).to_be_bytes() != *checksum {
            return Err(malformed("snappy", "a CRC-32 that is not that of the data"));
        }
        Ok(())
    }

    /// One stream, as of bzip2.
    pub(crate) fn xz(&mut self, block: &[u8], limit: usize, out: &mut Vec<u8>) -> Result<()> {
        let mut reader = lzma_rust2::XzReader::new(block, false);
        let mut filled = 0;
        loop {
            if filled == out.len() {
                out.resize(filled + room(filled, limit), 0);
            }
            match reader.read(&mut out[filled..]).map_err(|e| malformed("xz", e))? {
                0 => break,
                size => filled += size,
            }
            if filled > limit {
                return Err(too_large(limit));
            }
        }
        out.truncate(filled);
        if reader.into_inner().is_empty() { Ok(()) } else { Err(malformed("xz", BEHIND)) }
    }

    pub(crate) fn zstandard(&mut self, block: &[u8], limit: usize, out: &mut Vec<u8>) -> Result<()> {
        let state = self.zstandard.get_or_insert_with(DCtx::create);
        let failed = |code| malformed("zstandard", zstd_safe::get_error_name(code));
        state.reset(ResetDirective::SessionOnly).map_err(failed)?;
        out.clear();
        // With room for the whole frame, zstd needs no window of its own.
        if let Ok(Some(claimed)) = zstd_safe::get_frame_content_size(block) {
            let most = block.len().saturating_mul(TRUSTED_RATIO).max(LEAST_ROOM).min(limit);
            out.reserve(usize::try_from(claimed).unwrap_or(most).min(most));
        }
        let mut input = InBuffer::around(block);
        while input.pos() < block.len() {
            // One frame; others may follow.
            loop {
                grow(out, limit)?;
                let length = out.len();
                let mut output = OutBuffer::around_pos(out, length);
                let missing = state.decompress_stream(&mut output, &mut input).map_err(failed)?;
                if missing == 0 {
                    break;
                }
                if input.pos() == block.len() && out.len() < out.capacity() {
                    return Err(malformed("zstandard", ENDS));
                }
            }
        }
        within(out, limit)
    }
}

const ENDS: &str = "an end that comes too soon";
const BEHIND: &str = "more bytes behind its end";

/// How much room to add to an output of that length; there is room for one byte beyond the limit, so that too much is seen.
fn room(length: usize, limit: usize) -> usize {
    length.max(LEAST_ROOM).min((limit - length).saturating_add(1))
}

/// Makes room for more output, or refuses to.
fn grow(out: &mut Vec<u8>, limit: usize) -> Result<()> {
    within(out, limit)?;
    if out.len() == out.capacity() {
        out.reserve(room(out.len(), limit));
    }
    Ok(())
}

fn within(out: &[u8], limit: usize) -> Result<()> {
    if out.len() > limit { Err(too_large(limit)) } else { Ok(()) }
}

#[cold]
fn malformed(name: &str, what: impl Display) -> Error {
    Error::new(Code::DataMalformed, format!("expected a block compressed by {name}, found {what}"))
}

#[cold]
fn bug(name: &str, what: impl Display) -> Error {
    Error::new(Code::Internal, format!("{name} failed to compress: {what}"))
}
