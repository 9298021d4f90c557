//! What a request needs, told from its method and path alone; whatever is not known here needs everything.
use crate::access::grants::{Grants, Role};
use crate::schema::Guid;
use crate::state::State;
use crate::subject::{DEFAULT_CONTEXT, Subject};
use axum::http::{Method, Uri};
use percent_encoding::percent_decode_str;

/// What a request needs.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// To be somebody.
    Somebody,
    /// A role on a subject, or on a context as a whole.
    On(Role, Subject),
    /// A role on every subject that begins so, with its context.
    Prefix(Role, String),
    /// To read one of the subjects that have this schema.
    Id(String, u32),
    /// The same.
    Guid(Guid),
}

impl Need {
    /// What a request needs.
    pub(super) fn of(method: &Method, uri: &Uri) -> Self {
        let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let segments: Vec<String> = uri.path().split('/').skip(1).map(decode).collect();
        let mut path: Vec<&str> = segments.iter().map(String::as_str).collect();
        // As the routes do it: slashes at the end mean nothing.
        while path.last() == Some(&"") {
            path.pop();
        }
        let query = |wanted: &str| {
            let pairs = uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
            let decode = |text: &str| decode(&text.replace('+', " "));
            // As the handlers read it: the last counts, and a name alone has an empty value.
            let mut pairs = pairs.rev().map(|pair| pair.split_once('=').unwrap_or((pair, "")));
            pairs.find(|(name, _)| decode(name) == wanted).map(|(_, value)| decode(value))
        };
        let mut context = DEFAULT_CONTEXT.to_owned();
        if let ["contexts", name, rest @ ..] = path.as_slice()
            && !rest.is_empty()
        {
            context = Subject::context_name(name);
            path = rest.to_vec();
        }
        let subject = |name: &str| Subject::parse_in(&context, name);
        let reads = method == Method::GET || method == Method::HEAD;
        let role = |write: Role| if reads { Role::Read } else { write };
        match path.as_slice() {
            [] | ["v1", "metadata", _] | ["schemas", "types"] if reads => Self::Somebody,
            ["subjects"] | ["schemas"] if reads => {
                let prefix = match query("subjectPrefix") {
                    // Of all contexts, the default one too.
                    Some(prefix) if prefix.starts_with(":*:") => String::new(),
                    prefix => subject(&prefix.unwrap_or_default()).to_string(),
                };
                Self::Prefix(Role::Read, prefix)
            }
            ["index.json"] if reads => Self::Prefix(Role::Read, String::new()),
            // A reader has a subject of its own, which its name does not tell.
            ["readers"] if reads => match query("subject") {
                Some(name) => Self::On(Role::Read, subject(&name)),
                None => Self::Prefix(Role::Read, subject("").to_string()),
            },
            ["readers", _] => Self::Prefix(role(Role::Write), subject("").to_string()),
            ["schemas", "ids", id, ..] if reads => match id.parse() {
                Ok(id) => {
                    Self::Id(query("subject").map_or(context.clone(), |name| subject(&name).context().to_owned()), id)
                }
                Err(_) => Self::Somebody,
            },
            ["schemas", "guids", guid, ..] if reads => Guid::parse(guid).map_or(Self::Somebody, Self::Guid),
            ["subjects", name] if method == Method::POST => Self::On(Role::Read, subject(name)),
            ["compatibility", "subjects", name, ..] if method == Method::POST => Self::On(Role::Read, subject(name)),
            ["config" | "mode", name] => Self::On(role(Role::Admin), subject(name)),
            ["contexts", name] => Self::On(role(Role::Admin), Subject::parse_in(&Subject::context_name(name), "")),
            ["subjects", name, ..] | [name, "schema.avsc" | "schema.json" | "schema.proto"] => {
                let for_good = query("permanent").is_some_and(|text| text.eq_ignore_ascii_case("true"));
                Self::On(role(if for_good { Role::Admin } else { Role::Write }), subject(name))
            }
            ["config" | "mode"] if reads && context == DEFAULT_CONTEXT => Self::Somebody,
            ["config" | "mode"] => Self::On(role(Role::Admin), subject("")),
            // Among them /settings and /contexts, which tell of all contexts.
            _ => Self::Prefix(role(Role::Admin), String::new()),
        }
    }

