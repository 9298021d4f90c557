//! SchemaId: how an event, or the class of an event, names its schema.
use crate::backend::Version;
use crate::registered::Registered;
use crate::target::{Form, form};
use crate::url::{decode, encode, parse, without_credentials};
use isobyte::{Code, Error, Result};
use std::fmt;

/// What names a schema of a registry.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SchemaId {
    /// The id that the registry gave: `7`.
    Id(u32),
    /// The GUID of the schema, in lower case: `17faec6f-046c-0059-b294-ef7107ab1330`.
    Guid(String),
    /// A version of a subject: `users:3`, `users:latest`, `:.context:users:3`. The last colon counts.
    Version {
        /// The subject.
        subject: String,
        /// Which version of it.
        version: Version,
    },
    /// A URL: `https://host/schemas/ids/7`, or `https://host/users/schema.avsc`, which is the latest version of `users`.
    Url(String),
}

impl SchemaId {
    /// Reads the text of an id, a URL, a GUID, or a subject and its version.
    ///
    /// # Errors
    /// `invalid_argument`.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.parse().map(Self::Id).map_err(|_| wrong(text));
        }
        // A registry in memory has URLs of its own form, and a path like every URL.
        if text.contains("://") || (text.starts_with("memory:") && text.contains('/')) {
            return match url_form(text) {
                Some(_) => Ok(Self::Url(text.to_owned())),
                None => Err(wrong(text)),
            };
        }
        if is_guid(text) {
            return Ok(Self::Guid(text.to_ascii_lowercase()));
        }
        let (subject, version) = text.rsplit_once(':').ok_or_else(|| wrong(text))?;
        let version = match version {
            "latest" => Version::Latest,
            _ if version.starts_with('+') => return Err(wrong(text)),
            _ => Version::Number(version.parse().ok().filter(|number| *number > 0).ok_or_else(|| wrong(text))?),
        };
        // Of `:.context:3` nobody knows which is meant.
        let name = subject.strip_prefix(":.").map_or(Some(subject), |rest| rest.split_once(':').map(|(_, name)| name));
        if name.is_none_or(str::is_empty) {
            return Err(wrong(text));
        }
        Ok(Self::Version { subject: subject.to_owned(), version })
    }

    /// Reads the value of an event's header: of `schema-id`, which is text, or of Confluent's `__value_schema_id`, which is
    /// a zero byte and the id in four bytes, or 01 and the GUID in sixteen.
    ///
    /// # Errors
    /// `frame_unknown`.
    pub fn from_header(value: &[u8]) -> Result<Self> {
        match value {
            [] => Err(Error::new(Code::FrameUnknown, "expected a header schema-id that names the schema, found none")),
            [0, id @ ..] if id.len() == 4 => Ok(Self::Id(id.iter().fold(0, |id, byte| id << 8 | u32::from(*byte)))),
            [1, guid @ ..] if guid.len() == 16 => {
                let hex: String = guid.iter().map(|byte| format!("{byte:02x}")).collect();
                let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
                Ok(Self::Guid(parts.join("-")))
            }
            _ => {
                let read = std::str::from_utf8(value).map_err(|_| wrong("bytes that are no text"));
                read.and_then(Self::parse).map_err(|error| {
                    Error::new(Code::FrameUnknown, format!("header that names the schema: {}", error.message()))
                })
            }
        }
    }

    /// The id, where the text itself tells it.
    pub fn id(&self) -> Option<u32> {
        match self {
            Self::Id(id) => Some(*id),
            Self::Url(url) => match url_form(url)? {
                (_, Form::Id(id)) => Some(id),
                (_, Form::Name(_)) => None,
            },
            Self::Guid(_) | Self::Version { .. } => None,
        }
    }

    /// The subject, where the text itself tells it.
    pub fn subject(&self) -> Option<String> {
        match self {
            Self::Version { subject, .. } => Some(subject.clone()),
            Self::Url(url) => match url_form(url)? {
                (_, Form::Name(name)) => Some(decode(name)),
                (_, Form::Id(_)) => None,
            },
            Self::Id(_) | Self::Guid(_) => None,
        }
    }

    /// Whether it is the same schema for good. The latest version of a subject is not.
    pub fn is_fixed(&self) -> bool {
        match self {
            Self::Id(_) | Self::Guid(_) => true,
            Self::Version { version, .. } => *version != Version::Latest,
            Self::Url(_) => self.id().is_some(),
        }
    }

    /// The same for good: what a registry found for a name that may mean another schema tomorrow, by its id, or in a context,
    /// where ids count anew, by its version. URLs stay URLs of the same registry. Where nothing of this was found the name
    /// stays as it is.
    pub fn fixed(&self, found: &Registered) -> Self {
        let by_id = match self {
            Self::Version { subject, version: Version::Latest } => match context(subject) {
                None => found.id.map(Self::Id),
                Some(_) => {
                    let version = |number| Self::Version { subject: subject.clone(), version: Version::Number(number) };
                    found.version.map(version)
                }
            },
            Self::Url(url) => match (url_form(url), found.id) {
                (Some((prefix, Form::Name(name))), Some(id)) => {
                    let within = context(&decode(name)).map(|name| format!("/contexts/{}", encode(name)));
                    Some(Self::Url(format!("{prefix}{}/schemas/ids/{id}", within.unwrap_or_default())))
                }
                _ => None,
            },
            _ => None,
        };
        by_id.unwrap_or_else(|| self.clone())
    }
}

