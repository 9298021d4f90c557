//! What a schema says of its root and of the root's fields; Avro's sort order.
use crate::border::{arg, array, guard, guard_or, maybe, put, text_bytes, wanted};
use crate::error::{iso_error, iso_status};
use crate::schema::{iso_schema, iso_str};
use isobyte_core::Limits;
use isobyte_core::avro::compare::compare;
use isobyte_core::model::node::Order;
use isobyte_core::schema::Schema;
use std::cmp::Ordering;
use std::ffi::c_char;

/// In the place of a field's number: the root itself.
const ISO_ROOT: usize = usize::MAX;

/// What is told of the root or of a field.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum iso_property {
    /// The full name of the root, if it is a record, an enum or a fixed; the name of a field.
    ISO_PROPERTY_NAME = 0,
    /// The word for the type, or the type of the field: "record", "union", "int".
    ISO_PROPERTY_TYPE = 1,
    /// The documentation.
    ISO_PROPERTY_DOC = 2,
    /// The default of a field as JSON text; that of an enum, a symbol.
    ISO_PROPERTY_DEFAULT = 3,
    /// How a field takes part in sorting: "ascending", "descending" or "ignore".
    ISO_PROPERTY_ORDER = 4,
    /// The attributes that the specification does not define, and those of logical types, as the JSON text of an object.
    ISO_PROPERTY_ATTRIBUTES = 5,
}

/// The properties of a schema, as text.
pub(crate) struct Properties {
    root: Place,
    fields: Vec<Place>,
}

/// The root or a field.
struct Place {
    texts: [Option<String>; 6],
    aliases: Vec<String>,
    attributes: Vec<(String, String)>,
}

impl Properties {
    pub(crate) fn of(schema: &Schema) -> Self {
        let root = schema.root();
        let json = |attributes: &serde_json::Map<String, serde_json::Value>| {
            let whole = serde_json::to_string(attributes).unwrap_or_default();
            let each = attributes.iter().map(|(name, value)| (name.clone(), value.to_string()));
            (whole, each.collect())
        };
        let fields = root.fields().map(|field| {
            let (whole, attributes) = json(field.attributes());
            let order = match field.order() {
                Order::Ascending => "ascending",
                Order::Descending => "descending",
                Order::Ignore => "ignore",
            };
            let texts = [
                Some(field.name().to_owned()),
                Some(field.type_of().type_name().to_owned()),
                field.doc().map(str::to_owned),
                field.default().map(ToString::to_string),
                Some(order.to_owned()),
                Some(whole),
            ];
            Place { texts, aliases: field.aliases().map(str::to_owned).collect(), attributes }
        });
        let fields = fields.collect();
        let (whole, attributes) = json(root.attributes());
        let texts = [
            root.name().map(|name| name.full().to_owned()),
            Some(root.type_name().to_owned()),
            root.doc().map(str::to_owned),
            root.default_symbol().map(str::to_owned),
            None,
            Some(whole),
        ];
        let aliases = root.aliases().iter().map(|alias| alias.full().to_owned()).collect();
        Self { root: Place { texts, aliases, attributes }, fields }
    }

    fn place(&self, field: usize) -> Option<&Place> {
        if field == ISO_ROOT { Some(&self.root) } else { self.fields.get(field) }
    }
}

fn place<'a>(schema: *const iso_schema, field: usize) -> Option<&'a Place> {
    maybe(schema)?.properties().place(field)
}

/// How many fields the root has, if it is a record; 0 for other schemas and for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_schema_field_count(schema: *const iso_schema) -> usize {
    guard_or(0, || Some(maybe(schema)?.properties().fields.len()))
}

/// A property (an `iso_property`) of field number `field`, or of the root for `ISO_ROOT`. {NULL, 0} if there is none.
/// Owned by the schema.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_schema_property(schema: *const iso_schema, field: usize, property: i32) -> iso_str {
    guard_or(iso_str::NONE, || {
        let text = place(schema, field)?.texts.get(usize::try_from(property).ok()?)?;
        Some(iso_str::of(text.as_ref()?))
    })
}

/// How many aliases field number `field` has, or the root for `ISO_ROOT`. 0 for what is none.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_schema_alias_count(schema: *const iso_schema, field: usize) -> usize {
    guard_or(0, || Some(place(schema, field)?.aliases.len()))
}

/// Alias number `index` of field number `field`, or of the root for `ISO_ROOT`, whose aliases are full names. {NULL, 0} if there is
/// none. Owned by the schema.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_schema_alias(schema: *const iso_schema, field: usize, index: usize) -> iso_str {
    guard_or(iso_str::NONE, || Some(iso_str::of(place(schema, field)?.aliases.get(index)?)))
}

/// An attribute of field number `field`, or of the root for `ISO_ROOT`, as JSON text. `name_len` is in bytes or `ISO_CSTR`.
/// {NULL, 0} if there is none. Owned by the schema.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_schema_attribute(
    schema: *const iso_schema,
    field: usize,
    name: *const c_char,
    name_len: usize,
) -> iso_str {
    guard_or(iso_str::NONE, || {
        let name = text_bytes(name, name_len, "name").ok()?;
        let found = place(schema, field)?.attributes.iter().find(|(known, _)| known.as_bytes() == name)?;
        Some(iso_str::of(&found.1))
    })
}

/// How two data of a schema sort, by the specification's order; each is one datum, the whole of its bytes.
///
/// On success `*order` is -1 if `a` comes first, 1 if `b` does, 0 if they are equal.
/// Fails with `ISO_DATA_...`, path and offset; with `ISO_UNSUPPORTED` where two maps decide, for maps have no order.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_schema_compare(
    schema: *const iso_schema,
    a: *const u8,
    a_len: usize,
    b: *const u8,
    b_len: usize,
    order: *mut i32,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(order, "order")?;
        let graph = arg(schema, "schema")?.schema.graph();
        let found = compare(graph, &Limits::default(), array(a, a_len, "a")?, array(b, b_len, "b")?)?;
        put(
            order,
            match found {
                Ordering::Less => -1,
                Ordering::Equal => 0,
                Ordering::Greater => 1,
            },
        );
        Ok(())
    })
}
