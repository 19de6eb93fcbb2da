//! What a failure means: HTTP statuses and Zoom's codes, as one [`ErrorCode`], with a hint for the next step.
//!
//! Zoom is named only where Zoom speaks: in a reply of one of its hosts that is in its form. Any other reply comes from "the
//! server at" an origin, which may be a proxy, a gateway, a firewall or another program.

use serde::Serialize;

use super::codes::{self, ZoomCode};
use super::retry::Stop;
use crate::json::push_decimal;

pub use super::body::{ErrorBody, FieldError, is_error_body, read_body};

macro_rules! error_codes {
    ($($(#[doc = $doc:tt])* $Code:ident = $name:tt,)*) => {
        /// What kind of failure it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        pub enum ErrorCode {
            $($(#[doc = $doc])* #[serde(rename = $name)] $Code,)*
        }

        #[cfg(target_arch = "wasm32")]
        const _: () = {
            use wasm_bindgen::prelude::wasm_bindgen;
            #[wasm_bindgen(typescript_custom_section)]
            const TYPESCRIPT: &str = concat!(
                "/**\n * What kind of failure it is.\n *\n", $(" * - `", $name, "`:", $($doc,)* "\n",)* " */\n",
                "export type ErrorCode =", $(" | \"", $name, "\"",)* ";\n"
            );
        };

        impl ErrorCode {
            /// All codes.
            pub const ALL: &'static [ErrorCode] = &[$(ErrorCode::$Code,)*];

            /// The code's name on the JavaScript side.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(ErrorCode::$Code => $name,)*
                }
            }
        }
    };
}

error_codes! {
    /// An argument or option cannot be used; nothing was sent.
    InvalidArgument = "invalid_argument",
    /// The token is missing, invalid, or could not be had.
    Unauthorized = "unauthorized",
    /// The token has expired.
    TokenExpired = "token_expired",
    /// The token lacks scopes.
    MissingScopes = "missing_scopes",
    /// The token may not see this user.
    Forbidden = "forbidden",
    /// The account or the user has no Zoom Phone.
    PhoneNotEnabled = "phone_not_enabled",
    /// There is no such user on the account.
    UserNotFound = "user_not_found",
    /// There is no such account, site or endpoint.
    NotFound = "not_found",
    /// Zoom refuses the request.
    BadRequest = "bad_request",
    /// Too many requests.
    RateLimited = "rate_limited",
    /// Zoom fails.
    ServerError = "server_error",
    /// No reply came.
    Network = "network",
    /// No reply came in time.
    Timeout = "timeout",
    /// What came is no profile.
    InvalidResponse = "invalid_response",
    /// The reply is too large.
    ResponseTooLarge = "response_too_large",
}

/// Which limit was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Requests in a second.
    PerSecond,
    /// Requests in a day.
    Daily,
    /// Requests at a time.
    Concurrency,
}

impl Limit {
    /// The limit's name on the JavaScript side.
    pub fn as_str(self) -> &'static str {
        match self {
            Limit::PerSecond => "per_second",
            Limit::Daily => "daily",
            Limit::Concurrency => "concurrency",
        }
    }
}

/// A failed call. Serialized, it has the members of the JavaScript error, without those that are absent.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientError {
    /// What kind of failure it is.
    pub code: ErrorCode,
    /// What happened, for people.
    pub message: String,
    /// What to do next, for people.
    pub hint: String,
    /// The HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Zoom's own code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zoom_code: Option<i32>,
    /// Zoom's own message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zoom_message: Option<String>,
    /// What Zoom finds wrong, field by field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub field_errors: Vec<FieldError>,
    /// The scopes that the token lacks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing_scopes: Vec<String>,
    /// How long Zoom asks to wait, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<f64>,
    /// Which limit was met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// Zoom's ID of the request, for its support.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracking_id: Option<String>,
    /// Requests that were sent by then.
    pub attempts: u32,
}

impl ClientError {
    /// An error with nothing but what happened and what to do.
    pub fn new(code: ErrorCode, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: hint.into(),
            status: None,
            zoom_code: None,
            zoom_message: None,
            field_errors: Vec::new(),
            missing_scopes: Vec::new(),
            retry_after_ms: None,
            limit: None,
            tracking_id: None,
            attempts: 0,
        }
    }

    /// Says in the hint why the call was not retried, where that is not plain. `is_zoom`: the reply came from Zoom's host.
    pub fn explain(&mut self, stop: Stop, is_zoom: bool) {
        let reason = match stop {
            Stop::TooLong => " s, longer than there is time (`timeoutMs`)",
            Stop::TooLongForBatch => " s, longer than a batch pauses",
            _ => return,
        };
        let mut hint = String::from(if is_zoom { "Zoom asks to wait " } else { "The server asks to wait " });
        push_decimal(&mut hint, (self.retry_after_ms.unwrap_or_default() / 1000.0).ceil() as u64);
        hint.push_str(reason);
        hint.push_str(": call again when `retryAfterMs` have passed. ");
        self.hint.insert_str(0, &hint);
    }
}

