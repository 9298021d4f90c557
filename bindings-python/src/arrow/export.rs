//! The border to other readers of Arrow: its C data interface. Sources: Arrow's "C data interface" and "C stream interface".
//!
//! Whoever gets a structure calls its `release` when done. An array shares the batch that its buffers lie in, and so does each of
//! its children; the last one gives it up.
use isobyte::columns::batch::Batch;
use isobyte::columns::column::{Column, ColumnType, Data};
use isobyte::model::node::Unit;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::ffi::{CString, c_char, c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::sync::Arc;

const NULLABLE: i64 = 2;
/// The status of a failed call: EINVAL.
const FAILED: c_int = 22;

/// A type.
#[repr(C)]
pub(crate) struct ArrowSchema {
    format: *const c_char,
    name: *const c_char,
    metadata: *const c_char,
    flags: i64,
    n_children: i64,
    children: *mut *mut ArrowSchema,
    dictionary: *mut ArrowSchema,
    release: Option<unsafe extern "C" fn(*mut ArrowSchema)>,
    private_data: *mut c_void,
}

/// Values.
#[repr(C)]
pub(crate) struct ArrowArray {
    length: i64,
    null_count: i64,
    offset: i64,
    n_buffers: i64,
    n_children: i64,
    buffers: *mut *const c_void,
    children: *mut *mut ArrowArray,
    dictionary: *mut ArrowArray,
    release: Option<unsafe extern "C" fn(*mut ArrowArray)>,
    private_data: *mut c_void,
}

/// Batches, one after the other.
#[repr(C)]
pub(crate) struct ArrowArrayStream {
    get_schema: Option<unsafe extern "C" fn(*mut ArrowArrayStream, *mut ArrowSchema) -> c_int>,
    get_next: Option<unsafe extern "C" fn(*mut ArrowArrayStream, *mut ArrowArray) -> c_int>,
    get_last_error: Option<unsafe extern "C" fn(*mut ArrowArrayStream) -> *const c_char>,
    release: Option<unsafe extern "C" fn(*mut ArrowArrayStream)>,
    private_data: *mut c_void,
}

// SAFETY: what they refer to is owned by them alone, or immutable and shared by counting.
unsafe impl Send for ArrowSchema {}
// SAFETY: as above.
unsafe impl Send for ArrowArray {}
// SAFETY: as above; what the stream reads from is `Send`.
unsafe impl Send for ArrowArrayStream {}

impl Drop for ArrowSchema {
    fn drop(&mut self) {
        if let Some(release) = self.release {
            // SAFETY: it was not released, and is not used any more.
            unsafe { release(self) }
        }
    }
}

impl Drop for ArrowArray {
    fn drop(&mut self) {
        if let Some(release) = self.release {
            // SAFETY: it was not released, and is not used any more.
            unsafe { release(self) }
        }
    }
}

impl Drop for ArrowArrayStream {
    fn drop(&mut self) {
        if let Some(release) = self.release {
            // SAFETY: it was not released, and is not used any more.
            unsafe { release(self) }
        }
    }
}

/// What a schema's pointers refer to.
struct SchemaParts {
    format: CString,
    name: CString,
    children: Vec<*mut ArrowSchema>,
    dictionary: Option<Box<ArrowSchema>>,
}

impl Drop for SchemaParts {
    fn drop(&mut self) {
        for child in self.children.drain(..) {
            // SAFETY: each was made by `Box::into_raw`, and is dropped here alone.
            drop(unsafe { Box::from_raw(child) });
        }
    }
}

/// What an array's pointers refer to.
struct ArrayParts {
    _batch: Arc<Batch>,
    buffers: Vec<*const c_void>,
    children: Vec<*mut ArrowArray>,
    dictionary: Option<Box<ArrowArray>>,
}

impl Drop for ArrayParts {
    fn drop(&mut self) {
        for child in self.children.drain(..) {
            // SAFETY: each was made by `Box::into_raw`, and is dropped here alone.
            drop(unsafe { Box::from_raw(child) });
        }
    }
}

unsafe extern "C" fn release_schema(schema: *mut ArrowSchema) {
    // SAFETY: the parts were made by `Box::into_raw`; a structure is released once, after which it says so.
    unsafe {
        drop(Box::from_raw((*schema).private_data.cast::<SchemaParts>()));
        (*schema).release = None;
    }
}

unsafe extern "C" fn release_array(array: *mut ArrowArray) {
    // SAFETY: as in `release_schema`.
    unsafe {
        drop(Box::from_raw((*array).private_data.cast::<ArrayParts>()));
        (*array).release = None;
    }
}

/// The type of column number `at`, with all inside of it.
pub(crate) fn schema(columns: &[Column], at: u32) -> ArrowSchema {
    let column = &columns[at as usize];
    let children = column.children.iter().map(|&child| Box::into_raw(Box::new(schema(columns, child)))).collect();
    let symbols = matches!(column.kind, ColumnType::Enum(_));
    let dictionary = symbols.then(|| Box::new(schema(&[Column::texts([])], 0)));
    // Names of Avro hold no zeros.
    let name = CString::new(&*column.name).unwrap_or_default();
    let format = CString::new(format(&column.kind)).unwrap_or_default();
    let mut parts = Box::new(SchemaParts { format, name, children, dictionary });
    ArrowSchema {
        format: parts.format.as_ptr(),
        name: parts.name.as_ptr(),
        metadata: ptr::null(),
        flags: if column.nullable || column.kind == ColumnType::Null { NULLABLE } else { 0 },
        n_children: parts.children.len() as i64,
        children: parts.children.as_mut_ptr(),
        dictionary: parts.dictionary.as_deref_mut().map_or(ptr::null_mut(), ptr::from_mut),
        release: Some(release_schema),
        private_data: Box::into_raw(parts).cast(),
    }
}

/// The values of column number `at`, with all inside of it.
pub(crate) fn array(batch: &Arc<Batch>, at: u32) -> ArrowArray {
    let column = &batch.columns[at as usize];
    let children = column.children.iter().map(|&child| Box::into_raw(Box::new(array(batch, child)))).collect();
    let dictionary = match &column.kind {
        ColumnType::Enum(symbols) => {
            let texts = Column::texts(symbols.iter().map(|symbol| &**symbol));
            Some(Box::new(array(&Arc::new(Batch { columns: vec![texts] }), 0)))
        }
        _ => None,
    };
    let validity = column.validity.as_ref().map_or(ptr::null(), |bits| bits.bytes().as_ptr().cast());
    let buffers = match &column.data {
        Data::None if column.kind == ColumnType::Null => Vec::new(),
        Data::None => vec![validity],
        Data::Bits(bits) => vec![validity, bits.bytes().as_ptr().cast()],
        Data::I32(values) => vec![validity, values.as_ptr().cast()],
        Data::I64(values) => vec![validity, values.as_ptr().cast()],
        Data::U32(values) => vec![validity, values.as_ptr().cast()],
        Data::F32(values) => vec![validity, values.as_ptr().cast()],
        Data::F64(values) => vec![validity, values.as_ptr().cast()],
        Data::Words(_, words) => vec![validity, words.as_ptr().cast()],
        Data::Fixed(_, bytes) => vec![validity, bytes.as_ptr().cast()],
        Data::Bytes(offsets, bytes) => vec![validity, offsets.as_ptr().cast(), bytes.as_ptr().cast()],
        Data::Offsets(offsets) => vec![validity, offsets.as_ptr().cast()],
    };
    let nulls = match (&column.kind, &column.validity) {
        (ColumnType::Null, _) => column.len,
        (_, validity) => validity.as_ref().map_or(0, |bits| bits.zeros()),
    };
    let mut parts = Box::new(ArrayParts { _batch: batch.clone(), buffers, children, dictionary });
    ArrowArray {
        length: column.len as i64,
        null_count: nulls as i64,
        offset: 0,
        n_buffers: parts.buffers.len() as i64,
        n_children: parts.children.len() as i64,
        buffers: parts.buffers.as_mut_ptr(),
        children: parts.children.as_mut_ptr(),
        dictionary: parts.dictionary.as_deref_mut().map_or(ptr::null_mut(), ptr::from_mut),
        release: Some(release_array),
        private_data: Box::into_raw(parts).cast(),
    }
}

/// Arrow's word for a type.
fn format(kind: &ColumnType) -> String {
    let unit = |unit: &Unit| match unit {
        Unit::Millis => 'm',
        Unit::Micros => 'u',
        Unit::Nanos => 'n',
    };
    match kind {
        ColumnType::Null => "n".into(),
        ColumnType::Boolean => "b".into(),
        ColumnType::Int32 | ColumnType::Enum(_) => "i".into(),
        ColumnType::Int64 => "l".into(),
        ColumnType::UInt32 => "I".into(),
        ColumnType::Float32 => "f".into(),
        ColumnType::Float64 => "g".into(),
        ColumnType::Binary => "z".into(),
        ColumnType::Text => "u".into(),
        ColumnType::Fixed(size) => format!("w:{size}"),
        ColumnType::Decimal { precision, scale } if *precision <= ColumnType::DIGITS_OF_128 => {
            format!("d:{precision},{scale}")
        }
        ColumnType::Decimal { precision, scale } => format!("d:{precision},{scale},256"),
        ColumnType::Date => "tdD".into(),
        ColumnType::Time(of) => format!("tt{}", unit(of)),
        ColumnType::Timestamp { unit: of, utc } => format!("ts{}:{}", unit(of), if *utc { "UTC" } else { "" }),
        ColumnType::List => "+l".into(),
        ColumnType::Map => "+m".into(),
        ColumnType::Struct => "+s".into(),
    }
}

/// What a stream takes its batches from.
pub(crate) trait Batches: Send + 'static {
    /// The columns.
    fn columns(&self) -> &[Column];
    /// The next batch, or what went wrong, in words.
    fn next(&mut self) -> Result<Option<Batch>, String>;
}

