//! What a container file says of itself before its data.
use crate::schema::PySchema;
use isobyte::avro::file::header::Header;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};

/// The header of a container file.
#[pyclass(frozen, name = "FileHeader", module = "isobyte")]
pub(crate) struct PyFileHeader(pub(crate) Header);

#[pymethods]
impl PyFileHeader {
    /// The schema that the data were written with.
    #[getter]
    fn schema(&self) -> PySchema {
        PySchema(self.0.schema().clone())
    }

    /// The name of the codec that blocks are compressed with.
    #[getter]
    fn codec(&self) -> &'static str {
        self.0.compression().name()
    }

    /// All the metadata, in the order of the file; of a key that stands there twice, the last.
    #[getter]
    fn metadata<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for (key, value) in self.0.metadata() {
            dict.set_item(key, PyBytes::new(py, value))?;
        }
        Ok(dict)
    }

    /// What stands behind every block.
    #[getter]
    fn sync<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.0.sync())
    }

    /// The length of the header in bytes, which is the offset of the first block.
    #[getter]
    fn length(&self) -> u64 {
        self.0.length()
    }

    fn __repr__(&self) -> String {
        format!("FileHeader(codec={:?}, schema={:?})", self.codec(), self.0.schema().text())
    }
}
