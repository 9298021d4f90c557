//! URLs: taken apart strictly and put together again from the parts, so that what was checked is what is fetched.
use crate::config::Auth;
use isobyte::{Code, Error, Result};
use std::fmt;

/// An `http` or `https` URL without credentials, query and fragment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Url {
    pub(crate) origin: Origin,
    /// Empty, or a slash and more; without a slash at the end.
    pub(crate) path: String,
}

/// Who is spoken to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Origin {
    pub(crate) secure: bool,
    /// In lower case; an IPv6 address stands in brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.secure { "https://" } else { "http://" })?;
        f.write_str(&self.host)?;
        if self.port != self.default_port() { write!(f, ":{}", self.port) } else { Ok(()) }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.path)
    }
}

impl Origin {
    fn default_port(&self) -> u16 {
        if self.secure { 443 } else { 80 }
    }

    /// Whether an entry of `allowed_hosts` means this origin.
    pub(crate) fn is(&self, allowed: &str) -> bool {
        let allowed = allowed.trim();
        if allowed.eq_ignore_ascii_case(&self.host) {
            return self.port == self.default_port();
        }
        allowed.rsplit_once(':').is_some_and(|(host, port)| {
            host.eq_ignore_ascii_case(&self.host) && port.parse().is_ok_and(|port: u16| port == self.port)
        })
    }

    /// Whether it is this machine, to which no proxy can lead.
    pub(crate) fn is_loopback(&self) -> bool {
        self.host == "localhost" || self.host == "[::1]" || self.host.starts_with("127.")
    }
}

impl Url {
    /// The URL with more path behind it.
    pub(crate) fn join(&self, path: &str) -> Self {
        Self { origin: self.origin.clone(), path: format!("{}{path}", self.path) }
    }
}

/// Takes a URL apart, with the credentials that stand in it.
///
/// # Errors
/// `invalid_argument`, for all that is not a plain http or https URL. The text is shown without credentials.
pub(crate) fn parse(text: &str) -> Result<(Url, Option<Auth>)> {
    let wrong = |why: &str| Error::new(Code::InvalidArgument, format!("URL {:?}: {why}", without_credentials(text)));
    let (scheme, rest) = text.split_once("://").ok_or_else(|| wrong("expected http:// or https://"))?;
    let secure = match scheme.to_ascii_lowercase().as_str() {
        "http" => false,
        "https" => true,
        _ => return Err(wrong("expected http:// or https://")),
    };
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    if path.contains(['?', '#']) {
        return Err(wrong("expected neither query nor fragment"));
    }
    // Some readers take a backslash for a slash, and would see another host.
    if authority.contains('\\') {
        return Err(wrong("expected no backslash"));
    }
    let (credentials, address) = match authority.rsplit_once('@') {
        Some((credentials, address)) => (Some(credentials), address),
        None => (None, authority),
    };
    let (host, port) = match address.rsplit_once(':').filter(|(_, port)| !port.contains(']')) {
        Some((host, port)) => (host, Some(port.parse().map_err(|_| wrong("expected a port up to 65535"))?)),
        None => (address, None),
    };
    let name = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    let literal = |text: &str| text.parse::<std::net::Ipv6Addr>().is_ok();
    let bracketed = host.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    if host.is_empty() || !bracketed.map_or_else(|| name(host), literal) {
        return Err(wrong("expected a host name, without spaces or other signs"));
    }
    let path = path.trim_end_matches('/');
    let allowed = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte);
    let dots = |segment: &str| matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
    if !path.bytes().all(allowed) || path.split('/').any(dots) {
        return Err(wrong("expected a path of plain segments"));
    }
    let mut origin = Origin { secure, host: host.to_ascii_lowercase(), port: 0 };
    origin.port = port.unwrap_or_else(|| origin.default_port());
    let auth = credentials.map(|text| {
        let (user, password) = text.split_once(':').unwrap_or((text, ""));
        Auth::Basic { user: decode(user), password: decode(password) }
    });
    Ok((Url { origin, path: path.to_owned() }, auth))
}

