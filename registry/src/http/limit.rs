//! Limits on whole requests: how long one may take, and how many a caller may send.
use crate::access::gate::Caller;
use crate::listen::peer::Peer;
use crate::refusal::Refusal;
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::RETRY_AFTER;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

/// Requests between two clean-ups of callers that have been quiet.
const SWEEP: usize = 10_000;

/// Requests that each caller may send in a second, in bursts of twice as many.
#[derive(Clone)]
pub(super) struct Rate(Arc<DefaultKeyedRateLimiter<String>>);

impl Rate {
    pub(super) fn new(per_second: NonZeroU32) -> Self {
        let quota =
            Quota::per_second(per_second).allow_burst(per_second.saturating_mul(NonZeroU32::MIN.saturating_add(1)));
        Self(Arc::new(RateLimiter::keyed(quota)))
    }
}

/// 429 for who sends more than the rate. A caller is known by name, else by address.
pub(super) async fn rate(State(rate): State<Rate>, request: Request, next: Next) -> Response {
    let name = request.extensions().get::<Caller>().and_then(|caller| caller.name.clone());
    let key = match (name, request.extensions().get::<Peer>()) {
        (Some(name), _) => format!("n{name}"),
        (None, Some(peer)) => format!("a{}", peer.address),
        (None, None) => String::new(),
    };
    let held = rate.0.check_key(&key);
    if rate.0.len() > SWEEP {
        rate.0.retain_recent();
    }
    match held {
        Ok(()) => next.run(request).await,
        Err(until) => {
            let mut response = Refusal::too_many().into_response();
            let seconds = until.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            response
        }
    }
}

/// 500 and 50002 for what takes too long. A write that was begun may still come to pass.
pub(super) async fn time(State(limit): State<Duration>, request: Request, next: Next) -> Response {
    let answer = tokio::time::timeout(limit, next.run(request)).await;
    answer.unwrap_or_else(|_| Refusal::timeout().into_response())
}
