//! What stands for the compressors in a build without them.
use crate::avro::file::compression::left_out;
use crate::error::Result;

/// Compresses nothing.
#[derive(Default)]
pub(crate) struct Packer {}

impl Packer {
    pub(crate) fn deflate(&mut self, _: u8, _: &[u8], _: &mut Vec<u8>) -> Result<()> {
        Err(left_out("deflate"))
    }

    pub(crate) fn bzip2(&mut self, _: u8, _: &[u8], _: &mut Vec<u8>) -> Result<()> {
        Err(left_out("bzip2"))
    }

    pub(crate) fn snappy(&mut self, _: &[u8], _: &mut Vec<u8>) -> Result<()> {
        Err(left_out("snappy"))
    }

    pub(crate) fn xz(&mut self, _: u8, _: &[u8], _: &mut Vec<u8>) -> Result<()> {
        Err(left_out("xz"))
    }

    pub(crate) fn zstandard(&mut self, _: i32, _: &[u8], _: &mut Vec<u8>) -> Result<()> {
        Err(left_out("zstandard"))
    }
}

/// Decompresses nothing.
#[derive(Default)]
pub(crate) struct Unpacker {}

impl Unpacker {
    pub(crate) fn deflate(&mut self, _: &[u8], _: usize, _: &mut Vec<u8>) -> Result<()> {
        Err(left_out("deflate"))
    }

    pub(crate) fn bzip2(&mut self, _: &[u8], _: usize, _: &mut Vec<u8>) -> Result<()> {
        Err(left_out("bzip2"))
    }

    pub(crate) fn snappy(&mut self, _: &[u8], _: usize, _: &mut Vec<u8>) -> Result<()> {
        Err(left_out("snappy"))
    }

    pub(crate) fn xz(&mut self, _: &[u8], _: usize, _: &mut Vec<u8>) -> Result<()> {
        Err(left_out("xz"))
    }

    pub(crate) fn zstandard(&mut self, _: &[u8], _: usize, _: &mut Vec<u8>) -> Result<()> {
        Err(left_out("zstandard"))
    }
}
