//! Looking up: which version of a subject a schema is, whether it is written in the same way or only says the same.
use crate::engine::Engine;
use crate::refusal::Refusal;
use crate::rules::bundle::Bundle;
use crate::rules::draft::Draft;
use crate::schema::Content;
use crate::state::{State, Version};
use crate::subject::Subject;

/// The newest version of a subject with this content.
pub fn find<'a>(state: &'a State, subject: &Subject, content: &Content, deleted: bool) -> Option<(u32, &'a Version)> {
    let versions = state.versions(subject)?.iter().rev();
    let mut seen = versions.filter(|(_, version)| deleted || !version.deleted);
    seen.find(|(_, version)| version.content.is_the_same(content)).map(|(number, version)| (*number, version))
}

/// The newest version of a subject that says the same as a draft: with types written out or referred to, with custom
/// attributes in another order, or kept before normalisation was asked for.
///
/// # Errors
/// 42201 when an earlier version cannot be parsed.
pub fn find_alike(
    engine: &Engine,
    subject: &Subject,
    draft: &Draft,
    deleted: bool,
) -> Result<Option<(u32, Version)>, Refusal> {
    let candidates: Vec<(u32, Version, Bundle)> = engine.read(|state| {
        let versions = state.versions(subject).into_iter().flatten().rev();
        let alike =
            versions.filter(|(_, version)| (deleted || !version.deleted) && may_say_the_same(draft, &version.content));
        alike
            .map(|(number, version)| {
                let bundle = Bundle::of_known(state, subject.context(), &version.content)?;
                Ok((*number, version.clone(), bundle))
            })
            .collect::<Result<_, Refusal>>()
    })?;
    for (number, version, bundle) in candidates {
        let other = bundle.parse(engine.parsed())?;
        let same_text = || draft.normalized && *other.normalized() == *draft.content.text;
        if other.says_the_same(&draft.schema) || same_text() {
            return Ok(Some((number, version)));
        }
    }
    Ok(None)
}

/// Whether it is worth parsing the other one to see.
fn may_say_the_same(draft: &Draft, other: &Content) -> bool {
    let own = &*draft.content;
    let same_rest =
        own.schema_type == other.schema_type && own.metadata == other.metadata && own.rule_set == other.rule_set;
    let referring = !(own.references.is_empty() && other.references.is_empty());
    // An order of attributes changes no text's length.
    same_rest && (referring || draft.normalized || own.text.len() == other.text.len())
}
