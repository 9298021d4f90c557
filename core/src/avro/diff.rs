//! What changed between two schemas: a walk over both at once, types and fields matched by their names and aliases.
use crate::avro::change::{Change, ChangeKind};
use crate::avro::compat::readable;
use crate::avro::effort::Effort;
use crate::avro::names::quoted;
use crate::avro::words;
use crate::model::name::Name;
use crate::model::node::{Enum, Field, Graph, Node, NodeId, NodeKind, Order, Record};
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};

/// How many bytes of text the changes may have before they are cut off.
const TEXT: usize = 1 << 20;

/// Every change, outer before inner, in the order of the new schema, what was removed before what was added. Two named
/// types that are met together again are not told again. Longer lists than a megabyte end with [`ChangeKind::CutOff`].
///
/// Types of the same full name are compared; so are, as renamed, a new type with the old name as an alias, a type of the
/// same simple name in another namespace, and the two whole schemas.
pub(crate) fn diff(old: &Graph, new: &Graph) -> Vec<Change> {
    let mut diff = Diff {
        old,
        new,
        effort: Effort::new(old, new),
        seen: HashSet::new(),
        places: Vec::new(),
        open: Vec::new(),
        changes: Vec::new(),
        room: TEXT,
    };
    diff.open.push(Work::Types { place: Place::ROOT, old: old.root, new: new.root });
    // Nothing here recurses: chains of types may be long.
    while diff.room > 0
        && let Some(work) = diff.open.pop()
    {
        match work {
            Work::Types { place, old, new } => diff.types(place, old, new),
            Work::Fields { place, old, new } => diff.fields(place, old, new),
            Work::Added { place, field } => diff.added(place, field),
        }
    }
    diff.changes
}

/// A place in both schemas: the root, or the number of a step.
#[derive(Clone, Copy)]
struct Place(usize);

impl Place {
    const ROOT: Self = Self(0);
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Field(&'a str),
    Items,
    Values,
}

/// What is still to be compared.
enum Work<'a> {
    Types {
        place: Place,
        old: NodeId,
        new: NodeId,
    },
    /// The place is that of the new field.
    Fields {
        place: Place,
        old: &'a Field,
        new: &'a Field,
    },
    Added {
        place: Place,
        field: &'a Field,
    },
}

struct Diff<'a> {
    old: &'a Graph,
    new: &'a Graph,
    effort: Effort,
    seen: HashSet<(NodeId, NodeId)>,
    places: Vec<(Place, Step<'a>)>,
    open: Vec<Work<'a>>,
    changes: Vec<Change>,
    /// Bytes of text that are left; 0 when the changes are cut off.
    room: usize,
}

impl<'a> Diff<'a> {
    fn types(&mut self, place: Place, old: NodeId, new: NodeId) {
        let (before, after) = (self.old.node(old), self.new.node(new));
        match (&before.kind, &after.kind) {
            (NodeKind::Array(item), NodeKind::Array(other)) => {
                self.annotations(place, before, after);
                self.inner(place, Step::Items, *item, *other);
            }
            (NodeKind::Map(item), NodeKind::Map(other)) => {
                self.annotations(place, before, after);
                self.inner(place, Step::Values, *item, *other);
            }
            (NodeKind::Union(branches), NodeKind::Union(others)) => self.unions(place, branches, others),
            (NodeKind::Union(branches), _) => {
                self.type_changed(place, old, new);
                let same = branches.iter().find(|branch| self.old.node(**branch).branch_name() == after.branch_name());
                same.into_iter().for_each(|branch| self.open.push(Work::Types { place, old: *branch, new }));
            }
            (_, NodeKind::Union(branches)) => {
                self.type_changed(place, old, new);
                let same = branches.iter().find(|branch| self.new.node(**branch).branch_name() == before.branch_name());
                same.into_iter().for_each(|branch| self.open.push(Work::Types { place, old, new: *branch }));
            }
            _ if std::mem::discriminant(&before.kind) != std::mem::discriminant(&after.kind) => {
                self.type_changed(place, old, new);
            }
            _ if before.name().is_none() => self.annotations(place, before, after),
            _ if !matching(before, after) && place.0 != Place::ROOT.0 => self.type_changed(place, old, new),
            _ if self.seen.contains(&(old, new)) => {}
            _ if !self.effort.take(before, after) => self.cut_off(),
            _ => {
                self.seen.insert((old, new));
                self.named(place, before, after);
            }
        }
    }

