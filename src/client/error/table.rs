//! The table of errors: each code with its documentation, messages, hints, what leads to it, and examples. The
//! classifier, the OpenAPI description, the test kit, the embedded server of the tests and the READMEs derive from it.
//!
//! A row has, in this order:
//! - its documentation: when it happens, as one sentence, also for TypeScript and the READMEs;
//! - `remedy`: what to do, as a phrase for the READMEs;
//! - `reply`: what the message of a reply's error says, and its hint. `messages.rs` replaces them where more is known;
//! - `whatever_the_body`: statuses that decide before Zoom's code does;
//! - `without_code`: statuses that decide if no code of Zoom's does, the first row that matches;
//! - `zoom_codes`: Zoom's codes; where several rows have one, the last row of the whole table that applies counts;
//! - `examples`: replies that lead to it, the most typical first. Users named after them get them from the test kit.

use serde::Serialize;

use super::declare::Says::{Fact, Server};
use super::declare::{Example, JSON_TYPE, Says, ZoomCodes, code, codes, error_table};

const CREDENTIALS: &str = "Check the client ID and the client secret of the app, and get a new token.";
const CHALLENGE: &str = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>";
const HTML: &[(&str, &str)] = &[("content-type", "text/html")];
const PLAIN_TEXT: &[(&str, &str)] = &[("content-type", "text/plain")];
const PLAIN_JSON: &[(&str, &str)] = &[("content-type", "application/json")];
const XML: &[(&str, &str)] = &[("content-type", "application/xml")];

