//! Bearer tokens: JSON Web Tokens, signed by one of the keys of a JWKS file.
use crate::access::grants::Grants;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Map, Value};

/// Seconds that clocks may differ.
const LEEWAY: u64 = 30;

/// The keys, and what a token must say.
pub(super) struct Tokens {
    keys: JwkSet,
    issuer: Option<String>,
    audience: String,
    name: String,
    grants: Option<String>,
}

impl Tokens {
    /// # Errors
    /// Keys that are none.
    pub(super) fn new(
        jwks: &str,
        issuer: Option<String>,
        audience: String,
        name: Option<String>,
        grants: Option<String>,
    ) -> Result<Self, String> {
        let keys: JwkSet =
            serde_json::from_str(jwks).map_err(|error| format!("expected a JSON Web Key Set: {error}"))?;
        if keys.keys.is_empty() {
            return Err("expected a JSON Web Key Set with at least one key".to_owned());
        }
        Ok(Self { keys, issuer, audience, name: name.unwrap_or_else(|| "sub".to_owned()), grants })
    }

    /// The name in a valid token, and the grants that its claim gives.
    pub(super) fn check(&self, token: &str) -> Option<(String, Grants)> {
        let header = decode_header(token).ok()?;
        // A shared secret has no place in a file of public keys.
        if matches!(header.alg, Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512) {
            return None;
        }
        let mut validation = Validation::new(header.alg);
        validation.leeway = LEEWAY;
        validation.validate_nbf = true;
        validation.set_audience(&[&self.audience]);
        let mut required = vec!["exp", "aud"];
        if let Some(issuer) = &self.issuer {
            validation.set_issuer(&[issuer]);
            required.push("iss");
        }
        validation.set_required_spec_claims(&required);
        let candidates = self.keys.keys.iter().filter(|key| match &header.kid {
            Some(id) => key.common.key_id.as_ref() == Some(id),
            None => true,
        });
        let claims: Map<String, Value> = candidates
            .filter_map(|key| DecodingKey::from_jwk(key).ok())
            .find_map(|key| decode(token, &key, &validation).ok())?
            .claims;
        let name = claims.get(&self.name)?.as_str()?.to_owned();
        let said = self.grants.as_ref().and_then(|claim| claims.get(claim)).map(texts).unwrap_or_default();
        // Whoever signs may grant; what is no grant gives nothing.
        let grants = Grants::parse(said).unwrap_or_default();
        Some((name, grants))
    }
}

/// The texts of a list, or of one text with spaces.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => text.split_whitespace().collect(),
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}
