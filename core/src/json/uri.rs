//! References to URIs: joined with a base, split at the fragment. Source: RFC 3986, sections 3 and 5.

/// A reference's part before `#`, and its fragment, empty where there is none.
pub(crate) fn split(reference: &str) -> (&str, &str) {
    reference.split_once('#').unwrap_or((reference, ""))
}

/// A reference, without its fragment, seen from a base.
pub(crate) fn join(base: &str, reference: &str) -> String {
    let (reference, _) = split(reference);
    let (base, _) = split(base);
    if reference.is_empty() {
        return base.to_owned();
    }
    if scheme(reference).is_some() {
        return reference.to_owned();
    }
    if base.is_empty() {
        return without_dots(reference);
    }
    let (head, path) = authority(base);
    if let Some(rest) = reference.strip_prefix("//") {
        let scheme = scheme(base).map_or(String::new(), |scheme| format!("{scheme}:"));
        return format!("{scheme}//{rest}");
    }
    if reference.starts_with('/') {
        return format!("{head}{}", without_dots(reference));
    }
    let (path, _) = path.split_once('?').unwrap_or((path, ""));
    if reference.starts_with('?') {
        return format!("{head}{path}{reference}");
    }
    let folder = path.rfind('/').map_or("", |end| &path[..=end]);
    let folder = if folder.is_empty() && head.contains("//") { "/" } else { folder };
    format!("{head}{}", without_dots(&format!("{folder}{reference}")))
}

/// The scheme, where there is one.
fn scheme(uri: &str) -> Option<&str> {
    let (scheme, _) = uri.split_once(':')?;
    let mut bytes = scheme.bytes();
    let good = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    good.then_some(scheme)
}

/// Scheme and authority, and the rest.
fn authority(uri: &str) -> (&str, &str) {
    let begin = scheme(uri).map_or(0, |scheme| scheme.len() + 1);
    let end = match uri[begin..].strip_prefix("//") {
        Some(rest) => begin + 2 + rest.find(['/', '?']).unwrap_or(rest.len()),
        None => begin,
    };
    uri.split_at(end)
}

/// A path without `.` and `..`; a query stays as it is.
fn without_dots(path: &str) -> String {
    let (path, query) = path.find('?').map_or((path, ""), |at| path.split_at(at));
    let rooted = path.starts_with('/');
    let mut out: Vec<&str> = Vec::new();
    let mut steps = path.strip_prefix('/').unwrap_or(path).split('/').peekable();
    while let Some(step) = steps.next() {
        let last = steps.peek().is_none();
        match step {
            "." if last => out.push(""),
            "." => {}
            ".." => {
                out.pop();
                if last {
                    out.push("");
                }
            }
            step => out.push(step),
        }
    }
    format!("{}{}{query}", if rooted { "/" } else { "" }, out.join("/"))
}

/// Percent-encoding undone; `None` where that makes no text.
pub(crate) fn decoded(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let mut digit = || char::from(bytes.next()?).to_digit(16);
        let (high, low) = (digit()?, digit()?);
        out.push((high * 16 + low) as u8);
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    use super::{decoded, join};

    /// RFC 3986, section 5.4, but for the fragments.
    #[test]
    fn joined_as_the_rfc_has_it() {
        for (reference, joined) in [
            ("g:h", "g:h"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("./", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../..", "http://a/"),
            ("../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("g;x=1/../y", "http://a/b/c/y"),
        ] {
            assert_eq!(join("http://a/b/c/d;p?q", reference), joined, "{reference}");
        }
        assert_eq!(join("", "a.json"), "a.json");
        assert_eq!(join("", "./a.json"), "a.json");
        assert_eq!(join("", "//a/b"), "//a/b");
        assert_eq!(join("folder/a.json", "b.json"), "folder/b.json");
        assert_eq!(join("http://a", "b.json"), "http://a/b.json");
        assert_eq!(join("urn:x:y", ""), "urn:x:y");
    }

    #[test]
    fn percent_encoding() {
        assert_eq!(decoded("a%22%25").as_deref(), Some("a\"%"));
        assert_eq!(decoded("%ff"), None);
        assert_eq!(decoded("%f"), None);
    }
}
