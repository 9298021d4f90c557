//! The names that fields have in JSON: no two of a message may be alike (specification, "JSON mapping").
use crate::proto::check::Check;
use crate::proto::features::Features;
use crate::proto::place::Fault;
use crate::proto::pool::camel;
use crate::proto::tree::{Constant, Field, Message, is_true, setting};
use std::collections::HashMap;

impl Check<'_, '_> {
    pub(super) fn json_names(&self, message: &Message, features: Features) -> Result<(), Fault> {
        if is_true(&message.options, "deprecated_legacy_json_field_conflicts") {
            return Ok(());
        }
        for with_custom in [false, true] {
            let mut seen: HashMap<String, (&str, bool)> = HashMap::new();
            for field in &message.fields {
                let custom = if with_custom { custom(field) } else { None };
                let is_custom = custom.is_some();
                let name = custom.unwrap_or_else(|| camel(&field.name.text, false));
                let text = &field.name.text;
                match seen.get(&name) {
                    // Where JSON is only tried, names given by hand must differ all the same.
                    Some((other, other_custom)) if features.json || (is_custom && *other_custom) => {
                        let message = format!("fields `{other}` and `{text}` have the same name in JSON, `{name}`");
                        return Err(Fault::invalid(field.name.at, message));
                    }
                    Some(_) => {}
                    None => {
                        seen.insert(name, (text, is_custom));
                    }
                }
            }
        }
        Ok(())
    }
}

fn custom(field: &Field) -> Option<String> {
    match &setting(&field.options, "json_name")?.value {
        Constant::Text(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
        _ => None,
    }
}
