//! The call on a server, with any HTTP client: [`Exchange`] decides, the caller sends.
//!
//! ```
//! use zoom_phone_profile::exchange::{Exchange, Options, Step};
//!
//! # struct Reply { status: u16, retry_after: Option<&'static str>, body: &'static str }
//! # let mut replies = [
//! #     Reply { status: 503, retry_after: Some("0"), body: "" },
//! #     Reply { status: 200, retry_after: None, body: r#"{"id":"abc"}"# },
//! # ].into_iter();
//! # let mut send = |_: &zoom_phone_profile::exchange::Request| Ok::<_, std::io::Error>(replies.next().unwrap());
//! let options = Options { token: Some("eyJhbGciOi".into()), ..Options::default() };
//! let mut exchange = Exchange::new("ada@example.com", &options)?;
//! let mut step = exchange.start();
//! let profile = loop {
//!     step = match step {
//!         // `send` stands for your HTTP client: it follows no redirect, and gives up after `request.timeout`.
//!         Step::Send(request) => match send(&request) {
//!             Ok(reply) => {
//!                 let header = |name: &str| reply.retry_after.filter(|_| name == "retry-after").map(String::from);
//!                 exchange.received(reply.status, header, reply.body.into())
//!             }
//!             Err(error) => exchange.failed(&error),
//!         },
//!         Step::Wait(delay) => {
//!             std::thread::sleep(delay);
//!             exchange.waited()
//!         }
//!         Step::AskToken(_) => exchange.token("eyJhbGciOi"),
//!         Step::Done(result) => break (*result)?,
//!     };
//! };
//! assert_eq!(profile.id.as_deref(), Some("abc"));
//! # Ok::<(), zoom_phone_profile::Error>(())
//! ```
//!
//! `examples/reqwest/` in the repository is a whole program.

mod base_url;
#[cfg(test)]
mod tests;

use std::error::Error as StdError;
use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{self, ErrorKind};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::client::call::{
    Body, Call, CallOptions, Command, DEFAULT_MAX_RETRIES, DEFAULT_TIMEOUT_MS, Delay, Event, Headers, ProfileCheck,
    Resource, Response, TokenSource,
};
use crate::client::call_error::{Cause, Error, with_sources};
use crate::client::endpoint::{DEFAULT_BASE_URL, profile_url};
use crate::client::error::{ClientError, ErrorCode};
use crate::client::record::CallRecord;
use crate::client::rust_names::rename_options;
use crate::client::rust_options::{check_limits, token_fault};
use crate::model::UserProfile;
use crate::validate::{self, DEFAULT_MAX_ISSUES, Strictness};
use base_url::{BaseUrlParts, origin_of};

pub use crate::client::call::MAX_REPLY as MAX_BODY;
pub use crate::client::rust_options::TokenReason;

/// The options of an [`Exchange`].
#[derive(Clone)]
pub struct Options {
    /// The token, without `Bearer`. `None` if a proxy adds it, or if the exchange shall ask for it.
    pub token: Option<String>,
    /// Whether the exchange may ask for a token by [`Step::AskToken`]: at first if `token` is `None`, and once more if
    /// the server refuses it. It does not by default.
    pub asks_token: bool,
    /// Where the API is: `https://api.zoom.us/v2` by default. Plain `http` for loopback only.
    pub base_url: String,
    /// Milliseconds for the whole call, retries and tokens included: 10,000 by default, 1 to 2,147,483,647.
    pub timeout_ms: u32,
    /// Retries after the first attempt: 2 by default, 100 at most.
    pub max_retries: u32,
    /// How much a profile may deviate. Standard by default.
    pub strictness: Strictness,
    /// Most issues that a failure lists: 100 by default.
    pub max_issues: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            token: None,
            asks_token: false,
            base_url: DEFAULT_BASE_URL.into(),
            timeout_ms: DEFAULT_TIMEOUT_MS,
            max_retries: DEFAULT_MAX_RETRIES,
            strictness: Strictness::default(),
            max_issues: DEFAULT_MAX_ISSUES,
        }
    }
}

/// Shows whether there is a token, not the token.
impl fmt::Debug for Options {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Options { token, asks_token, base_url, timeout_ms, max_retries, strictness, max_issues } = self;
        formatter
            .debug_struct("Options")
            .field("token", &token.as_ref().map(|_| "…"))
            .field("asks_token", asks_token)
            .field("base_url", base_url)
            .field("timeout_ms", timeout_ms)
            .field("max_retries", max_retries)
            .field("strictness", strictness)
            .field("max_issues", max_issues)
            .finish()
    }
}

