//! Registered: a schema with the place that a registry gave it.
use isobyte::Result;
use isobyte::schema::Schema;
use std::any::Any;
use std::fmt;
use std::sync::{Arc, OnceLock};

/// A schema that a registry knows. Shared by everybody who asked for the same one.
pub struct Registered {
    /// The id, which data is framed with; none where a URL led to a text that no registry has an id for.
    pub id: Option<u32>,
    /// The subject, if the question was about one.
    pub subject: Option<String>,
    /// The version of the subject.
    pub version: Option<u32>,
    /// The schema.
    pub schema: Schema,
    slot: OnceLock<Arc<dyn Any + Send + Sync>>,
}

impl Registered {
    pub(crate) fn new(id: Option<u32>, subject: Option<String>, version: Option<u32>, schema: Schema) -> Self {
        Self { id, subject, version, schema, slot: OnceLock::new() }
    }

    /// Something that the caller derives from the schema, such as a codec: made at most once for each schema that this
    /// registry handed out, unless two threads begin at the same time, when one of the two is kept.
    /// There is one slot; all callers must put the same type into it, or theirs is made anew at each call.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn slot<T: Any + Send + Sync>(&self, make: impl FnOnce(&Schema) -> Result<T>) -> Result<Arc<T>> {
        if let Some(kept) = self.slot.get().and_then(|kept| kept.clone().downcast().ok()) {
            return Ok(kept);
        }
        let made = Arc::new(make(&self.schema)?);
        let kept = self.slot.get_or_init(|| made.clone()).clone();
        Ok(kept.downcast().unwrap_or(made))
    }
}

impl fmt::Debug for Registered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registered")
            .field("id", &self.id)
            .field("subject", &self.subject)
            .field("version", &self.version)
            .field("schema", &self.schema)
            .finish_non_exhaustive()
    }
}
