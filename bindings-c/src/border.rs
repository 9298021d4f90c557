//! The border: every raw pointer of the C ABI is turned into something safe here, and nothing unwinds past it.
//!
//! The functions are safe to call from this crate because the ABI's contract, which the header states for every function, is
//! what makes their blocks sound: pointers are NULL or valid for the call, handles come from this library and are freed once.
use crate::error::{iso_error, iso_status};
use isobyte_core::{Code, Error, Result};
use std::any::Any;
use std::cell::Cell;
use std::ffi::{CStr, c_char};
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Once};

/// The length of a text that ends at its NUL.
pub(crate) const NUL_ENDS: usize = usize::MAX;

thread_local!(static PLACE: Cell<Option<String>> = const { Cell::new(None) });

/// A library does not print on its host's stderr: the hook of this copy of the runtime keeps the place for the error instead.
fn hush() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        panic::set_hook(Box::new(|info| {
            PLACE.set(info.location().map(|place| format!("{}:{}", place.file(), place.line())));
        }));
    });
}

/// The body of a function that can fail.
#[inline]
pub(crate) fn guard(err: *mut *mut iso_error, body: impl FnOnce() -> Result<()>) -> iso_status {
    hush();
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => iso_status::ISO_OK,
        Ok(Err(e)) => report(err, e),
        Err(panic) => report(err, Error::new(Code::Internal, describe(&*panic))),
    }
}

/// The body of a hot function: it may also say how large a buffer is needed, which makes no error object.
#[inline]
pub(crate) fn guard_need(
    err: *mut *mut iso_error,
    size: *mut usize,
    body: impl FnOnce() -> Result<usize>,
) -> iso_status {
    hush();
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(done)) => {
            put(size, done);
            iso_status::ISO_OK
        }
        Ok(Err(e)) if e.code() == Code::BufferTooSmall => {
            put(size, e.offset().unwrap_or(0) as usize);
            iso_status::ISO_BUFFER_TOO_SMALL
        }
        Ok(Err(e)) => report(err, e),
        Err(panic) => report(err, Error::new(Code::Internal, describe(&*panic))),
    }
}

/// The body of a function that answers `absent` when it cannot do better.
#[inline]
pub(crate) fn guard_or<T>(absent: T, body: impl FnOnce() -> Option<T>) -> T {
    hush();
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Some(value)) => value,
        _ => absent,
    }
}

#[cold]
#[inline(never)]
fn report(err: *mut *mut iso_error, e: Error) -> iso_status {
    let status = iso_status::of(e.code());
    if !err.is_null() {
        // Describing the error is code like any other: should it panic, the status alone must do.
        let made = catch_unwind(AssertUnwindSafe(|| Box::into_raw(Box::new(iso_error::new(&e)))));
        put(err, made.unwrap_or(std::ptr::null_mut()));
    }
    status
}

#[cold]
fn describe(panic: &(dyn Any + Send)) -> String {
    let why = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("a bug in isobyte, at {}: {}", PLACE.take().unwrap_or_default(), why.unwrap_or("of unknown kind"))
}

#[cold]
fn is_null(name: &str) -> Error {
    Error::new(Code::InvalidArgument, format!("expected {name}, found NULL"))
}

/// An argument that must be there.
#[inline]
pub(crate) fn arg<'a, T>(pointer: *const T, name: &str) -> Result<&'a T> {
    maybe(pointer).ok_or_else(|| is_null(name))
}

/// An argument that may be NULL.
#[inline]
pub(crate) fn maybe<'a, T>(pointer: *const T) -> Option<&'a T> {
    // SAFETY: NULL or valid for the call, by the ABI's contract.
    unsafe { pointer.as_ref() }
}

/// A mutable noun, which its caller does not use elsewhere during the call.
#[inline]
pub(crate) fn exclusive<'a, T>(pointer: *mut T, name: &str) -> Result<&'a mut T> {
    // SAFETY: NULL or valid and unshared for the call, by the ABI's contract.
    unsafe { pointer.as_mut() }.ok_or_else(|| is_null(name))
}

/// An array that is borrowed for the call. NULL stands for no items.
#[inline]
pub(crate) fn array<'a, T>(pointer: *const T, length: usize, name: &str) -> Result<&'a [T]> {
    if length == 0 {
        return Ok(&[]);
    }
    check(pointer, length, name)?;
    // SAFETY: not NULL, aligned, and `length` items long by the ABI's contract.
    Ok(unsafe { std::slice::from_raw_parts(pointer, length) })
}

/// A caller's buffer. NULL stands for no room.
#[inline]
pub(crate) fn array_mut<'a, T>(pointer: *mut T, length: usize, name: &str) -> Result<&'a mut [T]> {
    if length == 0 {
        return Ok(&mut []);
    }
    check(pointer, length, name)?;
    // SAFETY: not NULL, aligned, and `length` items long and unshared by the ABI's contract.
    Ok(unsafe { std::slice::from_raw_parts_mut(pointer, length) })
}

#[inline]
fn check<T>(pointer: *const T, length: usize, name: &str) -> Result<()> {
    if pointer.is_null() {
        return Err(is_null(name));
    }
    if !pointer.is_aligned() || length > isize::MAX as usize / size_of::<T>() {
        return Err(Error::new(Code::InvalidArgument, format!("expected {name} of a possible size and alignment")));
    }
    Ok(())
}

