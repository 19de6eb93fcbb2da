//! What a failure means: Zoom's statuses and codes, as one [`ErrorCode`], with a hint for the next step.

use serde::Serialize;

use super::retry::Stop;
use crate::json::{Reader, members, push_decimal, unescape};

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// What Zoom finds wrong with one field of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
}

/// A failed call.
#[derive(Debug, Clone, PartialEq)]
pub struct ClientError {
    /// What kind of failure it is.
    pub code: ErrorCode,
    /// What happened, for people.
    pub message: String,
    /// What to do next, for people.
    pub hint: String,
    /// The HTTP status.
    pub status: Option<u16>,
    /// Zoom's own code.
    pub zoom_code: Option<i32>,
    /// Zoom's own message.
    pub zoom_message: Option<String>,
    /// What Zoom finds wrong, field by field.
    pub field_errors: Vec<FieldError>,
    /// The scopes that the token lacks.
    pub missing_scopes: Vec<String>,
    /// How long Zoom asks to wait, in milliseconds.
    pub retry_after_ms: Option<f64>,
    /// Which limit was met.
    pub limit: Option<Limit>,
    /// Zoom's id of the request, for its support.
    pub tracking_id: Option<String>,
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
        }
    }

    /// Says in the hint why the call was not tried again, where that is not plain.
    pub fn explain(&mut self, stop: Stop) {
        let reason = match stop {
            Stop::TooLong => " s, longer than there is time (`timeoutMs`)",
            Stop::TooLongForBatch => " s, longer than a batch pauses",
            _ => return,
        };
        let mut hint = String::from("Zoom asks to wait ");
        push_decimal(&mut hint, (self.retry_after_ms.unwrap_or_default() / 1000.0).ceil() as u64);
        hint.push_str(reason);
        hint.push_str(": call again when `retryAfterMs` have passed. ");
        self.hint.insert_str(0, &hint);
    }
}

/// What a reply says beside its body. Every header may be missing: a proxy may not pass it on.
#[derive(Debug, Clone, Default)]
pub struct Reply<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: &'a [u8],
    /// `X-RateLimit-Type`.
    pub limit_type: Option<String>,
    /// How long to wait by `Retry-After`, else by `X-RateLimit-Reset`, in milliseconds.
    pub retry_after_ms: Option<f64>,
    /// `x-zm-trackingid`.
    pub tracking_id: Option<String>,
    /// The user id asked for was `me`.
    pub is_me: bool,
    /// No token was sent: a proxy was to add it.
    pub is_anonymous: bool,
}

/// What Zoom says in the body of an error.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ErrorBody {
    /// `code`.
    pub code: Option<i32>,
    /// `message`, or `error_message`.
    pub message: Option<String>,
    /// `errors`.
    pub field_errors: Vec<FieldError>,
}

/// Whether the body of a 2xx reply, which has nothing of a profile, is an error in disguise: it has a code other than 0, or
/// a message and no code.
pub fn is_error_body(body: &[u8]) -> bool {
    let error = read_body(body);
    error.code.map_or(error.message.is_some(), |code| code != 0)
}

/// What a status stands for whatever the body says, or where there is none; `None` where the body matters.
pub fn by_status(status: u16) -> Option<ErrorCode> {
    match status {
        500..=599 => Some(ErrorCode::ServerError),
        429 => Some(ErrorCode::RateLimited),
        _ => None,
    }
}

