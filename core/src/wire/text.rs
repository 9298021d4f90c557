//! Text in the input that is known to be UTF-8, with what was learned while checking it.
use std::borrow::Cow;

/// Checked UTF-8. `&str` would have to be checked again, or need `unsafe`: borders that may use that turn the bytes into one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text<'a> {
    bytes: &'a [u8],
    ascii: bool,
}

impl<'a> Text<'a> {
    /// Bytes that were checked.
    #[inline(always)]
    pub(crate) fn checked(bytes: &'a [u8], ascii: bool) -> Self {
        Self { bytes, ascii }
    }

    /// The bytes, always valid UTF-8.
    #[inline(always)]
    pub fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// Whether all of it is known to be ASCII; false says nothing.
    #[inline(always)]
    pub fn is_ascii(self) -> bool {
        self.ascii
    }

    /// As text, at the price of another check.
    pub fn to_str(self) -> Cow<'a, str> {
        String::from_utf8_lossy(self.bytes)
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self { bytes: text.as_bytes(), ascii: text.is_ascii() }
    }
}