    fn type_changed(&mut self, place: Place, old: NodeId, new: NodeId) {
        let (before, after) = (&self.old.node(old).kind, &self.new.node(new).kind);
        let note = match () {
            () if readable(after, before) && !readable(before, after) => " (promotion)",
            () if readable(before, after) && !readable(after, before) => " (narrowing)",
            () if nullable(self.new, after) && !nullable(self.old, before) => " (it may be null now)",
            () if nullable(self.old, before) && !nullable(self.new, after) => " (it may not be null any more)",
            () => "",
        };
        let (before, after) = (words::of_type(self.old, old), words::of_type(self.new, new));
        let what = self.what(place);
        self.tell(place, ChangeKind::TypeChanged, format!("type of {what} changed from {before} to {after}{note}"));
    }

    fn inner(&mut self, place: Place, step: Step<'a>, old: NodeId, new: NodeId) {
        let place = self.place(place, step);
        self.open.push(Work::Types { place, old, new });
    }

    /// Branches of the same name are compared, then those that were renamed.
    fn unions(&mut self, place: Place, old: &'a [NodeId], new: &'a [NodeId]) {
        let (before, after) = (self.old, self.new);
        let names: HashMap<&str, usize> =
            old.iter().enumerate().map(|(index, id)| (before.node(*id).branch_name(), index)).collect();
        let mut partners: Vec<Option<usize>> =
            new.iter().map(|id| names.get(after.node(*id).branch_name()).copied()).collect();
        let mut free = vec![true; old.len()];
        partners.iter().flatten().for_each(|index| free[*index] = false);
        let mut simple: HashMap<&str, usize> = HashMap::new();
        for index in (0..old.len()).filter(|index| free[*index]) {
            before.node(old[index]).name().into_iter().for_each(|name| {
                simple.entry(name.simple()).or_insert(index);
            });
        }
        for (partner, id) in partners.iter_mut().zip(new).filter(|(partner, _)| partner.is_none()) {
            let node = after.node(*id);
            let aliased = node.aliases().iter().find_map(|alias| names.get(alias.full()));
            let near = aliased.or_else(|| node.name().and_then(|name| simple.get(name.simple())));
            *partner = near.copied().filter(|index| free[*index] && matching(before.node(old[*index]), node));
            partner.iter().for_each(|index| free[*index] = false);
        }
        let what = self.what(place);
        for id in old.iter().zip(&free).filter(|(_, free)| **free).map(|(id, _)| id) {
            let branch = words::of_type(before, *id);
            self.tell(
                place,
                ChangeKind::BranchRemoved,
                format!("branch {branch} was removed from the union of {what}"),
            );
        }
        if !partners.iter().flatten().is_sorted() {
            let sentence = format!("branches of the union of {what} are in another order");
            self.tell(place, ChangeKind::BranchesReordered, sentence);
        }
        for id in new.iter().zip(&partners).filter(|(_, partner)| partner.is_none()).map(|(id, _)| id) {
            let branch = words::of_type(after, *id);
            self.tell(place, ChangeKind::BranchAdded, format!("branch {branch} was added to the union of {what}"));
        }
        let pairs = new.iter().zip(partners).rev();
        self.open.extend(pairs.filter_map(|(new, index)| Some(Work::Types { place, old: old[index?], new: *new })));
    }

