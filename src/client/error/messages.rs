//! Messages and hints of failed replies.

use super::body::ErrorBody;
use super::declare::Says;
use super::limit::Limit;
use super::reply::{Reply, Resource, is_zoom};
use super::table::{ErrorCode, by_status};
use super::zoom_codes;
use crate::json::push_decimal;

/// What the messages and hints of a reply depend on.
pub(super) struct Context<'a> {
    code: ErrorCode,
    reply: &'a Reply<'a>,
    /// The reply came from one of Zoom's hosts.
    is_zoom: bool,
    /// The body is Zoom's, whoever passed it on.
    is_zooms_body: bool,
    /// Zoom's code with its hint, where it is known and has decided.
    known: Option<(i32, &'static str)>,
}

impl<'a> Context<'a> {
    pub(super) fn new(code: ErrorCode, reply: &'a Reply<'a>, body: &ErrorBody) -> Self {
        let is_zoom = is_zoom(reply.origin);
        // Other servers repeat the status under the name `code`.
        let is_zooms_code = |code: i32| is_zoom || code != i32::from(reply.status);
        let is_zooms_message = is_zoom && body.message.is_some();
        let is_decided = by_status(reply.status).is_some();
        let said = body.message.as_deref().unwrap_or_default();
        Context {
            code,
            reply,
            is_zoom,
            is_zooms_body: !body.is_wrapped && body.code.map_or(is_zooms_message, is_zooms_code),
            known: body.code.and_then(|code| Some((code, zoom_codes::hint(code, said)?))).filter(|_| !is_decided),
        }
    }

    /// There was no token at all. What else is wrong with a token shows that there was one: a stand-in for `fetch` may
    /// add it.
    fn lacks_token(&self) -> bool {
        let is_general = self.is_zoom && self.known.is_none_or(|(_, hint)| hint.is_empty());
        let is_empty = self.known.is_some_and(|(code, _)| code == 4700);
        let is_unauthorized = self.code == ErrorCode::Unauthorized;
        is_unauthorized && self.reply.is_anonymous && self.is_zooms_body && (is_general || is_empty)
    }

    pub(super) fn message(&self) -> String {
        let says = self.says();
        let (Says::Server(text) | Says::Fact(text)) = says;
        let mut message = String::new();
        if matches!(says, Says::Server(_)) {
            let is_by_zoom = self.is_zoom && self.is_zooms_body;
            message.push_str(if is_by_zoom { "Zoom" } else { "The server at " });
            message.push_str(if is_by_zoom { "" } else { self.reply.origin });
        }
        message.push_str(text);
        if let Some(target) = &self.reply.target {
            message.push_str(" to ");
            message.push_str(target);
        }
        message
    }

    /// What happened: as the table says, unless the reply says that it is something else.
    fn says(&self) -> Says {
        match self.code {
            ErrorCode::Unauthorized if self.lacks_token() => Says::Fact("No token was sent"),
            ErrorCode::Unauthorized | ErrorCode::Forbidden if !self.is_zooms_body => {
                Says::Server(" refused the request")
            }
            ErrorCode::NotFound if !self.is_zooms_body => Says::Server(" has nothing at this path"),
            code => code.of_reply().0,
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
            hint.push_str(&self.scopes_hint(missing));
        } else {
            hint.push_str(self.advice(limit));
        }
        hint
    }

    /// What to do, where it does not depend on scopes: as the table says, unless more is known.
    fn advice(&self, limit: Option<Limit>) -> &'static str {
        let reply = self.reply;
        let (zoom_code, known) = self.known.map_or((None, ""), |(code, hint)| (Some(code), hint));
        let is_list = reply.resource == Resource::List;
        match self.code {
            ErrorCode::Unauthorized | ErrorCode::Forbidden | ErrorCode::BadRequest if !self.is_zooms_body => {
                "The reply is not in Zoom's form: a proxy, gateway or firewall sent it. Sign in there, or check what \
                 it lets through."
            }
            ErrorCode::NotFound if !self.is_zooms_body => {
                "Nothing is mounted at this path: check `baseUrl` (on Zoom's hosts it ends in /v2) and the route of \
                 your proxy."
            }
            // 405, 406, 413, 415: Zoom's code is that of an invalid ID, and the ID is not to blame.
            ErrorCode::BadRequest if matches!(reply.status, 405..=406 | 411..=418) => {
                "The form of the request was refused: check `headers`, and what changes requests on their way."
            }
            ErrorCode::UserNotFound | ErrorCode::BadRequest if reply.resource == Resource::Me => {
                "\"me\" works with a user's own token only. With a Server-to-Server token, pass the user's ID or email."
            }
            ErrorCode::BadRequest if is_list => {
                "Check the filters. `fieldErrors` names the one that Zoom refuses, if Zoom does."
            }
            // Zoom's answer for a site that the token's owner may not see; a token that it does not accept is a 401.
            ErrorCode::Unauthorized if is_list && reply.status == 400 && zoom_code == Some(124) => {
                "Check that the token's owner may see the site of `siteId`, and that the token is of the right account."
            }
            _ if !known.is_empty() => known,
            ErrorCode::RateLimited if is_list && limit == Some(Limit::PerSecond) => {
                "All apps of an account share Zoom's limit of lists (Pro 10 a second, Business and above 20): have \
                 `plan` or your `limiter` keep to it, or list less often."
            }
            ErrorCode::RateLimited if limit == Some(Limit::Daily) && reply.retry_after_ms.is_none() => {
                "The account's requests for today are used up: call again after midnight UTC."
            }
            ErrorCode::RateLimited if limit == Some(Limit::Daily) => {
                "The account's requests for today are used up: call again when `retryAfterMs` have passed."
            }
            ErrorCode::Unauthorized | ErrorCode::TokenExpired if reply.is_anonymous => {
                "Have the proxy get a new one: each lives one hour. Check there too that its app is of the right \
                 account."
            }
            code => code.of_reply().1,
        }
    }

    fn scopes_hint(&self, missing: &[String]) -> String {
        let scopes = match (missing, self.reply.resource) {
            ([], Resource::List) => "phone:read:list_users:admin or phone:read:admin".into(),
            ([], _) => "phone:read:user:admin".into(),
            (named, _) => named.join(", "),
        };
        ["Add a scope to the app (", &scopes, "), then get a new token: one that was issued before does not gain it."]
            .concat()
    }
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
