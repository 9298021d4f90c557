//! What a codec keeps as Python objects: names made into interned texts once, and the classes that it has seen.
use crate::types::Classes;
use isobyte::Codec;
use isobyte::model::node::NodeId;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

/// A codec of the core, and its names as Python objects.
pub(crate) struct Tables {
    /// The core's codec.
    pub(crate) codec: Codec,
    /// All names, as in the codec's table.
    pub(crate) strings: Vec<Py<PyString>>,
    /// The first of each named type's names.
    pub(crate) first: Vec<u32>,
    /// For each record of the plan: its node, and the first of its fields' names.
    pub(crate) records: Vec<(NodeId, u32)>,
    /// For each named type that is a record, a dict with all its fields, to be copied and filled.
    pub(crate) templates: Vec<Option<Py<PyDict>>>,
    /// Classes of objects.
    pub(crate) classes: Classes,
    /// Whether a tuple stands for a branch: its name and its value.
    pub(crate) tuples: bool,
    /// For each name, as a branch of a union: whether decoding tells it beside the value, as a tuple. Without it branches are
    /// told as `Branch`.
    pub(crate) told: Option<Box<[bool]>>,
}

impl Tables {
    /// Makes the names of a codec into Python's. `words` are what a model adds to the descriptions of classes.
    pub(crate) fn new(py: Python<'_>, codec: Codec, words: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let names = codec.names();
        let strings: Vec<_> = names.strings.iter().map(|name| PyString::intern(py, name).unbind()).collect();
        let first: Vec<u32> = names.types.iter().map(|(first, _)| *first).collect();
        let plan = codec.plan();
        let records: Vec<_> =
            plan.records.iter().map(|record| (record.node, first[record.named as usize] + 1)).collect();
        let mut templates: Vec<Option<Py<PyDict>>> = names.types.iter().map(|_| None).collect();
        for (record, (_, fields)) in plan.records.iter().zip(&records) {
            let template = PyDict::new(py);
            let fields = *fields as usize;
            for name in &strings[fields..fields + record.count as usize] {
                template.set_item(name, py.None())?;
            }
            templates[record.named as usize] = Some(template.unbind());
        }
        let classes = Classes::new(records.len(), words.cloned().map(Bound::unbind));
        Ok(Self { codec, strings, first, records, templates, classes, tuples: false, told: None })
    }
}
