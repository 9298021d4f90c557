//! Many values in one call: into bytes of their own, and from bytes of their own or one behind the other.
use crate::codec::PyCodec;
use crate::errors;
use crate::frames;
use crate::scratch;
use crate::sink::PySink;
use isobyte::{Code, Codec, Error, Result};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};

/// The core's error, and what Python code raised meanwhile.
pub(crate) type Failure = (Error, Option<PyErr>);

/// The bytes of each value.
pub(crate) fn encode_many<'py>(
    codec: &PyCodec,
    py: Python<'py>,
    values: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyList>> {
    let list = PyList::empty(py);
    // Taken from the thread, so that Python code may encode meanwhile.
    let mut buffer = scratch::take(codec.any.codec.size_hint());
    for (index, value) in values.try_iter()?.enumerate() {
        list.append(write(codec, py, &value?, &mut buffer, index)?)?;
    }
    scratch::give(buffer);
    Ok(list)
}

fn write<'py>(
    codec: &PyCodec,
    py: Python<'py>,
    value: &Bound<'py, PyAny>,
    buffer: &mut Vec<u8>,
    index: usize,
) -> PyResult<Bound<'py, PyBytes>> {
    loop {
        match codec.write_into(py, value, &[], buffer) {
            Ok(end) => return Ok(PyBytes::new(py, &buffer[..end])),
            Err((e, cause)) => match Codec::more_room(e, 0, buffer.len()) {
                Ok(room) => buffer.resize(room, 0),
                Err(e) => return Err(errors::raise(py, &e.in_item(index), cause)),
            },
        }
    }
}

/// The value of each bytes.
pub(crate) fn decode_many<'py>(
    codec: &PyCodec,
    py: Python<'py>,
    data: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyList>> {
    let (tables, hosts) = codec.reading();
    let list = PyList::empty(py);
    for (index, bytes) in data.try_iter()?.enumerate() {
        let bytes = frames::copy(py, &bytes?)?;
        let mut sink = PySink::new(py, tables, hosts, codec.known);
        match tables.codec.decode(bytes.as_bytes(), &mut sink, ()) {
            Ok(value) => list.append(value.bind(py))?,
            Err(e) => return Err(errors::raise(py, &e.in_item(index), sink.raised())),
        }
    }
    Ok(list)
}

/// The values of `count` data, or of as many as there are, that are together the whole of `data`.
pub(crate) fn decode_all<'py>(
    codec: &PyCodec,
    py: Python<'py>,
    data: &Bound<'py, PyAny>,
    count: Option<i64>,
) -> PyResult<Bound<'py, PyList>> {
    let data = frames::copy(py, data)?;
    let src = data.as_bytes();
    let mut values = Vec::new();
    let (at, failure) = match count.map(usize::try_from) {
        Some(Err(_)) => {
            return Err(errors::invalid(py, format!("expected a count from 0, found {}", count.unwrap_or(0))));
        }
        Some(Ok(count)) => {
            check_count(codec, src, count).map_err(|e| errors::raise(py, &e, None))?;
            run(codec, py, src, 0, count, &mut values)
        }
        None => run(codec, py, src, 0, usize::MAX, &mut values),
    };
    if let Some((e, cause)) = failure {
        return Err(errors::raise(py, &e.in_item(values.len()), cause));
    }
    Codec::check_whole(src, at).map_err(|e| errors::raise(py, &e, None))?;
    PyList::new(py, values)
}

/// Data without bytes can be any number: no more than the limit, as in a block of a container file.
fn check_count(codec: &PyCodec, src: &[u8], count: usize) -> Result<()> {
    let most = codec.limits.empty_items as usize;
    if count > src.len() && count > most {
        let message = format!("expected at most {most} data without bytes, found {count}");
        return Err(Error::new(Code::DataLimit, message));
    }
    Ok(())
}

/// Reads up to `most` data from `at` on, but none that takes no bytes where the number is open (`usize::MAX`). Gives where the
/// last one ended, and what went wrong with the next.
pub(crate) fn run<'py>(
    codec: &PyCodec,
    py: Python<'py>,
    src: &[u8],
    mut at: usize,
    most: usize,
    values: &mut Vec<Bound<'py, PyAny>>,
) -> (usize, Option<Failure>) {
    let (tables, hosts) = codec.reading();
    let mut sink = PySink::new(py, tables, hosts, codec.known);
    let open = most == usize::MAX;
    for _ in 0..most {
        if open && at == src.len() {
            break;
        }
        match tables.codec.decode_at(src, at, &mut sink, ()) {
            Ok((_, end)) if open && end == at => break,
            Ok((value, end)) => {
                values.push(value.bind(py));
                at = end;
            }
            Err(e) => {
                let cause = sink.raised();
                return (at, Some((e, cause)));
            }
        }
    }
    (at, None)
}
