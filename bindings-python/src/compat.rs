//! Whether schemas go together, and what changed between them: the core's findings as plain tuples, for `isobyte.compatibility`.
use crate::codec::schema_of;
use crate::errors;
use isobyte::compatibility::{self, CompatibilityLevel, Direction};
use isobyte::schema::{self, Incompatibility};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

/// What `isobyte.compatibility.Incompatibility` holds.
fn reason<'py>(py: Python<'py>, found: &Incompatibility, reader: &str, writer: &str) -> PyResult<Bound<'py, PyTuple>> {
    let causes = found.causes.iter().map(|cause| reason(py, cause, reader, writer)).collect::<PyResult<Vec<_>>>()?;
    let kind = found.kind.name();
    let words = found.words(reader, writer);
    let causes = PyTuple::new(py, causes)?;
    (kind, &found.path, &found.reader_path, &found.writer_path, &found.message, words, causes).into_pyobject(py)
}

/// Why data of `writer` can fail to be read as `reader`.
#[pyfunction]
pub(crate) fn compatible<'py>(
    py: Python<'py>,
    reader: &Bound<'py, PyAny>,
    writer: &Bound<'py, PyAny>,
) -> PyResult<Vec<Bound<'py, PyTuple>>> {
    errors::guard(py, || {
        let found = schema::compatible(&schema_of(py, reader)?.get().0, &schema_of(py, writer)?.get().0);
        found.iter().map(|found| reason(py, found, "reader", "writer")).collect()
    })
}

/// What stands against a new schema under a level: position of the version, direction, reason.
#[pyfunction]
pub(crate) fn check<'py>(
    py: Python<'py>,
    candidate: &Bound<'py, PyAny>,
    versions: &Bound<'py, PyAny>,
    level: &str,
) -> PyResult<Vec<(usize, &'static str, Bound<'py, PyTuple>)>> {
    errors::guard(py, || {
        let Some(level) = CompatibilityLevel::parse(level) else {
            let names = CompatibilityLevel::ALL.map(CompatibilityLevel::name).join(", ");
            return Err(errors::invalid(py, format!("expected a level of {names}, found {level:?}")));
        };
        let versions = versions.try_iter()?.map(|version| Ok(schema_of(py, &version?)?.get().0.clone()));
        let versions = versions.collect::<PyResult<Vec<_>>>()?;
        let found = compatibility::check(level, &schema_of(py, candidate)?.get().0, &versions);
        let tuples = found.iter().map(|finding| {
            let (reader, writer) = finding.direction.roles();
            let direction = match finding.direction {
                Direction::Backward => "backward",
                Direction::Forward => "forward",
            };
            Ok((finding.version, direction, reason(py, &finding.incompatibility, reader, writer)?))
        });
        tuples.collect()
    })
}

/// What changed: place, kind, sentence.
#[pyfunction]
pub(crate) fn diff(
    py: Python<'_>,
    old: &Bound<'_, PyAny>,
    new: &Bound<'_, PyAny>,
) -> PyResult<Vec<(String, &'static str, String)>> {
    errors::guard(py, || {
        let changes = schema::diff(&schema_of(py, old)?.get().0, &schema_of(py, new)?.get().0);
        Ok(changes.into_iter().map(|change| (change.path, change.kind.name(), change.sentence)).collect())
    })
}
