//! Events: what the performer of a call reports.

use crate::client::error::markup::Page;
use crate::client::error::{ClientError, ErrorCode};
use crate::client::invalid::Invalid;
use crate::validate::DocumentKind;

/// What the performer of a call reports.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "an event lives as long as one call of `next`")]
pub enum Event<'a> {
    /// The call begins, and its time with it.
    Started,
    /// A token is there, and can be sent.
    Token,
    /// What should be a token cannot be sent.
    BadToken(TokenFault),
    /// The token function failed.
    TokenFailed,
    /// The limiter lets the request start.
    Turn,
    /// The caller's limiter failed.
    TurnFailed,
    /// A response came, and its body was read as far as that was possible.
    Response(Response<'a>),
    /// A response came: enough of it to settle a call with a profile. Anything else leads to
    /// [`Command::Judge`](super::Command::Judge).
    Arrived(Arrival),
    /// What judges a response that brings no profile could not be loaded.
    Unjudged,
    /// The engine hides a redirect or refused to follow it, or the client followed one although it must not.
    Redirected {
        /// The origin that it leads to, if known.
        target: Option<&'a str>,
    },
    /// `fetch` returned something that cannot be read as a response.
    NoResponse,
    /// `fetch` failed.
    FetchFailed {
        /// What the system calls the failure, if known: `ECONNREFUSED`.
        code: Option<&'a str>,
    },
    /// The wait before a retry is over.
    Waited,
    /// A callback of the caller threw, or the performer itself.
    CallbackThrew,
    /// The deadline has come.
    TimeIsUp,
    /// The caller aborted the call.
    Aborted,
}

/// Why a token cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenFault {
    /// The token function returned something else.
    NotAString,
    /// It has no characters.
    Empty,
    /// It has characters that a header must not contain.
    Unsendable,
}

impl TokenFault {
    pub(super) fn error(self) -> Box<ClientError> {
        let message = match self {
            TokenFault::NotAString => return token_failed("The token function returned no string", RETURNS),
            TokenFault::Empty => "The token is empty",
            TokenFault::Unsendable => {
                "The token contains characters that a header cannot contain, such as a line break or a space"
            }
        };
        let hint = "Nothing was sent with it. Pass the token alone, without \"Bearer\"; leave `token` out where a \
                    proxy adds it.";
        Box::new(ClientError::new(ErrorCode::InvalidArgument, message, hint))
    }
}

/// What a token function is to do.
const RETURNS: &str = "The function must return the token, or a promise of it.";

/// The token function threw, or its promise was rejected.
pub(super) fn token_threw() -> Box<ClientError> {
    token_failed("The token function failed", "Look at `cause`: it is what the function failed with.")
}

fn token_failed(message: &str, hint: &str) -> Box<ClientError> {
    Box::new(ClientError::new(ErrorCode::Unauthorized, message, hint))
}

/// A response.
#[derive(Debug, Clone, Default)]
pub struct Response<'a> {
    /// The HTTP status.
    pub status: u16,
    /// When it came, in milliseconds since 1970: moments in its headers count from here.
    pub received_unix_ms: i64,
    /// Its headers. They matter only if it brings no valid profile.
    pub headers: Headers<'a>,
    /// The origin that its `Location` leads to. It matters only if the status is a redirect's.
    pub target: Option<&'a str>,
    /// Its body.
    pub body: Body<'a>,
}

/// The headers that say something of a failure. Each may be missing: a proxy may not pass it on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Headers<'a> {
    /// `Retry-After`.
    pub retry_after: Option<&'a str>,
    /// `X-RateLimit-Reset`.
    pub reset: Option<&'a str>,
    /// `Date`.
    pub date: Option<&'a str>,
    /// `X-RateLimit-Type`.
    pub limit_type: Option<&'a str>,
    /// `x-zm-trackingid`.
    pub tracking_id: Option<&'a str>,
    /// `cf-mitigated`: Cloudflare answered in the server's place.
    pub cloudflare: Option<&'a str>,
    /// `x-amzn-waf-action`: AWS WAF answered in the server's place.
    pub aws_waf: Option<&'a str>,
}

impl<'a> Headers<'a> {
    /// The names of the headers, in the order that [`Headers::from_values`] takes them in.
    pub const NAMES: [&'static str; 7] = [
        "retry-after",
        "x-ratelimit-reset",
        "date",
        "x-ratelimit-type",
        "x-zm-trackingid",
        "cf-mitigated",
        "x-amzn-waf-action",
    ];

    /// Headers out of their values, in the order of [`Headers::NAMES`]. An empty value counts as a missing header.
    pub fn from_values(mut values: impl Iterator<Item = &'a str>) -> Self {
        let mut next = || values.next().filter(|value| !value.is_empty());
        Headers {
            retry_after: next(),
            reset: next(),
            date: next(),
            limit_type: next(),
            tracking_id: next(),
            cloudflare: next(),
            aws_waf: next(),
        }
    }

    /// The page of a firewall that names itself in a header, whatever the body is.
    pub(super) fn firewall(&self) -> Option<Page> {
        let owners = [(self.cloudflare, "Cloudflare"), (self.aws_waf, "AWS WAF")];
        owners.into_iter().find(|(value, _)| value.is_some()).map(|(_, owner)| Page::Firewall(owner))
    }
}

/// The body of a response.
#[derive(Debug, Clone)]
pub enum Body<'a> {
    /// All of it.
    Whole {
        /// The bytes.
        bytes: &'a [u8],
        /// What the validator finds in them; `None` if it has not been asked. It matters only if the status is 2xx.
        check: Option<ProfileCheck>,
    },
    /// More bytes than are read.
    TooLarge,
    /// Reading it failed.
    BrokenOff {
        /// What the system calls the failure, if known: `ECONNRESET`.
        code: Option<&'a str>,
    },
}

impl Default for Body<'_> {
    fn default() -> Self {
        Body::Whole { bytes: &[], check: None }
    }
}

impl Response<'_> {
    /// What is known of the response without judging it.
    pub fn arrival(&self) -> Arrival {
        let body = match &self.body {
            Body::Whole { .. } if !is_success(self.status) => ArrivedBody::Other,
            Body::Whole { check: None, .. } => ArrivedBody::Unchecked,
            Body::Whole { check: Some(check), .. } if check.passes && !check.may_be_error() => ArrivedBody::Profile,
            _ => ArrivedBody::Other,
        };
        Arrival { status: self.status, body }
    }
}

/// What is known of a response without judging it: see [`Response::arrival`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// The HTTP status; 0 for a redirect that the engine hides.
    pub status: u16,
    /// Its body.
    pub body: ArrivedBody,
}

/// The body of an [`Arrival`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArrivedBody {
    /// Only the validator can say whether it is a profile.
    Unchecked,
    /// It is a profile.
    Profile,
    /// It is no profile, or may be an error in the place of one.
    Other,
}

/// Whether a response with this status may bring a profile.
pub(super) fn is_success(status: u16) -> bool {
    matches!(status, 200..=299)
}

/// What the validator finds in a body.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProfileCheck {
    /// It passes as a profile.
    pub passes: bool,
    /// What it looks like, if not like a profile.
    pub kind: Option<DocumentKind>,
    /// What is wrong with it, if it does not pass.
    pub invalid: Invalid,
}

impl ProfileCheck {
    /// Whether the document may be an error in the place of a profile.
    pub(super) fn may_be_error(&self) -> bool {
        matches!(self.kind, Some(DocumentKind::Error | DocumentKind::Unknown))
    }
}