/// What to do next.
#[derive(Debug)]
pub enum Step {
    /// Get a token, then call [`Exchange::token`] or [`Exchange::token_failed`]. Only with [`Options::asks_token`].
    AskToken(TokenReason),
    /// Send this request, then call [`Exchange::received`] or [`Exchange::failed`].
    Send(Request),
    /// Wait, then call [`Exchange::waited`].
    Wait(Duration),
    /// The call is over.
    Done(Box<Result<UserProfile, Error>>),
}

/// A `GET` request.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// Its URL.
    pub url: String,
    /// Its headers, by names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// The time that is left of the call. Give the request up after it.
    pub timeout: Duration,
}

/// Shows the names of the headers: one of them holds the token.
impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        let mut shown = formatter.debug_struct("Request");
        shown.field("url", &self.url).field("headers", &names).field("timeout", &self.timeout).finish()
    }
}

/// One call. It never panics and never waits; dropping it ends the call.
pub struct Exchange {
    call: Call,
    /// `None` once the call is over.
    record: Option<CallRecord>,
    origin: String,
    /// The token for the next request.
    token: Option<String>,
    /// A token that was passed, for the first time that the machine asks.
    first_token: Option<String>,
    started: Instant,
}

/// Shows where the call goes, and no token.
impl fmt::Debug for Exchange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Exchange").field("origin", &self.origin).field("call", &self.call).finish()
    }
}

impl Exchange {
    /// A call for the profile of a user, by ID or email address, or of `me` with a user's own token. It begins with
    /// [`Exchange::start`].
    ///
    /// # Errors
    /// Fails with `invalid_argument` for an ID that no user has, a base URL that no token may be sent to, and options
    /// outside their limits.
    pub fn new(user_id: &str, options: &Options) -> Result<Exchange, Error> {
        Exchange::checked(user_id, options).map_err(|mut error| {
            rename_options(&mut error);
            Error::new(*error)
        })
    }

    fn checked(user_id: &str, options: &Options) -> Result<Exchange, Box<ClientError>> {
        let Options { timeout_ms, max_retries, strictness, max_issues, .. } = *options;
        check_limits(timeout_ms, max_retries)?;
        let refuse =
            |message: &str, hint: String| Box::new(ClientError::new(ErrorCode::InvalidArgument, message, hint));
        let not_a_url = || {
            let hint = ["Pass a whole URL in ASCII, such as \"", DEFAULT_BASE_URL, "\"."];
            refuse("`base_url` is not a URL", hint.concat())
        };
        let base = BaseUrlParts::parse(&options.base_url).ok_or_else(not_a_url)?;
        let hint = "Nothing was sent. Pass the user's ID or email and the URL of Zoom's API or of your proxy.";
        let url = profile_url(&base.as_base_url(), user_id).map_err(|problem| refuse(problem, hint.into()))?;
        let call = Call::new(CallOptions {
            timeout_ms: timeout_ms.into(),
            max_retries,
            token: match (options.asks_token, &options.token) {
                (true, _) => TokenSource::Function,
                (false, Some(_)) => TokenSource::Fixed,
                (false, None) => TokenSource::Proxy,
            },
            is_paced: false,
            has_limiter: false,
            resource: Resource::of(user_id),
            is_cross_origin: false,
            origin: base.origin.clone(),
        });
        let validation = validate::Options { strictness, max_issues, from_object: false };
        Ok(Exchange {
            call,
            record: Some(CallRecord::new(url, validation)),
            origin: base.origin,
            token: None,
            first_token: options.token.clone(),
            started: Instant::now(),
        })
    }

    /// Begins the call, and its time with it.
    pub fn start(&mut self) -> Step {
        self.started = Instant::now();
        self.report(Event::Started)
    }

    /// Reports the token that [`Step::AskToken`] asked for, without `Bearer`.
    pub fn token(&mut self, token: impl Into<String>) -> Step {
        let token = token.into();
        if let Some(fault) = token_fault(&token) {
            return self.report(Event::BadToken(fault));
        }
        if let Some(record) = &mut self.record {
            record.secrets.add(&token);
        }
        self.token = Some(token);
        self.report(Event::Token)
    }

