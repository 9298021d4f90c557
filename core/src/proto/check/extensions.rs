//! Extensions: what may be extended, by which numbers, each once.
use crate::proto::check::numbers::{Spans, largest};
use crate::proto::check::option::Owner;
use crate::proto::check::{Check, number_fault};
use crate::proto::place::Fault;
use crate::proto::pool::{MAIN, Resolved};
use crate::proto::tree::{Extend, Field, Label, Message, Span, Syntax, is_true, setting};
use std::collections::HashMap;

impl<'a> Check<'_, 'a> {
    pub(super) fn extension_ranges(&self, message: &'a Message, scope: &str) -> Result<(), Fault> {
        for extensions in &message.extensions {
            if self.file.syntax == Syntax::Proto3 {
                let at = extensions.spans.first().map_or(message.name.at, |span| span.at);
                return Err(Fault::invalid(at, "expected no extension numbers in proto3, found some"));
            }
            self.options(&extensions.options, Owner::ExtensionRange, scope)?;
        }
        if is_true(&message.options, "message_set_wire_format") {
            if self.file.syntax == Syntax::Proto3 {
                return Err(Fault::invalid(message.name.at, "expected no message set in proto3, found one"));
            }
            if let Some(field) = message.fields.first() {
                return Err(Fault::invalid(field.name.at, "expected no field in a message set, found one"));
            }
        }
        Ok(())
    }

    /// The message that is extended.
    pub(super) fn extendee(&self, extend: &Extend, scope: &str) -> Result<usize, Fault> {
        let name = &extend.extendee;
        let found = self.pool.message(&name.text, scope, MAIN);
        let index = found.map_err(|missing| missing.fault(name, "a message to extend"))?;
        let full = &self.pool.messages[index].full;
        let options = full.strip_prefix("google.protobuf.").is_some_and(|name| name.ends_with("Options"));
        if self.file.syntax == Syntax::Proto3 && !options && full != "google.protobuf.FeatureSet" {
            let message = format!("expected options to extend, as proto3 has it, found message `{full}`");
            return Err(Fault::invalid(name.at, message));
        }
        Ok(index)
    }

    pub(super) fn extension(&self, extend: &Extend, extendee: usize, field: &Field, scope: &str) -> Result<(), Fault> {
        let message = self.pool.messages[extendee].node;
        let (number, text) = (field.number, &field.name.text);
        number_fault(number, field.number_at, largest(message))?;
        if field.label == Some(Label::Required) {
            return Err(Fault::invalid(field.name.at, format!("extension `{text}` cannot be required")));
        }
        let spans: Vec<Span> = message.extensions.iter().flat_map(|found| found.spans.iter().copied()).collect();
        if !Spans::new(&spans).meets(&Span { start: number, end: number, at: 0 }) {
            let name = &extend.extendee.text;
            let message = format!("message `{name}` does not keep the number {number} for extensions");
            return Err(Fault::invalid(field.number_at, message));
        }
        if is_true(&message.options, "message_set_wire_format") {
            let of_message = matches!(self.type_of(field, scope)?, Resolved::Message(_));
            if field.label == Some(Label::Repeated) || !of_message {
                return Err(Fault::invalid(field.name.at, "expected a message without `repeated` in a message set"));
            }
        }
        if let Some(option) = setting(&field.options, "json_name") {
            return Err(Fault::invalid(option.at, "expected no `json_name` of an extension, found one"));
        }
        Ok(())
    }

    /// That no two extensions of one message have one number, in all files.
    pub(super) fn extension_numbers(&self) -> Result<(), Fault> {
        let mut taken: HashMap<(usize, i64), &str> = HashMap::new();
        let main = |file: usize| file == MAIN;
        let others = self.pool.extensions.iter().filter(|extension| !main(extension.file));
        let own = self.pool.extensions.iter().filter(|extension| main(extension.file));
        for extension in others.chain(own) {
            let found = self.pool.message(&extension.extendee.text, &extension.scope, extension.file);
            let Ok(extendee) = found else { continue };
            let (number, full) = (extension.field.number, &extension.full);
            if let Some(other) = taken.insert((extendee, number), full)
                && main(extension.file)
            {
                let message = format!("extensions `{other}` and `{full}` both have the number {number}");
                return Err(Fault::invalid(extension.field.number_at, message));
            }
        }
        Ok(())
    }
}
