//! The four methods that are called for every event, as methods in C with nothing between Python and the codec.
use crate::codec::PyCodec;
use crate::errors;
use crate::types::{Object, Type};
use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyType};
use std::ffi::CStr;

/// Hands a result to Python.
#[inline(always)]
fn answer<'py>(py: Python<'py>, result: PyResult<Bound<'py, PyAny>>) -> Object {
    match result {
        Ok(object) => object.into_ptr(),
        Err(e) => fail(py, e),
    }
}

#[cold]
fn fail(py: Python<'_>, e: PyErr) -> Object {
    e.restore(py);
    // References that were dropped meanwhile wait for somebody who attaches in PyO3's own way.
    Python::attach(|_| ());
    std::ptr::null_mut()
}

/// `Codec.encode(value)`.
unsafe extern "C" fn encode(codec: Object, value: Object) -> Object {
    // SAFETY: Python calls methods attached, with objects that are alive, the first of them of the method's class.
    unsafe {
        let py = Python::assume_attached();
        let (codec, value) = (Bound::from_borrowed_ptr(py, codec), Bound::from_borrowed_ptr(py, value));
        let codec = codec.cast_unchecked::<PyCodec>().get();
        answer(py, errors::guard(py, || codec.write(py, &value, &[]).map(Bound::into_any)))
    }
}

/// `Codec.decode(data)`.
unsafe extern "C" fn decode(codec: Object, data: Object) -> Object {
    // SAFETY: as above.
    unsafe {
        let py = Python::assume_attached();
        let (codec, data) = (Bound::from_borrowed_ptr(py, codec), Bound::from_borrowed_ptr(py, data));
        let codec = codec.cast_unchecked::<PyCodec>().get();
        answer(py, errors::guard(py, || codec.decode(py, &data)))
    }
}

/// `AvroModel.serialize(serialization_type)`.
unsafe extern "C" fn serialize(
    model: Object,
    arguments: *const Object,
    count: ffi::Py_ssize_t,
    names: Object,
) -> Object {
    // SAFETY: as above.
    let (py, model) = unsafe {
        let py = Python::assume_attached();
        (py, Bound::from_borrowed_ptr(py, model))
    };
    let quick = if count == 0 && names.is_null() { serialize_quickly(py, &model) } else { None };
    // SAFETY: Python gives `count` arguments, and as many more as there are names.
    let result = quick.unwrap_or_else(|| unsafe { slowly(py, "serialize_model", &model, arguments, count, names) });
    answer(py, result)
}

/// `AvroModel.deserialize(data, serialization_type)`, a method of the class.
unsafe extern "C" fn deserialize(
    class: Object,
    arguments: *const Object,
    count: ffi::Py_ssize_t,
    names: Object,
) -> Object {
    // SAFETY: as above; with one argument and no names, one is there.
    unsafe {
        let py = Python::assume_attached();
        let class = Bound::from_borrowed_ptr(py, class);
        if count == 1
            && names.is_null()
            && let Ok(class) = class.cast::<PyType>()
            && let Some(codec) = codec_of(py, class)
        {
            let data = Bound::from_borrowed_ptr(py, *arguments);
            return answer(py, errors::guard(py, || codec.get().decode(py, &data)));
        }
        answer(py, slowly(py, "deserialize_model", &class, arguments, count, names))
    }
}

/// The codec of a model class, if it was made already.
#[inline(always)]
fn codec_of<'py>(py: Python<'py>, class: &Bound<'py, PyType>) -> Option<Bound<'py, PyCodec>> {
    let codec = type_attribute(class, intern!(py, "__isobyte_codec__"))?;
    let codec = codec.cast_into_exact::<PyCodec>().ok()?;
    codec.get().is_for(class).then_some(codec)
}

/// An attribute of a class as `type` finds it, without the code of a metaclass.
#[inline(always)]
fn type_attribute<'py>(class: &Bound<'py, PyType>, name: &Bound<'py, PyString>) -> Option<Bound<'py, PyAny>> {
    // SAFETY: both are alive, and `type` is there for good.
    unsafe {
        let lookup = ffi::PyType_Type.tp_getattro?;
        let found = Bound::from_owned_ptr_or_opt(class.py(), lookup(class.as_ptr(), name.as_ptr()));
        if found.is_none() {
            ffi::PyErr_Clear();
        }
        found
    }
}