    /// Two records, two enums or two fixed types.
    fn named(&mut self, place: Place, old: &'a Node, new: &'a Node) {
        let what = words::named(new);
        if let (Some(name), Some(other)) = (old.name(), new.name())
            && name != other
        {
            self.renamed(place, new.type_name(), name, other);
        }
        self.doc(place, &what, old.doc(), new.doc());
        let same = old.name() == new.name();
        let aliases = new.aliases().iter().filter(|alias| same || Some(*alias) != old.name());
        self.aliases(place, &what, old.aliases().iter().map(Name::full), aliases.map(Name::full));
        self.annotations(place, old, new);
        match (&old.kind, &new.kind) {
            (NodeKind::Record(record), NodeKind::Record(other)) => self.records(place, &what, record, other),
            (NodeKind::Enum(symbols), NodeKind::Enum(other)) => self.enums(place, &what, symbols, other),
            (NodeKind::Fixed(fixed), NodeKind::Fixed(other)) if fixed.size != other.size => {
                let sentence = format!("size of {what} changed from {} to {} bytes", fixed.size, other.size);
                self.tell(place, ChangeKind::SizeChanged, sentence);
            }
            _ => {}
        }
    }

    fn renamed(&mut self, place: Place, word: &str, old: &Name, new: &Name) {
        if old.simple() != new.simple() {
            self.tell(place, ChangeKind::TypeRenamed, format!("{word} {old} was renamed to {new}"));
            return;
        }
        let shown = |name: &Name| {
            if name.namespace().is_empty() { "none".to_owned() } else { format!("`{}`", name.namespace()) }
        };
        let sentence = format!("namespace of {word} {} changed from {} to {}", new.simple(), shown(old), shown(new));
        self.tell(place, ChangeKind::NamespaceChanged, sentence);
    }

    fn records(&mut self, place: Place, what: &str, old: &'a Record, new: &'a Record) {
        if old.is_error != new.is_error {
            let sentence = format!("{what} became {}", if new.is_error { "an error" } else { "a record" });
            self.tell(place, ChangeKind::ErrorChanged, sentence);
        }
        let names: HashMap<&str, usize> =
            old.fields.iter().enumerate().map(|(index, field)| (&*field.name, index)).collect();
        let mut partners: Vec<Option<usize>> =
            new.fields.iter().map(|field| names.get(&*field.name).copied()).collect();
        let mut free = vec![true; old.fields.len()];
        partners.iter().flatten().for_each(|index| free[*index] = false);
        for (partner, field) in partners.iter_mut().zip(&new.fields).filter(|(partner, _)| partner.is_none()) {
            let aliased = field.aliases.iter().filter_map(|alias| names.get(&**alias).copied());
            *partner = aliased.into_iter().find(|index| free[*index]);
            partner.iter().for_each(|index| free[*index] = false);
        }
        for field in old.fields.iter().zip(&free).filter(|(_, free)| **free).map(|(field, _)| field) {
            let place = self.place(place, Step::Field(&field.name));
            self.tell(place, ChangeKind::FieldRemoved, format!("field `{}` was removed", field.name));
        }
        if !partners.iter().flatten().is_sorted() {
            self.tell(place, ChangeKind::FieldsReordered, format!("fields of {what} are in another order"));
        }
        for (field, partner) in new.fields.iter().zip(partners).rev() {
            let at = self.place(place, Step::Field(&field.name));
            self.open.push(match partner {
                Some(index) => Work::Fields { place: at, old: &old.fields[index], new: field },
                None => Work::Added { place: at, field },
            });
        }
    }

    fn added(&mut self, place: Place, field: &Field) {
        let default = match &field.default {
            Some(default) => format!("with default {}", words::of_json(&default.json)),
            None => "without a default".to_owned(),
        };
        self.tell(place, ChangeKind::FieldAdded, format!("field `{}` was added, {default}", field.name));
    }

