//! Subject naming: under which subject the schema of a message belongs.
use isobyte::schema::Schema;
use isobyte::{Code, Error, Result};

/// Whether a message's key or its value is meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// The key.
    Key,
    /// The value.
    #[default]
    Value,
}

/// The strategies that Confluent's clients share.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Naming {
    /// `topic-key` or `topic-value`: one schema a topic.
    #[default]
    Topic,
    /// The full name of the record: one schema a record, in whatever topic.
    Record,
    /// `topic-` and the full name of the record: many records a topic, each with its schema there.
    TopicRecord,
}

impl Naming {
    /// The subject of a message's schema.
    ///
    /// # Errors
    /// `invalid_argument` when the strategy needs a name and the schema has none.
    pub fn subject(self, topic: &str, role: Role, schema: &Schema) -> Result<String> {
        let name = || {
            schema.name().map(|name| name.full()).ok_or_else(|| {
                Error::new(Code::InvalidArgument, "naming by record: expected a schema with a name, found one without")
            })
        };
        Ok(match (self, role) {
            (Self::Topic, Role::Key) => format!("{topic}-key"),
            (Self::Topic, Role::Value) => format!("{topic}-value"),
            (Self::Record, _) => name()?.to_owned(),
            (Self::TopicRecord, _) => format!("{topic}-{}", name()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Naming, Role};
    use isobyte::schema::Schema;

    #[test]
    fn subjects() {
        let order =
            Schema::parse(r#"{"type":"record","name":"Order","namespace":"shop","fields":[]}"#).expect("record");
        let text = Schema::parse(r#""string""#).expect("string");
        for (naming, role, expected) in [
            (Naming::Topic, Role::Key, "orders-key"),
            (Naming::Topic, Role::Value, "orders-value"),
            (Naming::Record, Role::Value, "shop.Order"),
            (Naming::TopicRecord, Role::Key, "orders-shop.Order"),
        ] {
            assert_eq!(naming.subject("orders", role, &order).expect(expected), expected);
        }
        assert_eq!(Naming::Topic.subject("t", Role::Value, &text).expect("topic"), "t-value");
        let error = Naming::Record.subject("t", Role::Value, &text).expect_err("no name");
        assert_eq!(error.code(), isobyte::Code::InvalidArgument);
    }
}
