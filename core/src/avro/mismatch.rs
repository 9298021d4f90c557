//! Why a host's type does not fit a schema: the words, and their place.
use crate::avro::compile::Compiler;
use crate::avro::plan::Step;
use crate::error::beginning;
use crate::model::node::NodeId;
use crate::model::shape::ShapeId;

/// Mismatches that one message names.
const MOST_SHOWN: usize = 50;

/// Steps at the beginning of a path, and at its end, that a message names.
const SHOWN_STEPS: usize = 16;

/// Characters of a step that a message shows.
const SHOWN_NAME: usize = 128;

/// As many as one message can take.
pub(crate) fn shown(problems: &[String]) -> String {
    let shown = problems.iter().take(MOST_SHOWN).map(String::as_str).collect::<Vec<_>>().join("; ");
    match problems.len().saturating_sub(MOST_SHOWN) {
        0 => shown,
        more => format!("{shown}; and {more} more"),
    }
}

impl Compiler<'_> {
    /// Where the compiler is, and one step more. Names may be long and paths deep: what is in the middle is left out.
    pub(crate) fn place(&self, last: &str) -> String {
        let mut path = String::new();
        let far = SHOWN_STEPS..(self.path.len() + 1).saturating_sub(SHOWN_STEPS);
        for (i, step) in self.path.iter().map(String::as_str).chain([last]).enumerate() {
            if far.contains(&i) {
                path.push_str(if i == far.start { ".." } else { "" });
                continue;
            }
            if !path.is_empty() && !step.is_empty() && !step.starts_with(['[', '{']) {
                path.push('.');
            }
            let mut rest = step.chars();
            path.extend(rest.by_ref().take(SHOWN_NAME));
            path.push_str(if rest.next().is_some() { ".." } else { "" });
        }
        path
    }

    #[cold]
    pub(crate) fn mismatch(&mut self, node: NodeId, shape: ShapeId) -> Option<Step> {
        let (wire, host) = (beginning(self.side.graph.describe(node)), self.bind.shapes.get(shape));
        let place = self.place("");
        let colon = if place.is_empty() { "" } else { ": " };
        self.mismatches.push(format!("{place}{colon}expected a type for {wire}, found {}", host.words()));
        None
    }
}
