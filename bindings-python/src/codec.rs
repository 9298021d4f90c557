//! Codec: a schema compiled for Python's objects, and for one class if it is given.
use crate::batch;
use crate::codecs;
use crate::errors;
use crate::frames;
use crate::schema::{PySchema, hint};
use crate::scratch;
use crate::shapes::{Host, Types};
use crate::sink::PySink;
use crate::source::PySource;
use crate::tables::Tables;
use crate::text;
use crate::types::Known;
use isobyte::avro::compare;
use isobyte::avro::layout::Addressing;
use isobyte::frame;
use isobyte::model::shape::{Shape, Shapes};
use isobyte::store::{self, SchemaStore};
use isobyte::{Code, Codec, CodecOptions, Error, Limits, Schema};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList, PyString, PyType};
use std::sync::OnceLock;

/// Data up to this size, in bytes, are written by way of the stack.
const SMALL: usize = 512;

/// Values to bytes and back, by one schema; or bytes of one schema to values of another.
#[pyclass(frozen, name = "Codec", module = "isobyte")]
pub(crate) struct PyCodec {
    schema: Py<PySchema>,
    /// What values are read as, if that is another schema.
    reader: Option<Py<PySchema>>,
    pub(crate) known: &'static Known,
    /// For values of any kind: whatever is encoded, and what is decoded without a class.
    pub(crate) any: Tables,
    /// For objects of one class.
    typed: Option<(Tables, Vec<Host>, Py<PyAny>)>,
    pub(crate) limits: Limits,
    /// The schema of the data by its fingerprint.
    single: OnceLock<SchemaStore>,
}

/// The schema of a class derived from AvroModel.
pub(crate) fn schema_of_model(py: Python<'_>, class: &Bound<'_, PyAny>) -> PyResult<Option<Py<PySchema>>> {
    if !class.is_instance_of::<PyType>() {
        return Ok(None);
    }
    let Some(mut plan) = class.getattr_opt(intern!(py, "__isobyte_plan__"))? else { return Ok(None) };
    // A class that was not used yet has none, or that of a class above.
    if plan.is_none() || !plan.getattr(intern!(py, "cls"))?.is(class) {
        plan = py.import("isobyte.model")?.getattr("plan_of")?.call1((class,))?;
    }
    Ok(Some(plan.getattr(intern!(py, "schema"))?.cast_into::<PySchema>()?.unbind()))
}

/// A schema, the text of one, or a class that has one.
pub(crate) fn schema_of(py: Python<'_>, schema: &Bound<'_, PyAny>) -> PyResult<Py<PySchema>> {
    if let Ok(schema) = schema.cast::<PySchema>() {
        return Ok(schema.clone().unbind());
    }
    match schema.cast::<PyString>() {
        Ok(text) => {
            let schema = Schema::parse(text.to_str()?).map_err(|e| errors::raise(py, &e, None))?;
            Py::new(py, PySchema(schema))
        }
        Err(_) => match schema_of_model(py, schema)? {
            Some(schema) => Ok(schema),
            None => {
                let (found, hint) = (schema.get_type().name()?, hint(schema));
                let message =
                    format!("expected a Schema, its text or a class derived from AvroModel, found {found}{hint}");
                Err(errors::invalid(py, message))
            }
        },
    }
}

impl PyCodec {
    /// A codec with the options as they are when nothing is said.
    pub(crate) fn plain(
        py: Python<'_>,
        schema: &Schema,
        reader: Option<&Schema>,
        class: Option<&Bound<'_, PyAny>>,
        ignore: bool,
    ) -> PyResult<Self> {
        let mut options = CodecOptions::default();
        options.ignore_unknown_fields = ignore;
        let reader = reader.map(|reader| Py::new(py, PySchema(reader.clone()))).transpose()?;
        Self::make(py, Py::new(py, PySchema(schema.clone()))?, reader, class, options)
    }

