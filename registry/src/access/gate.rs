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
use axum::http::{HeaderMap, HeaderValue, Method};
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

impl Caller {
    /// Whether lists show this subject to the caller.
    pub fn sees(&self, subject: &crate::subject::Subject) -> bool {
        self.grants.allow(Role::Read, subject)
    }
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

    async fn caller(&self, access: &Access, headers: &HeaderMap, peer: Option<&Peer>) -> Option<Caller> {
        let named = |name: &str, grants: Grants| Caller { name: Some(name.into()), grants: Arc::new(grants) };
        if let Some(header) = headers.get(AUTHORIZATION) {
            let (scheme, rest) = header.to_str().ok()?.split_once(' ')?;
            if scheme.eq_ignore_ascii_case("basic") {
                let pair = String::from_utf8(BASE64.decode(rest.trim()).ok()?).ok()?;
                let (user, password) = pair.split_once(':')?;
                let right = access.passwords.check(user, password).await;
                return right.then(|| named(user, access.users.get(user).cloned().unwrap_or_default()));
            }
            if scheme.eq_ignore_ascii_case("bearer") {
                let (name, mut grants) = access.tokens.as_ref()?.check(rest.trim())?;
                grants.extend(access.names.get(&name).unwrap_or(&Grants::default()));
                return Some(named(&name, grants));
            }
            return None;
        }
        if let Some(name) = peer.and_then(|peer| peer.certificate.as_deref()) {
            return Some(named(name, access.names.get(name).cloned().unwrap_or_default()));
        }
        (!access.anonymous.is_empty()).then(|| Caller { name: None, grants: Arc::new(access.anonymous.clone()) })
    }
}

/// The part of the gate that stands before every route.
pub(crate) async fn guard(State((gate, engine)): State<(Gate, Engine)>, mut request: Request, next: Next) -> Response {
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let id = request.extensions().get::<RequestId>().cloned();
    let need = Need::of(&method, &uri);
    let peer = request.extensions().get::<Peer>().cloned();
    let headers = request.headers().clone();
    let rules = gate.0.load_full();
    let caller = match &rules {
        None => Some(Caller { name: None, grants: Arc::new(Grants::all()) }),
        Some(access) => gate.caller(access, &headers, peer.as_ref()).await,
    };
    let name = caller.as_ref().and_then(|caller| caller.name.clone());
    let changes =
        !matches!(need, Need::On(Role::Read, _)) && !matches!(method, Method::GET | Method::HEAD | Method::OPTIONS);
    let response = match caller {
        None => challenge(Refusal::unauthorized()),
        Some(caller) if need.is_met(&caller.grants, |look| engine.read(|state| look(state))) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        // Nobody in particular may be somebody who may.
        Some(caller) if caller.name.is_none() => challenge(Refusal::unauthorized()),
        Some(_) => Refusal::forbidden().into_response(),
    };
    let status = response.status().as_u16();
    if changes || matches!(status, 401 | 403) {
        let id = id.as_ref().map_or("", |id| &id.0);
        let (who, from) =
            (name.as_deref().unwrap_or("-"), peer.map(|peer| peer.address.to_string()).unwrap_or_default());
        tracing::info!(target: "audit", who, from, %method, uri = uri.to_string(), status, request = id, "asked for a change");
    }
    response
}

fn challenge(refusal: Refusal) -> Response {
    let mut response = refusal.into_response();
    response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"isobyte\", Bearer"));
    response
}
