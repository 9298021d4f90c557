//! Differences in words: what differs at which path, who breaks, and how to mend it.
use crate::compatibility::Direction;
use crate::json::compare::difference::Difference;
use crate::json::kind::DifferenceKind as Kind;
use crate::json::text::quoted;

/// What differs at which path.
pub(crate) fn message(it: &Difference, r: &str, w: &str) -> String {
    let path = &it.path;
    match it.kind {
        Kind::ReservedPropertyRemoved => format!("'{path}': reserved by the {w} metadata, and no longer by the {r}"),
        Kind::ReservedPropertyConflictsWithProperty => {
            format!("'{path}': the {r} schema names a property so, and its metadata reserve the name")
        }
        kind => match Group::of(kind) {
            Group::Added => format!("'{path}': the {r} schema says it, the {w} schema does not"),
            Group::Removed => format!("'{path}': the {w} schema says it, the {r} schema does not"),
            Group::More => format!("'{path}': greater in the {r} schema than in the {w} one"),
            Group::Less => format!("'{path}': smaller in the {r} schema than in the {w} one"),
            Group::Changed => format!("'{path}': not the same in the {r} schema as in the {w} one"),
            Group::Type => format!("'{path}': the {r} schema wants another type than the {w} one"),
            Group::Fewer => format!("'{path}': the {r} schema lists less than the {w} one"),
            Group::Longer => format!("'{path}': the {r} schema lists more than the {w} one"),
            Group::AddedToOpen => {
                format!("'{path}': named by the {r} schema; the {w} schema is open and lets it be anything")
            }
            Group::AddedToUnopen => format!("'{path}': required by the {r} schema; the {w} schema does not know it"),
            Group::RemovedFromClosed => {
                format!("'{path}': named by the {w} schema; the {r} schema is closed and refuses it")
            }
            Group::RemovedUncovered => {
                format!(
                    "'{path}': named by the {w} schema; what the {r} schema wants of other names does not include it"
                )
            }
            Group::AddedUncovered => {
                format!(
                    "'{path}': named by the {r} schema, which does not include what the {w} schema wants of other names"
                )
            }
            Group::Harmless => format!("'{path}': differs, and breaks no reader"),
        },
    }
}

/// What differs, and who breaks.
pub(crate) fn words(it: &Difference, r: &str, w: &str) -> String {
    let (place, old, new) = (crate::json::place::shown(&it.path), &it.original, &it.update);
    let name = named(it);
    let fact = match it.kind {
        Kind::TypeChanged | Kind::TypeNarrowed => {
            format!("at {place} the {r} schema wants {new}, where the {w} schema has {old}")
        }
        Kind::RequiredAttributeAdded => {
            format!("the {r} schema requires the property {name} ({place}), the {w} schema does not")
        }
        Kind::EnumArrayNarrowed | Kind::EnumArrayChanged => {
            format!("at {place} the {r} schema lists the values {new}, the {w} schema allows {}", any(old))
        }
        Kind::PropertyRemovedFromClosedContentModel => {
            format!(
                "the {r} schema has no property {name} ({place}) and allows no others, the {w} schema has it as {old}"
            )
        }
        Kind::NotTypeExtended => {
            format!("at {place} the {r} schema forbids {new}, which the {w} schema allows at least in part")
        }
        Kind::DependencyArrayAdded | Kind::DependencySchemaAdded => {
            let demand = if new == "nothing" { "a schema" } else { new };
            format!("the {r} schema demands {demand} beside the property {name} ({place}), the {w} schema does not")
        }
        Kind::ReservedPropertyRemoved => {
            return format!("the {r} metadata no longer reserves {name}, which the {w} metadata does");
        }
        Kind::ReservedPropertyConflictsWithProperty => {
            return format!("the {r} schema uses the reserved name {name} for a property");
        }
        kind => match Group::of(kind) {
            Group::Added => format!("the {r} schema demands {} ({place}), the {w} schema does not", demanded(it)),
            Group::Removed => format!("the {w} schema allows others at {place} ({old}), the {r} schema allows none"),
            Group::More | Group::Less | Group::Changed => {
                format!("at {place} the {r} schema has {new}, the {w} schema has {old}")
            }
            Group::Type | Group::Fewer | Group::Longer => {
                format!("at {place} the {r} schema has {new}, the {w} schema has {old}{}", branch(it, r, w))
            }
            Group::AddedToOpen => format!(
                "the {r} schema says what {name} ({place}) is: {new}; the {w} schema does not name it, but allows any others"
            ),
            Group::AddedToUnopen => {
                format!(
                    "the {r} schema requires the property {name} ({place}) without a default, the {w} schema lacks it"
                )
            }
            Group::RemovedFromClosed => {
                format!("the {r} schema has no {name} ({place}) and allows no others, the {w} schema has it as {old}")
            }
            Group::RemovedUncovered => format!(
                "the {r} schema does not name {name} ({place}), and what it allows of others is not {old}, as in the {w} schema"
            ),
            Group::AddedUncovered => format!(
                "the {r} schema says that {name} ({place}) is {new}; the {w} schema does not name it, and allows others that are not"
            ),
            Group::Harmless => return format!("the schemas differ at {place}, which breaks no reader"),
        },
    };
    format!("{fact}: data written by the {w} schema can be invalid for readers of the {r} schema")
}

