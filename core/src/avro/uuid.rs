//! UUID text: 36 characters, hexadecimal digits of either case in groups of 8-4-4-4-12. Source: Avro 1.12, "UUID"; RFC 9562, section 4.
use crate::error::{Code, Error};

/// Reads the canonical form; `None` for any other text.
pub(crate) fn parse(text: &str) -> Option<[u8; 16]> {
    let text: &[u8; 36] = text.as_bytes().try_into().ok()?;
    let mut uuid = [0u8; 16];
    let mut at = 0;
    for (i, byte) in uuid.iter_mut().enumerate() {
        if matches!(i, 4 | 6 | 8 | 10) {
            if text[at] != b'-' {
                return None;
            }
            at += 1;
        }
        *byte = digit(text[at])? << 4 | digit(text[at + 1])?;
        at += 2;
    }
    Some(uuid)
}

fn digit(byte: u8) -> Option<u8> {
    (byte as char).to_digit(16).map(|digit| digit as u8)
}

/// Writes the canonical form in lower case.
pub(crate) fn format(uuid: &[u8; 16]) -> [u8; 36] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = [b'-'; 36];
    let mut at = 0;
    for (i, byte) in uuid.iter().enumerate() {
        if matches!(i, 4 | 6 | 8 | 10) {
            at += 1;
        }
        text[at] = DIGITS[(byte >> 4) as usize];
        text[at + 1] = DIGITS[(byte & 15) as usize];
        at += 2;
    }
    text
}

/// Text that is no UUID.
#[cold]
pub(crate) fn invalid(text: &str) -> Error {
    let shown: String = text.chars().take(40).collect();
    Error::new(Code::ValueConstraint, format!("expected a uuid of 36 characters, found {shown:?}"))
}

#[cfg(test)]
mod tests {
    use super::{format, parse};

    #[test]
    fn both_ways() {
        let uuid = parse("00112233-4455-6677-8899-AABBCCDDEEFF").unwrap();
        assert_eq!(uuid[10..], [0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff]);
        assert_eq!(&format(&uuid), b"00112233-4455-6677-8899-aabbccddeeff");
        for bad in [
            "",
            "00112233445566778899aabbccddeeff",
            "00112233-4455-6677-8899-aabbccddeefg",
            "0-112233-4455-6677-8899-aabbccddeeff0",
        ] {
            assert!(parse(bad).is_none(), "{bad}");
        }
    }
}
