//! Fields: their types, defaults, and the options that only some types may have.
use crate::proto::check::Check;
use crate::proto::check::option::Owner;
use crate::proto::check::value::scalar_fault;
use crate::proto::features::{Features, Presence};
use crate::proto::place::Fault;
use crate::proto::pool::{MAIN, Resolved};
use crate::proto::tree::{Constant, Field, Key, Label, Part, Scalar, Setting, Syntax, Type, is_true, setting};

impl<'a> Check<'_, 'a> {
    /// What the type of a field in a scope is.
    pub(super) fn type_of(&self, field: &'a Field, scope: &str) -> Result<Resolved<'a>, Fault> {
        self.resolved(&field.of, scope, field)
    }

    fn resolved(&self, of: &'a Type, scope: &str, field: &Field) -> Result<Resolved<'a>, Fault> {
        self.pool.resolve(of, scope, MAIN).map_err(|missing| match of {
            Type::Named(name) => missing.fault(name, "a type"),
            _ => missing.fault(&field.name, "a type"),
        })
    }

    pub(super) fn field(&self, field: &'a Field, scope: &str, outer: Features, extension: bool) -> Result<(), Fault> {
        let features = outer.with(&field.options);
        let found = self.type_of(field, scope)?;
        self.options(&field.options, Owner::Field, scope)?;
        if let Resolved::Map(types) = found {
            self.map(types, field, scope)?;
        }
        if let Resolved::Enum(index) = found {
            self.openness(index, field, features)?;
        }
        if let Type::Group(group) = &field.of {
            self.message(group, scope, outer)?;
        }
        self.presence(field, found, extension)?;
        self.kinds(field, found)?;
        if let Some(option) = setting(&field.options, "default") {
            self.default(field, found, option, features)?;
        }
        if let Some(option) = setting(&field.options, "json_name") {
            json_name(option)?;
        }
        Ok(())
    }

    fn map(&self, types: &'a (Type, Type), field: &'a Field, scope: &str) -> Result<(), Fault> {
        let wrong = |message: &str| Err(Fault::invalid(field.name.at, message));
        match self.resolved(&types.0, scope, field)? {
            Resolved::Scalar(Scalar::Float | Scalar::Double | Scalar::Bytes) => {
                return wrong("expected integers, bool or string as keys of a map, found floats or bytes");
            }
            Resolved::Scalar(_) => {}
            _ => return wrong("expected integers, bool or string as keys of a map, found another type"),
        }
        if let Resolved::Enum(index) = self.resolved(&types.1, scope, field)? {
            self.openness(index, field, Features::of(self.file.syntax))?;
            let first = self.pool.enums[index].node.values.first();
            if first.is_some_and(|value| value.number != 0) {
                return wrong("expected the number 0 of the first value of an enum in a map");
            }
        }
        Ok(())
    }

    /// Proto3, and fields without presence, know no closed enums.
    fn openness(&self, index: usize, field: &Field, features: Features) -> Result<(), Fault> {
        let found = &self.pool.enums[index];
        let file = self.pool.files[found.file];
        let open = Features::of(file.syntax).with(&file.options).with(&found.node.options).open;
        let implicit = features.presence == Presence::Implicit && field.label != Some(Label::Repeated);
        if open || !(self.file.syntax == Syntax::Proto3 || implicit) {
            return Ok(());
        }
        let message =
            format!("expected an open enum of field `{}`, found `{}`, which is closed", field.name.text, found.full);
        Err(Fault::invalid(field.name.at, message))
    }

    /// Editions: which features a field may set for itself.
    fn presence(&self, field: &Field, found: Resolved<'_>, extension: bool) -> Result<(), Fault> {
        let none = Features::of(self.file.syntax);
        let own = none.with(&field.options);
        let inside = |value: &Constant, name: &str| {
            matches!(value, Constant::Message(entries)
                if entries.iter().any(|entry| matches!(&entry.key, Key::Field(key) if **key == *name)))
        };
        let features = |part: &Part| !part.custom && &*part.text == "features";
        let set = |name: &str| {
            field.options.iter().any(|option| match &*option.name {
                [first, second] => features(first) && &*second.text == name,
                [first] => features(first) && inside(&option.value, name),
                _ => false,
            })
        };
        let wrong = |message: &str| Err(Fault::invalid(field.name.at, message));
        let repeated = field.label == Some(Label::Repeated) || matches!(found, Resolved::Map(_));
        let message = matches!(found, Resolved::Message(_) | Resolved::Group(_) | Resolved::Map(_));
        if set("field_presence") {
            if extension {
                return wrong("expected no feature `field_presence` of an extension");
            }
            if repeated {
                return wrong("expected no feature `field_presence` of a repeated field");
            }
            if field.oneof.is_some() {
                return wrong("expected no feature `field_presence` of a field in a oneof");
            }
            if message && own.presence == Presence::Implicit {
                return wrong("expected a field of a message to have presence");
            }
        }
        if set("repeated_field_encoding") && !repeated {
            return wrong("expected no feature `repeated_field_encoding` of a field that is not repeated");
        }
        if set("message_encoding") && !matches!(found, Resolved::Message(_)) {
            return wrong("expected no feature `message_encoding` of a field that is no message");
        }
        let text = matches!(found, Resolved::Scalar(Scalar::String))
            || matches!(found, Resolved::Map(types) if matches!(types.0, Type::Scalar(Scalar::String))
                || matches!(types.1, Type::Scalar(Scalar::String)));
        if set("utf8_validation") && !text {
            return wrong("expected no feature `utf8_validation` of a field that is no string");
        }
        Ok(())
    }

    /// Options of the language that only some types may have.
    fn kinds(&self, field: &Field, found: Resolved<'_>) -> Result<(), Fault> {
        let editions = matches!(self.file.syntax, Syntax::Edition(_));
        let repeated = field.label == Some(Label::Repeated);
        let message = matches!(found, Resolved::Message(_) | Resolved::Group(_) | Resolved::Map(_));
        let wrong = |message: &str| Err(Fault::invalid(field.name.at, message));
        for option in &field.options {
            if option.is("packed") {
                if editions {
                    return wrong("expected no option `packed` in editions: use the feature `repeated_field_encoding`");
                }
                let text = matches!(found, Resolved::Scalar(Scalar::String | Scalar::Bytes));
                if is_true(&field.options, "packed") && (!repeated || message || text) {
                    return wrong("expected the option `packed` on a repeated field of numbers, found it elsewhere");
                }
            }
            let lazy = option.is("lazy") || option.is("unverified_lazy");
            if lazy && matches!(&option.value, Constant::Word(word) if &**word == "true") && !message {
                return wrong("expected the option `lazy` on a field of a message, found it elsewhere");
            }
            if option.is("jstype") {
                let normal = matches!(&option.value, Constant::Word(word) if &**word == "JS_NORMAL");
                let wide = [Scalar::Int64, Scalar::Uint64, Scalar::Sint64, Scalar::Fixed64, Scalar::Sfixed64];
                if !normal && !matches!(found, Resolved::Scalar(scalar) if wide.contains(&scalar)) {
                    return wrong("expected the option `jstype` on a field of 64-bit integers, found it elsewhere");
                }
            }
        }
        Ok(())
    }

    fn default(&self, field: &Field, found: Resolved<'_>, option: &Setting, features: Features) -> Result<(), Fault> {
        let wrong = |message: &str| Err(Fault::invalid(option.at, message));
        if self.file.syntax == Syntax::Proto3 {
            return wrong("expected no default in proto3, found one");
        }
        if field.label == Some(Label::Repeated) || matches!(found, Resolved::Map(_)) {
            return wrong("expected no default of a repeated field, found one");
        }
        if features.presence == Presence::Implicit && field.oneof.is_none() {
            return wrong("expected no default of a field without presence, found one");
        }
        match found {
            Resolved::Scalar(scalar) => scalar_fault(scalar, &option.value, option.value_at, false),
            Resolved::Enum(index) => {
                let values = &self.pool.enums[index].node.values;
                let known = |word: &str| values.iter().any(|value| &*value.name.text == word);
                if matches!(&option.value, Constant::Word(word) if known(word)) {
                    return Ok(());
                }
                let message = format!("expected a value of enum `{}` as the default", self.pool.enums[index].full);
                Err(Fault::invalid(option.value_at, message))
            }
            _ => wrong("expected no default of a message, found one"),
        }
    }
}

fn json_name(option: &Setting) -> Result<(), Fault> {
    match &option.value {
        Constant::Text(bytes) if bytes.contains(&0) => {
            Err(Fault::invalid(option.value_at, "expected no character 0 in `json_name`"))
        }
        Constant::Text(bytes) if bytes.first() == Some(&b'[') && bytes.last() == Some(&b']') => {
            Err(Fault::invalid(option.value_at, "expected a `json_name` without brackets, which mark extensions"))
        }
        Constant::Text(_) => Ok(()),
        _ => Err(Fault::syntax(option.value_at, "expected a string as `json_name`")),
    }
}