/// The bytes, if the class has its codec already.
#[inline(always)]
fn serialize_quickly<'py>(py: Python<'py>, model: &Bound<'py, PyAny>) -> Option<PyResult<Bound<'py, PyAny>>> {
    let codec = codec_of(py, &model.get_type())?;
    Some(errors::guard(py, || codec.get().write(py, model, &[]).map(Bound::into_any)))
}

/// By a function of `isobyte.model.base`.
///
/// # Safety
/// The arguments are as Python's fast calls give them.
#[cold]
unsafe fn slowly<'py>(
    py: Python<'py>,
    function: &str,
    first: &Bound<'py, PyAny>,
    arguments: *const Object,
    count: ffi::Py_ssize_t,
    names: Object,
) -> PyResult<Bound<'py, PyAny>> {
    let slow = py.import("isobyte.model.base")?.getattr(function)?;
    let mut all = vec![first.as_ptr()];
    // SAFETY: as the caller promises; a tuple of names has as many values behind the others.
    unsafe {
        let named = if names.is_null() { 0 } else { ffi::PyTuple_GET_SIZE(names) };
        all.extend((0..count + named).map(|index| *arguments.offset(index)));
        let result = ffi::PyObject_Vectorcall(slow.as_ptr(), all.as_ptr(), count as usize + 1, names);
        Bound::from_owned_ptr_or_err(py, result)
    }
}

fn method<'py>(
    py: Python<'py>,
    class: Type,
    name: &'static CStr,
    doc: &'static CStr,
    function: ffi::PyMethodDefPointer,
    flags: i32,
) -> PyResult<Bound<'py, PyAny>> {
    let definition =
        ffi::PyMethodDef { ml_name: name.as_ptr(), ml_meth: function, ml_flags: flags, ml_doc: doc.as_ptr() };
    // SAFETY: the definition is there for good, as Python wants it.
    unsafe {
        let definition = Box::leak(Box::new(definition));
        let made = match flags & ffi::METH_CLASS {
            0 => ffi::PyDescr_NewMethod(class, definition),
            _ => ffi::PyDescr_NewClassMethod(class, definition),
        };
        Bound::from_owned_ptr_or_err(py, made)
    }
}

/// Puts the methods where they belong.
pub(crate) fn install(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    let class = py.get_type::<PyCodec>();
    let own = class.as_type_ptr();
    let encode = ffi::PyMethodDefPointer { PyCFunction: encode };
    let doc = c"encode($self, value, /)\n--\n\nThe bytes of a value.";
    class.setattr("encode", method(py, own, c"encode", doc, encode, ffi::METH_O)?)?;
    let decode = ffi::PyMethodDefPointer { PyCFunction: decode };
    let doc = c"decode($self, data, /)\n--\n\nThe value of bytes, of which none may be left over.";
    class.setattr("decode", method(py, own, c"decode", doc, decode, ffi::METH_O)?)?;
    let serialize = ffi::PyMethodDefPointer { PyCFunctionFastWithKeywords: serialize };
    let doc = c"serialize($self, /, serialization_type='avro')\n--\n\nThe object's bytes.";
    let flags = ffi::METH_FASTCALL | ffi::METH_KEYWORDS;
    let object = &raw mut ffi::PyBaseObject_Type;
    module.add("serialize", method(py, object, c"serialize", doc, serialize, flags)?)?;
    let deserialize = ffi::PyMethodDefPointer { PyCFunctionFastWithKeywords: deserialize };
    let doc = c"deserialize($type, /, data, serialization_type='avro', create_instance=True, writer_schema=None)\n--\n\nThe object of bytes that this class's schema wrote, or another one.";
    let flags = flags | ffi::METH_CLASS;
    module.add("deserialize", method(py, object, c"deserialize", doc, deserialize, flags)?)
}
