//! Messages and hints of failed replies.

use super::body::ErrorBody;
use super::code::{ErrorCode, Limit};
use super::reply::{Reply, by_status, is_zoom};
use super::zoom_codes::{self, ZoomCode};
use crate::json::push_decimal;

/// What the messages and hints of a reply depend on.
pub(super) struct Context<'a> {
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
    pub(super) fn new(code: ErrorCode, reply: &'a Reply<'a>, body: &ErrorBody) -> Self {
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
            known: body.code.and_then(zoom_codes::known).filter(|_| !is_decided),
        }
    }

    /// There was no token at all. What else is wrong with a token shows that there was one: a stand-in for `fetch` may
    /// add it.
    fn lacks_token(&self) -> bool {
        let is_general = self.is_zoom && self.known.is_none_or(|row| row.hint.is_empty());
        let is_empty = self.known.is_some_and(|row| row.code == 4700);
        let is_unauthorized = self.code == ErrorCode::Unauthorized;
        is_unauthorized && self.reply.is_anonymous && self.is_zooms_body && (is_general || is_empty)
    }

    pub(super) fn message(&self) -> String {
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

    pub(super) fn hint(&self, limit: Option<Limit>, missing: &[String]) -> String {
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
                "The reply is not in Zoom's form: a proxy, gateway or firewall sent it. Sign in there, or check what \
                 it lets through."
            }
            ErrorCode::NotFound if !self.is_zooms_body => {
                "Nothing is mounted at this path: check `baseUrl` (on Zoom's hosts it ends in /v2) and the route of \
                 your proxy."
            }
            ErrorCode::UserNotFound | ErrorCode::BadRequest if reply.is_me => {
                "\"me\" works with a user's own token only. With a Server-to-Server token, pass the user's ID or email."
            }
            _ if !known.is_empty() => known,
            ErrorCode::Unauthorized => {
                "Check that the token is whole, of the right account, and not revoked. Pass `token` as a function to \
                 renew it."
            }
            ErrorCode::TokenExpired => {
                "Tokens live one hour. Pass `token` as a function that fetches a new one: it is asked once more on a \
                 401."
            }
            ErrorCode::Forbidden => {
                "The user has not shared access with this app, or the token's owner has no role that may see them. Ask \
                 them, or use an account-level app."
            }
            ErrorCode::PhoneNotEnabled => {
                "The account needs a Business or Enterprise plan, and the user a Zoom Phone license. Check also \
                 whether the token belongs to another account."
            }
            ErrorCode::UserNotFound | ErrorCode::BadRequest => {
                "Check the ID or email, and that the user is on the token's account. With a user's own token, pass \
                 \"me\"."
            }
            ErrorCode::NotFound => "Check `baseUrl`, which ends in /v2 on Zoom's hosts, and the token's account.",
            ErrorCode::RateLimited if limit == Some(Limit::Daily) => {
                "The account's requests for today are used up: call again when `retryAfterMs` have passed, or after \
                 midnight UTC."
            }
            ErrorCode::RateLimited => {
                "All apps of an account share Zoom's limit (Pro 20 a second, Business and above 40): space the \
                 requests out, or let `getUserProfiles` do it."
            }
            ErrorCode::ServerError => {
                "Try again later. If it lasts, give Zoom's support the tracking ID, or read the server's logs."
            }
            ErrorCode::Network => {
                "Pass the final URL as `baseUrl`: redirects are not followed, so that the token stays with its host. \
                 If the target is a sign-in page, sign in first."
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

/// A sentence with the HTTP status behind it, where that is known.
pub fn with_status(mut text: String, status: u16) -> String {
    if status > 0 {
        text.push_str(" (HTTP ");
        push_decimal(&mut text, status.into());
        text.push(')');
    }
    text
}
