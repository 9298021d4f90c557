//! Draft: a schema that somebody offers, parsed with its references and printed canonically.
use crate::engine::Engine;
use crate::parsed::Parsed;
use crate::refusal::Refusal;
use crate::rules::bundle::{Bundle, Found, missing_reference};
use crate::rules::offer::Offer;
use crate::rules::rule_set;
use crate::schema::{Content, Metadata, Reference, SchemaType};
use crate::state::State;
use crate::subject::Subject;
use serde_json::Value;
use std::sync::Arc;

/// A schema that was parsed, with what must still hold when it is written.
#[derive(Debug)]
pub struct Draft {
    /// The parsed schema.
    pub schema: Parsed,
    /// What will be kept.
    pub content: Arc<Content>,
    /// Whether normalisation was asked for or configured.
    pub normalized: bool,
    /// The versions that the references were resolved to, and their ids.
    resolved: Vec<Found>,
}

impl Draft {
    /// Parses an offer that is made to a subject; normalises it when that is asked for or configured.
    ///
    /// # Errors
    /// 42201, with the place in the text; 42210.
    pub fn parse(engine: &Engine, subject: &Subject, offer: Offer, normalize: bool) -> Result<Self, Refusal> {
        let schema_type = SchemaType::parse(offer.schema_type.as_deref());
        let unknown = || Refusal::unsupported_type(offer.schema_type.as_deref().unwrap_or(""));
        let schema_type = schema_type.ok_or_else(unknown)?;
        let text = offer.schema.filter(|text| !text.trim().is_empty());
        let text = text.ok_or_else(|| Refusal::invalid_schema("empty"))?;
        let rules = offer.rule_set.filter(|rules| !rules.is_null());
        rules.as_ref().map_or(Ok(()), rule_set::check)?;
        let offered = offer.references.unwrap_or_default();
        let (bundle, mut references, normalized) = engine.read(|state| {
            let context = subject.context();
            let references: Vec<Reference> = offered.iter().map(|offered| offered.pinned(state, context)).collect();
            let normalized = normalize || state.inherited(Some(subject), |config| config.normalize).unwrap_or(false);
            Ok((Bundle::of_new(state, context, &references)?, references, normalized))
        })?;
        let (uses, resolved) = bundle.parse_direct(engine.parsed())?;
        let schema = Parsed::parse(schema_type, &text, &uses).map_err(Refusal::invalid_schema)?;
        let printed = if normalized { schema.normalized() } else { schema.canonical() };
        if normalized {
            references.sort();
            references.dedup();
        }
        let content = Arc::new(Content::new(schema_type, printed.into(), references, offer.metadata, rules));
        Ok(Self { schema, content, normalized, resolved })
    }

    /// The draft with other metadata and rules.
    #[must_use]
    pub fn with(self, metadata: Option<Metadata>, rule_set: Option<Value>) -> Self {
        if (&metadata, &rule_set) == (&self.content.metadata, &self.content.rule_set) {
            return self;
        }
        let before = &self.content;
        let references = before.references.clone();
        let content = Content::new(before.schema_type, before.text.clone(), references, metadata, rule_set);
        Self { content: Arc::new(content), ..self }
    }

    /// Whether the references still mean what they meant when the draft was parsed.
    ///
    /// # Errors
    /// 42201 when one was deleted meanwhile.
    pub fn verify(&self, state: &State) -> Result<(), Refusal> {
        for found in &self.resolved {
            let now = state.versions(&found.subject).and_then(|versions| versions.get(&found.version));
            if now.is_none_or(|now| now.deleted || now.id != found.id) {
                return Err(missing_reference(&found.subject, found.version));
            }
        }
        Ok(())
    }
}