/// A text's bytes, of the length given or up to its NUL.
pub(crate) fn text_bytes<'a>(pointer: *const c_char, length: usize, name: &str) -> Result<&'a [u8]> {
    if length != NUL_ENDS {
        return array(pointer.cast(), length, name);
    }
    if pointer.is_null() {
        return Err(is_null(name));
    }
    // SAFETY: not NULL, and ends with NUL by the ABI's contract.
    Ok(unsafe { CStr::from_ptr(pointer) }.to_bytes())
}

/// A text, of the length given or up to its NUL.
pub(crate) fn text<'a>(pointer: *const c_char, length: usize, name: &str) -> Result<&'a str> {
    std::str::from_utf8(text_bytes(pointer, length, name)?)
        .map_err(|_| Error::new(Code::InvalidArgument, format!("expected {name} in UTF-8")))
}

/// A text up to its NUL; NULL stands for none.
pub(crate) fn maybe_text<'a>(pointer: *const c_char, name: &str) -> Result<Option<&'a str>> {
    if pointer.is_null() { Ok(None) } else { text(pointer, NUL_ENDS, name).map(Some) }
}

/// Fails before anything is done if an output that must be there is not.
#[inline]
pub(crate) fn wanted<T>(pointer: *mut T, name: &str) -> Result<()> {
    if pointer.is_null() { Err(is_null(name)) } else { Ok(()) }
}

/// Fills an output, unless it is NULL.
#[inline]
pub(crate) fn put<T>(pointer: *mut T, value: T) {
    if !pointer.is_null() {
        // SAFETY: not NULL, and valid for writing by the ABI's contract; what stood there is not dropped, it may be anything.
        unsafe { pointer.write(value) }
    }
}

/// Options that C fills in: integers and pointers only, for which zeros mean the defaults.
///
/// # Safety
/// The type is `repr(C)`, begins with `struct_size: usize`, and all zeros are a value of it, as are all other bits.
pub(crate) unsafe trait Options: Copy {}

// SAFETY: repr(C), begins with struct_size, integers and pointers only.
unsafe impl Options for crate::codec::iso_codec_options {}
// SAFETY: repr(C), begins with struct_size, integers and pointers only.
unsafe impl Options for crate::schema::iso_schema_options {}
// SAFETY: repr(C), begins with struct_size, integers and pointers only.
unsafe impl Options for crate::file_reader::iso_file_reader_options {}
// SAFETY: repr(C), begins with struct_size, integers and pointers only.
unsafe impl Options for crate::file_writer::iso_file_writer_options {}
// SAFETY: repr(C), begins with struct_size, integers and pointers only.
unsafe impl Options for crate::registry::iso_registry_options {}

/// Options of this or another version of the struct: what the caller's is too short for is zero; what ours is too short for
/// must be zero. NULL stands for the defaults.
pub(crate) fn options<T: Options>(pointer: *const T, name: &str) -> Result<T> {
    let mut own = std::mem::MaybeUninit::<T>::zeroed();
    if !pointer.is_null() {
        // SAFETY: not NULL; begins with struct_size by the ABI's contract.
        let size = unsafe { pointer.cast::<usize>().read_unaligned() };
        if !(size_of::<usize>()..=4096).contains(&size) {
            let message = format!("expected {name} with struct_size set to sizeof, found {size}");
            return Err(Error::new(Code::InvalidArgument, message));
        }
        // SAFETY: the caller says that so many bytes are there.
        let theirs = unsafe { std::slice::from_raw_parts(pointer.cast::<u8>(), size) };
        let common = size.min(size_of::<T>());
        if theirs[common..].iter().any(|byte| *byte != 0) {
            let message = format!("expected {name} that this version knows, found an option of a later one");
            return Err(Error::new(Code::InvalidArgument, message));
        }
        // SAFETY: `common` fits both.
        unsafe { std::ptr::copy_nonoverlapping(theirs.as_ptr(), own.as_mut_ptr().cast(), common) };
    }
    // SAFETY: any bits are a value of `T`, by its trait.
    Ok(unsafe { own.assume_init() })
}

/// Hands out a share of an immutable noun.
pub(crate) fn give<T>(shared: Arc<T>) -> *const T {
    Arc::into_raw(shared)
}

/// One more share of an immutable noun; NULL stays NULL.
pub(crate) fn share<T>(pointer: *const T) -> *const T {
    if !pointer.is_null() {
        // SAFETY: came from `give` and is still alive, by the ABI's contract.
        unsafe { Arc::increment_strong_count(pointer) }
    }
    pointer
}

/// A share of one's own of an argument that must be there.
pub(crate) fn keep<T>(pointer: *const T, name: &str) -> Result<Arc<T>> {
    arg(pointer, name)?;
    // SAFETY: not NULL; came from `give` and is still alive, by the ABI's contract; the count is raised first.
    Ok(unsafe {
        Arc::increment_strong_count(pointer);
        Arc::from_raw(pointer)
    })
}

/// Takes a share back.
pub(crate) fn take<T>(pointer: *const T) {
    if !pointer.is_null() {
        // SAFETY: came from `give` or `share`, and is given back once, by the ABI's contract.
        let last = unsafe { Arc::from_raw(pointer) };
        guard_or((), || {
            drop(last);
            Some(())
        });
    }
}

/// Hands out a mutable noun.
pub(crate) fn give_box<T>(value: T) -> *mut T {
    Box::into_raw(Box::new(value))
}

/// Takes a mutable noun back.
pub(crate) fn take_box<T>(pointer: *mut T) {
    if !pointer.is_null() {
        // SAFETY: came from `give_box`, and is given back once, by the ABI's contract.
        let last = unsafe { Box::from_raw(pointer) };
        guard_or((), || {
            drop(last);
            Some(())
        });
    }
}
