//! Which kind of value an object is: a few types by their address, all others by a table of classes seen before.
use crate::values::{PyBranch, PyDuration};
use isobyte::avro::compile::match_fields;
use isobyte::model::node::{Graph, NodeId, NodeKind};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyString, PyType};
use std::cell::RefCell;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

/// A borrowed object.
pub(crate) type Object = *mut ffi::PyObject;
/// A type.
pub(crate) type Type = *mut ffi::PyTypeObject;

/// Types and names that are looked up once a process.
pub(crate) struct Known {
    /// `decimal.Decimal`.
    pub(crate) decimal: Py<PyType>,
    /// `uuid.UUID`.
    pub(crate) uuid: Py<PyType>,
    /// `uuid.SafeUUID.unknown`.
    pub(crate) uuid_safety: Py<PyAny>,
    /// `int`, an attribute of UUIDs.
    pub(crate) int: Py<PyString>,
    /// `is_safe`, an attribute of UUIDs.
    pub(crate) is_safe: Py<PyString>,
    /// `total_seconds`, a method of timedeltas.
    pub(crate) total_seconds: Py<PyString>,
    /// `timedelta`.
    pub(crate) timedelta: Py<PyType>,
    /// `utcoffset`, a method of datetimes.
    pub(crate) utcoffset: Py<PyString>,
    /// `Branch`.
    pub(crate) branch: Type,
    /// `Duration`.
    pub(crate) duration: Type,
    /// `isobyte._hosts.describe`.
    describe: Py<PyAny>,
    /// No arguments.
    pub(crate) no_arguments: Py<PyAny>,
}

// SAFETY: the two raw types live as long as the module, and are only compared.
unsafe impl Send for Known {}
// SAFETY: as above.
unsafe impl Sync for Known {}

static KNOWN: PyOnceLock<Known> = PyOnceLock::new();

impl Known {
    /// Looks them up.
    pub(crate) fn get(py: Python<'_>) -> PyResult<&'static Self> {
        KNOWN.get_or_try_init(py, || {
            // SAFETY: we are attached to the interpreter.
            unsafe { ffi::PyDateTime_IMPORT() };
            if let Some(e) = PyErr::take(py) {
                return Err(e);
            }
            let uuid = py.import("uuid")?;
            let class =
                |object: Bound<'_, PyAny>| -> PyResult<Py<PyType>> { Ok(object.cast_into::<PyType>()?.unbind()) };
            Ok(Self {
                decimal: class(py.import("decimal")?.getattr("Decimal")?)?,
                uuid_safety: uuid.getattr("SafeUUID")?.getattr("unknown")?.unbind(),
                uuid: class(uuid.getattr("UUID")?)?,
                int: PyString::intern(py, "int").unbind(),
                is_safe: PyString::intern(py, "is_safe").unbind(),
                total_seconds: PyString::intern(py, "total_seconds").unbind(),
                timedelta: class(py.import("datetime")?.getattr("timedelta")?)?,
                utcoffset: PyString::intern(py, "utcoffset").unbind(),
                branch: py.get_type::<PyBranch>().as_type_ptr(),
                duration: py.get_type::<PyDuration>().as_type_ptr(),
                describe: py.import("isobyte._hosts")?.getattr("describe")?.unbind(),
                no_arguments: pyo3::types::PyTuple::empty(py).into_any().unbind(),
            })
        })
    }
}

/// What a class that is none of Python's own basic types stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Category {
    Int,
    Float,
    /// A `timedelta` that stands for its seconds.
    Seconds,
    Text,
    /// What a function makes a text of.
    Shown,
    Bytes,
    Datetime,
    Date,
    Time,
    Decimal,
    Uuid,
    Enum,
    Record,
    /// A dict or a class derived from it.
    Dict,
    /// A list or tuple or a class derived from them.
    List,
    Mapping,
    Sequence,
    Other,
}

