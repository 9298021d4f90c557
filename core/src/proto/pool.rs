//! All that a file and the files behind its imports define, by full name, and protobuf's rules for finding a name.
use crate::proto::place::{Fault, Offset};
use crate::proto::tree::{Enum, Extend, Field, File, ImportMode, Message, Name, Oneof, Scalar, Type};
use std::collections::{HashMap, HashSet};

/// The file that is looked at; the others are what it imports, and what those import.
pub(crate) const MAIN: usize = 0;

pub(crate) struct Pool<'a> {
    pub(crate) files: Vec<&'a File>,
    pub(crate) messages: Vec<At<'a, Message>>,
    pub(crate) enums: Vec<At<'a, Enum>>,
    pub(crate) extensions: Vec<Extension<'a>>,
    symbols: HashMap<String, Symbol>,
    /// Of each file, whether the main one sees it: itself, what it imports, and what those import publicly.
    visible: Vec<bool>,
    /// Edition 2024: files from which custom options are taken.
    for_options: Vec<bool>,
}

/// A type, where it is.
pub(crate) struct At<'a, T> {
    /// With its package, without a leading dot.
    pub(crate) full: String,
    pub(crate) file: usize,
    pub(crate) node: &'a T,
}

pub(crate) struct Extension<'a> {
    pub(crate) full: String,
    /// Where it was declared: the message's full name, or the package.
    pub(crate) scope: String,
    pub(crate) file: usize,
    pub(crate) extendee: &'a Name,
    pub(crate) field: &'a Field,
}

#[derive(Debug, Clone)]
pub(crate) enum Symbol {
    /// The files that are in it, or in packages below.
    Package(Vec<usize>),
    Message(usize),
    Enum(usize),
    Extension(usize),
    Service(usize),
    /// The message that a map of a message makes.
    Entry(usize),
    /// Fields, oneofs, enum values, methods: no types, and nothing is inside of them.
    Other(usize),
}

/// What a field's type is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Resolved<'a> {
    Scalar(Scalar),
    Enum(usize),
    Message(usize),
    Group(usize),
    Map(&'a (Type, Type)),
}

/// Why a name leads to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Missing {
    Nowhere,
    /// The innermost scope leads to this name, which is not there.
    Inside(String),
    /// It is in a file that is not imported.
    Hidden(String),
    /// It is no type.
    NoType,
}

impl<'a> Pool<'a> {
    /// The main file comes first. Of the others, a name that is taken already is passed over.
    pub(crate) fn new(files: Vec<&'a File>) -> Result<Self, Fault> {
        let visible = visible(&files);
        let mut for_options = visible.clone();
        for import in files.first().map(|file| &*file.imports).unwrap_or_default() {
            if let Some(index) = files.iter().position(|file| file.name == import.name) {
                for_options[index] = true;
            }
        }
        let mut pool = Self {
            messages: Vec::new(),
            enums: Vec::new(),
            extensions: Vec::new(),
            symbols: HashMap::new(),
            visible,
            for_options,
            files,
        };
        // Others first, so that it is the main file's name that is found to be taken.
        for index in (0..pool.files.len()).rev() {
            pool.add_file(index)?;
        }
        Ok(pool)
    }

    fn add_file(&mut self, index: usize) -> Result<(), Fault> {
        let file = self.files[index];
        let mut scope = String::new();
        if let Some(package) = &file.package {
            for part in package.text.split('.') {
                scope = join(&scope, part);
                match self.symbols.get_mut(&scope) {
                    Some(Symbol::Package(files)) => files.push(index),
                    Some(_) if index == MAIN => {
                        let message = format!("`{scope}` cannot be a package, since it is defined as something else");
                        return Err(Fault::invalid(package.at, message));
                    }
                    Some(_) => {}
                    None => {
                        self.symbols.insert(scope.clone(), Symbol::Package(vec![index]));
                    }
                }
            }
        }
        for message in &file.messages {
            self.add_message(index, &scope, message)?;
        }
        for found in &file.enums {
            self.add_enum(index, &scope, found)?;
        }
        for extend in &file.extends {
            self.add_extend(index, &scope, extend)?;
        }
        for service in &file.services {
            let full = join(&scope, &service.name.text);
            for method in &service.methods {
                self.add(join(&full, &method.name.text), method.name.at, Symbol::Other(index))?;
            }
            self.add(full, service.name.at, Symbol::Service(index))?;
        }
        Ok(())
    }

