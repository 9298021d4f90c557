//! A slash at the end of a path means nothing: some clients send one where a name is left out.
use axum::extract::Request;
use axum::http::Uri;

/// The request without the slashes at the end of its path; none when there are none.
pub(super) fn stripped(mut request: Request) -> Option<Request> {
    let path = request.uri().path();
    let bare = path.trim_end_matches('/');
    if bare.is_empty() || bare.len() == path.len() {
        return None;
    }
    let target = match request.uri().query() {
        Some(query) => format!("{bare}?{query}"),
        None => bare.to_owned(),
    };
    *request.uri_mut() = target.parse::<Uri>().ok()?;
    Some(request)
}