/// The context that a subject says, such as `.apart`.
fn context(subject: &str) -> Option<&str> {
    subject.strip_prefix(':').filter(|rest| rest.starts_with('.'))?.split_once(':').map(|(name, _)| name)
}

/// What stands before the form, and the form.
fn url_form(text: &str) -> Option<(&str, Form<'_>)> {
    let start = match text.strip_prefix("memory:") {
        Some(rest) => text.len() - rest.len() + rest.find('/')?,
        None => {
            parse(text).ok()?;
            let host = text.find("://")? + 3;
            host + text[host..].find('/')?
        }
    };
    let (prefix, found) = form(text[start..].trim_end_matches('/'))?;
    Some((&text[..start + prefix.len()], found))
}

fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cold]
fn wrong(text: &str) -> Error {
    let shown: String = without_credentials(text).chars().take(100).collect();
    Error::new(
        Code::InvalidArgument,
        format!(
            "expected a schema's id, its URL (.../schemas/ids/{{id}} or .../{{name}}/schema.avsc), GUID, or subject:version, found {shown:?}"
        ),
    )
}

impl fmt::Display for SchemaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => write!(f, "{id}"),
            Self::Guid(text) | Self::Url(text) => f.write_str(text),
            Self::Version { subject, version: Version::Latest } => write!(f, "{subject}:latest"),
            Self::Version { subject, version: Version::Number(number) } => write!(f, "{subject}:{number}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SchemaId;
    use crate::backend::Version;
    use crate::registered::Registered;
    use isobyte::Code;
    use isobyte::schema::Schema;

    fn version(subject: &str, version: Version) -> SchemaId {
        SchemaId::Version { subject: subject.to_owned(), version }
    }

    #[test]
    fn every_form() {
        let url = |text: &str| SchemaId::Url(text.to_owned());
        for (text, expected, id, subject, fixed) in [
            ("7", SchemaId::Id(7), Some(7), None, true),
            (" 4294967295 ", SchemaId::Id(u32::MAX), Some(u32::MAX), None, true),
            ("users:3", version("users", Version::Number(3)), None, Some("users"), true),
            ("users:latest", version("users", Version::Latest), None, Some("users"), false),
            ("a:b:3", version("a:b", Version::Number(3)), None, Some("a:b"), true),
            (":.ctx:name:3", version(":.ctx:name", Version::Number(3)), None, Some(":.ctx:name"), true),
            (":.ctx:a:b:latest", version(":.ctx:a:b", Version::Latest), None, Some(":.ctx:a:b"), false),
            ("memory:3", version("memory", Version::Number(3)), None, Some("memory"), true),
            ("https://host/schemas/ids/7", url("https://host/schemas/ids/7"), Some(7), None, true),
            ("http://h:1/api/schemas/ids/7/", url("http://h:1/api/schemas/ids/7/"), Some(7), None, true),
            ("https://host/users/schema.avsc", url("https://host/users/schema.avsc"), None, Some("users"), false),
            ("https://h/a%2Fb/schema.avsc", url("https://h/a%2Fb/schema.avsc"), None, Some("a/b"), false),
            ("memory:x/users/schema.avsc", url("memory:x/users/schema.avsc"), None, Some("users"), false),
        ] {
            let found = SchemaId::parse(text).expect(text);
            assert_eq!(found, expected, "{text}");
            assert_eq!((found.id(), found.subject().as_deref(), found.is_fixed()), (id, subject, fixed), "{text}");
            assert_eq!(found.to_string(), text.trim());
            assert_eq!(SchemaId::from_header(text.as_bytes()).expect(text), expected);
        }
        let guid = SchemaId::Guid("17faec6f-046c-0059-b294-ef7107ab1330".to_owned());
        assert_eq!(SchemaId::parse("17FAEC6F-046C-0059-B294-EF7107AB1330").expect("GUID"), guid);
        let bytes = [1, 0x17, 0xfa, 0xec, 0x6f, 4, 0x6c, 0, 0x59, 0xb2, 0x94, 0xef, 0x71, 7, 0xab, 0x13, 0x30];
        assert_eq!(SchemaId::from_header(&bytes).expect("GUID"), guid);
        assert_eq!(SchemaId::from_header(&[0, 0, 0, 1, 2]).expect("id"), SchemaId::Id(258));
    }

    #[test]
    fn what_is_none() {
        for text in [
            "",
            "  ",
            "-1",
            "4294967296",
            "users",
            ":3",
            "users:",
            "users:0",
            "users:+3",
            "users:-1",
            "users:newest",
            ":.ctx:3",
            ":.ctx::3",
            "https://host/users",
            "https://host/schemas/ids/x",
            "https://host",
            "ftp://host/users/schema.avsc",
            "https://me:secret@host/users",
        ] {
            let error = SchemaId::parse(text).expect_err(text);
            assert_eq!(error.code(), Code::InvalidArgument, "{text}");
            assert!(!error.to_string().contains("secret"), "{error}");
            assert_eq!(SchemaId::from_header(text.as_bytes()).expect_err(text).code(), Code::FrameUnknown, "{text}");
        }
        for bytes in [&[0u8, 0, 0][..], &[1; 16], &[1; 18], &[0xff, 0xfe], &[2, 0, 0, 0, 1]] {
            assert_eq!(SchemaId::from_header(bytes).expect_err("no header").code(), Code::FrameUnknown);
        }
    }

    #[test]
    fn what_may_change_is_fixed_by_the_id() {
        let schema = Schema::parse(r#""string""#).expect("string");
        let found = Registered::new(Some(7), None, Some(2), schema.clone());
        let unknown = Registered::new(None, None, None, schema);
        for (text, fixed) in [
            ("users:latest", "7"),
            ("users:2", "users:2"),
            (":.apart:a:b:latest", ":.apart:a:b:2"),
            ("https://h/%3A.apart%3Ausers/schema.avsc", "https://h/contexts/.apart/schemas/ids/7"),
            ("https://h/contexts/.apart/users/schema.avsc", "https://h/contexts/.apart/schemas/ids/7"),
            ("https://h/api/users/schema.avsc", "https://h/api/schemas/ids/7"),
            ("memory:x/users/schema.avsc", "memory:x/schemas/ids/7"),
            ("https://h/schemas/ids/9", "https://h/schemas/ids/9"),
            ("9", "9"),
        ] {
            let name = SchemaId::parse(text).expect(text);
            assert_eq!(name.fixed(&found).to_string(), fixed);
            assert_eq!(name.fixed(&unknown), name);
        }
    }
}