    fn add(&mut self, full: String, at: Offset, symbol: Symbol) -> Result<(), Fault> {
        use std::collections::hash_map::Entry;
        let main = symbol_file(&symbol, self) == MAIN;
        match self.symbols.entry(full) {
            Entry::Vacant(entry) => {
                entry.insert(symbol);
                Ok(())
            }
            Entry::Occupied(entry) if main => Err(Fault::invalid(at, format!("`{}` is defined twice", entry.key()))),
            Entry::Occupied(_) => Ok(()),
        }
    }

    fn add_message(&mut self, file: usize, scope: &str, node: &'a Message) -> Result<(), Fault> {
        let full = join(scope, &node.name.text);
        self.messages.push(At { full: full.clone(), file, node });
        self.add(full.clone(), node.name.at, Symbol::Message(self.messages.len() - 1))?;
        for Oneof { name, .. } in &node.oneofs {
            self.add(join(&full, &name.text), name.at, Symbol::Other(file))?;
        }
        for field in &node.fields {
            self.add(join(&full, &field.name.text), field.name.at, Symbol::Other(file))?;
            match &field.of {
                Type::Group(group) => self.add_message(file, &full, group)?,
                Type::Map(_) => {
                    let entry = join(&full, &entry_name(&field.name.text));
                    self.add(entry, field.name.at, Symbol::Entry(file))?;
                }
                _ => {}
            }
        }
        for message in &node.messages {
            self.add_message(file, &full, message)?;
        }
        for found in &node.enums {
            self.add_enum(file, &full, found)?;
        }
        for extend in &node.extends {
            self.add_extend(file, &full, extend)?;
        }
        Ok(())
    }

    fn add_enum(&mut self, file: usize, scope: &str, node: &'a Enum) -> Result<(), Fault> {
        let full = join(scope, &node.name.text);
        self.enums.push(At { full: full.clone(), file, node });
        self.add(full, node.name.at, Symbol::Enum(self.enums.len() - 1))?;
        // Values are siblings of their enum, as in C++.
        for value in &node.values {
            self.add(join(scope, &value.name.text), value.name.at, Symbol::Other(file))?;
        }
        Ok(())
    }

    fn add_extend(&mut self, file: usize, scope: &str, extend: &'a Extend) -> Result<(), Fault> {
        for field in &extend.fields {
            let full = join(scope, &field.name.text);
            let extension =
                Extension { full: full.clone(), scope: scope.to_owned(), file, extendee: &extend.extendee, field };
            self.extensions.push(extension);
            self.add(full, field.name.at, Symbol::Extension(self.extensions.len() - 1))?;
            if let Type::Group(group) = &field.of {
                self.add_message(file, scope, group)?;
            }
        }
        Ok(())
    }

    /// What a full name stands for, for a file: the main file sees only what it imports.
    fn find(&self, full: &str, from: usize, options: bool) -> Option<&Symbol> {
        let seen = if options { &self.for_options } else { &self.visible };
        let symbol = self.symbols.get(full)?;
        let seen = from != MAIN
            || match symbol {
                Symbol::Package(files) => files.iter().any(|file| seen[*file]),
                other => seen[symbol_file(other, self)],
            };
        seen.then_some(symbol)
    }

    /// The symbol of a full name, whoever sees it.
    pub(crate) fn get(&self, full: &str) -> Option<&Symbol> {
        self.symbols.get(full)
    }

    /// What a name stands for inside of a scope: the innermost scope in which its first part is found decides.
    pub(crate) fn lookup(&self, name: &str, scope: &str, from: usize, want: Want) -> Result<&Symbol, Missing> {
        let options = want == Want::Option;
        if let Some(full) = name.strip_prefix('.') {
            return self.find(full, from, options).ok_or_else(|| self.missing(full));
        }
        let (first, rest) = name.split_once('.').map_or((name, None), |(first, rest)| (first, Some(rest)));
        let mut scope = Some(scope);
        while let Some(inside) = scope {
            let full = join(inside, first);
            match (self.find(&full, from, options), rest) {
                (Some(found), None) if want != Want::Type || found.is_type() => return Ok(found),
                (Some(found), Some(rest)) if found.has_inside() => {
                    let full = format!("{full}.{rest}");
                    return self.find(&full, from, options).ok_or(Missing::Inside(full));
                }
                _ => {}
            }
            scope = inside.rsplit_once('.').map(|(outer, _)| outer).or((!inside.is_empty()).then_some(""));
        }
        Err(self.missing(name))
    }

    fn missing(&self, name: &str) -> Missing {
        let file = match self.symbols.get(name) {
            None | Some(Symbol::Package(_)) => return Missing::Nowhere,
            Some(symbol) => symbol_file(symbol, self),
        };
        if file == MAIN { Missing::Nowhere } else { Missing::Hidden(self.files[file].name.to_string()) }
    }

