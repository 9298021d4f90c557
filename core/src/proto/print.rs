//! Prints a parsed file in one fixed layout: the canonical text. Comments and spacing of the original are gone; order stays.
use crate::proto::print_value::{constant, quoted, setting_name};
use crate::proto::tree::{
    Enum, Extend, Field, File, ImportMode, Message, Method, Name, Service, Setting, Span, Syntax, Type, Visibility,
};

/// The text of a file.
pub(crate) fn print(file: &File) -> String {
    let quotes = !matches!(file.syntax, Syntax::Edition(_));
    let mut out = Printer { out: String::new(), depth: 0, quotes };
    out.file(file);
    out.out
}

struct Printer {
    out: String,
    depth: usize,
    /// Whether reserved names stand in quotes.
    quotes: bool,
}

impl Printer {
    fn line(&mut self, parts: &[&str]) {
        (0..self.depth).for_each(|_| self.out.push_str("  "));
        parts.iter().for_each(|part| self.out.push_str(part));
        self.out.push('\n');
    }

    /// An empty line, unless there is nothing above.
    fn gap(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }

    fn file(&mut self, file: &File) {
        match file.syntax {
            _ if !file.said => {}
            Syntax::Proto2 => self.line(&["syntax = \"proto2\";"]),
            Syntax::Proto3 => self.line(&["syntax = \"proto3\";"]),
            Syntax::Edition(year) => self.line(&["edition = \"", &year.to_string(), "\";"]),
        }
        if let Some(package) = &file.package {
            self.line(&["package ", &package.text, ";"]);
        }
        if !file.imports.is_empty() {
            self.gap();
        }
        for import in &file.imports {
            let mode = match import.mode {
                ImportMode::Plain => "",
                ImportMode::Public => "public ",
                ImportMode::Weak => "weak ",
                ImportMode::Option => "option ",
            };
            self.line(&["import ", mode, &quoted(import.name.as_bytes()), ";"]);
        }
        if !file.options.is_empty() {
            self.gap();
        }
        self.options(&file.options);
        for message in &file.messages {
            self.gap();
            self.message(message);
        }
        for found in &file.enums {
            self.gap();
            self.enumeration(found);
        }
        for extend in &file.extends {
            self.gap();
            self.extend(extend);
        }
        for service in &file.services {
            self.gap();
            self.service(service);
        }
    }

    fn options(&mut self, options: &[Setting]) {
        for option in options {
            let name = setting_name(&option.name);
            self.line(&["option ", &name, " = ", &constant(&option.value, self.depth), ";"]);
        }
    }

    fn message(&mut self, message: &Message) {
        self.line(&[visibility(message.visibility), "message ", &message.name.text, " {"]);
        self.inside(message);
        self.line(&["}"]);
    }

    fn inside(&mut self, message: &Message) {
        self.depth += 1;
        self.options(&message.options);
        self.reserved(&message.reserved, &message.reserved_names);
        let mut printed = vec![false; message.oneofs.len()];
        for field in &message.fields {
            match field.oneof {
                None => self.field(field),
                Some(index) if std::mem::replace(&mut printed[index], true) => {}
                Some(index) => self.oneof(message, index),
            }
        }
        for extensions in &message.extensions {
            let spans: Vec<String> = extensions.spans.iter().map(span).collect();
            self.line(&["extensions ", &spans.join(", "), &self.brackets(&extensions.options), ";"]);
        }
        message.messages.iter().for_each(|nested| self.message(nested));
        message.enums.iter().for_each(|nested| self.enumeration(nested));
        message.extends.iter().for_each(|nested| self.extend(nested));
        self.depth -= 1;
    }

    fn oneof(&mut self, message: &Message, index: usize) {
        self.line(&["oneof ", &message.oneofs[index].name.text, " {"]);
        self.depth += 1;
        self.options(&message.oneofs[index].options);
        message.fields.iter().filter(|field| field.oneof == Some(index)).for_each(|field| self.field(field));
        self.depth -= 1;
        self.line(&["}"]);
    }

    fn field(&mut self, field: &Field) {
        let label = field.label.map_or(String::new(), |label| format!("{} ", label.word()));
        let (number, options) = (field.number.to_string(), self.brackets(&field.options));
        if let Type::Group(group) = &field.of {
            self.line(&[&label, "group ", &group.name.text, " = ", &number, &options, " {"]);
            self.inside(group);
            self.line(&["}"]);
        } else {
            self.line(&[&label, &type_text(&field.of), " ", &field.name.text, " = ", &number, &options, ";"]);
        }
    }

    fn brackets(&self, options: &[Setting]) -> String {
        if options.is_empty() {
            return String::new();
        }
        let text =
            |option: &Setting| format!("{} = {}", setting_name(&option.name), constant(&option.value, self.depth));
        format!(" [{}]", options.iter().map(text).collect::<Vec<_>>().join(", "))
    }

    fn reserved(&mut self, spans: &[Span], names: &[Name]) {
        for reserved in spans {
            self.line(&["reserved ", &span(reserved), ";"]);
        }
        for name in names {
            let text = if self.quotes { quoted(name.text.as_bytes()) } else { name.text.to_string() };
            self.line(&["reserved ", &text, ";"]);
        }
    }

    fn enumeration(&mut self, found: &Enum) {
        self.line(&[visibility(found.visibility), "enum ", &found.name.text, " {"]);
        self.depth += 1;
        self.options(&found.options);
        self.reserved(&found.reserved, &found.reserved_names);
        for value in &found.values {
            let options = self.brackets(&value.options);
            self.line(&[&value.name.text, " = ", &value.number.to_string(), &options, ";"]);
        }
        self.depth -= 1;
        self.line(&["}"]);
    }

    fn extend(&mut self, extend: &Extend) {
        self.line(&["extend ", &extend.extendee.text, " {"]);
        self.depth += 1;
        extend.fields.iter().for_each(|field| self.field(field));
        self.depth -= 1;
        self.line(&["}"]);
    }

    fn service(&mut self, service: &Service) {
        self.line(&["service ", &service.name.text, " {"]);
        self.depth += 1;
        self.options(&service.options);
        service.methods.iter().for_each(|method| self.method(method));
        self.depth -= 1;
        self.line(&["}"]);
    }

    fn method(&mut self, method: &Method) {
        let side = |streaming: bool, name: &Name| format!("({}{})", if streaming { "stream " } else { "" }, name.text);
        let (input, output) =
            (side(method.client_streaming, &method.input), side(method.server_streaming, &method.output));
        let end = if method.options.is_empty() { ";" } else { " {" };
        self.line(&["rpc ", &method.name.text, " ", &input, " returns ", &output, end]);
        if !method.options.is_empty() {
            self.depth += 1;
            self.options(&method.options);
            self.depth -= 1;
            self.line(&["}"]);
        }
    }
}

fn visibility(visibility: Option<Visibility>) -> &'static str {
    match visibility {
        None => "",
        Some(Visibility::Export) => "export ",
        Some(Visibility::Local) => "local ",
    }
}

fn span(span: &Span) -> String {
    match (span.start, span.end) {
        (start, end) if start == end => start.to_string(),
        (start, end) => format!("{start} to {end}"),
    }
}

/// A type as it is written: `map<string, .ns.Item>`.
pub(crate) fn type_text(of: &Type) -> String {
    match of {
        Type::Scalar(scalar) => scalar.word().to_owned(),
        Type::Named(name) => name.text.to_string(),
        Type::Group(group) => format!("group {}", group.name.text),
        Type::Map(types) => format!("map<{}, {}>", type_text(&types.0), type_text(&types.1)),
    }
}