/// A reply without a profile. Every header may be missing: a proxy may not pass it on.
#[derive(Debug, Clone, Default)]
pub struct Reply<'a> {
    /// The HTTP status; 0 where the engine hides it.
    pub status: u16,
    /// The body.
    pub body: &'a [u8],
    /// The origin that was called.
    pub origin: &'a str,
    /// The origin that a redirect leads to.
    pub target: Option<String>,
    /// `X-RateLimit-Type`.
    pub limit_type: Option<String>,
    /// How long to wait by `Retry-After`, else by `X-RateLimit-Reset`, in milliseconds.
    pub retry_after_ms: Option<f64>,
    /// `x-zm-trackingid`.
    pub tracking_id: Option<String>,
    /// The user ID asked for was `me`.
    pub is_me: bool,
    /// No token was sent: a proxy was to add it.
    pub is_anonymous: bool,
}

/// Whether an origin is Zoom's.
pub fn is_zoom(origin: &str) -> bool {
    let host = origin.strip_prefix("https://").unwrap_or_default();
    ["zoom.us", "zoomgov.com"]
        .iter()
        .any(|domain| host.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.')))
}

/// What a status stands for whatever the body says, or where there is none; `None` where the body matters.
pub fn by_status(status: u16) -> Option<ErrorCode> {
    match status {
        500..=599 => Some(ErrorCode::ServerError),
        429 => Some(ErrorCode::RateLimited),
        _ => None,
    }
}

/// What a status stands for where neither [`by_status`] nor Zoom's code decides.
fn by_rest(status: u16) -> ErrorCode {
    match status {
        401 => ErrorCode::Unauthorized,
        403 => ErrorCode::Forbidden,
        404 => ErrorCode::NotFound,
        200..=299 | 400..=499 => ErrorCode::BadRequest,
        _ if is_redirect(status) => ErrorCode::Network,
        _ => ErrorCode::InvalidResponse,
    }
}

/// Whether a status is a redirect's; 0 where the engine hides which. 304 answers a conditional request and leads nowhere.
pub fn is_redirect(status: u16) -> bool {
    matches!(status, 0 | 300..=303 | 305..=399)
}

/// The error that a reply stands for. The order of the rules is part of the contract: 5xx and 429 first ([`by_status`]), then
/// Zoom's code under any status ([`codes::kind`]), then the status.
pub fn classify(reply: &Reply<'_>) -> ClientError {
    let body = read_body(reply.body);
    let said = body.message.clone().unwrap_or_default();
    let by_code = || codes::kind(body.code?, &said);
    let code = by_status(reply.status).or_else(by_code).unwrap_or_else(|| by_rest(reply.status));
    let limit = if code == ErrorCode::RateLimited { limit(reply, &said) } else { None };
    let missing_scopes = if code == ErrorCode::MissingScopes { scopes(said.as_bytes()) } else { Vec::new() };
    let context = Context::new(code, reply, &body);
    let mut message = with_status(context.message(), reply.status);
    if !said.is_empty() {
        message.push_str(": ");
        message.push_str(&said);
    }
    let mut error = ClientError::new(code, message, context.hint(limit, &missing_scopes));
    error.status = Some(reply.status);
    error.zoom_code = body.code;
    error.zoom_message = body.message.filter(|_| !body.is_wrapped);
    error.field_errors = body.field_errors;
    error.missing_scopes = missing_scopes;
    error.limit = limit;
    error.retry_after_ms = reply.retry_after_ms;
    error.tracking_id = reply.tracking_id.clone();
    error
}

/// A sentence with the HTTP status behind it, where that is known.
pub fn with_status(mut text: String, status: u16) -> String {
    if status > 0 {
        text.push_str(" (HTTP ");
        push_decimal(&mut text, status.into());
        text.push(')');
    }
    text
}

/// What the messages and hints of a reply depend on.
struct Context<'a> {
    code: ErrorCode,
    reply: &'a Reply<'a>,
    /// The reply came from one of Zoom's hosts.
    is_zoom: bool,
    /// The body is Zoom's, whoever passed it on.
    is_zooms_body: bool,
    /// The meaning of Zoom's code, where it has decided.
    known: Option<&'static ZoomCode>,
}

impl<'a> Context<'a> {
    fn new(code: ErrorCode, reply: &'a Reply<'a>, body: &ErrorBody) -> Self {
        let is_zoom = is_zoom(reply.origin);
        // Other servers repeat the status under the name `code`.
        let is_zooms_code = |code: i32| is_zoom || code != i32::from(reply.status);
        let is_zooms_message = is_zoom && body.message.is_some();
        let is_decided = by_status(reply.status).is_some();
        Context {
            code,
            reply,
            is_zoom,
            is_zooms_body: !body.is_wrapped && body.code.map_or(is_zooms_message, is_zooms_code),
            known: body.code.and_then(codes::known).filter(|_| !is_decided),
        }
    }