    pub(crate) fn make(
        py: Python<'_>,
        schema: Py<PySchema>,
        reader: Option<Py<PySchema>>,
        class: Option<&Bound<'_, PyAny>>,
        mut options: CodecOptions,
    ) -> PyResult<Self> {
        options.addressing = Addressing::Index;
        let known = Known::get(py)?;
        let made = |shapes: Shapes| {
            let schema = &schema.get().0;
            let codec = match &reader {
                Some(reader) => Codec::resolve_bind(schema, &reader.get().0, shapes, options),
                None => Codec::bind(schema, shapes, options),
            };
            codec.map_err(|e| errors::raise(py, &e, None))
        };
        let any = Shapes::new(vec![Shape::Any]).map_err(|e| errors::raise(py, &e, None))?;
        let hosts = py.import("isobyte._hosts")?;
        let words = class.map(|class| hosts.getattr("words_of")?.call1((class,))).transpose()?;
        let any = Tables::new(py, made(any)?, words.as_ref())?;
        let typed = match class {
            None => None,
            Some(class) => {
                let rows = hosts.getattr("shapes")?.call1((class, &words))?;
                let types = Types::read(py, &rows)?;
                let codec = made(types.shapes)?;
                Types::settle(&types.hosts, &codec);
                Some((Tables::new(py, codec, words.as_ref())?, types.hosts, class.clone().unbind()))
            }
        };
        Ok(Self { schema, reader, known, any, typed, limits: options.limits, single: OnceLock::new() })
    }

    /// The schema of the data.
    pub(crate) fn writer_schema(&self) -> &Schema {
        &self.schema.get().0
    }

    /// What decoding goes by: the tables of the class, or those for values of any kind.
    #[inline(always)]
    pub(crate) fn reading(&self) -> (&Tables, &[Host]) {
        match &self.typed {
            Some((tables, hosts, _)) => (tables, hosts.as_slice()),
            None => (&self.any, &[]),
        }
    }

    /// Whether it was made for this very class.
    pub(crate) fn is_for(&self, class: &Bound<'_, PyType>) -> bool {
        self.typed.as_ref().is_some_and(|(_, _, known)| known.is(class))
    }

    /// Writes behind a prefix: small data by way of the stack, others by way of the thread's buffer.
    #[inline]
    pub(crate) fn write<'py>(
        &self,
        py: Python<'py>,
        value: &Bound<'py, PyAny>,
        prefix: &[u8],
    ) -> PyResult<Bound<'py, PyBytes>> {
        if self.any.codec.size_hint() + prefix.len() > SMALL {
            return self.write_large(py, value, prefix);
        }
        let mut buffer = [0u8; SMALL];
        match self.write_into(py, value, prefix, &mut buffer) {
            Ok(end) => Ok(PyBytes::new(py, &buffer[..end])),
            Err((e, _)) if e.code() == Code::BufferTooSmall => self.write_large(py, value, prefix),
            Err((e, cause)) => Err(errors::raise(py, &e, cause)),
        }
    }

    #[inline(never)]
    fn write_large<'py>(
        &self,
        py: Python<'py>,
        value: &Bound<'py, PyAny>,
        prefix: &[u8],
    ) -> PyResult<Bound<'py, PyBytes>> {
        let codec = &self.any.codec;
        let mut buffer = scratch::take(codec.size_hint() + prefix.len());
        loop {
            match self.write_into(py, value, prefix, &mut buffer) {
                Ok(end) => {
                    let bytes = PyBytes::new(py, &buffer[..end]);
                    codec.note_size(end);
                    scratch::give(buffer);
                    return Ok(bytes);
                }
                Err((e, cause)) => match Codec::more_room(e, 0, buffer.len()) {
                    Ok(room) => buffer.resize(room, 0),
                    Err(e) => {
                        scratch::give(buffer);
                        return Err(errors::raise(py, &e, cause));
                    }
                },
            }
        }
    }

    #[inline(always)]
    pub(crate) fn write_into(
        &self,
        py: Python<'_>,
        value: &Bound<'_, PyAny>,
        prefix: &[u8],
        buffer: &mut [u8],
    ) -> Result<usize, (Error, Option<PyErr>)> {
        let source = PySource::new(py, &self.any, self.known);
        buffer[..prefix.len()].copy_from_slice(prefix);
        let written = self.any.codec.encode_at(&source, value.as_ptr(), buffer, prefix.len());
        written.map_err(|e| (e, source.raised()))
    }

    /// Reads what is the whole of `data`.
    pub(crate) fn decode<'py>(&self, py: Python<'py>, data: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        match data.cast_exact::<PyBytes>() {
            Ok(data) => self.read(py, data.as_bytes()),
            Err(_) => self.read(py, frames::copy(py, data)?.as_bytes()),
        }
    }

    /// Reads the datum that begins at `at`, and says where it ends.
    pub(crate) fn read_at<'py>(&self, py: Python<'py>, data: &[u8], at: usize) -> PyResult<(Bound<'py, PyAny>, usize)> {
        errors::guard(py, || {
            let (tables, hosts) = self.reading();
            let mut sink = PySink::new(py, tables, hosts, self.known);
            // What begins behind the end is as cut off as what begins at it.
            match tables.codec.decode_at(data, at.min(data.len()), &mut sink, ()) {
                Ok((value, end)) => Ok((value.bind(py), end)),
                Err(e) => Err(errors::raise(py, &e, sink.raised())),
            }
        })
    }

    pub(crate) fn read<'py>(&self, py: Python<'py>, data: &[u8]) -> PyResult<Bound<'py, PyAny>> {
        let (tables, hosts) = self.reading();
        let mut sink = PySink::new(py, tables, hosts, self.known);
        match tables.codec.decode(data, &mut sink, ()) {
            Ok(value) => Ok(value.bind(py)),
            Err(e) => Err(errors::raise(py, &e, sink.raised())),
        }
    }
}