/// How the new schema can be changed, as the rest of a sentence that begins with "to mend it,".
pub(crate) fn mend(it: &Difference, direction: Direction) -> String {
    let backward = direction == Direction::Backward;
    let name = named(it);
    match (it.kind, Group::of(it.kind), backward) {
        (Kind::ReservedPropertyRemoved, ..) => format!("keep {name} reserved"),
        (Kind::ReservedPropertyConflictsWithProperty, ..) => "give the property another name".to_owned(),
        (Kind::RequiredAttributeAdded, _, true) => format!("leave {name} optional, or give it a default"),
        (Kind::RequiredAttributeAdded, _, false) => format!("keep {name} required"),
        (Kind::NotTypeExtended, _, true) => "forbid no more than the old schema does".to_owned(),
        (Kind::NotTypeExtended, _, false) => "forbid at least what the old schema does".to_owned(),
        (Kind::DependencyArrayAdded | Kind::DependencySchemaAdded, _, true) => {
            format!("demand nothing more beside {name}")
        }
        (Kind::DependencyArrayAdded | Kind::DependencySchemaAdded, _, false) => format!("keep what {name} demands"),
        (Kind::MultipleOfExpanded, _, true) => {
            format!("keep {name} a number of which {} is a multiple", it.original)
        }
        (Kind::MultipleOfExpanded, _, false) => format!("keep {name} a multiple of {}", it.update),
        (_, Group::Added, true) => format!("leave {name} out of the new schema"),
        (_, Group::Added, false) => format!("keep {name} in the new schema"),
        (_, Group::Removed, true) => format!("keep {name} as it was"),
        (_, Group::Removed, false) => format!("keep {name} false in the new schema"),
        (_, Group::More, true) => format!("keep {name} at {} or less in the new schema", it.original),
        (_, Group::More, false) => format!("keep {name} at {} or more in the new schema", it.update),
        (_, Group::Less, true) => format!("keep {name} at {} or more in the new schema", it.original),
        (_, Group::Less, false) => format!("keep {name} at {} or less in the new schema", it.update),
        (Kind::EnumArrayNarrowed | Kind::EnumArrayChanged, _, true) => "keep all the old values".to_owned(),
        (Kind::EnumArrayNarrowed | Kind::EnumArrayChanged, _, false) => {
            "add no values that the old schema lacks".to_owned()
        }
        (Kind::ItemAddedToOpenContentModel, _, true) => {
            format!("let {name} be anything, or allow no further items before some are added")
        }
        (_, Group::AddedToOpen, true) => format!(
            "let {name} be anything, or close the schema (\"additionalProperties\": false) before names are added to it"
        ),
        (_, Group::AddedToOpen, false) => format!("keep {name} in the new schema"),
        (_, Group::AddedToUnopen, true) => format!("leave {name} optional, or give it a default"),
        (_, Group::AddedToUnopen, false) => format!("keep {name} required in the new schema"),
        (Kind::ItemRemovedFromClosedContentModel, _, true) => format!("keep {name}, or allow further items"),
        (Kind::ItemRemovedFromClosedContentModel, _, false) => format!("leave {name} out"),
        (_, Group::RemovedFromClosed, true) => format!("keep {name}, or allow other names in the new schema"),
        (_, Group::RemovedFromClosed, false) => {
            format!(
                "leave {name} out, or let the schema be open (without \"additionalProperties\": false) before names are added"
            )
        }
        (_, Group::RemovedUncovered, true) => format!("keep {name}, or let what is allowed of others include it"),
        (_, Group::RemovedUncovered, false) => format!("let {name} be what the old schema allows of others"),
        (_, Group::AddedUncovered, true) => format!("let {name} be all that the old schema allows of others"),
        (_, Group::AddedUncovered, false) => format!("keep {name}, or let what is allowed of others be only that"),
        (_, Group::Harmless, _) => "nothing needs to be done".to_owned(),
        (_, _, true) => {
            "let the new schema allow all that the old one does, or use another name for what changes".to_owned()
        }
        (_, _, false) => {
            "let the new schema allow only what the old one does, or use another name for what changes".to_owned()
        }
    }
}

