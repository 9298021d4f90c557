//! `AvroModel.serialize`: the one method of models that is called for every event, as a method in C.
use crate::codec::PyCodec;
use crate::errors;
use crate::types::Object;
use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;

/// The bytes, if the class has its codec already.
fn fast<'py>(py: Python<'py>, model: &Bound<'py, PyAny>) -> Option<PyResult<Bound<'py, PyAny>>> {
    let class = model.get_type();
    let codec = class.getattr(intern!(py, "__isobyte_codec__")).ok()?;
    let codec = codec.cast_exact::<PyCodec>().ok()?.get();
    if !codec.is_for(&class) {
        return None;
    }
    Some(errors::guard(py, || codec.write(py, model, &[])).map(Bound::into_any))
}

/// A method without Python code on its way; what it cannot answer itself is asked of `isobyte.model.serialize`.
unsafe extern "C" fn serialize(
    object: Object,
    arguments: *const Object,
    count: ffi::Py_ssize_t,
    names: Object,
) -> Object {
    // SAFETY: Python calls methods attached, with an object that is alive.
    let (py, model) = unsafe {
        let py = Python::assume_attached();
        (py, Bound::from_borrowed_ptr(py, object))
    };
    let answer = match if count == 0 && names.is_null() { fast(py, &model) } else { None } {
        Some(answer) => answer,
        // SAFETY: Python gives `count` arguments, and as many more as there are names.
        None => unsafe { serialize_slowly(py, &model, arguments, count, names) },
    };
    match answer {
        Ok(bytes) => bytes.into_ptr(),
        Err(e) => {
            e.restore(py);
            std::ptr::null_mut()
        }
    }
}

/// # Safety
/// The arguments are as Python's fast calls give them.
#[cold]
unsafe fn serialize_slowly<'py>(
    py: Python<'py>,
    model: &Bound<'py, PyAny>,
    arguments: *const Object,
    count: ffi::Py_ssize_t,
    names: Object,
) -> PyResult<Bound<'py, PyAny>> {
    let slow = py.import("isobyte.model")?.getattr("serialize")?;
    let mut all = vec![model.as_ptr()];
    // SAFETY: as the caller promises; a tuple of names has as many values behind the others.
    unsafe {
        let named = if names.is_null() { 0 } else { ffi::PyTuple_GET_SIZE(names) };
        all.extend((0..count + named).map(|index| *arguments.offset(index)));
        let result = ffi::PyObject_Vectorcall(slow.as_ptr(), all.as_ptr(), count as usize + 1, names);
        Bound::from_owned_ptr_or_err(py, result)
    }
}

/// `AvroModel.serialize`.
pub(crate) fn serialize_method(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    let definition = Box::new(ffi::PyMethodDef {
        ml_name: c"serialize".as_ptr(),
        ml_meth: ffi::PyMethodDefPointer { PyCFunctionFastWithKeywords: serialize },
        ml_flags: ffi::METH_FASTCALL | ffi::METH_KEYWORDS,
        ml_doc: c"serialize($self, /, serialization_type='avro')\n--\n\nThe object's bytes.".as_ptr(),
    });
    // SAFETY: the definition is there for good, as Python wants it.
    unsafe {
        let method = ffi::PyDescr_NewMethod(&raw mut ffi::PyBaseObject_Type, Box::leak(definition));
        Bound::from_owned_ptr_or_err(py, method)
    }
}