    fn fields(&mut self, place: Place, old: &'a Field, new: &'a Field) {
        let what = self.what(place);
        if old.name != new.name {
            let (outer, _) = self.places[place.0 - 1];
            let before = self.place(outer, Step::Field(&old.name));
            let sentence = format!("field `{}` was renamed to `{}`, with the old name as an alias", old.name, new.name);
            self.tell(before, ChangeKind::FieldRenamed, sentence);
        }
        self.doc(place, &what, old.doc.as_deref(), new.doc.as_deref());
        let (json, other) = (old.default.as_ref().map(|own| &own.json), new.default.as_ref().map(|own| &own.json));
        if json != other {
            let sentence = changed("default", &what, json.map(words::of_json), other.map(words::of_json));
            self.tell(place, ChangeKind::DefaultChanged, sentence);
        }
        if old.order != new.order {
            let sentence = format!("sort order of {what} changed from {} to {}", order(old.order), order(new.order));
            self.tell(place, ChangeKind::OrderChanged, sentence);
        }
        let aliases = new.aliases.iter().filter(|alias| old.name == new.name || **alias != old.name);
        self.aliases(place, &what, old.aliases.iter().map(|alias| &**alias), aliases.map(|alias| &**alias));
        self.attributes(place, &what, &old.attributes, &new.attributes, &[]);
        self.open.push(Work::Types { place, old: old.node, new: new.node });
    }

    fn enums(&mut self, place: Place, what: &str, old: &Enum, new: &Enum) {
        let before: HashMap<&str, usize> =
            old.symbols.iter().enumerate().map(|(index, name)| (&**name, index)).collect();
        let after: HashSet<&str> = new.symbols.iter().map(|symbol| &**symbol).collect();
        for symbol in old.symbols.iter().filter(|symbol| !after.contains(&***symbol)) {
            self.tell(place, ChangeKind::SymbolRemoved, format!("symbol `{symbol}` was removed from {what}"));
        }
        if !new.symbols.iter().filter_map(|symbol| before.get(&**symbol)).is_sorted() {
            self.tell(place, ChangeKind::SymbolsReordered, format!("symbols of {what} are in another order"));
        }
        for symbol in new.symbols.iter().filter(|symbol| !before.contains_key(&***symbol)) {
            self.tell(place, ChangeKind::SymbolAdded, format!("symbol `{symbol}` was added to {what}"));
        }
        let symbol =
            |own: &Enum| own.default.and_then(|index| own.symbols.get(index)).map(|symbol| format!("`{symbol}`"));
        if symbol(old) != symbol(new) {
            self.tell(place, ChangeKind::DefaultChanged, changed("default", what, symbol(old), symbol(new)));
        }
    }

    fn doc(&mut self, place: Place, what: &str, old: Option<&str>, new: Option<&str>) {
        if old != new {
            let sentence = changed("documentation", what, old.map(quoted), new.map(quoted));
            self.tell(place, ChangeKind::DocChanged, sentence);
        }
    }

