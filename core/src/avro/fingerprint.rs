//! Fingerprints of canonical forms: CRC-64-AVRO, MD5 and SHA-256.
use md5::{Digest, Md5};
use sha2::Sha256;

/// An algorithm that makes a short name for a schema out of its canonical form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fingerprint {
    /// The specification's own 64-bit Rabin fingerprint; eight bytes, little-endian.
    Crc64Avro,
    /// Sixteen bytes.
    Md5,
    /// Thirty-two bytes.
    Sha256,
}

impl Fingerprint {
    /// The fingerprint of some bytes.
    pub fn of(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Crc64Avro => rabin(bytes).to_le_bytes().to_vec(),
            Self::Md5 => Md5::digest(bytes).to_vec(),
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
        }
    }
}

/// What the specification calls EMPTY: the fingerprint of nothing, and the polynomial.
const EMPTY: u64 = 0xc15d_213a_a4d7_a795;

const TABLE: [u64; 256] = {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let mut value = index as u64;
        let mut bit = 0;
        while bit < 8 {
            value = (value >> 1) ^ (EMPTY & (value & 1).wrapping_neg());
            bit += 1;
        }
        table[index] = value;
        index += 1;
    }
    table
};

/// CRC-64-AVRO as a number.
pub fn rabin(bytes: &[u8]) -> u64 {
    bytes.iter().fold(EMPTY, |value, byte| (value >> 8) ^ TABLE[((value ^ u64::from(*byte)) & 0xff) as usize])
}