/// What the difference is about: a property or keyword by its name, an item by its position.
fn named(it: &Difference) -> String {
    let last = last(&it.path);
    if it.kind.name().starts_with("ITEM_") { format!("item {last} (from 0)") } else { quoted(&last) }
}

/// The last step of a pointer, as it reads in the schema.
fn last(path: &str) -> String {
    let step = path.rsplit('/').next().unwrap_or_default();
    step.replace("~1", "/").replace("~0", "~")
}

fn any(text: &str) -> &str {
    if text == "nothing" { "any" } else { text }
}

/// The schema of a combination that is left over: of a product, one of the update; of a sum, one of the original.
fn branch(it: &Difference, r: &str, w: &str) -> String {
    let (own, other) = if it.path.ends_with("allOf") { (r, w) } else { (w, r) };
    let words =
        |branch: usize| format!(", and schema {branch} (from 0) of the {own} ones goes with none of the {other}");
    it.branch.map_or(String::new(), words)
}

/// What the update demands anew.
fn demanded(it: &Difference) -> String {
    format!("{} {}", last(&it.path), it.update)
}

/// Kinds that are told alike.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Added,
    Removed,
    More,
    Less,
    Changed,
    Type,
    Fewer,
    Longer,
    AddedToOpen,
    AddedToUnopen,
    RemovedFromClosed,
    RemovedUncovered,
    AddedUncovered,
    Harmless,
}

impl Group {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::SchemaAdded
            | Kind::MaxLengthAdded
            | Kind::MinLengthAdded
            | Kind::PatternAdded
            | Kind::MaximumAdded
            | Kind::MinimumAdded
            | Kind::ExclusiveMaximumAdded
            | Kind::ExclusiveMinimumAdded
            | Kind::MultipleOfAdded
            | Kind::RequiredAttributeAdded
            | Kind::MaxPropertiesAdded
            | Kind::MinPropertiesAdded
            | Kind::DependencyArrayAdded
            | Kind::DependencySchemaAdded
            | Kind::MaxItemsAdded
            | Kind::MinItemsAdded
            | Kind::MaxContainsAdded
            | Kind::MinContainsAdded
            | Kind::UniqueItemsAdded
            | Kind::NotTypeExtended => Self::Added,
            Kind::AdditionalPropertiesRemoved
            | Kind::UnevaluatedPropertiesRemoved
            | Kind::AdditionalItemsRemoved
            | Kind::UnevaluatedItemsRemoved => Self::Removed,
            Kind::MinLengthIncreased
            | Kind::MinimumIncreased
            | Kind::ExclusiveMinimumIncreased
            | Kind::MultipleOfExpanded
            | Kind::MinPropertiesIncreased
            | Kind::MinItemsIncreased
            | Kind::MinContainsIncreased => Self::More,
            Kind::MaxLengthDecreased
            | Kind::MaximumDecreased
            | Kind::ExclusiveMaximumDecreased
            | Kind::MaxPropertiesDecreased
            | Kind::MaxItemsDecreased
            | Kind::MaxContainsDecreased => Self::Less,
            Kind::PatternChanged | Kind::MultipleOfChanged | Kind::DependencyArrayChanged => Self::Changed,
            Kind::TypeNarrowed
            | Kind::TypeChanged
            | Kind::CombinedTypeChanged
            | Kind::CombinedTypeSubschemasChanged
            | Kind::EnumArrayChanged => Self::Type,
            Kind::AdditionalPropertiesNarrowed
            | Kind::UnevaluatedPropertiesNarrowed
            | Kind::AdditionalItemsNarrowed
            | Kind::UnevaluatedItemsNarrowed
            | Kind::EnumArrayNarrowed
            | Kind::SumTypeNarrowed => Self::Fewer,
            Kind::DependencyArrayExtended | Kind::ProductTypeExtended => Self::Longer,
            Kind::PropertyAddedToOpenContentModel
            | Kind::RequiredPropertyAddedToOpenContentModel
            | Kind::RequiredPropertyWithDefaultAddedToOpenContentModel
            | Kind::OptionalPropertyAddedToOpenContentModel
            | Kind::ItemAddedToOpenContentModel => Self::AddedToOpen,
            Kind::RequiredPropertyAddedToUnopenContentModel => Self::AddedToUnopen,
            Kind::PropertyRemovedFromClosedContentModel | Kind::ItemRemovedFromClosedContentModel => {
                Self::RemovedFromClosed
            }
            Kind::PropertyRemovedNotCoveredByPartiallyOpenContentModel
            | Kind::ItemRemovedNotCoveredByPartiallyOpenContentModel => Self::RemovedUncovered,
            Kind::PropertyAddedNotCoveredByPartiallyOpenContentModel
            | Kind::ItemAddedNotCoveredByPartiallyOpenContentModel => Self::AddedUncovered,
            _ => Self::Harmless,
        }
    }
}