impl Category {
    fn parse(word: &str) -> Self {
        match word {
            "int" => Self::Int,
            "float" => Self::Float,
            "seconds" => Self::Seconds,
            "str" => Self::Text,
            "shown" => Self::Shown,
            "bytes" => Self::Bytes,
            "datetime" => Self::Datetime,
            "date" => Self::Date,
            "time" => Self::Time,
            "decimal" => Self::Decimal,
            "uuid" => Self::Uuid,
            "enum" => Self::Enum,
            "record" => Self::Record,
            "dict" => Self::Dict,
            "list" => Self::List,
            "mapping" => Self::Mapping,
            "sequence" => Self::Sequence,
            _ => Self::Other,
        }
    }
}

/// A class that was seen before.
pub(crate) struct Class {
    class: Py<PyType>,
    /// What its objects are.
    pub(crate) category: Category,
    /// The name of a record or enum in schemas.
    pub(crate) name: Box<str>,
    /// The members of an enum with their symbols.
    pub(crate) members: Vec<(Py<PyAny>, Box<str>)>,
    /// What makes a text of its objects.
    pub(crate) show: Option<Py<PyAny>>,
    /// Whether the attributes of its objects lie in a dict, and no code of the class stands before it.
    pub(crate) has_dict: bool,
    /// The attributes of a record class.
    attributes: Vec<(Py<PyString>, Box<str>)>,
    /// For each record of the plan, how the class stands to it.
    records: Box<[OnceLock<Fields>]>,
}

/// How the attributes of a class stand to the fields of a record.
pub(crate) struct Fields {
    /// For each field of the record, the attribute that holds it.
    pub(crate) attributes: Box<[Option<Attribute>]>,
    /// All attributes, those that no field has included.
    pub(crate) count: usize,
}

/// An attribute of a class.
pub(crate) struct Attribute {
    /// Its name.
    pub(crate) name: Py<PyString>,
    /// The descriptor of its slot, if it has one.
    slot: Option<Py<PyAny>>,
}

impl Attribute {
    /// Of a class that may have slots.
    fn new(py: Python<'_>, class: &Py<PyType>, name: &Py<PyString>) -> Self {
        let found = class.bind(py).getattr(name).ok();
        // SAFETY: both are alive. A descriptor of slots is of this very type.
        let slot = found.filter(|found| unsafe {
            let is_slot = ffi::Py_TYPE(found.as_ptr()) == &raw mut ffi::PyMemberDescr_Type;
            let descriptor: *mut ffi::PyMemberDescrObject = found.as_ptr().cast();
            is_slot && ffi::PyType_IsSubtype(class.as_ptr().cast(), (*descriptor).d_common.d_type) != 0
        });
        Self { name: name.clone_ref(py), slot: slot.map(Bound::unbind) }
    }

    /// What lies in the slot, as a reference of one's own; `None` without a slot or if it is empty.
    #[inline]
    pub(crate) fn slot(&self, object: Object) -> Option<Object> {
        let descriptor: *mut ffi::PyMemberDescrObject = self.slot.as_ref()?.as_ptr().cast();
        // SAFETY: the descriptor was found on the object's class, so the slot lies in the object.
        unsafe {
            let value = ffi::PyMember_GetOne(object.cast::<std::ffi::c_char>(), (*descriptor).d_member.cast());
            if value.is_null() {
                ffi::PyErr_Clear();
                return None;
            }
            Some(value)
        }
    }
}

