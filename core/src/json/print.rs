//! JSON printed again: as it is but for white space, and in one order of keys.
use serde_json::Value;

/// JSON text, known to be good, without white space outside of strings; strings in their shortest notation, numbers as
/// they are written.
pub(crate) fn again(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut printer = Printer { text, at: 0, sort: false };
    printer.value(&mut out);
    out
}

/// The same with the keys of objects in the order of their characters, the last of equal ones, and numbers that are
/// integers as such.
pub(crate) fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut printer = Printer { text, at: 0, sort: true };
    printer.value(&mut out);
    out
}

/// A tree in the order of its keys.
pub(crate) fn sorted(json: &Value) -> String {
    normal(&json.to_string())
}

/// The same text for equal values, as JSON Schema has it: 1 is 1.0, and the order of keys does not matter.
pub(crate) fn key(json: &Value) -> String {
    match json {
        Value::Number(number) => integral(&number.to_string()),
        json => sorted(json),
    }
}

/// A number as an integer where it is one that a double holds exactly, otherwise as it is.
fn integral(number: &str) -> String {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match number.parse::<f64>() {
        Ok(value) if value.fract() == 0.0 && value.abs() < EXACT => (value as i64).to_string(),
        _ => number.to_owned(),
    }
}

struct Printer<'t> {
    text: &'t str,
    at: usize,
    sort: bool,
}

impl<'t> Printer<'t> {
    /// The next byte that is no white space.
    fn peek(&mut self) -> u8 {
        let rest = &self.text.as_bytes()[self.at..];
        let space = rest.iter().position(|byte| !matches!(byte, b' ' | b'\n' | b'\r' | b'\t'));
        self.at += space.unwrap_or(rest.len());
        self.text.as_bytes().get(self.at).copied().unwrap_or_default()
    }

    /// The recursion is as deep as the text, which is limited.
    fn value(&mut self, out: &mut String) {
        match self.peek() {
            b'{' => self.object(out),
            b'[' => {
                self.items(out, |printer, out| printer.value(out));
            }
            b'"' => out.push_str(&self.string()),
            _ => {
                let word = self.word();
                let number = word.starts_with(|c: char| c == '-' || c.is_ascii_digit());
                match self.sort && number {
                    true => out.push_str(&integral(word)),
                    false => out.push_str(word),
                }
            }
        }
    }

    /// What stands between two brackets, with commas.
    fn items(&mut self, out: &mut String, mut item: impl FnMut(&mut Self, &mut String)) {
        out.push(self.text.as_bytes()[self.at].into());
        self.at += 1;
        loop {
            match self.peek() {
                b',' => {
                    self.at += 1;
                    out.push(',');
                }
                close @ (b']' | b'}') => {
                    self.at += 1;
                    return out.push(close.into());
                }
                0 => return,
                _ => item(self, out),
            }
        }
    }

    fn entry(&mut self) -> String {
        let key = self.string();
        self.peek();
        self.at += 1;
        key
    }

    fn object(&mut self, out: &mut String) {
        if !self.sort {
            return self.items(out, |printer, out| {
                let key = printer.entry();
                out.push_str(&key);
                out.push(':');
                printer.value(out);
            });
        }
        let mut entries = std::collections::BTreeMap::new();
        self.items(&mut String::new(), |printer, _| {
            let key = printer.entry();
            let mut value = String::new();
            printer.value(&mut value);
            entries.insert(serde_json::from_str::<String>(&key).unwrap_or_default(), (key, value));
        });
        out.push('{');
        for (i, (key, value)) in entries.into_values().enumerate() {
            if i > 0 {
                out.push(',');
            }
            out.push_str(&key);
            out.push(':');
            out.push_str(&value);
        }
        out.push('}');
    }

    /// A string, printed again.
    fn string(&mut self) -> String {
        let begin = self.at;
        let bytes = self.text.as_bytes();
        self.at += 1;
        loop {
            match bytes.get(self.at) {
                Some(b'\\') => self.at += 2,
                Some(b'"') => break,
                Some(_) => self.at += 1,
                None => break,
            }
        }
        self.at = (self.at + 1).min(bytes.len());
        let raw = self.text.get(begin..self.at).unwrap_or_default();
        if !raw.contains('\\') {
            return raw.to_owned();
        }
        let text: Option<String> = serde_json::from_str(raw).ok();
        text.map_or_else(|| raw.to_owned(), |text| Value::String(text).to_string())
    }

    fn word(&mut self) -> &'t str {
        let begin = self.at;
        let rest = &self.text[begin..];
        let end = rest.find(|c: char| ",]} \n\r\t".contains(c)).unwrap_or(rest.len());
        // Never stands still, whatever the text is.
        self.at = begin + end.max(1).min(rest.len());
        self.text.get(begin..self.at).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{again, key, normal};

    #[test]
    fn without_white_space() {
        for (text, printed) in [
            (" { \"b\" : [ 1 , 2.50,true ] ,\n\"a\":{ } } ", r#"{"b":[1,2.50,true],"a":{}}"#),
            (r#""a\u0041\n\/\u00e9""#, "\"aA\\n/\u{e9}\""),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("[]", "[]"),
        ] {
            assert_eq!(again(text), printed);
            assert_eq!(again(printed), printed);
        }
    }

    #[test]
    fn in_order() {
        for (text, printed) in [
            (r#"{"b":1,"a":{"d":1.0,"c":[{"z":1,"y":2}]}}"#, r#"{"a":{"c":[{"y":2,"z":1}],"d":1},"b":1}"#),
            (r#"{"a":1,"a":2}"#, r#"{"a":2}"#),
            ("[1e2,1.5,-0.0,123456789012345678901234567890]", "[100,1.5,0,123456789012345678901234567890]"),
        ] {
            assert_eq!(normal(text), printed);
            assert_eq!(normal(printed), printed);
        }
    }

    #[test]
    fn equal_values() {
        let key = |text: &str| key(&serde_json::from_str(text).unwrap());
        assert_eq!(key("1.0"), key("1"));
        assert_eq!(key(r#"{"a":1,"b":[1.0]}"#), key(r#"{"b":[1],"a":1}"#));
        assert_ne!(key("\"1\""), key("1"));
        assert_ne!(key("[1,2]"), key("[2,1]"));
    }
}
