//! What the language forbids beyond its grammar: numbers, names, types, defaults, options.
mod enums;
mod extensions;
mod field;
mod names;
mod numbers;
mod option;
mod value;

use crate::proto::features::Features;
use crate::proto::parse::LARGEST;
use crate::proto::place::Fault;
use crate::proto::pool::{MAIN, Pool, join, package};
use crate::proto::tree::{Extend, File, Message, Service};
use option::Owner;

/// Checks the main file of a pool.
pub(crate) fn check(pool: &Pool<'_>) -> Result<(), Fault> {
    let file = pool.files[MAIN];
    Check { pool, file }.file()
}

struct Check<'p, 'a> {
    pool: &'p Pool<'a>,
    file: &'a File,
}

impl<'a> Check<'_, 'a> {
    fn file(&self) -> Result<(), Fault> {
        let file = self.file;
        let scope = package(file);
        let features = Features::of(file.syntax).with(&file.options);
        self.options(&file.options, Owner::File, scope)?;
        for message in &file.messages {
            self.message(message, scope, features)?;
        }
        for found in &file.enums {
            self.enumeration(found, scope, features)?;
        }
        for extend in &file.extends {
            self.extend(extend, scope, features)?;
        }
        for service in &file.services {
            self.service(service, scope)?;
        }
        self.extension_numbers()
    }

    fn message(&self, message: &'a Message, outer: &str, outer_features: Features) -> Result<(), Fault> {
        let scope = &join(outer, &message.name.text);
        let features = outer_features.with(&message.options);
        self.options(&message.options, Owner::Message, outer)?;
        self.numbers(message)?;
        self.extension_ranges(message, outer)?;
        for oneof in &message.oneofs {
            self.options(&oneof.options, Owner::Oneof, scope)?;
        }
        for field in &message.fields {
            self.field(field, scope, features, false)?;
        }
        self.json_names(message, features)?;
        for nested in &message.messages {
            self.message(nested, scope, features)?;
        }
        for nested in &message.enums {
            self.enumeration(nested, scope, features)?;
        }
        for extend in &message.extends {
            self.extend(extend, scope, features)?;
        }
        Ok(())
    }

    fn extend(&self, extend: &'a Extend, scope: &str, features: Features) -> Result<(), Fault> {
        let extendee = self.extendee(extend, scope)?;
        for field in &extend.fields {
            self.extension(extend, extendee, field, scope)?;
            self.field(field, scope, features, true)?;
        }
        Ok(())
    }

    fn service(&self, service: &'a Service, outer: &str) -> Result<(), Fault> {
        let scope = join(outer, &service.name.text);
        self.options(&service.options, Owner::Service, outer)?;
        for method in &service.methods {
            for name in [&method.input, &method.output] {
                let found = self.pool.message(&name.text, &scope, MAIN);
                found.map_err(|missing| missing.fault(name, "a message"))?;
            }
            self.options(&method.options, Owner::Method, &scope)?;
        }
        Ok(())
    }
}

/// The numbers that protobuf keeps for itself.
const KEPT: std::ops::RangeInclusive<i64> = 19_000..=19_999;

/// What is wrong with a field number in itself.
fn number_fault(number: i64, at: u32, most: i64) -> Result<(), Fault> {
    if number < 1 {
        Err(Fault::invalid(at, format!("expected a field number from 1 on, found {number}")))
    } else if number > most {
        Err(Fault::invalid(at, format!("expected a field number of at most {most}, found {number}")))
    } else if KEPT.contains(&number) && most == LARGEST {
        Err(Fault::invalid(at, format!("field numbers 19000 to 19999 are protobuf's own, found {number}")))
    } else {
        Ok(())
    }
}
