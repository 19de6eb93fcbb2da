//! What a failure means: Zoom's statuses and codes, as one [`ErrorCode`], with a hint for the next step.

use serde::Serialize;

use crate::json::{Reader, unescape};

macro_rules! error_codes {
    ($($(#[doc = $doc:tt])* $Code:ident = $name:tt,)*) => {
        /// What kind of failure it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        #[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
        pub enum ErrorCode {
            $($(#[doc = $doc])* #[serde(rename = $name)] $Code,)*
        }

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

/// What Zoom finds wrong with one field of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The field.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
}

/// A failed call.
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
    /// Zoom's id of the request, for its support.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracking_id: Option<String>,
    /// How often the call was made.
    pub attempts: u32,
    /// The URL that was called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
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
            url: None,
        }
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

/// Whether the body of a 2xx reply is an error in disguise: a code other than 0, and nothing of a profile.
pub fn is_error_body(body: &[u8]) -> bool {
    let error = read_body(body);
    error.code.is_some_and(|code| code != 0) || (error.code.is_none() && error.message.is_some())
}

/// The error that a reply stands for. The order of the rules is part of the contract: 5xx and 429 first, then Zoom's code
/// under any status, then the status.
pub fn classify(reply: &Reply<'_>) -> ClientError {
    let body = read_body(reply.body);
    let message = body.message.clone().unwrap_or_default();
    let code = match (reply.status, body.code) {
        (500.., _) => ErrorCode::ServerError,
        (429, _) => ErrorCode::RateLimited,
        (_, Some(4711 | 104)) => ErrorCode::MissingScopes,
        (_, Some(124 | 201)) if contains(&message, "expired") => ErrorCode::TokenExpired,
        (_, Some(124 | 201)) => ErrorCode::Unauthorized,
        (_, Some(2031 | 2013)) => ErrorCode::PhoneNotEnabled,
        (_, Some(1001 | 1010)) => ErrorCode::UserNotFound,
        (_, Some(3001)) => ErrorCode::Forbidden,
        (_, Some(2001 | 404 | 2300)) => ErrorCode::NotFound,
        (401, _) => ErrorCode::Unauthorized,
        (403, _) => ErrorCode::Forbidden,
        (404, _) => ErrorCode::NotFound,
        (200..=299 | 400..=499, _) => ErrorCode::BadRequest,
        _ => ErrorCode::InvalidResponse,
    };
    let limit = (code == ErrorCode::RateLimited).then(|| limit(reply, &message)).flatten();
    let missing_scopes = if code == ErrorCode::MissingScopes { scopes(reply.body) } else { Vec::new() };
    ClientError {
        status: Some(reply.status),
        zoom_code: body.code,
        zoom_message: body.message,
        field_errors: body.field_errors,
        hint: hint(code, reply, limit, &missing_scopes),
        message: [what(code), " (HTTP ", &reply.status.to_string(), ")", &said(&message)].concat(),
        missing_scopes,
        limit,
        retry_after_ms: reply.retry_after_ms,
        tracking_id: reply.tracking_id.clone(),
        ..ClientError::new(code, "", "")
    }
}

fn said(message: &str) -> String {
    if message.is_empty() { String::new() } else { [": ", message].concat() }
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
        _ => "The reply is not what this endpoint returns",
    }
}

fn hint(code: ErrorCode, reply: &Reply<'_>, limit: Option<Limit>, missing: &[String]) -> String {
    let text = match (code, limit) {
        (ErrorCode::Unauthorized, _) => {
            "Check that the token is whole, of the right account, and not revoked; give `token` as a function to renew it."
        }
        (ErrorCode::TokenExpired, _) => {
            "Tokens live one hour: give `token` as a function that fetches a new one; it is asked once more on a 401."
        }
        (ErrorCode::MissingScopes, _) => {
            let scopes = if missing.is_empty() { "phone:read:user:admin".into() } else { missing.join(", ") };
            return [
                "Add a scope to the app (",
                &scopes,
                "), then get a new token: one that was issued before does not gain it.",
            ]
            .concat();
        }
        (ErrorCode::Forbidden, _) => {
            "The user has not shared access with this app, or the token's owner has no role that may see them."
        }
        (ErrorCode::PhoneNotEnabled, _) => {
            "The account needs a Business or Enterprise plan, and the user a Zoom Phone license."
        }
        (ErrorCode::UserNotFound, _) if reply.is_me => {
            "\"me\" works with a user's own token only; with a Server-to-Server token give the user's id or e-mail address."
        }
        (ErrorCode::UserNotFound, _) => {
            "Check the id or e-mail address, and that the user is on the token's account. With a user's own token give \"me\"."
        }
        (ErrorCode::NotFound, _) => "Check `baseUrl`: it ends in /v2 on Zoom's hosts; and the token's account.",
        (ErrorCode::BadRequest, _) => {
            "Check the user id. A user's own token may only ask for \"me\"; a Server-to-Server token must not."
        }
        (ErrorCode::RateLimited, Some(Limit::Daily)) => {
            "The account's requests for today are used up; they come back at midnight UTC."
        }
        (ErrorCode::RateLimited, _) => {
            "All apps of an account share its limit (Pro 20 a second, Business and above 40): space the requests out."
        }
        (ErrorCode::ServerError, _) => "Try again later; give Zoom's support the tracking id if it lasts.",
        _ => "Check that `baseUrl` leads to Zoom or to your proxy, not to a page.",
    };
    text.into()
}

fn limit(reply: &Reply<'_>, message: &str) -> Option<Limit> {
    let kind = reply.limit_type.as_deref().unwrap_or_default();
    let is = |word: &str| contains(kind, word) || contains(message, word);
    if is("daily") {
        Some(Limit::Daily)
    } else if is("concurren") {
        Some(Limit::Concurrency)
    } else if is("qps") || is("per-second") || is("per second") {
        Some(Limit::PerSecond)
    } else {
        None
    }
}

fn contains(text: &str, word: &str) -> bool {
    text.to_ascii_lowercase().contains(word)
}

/// Reads the body of an error, as far as it can be read: Zoom has sent JSON with quotes that are not escaped.
pub fn read_body(body: &[u8]) -> ErrorBody {
    read_sound(body).unwrap_or_else(|| scan(body))
}

/// Reads a body that is JSON.
fn read_sound(body: &[u8]) -> Option<ErrorBody> {
    Reader::new(body).skip_value()?;
    let mut error = ErrorBody::default();
    members(body, &mut Reader::new(body), |key, value, reader| match key {
        "code" => error.code = String::from_utf8_lossy(value).trim_matches('"').parse().ok(),
        "message" | "error_message" | "errorMessage" => error.message = text_of(value),
        "errors" => error.field_errors = field_errors(body, reader).unwrap_or_default(),
        _ => {}
    })?;
    Some(error)
}

/// Visits the members of the sound object at the reader. The visitor gets each key, value, and a reader at the value.
fn members(body: &[u8], reader: &mut Reader<'_>, mut visit: impl FnMut(&str, &[u8], Reader<'_>)) -> Option<()> {
    reader.next_token();
    if !reader.take(b'{') {
        return None;
    }
    let mut first = true;
    while reader.next_member(first).ok()? {
        first = false;
        let key = reader.key().ok()?;
        reader.next_token();
        let start = reader.position();
        reader.skip_value()?;
        let key = unescape(body.get(key.start..key.end)?);
        visit(&key, body.get(start..reader.position())?, Reader::at(body, start));
    }
    Some(())
}

fn text_of(value: &[u8]) -> Option<String> {
    Some(unescape(value.strip_prefix(b"\"")?.strip_suffix(b"\"")?).into_owned())
}

fn field_errors(body: &[u8], mut reader: Reader<'_>) -> Option<Vec<FieldError>> {
    if !reader.take(b'[') {
        return None;
    }
    let mut errors = Vec::new();
    while reader.next_item(errors.is_empty()).ok()? {
        let mut error = FieldError { field: String::new(), message: String::new() };
        members(body, &mut reader, |key, value, _| match key {
            "field" => error.field = text_of(value).unwrap_or_default(),
            "message" => error.message = text_of(value).unwrap_or_default(),
            _ => {}
        })?;
        errors.push(error);
    }
    Some(errors)
}

/// Looks for a code and a message in what is no JSON.
fn scan(body: &[u8]) -> ErrorBody {
    let text = String::from_utf8_lossy(body);
    let after = |key: &str| {
        let rest = text.get(text.find(key)? + key.len()..)?.trim_start().strip_prefix(':')?.trim_start();
        Some(rest)
    };
    let code = after("\"code\"").and_then(|rest| {
        let end = rest.find(|digit: char| !digit.is_ascii_digit()).unwrap_or(rest.len());
        rest.get(..end)?.parse().ok()
    });
    let message = after("\"message\"").or_else(|| after("\"error_message\"")).and_then(|rest| {
        let rest = rest.strip_prefix('"')?;
        // Quotes inside are not escaped: the message ends at the last one before the end of the object.
        let end = rest.rfind('}').and_then(|end| rest.get(..end)?.rfind('"')).unwrap_or(rest.len());
        rest.get(..end).map(str::to_string)
    });
    ErrorBody { code, message, field_errors: Vec::new() }
}

/// The scopes that a message names behind the word "scopes", whatever its punctuation.
fn scopes(body: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(body);
    let rest = text.find("scope").and_then(|at| text.get(at..)).unwrap_or_default();
    let mut scopes: Vec<String> = Vec::new();
    for word in rest.split(|character: char| !(character.is_ascii_alphanumeric() || ":_-.".contains(character))) {
        let word = word.trim_matches(['.', ':']);
        if word.contains(':') && !scopes.iter().any(|scope| scope == word) {
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
        ] {
            assert_eq!(error(status, body).code, expected, "{status} {body}");
        }
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
        assert_eq!(error(400, body).field_errors.len(), 2);
        assert_eq!(error(429, r#"{"message":"You have reached the daily limit"}"#).limit, Some(Limit::Daily));
        assert_eq!(error(429, r#"{"message":"too many concurrent requests"}"#).limit, Some(Limit::Concurrency));
        let by_header = Reply { status: 429, limit_type: Some("QPS".into()), ..Reply::default() };
        assert_eq!(classify(&by_header).limit, Some(Limit::PerSecond));
    }

    #[test]
    fn errors_in_a_200() {
        assert!(is_error_body(br#"{"code":300,"message":"x"}"#));
        assert!(is_error_body(br#"{"error_message":"x"}"#));
        assert!(!is_error_body(br#"{"code":0,"message":""}"#));
        assert!(!is_error_body(b"{}"));
    }

    proptest::proptest! {
        #[test]
        fn no_body_makes_it_panic(status in 0u16..700, body in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
            let _ = classify(&Reply { status, body: &body, ..Reply::default() });
        }
    }
}
