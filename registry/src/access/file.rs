//! The file that says who may do what.
//!
//! ```toml
//! # What nobody in particular may do; without it, everybody must say who they are.
//! anonymous = ["read:public-*"]
//!
//! # Names and passwords; `isobyte password` makes the hash.
//! [users.orders]
//! password = "$argon2id$v=19$m=19456,t=2,p=1$..."
//! grants = ["read:*", "write:orders-*"]
//!
//! # Tokens, by their subject, and client certificates, by their common name.
//! [names."svc-billing"]
//! grants = ["read:orders-*"]
//!
//! [tokens]
//! jwks = "jwks.json"            # beside this file
//! audience = "isobyte"
//! issuer = "https://id.example"  # if it shall be checked
//! name = "sub"                   # the claim that holds the name
//! grants = "isobyte"             # a claim that holds grants, if any
//! ```
use crate::access::grants::Grants;
use crate::access::password::Passwords;
use crate::access::token::Tokens;
use serde::Deserialize;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

pub use crate::access::password::hash;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    #[serde(default)]
    anonymous: Vec<String>,
    #[serde(default)]
    users: HashMap<String, User>,
    #[serde(default)]
    names: HashMap<String, Name>,
    tokens: Option<TokenText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct User {
    password: String,
    grants: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Name {
    grants: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenText {
    jwks: String,
    audience: String,
    issuer: Option<String>,
    name: Option<String>,
    grants: Option<String>,
}

/// Everything that the file says.
pub struct Access {
    pub(super) anonymous: Arc<Grants>,
    pub(super) users: HashMap<String, Arc<Grants>>,
    pub(super) names: HashMap<String, Arc<Grants>>,
    pub(super) passwords: Passwords,
    pub(super) tokens: Option<Tokens>,
}

impl Access {
    /// Reads the file, and the keys beside it.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn read(file: &Path) -> Result<Self, String> {
        let shown = file.display();
        let text = std::fs::read_to_string(file).map_err(|error| format!("access file '{shown}': {error}"))?;
        let folder = file.parent().unwrap_or(Path::new("."));
        Self::parse(&text, folder).map_err(|error| format!("access file '{shown}': {error}"))
    }

    fn parse(text: &str, folder: &Path) -> Result<Self, String> {
        let text: Text = toml::from_str(text).map_err(|error| error.to_string().trim_end().to_owned())?;
        let grants = |who: &str, texts: &[String]| {
            let grants = Grants::parse(texts.iter().map(String::as_str)).map(Arc::new);
            grants.map_err(|error| format!("{who}: {error}"))
        };
        let anonymous = grants("anonymous", &text.anonymous)?;
        let (mut users, mut hashes, mut names) = (HashMap::new(), HashMap::new(), HashMap::new());
        for (name, user) in text.users {
            users.insert(name.clone(), grants(&format!("user '{name}'"), &user.grants)?);
            hashes.insert(name, user.password);
        }
        for (name, said) in text.names {
            let granted = grants(&format!("name '{name}'"), &said.grants)?;
            names.insert(name, granted);
        }
        let tokens = text.tokens.map(|tokens| {
            let path = folder.join(&tokens.jwks);
            let named = |error: String| format!("tokens: '{}': {error}", path.display());
            let jwks = std::fs::read_to_string(&path).map_err(|error| named(error.to_string()))?;
            Tokens::new(&jwks, tokens.issuer, tokens.audience, tokens.name, tokens.grants).map_err(named)
        });
        Ok(Self { anonymous, users, names, passwords: Passwords::new(hashes)?, tokens: tokens.transpose()? })
    }
}
