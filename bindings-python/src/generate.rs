//! Schemas as the source of Python classes.
use crate::errors;
use crate::schema::PySchema;
use isobyte::error::{Code, Error};
use isobyte_generate::module;
use isobyte_generate::style::{Options, Style};
use pyo3::prelude::*;

/// The source of a module of classes.
#[pyfunction]
#[pyo3(signature = (schemas, style, original_schema=false))]
pub(crate) fn generate(
    py: Python<'_>,
    schemas: Vec<Bound<'_, PySchema>>,
    style: &str,
    original_schema: bool,
) -> PyResult<String> {
    errors::guard(py, || {
        let Some(style) = Style::of(style) else {
            let message = format!("expected the style dataclass, pydantic or avrodantic, found {style:?}");
            return Err(errors::raise(py, &Error::new(Code::InvalidArgument, message), None));
        };
        let schemas: Vec<_> = schemas.iter().map(|schema| schema.get().0.clone()).collect();
        module::render(&schemas, Options { style, original_schema }).map_err(|e| errors::raise(py, &e, None))
    })
}
