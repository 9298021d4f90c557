//! Versions: of the ABI, and of the library.
use std::ffi::{CStr, c_char};

/// The version of the ABI that this header describes. Within one version functions are only ever added,
/// and no number, layout or meaning changes.
pub const ISO_ABI_VERSION: u32 = 1;

const VERSION: &CStr = match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
    Ok(version) => version,
    Err(_) => panic!("a version has no NUL"),
};

/// The version of the ABI that the library speaks. A program that was compiled against `ISO_ABI_VERSION` may use the library
/// if the two are equal.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_abi_version() -> u32 {
    ISO_ABI_VERSION
}

/// The version of the library, such as "0.1.0". Static: never freed.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_version() -> *const c_char {
    VERSION.as_ptr()
}
