//! A Python type as a table of shapes, and beside it what the core need not know: which class, which members, which container.
use isobyte::Codec;
use isobyte::model::shape::{Rep, Shape, ShapeId, Shapes, Struct, StructField};
use isobyte::{Code, Error};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PySet, PyString, PyTuple, PyType};
use std::sync::OnceLock;

use crate::errors;

/// What a shape is on Python's side.
pub(crate) enum Host {
    /// Nothing to add.
    Plain,
    /// Seconds that become a `timedelta`.
    Seconds,
    /// A list that becomes a tuple.
    Tuple,
    /// The members of an enum, in the order of the shape's symbols.
    Enum(Vec<Py<PyAny>>),
    /// A class.
    Struct(Box<Builder>),
}

/// How to make an object of a class.
pub(crate) struct Builder {
    /// The class.
    pub(crate) class: Py<PyType>,
    /// How its objects are made.
    pub(crate) make: Make,
    /// A method to be called on a bare object at the end.
    pub(crate) after: Option<Py<PyString>>,
    /// In the shape's order.
    pub(crate) attributes: Vec<Attribute>,
    /// For each record of the plan, the attributes that it leaves unset.
    unset: OnceLock<Vec<Vec<usize>>>,
}

/// How objects of a class are made.
pub(crate) enum Make {
    /// Bare, and their attributes set.
    Bare,
    /// By calling the class with keywords.
    Call {
        /// The names of all attributes that the class takes.
        keywords: Py<PyTuple>,
    },
    /// As a dict of attributes, which is all.
    Dict {
        /// All attributes, to be copied and filled.
        template: Py<PyDict>,
    },
    /// As a dict of attributes, of which a function makes the object.
    From {
        /// All attributes, to be copied and filled.
        template: Py<PyDict>,
        /// The function.
        function: Py<PyAny>,
        /// Where every attribute has a value and nothing has to be checked: what else a bare object has beside its dict.
        rest: Option<Rest>,
    },
}

/// What an object has beside the dict of its attributes.
pub(crate) struct Rest {
    /// The attribute that holds the names of those that were set.
    pub(crate) names_in: Py<PyString>,
    /// All names, as a set to be copied.
    pub(crate) names: Py<PySet>,
    /// Attributes that are the same for all objects.
    pub(crate) same: Vec<(Py<PyString>, Py<PyAny>)>,
}

/// An attribute.
pub(crate) struct Attribute {
    /// Its name.
    pub(crate) name: Py<PyString>,
    /// Whether the class takes it as a keyword.
    pub(crate) init: bool,
    /// Whether it is left out where its value is null.
    pub(crate) omit: bool,
    /// What it is without a value.
    pub(crate) default: Option<Py<PyAny>>,
    /// What makes what it is without a value.
    pub(crate) factory: Option<Py<PyAny>>,
}

impl Builder {
    /// The attributes that record number `record` of the plan leaves unset.
    pub(crate) fn unset(&self, record: u32) -> &[usize] {
        let unset = self.unset.get().and_then(|unset| unset.get(record as usize));
        unset.map(Vec::as_slice).unwrap_or_default()
    }
}

/// A table of shapes with its hosts.
pub(crate) struct Types {
    /// The core's side.
    pub(crate) shapes: Shapes,
    /// Python's side.
    pub(crate) hosts: Vec<Host>,
}

impl Types {
    /// From the rows that `isobyte._hosts.shapes` makes of a type.
    pub(crate) fn read(py: Python<'_>, rows: &Bound<'_, PyAny>) -> PyResult<Self> {
        let (mut table, mut hosts) = (Vec::new(), Vec::new());
        for row in rows.try_iter()? {
            let (shape, host) = read_row(row?.cast::<PyTuple>()?)?;
            table.push(shape);
            hosts.push(host);
        }
        let shapes = Shapes::new(table).map_err(|e| errors::raise(py, &e, None))?;
        Ok(Self { shapes, hosts })
    }

    /// Once the codec is bound: which attributes each record leaves unset.
    pub(crate) fn settle(hosts: &[Host], codec: &Codec) {
        let plan = codec.plan();
        for host in hosts {
            let Host::Struct(builder) = host else { continue };
            let unset = plan.records.iter().map(|record| {
                let set: Vec<u32> = record
                    .steps
                    .iter()
                    .filter(|step| !matches!(step.op, isobyte::avro::plan::Op::Absent))
                    .map(|step| step.at)
                    .collect();
                (0..builder.attributes.len()).filter(|index| !set.contains(&(*index as u32))).collect()
            });
            let _ = builder.unset.set(unset.collect());
        }
    }
}

fn id(row: &Bound<'_, PyTuple>, index: usize) -> PyResult<ShapeId> {
    row.get_item(index)?.extract().map(ShapeId)
}

