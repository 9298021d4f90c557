//! Codecs that were made of one schema, kept by what they were made for.
use crate::codec::{PyCodec, schema_of};
use crate::errors;
use isobyte::Schema;
use pyo3::prelude::*;
use std::sync::{Mutex, PoisonError};

/// Codecs of more classes than this are not kept.
const MOST_CODECS: usize = 256;

/// The codecs made of one schema.
#[derive(Default)]
pub(crate) struct Codecs(Mutex<Vec<Kept>>);

/// A codec, and what it was made for.
struct Kept {
    class: Option<Py<PyAny>>,
    reader: Option<Schema>,
    ignore: bool,
    codec: Py<PyCodec>,
}

impl Codecs {
    /// The codec of `schema`, always the same, for a class and a reader's schema.
    pub(crate) fn get(
        &self,
        py: Python<'_>,
        schema: &Schema,
        class: Option<&Bound<'_, PyAny>>,
        reader: Option<&Bound<'_, PyAny>>,
        unknown_fields: &str,
    ) -> PyResult<Py<PyCodec>> {
        let ignore = ignores(py, unknown_fields)?;
        let reader = reader.map(|reader| schema_of(py, reader)).transpose()?.map(|reader| reader.get().0.clone());
        if let Some(codec) = self.find(py, class, reader.as_ref(), ignore) {
            return Ok(codec);
        }
        let codec = Py::new(py, PyCodec::plain(py, schema, reader.as_ref(), class, ignore)?)?;
        if let Some(codec) = self.find(py, class, reader.as_ref(), ignore) {
            return Ok(codec);
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < MOST_CODECS {
            let class = class.map(|class| class.clone().unbind());
            kept.push(Kept { class, reader, ignore, codec: codec.clone_ref(py) });
        }
        Ok(codec)
    }

    fn find(
        &self,
        py: Python<'_>,
        class: Option<&Bound<'_, PyAny>>,
        reader: Option<&Schema>,
        ignore: bool,
    ) -> Option<Py<PyCodec>> {
        let same = |known: &Option<Py<PyAny>>| match (known, class) {
            (Some(known), Some(class)) => known.is(class),
            (known, class) => known.is_none() && class.is_none(),
        };
        let fits = |kept: &&Kept| same(&kept.class) && kept.reader.as_ref() == reader && kept.ignore == ignore;
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(fits).map(|kept| kept.codec.clone_ref(py))
    }
}

/// What the option says about fields that the schema lacks.
pub(crate) fn ignores(py: Python<'_>, unknown_fields: &str) -> PyResult<bool> {
    match unknown_fields {
        "error" => Ok(false),
        "ignore" => Ok(true),
        _ => {
            let message = format!("expected unknown_fields error or ignore, found {unknown_fields:?}");
            Err(errors::invalid(py, message))
        }
    }
}
