//! Lines of 88 columns, broken where ruff breaks them.
use std::fmt::Write;

const WIDTH: usize = 88;
const STEP: usize = 4;

/// An expression.
#[derive(Debug, Clone)]
pub(crate) enum Layout {
    /// What cannot be broken: a name, a number.
    Word(String),
    /// A text, which cannot be broken either.
    Text(String),
    /// What stands before another expression without space: `key=`, `lambda: `.
    Before(String, Box<Layout>),
    /// A call.
    Call(String, Vec<Layout>),
    /// `[...]`.
    List(Vec<Layout>),
    /// `{...}`.
    Dict(Vec<(String, Layout)>),
    /// `X[...]`.
    Subscript(String, Vec<Layout>),
    /// `A | B`.
    Union(Vec<Layout>),
}

impl Layout {
    pub(crate) fn word(word: impl Into<String>) -> Self {
        Self::Word(word.into())
    }

    /// `name=value`.
    pub(crate) fn named(name: &str, value: Layout) -> Self {
        Self::Before(format!("{name}="), Box::new(value))
    }

    /// In one line.
    pub(crate) fn flat(&self) -> String {
        let mut out = String::new();
        self.push_flat(&mut out);
        out
    }

    fn push_flat(&self, out: &mut String) {
        match self {
            Self::Word(word) | Self::Text(word) => out.push_str(word),
            Self::Before(before, value) => {
                out.push_str(before);
                value.push_flat(out);
            }
            Self::Call(head, items) => enclosed(out, head, "(", items, ", ", ")"),
            Self::List(items) => enclosed(out, "", "[", items, ", ", "]"),
            Self::Subscript(head, items) => enclosed(out, head, "[", items, ", ", "]"),
            Self::Union(items) => enclosed(out, "", "", items, " | ", ""),
            Self::Dict(members) => {
                out.push('{');
                for (index, (key, value)) in members.iter().enumerate() {
                    let _ = write!(out, "{}{key}: ", if index == 0 { "" } else { ", " });
                    value.push_flat(out);
                }
                out.push('}');
            }
        }
    }

    /// Writes the expression where `column` is, `tail` columns before what follows it in its line.
    fn write(&self, out: &mut String, indent: usize, tail: usize) {
        let flat = self.flat();
        if column(out) + width(&flat) + tail <= WIDTH {
            return out.push_str(&flat);
        }
        match self {
            Self::Word(_) | Self::Text(_) => out.push_str(&flat),
            Self::Before(before, value) => {
                out.push_str(before);
                value.write(out, indent, tail);
            }
            Self::Call(head, items) if !items.is_empty() => {
                let joined: Vec<String> = items.iter().map(Layout::flat).collect();
                let joined = joined.join(", ");
                let _ = write!(out, "{head}(");
                if indent + STEP + width(&joined) <= WIDTH {
                    line(out, indent + STEP);
                    out.push_str(&joined);
                } else if let [only] = items.as_slice() {
                    line(out, indent + STEP);
                    only.write(out, indent + STEP, usize::from(!matches!(only, Self::Word(_) | Self::Text(_))));
                    // What breaks over lines, or is too long, ends in a comma all the same.
                    out.push(',');
                    if matches!(only, Self::Word(_) | Self::Text(_)) {
                        out.pop();
                    }
                } else {
                    lines(out, indent, items.iter());
                }
                line(out, indent);
                out.push(')');
            }
            Self::List(items) if !items.is_empty() => {
                out.push('[');
                lines(out, indent, items.iter());
                line(out, indent);
                out.push(']');
            }
            Self::Dict(members) if !members.is_empty() => {
                out.push('{');
                for (key, value) in members {
                    line(out, indent + STEP);
                    let _ = write!(out, "{key}: ");
                    value.write(out, indent + STEP, 1);
                    out.push(',');
                }
                // A single member that had to be broken has no comma that was not asked for.
                line(out, indent);
                out.push('}');
            }
            Self::Subscript(head, items) => {
                let _ = write!(out, "{head}[");
                match items.as_slice() {
                    [Self::Union(parts)] => {
                        line(out, indent + STEP);
                        alternatives(out, indent + STEP, parts);
                    }
                    [only] => {
                        line(out, indent + STEP);
                        only.write(out, indent + STEP, 0);
                    }
                    _ => lines(out, indent, items.iter()),
                }
                line(out, indent);
                out.push(']');
            }
            Self::Union(parts) => {
                out.push('(');
                line(out, indent + STEP);
                alternatives(out, indent + STEP, parts);
                line(out, indent);
                out.push(')');
            }
            Self::Call(..) | Self::List(_) | Self::Dict(_) => out.push_str(&flat),
        }
    }

