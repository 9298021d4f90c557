//! Codecs that take and give what fastavro's users do: tuples for the branches of unions, and records that are not complete.
use crate::codec::{PyCodec, schema_of};
use crate::codecs;
use crate::errors;
use crate::frames;
use crate::tables::Tables;
use isobyte::avro::fingerprint;
use isobyte::codec::Missing;
use isobyte::model::node::{Graph, NodeKind};
use isobyte::{CodecOptions, Limits};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyType};
use std::collections::HashSet;

/// A codec that takes tuples of a branch's name and its value (`tuples`) and gives them: for branches that are records
/// (`told` is `record`), or of any type with a name (`named`), but not where the union has only one such branch (`unless_only`).
/// Maps keep their order.
#[pyfunction]
#[pyo3(signature = (schema, reader=None, *, missing_fields="default", unknown_fields="error", tuples=false, told=None, unless_only=false))]
#[allow(clippy::too_many_arguments)]
pub(crate) fn dialect_codec(
    py: Python<'_>,
    schema: &Bound<'_, PyAny>,
    reader: Option<&Bound<'_, PyAny>>,
    missing_fields: &str,
    unknown_fields: &str,
    tuples: bool,
    told: Option<&str>,
    unless_only: bool,
) -> PyResult<PyCodec> {
    errors::guard(py, || {
        let mut options = CodecOptions::default();
        options.limits = Limits::default();
        options.insertion_order_maps = true;
        options.ignore_unknown_fields = codecs::ignores(py, unknown_fields)?;
        options.tagged_unions = told.is_some();
        options.missing_fields = match missing_fields {
            "default" => Missing::Default,
            "null" => Missing::Null,
            "error" => Missing::Error,
            _ => {
                let message = format!("expected missing_fields default, null or error, found {missing_fields:?}");
                return Err(errors::invalid(py, message));
            }
        };
        let all = match told {
            None | Some("record") => false,
            Some("named") => true,
            Some(other) => return Err(errors::invalid(py, format!("expected told record or named, found {other:?}"))),
        };
        let reader = reader.map(|reader| schema_of(py, reader)).transpose()?;
        let mut codec = PyCodec::make(py, schema_of(py, schema)?, reader, None, options)?;
        codec.any.tuples = tuples;
        codec.any.told = told.map(|_| told_branches(&codec.any, all, unless_only));
        Ok(codec)
    })
}

/// For each name of the plan, as a branch of a union, whether it is told beside its value.
fn told_branches(tables: &Tables, all: bool, unless_only: bool) -> Box<[bool]> {
    let (names, plan) = (tables.codec.names(), tables.codec.plan());
    let named = named(tables.codec.schema().graph(), all);
    let mut told = vec![false; names.strings.len()];
    let unions = plan.unions.iter().map(|union| union.named).chain(plan.branches.iter().map(|branch| branch.named));
    for union in unions {
        let (first, count) = names.types[union as usize];
        let branches = first as usize..(first + count) as usize;
        let has = |index: &usize| named.contains(&*names.strings[*index]);
        if unless_only && branches.clone().filter(has).count() == 1 {
            continue;
        }
        for index in branches.filter(has) {
            told[index] = true;
        }
    }
    told.into()
}

/// The records of a schema by their names; with `all`, its enums and fixed types too.
fn named(graph: &Graph, all: bool) -> HashSet<&str> {
    let nodes = graph.nodes.iter().filter(|node| all || matches!(node.kind, NodeKind::Record(_)));
    nodes.filter_map(|node| Some(node.name()?.full())).collect()
}

/// The CRC-64-AVRO of bytes, in eight bytes, little-endian.
#[pyfunction]
#[pyo3(signature = (data, /))]
pub(crate) fn crc64_avro<'py>(py: Python<'py>, data: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    Ok(PyBytes::new(py, &fingerprint::rabin(frames::copy(py, data)?.as_bytes()).to_le_bytes()))
}

/// What the calls with options, or with a schema that was not parsed, go by.
static SLOW: [PyOnceLock<Py<PyAny>>; 2] = [PyOnceLock::new(), PyOnceLock::new()];

fn slow<'py>(py: Python<'py>, index: usize) -> PyResult<&'py Bound<'py, PyAny>> {
    let (module, name) = [("isobyte.fastavro.write", "write_slowly"), ("isobyte.fastavro.read", "read_slowly")][index];
    SLOW[index].import(py, module, name)
}