#[pymethods]
impl PyCodec {
    #[new]
    #[pyo3(signature = (schema, *, reader=None, r#type=None, raw_logical=false, tagged_unions=false, unknown_fields="error", map_order="sorted", max_depth=None, max_empty_items=None))]
    #[allow(clippy::too_many_arguments)]
    fn new(
        py: Python<'_>,
        schema: &Bound<'_, PyAny>,
        reader: Option<&Bound<'_, PyAny>>,
        r#type: Option<&Bound<'_, PyAny>>,
        raw_logical: bool,
        tagged_unions: bool,
        unknown_fields: &str,
        map_order: &str,
        max_depth: Option<u32>,
        max_empty_items: Option<u32>,
    ) -> PyResult<Self> {
        errors::guard(py, || {
            let mut limits = Limits::default();
            limits.depth = max_depth.unwrap_or(limits.depth);
            limits.empty_items = max_empty_items.unwrap_or(limits.empty_items);
            if limits.depth > 10_000 {
                return Err(errors::invalid(py, "expected max_depth of at most 10000"));
            }
            let mut options = CodecOptions::default();
            options.limits = limits;
            options.raw_logical = raw_logical;
            options.tagged_unions = tagged_unions;
            options.ignore_unknown_fields = codecs::ignores(py, unknown_fields)?;
            options.insertion_order_maps = match map_order {
                "sorted" => false,
                "insertion" => true,
                _ => {
                    let message = format!("expected map_order sorted or insertion, found {map_order:?}");
                    return Err(errors::invalid(py, message));
                }
            };
            let reader = reader.map(|reader| schema_of(py, reader)).transpose()?;
            Self::make(py, schema_of(py, schema)?, reader, r#type, options)
        })
    }

    /// The schema that values are read as.
    #[getter]
    fn reader(&self, py: Python<'_>) -> Py<PySchema> {
        self.reader.as_ref().unwrap_or(&self.schema).clone_ref(py)
    }

    /// The schema of the data.
    #[getter]
    fn schema(&self, py: Python<'_>) -> Py<PySchema> {
        self.schema.clone_ref(py)
    }

    /// The class that decoding gives, or None.
    #[getter]
    fn r#type(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.typed.as_ref().map(|(_, _, class)| class.clone_ref(py))
    }

