//! What a difference is about, in words: collected while schemas are compared, before it is known whether it is told.
use crate::proto::difference::Difference;
use crate::proto::kind::DifferenceKind;
use crate::proto::tree::{Field, Label};
use crate::proto::words::of_field;

/// How many names are told.
const LISTED: usize = 8;

#[derive(Debug, Clone, Default)]
pub(crate) struct Fact {
    subject: String,
    field: String,
    original: String,
    update: String,
}

impl Fact {
    pub(crate) fn packages(original: &str, update: &str) -> Self {
        let of =
            |package: &str| if package.is_empty() { "no package".to_owned() } else { format!("package `{package}`") };
        Self { original: of(original), update: of(update), ..Self::default() }
    }

    pub(crate) fn message(full: &str) -> Self {
        Self { subject: format!("message `{full}`"), ..Self::default() }
    }

    pub(crate) fn enumeration(full: &str) -> Self {
        Self { subject: format!("enum `{full}`"), ..Self::default() }
    }

    /// Two names of one number of an enum.
    pub(crate) fn value(number: i64, full: &str, original: &str, update: &str) -> Self {
        let (original, update) = (original.to_owned(), update.to_owned());
        Self { subject: format!("number {number} of enum `{full}`"), original, update, ..Self::default() }
    }

    /// Two names of one field. `path` is that of its message, `scope` the message's full name.
    pub(crate) fn names(path: &str, scope: &str, original: &Field, update: &Field) -> Self {
        let mut fact = Self::field(path, scope, update);
        fact.subject = format!("field {} of message `{scope}`", update.number);
        (fact.original, fact.update) = (original.name.text.to_string(), update.name.text.to_string());
        fact
    }

    pub(crate) fn field(path: &str, scope: &str, field: &Field) -> Self {
        let name = &field.name.text;
        let around = path.trim_start_matches(['#', '/']).replace('/', ".");
        Self {
            subject: format!("field `{name}` of message `{scope}`"),
            field: if around.is_empty() { name.to_string() } else { format!("{around}.{name}") },
            ..Self::default()
        }
    }

    /// With what the field is in both.
    pub(crate) fn change(mut self, original: (&Field, Label), update: (&Field, Label)) -> Self {
        self.original = of_field(original.0, original.1);
        self.update = of_field(update.0, update.1);
        self
    }

    /// With the full names of the messages that the field holds.
    pub(crate) fn types(mut self, original: &str, update: &str) -> Self {
        (self.original, self.update) = (format!("message `{original}`"), format!("message `{update}`"));
        self
    }

    /// With the fields of a oneof that the original can set together.
    pub(crate) fn oneof(name: &str, scope: &str, fields: &[&str]) -> Self {
        let mut listed: Vec<String> = fields.iter().take(LISTED).map(|field| format!("`{field}`")).collect();
        if fields.len() > LISTED {
            listed.push(format!("{} more", fields.len() - LISTED));
        }
        let subject = format!("oneof `{name}` of message `{scope}`");
        Self { subject, original: listed.join(", "), ..Self::default() }
    }

    pub(crate) fn difference(self, kind: DifferenceKind, path: String) -> Difference {
        let Self { subject, field, original, update } = self;
        Difference { kind, path, subject, field, original, update }
    }
}
