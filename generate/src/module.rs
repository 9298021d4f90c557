//! A module: its imports, and its classes, those that others need first.
use crate::class::{Class, inside};
use crate::collect::collect;
use crate::scope::{Scope, full_name};
use crate::style::Options;
use isobyte::error::Result;
use isobyte::model::node::NodeKind;
use isobyte::schema::Schema;
use std::collections::{HashMap, HashSet};

/// The source of a module with a class for every record and enum of the schemas; a type that several of them hold comes once.
///
/// The class of a record gives back the schema that it was made from. Where annotations cannot say it all (attributes of
/// records, defaults that are not of a union's first branch), the schema stands in `Meta.original_schema`.
///
/// # Errors
/// `invalid_argument` where there is no record and no enum; `schema_invalid` where schemas define one type differently.
pub fn render(schemas: &[Schema], options: Options) -> Result<String> {
    let found = collect(schemas)?;
    let scope = Scope::new(&found, options);

    // An enum takes over the namespace of the record around it, unless it says its own.
    let mut homes: HashMap<&str, HashSet<&str>> = HashMap::new();
    let mut uses: HashMap<&str, Vec<&str>> = HashMap::new();
    for record in &found {
        let mut names = Vec::new();
        inside(record.ty, &mut names);
        let namespace = record.ty.name().map_or("", |name| name.namespace());
        for name in &names {
            homes.entry(name).or_default().insert(namespace);
        }
        uses.insert(full_name(record.ty), names);
    }
    let classes: Vec<Class<'_>> = found
        .iter()
        .map(|found| {
            let namespace = found.ty.name().map_or("", |name| name.namespace());
            let is_enum = matches!(found.ty.node().kind, NodeKind::Enum(_));
            let homes = homes.get(full_name(found.ty));
            let is_home = is_enum && homes.is_some_and(|homes| homes.len() == 1 && homes.contains(namespace));
            let is_null = namespace.is_empty() && !homes.is_some_and(|homes| homes.iter().any(|home| !home.is_empty()));
            Class::new(&scope, *found, !is_home && !is_null)
        })
        .collect();

    // What holds a class that cannot say its schema cannot either.
    let mut inexact: HashSet<&str> = classes.iter().filter(|c| !c.is_exact).map(|c| full_name(c.found.ty)).collect();
    loop {
        let more: Vec<&str> = uses
            .iter()
            .filter(|(name, inside)| !inexact.contains(**name) && inside.iter().any(|name| inexact.contains(name)))
            .map(|(name, _)| *name)
            .collect();
        if more.is_empty() {
            break;
        }
        inexact.extend(more);
    }

    let mut texts = Vec::with_capacity(classes.len());
    for class in classes {
        let is_record = matches!(class.found.ty.node().kind, NodeKind::Record(_));
        let original = is_record && (options.original_schema || inexact.contains(full_name(class.found.ty)));
        texts.push(class.text(&scope, original)?);
    }
    Ok(format!("{}\n\n\n{}", scope.imports(), texts.join("\n\n")))
}