fn read_row(row: &Bound<'_, PyTuple>) -> PyResult<(Shape, Host)> {
    let word: String = row.get_item(0)?.extract()?;
    Ok(match word.as_str() {
        "any" => (Shape::Any, Host::Plain),
        "optional" => (Shape::Optional(id(row, 1)?), Host::Plain),
        "list" => (Shape::List(id(row, 1)?), Host::Plain),
        "tuple" => (Shape::List(id(row, 1)?), Host::Tuple),
        "map" => (Shape::Map(id(row, 1)?), Host::Plain),
        "one_of" => {
            let ids: Vec<u32> = row.get_item(1)?.extract()?;
            (Shape::OneOf(ids.into_iter().map(ShapeId).collect()), Host::Plain)
        }
        "seconds" => (Shape::Plain(Rep::F64), Host::Seconds),
        "enum" => {
            let name: String = row.get_item(1)?.extract()?;
            let symbols: Vec<String> = row.get_item(2)?.extract()?;
            let members: Vec<Py<PyAny>> = row.get_item(3)?.extract()?;
            let symbols = symbols.into_iter().map(String::into_boxed_str).collect();
            (Shape::Enum { name: name.into(), symbols }, Host::Enum(members))
        }
        "struct" => read_struct(row)?,
        _ => (Shape::Plain(plain(row.py(), &word)?), Host::Plain),
    })
}

/// `("struct", name, class, call, after or None, [(field, shape, init, default or None, factory or None, attribute)])`; a default is
/// wrapped in a tuple of one. `call` is False for bare objects, True for the class, None for dicts, a function of a dict, or a
/// tuple of the function and of what else there is to a bare object; where `init` is None, a dict is without what is null.
fn read_struct(row: &Bound<'_, PyTuple>) -> PyResult<(Shape, Host)> {
    let py = row.py();
    let name: String = row.get_item(1)?.extract()?;
    let class = row.get_item(2)?.cast_into::<PyType>()?.unbind();
    let after: Option<String> = row.get_item(4)?.extract()?;
    let (mut fields, mut attributes) = (Vec::new(), Vec::new());
    for field in row.get_item(5)?.try_iter()? {
        type Row = (String, u32, Option<bool>, Option<(Py<PyAny>,)>, Option<Py<PyAny>>, String);
        let (name, shape, init, default, factory, attribute): Row = field?.extract()?;
        let attribute = PyString::intern(py, &attribute).unbind();
        fields.push(StructField { name: name.into(), shape: ShapeId(shape), offset: None });
        let (default, omit) = (default.map(|(default,)| default), init.is_none());
        attributes.push(Attribute { name: attribute, init: init.unwrap_or(true), omit, default, factory });
    }
    let after = after.map(|after| PyString::intern(py, &after).unbind());
    let make = read_make(&row.get_item(3)?, &attributes)?;
    let builder = Builder { class, make, after, attributes, unset: OnceLock::new() };
    Ok((Shape::Struct(Struct { name: name.into(), size: 0, fields }), Host::Struct(Box::new(builder))))
}

fn read_make(make: &Bound<'_, PyAny>, attributes: &[Attribute]) -> PyResult<Make> {
    let py = make.py();
    if let Ok(call) = make.cast::<PyBool>() {
        let names = attributes.iter().filter(|attribute| attribute.init).map(|attribute| &attribute.name);
        let keywords = PyTuple::new(py, names.collect::<Vec<_>>())?.unbind();
        return Ok(if call.is_true() { Make::Call { keywords } } else { Make::Bare });
    }
    let template = PyDict::new(py);
    for attribute in attributes {
        template.set_item(&attribute.name, py.None())?;
    }
    let template = template.unbind();
    if make.is_none() {
        return Ok(Make::Dict { template });
    }
    let Ok(parts) = make.cast::<PyTuple>() else {
        return Ok(Make::From { template, function: make.clone().unbind(), rest: None });
    };
    type Parts = (Py<PyAny>, String, Vec<(String, Py<PyAny>)>);
    let (function, names_in, same): Parts = parts.extract()?;
    let names = PySet::new(py, attributes.iter().map(|attribute| &attribute.name))?.unbind();
    let same = same.into_iter().map(|(name, value)| (PyString::intern(py, &name).unbind(), value)).collect();
    let rest = Rest { names_in: PyString::intern(py, &names_in).unbind(), names, same };
    Ok(Make::From { template, function, rest: Some(rest) })
}

fn plain(py: Python<'_>, word: &str) -> PyResult<Rep> {
    Ok(match word {
        "bool" => Rep::Bool,
        "int" => Rep::I64,
        "float" => Rep::F64,
        "str" => Rep::Text,
        "bytes" => Rep::Bytes,
        "decimal" => Rep::Decimal,
        "uuid" => Rep::Uuid,
        "date" => Rep::Date,
        "time" => Rep::Time,
        "timestamp" => Rep::Timestamp,
        "local_timestamp" => Rep::LocalTimestamp,
        "duration" => Rep::Duration,
        _ => return Err(errors::raise(py, &Error::new(Code::Internal, format!("no shape is called {word:?}")), None)),
    })
}
