//! Enums: a first value of 0 where they are open, aliases only where allowed, nothing reserved, names that stay apart.
use crate::proto::check::Check;
use crate::proto::check::numbers::{Spans, reserved_names_once, spans_apart};
use crate::proto::check::option::Owner;
use crate::proto::features::Features;
use crate::proto::place::Fault;
use crate::proto::tree::{Enum, Span, is_true};
use std::collections::{HashMap, HashSet};

impl<'a> Check<'_, 'a> {
    pub(super) fn enumeration(&self, found: &'a Enum, outer: &str, outer_features: Features) -> Result<(), Fault> {
        let name = &found.name.text;
        let features = outer_features.with(&found.options);
        self.options(&found.options, Owner::Enum, outer)?;
        let Some(first) = found.values.first() else {
            return Err(Fault::invalid(found.name.at, format!("expected a value in enum `{name}`, found none")));
        };
        if features.open && first.number != 0 {
            let message = format!("expected the number 0 of the first value of enum `{name}`, found {}", first.number);
            return Err(Fault::invalid(first.name.at, message));
        }
        reserved_names_once(&found.reserved_names)?;
        spans_apart(&found.reserved)?;
        let reserved = Spans::new(&found.reserved);
        let reserved_names: HashSet<&str> = found.reserved_names.iter().map(|name| &*name.text).collect();
        let aliases = is_true(&found.options, "allow_alias");
        let mut taken: HashMap<i64, &str> = HashMap::new();
        let mut aliased = false;
        for value in &found.values {
            let (number, text, at) = (value.number, &value.name.text, value.name.at);
            self.options(&value.options, Owner::EnumValue, outer)?;
            if reserved.meets(&Span { start: number, end: number, at }) {
                return Err(Fault::invalid(
                    at,
                    format!("enum value `{text}` has the number {number}, which is reserved"),
                ));
            }
            if reserved_names.contains(&**text) {
                return Err(Fault::invalid(at, format!("the name `{text}` is reserved")));
            }
            if let Some(other) = taken.insert(number, text) {
                aliased = true;
                if !aliases {
                    let message = format!(
                        "enum values `{other}` and `{text}` both have the number {number}; \
                         `option allow_alias = true;` would allow it"
                    );
                    return Err(Fault::invalid(at, message));
                }
            }
        }
        if aliases && !aliased {
            let message = format!("enum `{name}` allows aliases, but no two of its values have one number");
            return Err(Fault::invalid(found.name.at, message));
        }
        self.value_names(found)
    }

    /// Values must differ by more than case and the enum's name in front of them, since languages leave that away.
    fn value_names(&self, found: &Enum) -> Result<(), Fault> {
        if is_true(&found.options, "deprecated_legacy_json_field_conflicts") {
            return Ok(());
        }
        let mut seen: HashMap<String, (&str, i64)> = HashMap::new();
        for value in &found.values {
            let text = &value.name.text;
            let short = pascal(strip(text, &found.name.text));
            match seen.get(&short) {
                Some((other, number)) if *number != value.number => {
                    let message = format!(
                        "enum values `{other}` and `{text}` differ only in case or in the enum's name before them"
                    );
                    return Err(Fault::invalid(value.name.at, message));
                }
                Some(_) => {}
                None => {
                    seen.insert(short, (text, value.number));
                }
            }
        }
        Ok(())
    }
}

/// A value's name without the enum's in front, compared without case and underscores.
fn strip<'n>(name: &'n str, prefix: &str) -> &'n str {
    let mut rest = name;
    for wanted in prefix.chars().filter(|char| *char != '_') {
        rest = rest.trim_start_matches('_');
        match rest.strip_prefix(|found: char| found.eq_ignore_ascii_case(&wanted)) {
            Some(behind) => rest = behind,
            None => return name,
        }
    }
    match rest.trim_start_matches('_') {
        "" => name,
        rest => rest,
    }
}

fn pascal(name: &str) -> String {
    let part = |part: &str| {
        let mut chars = part.chars();
        let first = chars.next().map(|char| char.to_ascii_uppercase());
        first.into_iter().chain(chars.map(|char| char.to_ascii_lowercase())).collect::<String>()
    };
    name.split('_').map(part).collect()
}