/// A URL's text with what stands before the @ left out, whether or not it can be parsed.
pub(crate) fn without_credentials(text: &str) -> String {
    let start = text.find("://").map_or(0, |place| place + 3);
    let authority = text[start..].find(['/', '?', '#']).map_or(text.len(), |place| start + place);
    match text[start..authority].rfind('@') {
        Some(place) => format!("{}{}", &text[..start], &text[start + place + 1..]),
        None => text.to_owned(),
    }
}

/// One path segment: all but letters, digits and `-._~` percent-encoded.
pub(crate) fn encode(segment: &str) -> String {
    let mut text = String::with_capacity(segment.len());
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(byte.into());
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

/// Percent-encoding undone; what is no encoding, and what is no UTF-8, stays as it is.
pub(crate) fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let hex = after.first_chunk::<2>().and_then(|digits| std::str::from_utf8(digits).ok());
        let decoded = hex.filter(|_| byte == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(decoded.unwrap_or(byte));
        rest = if decoded.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{decode, encode, parse, without_credentials};
    use crate::config::Auth;

    #[test]
    fn urls_are_taken_apart() {
        for (text, shown) in [
            ("http://h", "http://h"),
            ("HTTP://Host.Example:80/", "http://host.example"),
            ("https://h:8443/a/b/", "https://h:8443/a/b"),
            ("http://[::1]:8081/x", "http://[::1]:8081/x"),
            ("http://h/a%2Fb/schema.avsc", "http://h/a%2Fb/schema.avsc"),
        ] {
            assert_eq!(parse(text).expect(text).0.to_string(), shown);
        }
        let (url, auth) = parse("https://me:p%40ss@h/x").expect("credentials");
        assert_eq!(url.to_string(), "https://h/x");
        assert_eq!(auth, Some(Auth::Basic { user: "me".to_owned(), password: "p@ss".to_owned() }));
    }

    #[test]
    fn what_is_no_plain_url_is_refused_without_its_credentials() {
        for text in [
            "",
            "h/x",
            "ftp://h/x",
            "file:///etc/passwd",
            "http://",
            "http:///x",
            "http://h:99999/",
            "http://h:/x",
            "http://h/x?y",
            "http://h/x#y",
            "http://h/../x",
            "http://h/%2e%2E/x",
            "http://h/a b",
            "http://h\\@evil/x",
            "http://h\u{0}/x",
            "http://[::1/x",
            "http://[zz]/x",
            "http://hö/x",
            "http://u:secret@h:x/y",
            "http://u:secret@h/a b",
        ] {
            let error = parse(text).expect_err(text);
            assert_eq!(error.code(), isobyte::Code::InvalidArgument, "{text}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
        assert_eq!(without_credentials("http://a:b@c@h/x@y"), "http://h/x@y");
    }

    #[test]
    fn hosts_are_allowed_by_name_and_port() {
        let origin = |text| parse(text).expect(text).0.origin;
        assert!(origin("https://h/x").is("H"));
        assert!(origin("http://h/x").is("h"));
        assert!(origin("http://h:8081/x").is("h:8081"));
        assert!(origin("http://[::1]:8081/x").is("[::1]:8081"));
        assert!(!origin("http://h:8081/x").is("h"));
        assert!(!origin("http://h:8081/x").is("h:80"));
        assert!(!origin("http://evil.h/x").is("h"));
        assert!(!origin("http://h.evil/x").is("h"));
    }

    #[test]
    fn segments_are_encoded() {
        assert_eq!(encode("a/b c:é-._~"), "a%2Fb%20c%3A%C3%A9-._~");
        assert_eq!(decode("a%2Fb%20c%3A%C3%A9-._~%zz%"), "a/b c:é-._~%zz%");
    }
}
