//! How the blocks of a file are compressed: the names of `avro.codec`, levels, and both directions.
use crate::avro::file::codecs::{Packer, Unpacker};
use crate::error::{Code, Error, Result};
use std::fmt;

/// The codec of a file's blocks. Levels out of range are taken as the nearest that exists; they are not stored in files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Compression {
    /// As it is.
    #[default]
    Null,
    /// RFC 1951 without the wrapper of zlib; 0 to 9.
    Deflate {
        /// 6 unless told.
        level: u8,
    },
    /// 1 to 9.
    Bzip2 {
        /// 9 unless told.
        level: u8,
    },
    /// Snappy's raw format, and behind it the big-endian CRC-32 of the data.
    Snappy,
    /// The .xz format with LZMA2; 0 to 9.
    Xz {
        /// 6 unless told.
        level: u8,
    },
    /// Zstandard frames (RFC 8878); -131072 to 22.
    Zstandard {
        /// 3 unless told.
        level: i32,
    },
}

impl Compression {
    /// Every codec of the specification, with its usual level.
    pub const ALL: [Compression; 6] = [
        Compression::Null,
        Compression::Deflate { level: 6 },
        Compression::Bzip2 { level: 9 },
        Compression::Snappy,
        Compression::Xz { level: 6 },
        Compression::Zstandard { level: 3 },
    ];

    /// The value of `avro.codec`.
    pub const fn name(self) -> &'static str {
        match self {
            Compression::Null => "null",
            Compression::Deflate { .. } => "deflate",
            Compression::Bzip2 { .. } => "bzip2",
            Compression::Snappy => "snappy",
            Compression::Xz { .. } => "xz",
            Compression::Zstandard { .. } => "zstandard",
        }
    }

    /// The codec of that name, with its usual level.
    ///
    /// # Errors
    /// `unsupported` for a name that the specification does not have (a file may well have it: codecs are open to extension),
    /// and for a codec that was left out of this build.
    pub fn parse(name: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|one| one.name() == name);
        match found {
            Some(one) if one.is_built() => Ok(one),
            Some(_) => Err(left_out(name)),
            None => {
                let names = Self::ALL.map(Self::name).join(", ");
                let shown: String = name.chars().take(64).collect();
                Err(Error::new(Code::Unsupported, format!("expected one of the codecs {names}, found {shown:?}")))
            }
        }
    }

    /// The same codec with another level.
    ///
    /// # Errors
    /// `invalid_argument` for a codec without levels, and for a level that it does not have.
    pub fn with_level(self, level: i32) -> Result<Self> {
        let within = |least: i32, most: i32| match u8::try_from(level) {
            Ok(byte) if (least..=most).contains(&level) => Ok(byte),
            _ => Err(self.no_level(level, least, most)),
        };
        match self {
            Compression::Null | Compression::Snappy => {
                Err(Error::new(Code::InvalidArgument, format!("the codec {} has no levels", self.name())))
            }
            Compression::Deflate { .. } => Ok(Compression::Deflate { level: within(0, 9)? }),
            Compression::Bzip2 { .. } => Ok(Compression::Bzip2 { level: within(1, 9)? }),
            Compression::Xz { .. } => Ok(Compression::Xz { level: within(0, 9)? }),
            Compression::Zstandard { .. } if (-131_072..=22).contains(&level) => Ok(Compression::Zstandard { level }),
            Compression::Zstandard { .. } => Err(self.no_level(level, -131_072, 22)),
        }
    }

    /// Whether this build has the codec: all but `null` need the cargo feature `compression`.
    pub const fn is_built(self) -> bool {
        cfg!(feature = "compression") || matches!(self, Compression::Null)
    }

    /// Compresses a block; `out` is replaced.
    ///
    /// # Errors
    /// `unsupported` for a codec that was left out of this build.
    pub fn compress(&self, data: &[u8], out: &mut Vec<u8>) -> Result<()> {
        Compressor::new(*self).compress(data, out)
    }

    /// Decompresses a block to at most `limit` bytes; `out` is replaced, and holds nothing of use after an error.
    /// Memory grows with what is produced, never with what the block claims.
    ///
    /// # Errors
    /// `data_malformed` for bytes that are not of this codec, end too soon, or have a wrong checksum; `data_limit` beyond
    /// `limit`; `unsupported` for a codec that was left out of this build.
    pub fn decompress(&self, block: &[u8], limit: usize, out: &mut Vec<u8>) -> Result<()> {
        Decompressor::new(*self).decompress(block, limit, out)
    }

    #[cold]
    fn no_level(self, level: i32, least: i32, most: i32) -> Error {
        let name = self.name();
        Error::new(Code::InvalidArgument, format!("expected a level of {name} from {least} to {most}, found {level}"))
    }
}

/// Compresses one block after the other, with tables that are made once.
pub struct Compressor {
    compression: Compression,
    packer: Packer,
}

impl Compressor {
    /// With fresh tables; those of a codec are made when it is first used.
    pub fn new(compression: Compression) -> Self {
        Self { compression, packer: Packer::default() }
    }

    /// As [`Compression::compress`].
    ///
    /// # Errors
    /// As [`Compression::compress`].
    pub fn compress(&mut self, data: &[u8], out: &mut Vec<u8>) -> Result<()> {
        out.clear();
        match self.compression {
            Compression::Null => out.extend_from_slice(data),
            Compression::Deflate { level } => self.packer.deflate(level, data, out)?,
            Compression::Bzip2 { level } => self.packer.bzip2(level, data, out)?,
            Compression::Snappy => self.packer.snappy(data, out)?,
            Compression::Xz { level } => self.packer.xz(level, data, out)?,
            Compression::Zstandard { level } => self.packer.zstandard(level, data, out)?,
        }
        Ok(())
    }
}

/// Decompresses one block after the other, with tables that are made once.
pub struct Decompressor {
    compression: Compression,
    unpacker: Unpacker,
}

impl Decompressor {
    /// With fresh tables; those of a codec are made when it is first used.
    pub fn new(compression: Compression) -> Self {
        Self { compression, unpacker: Unpacker::default() }
    }

    /// As [`Compression::decompress`].
    ///
    /// # Errors
    /// As [`Compression::decompress`].
    pub fn decompress(&mut self, block: &[u8], limit: usize, out: &mut Vec<u8>) -> Result<()> {
        match self.compression {
            Compression::Null if block.len() > limit => return Err(too_large(limit)),
            Compression::Null => {
                out.clear();
                out.extend_from_slice(block);
            }
            Compression::Deflate { .. } => self.unpacker.deflate(block, limit, out)?,
            Compression::Bzip2 { .. } => self.unpacker.bzip2(block, limit, out)?,
            Compression::Snappy => self.unpacker.snappy(block, limit, out)?,
            Compression::Xz { .. } => self.unpacker.xz(block, limit, out)?,
            Compression::Zstandard { .. } => self.unpacker.zstandard(block, limit, out)?,
        }
        Ok(())
    }
}

impl fmt::Debug for Compressor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Compressor").field(&self.compression).finish()
    }
}

impl fmt::Debug for Decompressor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Decompressor").field(&self.compression).finish()
    }
}

/// A codec of the specification that this build does not have.
#[cold]
pub(crate) fn left_out(name: &str) -> Error {
    Error::new(Code::Unsupported, format!("the codec {name} was left out of this build (cargo feature `compression`)"))
}

/// A block whose data are larger than the reader allows.
#[cold]
pub(crate) fn too_large(limit: usize) -> Error {
    Error::new(Code::DataLimit, format!("expected at most {limit} bytes of data in a block, found more"))
}
