//! The gate: finds out who asks, lets through who may, and keeps a trace of who changed what.
use crate::access::file::Access;
use crate::access::grants::{Grants, Role};
use crate::access::need::Need;
use crate::engine::Engine;
use crate::http::watch::RequestId;
use crate::listen::peer::Peer;
use crate::refusal::Refusal;
use arc_swap::ArcSwapOption;
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::sync::Arc;

/// Who asks, for handlers and for the log.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The name of the user, of the token's subject, or of the certificate; none for nobody in particular.
    pub name: Option<Arc<str>>,
    /// What they may do.
    pub grants: Arc<Grants>,
}

/// The gate's rules. They can be replaced while the server runs; none lets everybody do everything.
#[derive(Clone, Default)]
pub struct Gate(Arc<ArcSwapOption<Access>>);

impl Gate {
    /// Everybody may do everything.
    pub fn open() -> Self {
        Self::default()
    }

    /// From now on these rules hold.
    pub fn set(&self, access: Access) {
        self.0.store(Some(Arc::new(access)));
    }

    /// Whether callers must say who they are.
    pub fn is_guarded(&self) -> bool {
        self.0.load().is_some()
    }
}

/// Who asks, if it is somebody, or if nobody in particular may do something.
async fn caller(access: &Access, request: &Parts) -> Option<Caller> {
    let named = |name: &str, grants: Option<&Arc<Grants>>| Caller {
        name: Some(name.into()),
        grants: grants.cloned().unwrap_or_default(),
    };
    if let Some(header) = request.headers.get(AUTHORIZATION) {
        let (scheme, rest) = header.to_str().ok()?.split_once(' ')?;
        if scheme.eq_ignore_ascii_case("basic") {
            let pair = String::from_utf8(BASE64.decode(rest.trim()).ok()?).ok()?;
            let (user, password) = pair.split_once(':')?;
            let right = access.passwords.check(user, password).await;
            return right.then(|| named(user, access.users.get(user)));
        }
        if scheme.eq_ignore_ascii_case("bearer") {
            let (name, mut grants) = access.tokens.as_ref()?.check(rest.trim())?;
            if let Some(said) = access.names.get(&name) {
                grants.extend(said);
            }
            return Some(named(&name, Some(&Arc::new(grants))));
        }
        return None;
    }
    if let Some(name) = request.extensions.get::<Peer>().and_then(|peer| peer.certificate.as_deref()) {
        return Some(named(name, access.names.get(name)));
    }
    (!access.anonymous.is_empty()).then(|| Caller { name: None, grants: access.anonymous.clone() })
}

/// The part of the gate that stands before every route.
pub(crate) async fn guard(State((gate, engine)): State<(Gate, Engine)>, request: Request, next: Next) -> Response {
    let rules = gate.0.load_full();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if rules.is_none() && reads {
        // Nothing to ask, and nothing to tell of.
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let need = Need::of(&parts.method, &parts.uri);
    let caller = match &rules {
        None => Some(Caller { name: None, grants: Arc::new(Grants::all()) }),
        Some(access) => caller(access, &parts).await,
    };
    let changes = !reads && !matches!(need, Need::On(Role::Read, _));
    let (method, uri) = (parts.method.clone(), parts.uri.clone());
    let id = parts.extensions.get::<RequestId>().cloned();
    let from = parts.extensions.get::<Peer>().map(|peer| peer.address);
    let name = caller.as_ref().and_then(|caller| caller.name.clone());
    let response = match caller {
        None => challenge(Refusal::unauthorized()),
        Some(caller) if need.is_met(&caller.grants, |look| engine.read(|state| look(state))) => {
            parts.extensions.insert(caller);
            next.run(Request::from_parts(parts, body)).await
        }
        // Nobody in particular may be somebody who may.
        Some(caller) if caller.name.is_none() => challenge(Refusal::unauthorized()),
        Some(_) => Refusal::forbidden().into_response(),
    };
    let status = response.status().as_u16();
    if changes || matches!(status, 401 | 403) {
        let (who, id) = (name.as_deref().unwrap_or("-"), id.as_ref().map_or("", |id| &id.0));
        let (from, uri) = (from.map(|from| from.to_string()).unwrap_or_default(), uri.to_string());
        tracing::info!(target: "audit", who, from, %method, uri, status, request = id, "asked for a change");
    }
    response
}

fn challenge(refusal: Refusal) -> Response {
    let mut response = refusal.into_response();
    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"isobyte\", Bearer"));
    response
}
