//! Target: what a schema's URL means to a registry.
use crate::access::Access;
use crate::url::{Url, decode, parse, without_credentials};
use isobyte::{Code, Error, Result};

/// What a URL stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// An id of the registry itself.
    Id(u32),
    /// The latest version of a subject of the registry itself.
    Name(String),
    /// An id at an allowed host.
    IdAt { url: Url, id: u32 },
    /// A bare text, at the registry or at an allowed host; `prefix` is what stands before the name.
    NameAt { url: Url, prefix: Url, name: String },
}

impl Target {
    /// Reads a URL, and refuses it unless its host may be fetched from.
    ///
    /// # Errors
    /// `invalid_argument`.
    pub(crate) fn parse(text: &str, access: &Access, memory: Option<&str>) -> Result<Self> {
        let own = memory.and_then(|name| text.strip_prefix("memory:")?.strip_prefix(name)?.strip_prefix('/'));
        if let Some(path) = own {
            return match form(&format!("/{path}")) {
                Some((_, Form::Id(id))) => Ok(Self::Id(id)),
                Some(("", Form::Name(name))) => Ok(Self::Name(decode(name))),
                _ => Err(wrong(text)),
            };
        }
        let (url, credentials) = parse(text)?;
        if credentials.is_some() {
            let shown = without_credentials(text);
            return Err(Error::new(
                Code::InvalidArgument,
                format!("URL {shown:?}: expected no credentials in a schema's URL; they belong to the registry's"),
            ));
        }
        access.check(&url.origin)?;
        let (prefix, form) = form(&url.path).ok_or_else(|| wrong(text))?;
        let prefix = Url { origin: url.origin.clone(), path: prefix.to_owned() };
        Ok(match form {
            // In memory there is one registry, wherever a URL says it is.
            Form::Id(id) if memory.is_some() || access.is_base(&prefix) => Self::Id(id),
            Form::Name(name) if memory.is_some() => Self::Name(decode(name)),
            Form::Id(id) => Self::IdAt { id, url },
            Form::Name(name) => Self::NameAt { name: decode(name), prefix, url },
        })
    }
}

pub(crate) enum Form<'a> {
    Id(u32),
    Name(&'a str),
}

/// What stands before the form, and the form.
pub(crate) fn form(path: &str) -> Option<(&str, Form<'_>)> {
    if let Some((prefix, name)) = path.strip_suffix("/schema.avsc").and_then(|rest| rest.rsplit_once('/')) {
        return (!name.is_empty()).then_some((prefix, Form::Name(name)));
    }
    let (prefix, id) = path.rsplit_once("/schemas/ids/")?;
    let digits = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    id.parse().ok().filter(|_| digits).map(|id| (prefix, Form::Id(id)))
}

#[cold]
fn wrong(text: &str) -> Error {
    let shown = without_credentials(text);
    Error::new(
        Code::InvalidArgument,
        format!("URL {shown:?}: expected .../schemas/ids/{{id}} or .../{{name}}/schema.avsc"),
    )
}

#[cfg(test)]
mod tests {
    use super::Target;
    use crate::access::Access;
    use crate::config::RegistryConfig;

    fn access(url: &str, hosts: &[&str]) -> Access {
        let config = RegistryConfig {
            allowed_hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
            ..RegistryConfig::at(url)
        };
        Access::new(&config, &config.urls).expect(url)
    }

    #[test]
    fn both_forms_at_the_registry_and_elsewhere() {
        let access = access("https://reg.example/api", &["files.example", "other.example:8081"]);
        let parse = |text: &str| Target::parse(text, &access, None);
        assert_eq!(parse("https://reg.example/api/schemas/ids/7").expect("own id"), Target::Id(7));
        assert!(matches!(parse("https://reg.example/schemas/ids/7"), Ok(Target::IdAt { id: 7, .. })));
        assert!(matches!(parse("http://other.example:8081/schemas/ids/7"), Ok(Target::IdAt { id: 7, .. })));
        match parse("https://reg.example/api/a%2Fb/schema.avsc").expect("name") {
            Target::NameAt { url, prefix, name } => {
                assert_eq!(url.to_string(), "https://reg.example/api/a%2Fb/schema.avsc");
                assert_eq!((prefix.to_string().as_str(), name.as_str()), ("https://reg.example/api", "a/b"));
            }
            other => panic!("{other:?}"),
        }
        for text in [
            "https://reg.example/api/schemas/ids/",
            "https://reg.example/api/schemas/ids/x",
            "https://reg.example/api/schemas/ids/+7",
            "https://reg.example/api/schemas/ids/99999999999",
            "https://reg.example/schema.avsc",
            "https://reg.example//schema.avsc",
            "https://reg.example/api/users",
            "http://reg.example/api/schemas/ids/7",
            "https://reg.example:8443/api/schemas/ids/7",
            "https://evil.example/users/schema.avsc",
            "https://reg.example@evil.example/users/schema.avsc",
            "https://me:secret@reg.example/api/schemas/ids/7",
            "https://other.example/schemas/ids/7",
            "memory:/schemas/ids/7",
            "users/schema.avsc",
        ] {
            let error = parse(text).expect_err(text);
            assert_eq!(error.code(), isobyte::Code::InvalidArgument, "{text}");
            assert!(!error.to_string().contains("secret"), "{error}");
        }
    }

    #[test]
    fn in_memory() {
        let config = RegistryConfig { allowed_hosts: vec!["my-server".to_owned()], ..RegistryConfig::default() };
        let access = Access::new(&config, &[]).expect("no address");
        let parse = |text: &str| Target::parse(text, &access, Some("test"));
        assert_eq!(parse("memory:test/schemas/ids/3").expect("id"), Target::Id(3));
        assert_eq!(parse("memory:test/users/schema.avsc").expect("name"), Target::Name("users".to_owned()));
        assert_eq!(parse("https://my-server/users/schema.avsc").expect("name"), Target::Name("users".to_owned()));
        assert!(parse("https://elsewhere/users/schema.avsc").is_err());
        assert!(parse("memory:other/users/schema.avsc").is_err());
    }
}
