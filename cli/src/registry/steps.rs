//! Steps: in which order versions are told to another registry, so that what they refer to is there already.
use isobyte_registry::Subject;
use isobyte_registry::state::{State, Version};
use std::collections::HashSet;

/// A version and whose it is.
pub(crate) struct Step<'a> {
    pub(crate) subject: Subject,
    pub(crate) number: u32,
    pub(crate) version: &'a Version,
}

/// Every version, what is referred to before what refers to it, and else in the order of subjects and versions. To delete,
/// go backwards.
pub(crate) fn steps(state: &State) -> Vec<Step<'_>> {
    let (mut seen, mut steps) = (HashSet::new(), Vec::new());
    for (context, inside) in state.contexts() {
        for (name, versions) in inside.subjects() {
            for number in versions.keys() {
                visit(state, (Subject::of(context, name), *number), &mut seen, &mut steps);
            }
        }
    }
    steps
}

/// Without recursion: references may stand behind each other as deep as somebody liked.
fn visit<'a>(state: &'a State, first: (Subject, u32), seen: &mut HashSet<(Subject, u32)>, steps: &mut Vec<Step<'a>>) {
    let mut stack = vec![(first, false)];
    while let Some(((subject, number), ready)) = stack.pop() {
        let Some(version) = state.versions(&subject).and_then(|versions| versions.get(&number)) else { continue };
        if ready {
            steps.push(Step { subject, number, version });
            continue;
        }
        if !seen.insert((subject.clone(), number)) {
            continue;
        }
        let context = subject.context().to_owned();
        stack.push(((subject, number), true));
        stack.extend(
            version
                .content
                .references
                .iter()
                .map(|reference| ((Subject::parse_in(&context, &reference.subject), reference.version), false)),
        );
    }
}