    /// Reports why there is no token.
    pub fn token_failed(&mut self, error: &(dyn StdError + 'static)) -> Step {
        self.report_with_cause(Event::TokenFailed, error)
    }

    /// Reports a response, redirects included. `header` returns the value of a header by its name in lower case. Of a
    /// body of more than [`MAX_BODY`] bytes, one byte more than that is enough.
    pub fn received(&mut self, status: u16, header: impl Fn(&str) -> Option<String>, mut body: Vec<u8>) -> Step {
        let Some(record) = &mut self.record else { return misplaced() };
        record.cause = None;
        record.secrets.redact_json(&mut body);
        let headers = Headers::NAMES.map(|name| {
            let value = header(name).unwrap_or_default();
            record.secrets.redact(&value).into_owned()
        });
        let target = header("location").and_then(|location| origin_of(&location, &self.origin));
        let received_unix_ms = unix_ms();
        let response = |check: Option<ProfileCheck>| Response {
            status,
            received_unix_ms,
            headers: Headers::from_values(headers.iter().map(String::as_str)),
            target: target.as_deref(),
            body: if body.len() > MAX_BODY { Body::TooLarge } else { Body::Whole { bytes: &body, check } },
        };
        let mut command = self.next(Event::Response(response(None)));
        if command == Command::Check {
            let check = self.record.as_mut().map(|record| record.check(&body));
            command = self.next(Event::Response(response(check)));
        }
        self.step(command, &body)
    }

    /// Reports that the request failed: no response came, or its body broke off.
    pub fn failed(&mut self, error: &(dyn StdError + 'static)) -> Step {
        self.report_with_cause(Event::FetchFailed { code: code_of(error) }, error)
    }

    /// Reports that the wait is over.
    pub fn waited(&mut self) -> Step {
        self.report(Event::Waited)
    }

    fn report_with_cause(&mut self, event: Event<'_>, error: &(dyn StdError + 'static)) -> Step {
        if let Some(record) = &mut self.record {
            record.cause = Some(Cause::of(error));
        }
        self.report(event)
    }

    fn report(&mut self, event: Event<'_>) -> Step {
        let command = self.next(event);
        self.step(command, &[])
    }

    fn next(&mut self, event: Event<'_>) -> Command {
        self.call.next(event, self.now_ms(), random()).command
    }

    /// Milliseconds since the start.
    fn now_ms(&self) -> f64 {
        self.started.elapsed().as_secs_f64() * 1_000.0
    }

    /// What a command asks of the caller, given the body of the last response.
    fn step(&mut self, command: Command, body: &[u8]) -> Step {
        match (command, &mut self.record) {
            (Command::AskToken { refused }, Some(record)) => {
                record.keep(refused.as_deref());
                match self.first_token.take() {
                    Some(token) => self.token(token),
                    None => Step::AskToken(TokenReason::of(refused.as_deref())),
                }
            }
            (Command::Send, Some(record)) => {
                let url = record.url.clone();
                Step::Send(self.request(url))
            }
            (Command::Retry { delay, error }, Some(record)) => {
                record.keep(Some(&error));
                let Delay::Ms(ms) = delay else { return self.waited() };
                Step::Wait(Duration::from_secs_f64(ms.max(0.0) / 1_000.0))
            }
            (Command::Settle(settlement), record) => match record.take() {
                Some(record) => Step::Done(Box::new(record.settle(settlement, body, self.call.attempts()))),
                None => misplaced(),
            },
            _ => misplaced(),
        }
    }

    fn request(&self, url: String) -> Request {
        let mut headers = vec![("accept", "application/json".to_owned())];
        headers.extend(self.token.as_ref().map(|token| ("authorization", ["Bearer ", token].concat())));
        let left_ms = self.call.deadline().map_or(0.0, |deadline| deadline - self.now_ms());
        Request { url, headers, timeout: Duration::from_secs_f64(left_ms.max(0.0) / 1_000.0) }
    }
}

/// A report that does not belong to the last step.
fn misplaced() -> Step {
    let message = "The exchange received a report that does not belong to its last step";
    let hint = "Report the result of each step once, and stop at `Step::Done`.";
    Step::Done(Box::new(Err(Error::new(ClientError::new(ErrorCode::InvalidArgument, message, hint)))))
}

/// What systems call the failure of a connection.
fn code_of(error: &(dyn StdError + 'static)) -> Option<&'static str> {
    with_sources(error).filter_map(|error| error.downcast_ref::<io::Error>()).find_map(|error| {
        Some(match error.kind() {
            ErrorKind::ConnectionRefused => "ECONNREFUSED",
            ErrorKind::ConnectionReset => "ECONNRESET",
            ErrorKind::BrokenPipe => "EPIPE",
            ErrorKind::TimedOut => "ETIMEDOUT",
            ErrorKind::HostUnreachable => "EHOSTUNREACH",
            ErrorKind::NetworkUnreachable => "ENETUNREACH",
            _ => return None,
        })
    })
}

fn unix_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Returns a number from 0 up to 1, for the jitter of retries: the keys of a hash map are random.
fn random() -> f64 {
    let bits = RandomState::new().build_hasher().finish();
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}
