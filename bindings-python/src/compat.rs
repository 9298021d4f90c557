//! Whether schemas go together, and what changed between them: the core's findings as plain tuples, for `isobyte.compatibility`.
use crate::errors;
use crate::schema::PySchema;
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
    reader: &Bound<'py, PySchema>,
    writer: &Bound<'py, PySchema>,
) -> PyResult<Vec<Bound<'py, PyTuple>>> {
    errors::guard(py, || {
        let found = schema::compatible(&reader.get().0, &writer.get().0);
        found.iter().map(|found| reason(py, found, "reader", "writer")).collect()
    })
}

/// What stands against a new schema under a level: position of the version, direction, reason.
#[pyfunction]
pub(crate) fn check<'py>(
    py: Python<'py>,
    candidate: &Bound<'py, PySchema>,
    versions: Vec<Bound<'py, PySchema>>,
    level: &str,
) -> PyResult<Vec<(usize, &'static str, Bound<'py, PyTuple>)>> {
    errors::guard(py, || {
        let Some(level) = CompatibilityLevel::parse(level) else {
            let names = CompatibilityLevel::ALL.map(CompatibilityLevel::name).join(", ");
            return Err(errors::invalid(py, format!("expected a level of {names}, found {level:?}")));
        };
        let versions: Vec<_> = versions.iter().map(|version| version.get().0.clone()).collect();
        let found = compatibility::check(level, &candidate.get().0, &versions);
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
    old: &Bound<'_, PySchema>,
    new: &Bound<'_, PySchema>,
) -> PyResult<Vec<(String, &'static str, String)>> {
    errors::guard(py, || {
        let changes = schema::diff(&old.get().0, &new.get().0);
        Ok(changes.into_iter().map(|change| (change.path, change.kind.name(), change.sentence)).collect())
    })
}