    /// The bytes of a value behind Confluent's frame.
    #[pyo3(signature = (value, schema_id, /))]
    fn encode_framed<'py>(
        &self,
        py: Python<'py>,
        value: &Bound<'py, PyAny>,
        schema_id: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let prefix = frame::confluent(frames::schema_id(schema_id)?);
        errors::guard(py, || self.write(py, value, &prefix))
    }

    /// The bytes of a value behind the header of Avro's single-object encoding.
    #[pyo3(signature = (value, /))]
    fn encode_single_object<'py>(&self, py: Python<'py>, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
        let prefix = store::header(self.writer_schema());
        errors::guard(py, || self.write(py, value, &prefix))
    }

    /// The value of a message in single-object encoding that the codec's schema wrote.
    #[pyo3(signature = (message, /))]
    fn decode_single_object<'py>(&self, py: Python<'py>, message: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        errors::guard(py, || {
            let message = frames::copy(py, message)?;
            let own = self.single.get_or_init(|| {
                let mut store = SchemaStore::new();
                // The first cannot be in conflict with another.
                let _ = store.add(self.writer_schema().clone());
                store
            });
            let (_, datum) = own.read(message.as_bytes()).map_err(|e| errors::raise(py, &e, None))?;
            self.read(py, datum)
        })
    }

    /// A value as text in Avro's JSON encoding.
    #[pyo3(signature = (value, /))]
    fn encode_json<'py>(&self, py: Python<'py>, value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
        errors::guard(py, || text::encode(self, py, value))
    }

    /// The value of text in Avro's JSON encoding.
    #[pyo3(signature = (text, /))]
    fn decode_json<'py>(&self, py: Python<'py>, text: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        errors::guard(py, || text::decode(self, py, text))
    }

    /// The bytes of each of several values.
    #[pyo3(signature = (values, /))]
    fn encode_many<'py>(&self, py: Python<'py>, values: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
        errors::guard(py, || batch::encode_many(self, py, values))
    }

    /// The values of several bytes.
    #[pyo3(signature = (data, /))]
    fn decode_many<'py>(&self, py: Python<'py>, data: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
        errors::guard(py, || batch::decode_many(self, py, data))
    }

    /// The values of data that lie one behind the other.
    #[pyo3(signature = (data, count=None))]
    fn decode_all<'py>(
        &self,
        py: Python<'py>,
        data: &Bound<'py, PyAny>,
        count: Option<i64>,
    ) -> PyResult<Bound<'py, PyList>> {
        errors::guard(py, || batch::decode_all(self, py, data, count))
    }

    /// The value of data that begins at `at`, and where it ends.
    #[pyo3(signature = (data, at=0, /))]
    fn decode_next<'py>(
        &self,
        py: Python<'py>,
        data: &Bound<'py, PyAny>,
        at: usize,
    ) -> PyResult<(Bound<'py, PyAny>, usize)> {
        let data = frames::copy(py, data)?;
        self.read_at(py, data.as_bytes(), at)
    }

    /// How two data sort: -1, 0 or 1.
    #[pyo3(signature = (a, b, /))]
    fn compare(&self, py: Python<'_>, a: &Bound<'_, PyAny>, b: &Bound<'_, PyAny>) -> PyResult<i8> {
        errors::guard(py, || {
            let (a, b) = (frames::copy(py, a)?, frames::copy(py, b)?);
            let order = compare::compare(self.writer_schema().graph(), &self.limits, a.as_bytes(), b.as_bytes());
            order.map(|order| order as i8).map_err(|e| errors::raise(py, &e, None))
        })
    }

    #[classmethod]
    fn __class_getitem__(class: &Bound<'_, PyType>, _item: &Bound<'_, PyAny>) -> Py<PyType> {
        class.clone().unbind()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let schema = self.schema.bind(py).repr()?;
        Ok(match &self.typed {
            Some((_, _, class)) => format!("Codec({schema}, type={})", class.bind(py).repr()?),
            None => format!("Codec({schema})"),
        })
    }
}
