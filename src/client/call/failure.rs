//! Messages and hints of failures that [`classify`](crate::client::error::classify) does not know: those without a
//! reply, and replies whose body cannot be used.

use super::connection;
use super::event::Response;
use crate::client::error::markup::{self, Page};
use crate::client::error::{ClientError, ErrorCode, Resource, read_body, with_status};
use crate::client::invalid::Invalid;
use crate::client::text::contains;
use crate::json::push_decimal;

/// The deadline has come.
pub(super) fn timed_out(timeout_ms: f64, resource: Resource) -> Box<ClientError> {
    let mut message = ["No ", resource.noun(), " came within "].concat();
    push_decimal(&mut message, timeout_ms.ceil() as u64);
    message.push_str(" ms");
    let hint = "`timeoutMs` is for the whole call. Raise it, or look for what stalls: the token function, the limiter, \
                a proxy, Zoom.";
    Box::new(ClientError::new(ErrorCode::Timeout, message, hint))
}

/// The caller's limiter rejected, or threw.
pub(super) fn limiter_failed() -> Box<ClientError> {
    let hint =
        "Nothing was sent for it. Look at `cause`. To have a request wait, return a promise that resolves later.";
    Box::new(ClientError::new(ErrorCode::RateLimited, "The limiter's `acquire` failed", hint))
}

/// `fetch` returned something else than a response.
pub(super) fn no_response() -> Box<ClientError> {
    let message = "`fetch` returned no response that can be read";
    Box::new(ClientError::new(ErrorCode::InvalidResponse, message, "Check the option `fetch`."))
}

/// No response came from an origin. A browser names no code, and hides a response that CORS forbids.
pub(super) fn unreachable(origin: &str, code: Option<&str>, is_cross_origin: bool) -> Box<ClientError> {
    let message = ["No reply came from ", origin, ": ", code.unwrap_or("fetch failed")].concat();
    let hint = if is_cross_origin {
        "This looks like CORS: Zoom's API sends no CORS headers, so a page cannot call it itself. Call it through a \
         proxy of your own (`zoom-phone-profile/proxy`), and pass its URL as `baseUrl`. Otherwise check the connection."
    } else {
        let known = code.and_then(connection::hint);
        known.unwrap_or("Check the connection, the host in `baseUrl`, and any proxy.")
    };
    Box::new(ClientError::new(ErrorCode::Network, message, hint))
}

/// The largest body that is read, in bytes: a profile has a few thousand.
pub const MAX_REPLY: usize = 1 << 20;

/// The body has more than [`MAX_REPLY`] bytes.
pub(super) fn too_large(response: &Response<'_>) -> Box<ClientError> {
    let hint = "Zoom's replies are far smaller. Check that `baseUrl` leads to Zoom or to your proxy.";
    of_response(response, ClientError::new(ErrorCode::ResponseTooLarge, "The reply is larger than 1 MiB", hint))
}

/// The body could not be read to its end.
pub(super) fn broken_off(response: &Response<'_>, code: Option<&str>) -> Box<ClientError> {
    let mut message = with_status("The reply's body could not be read to its end".into(), response.status);
    if let Some(code) = code {
        message.push_str(": ");
        message.push_str(code);
    }
    of_response(response, ClientError::new(ErrorCode::Network, message, connection::CLOSED))
}

/// A 2xx response whose body does not pass as a profile; `page` has the message and the hint of it, if it is a page.
pub(super) fn invalid_profile(
    response: &Response<'_>,
    body: &[u8],
    invalid: &Invalid,
    page: Option<(String, &'static str)>,
) -> Box<ClientError> {
    let error = match page {
        Some((message, hint)) => ClientError::new(ErrorCode::InvalidResponse, message, hint),
        None => ClientError::new(ErrorCode::InvalidResponse, with_own_words(invalid, body), invalid.hint),
    };
    of_response(response, error)
}

/// The message on a body, and what the body itself says if it is another document.
fn with_own_words(invalid: &Invalid, body: &[u8]) -> String {
    let mut message = invalid.message.clone();
    let said = if invalid.is_of_whole { read_body(body).message } else { None };
    if let Some(said) = said.filter(|said| !said.is_empty() && !contains(message.as_bytes(), said)) {
        message.push_str(". It says: ");
        message.push_str(&said);
    }
    message
}

/// A response brought no profile, and what explains it could not be loaded: its status says what it can.
pub(super) fn unjudged(status: u16) -> Box<ClientError> {
    let code = match status {
        401 => ErrorCode::Unauthorized,
        403 => ErrorCode::Forbidden,
        404 => ErrorCode::NotFound,
        429 => ErrorCode::RateLimited,
        400..=499 => ErrorCode::BadRequest,
        500..=599 => ErrorCode::ServerError,
        0 | 300..=399 => ErrorCode::Network,
        _ => ErrorCode::InvalidResponse,
    };
    let message = "The request has failed, and the part of zoom-phone-profile that explains it could not be loaded";
    let hint = "Call again once the connection is back. If the page has been deployed anew meanwhile, reload it.";
    let error = ClientError::new(code, with_status(message.into(), status), hint);
    Box::new(ClientError { status: Some(status), ..error })
}

/// The page that came instead of a profile, if it was one.
pub(super) fn page_of(response: &Response<'_>, body: &[u8]) -> Option<Page> {
    response.headers.firewall().or_else(|| markup::page(body, response.status))
}

fn of_response(response: &Response<'_>, error: ClientError) -> Box<ClientError> {
    let tracking_id = response.headers.tracking_id.map(Into::into);
    Box::new(ClientError { status: Some(response.status), tracking_id, ..error })
}

#[cfg(test)]
mod tests {
    use super::unjudged;
    use crate::client::error::{Reply, classify};

    #[test]
    fn a_status_alone_leads_to_the_code_that_it_has_without_a_body() {
        for status in (0..200).chain(300..1000) {
            let judged = classify(&Reply { status, ..Reply::default() });
            // 304 answers no request of ours.
            if status != 304 {
                assert_eq!(unjudged(status).code, judged.code, "{status}");
            }
        }
    }
}