/// The error that a reply stands for. The order of the rules is part of the contract: 5xx and 429 first ([`by_status`]), then
/// Zoom's code under any status, then the status.
pub fn classify(reply: &Reply<'_>) -> ClientError {
    let body = read_body(reply.body);
    let message = body.message.as_deref().unwrap_or_default();
    let by_body = match (reply.status, body.code) {
        (_, Some(4711 | 104)) => ErrorCode::MissingScopes,
        (_, Some(124 | 201)) if contains(message, "expired") => ErrorCode::TokenExpired,
        (_, Some(124 | 201)) => ErrorCode::Unauthorized,
        (_, Some(2031 | 2013)) => ErrorCode::PhoneNotEnabled,
        (_, Some(1001 | 1010)) => ErrorCode::UserNotFound,
        (_, Some(3001)) => ErrorCode::Forbidden,
        (_, Some(2001 | 404 | 2300)) => ErrorCode::NotFound,
        (401, _) => ErrorCode::Unauthorized,
        (403, _) => ErrorCode::Forbidden,
        (404, _) => ErrorCode::NotFound,
        (200..=299 | 400..=499, _) => ErrorCode::BadRequest,
        // A redirect that was not followed; status 0 where the engine keeps its target to itself.
        (0 | 300..=399, _) => ErrorCode::Network,
        _ => ErrorCode::InvalidResponse,
    };
    let code = by_status(reply.status).unwrap_or(by_body);
    let limit = if code == ErrorCode::RateLimited { limit(reply, message) } else { None };
    let missing_scopes = if code == ErrorCode::MissingScopes { scopes(message.as_bytes()) } else { Vec::new() };
    ClientError {
        status: Some(reply.status),
        zoom_code: body.code,
        hint: hint(code, reply, body.code, limit, &missing_scopes),
        message: what_happened(code, reply.status, message),
        zoom_message: body.message,
        field_errors: body.field_errors,
        missing_scopes,
        limit,
        retry_after_ms: reply.retry_after_ms,
        tracking_id: reply.tracking_id.clone(),
        ..ClientError::new(code, "", "")
    }
}

fn what_happened(code: ErrorCode, status: u16, said: &str) -> String {
    let mut text = String::from(what(code));
    text.push_str(" (HTTP ");
    push_decimal(&mut text, status.into());
    text.push(')');
    if !said.is_empty() {
        text.push_str(": ");
        text.push_str(said);
    }
    text
}

fn what(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::Unauthorized => "Zoom does not accept the token",
        ErrorCode::TokenExpired => "The token has expired",
        ErrorCode::MissingScopes => "The token lacks scopes",
        ErrorCode::Forbidden => "The token may not see this user",
        ErrorCode::PhoneNotEnabled => "Zoom Phone is not enabled",
        ErrorCode::UserNotFound => "There is no such user on this account",
        ErrorCode::NotFound => "Zoom does not find what was asked for",
        ErrorCode::BadRequest => "Zoom refuses the request",
        ErrorCode::RateLimited => "Too many requests",
        ErrorCode::ServerError => "Zoom, or a server in between, failed",
        ErrorCode::Network => "The server redirects elsewhere",
        _ => "The reply is not what this endpoint returns",
    }
}

fn hint(
    code: ErrorCode,
    reply: &Reply<'_>,
    zoom_code: Option<i32>,
    limit: Option<Limit>,
    missing: &[String],
) -> String {
    let text = match code {
        ErrorCode::Unauthorized | ErrorCode::Forbidden if reply.is_anonymous && zoom_code.is_none() => {
            "No token was sent: sign in at the proxy that adds it (cookies go along with `credentials`), or give `token`."
        }
        ErrorCode::Unauthorized => {
            "Check that the token is whole, of the right account, and not revoked; give `token` as a function to renew it."
        }
        ErrorCode::TokenExpired => {
            "Tokens live one hour: give `token` as a function that fetches a new one; it is asked once more on a 401."
        }
        ErrorCode::MissingScopes => return scopes_hint(missing),
        ErrorCode::Forbidden => {
            "The user has not shared access with this app, or the token's owner has no role that may see them."
        }
        ErrorCode::PhoneNotEnabled => {
            "The account needs a Business or Enterprise plan, and the user a Zoom Phone license."
        }
        ErrorCode::UserNotFound | ErrorCode::BadRequest if reply.is_me => {
            "\"me\" works with a user's own token only; with a Server-to-Server token give the user's id or e-mail address."
        }
        ErrorCode::BadRequest if zoom_code == Some(1000) => {
            "The user is pending: they have to accept the invitation to the account first."
        }
        ErrorCode::UserNotFound | ErrorCode::BadRequest => {
            "Check the id or e-mail address, and that the user is on the token's account. With a user's own token give \"me\"."
        }
        ErrorCode::NotFound => "Check `baseUrl`, which ends in /v2 on Zoom's hosts, and the token's account.",
        ErrorCode::RateLimited if limit == Some(Limit::Daily) => {
            "The account's requests for today are used up: call again when `retryAfterMs` have passed, or after midnight UTC."
        }
        ErrorCode::RateLimited => {
            "All apps of an account share its limit (Pro 20 a second, Business and above 40): space the requests out, \
             or let `getUserProfiles` do it."
        }
        ErrorCode::ServerError => "Try again later; give Zoom's support the tracking id if it lasts.",
        ErrorCode::Network => {
            "Redirects are not followed, so that the token stays with its host: give the final URL as `baseUrl`."
        }
        _ => "Check that `baseUrl` leads to Zoom or to your proxy, not to a page.",
    };
    text.into()
}