error_table! {
    otherwise: Server(" sent a reply that this endpoint does not have"),
        "Check that `baseUrl` leads to Zoom or to your proxy, not to a page.",

    /// An ID, option or token cannot be used; nothing was sent.
    InvalidArgument = "invalid_argument" {
        remedy: "fix it; the message names it, and suggests the closest option",
    }

    /// The token is missing, invalid or revoked, its app is disabled, the token function failed, or a proxy asks to
    /// sign in.
    Unauthorized = "unauthorized" {
        remedy: "read the `hint`, look at `cause`; renew the token",
        reply: Server(" does not accept the token"),
            "Check that the token is whole, of the right account, and not revoked. Pass `token` as a function to renew \
             it.",
        without_code: 401,
        zoom_codes: [
            code(124),
            code(201),
            code(4700),
            codes(4702, 4741),
            code(4702).hint(CREDENTIALS),
            code(4704).hint(CREDENTIALS),
            code(4717)
                .hint("The app is disabled: enable it in Zoom's App Marketplace, and get a new token."),
            code(4735)
                .hint("The token's owner is gone: get a token of a user who is still on the account."),
            code(4741).hint("The token was revoked: authorize the app again, and get a new token."),
        ],
        examples: [
            Example::json(
                "error-401-124", "an invalid token",
                401, r#"{"code":124,"message":"Invalid access token."}"#,
            ),
            Example::json(
                "error-401-4700", "an empty token",
                401, r#"{"code":4700,"message":"Token cannot be empty"}"#,
            ),
            Example::json(
                "error-400-4700", "an empty token, under another status",
                400, r#"{"code":4700,"message":"Token cannot be empty"}"#,
            ),
            Example::json(
                "error-401-4717", "a disabled app",
                401, r#"{"code":4717,"message":"The app has been disabled."}"#,
            ),
            Example::json(
                "error-401-4735", "a token whose owner is gone",
                401, r#"{"code":4735,"message":"The owner of the token does not exist."}"#,
            ),
            Example::json(
                "error-401-4741", "a revoked token",
                401, r#"{"code":4741,"message":"The token has been revoked."}"#,
            ),
            Example::json(
                "error-401-wrapped", "Zoom's error, wrapped by a back end",
                401, r#"{"error":{"code":124,"message":"Invalid access token."}}"#,
            ),
            Example::json(
                "error-401-proxy", "a proxy that asks to sign in",
                401, r#"{"success":false,"error":"No session"}"#,
            ),
        ],
    }

    /// The token has expired.
    TokenExpired = "token_expired" {
        remedy: "pass `token` as a function",
        reply: Fact("The token has expired"),
            "Tokens live one hour. Pass `token` as a function that fetches a new one: it is asked once more on a 401.",
        zoom_codes: [code(124).saying("expired"), code(201).saying("expired")],
        examples: [
            Example::json(
                "error-401-expired", "an expired token",
                401, r#"{"code":124,"message":"Access token is expired."}"#,
            ),
        ],
    }

    /// The token lacks scopes.
    MissingScopes = "missing_scopes" {
        remedy: "add one of `missingScopes` to the app, then get a **new** token",
        reply: Fact("The token lacks scopes"), "",
        zoom_codes: [code(104), code(4711), code(4700).saying("scope")],
        examples: [
            Example::json(
                "error-400-4711", "missing scopes",
                400, concat!(
                    r#"{"code":4711,"message":"Invalid access token, does not contain "#,
                    r#"scopes:[phone:read:user, phone:read:user:admin]."}"#,
                ),
            ),
            Example::json(
                "error-400-104-malformed", "missing scopes, in JSON with quotes that are not escaped",
                400, concat!(
                    r#"{"code":104,"message":"Invalid access token, does not contain "#,
                    r#"scopes:["phone:read:user","phone:read:user:admin"]"}"#,
                ),
            )
            .with(PLAIN_JSON),
            Example::json(
                "error-400-4700-scopes", "missing scopes, by another code",
                400, concat!(
                    r#"{"code":4700,"message":"Invalid access token, does not contain "#,
                    r#"scopes:[phone:read:user, phone:read:user:admin]."}"#,
                ),
            ),
        ],
    }

    /// The user has not shared access with the app, or a proxy or firewall refuses the request.
    Forbidden = "forbidden" {
        remedy: "ask the user, or use an account-level app",
        reply: Fact("The token may not see this user"),
            "The user has not shared access with this app, or the token's owner has no role that may see them. Ask \
             them, or use an account-level app.",
        without_code: 403,
        zoom_codes: [code(3001)],
        examples: [
            Example::json(
                "error-403-3001", "access not shared",
                403, r#"{"code":3001,"message":"The user has not shared access with this app."}"#,
            ),
            Example::json("error-403-challenge", "a firewall's challenge", 403, CHALLENGE).with(HTML),
        ],
    }

    /// The account or the user has no Zoom Phone.
    PhoneNotEnabled = "phone_not_enabled" {
        remedy: "Business or Enterprise account, Zoom Phone license; check the token's account",
        reply: Fact("Zoom Phone is not enabled"),
            "The account needs a Business or Enterprise plan, and the user a Zoom Phone license. Check also whether \
             the token belongs to another account.",
        zoom_codes: [code(2013), code(2031)],
        examples: [
            Example::json(
                "error-403-2031", "Zoom Phone not enabled",
                403, r#"{"code":2031,"message":"Zoom Phone has not been enabled for this account."}"#,
            ),
        ],
    }

    /// The account has no such Zoom Phone user.
    UserNotFound = "user_not_found" {
        remedy: "`me` for a user's own token, an ID or email for a server's; try the other kind of ID",
        reply: Fact("The token's account has no such Zoom Phone user"), CHECK_ID,
        zoom_codes: [
            code(1001).hint(
                "The user may exist without a Zoom Phone license, or the other kind of ID (user ID or email) may \
                 work. Check the ID, and pass \"me\" with a user's own token.",
            ),
            code(1010),
        ],
        examples: [
            Example::json(
                "error-404-1001", "no such user",
                404, r#"{"code":1001,"message":"User does not exist: {userId}."}"#,
            ),
            Example::json(
                "error-400-1010", "a user of another account",
                400, r#"{"code":1010,"message":"User does not belong to this account."}"#,
            ),
            Example::json(
                "error-200-message", "an error in a 200, as error_message",
                200, r#"{"code":1001,"error_message":"User does not exist."}"#,
            ),
        ],
    }

    /// There is no such account, site or endpoint, or the path has no route.
    NotFound = "not_found" {
        remedy: "check `baseUrl` (it ends in `/v2` at Zoom) and the proxy's route",
        reply: Server(" does not find what was asked for"),
            "Check `baseUrl`, which ends in /v2 on Zoom's hosts, and the token's account.",
        without_code: 404,
        zoom_codes: [code(404), code(2001), code(2300)],
        examples: [
            Example::json(
                "error-404-2001", "no such account",
                404, r#"{"code":2001,"message":"Account does not exist."}"#,
            ),
            Example::json("error-404-404", "no such site", 404, r#"{"code":404,"message":"Site does not exist."}"#),
            Example::json(
                "error-404-2300", "no such endpoint",
                404, r#"{"code":2300,"message":"This API endpoint is not recognized."}"#,
            ),
            Example::json(
                "error-404-route", "a path without a route",
                404, "<!doctype html><pre>Cannot GET /api/zoom/phone/users/me</pre>",
            )
            .with(HTML),
        ],
    }

    /// Zoom refuses the request.
    BadRequest = "bad_request" {
        remedy: "check the ID; read `zoomMessage` and `fieldErrors`",
        reply: Server(" refuses the request"), CHECK_ID,
        without_code: 200..=299 | 400..=499,
        zoom_codes: [
            code(300).left_to_status(),
            code(1000)
                .left_to_status()
                .hint("The user is pending: ask them to accept the invitation to the account first."),
        ],
        examples: [
            Example::json(
                "error-400-300", "an invalid user ID",
                400, r#"{"code":300,"message":"Invalid user id."}"#,
            ),
            Example::json(
                "error-400-validation", "field errors",
                400, concat!(
                    r#"{"code":300,"message":"Validation Failed.","#,
                    r#""errors":[{"field":"userId","message":"Invalid field."}]}"#,
                ),
            ),
            Example::json(
                "error-400-xml", "an error in XML",
                400, concat!(
                    r#"<?xml version="1.0" encoding="UTF-8"?>"#,
                    "<result><code>300</code><message>Invalid user id: &quot;x&quot;.</message></result>",
                ),
            )
            .with(XML),
            Example::json("error-400-1000", "a pending user", 400, r#"{"code":1000,"message":"User is pending."}"#),
            Example::json(
                "error-200-body", "an error in a 200",
                200, r#"{"code":300,"message":"Invalid user id."}"#,
            ),
        ],
    }

    /// Too many requests: by the second, by the day, or at a time. Or the limiter that you pass failed.
    RateLimited = "rate_limited" {
        remedy: "`limit` says which; wait `retryAfterMs`",
        reply: Fact("Too many requests"),
            "All apps of an account share Zoom's limit (Pro 20 a second, Business and above 40): space the requests \
             out, or let `getUserProfiles` do it.",
        whatever_the_body: 429,
        examples: [
            Example::json(
                "error-429-qps", "the per-second limit",
                429, r#"{"code":429,"message":"You have reached the maximum per-second rate limit for this API."}"#,
            )
            .with(&[JSON_TYPE, ("x-ratelimit-category", "Light"), ("x-ratelimit-type", "QPS")])
            .retry_after(1),
            Example::json(
                "error-429-daily", "the daily limit",
                429, r#"{"code":429,"message":"You have reached the maximum daily rate limit for this API."}"#,
            )
            .with(&[JSON_TYPE, ("x-ratelimit-type", "Daily-limit")])
            .retry_after(3600),
            Example::json(
                "error-429-concurrency", "too many requests at a time",
                429, r#"{"code":429,"message":"Too many concurrent requests."}"#,
            ),
            Example::json("error-429-bare", "a 429 without a reason", 429, "").with(&[]),
        ],
    }

    /// Zoom, a proxy or a gateway fails.
    ServerError = "server_error" {
        remedy: "try later; give Zoom's support the `trackingId`",
        reply: Server(" failed"),
            "Try again later. If it lasts, give Zoom's support the tracking ID, or read the server's logs.",
        whatever_the_body: 500..=599,
        examples: [
            Example::json("error-500", "Zoom failing", 500, r#"{"code":500,"message":"Internal server error."}"#),
            Example::json(
                "error-502-html", "a gateway's HTML",
                502, "<html><head><title>502 Bad Gateway</title></head><body></body></html>",
            )
            .with(HTML),
            Example::json("error-503-text", "a gateway's text", 503, "upstream connect error").with(PLAIN_TEXT),
        ],
    }

    /// No reply came, or a broken one (connection, DNS, certificate, CORS), or a redirect.
    Network = "network" {
        remedy: "the message names the system's code or the redirect's status; from a page, go through a proxy",
        reply: Server(" redirects"),
            "Pass the final URL as `baseUrl`: redirects are not followed, so that the token stays with its host. If \
             the target is a sign-in page, sign in first.",
        without_code: 0 | 300..=303 | 305..=399,
        examples: [
            Example::json("error-redirect", "a redirect", 302, "").with(&[("location", "/somewhere-else")]),
            Example::json("error-redirect-elsewhere", "a redirect to another host", 307, "")
                .with(&[("location", "https://login.example/sign-in?next=profile")]),
        ],
    }

    /// No reply came in time.
    Timeout = "timeout" {
        remedy: "`timeoutMs` is for the whole call, retries included",
    }

    /// The reply, or an input, is not a valid profile: it is empty, a page, or another document.
    InvalidResponse = "invalid_response" {
        remedy: "`issues` say what is wrong and where",
        examples: [
            Example::json("error-200-html", "a page in a 200", 200, "<!doctype html><title>Sign in</title>").with(HTML),
            Example::json("error-200-empty", "an empty 200", 200, "").with(&[]),
            Example::json("error-200-challenge", "a firewall's challenge in a 200", 200, CHALLENGE).with(HTML),
            Example::json(
                "error-200-sign-in", "a sign-in page in a 200",
                200, r#"<!doctype html><title>Acme</title><input type="password">"#,
            )
            .with(HTML),
            Example::json(
                "error-200-wrapped", "another back end's error in a 200",
                200, r#"{"success":false,"error":"Service down"}"#,
            ),
            Example::json(
                "error-200-list", "a list in place of a profile",
                200, r#"{"next_page_token":"","page_size":30,"users":[]}"#,
            ),
            Example::json(
                "ok-wrong-types", "a profile that fails validation",
                200, r#"{"id":"ok-wrong-types","policy":{"sms":{"enable":"yes"}},"extension_number":"12"}"#,
            ),
        ],
    }

    /// A reply is larger than 1 MiB, a profile of a fleet larger than 16 MiB, or memory runs out.
    ResponseTooLarge = "response_too_large" {
        remedy: "check where `baseUrl` leads",
    }
}

const CHECK_ID: &str =
    "Check the ID or email, and that the user is on the token's account. With a user's own token, pass \"me\".";

/// Unusual replies that are valid profiles all the same.
pub const VALID_EXAMPLES: &[Example] = &[
    Example::json("ok-code-0", "a profile beside code 0", 200, r#"{"code":0,"id":"ok-code-0","status":"activate"}"#),
    Example::json("ok-empty-enum", "an empty string for an enumeration", 200, r#"{"id":"ok-empty-enum","status":""}"#),
    Example::json(
        "ok-future",
        "fields that this version does not know",
        200,
        concat!(
            r#"{"id":"ok-future","new_field":{"a":1},"policy":{"policy_of_tomorrow":{"enable":true},"#,
            r#""delegation":{"enable":true,"locked":true,"locked_by":"account"}}}"#,
        ),
    ),
];