    /// What must fit in the line where the expression begins, if it is broken.
    fn head(&self) -> usize {
        match self {
            Self::Call(head, items) if !items.is_empty() => width(head) + 1,
            Self::List(items) if !items.is_empty() => 1,
            Self::Dict(members) if !members.is_empty() => 1,
            Self::Before(before, value) => width(before) + value.head(),
            _ => width(&self.flat()),
        }
    }
}

/// A line of a class: `name: annotation = value`.
pub(crate) fn declaration(out: &mut String, indent: usize, name: &str, annotation: &Layout, value: Option<&Layout>) {
    line(out, indent);
    let _ = write!(out, "{name}: ");
    let flat = annotation.flat();
    let (from, size) = (column(out), width(&flat));
    if from + size <= WIDTH || matches!(annotation, Layout::Word(_)) {
        // Where it is alone, a word that is too long stands in parentheses.
        if value.is_none() && from + size > WIDTH && indent + STEP + size <= WIDTH {
            return parenthesized(out, indent, annotation);
        }
        out.push_str(&flat);
    } else {
        annotation.write(out, indent, 0);
    }
    if let Some(value) = value {
        out.push_str(" = ");
        assigned(out, indent, value);
    }
}

/// A line of a class: `name = value`.
pub(crate) fn assignment(out: &mut String, indent: usize, name: &str, value: &Layout) {
    line(out, indent);
    let _ = write!(out, "{name} = ");
    assigned(out, indent, value);
}

fn assigned(out: &mut String, indent: usize, value: &Layout) {
    let flat = value.flat();
    let (from, size) = (column(out), width(&flat));
    let is_whole = from + size <= WIDTH || from + value.head() <= WIDTH;
    if !is_whole && (indent + STEP + size <= WIDTH || !matches!(value, Layout::Word(_) | Layout::Text(_))) {
        return parenthesized(out, indent, value);
    }
    value.write(out, indent, 0);
}

fn parenthesized(out: &mut String, indent: usize, value: &Layout) {
    out.push('(');
    line(out, indent + STEP);
    value.write(out, indent + STEP, 0);
    line(out, indent);
    out.push(')');
}

fn enclosed(out: &mut String, head: &str, open: &str, items: &[Layout], between: &str, close: &str) {
    out.push_str(head);
    out.push_str(open);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(between);
        }
        item.push_flat(out);
    }
    out.push_str(close);
}

fn lines<'a>(out: &mut String, indent: usize, items: impl Iterator<Item = &'a Layout>) {
    for item in items {
        line(out, indent + STEP);
        item.write(out, indent + STEP, 1);
        out.push(',');
    }
}

fn alternatives(out: &mut String, indent: usize, parts: &[Layout]) {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            line(out, indent);
            out.push_str("| ");
        }
        part.write(out, indent, 0);
    }
}

fn line(out: &mut String, indent: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

fn column(out: &str) -> usize {
    width(out.rsplit('\n').next().unwrap_or(out))
}

/// Columns: no text holds a character that takes two.
fn width(text: &str) -> usize {
    text.chars().count()
}