    /// Whether the grants are enough.
    pub(super) fn is_met(&self, grants: &Grants, state: impl FnOnce(&dyn Fn(&State) -> bool) -> bool) -> bool {
        let readable = |uses: &[(Subject, u32)]| uses.iter().any(|(subject, _)| grants.allow(Role::Read, subject));
        match self {
            Self::Somebody => !grants.is_empty(),
            Self::On(role, subject) if subject.name().is_empty() => {
                // The default context as a whole is the server: its configuration is that of all.
                grants.allow_all(*role) || grants.allow(*role, subject)
            }
            Self::On(role, subject) => {
                // Who names an alias means another subject, and needs the role there too.
                grants.allow(*role, subject)
                    && state(&|state| {
                        let target = state.alias(subject).map(|name| Subject::parse_in(subject.context(), name));
                        target.is_none_or(|target| grants.allow(*role, &target))
                    })
            }
            Self::Prefix(role, prefix) => grants.allow_prefix(*role, prefix),
            // An id that is not there tells nothing to whom may read nothing.
            Self::Id(context, id) => {
                grants.allow_all(Role::Read)
                    || state(&|state| state.identified(context, *id).is_some_and(|found| readable(&found.uses)))
            }
            Self::Guid(guid) => {
                grants.allow_all(Role::Read)
                    || state(&|state| {
                        state.contexts().any(|(_, context)| {
                            let mut found = context.ids_of(guid).filter_map(|id| context.identified(id));
                            found.any(|found| readable(&found.uses))
                        })
                    })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Need;
    use crate::access::grants::Role::{Admin, Read, Write};
    use crate::subject::Subject;
    use axum::http::{Method, Uri};

    #[test]
    fn needs() {
        let on = |role, subject: &str| Need::On(role, Subject::parse(subject));
        for (method, path, need) in [
            ("GET", "/", Need::Somebody),
            ("GET", "/subjects", Need::Prefix(Read, String::new())),
            ("GET", "/subjects?subjectPrefix=orders-", Need::Prefix(Read, "orders-".to_owned())),
            ("GET", "/subjects?subjectPrefix=%3A.eu%3Aa", Need::Prefix(Read, ":.eu:a".to_owned())),
            ("GET", "/contexts/.eu/subjects", Need::Prefix(Read, ":.eu:".to_owned())),
            ("POST", "/subjects/a%2Fb", on(Read, "a/b")),
            ("POST", "/subjects/a/versions", on(Write, "a")),
            ("POST", "/contexts/.eu/subjects/a/versions", on(Write, ":.eu:a")),
            ("GET", "/subjects/a/versions/1", on(Read, "a")),
            ("DELETE", "/subjects/a", on(Write, "a")),
            ("DELETE", "/subjects/a?permanent=TRUE", on(Admin, "a")),
            ("DELETE", "/subjects/a/versions/1?x=y&permanent=true", on(Admin, "a")),
            ("POST", "/compatibility/subjects/a/versions/latest", on(Read, "a")),
            ("GET", "/config/a", on(Read, "a")),
            ("PUT", "/config/a", on(Admin, "a")),
            ("PUT", "/config", on(Admin, "")),
            ("GET", "/config", Need::Somebody),
            ("PUT", "/contexts/eu/mode", on(Admin, ":.eu:")),
            ("DELETE", "/contexts/.eu", on(Admin, ":.eu:")),
            ("GET", "/schemas/ids/7", Need::Id(".".to_owned(), 7)),
            ("GET", "/schemas/ids/7/subjects?subject=:.eu:", Need::Id(".eu".to_owned(), 7)),
            ("PUT", "/users/schema.avsc", on(Write, "users")),
            ("GET", "/users/schema.proto", on(Read, "users")),
            ("GET", "/subjects?subjectPrefix=%3A*%3Aa", Need::Prefix(Read, String::new())),
            ("GET", "/schemas?latestOnly=true", Need::Prefix(Read, String::new())),
            ("GET", "/schemas?subjectPrefix=a&deleted=true", Need::Prefix(Read, "a".to_owned())),
            ("GET", "/subjects?subjectPrefix=a&subjectPrefix", Need::Prefix(Read, String::new())),
            ("GET", "/schemas/types", Need::Somebody),
            ("GET", "/schemas/ids/7/schema?format=resolved", Need::Id(".".to_owned(), 7)),
            ("GET", "/contexts/.eu/schemas/ids/7/versions", Need::Id(".eu".to_owned(), 7)),
            ("GET", "/subjects/a/metadata?key=k&value=v", on(Read, "a")),
            ("GET", "/subjects/a/versions/1/referencedby", on(Read, "a")),
            ("POST", "/compatibility/subjects/a/versions?explain=true", on(Read, "a")),
            ("GET", "/readers", Need::Prefix(Read, String::new())),
            ("GET", "/readers?subject=a", on(Read, "a")),
            ("GET", "/contexts/.eu/readers", Need::Prefix(Read, ":.eu:".to_owned())),
            ("GET", "/readers/billing", Need::Prefix(Read, String::new())),
            ("PUT", "/readers/billing", Need::Prefix(Write, String::new())),
            ("DELETE", "/contexts/.eu/readers/billing", Need::Prefix(Write, ":.eu:".to_owned())),
            ("GET", "/index.json", Need::Prefix(Read, String::new())),
            ("GET", "/settings", Need::Prefix(Read, String::new())),
            ("GET", "/contexts", Need::Prefix(Read, String::new())),
            ("DELETE", "/mode/a", on(Admin, "a")),
            ("PUT", "/config/a/", on(Admin, "a")),
            ("PUT", "/config/a//", on(Admin, "a")),
            ("PUT", "/config/schema.avsc", on(Admin, "schema.avsc")),
            ("DELETE", "/users/schema.json?permanent=true", on(Admin, "users")),
            ("GET", "/something/new", Need::Prefix(Read, String::new())),
            ("POST", "/something/new", Need::Prefix(Admin, String::new())),
            ("POST", "/subjects", Need::Prefix(Admin, String::new())),
        ] {
            let uri: Uri = path.parse().expect(path);
            assert_eq!(Need::of(&Method::from_bytes(method.as_bytes()).expect(method), &uri), need, "{method} {path}");
        }
    }
}