struct StreamParts<B> {
    batches: B,
    error: CString,
}

/// A stream of batches.
pub(crate) fn stream<B: Batches>(batches: B) -> ArrowArrayStream {
    ArrowArrayStream {
        get_schema: Some(get_schema::<B>),
        get_next: Some(get_next::<B>),
        get_last_error: Some(get_last_error::<B>),
        release: Some(release_stream::<B>),
        private_data: Box::into_raw(Box::new(StreamParts { batches, error: CString::default() })).cast(),
    }
}

unsafe extern "C" fn get_schema<B: Batches>(stream: *mut ArrowArrayStream, out: *mut ArrowSchema) -> c_int {
    // SAFETY: the stream was not released, and is used by one thread at a time; `out` is memory for a schema.
    unsafe {
        let parts = &*(*stream).private_data.cast::<StreamParts<B>>();
        ptr::write(out, schema(parts.batches.columns(), 0));
    }
    0
}

unsafe extern "C" fn get_next<B: Batches>(stream: *mut ArrowArrayStream, out: *mut ArrowArray) -> c_int {
    // SAFETY: as in `get_schema`.
    let parts = unsafe { &mut *(*stream).private_data.cast::<StreamParts<B>>() };
    let next = without_gil(|| catch_unwind(AssertUnwindSafe(|| parts.batches.next())));
    let array = match next.unwrap_or_else(|_| Err("a bug in isobyte".into())) {
        Ok(Some(batch)) => array(&Arc::new(batch), 0),
        Ok(None) => ended(),
        Err(message) => {
            parts.error = CString::new(message.replace('\0', "")).unwrap_or_default();
            return FAILED;
        }
    };
    // SAFETY: as in `get_schema`.
    unsafe { ptr::write(out, array) };
    0
}

