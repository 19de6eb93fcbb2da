//! Messages and hints of failures that [`classify`](crate::client::error::classify) does not know: those without a reply,
//! and replies whose body cannot be used.

use super::connection;
use super::event::{Issues, Response};
use crate::client::body::read_body;
use crate::client::error::{ClientError, ErrorCode, contains, with_status};
use crate::client::markup::Page;
use crate::json::push_decimal;
use crate::validate::IssueCode;

/// The deadline has come.
pub(super) fn timed_out(timeout_ms: f64) -> Box<ClientError> {
    let mut message = String::from("No profile came within ");
    push_decimal(&mut message, timeout_ms.ceil() as u64);
    message.push_str(" ms");
    let hint =
        "`timeoutMs` is for the whole call. Raise it, or look for what stalls: the token function, a proxy, Zoom.";
    Box::new(ClientError::new(ErrorCode::Timeout, message, hint))
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
        "This looks like CORS: Zoom's API sends no CORS headers, so a page cannot call it itself. Call it through a proxy \
         of your own (`zoom-phone-profile/proxy`), and pass its URL as `baseUrl`. Otherwise check the connection."
    } else {
        let known = code.and_then(connection::hint);
        known.unwrap_or("Check the connection, the host in `baseUrl`, and any proxy.")
    };
    Box::new(ClientError::new(ErrorCode::Network, message, hint))
}

/// The body has more bytes than are read.
pub(super) fn too_large(response: &Response<'_>) -> Box<ClientError> {
    let hint = "A profile has a few kilobytes. Check that `baseUrl` leads to Zoom or to your proxy.";
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

/// A 2xx response whose body does not pass as a profile; `page` is what it is, if it is a page.
pub(super) fn invalid_profile(
    response: &Response<'_>,
    body: &[u8],
    issues: &Issues,
    page: Option<(Page, &str)>,
) -> Box<ClientError> {
    let (message, hint) = match page {
        Some((page, origin)) => (instead_of_profile(&page, origin), page.hint()),
        None => (findings(issues, body), hint_of(issues)),
    };
    of_response(response, ClientError::new(ErrorCode::InvalidResponse, message, hint))
}

/// A page came from an origin.
pub(super) fn instead_of_profile(page: &Page, origin: &str) -> String {
    [&page.name(), " came from ", origin, " in place of a profile"].concat()
}

fn of_response(response: &Response<'_>, error: ClientError) -> Box<ClientError> {
    let tracking_id = response.headers.tracking_id.map(Into::into);
    Box::new(ClientError { status: Some(response.status), tracking_id, ..error })
}

/// What is wrong with a body: its gravest issue, how many more there are, and what the server says in place of a profile.
fn findings(issues: &Issues, body: &[u8]) -> String {
    let Some((code, gravest)) = &issues.gravest else {
        return "The reply is not a valid profile: `maxIssues` is 0, so that no more is known".into();
    };
    // Issues of the whole document are sentences about it: "This is not JSON: …".
    let (start, rest) = match gravest.strip_prefix("This ") {
        Some(rest) => ("The reply ", rest),
        None => ("The reply is not a valid profile: ", gravest.as_str()),
    };
    let mut message = [start, rest].concat();
    if issues.count > 1 {
        message.push_str("; ");
        push_decimal(&mut message, issues.count.saturating_sub(1) as u64);
        message.push_str(if issues.kept == issues.count { " more in `issues`" } else { " more" });
    }
    if matches!(code, IssueCode::InvalidJson | IssueCode::NotAProfile)
        && let Some(said) = read_body(body).message.filter(|said| !said.is_empty())
        && !contains(gravest.as_bytes(), &said)
    {
        message.push_str(". It says: ");
        message.push_str(&said);
    }
    message
}

fn hint_of(issues: &Issues) -> &'static str {
    match issues.gravest {
        Some((IssueCode::InvalidJson, _)) => {
            "Check that `baseUrl` leads to Zoom or to your proxy, not to a page: the reply is empty, cut off, or not \
             JSON."
        }
        Some((IssueCode::NotAProfile, _)) => "Check the endpoint: a profile comes from GET /phone/users/{userId}.",
        _ => "Look at `issues`, each with its place. Pass `validation: \"lenient\"` to accept it as it is.",
    }
}