impl Class {
    fn describe(py: Python<'_>, class: Type, records: usize, words: Option<&Py<PyAny>>) -> PyResult<Self> {
        // SAFETY: the caller has an object of the type.
        let class = unsafe { Bound::from_borrowed_ptr(py, class.cast()) }.cast_into::<PyType>()?;
        let told = Known::get(py)?.describe.bind(py).call1((&class, words))?;
        let (word, name, items, has_dict): (String, String, Bound<'_, PyAny>, bool) = told.extract()?;
        let category = Category::parse(&word);
        let (mut members, mut attributes, mut show) = (Vec::new(), Vec::new(), None);
        match category {
            Category::Shown => show = Some(items.get_item(0)?.unbind()),
            Category::Enum => {
                for item in items.try_iter()? {
                    let (member, symbol): (Py<PyAny>, String) = item?.extract()?;
                    members.push((member, symbol.into()));
                }
            }
            Category::Record => {
                for item in items.try_iter()? {
                    let (attribute, name): (String, String) = item?.extract()?;
                    attributes.push((PyString::intern(py, &attribute).unbind(), name.into()));
                }
            }
            _ => {}
        }
        let records = (0..if category == Category::Record { records } else { 0 }).map(|_| OnceLock::new()).collect();
        let class = class.unbind();
        Ok(Self { class, category, name: name.into(), members, show, has_dict, attributes, records })
    }

    /// The symbol of an enum's member.
    pub(crate) fn symbol(&self, member: Object) -> Option<&str> {
        self.members.iter().find(|(known, _)| known.as_ptr() == member).map(|(_, symbol)| &**symbol)
    }

    /// The attributes that hold the fields of record number `record` of a plan, whose node is `node`.
    pub(crate) fn fields(&self, py: Python<'_>, graph: &Graph, node: NodeId, record: u32) -> Option<&Fields> {
        let slot = self.records.get(record as usize)?;
        if slot.get().is_none() {
            let matched = match &graph.node(node).kind {
                NodeKind::Record(record) => match_fields(record, self.attributes.iter().map(|(_, name)| &**name)),
                _ => Vec::new(),
            };
            // Python code may run here, and other threads with it: nobody may wait for the slot meanwhile.
            let attribute =
                |index: Option<usize>| index.map(|index| Attribute::new(py, &self.class, &self.attributes[index].0));
            let attributes = matched.into_iter().map(attribute).collect();
            let _ = slot.set(Fields { attributes, count: self.attributes.len() });
        }
        slot.get()
    }

    /// All attributes.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.attributes.iter().map(|(_, name)| &**name)
    }
}

const SLOTS: usize = 64;
/// More classes than this are not remembered: a program that makes classes without end shall not be held in memory by it.
const MOST: usize = 4_096;

/// Classes that one call keeps. They are boxed so that they never move.
#[allow(clippy::vec_box)]
pub(crate) type Spare = RefCell<Vec<Box<Class>>>;

/// The classes that one codec has seen. What it has seen it keeps, so that references stay good as long as the codec.
pub(crate) struct Classes {
    slots: [AtomicPtr<Class>; SLOTS],
    #[allow(clippy::vec_box)]
    all: Mutex<Vec<Box<Class>>>,
    records: usize,
    /// What the model of the codec adds to descriptions.
    words: Option<Py<PyAny>>,
}

impl Classes {
    /// For a plan with so many records.
    pub(crate) fn new(records: usize, words: Option<Py<PyAny>>) -> Self {
        let slots = std::array::from_fn(|_| AtomicPtr::new(std::ptr::null_mut()));
        Self { slots, all: Mutex::new(Vec::new()), records, words }
    }

    /// What the class stands for, if it was seen before.
    #[inline]
    pub(crate) fn known(&self, class: Type) -> Option<&Class> {
        let found = self.slots[(class as usize >> 4) % SLOTS].load(Ordering::Acquire);
        // SAFETY: slots point into `all`, from which nothing is ever taken.
        unsafe { found.as_ref() }.filter(|known| known.class.as_ptr() == class.cast())
    }

    /// What the class stands for. `spare` keeps, for as long as the caller lives, what the table has no room for.
    #[cold]
    pub(crate) fn look<'a>(&'a self, py: Python<'_>, class: Type, spare: &Spare) -> PyResult<&'a Class> {
        let slot = &self.slots[(class as usize >> 4) % SLOTS];
        let find = |all: &[Box<Class>]| {
            all.iter().find(|known| known.class.as_ptr() == class.cast()).map(|known| &raw const **known)
        };
        let kept = find(&self.all.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(known) = kept {
            slot.store(known.cast_mut(), Ordering::Release);
        }
        if let Some(known) = kept.or_else(|| find(&spare.borrow())) {
            // SAFETY: boxes never move, and are kept by the table or by the caller.
            return Ok(unsafe { &*known });
        }
        // Python code runs here, so the lock must be free.
        let made = Box::new(Class::describe(py, class, self.records, self.words.as_ref())?);
        let known = &raw const *made;
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() < MOST {
            all.push(made);
            slot.store(known.cast_mut(), Ordering::Release);
        } else {
            spare.borrow_mut().push(made);
        }
        // SAFETY: as above.
        Ok(unsafe { &*known })
    }
}