/// What stands for the end of a stream: an array that was released.
fn ended() -> ArrowArray {
    ArrowArray {
        length: 0,
        null_count: 0,
        offset: 0,
        n_buffers: 0,
        n_children: 0,
        buffers: ptr::null_mut(),
        children: ptr::null_mut(),
        dictionary: ptr::null_mut(),
        release: None,
        private_data: ptr::null_mut(),
    }
}

/// Runs what needs nothing of Python's, so that other threads of Python run, whether the caller holds the interpreter or not.
fn without_gil<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    // SAFETY: it may be called by any thread.
    if unsafe { ffi::PyGILState_Check() } == 1 { Python::attach(|py| py.detach(work)) } else { work() }
}

unsafe extern "C" fn get_last_error<B: Batches>(stream: *mut ArrowArrayStream) -> *const c_char {
    // SAFETY: as in `get_schema`; the text stays until the next call.
    unsafe { (*(*stream).private_data.cast::<StreamParts<B>>()).error.as_ptr() }
}

unsafe extern "C" fn release_stream<B: Batches>(stream: *mut ArrowArrayStream) {
    // SAFETY: as in `release_schema`.
    unsafe {
        drop(Box::from_raw((*stream).private_data.cast::<StreamParts<B>>()));
        (*stream).release = None;
    }
}

/// The bytes of an object that is kept alive, for threads that do not hold the interpreter.
pub(crate) struct Held {
    _object: Py<PyBytes>,
    data: *const u8,
    len: usize,
}

// SAFETY: bytes never change and are kept alive.
unsafe impl Send for Held {}

impl Held {
    /// Keeps an object.
    pub(crate) fn new(object: &Bound<'_, PyBytes>) -> Self {
        let bytes = object.as_bytes();
        Self { data: bytes.as_ptr(), len: bytes.len(), _object: object.clone().unbind() }
    }

    /// Its bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        // SAFETY: the object is alive, and its bytes never move.
        unsafe { std::slice::from_raw_parts(self.data, self.len) }
    }
}