    /// What the type of a field is; `scope` is the full name of the message that it stands in, or the package.
    pub(crate) fn resolve(&self, of: &'a Type, scope: &str, from: usize) -> Result<Resolved<'a>, Missing> {
        match of {
            Type::Scalar(scalar) => Ok(Resolved::Scalar(*scalar)),
            Type::Map(types) => Ok(Resolved::Map(types)),
            Type::Group(group) => match self.symbols.get(&join(scope, &group.name.text)) {
                Some(Symbol::Message(index)) => Ok(Resolved::Group(*index)),
                _ => Err(Missing::Nowhere),
            },
            Type::Named(name) => match self.lookup(&name.text, scope, from, Want::Type)? {
                Symbol::Message(index) => Ok(Resolved::Message(*index)),
                Symbol::Enum(index) => Ok(Resolved::Enum(*index)),
                _ => Err(Missing::NoType),
            },
        }
    }

    /// The message of a name.
    pub(crate) fn message(&self, name: &str, scope: &str, from: usize) -> Result<usize, Missing> {
        match self.lookup(name, scope, from, Want::Type)? {
            Symbol::Message(index) => Ok(*index),
            _ => Err(Missing::NoType),
        }
    }
}

/// What a name is looked up for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Want {
    /// Other things of that name are passed over.
    Type,
    Option,
}

impl Symbol {
    fn is_type(&self) -> bool {
        matches!(self, Self::Message(_) | Self::Enum(_) | Self::Entry(_))
    }

    fn has_inside(&self) -> bool {
        matches!(self, Self::Message(_) | Self::Enum(_) | Self::Package(_) | Self::Service(_) | Self::Entry(_))
    }
}

impl Missing {
    /// As an error at the place of the name.
    pub(crate) fn fault(self, name: &Name, what: &str) -> Fault {
        let text = &name.text;
        match self {
            Self::Nowhere => {
                Fault::reference(name.at, format!("expected {what}, found `{text}`, which is defined nowhere"))
            }
            Self::Inside(full) => Fault::reference(
                name.at,
                format!("`{text}` means `{full}` here, which is not defined; with a leading dot, a name is a full one"),
            ),
            Self::Hidden(file) => {
                Fault::reference(name.at, format!("`{text}` is defined in {file:?}, which is not imported"))
            }
            Self::NoType => {
                Fault::invalid(name.at, format!("expected {what}, found `{text}`, which is something else"))
            }
        }
    }
}

fn symbol_file(symbol: &Symbol, pool: &Pool<'_>) -> usize {
    match symbol {
        Symbol::Package(files) => files.first().copied().unwrap_or_default(),
        Symbol::Message(index) => pool.messages[*index].file,
        Symbol::Enum(index) => pool.enums[*index].file,
        Symbol::Extension(index) => pool.extensions[*index].file,
        Symbol::Service(file) | Symbol::Entry(file) | Symbol::Other(file) => *file,
    }
}

fn visible(files: &[&File]) -> Vec<bool> {
    let by_name: HashMap<&str, usize> =
        files.iter().enumerate().rev().map(|(index, file)| (&*file.name, index)).collect();
    let mut visible = vec![false; files.len()];
    let mut open: Vec<usize> = Vec::new();
    if let Some(main) = files.first() {
        visible[MAIN] = true;
        let seen = main.imports.iter().filter(|import| import.mode != ImportMode::Option);
        open.extend(seen.filter_map(|import| by_name.get(&*import.name)));
    }
    let mut done = HashSet::new();
    while let Some(index) = open.pop() {
        if done.insert(index) {
            visible[index] = true;
            let public = files[index].imports.iter().filter(|import| import.mode == ImportMode::Public);
            open.extend(public.filter_map(|import| by_name.get(&*import.name)));
        }
    }
    visible
}

/// A name inside of a scope; the outermost scope is empty.
pub(crate) fn join(scope: &str, name: &str) -> String {
    if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") }
}

/// The package of a file, or the empty text.
pub(crate) fn package(file: &File) -> &str {
    file.package.as_ref().map_or("", |name| &name.text)
}

/// The name of the message that a map makes: `a_map` gives `AMapEntry`.
pub(crate) fn entry_name(field: &str) -> String {
    let mut name = camel(field, true);
    name.push_str("Entry");
    name
}

/// Without underscores, with a capital letter in place of each; perhaps with one at the beginning too.
pub(crate) fn camel(name: &str, first: bool) -> String {
    let mut out = String::with_capacity(name.len());
    let mut capital = first;
    for char in name.chars() {
        if char == '_' {
            capital = true;
        } else {
            out.push(if capital { char.to_ascii_uppercase() } else { char });
            capital = false;
        }
    }
    out
}
