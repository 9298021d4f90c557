//! `format`: other ways to write a schema that is registered.
use crate::engine::Engine;
use crate::http::answer::{Answered, SchemaBody, text};
use crate::refusal::Refusal;
use crate::rules::bundle::Bundle;
use crate::schema::Content;
use std::sync::Arc;

/// A text that stands for a schema.
pub(super) enum Written {
    /// With what it refers to in it.
    Whole(String),
}

impl Written {
    /// The members of an answer with this text.
    pub(super) fn put_into<'a>(&'a self, body: SchemaBody<'a>) -> SchemaBody<'a> {
        match self {
            Self::Whole(text) => SchemaBody { references: &[], schema: text, ..body },
        }
    }
}

/// The schema as the format wants it; none when it stays as it is: by an unknown format, and where the language has no
/// such way.
pub(super) async fn of(
    engine: &Engine,
    context: &str,
    content: &Arc<Content>,
    format: Option<&str>,
) -> Result<Option<Written>, Refusal> {
    match format {
        Some("resolved") => Ok(whole(engine, context, content).await?.map(Written::Whole)),
        _ => Ok(None),
    }
}

/// The bare text, as the format wants it.
pub(super) async fn bare(engine: &Engine, context: &str, content: &Arc<Content>, format: Option<&str>) -> Answered {
    Ok(match of(engine, context, content, format).await? {
        Some(Written::Whole(whole)) => text(&whole),
        None => text(&content.text),
    })
}

/// The text with what it refers to in it, where the language can say that in one text.
pub(super) async fn whole(engine: &Engine, context: &str, content: &Arc<Content>) -> Result<Option<String>, Refusal> {
    if content.references.is_empty() {
        return Ok(None);
    }
    let bundle = engine.read(|state| Bundle::of_known(state, context, content))?;
    let parsed = engine.parsed().clone();
    engine.offload(content.text.len(), move || Ok(bundle.parse(&parsed)?.resolved())).await
}