    /// There was no token at all. What else is wrong with a token shows that there was one: a stand-in for `fetch` may add it.
    fn lacks_token(&self) -> bool {
        let is_general = self.is_zoom && self.known.is_none_or(|row| row.hint.is_empty());
        let is_empty = self.known.is_some_and(|row| row.code == 4700);
        let is_unauthorized = self.code == ErrorCode::Unauthorized;
        is_unauthorized && self.reply.is_anonymous && self.is_zooms_body && (is_general || is_empty)
    }

    fn message(&self) -> String {
        let (names_server, text) = self.sentence();
        let mut message = String::new();
        if names_server && self.is_zoom && self.is_zooms_body {
            message.push_str("Zoom");
        } else if names_server {
            message.push_str("The server at ");
            message.push_str(self.reply.origin);
        }
        message.push_str(text);
        if let Some(target) = &self.reply.target {
            message.push_str(" to ");
            message.push_str(target);
        }
        message
    }

    /// What happened, and whether it is what a server does, whose name comes first then.
    fn sentence(&self) -> (bool, &'static str) {
        match self.code {
            ErrorCode::Unauthorized if self.lacks_token() => (false, "No token was sent"),
            ErrorCode::Unauthorized | ErrorCode::Forbidden if !self.is_zooms_body => (true, " refused the request"),
            ErrorCode::NotFound if !self.is_zooms_body => (true, " has nothing at this path"),
            ErrorCode::Unauthorized => (true, " does not accept the token"),
            ErrorCode::TokenExpired => (false, "The token has expired"),
            ErrorCode::MissingScopes => (false, "The token lacks scopes"),
            ErrorCode::Forbidden => (false, "The token may not see this user"),
            ErrorCode::PhoneNotEnabled => (false, "Zoom Phone is not enabled"),
            ErrorCode::UserNotFound => (false, "The token's account has no such Zoom Phone user"),
            ErrorCode::NotFound => (true, " does not find what was asked for"),
            ErrorCode::BadRequest => (true, " refuses the request"),
            ErrorCode::RateLimited => (false, "Too many requests"),
            ErrorCode::ServerError => (true, " failed"),
            ErrorCode::Network => (true, " redirects"),
            _ => (true, " sent a reply that this endpoint does not have"),
        }
    }

    fn hint(&self, limit: Option<Limit>, missing: &[String]) -> String {
        let needs_token = matches!(
            self.code,
            ErrorCode::Unauthorized | ErrorCode::Forbidden | ErrorCode::TokenExpired | ErrorCode::MissingScopes
        );
        let is_tokenless = needs_token && self.reply.is_anonymous;
        let mut hint = String::new();
        if is_tokenless && (self.lacks_token() || !self.is_zooms_body) {
            hint.push_str("No token was sent: pass `token`, or ");
            hint.push_str(if self.is_zoom {
                "pass the URL of a proxy that adds it as `baseUrl`."
            } else {
                "sign in at the proxy that adds it (cookies go along with `credentials`)."
            });
            return hint;
        }
        if is_tokenless && !self.is_zoom {
            hint.push_str("No token was sent with this call, so it is the proxy's. ");
        }
        if self.code == ErrorCode::MissingScopes {
            hint.push_str(&scopes_hint(missing));
        } else {
            hint.push_str(self.advice(limit));
        }
        hint
    }

    /// What to do, where it does not depend on scopes.
    fn advice(&self, limit: Option<Limit>) -> &'static str {
        let reply = self.reply;
        let known = self.known.map_or("", |row| row.hint);
        match self.code {
            ErrorCode::Unauthorized | ErrorCode::Forbidden | ErrorCode::BadRequest if !self.is_zooms_body => {
                "The reply is not in Zoom's form: a proxy, gateway or firewall sent it. Sign in there, or check what it lets \
                 through."
            }
            ErrorCode::NotFound if !self.is_zooms_body => {
                "Nothing is mounted at this path: check `baseUrl` (on Zoom's hosts it ends in /v2) and the route of your proxy."
            }
            ErrorCode::UserNotFound | ErrorCode::BadRequest if reply.is_me => {
                "\"me\" works with a user's own token only. With a Server-to-Server token, pass the user's ID or email."
            }
            _ if !known.is_empty() => known,
            ErrorCode::Unauthorized => {
                "Check that the token is whole, of the right account, and not revoked. Pass `token` as a function to renew it."
            }
            ErrorCode::TokenExpired => {
                "Tokens live one hour. Pass `token` as a function that fetches a new one: it is asked once more on a 401."
            }
            ErrorCode::Forbidden => {
                "The user has not shared access with this app, or the token's owner has no role that may see them. Ask them, \
                 or use an account-level app."
            }
            ErrorCode::PhoneNotEnabled => {
                "The account needs a Business or Enterprise plan, and the user a Zoom Phone license. Check also whether the \
                 token belongs to another account."
            }
            ErrorCode::UserNotFound | ErrorCode::BadRequest => {
                "Check the ID or email, and that the user is on the token's account. With a user's own token, pass \"me\"."
            }
            ErrorCode::NotFound => "Check `baseUrl`, which ends in /v2 on Zoom's hosts, and the token's account.",
            ErrorCode::RateLimited if limit == Some(Limit::Daily) => {
                "The account's requests for today are used up: call again when `retryAfterMs` have passed, or after midnight \
                 UTC."
            }
            ErrorCode::RateLimited => {
                "All apps of an account share Zoom's limit (Pro 20 a second, Business and above 40): space the requests out, \
                 or let `getUserProfiles` do it."
            }
            ErrorCode::ServerError => {
                "Try again later. If it lasts, give Zoom's support the tracking ID, or read the server's logs."
            }
            ErrorCode::Network => {
                "Pass the final URL as `baseUrl`: redirects are not followed, so that the token stays with its host. If the \
                 target is a sign-in page, sign in first."
            }
            _ => "Check that `baseUrl` leads to Zoom or to your proxy, not to a page.",
        }
    }
}