    fn aliases<'s>(
        &mut self,
        place: Place,
        what: &str,
        old: impl Iterator<Item = &'s str>,
        new: impl Iterator<Item = &'s str>,
    ) {
        let (old, new): (Vec<&str>, Vec<&str>) = (old.collect(), new.collect());
        let before: HashMap<&str, usize> = old.iter().enumerate().map(|(index, name)| (*name, index)).collect();
        let after: HashSet<&str> = new.iter().copied().collect();
        for alias in old.iter().filter(|alias| !after.contains(**alias)) {
            self.tell(place, ChangeKind::AliasRemoved, format!("alias `{alias}` of {what} was removed"));
        }
        if !new.iter().filter_map(|alias| before.get(alias)).is_sorted() {
            self.tell(place, ChangeKind::AliasesReordered, format!("aliases of {what} are in another order"));
        }
        for alias in new.iter().filter(|alias| !before.contains_key(**alias)) {
            self.tell(place, ChangeKind::AliasAdded, format!("alias `{alias}` of {what} was added"));
        }
    }

    /// The logical type and the other attributes of a type.
    fn annotations(&mut self, place: Place, old: &Node, new: &Node) {
        let what = new.name().map_or_else(|| self.what(place), |_| words::named(new));
        let mut told: &[&str] = &[];
        if old.logical != new.logical {
            let (before, after) = (old.logical.map(words::of_logical), new.logical.map(words::of_logical));
            self.tell(place, ChangeKind::LogicalTypeChanged, changed("logical type", &what, before, after));
            told = &["logicalType", "precision", "scale"];
        }
        self.attributes(place, &what, &old.attributes, &new.attributes, told);
    }

    fn attributes(
        &mut self,
        place: Place,
        what: &str,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
        told: &[&str],
    ) {
        let removed = old.keys().filter(|key| !new.contains_key(*key));
        for key in removed.chain(new.keys()).filter(|key| !told.contains(&key.as_str())) {
            let (before, after) = (old.get(key), new.get(key));
            if before != after {
                let word = format!("attribute {}", quoted(key));
                let sentence = changed(&word, what, before.map(words::of_json), after.map(words::of_json));
                self.tell(place, ChangeKind::AttributeChanged, sentence);
            }
        }
    }

    fn place(&mut self, outer: Place, step: Step<'a>) -> Place {
        self.places.push((outer, step));
        Place(self.places.len())
    }

    /// The steps that lead to a place, the innermost first.
    fn steps(&self, place: Place) -> impl Iterator<Item = Step<'a>> {
        let mut here = place;
        std::iter::from_fn(move || {
            let (outer, step) = *self.places.get(here.0.checked_sub(1)?)?;
            here = outer;
            Some(step)
        })
    }

    /// What stands at a place, in words: from the innermost field on.
    fn what(&self, place: Place) -> String {
        let mut words = String::new();
        for step in self.steps(place) {
            match step {
                Step::Items => words.push_str("the items of "),
                Step::Values => words.push_str("the values of "),
                Step::Field(name) => return words + &format!("field `{name}`"),
            }
        }
        words + "the schema"
    }

    fn path(&self, place: Place) -> String {
        let steps: Vec<_> = self.steps(place).collect();
        let mut path = String::new();
        for step in steps.into_iter().rev() {
            match step {
                Step::Items => path.push_str("[]"),
                Step::Values => path.push_str("{}"),
                Step::Field(name) => {
                    path.push_str(if path.is_empty() { "" } else { "." });
                    path.push_str(name);
                }
            }
        }
        path
    }

    fn tell(&mut self, place: Place, kind: ChangeKind, sentence: String) {
        if self.room == 0 {
            return;
        }
        let path = self.path(place);
        match self.room.checked_sub(path.len() + sentence.len()).filter(|rest| *rest > 0) {
            Some(rest) => {
                self.room = rest;
                self.changes.push(Change { path, kind, sentence });
            }
            None => self.cut_off(),
        }
    }

    fn cut_off(&mut self) {
        self.room = 0;
        let sentence = "there are more changes than are told".to_owned();
        self.changes.push(Change { path: String::new(), kind: ChangeKind::CutOff, sentence });
    }
}

/// Whether two named types are one, perhaps renamed.
fn matching(old: &Node, new: &Node) -> bool {
    match (old.name(), new.name()) {
        (Some(name), Some(other)) => name.simple() == other.simple() || new.aliases().contains(name),
        _ => false,
    }
}

fn nullable(graph: &Graph, kind: &NodeKind) -> bool {
    match kind {
        NodeKind::Null => true,
        NodeKind::Union(branches) => branches.iter().any(|branch| matches!(graph.node(*branch).kind, NodeKind::Null)),
        _ => false,
    }
}

fn order(order: Order) -> &'static str {
    match order {
        Order::Ascending => "ascending",
        Order::Descending => "descending",
        Order::Ignore => "ignore",
    }
}

/// "DEFAULT of FIELD changed from 1 to 2", or was added, or was removed.
fn changed(word: &str, what: &str, old: Option<String>, new: Option<String>) -> String {
    match (old, new) {
        (None, Some(new)) => format!("{word} of {what} was added: {new}"),
        (Some(old), None) => format!("{word} of {what} was removed: {old}"),
        (old, new) => {
            format!("{word} of {what} changed from {} to {}", old.unwrap_or_default(), new.unwrap_or_default())
        }
    }
}