/// What a parsed schema was compiled to.
#[inline]
fn stream_of<'py>(py: Python<'py>, schema: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyStream>>> {
    let stream = schema.getattr_opt(intern!(py, "stream"))?;
    Ok(stream.and_then(|stream| stream.cast_into::<PyStream>().ok()))
}

/// Writes one value, without a schema or a header.
#[pyfunction]
#[pyo3(signature = (fo, schema, record, *, strict=false, strict_allow_default=false, disable_tuple_notation=false))]
pub(crate) fn schemaless_writer(
    py: Python<'_>,
    fo: &Bound<'_, PyAny>,
    schema: &Bound<'_, PyAny>,
    record: &Bound<'_, PyAny>,
    strict: bool,
    strict_allow_default: bool,
    disable_tuple_notation: bool,
) -> PyResult<()> {
    if !(strict || strict_allow_default || disable_tuple_notation)
        && let Some(stream) = stream_of(py, schema)?
    {
        return stream.get().write(py, fo, record);
    }
    let options = (fo, schema, record, strict, strict_allow_default, disable_tuple_notation);
    slow(py, 0)?.call1(options).map(|_| ())
}

/// Reads one value, and leaves the file behind it. The file must be one that can `seek`, like `io.BytesIO`.
#[pyfunction]
#[pyo3(signature = (fo, writer_schema, reader_schema=None, return_record_name=false, return_record_name_override=false, handle_unicode_errors="strict", return_named_type=false, return_named_type_override=false))]
#[allow(clippy::too_many_arguments)]
pub(crate) fn schemaless_reader<'py>(
    py: Python<'py>,
    fo: &Bound<'py, PyAny>,
    writer_schema: &Bound<'py, PyAny>,
    reader_schema: Option<&Bound<'py, PyAny>>,
    return_record_name: bool,
    return_record_name_override: bool,
    handle_unicode_errors: &str,
    return_named_type: bool,
    return_named_type_override: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let plain = !(return_record_name || return_named_type) && handle_unicode_errors == "strict";
    if plain
        && reader_schema.is_none()
        && let Some(stream) = stream_of(py, writer_schema)?
        && let Some(value) = stream.get().read(py, fo)?
    {
        return Ok(value);
    }
    let options = (return_record_name, return_record_name_override, handle_unicode_errors);
    let named = (return_named_type, return_named_type_override);
    slow(py, 1)?.call1((fo, writer_schema, reader_schema, options, named))
}

static BYTES_IO: PyOnceLock<Py<PyType>> = PyOnceLock::new();

/// A codec beside files in memory: what `schemaless_writer` and `schemaless_reader` do most often, in one call.
#[pyclass(frozen, name = "Stream", module = "isobyte")]
pub(crate) struct PyStream {
    codec: Py<PyCodec>,
    bytes_io: Py<PyType>,
}

#[pymethods]
impl PyStream {
    #[new]
    fn new(py: Python<'_>, codec: Py<PyCodec>) -> PyResult<Self> {
        let bytes_io = BYTES_IO.import(py, "io", "BytesIO")?.clone().unbind();
        Ok(Self { codec, bytes_io })
    }
}

impl PyStream {
    /// Writes a value into a file.
    #[inline]
    fn write(&self, py: Python<'_>, file: &Bound<'_, PyAny>, value: &Bound<'_, PyAny>) -> PyResult<()> {
        let bytes = errors::guard(py, || self.codec.get().write(py, value, &[]))?;
        file.call_method1(intern!(py, "write"), (bytes,)).map(|_| ())
    }

    /// Reads the next value of an `io.BytesIO`, and leaves the file behind it; of another file, nothing.
    #[inline]
    fn read<'py>(&self, py: Python<'py>, file: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
        if !file.get_type().is(&self.bytes_io) {
            return Ok(None);
        }
        let data = file.call_method0(intern!(py, "getvalue"))?.cast_into::<PyBytes>()?;
        let at: usize = file.call_method0(intern!(py, "tell"))?.extract()?;
        let (value, end) = self.codec.get().read_at(py, data.as_bytes(), at).map_err(|e| as_end_of_data(py, e))?;
        file.call_method1(intern!(py, "seek"), (end,))?;
        Ok(Some(value))
    }
}

/// An error of reading as fastavro's callers catch it.
#[cold]
fn as_end_of_data(py: Python<'_>, error: PyErr) -> PyErr {
    let made = py.import("isobyte.fastavro.errors").and_then(|errors| errors.call_method1("decoded", (&error,)));
    made.map_or_else(|failed| failed, PyErr::from_value)
}