fn scopes_hint(missing: &[String]) -> String {
    let named: Vec<&str> = missing.iter().map(String::as_str).collect();
    let scopes = if named.is_empty() { "phone:read:user:admin".into() } else { named.join(", ") };
    ["Add a scope to the app (", &scopes, "), then get a new token: one that was issued before does not gain it."]
        .concat()
}

fn limit(reply: &Reply<'_>, message: &str) -> Option<Limit> {
    const WORDS: [(&str, Limit); 5] = [
        ("daily", Limit::Daily),
        ("concurren", Limit::Concurrency),
        ("qps", Limit::PerSecond),
        ("per-second", Limit::PerSecond),
        ("per second", Limit::PerSecond),
    ];
    let kind = reply.limit_type.as_deref().unwrap_or_default();
    let is_said = |(word, _): &&(&str, Limit)| contains(kind.as_bytes(), word) || contains(message.as_bytes(), word);
    WORDS.iter().find(is_said).map(|(_, limit)| *limit)
}

/// Whether a text holds a word, in capitals or not.
pub(crate) fn contains(text: &[u8], word: &str) -> bool {
    text.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}

/// The scopes that a message names behind the word "scope": in brackets, or else the words with a colon.
fn scopes(message: &[u8]) -> Vec<String> {
    let start = message.windows(5).position(|part| part.eq_ignore_ascii_case(b"scope")).unwrap_or(message.len());
    let rest = message.get(start..).unwrap_or_default();
    let bracket = rest.iter().position(|byte| *byte == b'[');
    let listed = bracket.and_then(|at| rest.get(at..)?.split(|byte| *byte == b']').next());
    let mut scopes: Vec<String> = Vec::new();
    for word in listed.unwrap_or(rest).split(|byte| !(byte.is_ascii_alphanumeric() || b":_-.*".contains(byte))) {
        let word = String::from_utf8_lossy(word);
        let word = word.trim_matches(['.', ':']);
        let is_scope = !word.is_empty() && (listed.is_some() || word.bytes().any(|byte| byte == b':'));
        if is_scope && !scopes.iter().any(|scope| scope == word) {
            scopes.push(word.into());
        }
    }
    scopes
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZOOM: &str = "https://api.zoom.us";
    const PROXY: &str = "https://dash.example";

    fn reply(origin: &'static str, status: u16, body: &'static str) -> Reply<'static> {
        Reply { status, body: body.as_bytes(), origin, ..Reply::default() }
    }

    fn error(status: u16, body: &str) -> ClientError {
        classify(&Reply { status, body: body.as_bytes(), origin: ZOOM, ..Reply::default() })
    }

    #[test]
    fn zoom_is_named_where_zoom_speaks() {
        for (origin, expected) in [
            (ZOOM, true),
            ("https://zoom.us", true),
            ("https://api-eu.zoom.us", true),
            ("https://acme.zoom.us", true),
            ("https://api.zoomgov.com", true),
            ("https://evilzoom.us", false),
            ("https://zoom.us.evil.example", false),
            ("https://zoom.us:8443", false),
            ("http://api.zoom.us", false),
            (PROXY, false),
            ("", false),
        ] {
            assert_eq!(is_zoom(origin), expected, "{origin}");
        }
        for origin in [PROXY, "http://127.0.0.1:8080"] {
            for status in [200, 400, 401, 403, 404, 418, 429, 500, 502, 503] {
                for body in ["", "[]", "no", r#"{"message":"m"}"#, r#"{"code":124,"message":"m"}"#, r#"{"code":999}"#] {
                    let message = classify(&reply(origin, status, body)).message;
                    assert!(!message.contains("Zoom"), "{origin} {status} {body}: {message}");
                }
            }
        }
        for status in [401, 403, 404, 400, 500] {
            let message = error(status, "").message;
            assert!(message.starts_with("The server at https://api.zoom.us "), "{message}");
        }
    }

    #[test]
    fn a_path_without_a_route_is_told_from_what_zoom_does_not_find() {
        for reply in [
            reply(PROXY, 404, ""),
            reply(PROXY, 404, "<!doctype html><pre>Cannot GET /api/zoom/phone/users/me</pre>"),
            reply(PROXY, 404, r#"{"statusCode":404,"message":"Cannot GET /x","error":"Not Found"}"#),
            reply(PROXY, 404, r#"{"code":404,"message":"Not Found"}"#),
            reply(PROXY, 404, r#"{"message":"Not Found"}"#),
            reply(ZOOM, 404, ""),
            reply(ZOOM, 404, "<html>404</html>"),
        ] {
            let error = classify(&reply);
            assert_eq!(error.code, ErrorCode::NotFound);
            assert!(
                error
                    .message
                    .starts_with(&["The server at ", reply.origin, " has nothing at this path (HTTP 404)"].concat())
            );
            assert!(error.hint.contains("Nothing is mounted at this path: check `baseUrl`"), "{}", error.hint);
        }
        let site = classify(&reply(ZOOM, 404, r#"{"code":404,"message":"Site does not exist."}"#));
        assert_eq!(site.message, "Zoom does not find what was asked for (HTTP 404): Site does not exist.");
        let account = classify(&reply(PROXY, 404, r#"{"code":2001,"message":"x"}"#));
        assert_eq!(
            account.message,
            "The server at https://dash.example does not find what was asked for (HTTP 404): x"
        );
    }

    #[test]
    fn what_is_not_zooms_never_blames_the_id() {
        for (status, body) in [
            (407, ""),
            (408, ""),
            (418, "{}"),
            (200, r#"{"status":"error","message":"Unauthorized"}"#),
            (200, r#"{"success":false,"message":"Token expired"}"#),
        ] {
            for origin in [ZOOM, PROXY] {
                let error = classify(&reply(origin, status, body));
                assert!(!error.hint.contains("ID"), "{status} {body}: {}", error.hint);
            }
        }
        assert!(error(400, r#"{"code":300,"message":"Invalid user id."}"#).hint.contains("ID"));
    }

    #[test]
    fn a_proxys_own_401_and_403_are_not_zooms() {
        for status in [401, 403] {
            for body in ["", "no", r#"{"error":"No session"}"#, r#"{"code":401,"status":"x"}"#] {
                for origin in [PROXY, ZOOM] {
                    let error = classify(&reply(origin, status, body));
                    assert!(
                        error.message.starts_with(&["The server at ", origin, " refused the request"].concat()),
                        "{}",
                        error.message
                    );
                    assert!(error.hint.contains("not in Zoom's form"), "{}", error.hint);
                    let anonymous = classify(&Reply { is_anonymous: true, ..reply(origin, status, body) });
                    assert!(anonymous.hint.starts_with("No token was sent"), "{}", anonymous.hint);
                }
            }
        }
        let own = classify(&reply(PROXY, 403, r#"{"error":"No session"}"#));
        assert_eq!(own.message, "The server at https://dash.example refused the request (HTTP 403): No session");
        assert_eq!((own.zoom_code, own.zoom_message), (None, None));
    }

    #[test]
    fn a_token_that_was_not_sent_is_named() {
        let anonymous = |origin, body| classify(&Reply { is_anonymous: true, ..reply(origin, 401, body) });
        for body in
            [r#"{"code":124,"message":"Invalid access token."}"#, r#"{"code":4700,"message":"Token cannot be empty"}"#]
        {
            let error = anonymous(ZOOM, body);
            assert_eq!(error.code, ErrorCode::Unauthorized);
            assert!(error.message.starts_with("No token was sent (HTTP 401): "), "{}", error.message);
            assert!(error.hint.contains("pass `token`"), "{}", error.hint);
        }
        let empty = anonymous(PROXY, r#"{"code":4700,"message":"Token cannot be empty"}"#);
        assert!(empty.message.starts_with("No token was sent"));
        assert!(empty.hint.contains("proxy that adds it"), "{}", empty.hint);
        let invalid = anonymous(PROXY, r#"{"code":124,"message":"Invalid access token."}"#);
        assert!(invalid.message.starts_with("The server at https://dash.example does not accept the token"));
        assert!(
            invalid.hint.starts_with("No token was sent with this call, so it is the proxy's. "),
            "{}",
            invalid.hint
        );
        let disabled = anonymous(ZOOM, r#"{"code":4717,"message":"x"}"#);
        assert!(disabled.message.starts_with("Zoom does not accept") && disabled.hint.contains("app is disabled"));
        let sent = error(401, r#"{"code":4700,"message":"Token cannot be empty"}"#);
        assert!(!sent.message.contains("No token") && !sent.hint.contains("No token"));
    }

    #[test]
    fn what_concerns_the_token_never_blames_the_id() {
        for status in [200, 400, 401, 403, 404] {
            for code in (4700..=4741).filter(|code| !matches!(code, 4701 | 4711)) {
                for is_me in [true, false] {
                    let body = format!(r#"{{"code":{code},"message":"Invalid."}}"#);
                    let error =
                        classify(&Reply { status, body: body.as_bytes(), is_me, origin: ZOOM, ..Reply::default() });
                    assert_eq!(error.code, ErrorCode::Unauthorized, "{status} {code}");
                    assert!(error.hint.contains("token"), "{}", error.hint);
                    assert!(!error.hint.contains("email") && !error.hint.contains("user's ID"), "{}", error.hint);
                }
            }
        }
        for (code, hint) in
            [(4717, "app is disabled"), (4735, "owner is gone"), (4741, "was revoked"), (4702, "client secret")]
        {
            let error = error(401, &format!(r#"{{"code":{code}}}"#));
            assert_eq!(error.message, "Zoom does not accept the token (HTTP 401)");
            assert!(error.hint.contains(hint), "{}", error.hint);
        }
        // 5xx and 429 mean what they mean.
        assert_eq!(error(503, r#"{"code":4741}"#).message, "Zoom failed (HTTP 503)");
        assert_eq!(error(429, r#"{"code":4717}"#).code, ErrorCode::RateLimited);
    }

    #[test]
    fn redirects_are_named_with_their_status_and_the_origin_they_lead_to() {
        for (status, target, expected) in [
            (302, None, "The server at https://dash.example redirects (HTTP 302)"),
            (
                307,
                Some("https://login.example"),
                "The server at https://dash.example redirects to https://login.example (HTTP 307)",
            ),
            (0, None, "The server at https://dash.example redirects"),
        ] {
            let error = classify(&Reply { target: target.map(String::from), ..reply(PROXY, status, "") });
            assert_eq!((error.code, error.message.as_str()), (ErrorCode::Network, expected));
        }
        assert_eq!(error(304, "").code, ErrorCode::InvalidResponse);
    }

    #[test]
    fn what_others_say_is_in_the_message_and_not_zooms() {
        for (body, said) in [
            (r#"{"status":"error","message":"Unauthorized"}"#, "Unauthorized"),
            (r#"{"jsonrpc":"2.0","id":"1","error":{"code":-32000,"message":"x"}}"#, "x"),
            (r#"{"success":false,"error":"boom"}"#, "boom"),
            (r#"{"detail":"No such thing"}"#, "No such thing"),
        ] {
            for status in [400, 401, 403, 404, 500] {
                let error = error(status, body);
                assert!(error.message.ends_with(&format!("(HTTP {status}): {said}")), "{}", error.message);
                assert_eq!((error.zoom_code, error.zoom_message), (None, None), "{body}");
            }
        }
        for body in [r#"{"error":{"code":124,"message":"m"}}"#, r#"{"status":"error","code":124,"message":"m"}"#] {
            for status in [200, 400, 401, 403, 404] {
                let error = error(status, body);
                assert_eq!((error.code, error.zoom_code), (ErrorCode::Unauthorized, Some(124)), "{status} {body}");
                assert_eq!(error.zoom_message.as_deref(), Some("m"));
            }
        }
    }

    #[test]
    fn a_reply_without_a_message_is_explained_by_its_code() {
        for (status, body, expected) in [
            (401, r#"{"code":124}"#, "Zoom does not accept the token"),
            (400, r#"{"code":4711}"#, "The token lacks scopes"),
            (403, r#"{"code":3001}"#, "The token may not see this user"),
            (403, r#"{"code":2031}"#, "Zoom Phone is not enabled"),
            (404, r#"{"code":1001}"#, "The token's account has no such Zoom Phone user"),
            (400, r#"{"code":1010}"#, "The token's account has no such Zoom Phone user"),
            (404, r#"{"code":2300}"#, "Zoom does not find what was asked for"),
            (400, r#"{"code":300}"#, "Zoom refuses the request"),
            (429, "", "Too many requests"),
            (500, r#"{"code":500}"#, "Zoom failed"),
            (502, "", "The server at https://api.zoom.us failed"),
            (302, "", "The server at https://api.zoom.us redirects"),
            (600, "", "The server at https://api.zoom.us sent a reply that this endpoint does not have"),
        ] {
            assert_eq!(error(status, body).message, format!("{expected} (HTTP {status})"), "{body}");
        }
        let expired = error(401, r#"{"code":124,"message":"Access token is expired."}"#);
        assert_eq!(expired.message, "The token has expired (HTTP 401): Access token is expired.");
    }

    #[test]
    fn items_that_are_no_field_errors_are_left_out() {
        let body = r#"{"code":300,"errors":["s",null,{"field":"a","message":"b"},5,{}]}"#;
        let fault = |field: &str, message: &str| FieldError { field: field.into(), message: message.into() };
        assert_eq!(error(400, body).field_errors, [fault("a", "b"), fault("", "")]);
    }

    #[test]
    fn documented_statuses_and_codes() {
        use ErrorCode::*;
        for (status, body, expected) in [
            (400, r#"{"code":300,"message":"Invalid user id."}"#, BadRequest),
            (
                400,
                r#"{"code":4711,"message":"Invalid access token, does not contain scopes:[phone:read:user]."}"#,
                MissingScopes,
            ),
            (400, r#"{"code":1010,"message":"User not on this account."}"#, UserNotFound),
            (400, r#"{"code":1000,"message":"pending"}"#, BadRequest),
            (401, r#"{"code":124,"message":"Invalid access token."}"#, Unauthorized),
            (401, r#"{"code":124,"message":"Access token is EXPIRED."}"#, TokenExpired),
            (401, r#"{"code":201,"message":"Access token is expired."}"#, TokenExpired),
            (403, r#"{"code":2031,"message":"Zoom Phone has not been enabled."}"#, PhoneNotEnabled),
            (403, r#"{"code":3001}"#, Forbidden),
            (404, r#"{"code":1001,"message":"User does not exist."}"#, UserNotFound),
            (404, r#"{"code":2001}"#, NotFound),
            (404, r#"{"code":2300}"#, NotFound),
            (429, r#"{"code":429,"message":"You have reached the maximum per-second rate limit."}"#, RateLimited),
            (429, "", RateLimited),
            (500, r#"{"code":1001}"#, ServerError),
            (502, "<html><body>Bad Gateway</body></html>", ServerError),
            (401, "", Unauthorized),
            (403, "no", Forbidden),
            (404, "[]", NotFound),
            (418, "{}", BadRequest),
            (200, r#"{"code":300,"message":"x"}"#, BadRequest),
            (200, r#"{"code":1001,"error_message":"x"}"#, UserNotFound),
            (200, r#"{"code":124,"message":"expired"}"#, TokenExpired),
            (400, r#"{"code":124}"#, Unauthorized),
            (400, r#"{"code":3001}"#, Forbidden),
            (400, r#"{"code":2001}"#, NotFound),
            (200, r#"{"code":104,"message":"scopes:["a:b"]"}"#, MissingScopes),
            (404, r#"{"code":404,"message":"Site does not exist"}"#, NotFound),
            (403, r#"{"code":2013}"#, PhoneNotEnabled),
            (401, r#"{"code":1001}"#, UserNotFound),
            (429, r#"{"code":4711}"#, RateLimited),
            (503, r#"{"code":429}"#, ServerError),
            (
                400,
                r#"{"code":4700,"message":"Invalid access token, does not contain scopes:[phone:read:user]."}"#,
                MissingScopes,
            ),
            (401, r#"{"code":4700,"message":"DOES NOT CONTAIN SCOPES"}"#, MissingScopes),
            (400, r#"{"code":4700,"message":"Token cannot be empty"}"#, Unauthorized),
            (401, r#"{"code":4700,"message":""}"#, Unauthorized),
            (200, r#"{"code":4717}"#, Unauthorized),
            (404, r#"{"code":4735}"#, Unauthorized),
            (400, r#"{"code":4741}"#, Unauthorized),
            (302, "", Network),
            (304, "", InvalidResponse),
            (0, "", Network),
            (600, "", InvalidResponse),
        ] {
            assert_eq!(error(status, body).code, expected, "{status} {body}");
        }
    }

    #[test]
    fn what_stands_beside_the_body_is_kept() {
        let reply = Reply {
            status: 503,
            retry_after_ms: Some(1_500.0),
            tracking_id: Some("v=2.0;clid=us01".into()),
            body: br#"{"code":5010,"message":"x"}"#,
            ..Reply::default()
        };
        let error = classify(&reply);
        assert_eq!((error.status, error.zoom_code, error.zoom_message.as_deref()), (Some(503), Some(5010), Some("x")));
        assert_eq!((error.retry_after_ms, error.tracking_id), (reply.retry_after_ms, reply.tracking_id));
    }

    #[test]
    fn malformed_bodies_keep_what_can_be_had() {
        let body = r#"{"code":104,"message":"Invalid access token, does not contain scopes:["phone:read:user","phone:read:user:admin"]"}"#;
        let error = error(400, body);
        assert_eq!(error.code, ErrorCode::MissingScopes);
        assert_eq!(error.zoom_code, Some(104));
        assert_eq!(error.missing_scopes, ["phone:read:user", "phone:read:user:admin"]);
        assert!(error.zoom_message.unwrap().ends_with("\"phone:read:user:admin\"]"));
        assert!(error.hint.contains("phone:read:user:admin"));
    }

    #[test]
    fn field_errors_and_limits() {
        let body = r#"{"code":300,"message":"Validation Failed.","errors":[{"field":"userId","message":"Invalid."},{"field":"x","message":"y"}]}"#;
        let field_error = |field: &str, message: &str| FieldError { field: field.into(), message: message.into() };
        assert_eq!(error(400, body).field_errors, [field_error("userId", "Invalid."), field_error("x", "y")]);
        let many = format!(r#"{{"code":300,"errors":[{}]}}"#, [r#"{"field":"x"}"#; 100 + 1].join(","));
        assert_eq!(error(400, &many).field_errors, vec![field_error("x", ""); 100]);
        assert_eq!(error(400, r#"{"code":300,"errors":{"field":"x"}}"#).field_errors, []);
        assert_eq!(error(429, r#"{"message":"You have reached the daily limit"}"#).limit, Some(Limit::Daily));
        assert_eq!(error(429, r#"{"message":"too many concurrent requests"}"#).limit, Some(Limit::Concurrency));
        let by_header = Reply { status: 429, limit_type: Some("QPS".into()), ..Reply::default() };
        assert_eq!(classify(&by_header).limit, Some(Limit::PerSecond));
        assert_eq!(error(429, "").limit, None);
        let names = [Limit::PerSecond, Limit::Daily, Limit::Concurrency].map(Limit::as_str);
        assert_eq!(names, ["per_second", "daily", "concurrency"]);
    }

    #[test]
    fn scopes_in_brackets_or_with_colons() {
        let scopes = |message: &str| {
            let message = serde_json::to_string(message).unwrap();
            error(400, &["{\"code\":4711,\"message\":", &message, "}"].concat()).missing_scopes
        };
        assert_eq!(
            scopes("does not contain scopes:[phone:read:user, phone:read:admin]."),
            ["phone:read:user", "phone:read:admin"]
        );
        assert_eq!(scopes("does not contain scopes:[\"a:b\",\"c\"]"), ["a:b", "c"]);
        assert_eq!(scopes("Does not contain Scopes: phone:read:user, phone:read:user."), ["phone:read:user"]);
        assert_eq!(scopes("no idea"), [""; 0]);
        assert!(error(400, r#"{"code":4711}"#).hint.contains("phone:read:user:admin"));
        let malformed =
            error(400, r#"{"code":104,"message":"Invalid access token, does not contain scopes:["a:b","c"]"}"#);
        assert_eq!((malformed.zoom_code, malformed.missing_scopes), (Some(104), vec!["a:b".to_string(), "c".into()]));
    }

    #[test]
    fn hints_tell_the_next_step() {
        let hint = |status, body: &str, is_me, is_anonymous| {
            classify(&Reply { status, body: body.as_bytes(), origin: PROXY, is_me, is_anonymous, ..Reply::default() })
                .hint
        };
        assert!(hint(400, r#"{"code":300}"#, true, false).contains("Server-to-Server"));
        assert!(hint(400, r#"{"code":300}"#, false, false).contains("pass \"me\""));
        assert!(hint(400, r#"{"code":1000}"#, false, false).contains("pending"));
        assert!(hint(401, "", false, true).contains("proxy"));
        assert!(hint(403, "", false, true).contains("proxy"));
        assert!(hint(401, r#"{"code":124}"#, false, true).contains("revoked"), "Zoom has seen a token");
        assert!(hint(404, r#"{"code":1001}"#, true, false).contains("Server-to-Server"));
        for (status, body, expected) in [
            (401, r#"{"code":124}"#, "revoked"),
            (401, r#"{"code":124,"message":"expired"}"#, "one hour"),
            (403, r#"{"code":3001}"#, "shared access"),
            (403, r#"{"code":2031}"#, "license"),
            (403, r#"{"code":2013}"#, "another account"),
            (404, r#"{"code":1001}"#, "without a Zoom Phone license, or the other kind of ID"),
            (404, r#"{"code":1001}"#, "pass \"me\""),
            (404, "", "ends in /v2"),
            (404, r#"{"code":2300}"#, "ends in /v2"),
            (429, r#"{"message":"daily"}"#, "today"),
            (429, "", "space the requests out"),
            (500, "", "tracking ID"),
            (302, "", "redirects are not followed"),
            (600, "", "not to a page"),
        ] {
            let hint = hint(status, body, false, false);
            assert!(hint.contains(expected), "{status} {body}: {hint}");
        }
        for (stop, expected) in [
            (Stop::TooLong, "Zoom asks to wait 3600 s, longer than there is time (`timeoutMs`): call again"),
            (Stop::TooLongForBatch, "Zoom asks to wait 3600 s, longer than a batch pauses: call again"),
        ] {
            let mut late = ClientError { retry_after_ms: Some(3_599_500.0), ..error(503, "") };
            late.explain(stop, true);
            assert!(late.hint.starts_with(expected), "{}", late.hint);
            late.explain(stop, false);
            assert!(late.hint.starts_with("The server asks"), "{}", late.hint);
        }
    }

    #[test]
    fn texts_of_a_body_are_bounded_and_pages_have_none() {
        let long = "é".repeat(5_000);
        let message = error(400, &["{\"code\":300,\"message\":\"", &long, "\"}"].concat()).zoom_message.unwrap();
        assert_eq!(message.len(), 2_000);
        let page = error(404, r#"<script>x = {"code":124,"message":"expired"}</script>"#);
        assert_eq!((page.code, page.zoom_code), (ErrorCode::NotFound, None));
        assert!(!is_error_body(br#"<script>x = {"code":124,"message":"expired"}</script>"#));
    }

    #[test]
    fn codes_are_whole_numbers() {
        for (code, expected) in [
            ("300", Some(300)),
            ("\"300\"", Some(300)),
            ("-1", Some(-1)),
            ("3.5", None),
            ("99999999999", None),
            ("null", None),
            ("\"x\"", None),
            ("\"\"", None),
        ] {
            assert_eq!(error(400, &["{\"code\": ", code, " }"].concat()).zoom_code, expected, "{code}");
        }
    }

    proptest::proptest! {
        #![proptest_config(crate::client::fixed_seed())]

        #[test]
        fn no_body_makes_it_panic(status in 0u16..700, body in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _ = classify(&Reply { status, body: &body, ..Reply::default() });
        }
    }
}