fn scopes_hint(missing: &[String]) -> String {
    let scopes = if missing.is_empty() { "phone:read:user:admin".into() } else { missing.join(", ") };
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
    let is_said = |(word, _): &&(&str, Limit)| contains(kind, word) || contains(message, word);
    WORDS.iter().find(is_said).map(|(_, limit)| *limit)
}

/// Whether a text holds a word, in capitals or not.
fn contains(text: &str, word: &str) -> bool {
    text.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()))
}

/// Longest text that is taken from the body of an error.
const LONGEST_TEXT: usize = 2_000;
/// Most field errors that are taken.
const MOST_FIELDS: usize = 100;

/// Reads the body of an error, as far as it can be read: Zoom has sent JSON with quotes that are not escaped.
pub fn read_body(body: &[u8]) -> ErrorBody {
    let mut reader = Reader::new(body);
    if reader.next_token() != Some(b'{') {
        return ErrorBody::default();
    }
    let start = reader.position();
    if reader.skip_value().is_ok() { read_sound(body, start) } else { scan(body) }
}

/// Reads a body that is a JSON object.
fn read_sound(body: &[u8], start: usize) -> ErrorBody {
    let mut error = ErrorBody::default();
    for (key, at, value) in entries(body, start) {
        match key {
            b"code" => error.code = whole(value.strip_prefix(b"\"").unwrap_or(value)),
            b"message" | b"error_message" | b"errorMessage" => error.message = text_of(value),
            b"errors" => error.field_errors = field_errors(body, at),
            _ => {}
        }
    }
    error
}

/// The members of an object: each key as it is written, where its value stands, and the value.
fn entries(body: &[u8], at: usize) -> impl Iterator<Item = (&[u8], usize, &[u8])> {
    members(body, at).filter_map(|member| {
        let key = body.get(member.key.start..member.key.end)?;
        Some((key, member.start, body.get(member.start..member.end)?))
    })
}

fn text_of(value: &[u8]) -> Option<String> {
    let text = unescape(value.strip_prefix(b"\"")?.strip_suffix(b"\"")?);
    Some(shortened(&text))
}

/// A text, up to its longest.
fn shortened(text: &str) -> String {
    let end = text.char_indices().map(|(at, _)| at).find(|at| *at >= LONGEST_TEXT).unwrap_or(text.len());
    text.get(..end).unwrap_or(text).into()
}

/// The whole number at the start of a text, if it ends there or at a quote or a delimiter.
fn whole(text: &[u8]) -> Option<i32> {
    let (sign, digits) = text.strip_prefix(b"-").map_or((1, text), |digits| (-1, digits));
    let end = digits.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(digits.len());
    let is_whole = end > 0 && matches!(digits.get(end), None | Some(b'"' | b',' | b'}' | b' ' | b'\n' | b'\r' | b'\t'));
    let number = digits
        .get(..end)
        .unwrap_or_default()
        .iter()
        .try_fold(0i32, |number, digit| number.checked_mul(10)?.checked_add(i32::from(digit - b'0')));
    number.filter(|_| is_whole).map(|number| sign * number)
}

fn field_errors(body: &[u8], at: usize) -> Vec<FieldError> {
    let mut reader = Reader::at(body, at);
    let mut errors = Vec::new();
    if !reader.take(b'[') {
        return errors;
    }
    let mut first = true;
    while errors.len() < MOST_FIELDS && reader.next_item(first) == Ok(true) {
        first = false;
        reader.next_token();
        let is_object = reader.peek() == Some(b'{');
        let mut error = FieldError { field: String::new(), message: String::new() };
        for (key, _, value) in entries(body, reader.position()) {
            match key {
                b"field" => error.field = text_of(value).unwrap_or_default(),
                b"message" => error.message = text_of(value).unwrap_or_default(),
                _ => {}
            }
        }
        if is_object {
            errors.push(error);
        }
        if reader.skip_value().is_err() {
            break;
        }
    }
    errors
}

