//! A failed reply, and what its status and origin say by themselves.

use super::table::{ErrorCode, by_rest};
use crate::numbered;

numbered! {
    /// What a request asks for: some advice depends on it.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub enum Resource {
        /// A user's profile.
        #[default]
        User,
        /// The profile of the user whose token it is: the user ID is `me`.
        Me,
        /// A page of the list of users.
        List,
    }
}

impl Resource {
    /// What a request for the profile of this user asks for.
    pub fn of(user_id: &str) -> Resource {
        if user_id == "me" { Resource::Me } else { Resource::User }
    }

    /// What the reply should bring.
    pub fn noun(self) -> &'static str {
        if self == Resource::List { "page of users" } else { "profile" }
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
    /// What was asked for.
    pub resource: Resource,
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

/// Whether a status is a redirect's; 0 where the engine hides which. 304 answers a conditional request and leads
/// nowhere.
pub fn is_redirect(status: u16) -> bool {
    by_rest(status) == ErrorCode::Network
}
