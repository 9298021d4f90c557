//! A protobuf schema: parsed, linked with what it imports, and checked.
use crate::error::Error;
use crate::proto::check::check;
use crate::proto::link::{Broken, link};
use crate::proto::normalize::normalize;
use crate::proto::parse::parse;
use crate::proto::place::Fault;
use crate::proto::pool::Pool;
use crate::proto::print::print;
use crate::proto::tree::File;
use std::sync::Arc;

/// A file that a schema may import.
#[derive(Debug, Clone, Copy)]
pub struct Reference<'t> {
    /// The name by which it is imported, such as `acme/money.proto`.
    pub name: &'t str,
    /// Its text.
    pub text: &'t str,
}

/// A schema: one file of protobuf's language, and the files that it imports.
#[derive(Debug, Clone)]
pub struct ProtoSchema {
    /// The schema's own file first.
    files: Arc<[Arc<File>]>,
}

impl ProtoSchema {
    /// Parses the text of a file: proto2, proto3, or an edition. What it imports is found among the references by name
    /// (those of references too), then among the well-known files: `google/protobuf/*.proto`, `google/type/*.proto`,
    /// `confluent/meta.proto`, `confluent/type/decimal.proto`. References are parsed, but their own rules are not checked
    /// again: they are schemas that were accepted before.
    ///
    /// # Errors
    /// `schema_syntax`, `schema_invalid` or `schema_reference`; the message begins with line and column, counted from 1,
    /// of a reference with its name before them. The offset is in bytes.
    pub fn parse(text: &str, references: &[Reference<'_>]) -> Result<Self, Error> {
        let in_main = |fault: Fault| fault.into_error("", text);
        let main = Arc::new(parse("", text).map_err(in_main)?);
        let files =
            link(main, text, references).map_err(|Broken { fault, name, text }| fault.into_error(name, text))?;
        let pool = Pool::new(files.iter().map(|file| &**file).collect()).map_err(in_main)?;
        check(&pool).map_err(in_main)?;
        Ok(Self { files: files.into() })
    }

    /// The schema's own text, printed in one fixed layout: comments and spacing of the original are gone, the order and
    /// the spelling of names stay. Parsing it gives the same schema.
    pub fn canonical(&self) -> String {
        print(self.file())
    }

    /// The canonical text of a normal form: imports, options, fields, enum values, reserved numbers and extensions in order,
    /// names of types with their packages and a leading dot. Schemas that differ only in these have the same text. The order
    /// of messages stays, since message indexes count on it.
    pub fn normalized(&self) -> String {
        print(&normalize(&self.pool()))
    }

    /// The package.
    pub fn package(&self) -> Option<&str> {
        self.file().package.as_ref().map(|name| &*name.text)
    }

    /// The names of the files that the text imports, in their order.
    pub fn imports(&self) -> impl Iterator<Item = &str> {
        self.file().imports.iter().map(|import| &*import.name)
    }

    pub(crate) fn file(&self) -> &File {
        &self.files[0]
    }

    /// All that the schema and its imports define.
    pub(crate) fn pool(&self) -> Pool<'_> {
        Pool::new(self.files.iter().map(|file| &**file).collect())
            .expect("it was made before, when the schema was parsed")
    }
}