/// Looks for a code and a message in what is no JSON.
fn scan(body: &[u8]) -> ErrorBody {
    let message = after(body, b"\"message\"").or_else(|| after(body, b"\"error_message\"")).and_then(|rest| {
        let rest = rest.strip_prefix(b"\"")?;
        // Quotes inside are not escaped: the message ends at the last one before the end of the object.
        let last = |bytes: &[u8], wanted: u8| bytes.iter().rposition(|byte| *byte == wanted);
        let end = last(rest, b'}').and_then(|end| last(rest.get(..end)?, b'"')).unwrap_or(rest.len());
        Some(shortened(&String::from_utf8_lossy(rest.get(..end)?)))
    });
    let code = after(body, b"\"code\"").and_then(|rest| whole(rest.strip_prefix(b"\"").unwrap_or(rest)));
    ErrorBody { code, message, field_errors: Vec::new() }
}

/// What stands behind a key and its colon.
fn after<'a>(body: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    let at = body.windows(key.len()).position(|part| part == key)?;
    let rest = body.get(at + key.len()..)?.trim_ascii_start();
    Some(rest.strip_prefix(b":")?.trim_ascii_start())
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
        let is_scope = !word.is_empty() && (listed.is_some() || word.contains(':'));
        if is_scope && !scopes.iter().any(|scope| scope == word) {
            scopes.push(word.into());
        }
    }
    scopes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(status: u16, body: &str) -> ClientError {
        classify(&Reply { status, body: body.as_bytes(), ..Reply::default() })
    }

    #[test]
    fn a_reply_without_words_is_told_by_its_code() {
        for (status, body, expected) in [
            (401, r#"{"code":124}"#, "Zoom does not accept the token"),
            (400, r#"{"code":4711}"#, "The token lacks scopes"),
            (403, "", "The token may not see this user"),
            (403, r#"{"code":2031}"#, "Zoom Phone is not enabled"),
            (404, r#"{"code":1001}"#, "There is no such user on this account"),
            (404, "", "Zoom does not find what was asked for"),
            (400, "", "Zoom refuses the request"),
            (429, "", "Too many requests"),
            (502, "", "Zoom, or a server in between, failed"),
            (302, "", "The server redirects elsewhere"),
            (600, "", "The reply is not what this endpoint returns"),
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
            (302, "", Network),
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
        let many = format!(r#"{{"code":300,"errors":[{}]}}"#, [r#"{"field":"x"}"#; MOST_FIELDS + 1].join(","));
        assert_eq!(error(400, &many).field_errors, vec![field_error("x", ""); MOST_FIELDS]);
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
            classify(&Reply { status, body: body.as_bytes(), is_me, is_anonymous, ..Reply::default() }).hint
        };
        assert!(hint(400, r#"{"code":300}"#, true, false).contains("Server-to-Server"));
        assert!(hint(400, r#"{"code":300}"#, false, false).contains("give \"me\""));
        assert!(hint(400, r#"{"code":1000}"#, false, false).contains("pending"));
        assert!(hint(401, "", false, true).contains("proxy"));
        assert!(hint(403, "", false, true).contains("proxy"));
        assert!(hint(401, r#"{"code":124}"#, false, true).contains("revoked"), "Zoom has seen a token");
        for (status, body, expected) in [
            (401, "", "revoked"),
            (401, r#"{"code":124,"message":"expired"}"#, "one hour"),
            (403, "", "shared access"),
            (403, r#"{"code":2031}"#, "license"),
            (404, r#"{"code":1001}"#, "give \"me\""),
            (404, "", "ends in /v2"),
            (429, r#"{"message":"daily"}"#, "today"),
            (429, "", "space the requests out"),
            (500, "", "tracking id"),
            (302, "", "Redirects"),
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
            late.explain(stop);
            assert!(late.hint.starts_with(expected), "{}", late.hint);
        }
    }

    #[test]
    fn texts_of_a_body_are_bounded_and_pages_have_none() {
        let long = "é".repeat(5_000);
        let message = error(400, &["{\"code\":300,\"message\":\"", &long, "\"}"].concat()).zoom_message.unwrap();
        assert_eq!(message.len(), LONGEST_TEXT);
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

    #[test]
    fn errors_in_a_200() {
        assert!(is_error_body(br#"{"code":300,"message":"x"}"#));
        assert!(is_error_body(br#"{"error_message":"x"}"#));
        assert!(!is_error_body(br#"{"code":0,"message":""}"#));
        assert!(!is_error_body(b"{}"));
    }

    proptest::proptest! {
        #![proptest_config(crate::client::fixed_seed())]

        #[test]
        fn no_body_makes_it_panic(status in 0u16..700, body in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _ = classify(&Reply { status, body: &body, ..Reply::default() });
        }
    }
}
