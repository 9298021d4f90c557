//! Reserved properties: names that a subject's metadata sets aside, which no schema may use.
use crate::json::compare::difference::Difference;
use crate::json::graph::{Form, Graph};
use crate::json::kind::DifferenceKind as Kind;
use crate::json::place;
use crate::json::schema::JsonSchema;

/// What differs about reserved names: one that is reserved no more, and one that the update's schema uses for a property
/// of the whole instance.
pub fn differences(original: &[&str], update: &[&str], schema: &JsonSchema) -> Vec<Difference> {
    let difference =
        |kind, path: String| Difference { kind, path, original: String::new(), update: String::new(), branch: None };
    let gone = original.iter().filter(|name| !update.contains(name));
    let mut found: Vec<_> = gone.map(|name| difference(Kind::ReservedPropertyRemoved, (*name).to_owned())).collect();
    let graph = schema.graph();
    if let Form::Rules(rules) = graph.node(graph.cores[Graph::ROOT.0 as usize]) {
        let used = rules.object.properties.iter().map(|(name, _)| name).filter(|name| update.contains(&name.as_str()));
        found.extend(used.map(|name| {
            let path = place::step("#/properties", name);
            difference(Kind::ReservedPropertyConflictsWithProperty, path)
        }));
    }
    found
}
