//! One call as a state machine. Its performer reports each [`Event`] and does what the [`Command`] says; [`Call::next`]
//! calls nothing, and knows no clock, no randomness and no token.
//!
//! ```text
//!            Started          Token            Turn            Response
//!   Start ──────────▶ Token ──────────▶ Turn ────────▶ Request ──────────▶ Settled
//!                       ▲                 ▲               │
//!                       │ expired token   │ Waited        │ transient failure
//!                       └─────────────────┴───── Wait ◀───┘
//! ```
//!
//! Without a token of the caller there is no `Token`; outside a batch `Turn` comes only with the caller's limiter.
//!
//! - It settles exactly once, and sends nothing afterwards. Later events change nothing.
//! - The first event at or after the deadline settles it with `timeout`; only an abort and what a callback threw go to
//!   the caller even then. In a batch the clock stands still while the call waits for its turn.
//! - With turns it sends nothing without one, asks for none after its end, and reports the end of each.
//! - Time is in milliseconds of any clock that does not go back.
//!
//! Retries are decided in [`retry`](super::retry), codes in [`error`](super::error).
//!
//! # With an HTTP client of your own
//!
//! The feature `fetch` performs a call in a browser. On a server any HTTP client can. It sends the token in no other
//! header than `Authorization`, follows no redirect, and reads at most 1 MiB of a body.
//! `client::redact` removes tokens from what others repeat, and `client::rust_names` renames the options in messages
//! and hints, which are those of the npm package.
//!
//! ```
//! use zoom_phone_profile::client::call::{
//!     Body, Call, CallOptions, Command, Delay, Event, Headers, Resource, Response, Settlement, TokenSource,
//! };
//! use zoom_phone_profile::client::profile::{check_profile, read_profile};
//! use zoom_phone_profile::validate::{Options, Validator};
//!
//! /// Stands for the HTTP client: the server is busy at first.
//! fn send(url: &str, token: &str, attempt: u32) -> (u16, &'static [u8]) {
//!     assert_eq!((url, token), ("https://api.zoom.us/v2/phone/users/abc", "token"));
//!     if attempt == 1 { (503, b"") } else { (200, br#"{"id":"abc"}"#) }
//! }
//!
//! let mut call = Call::new(CallOptions {
//!     timeout_ms: 10_000.0,
//!     max_retries: 2,
//!     token: TokenSource::Fixed,
//!     is_paced: false,
//!     has_limiter: false,
//!     resource: Resource::User,
//!     is_cross_origin: false,
//!     origin: "https://api.zoom.us".into(),
//! });
//! let (mut now_ms, random) = (0.0, 0.5);
//! let (mut status, mut bytes) = (0, &b""[..]);
//! let mut event = Event::Started;
//! let profile = loop {
//!     let response = |status, bytes, check| {
//!         let headers = Headers::from_values(std::iter::empty());
//!         let body = Body::Whole { bytes, check };
//!         Event::Response(Response { status, received_unix_ms: 0, headers, target: None, body })
//!     };
//!     event = match call.next(event, now_ms, random).command {
//!         Command::AskToken { .. } => Event::Token,
//!         Command::Send => {
//!             (status, bytes) = send("https://api.zoom.us/v2/phone/users/abc", "token", call.attempts());
//!             response(status, bytes, None)
//!         }
//!         Command::Check => {
//!             let check = check_profile(&mut Validator::new(), bytes, &Options::default());
//!             response(status, bytes, Some(check))
//!         }
//!         Command::Retry { delay: Delay::Ms(ms), error } => {
//!             assert_eq!(error.status, Some(503));
//!             now_ms += ms; // A program waits here.
//!             Event::Waited
//!         }
//!         Command::Settle(Settlement::Profile) => break read_profile(bytes)?,
//!         other => panic!("{other:?}"),
//!     };
//! };
//! assert_eq!(profile.id.as_deref(), Some("abc"));
//! assert_eq!(call.attempts(), 2);
//! # Ok::<(), serde_json::Error>(())
//! ```

mod command;
mod connection;
mod event;
mod failure;
mod numbers;
#[cfg(test)]
mod tests;

pub use super::error::Resource;
pub use command::{Cause, Command, Delay, RequestOutcome, Settlement, Step};
use event::is_success;
pub use event::{Arrival, ArrivedBody, Body, Event, Headers, ProfileCheck, Response, TokenFault};
pub use failure::MAX_REPLY;
pub use numbers::{CallEvent, ReplyBody, ReplyCheck};

use super::error::markup::Page;
use super::error::{ClientError, Reply, by_status, classify, is_error_body, is_redirect, is_zoom, with_status};
use super::retry::{Retries, RetryDecision, RetryPolicy, ends_batch, explain};
use super::time::{Times, wait_ms};
use crate::numbered;

/// Milliseconds that a whole call has by default.
pub const DEFAULT_TIMEOUT_MS: u32 = 10_000;

/// Milliseconds that a whole call can have at most: timers that are longer fire at once.
pub const MAX_TIMEOUT_MS: u32 = 0x7FFF_FFFF;

/// Retries after the first attempt, by default.
pub const DEFAULT_MAX_RETRIES: u32 = 2;

/// Retries after the first attempt, at most.
pub const MOST_RETRIES: u32 = 100;

/// What a call is given at its start.
#[derive(Debug, Clone)]
pub struct CallOptions {
    /// Milliseconds for the whole call; in a batch without the wait for its turn.
    pub timeout_ms: f64,
    /// Retries after the first attempt.
    pub max_retries: u32,
    /// Where the token comes from.
    pub token: TokenSource,
    /// The call is one of a batch: a limiter says when each of its requests may start.
    pub is_paced: bool,
    /// The limiter is the caller's, in a batch or not. It may not pause after a refusal: so the call does.
    pub has_limiter: bool,
    /// What is asked for.
    pub resource: Resource,
    /// The request leaves the page's origin, so that CORS applies.
    pub is_cross_origin: bool,
    /// The origin that is called, such as `https://api.zoom.us`.
    pub origin: String,
}

numbered! {
    /// Where the token comes from.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum TokenSource {
        /// From a proxy, which adds it to the request.
        Proxy,
        /// From the caller, as a string.
        Fixed,
        /// From the caller's function, which can be asked for another one.
        Function,
    }
}

/// What the call waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Token,
    Turn,
    Request,
    Wait,
    Settled,
}

/// The time that is left.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Clock {
    Running { deadline: f64 },
    Stopped { left: f64 },
}

/// A call.
#[derive(Debug, Clone)]
pub struct Call {
    options: CallOptions,
    retries: Retries,
    state: State,
    clock: Clock,
    attempts: u32,
    /// The status of the last response; 0 without one.
    status: u16,
}

impl Call {
    /// A call that waits for [`Event::Started`].
    pub fn new(options: CallOptions) -> Self {
        let CallOptions { timeout_ms, max_retries, token, is_paced, has_limiter, .. } = options;
        let renews = token == TokenSource::Function;
        Self {
            retries: Retries::new(RetryPolicy { max_retries, renews, is_paced, has_limiter }),
            clock: Clock::Stopped { left: timeout_ms },
            state: State::Start,
            attempts: 0,
            status: 0,
            options,
        }
    }

    /// When the call's time is up. `None` while its clock stands still, and once it is settled.
    pub fn deadline(&self) -> Option<f64> {
        match self.clock {
            Clock::Running { deadline } if self.state != State::Settled => Some(deadline),
            _ => None,
        }
    }

    /// Requests that were sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Returns what follows from an event. `random` is a number from 0 up to 1.
    pub fn next(&mut self, event: Event<'_>, now_ms: f64, random: f64) -> Step {
        match event {
            Event::Response(response) => self.respond(&response, now_ms, random),
            Event::Redirected { target } => self.respond(&Response { target, ..Response::default() }, now_ms, random),
            event => self.proceed(event, now_ms, random),
        }
    }

    /// Returns what follows from a response that is known in full.
    pub fn respond(&mut self, response: &Response<'_>, now_ms: f64, random: f64) -> Step {
        let step = self.proceed(Event::Arrived(response.arrival()), now_ms, random);
        if !matches!(step.command, Command::Judge) {
            return step;
        }
        match self.judge(response) {
            Ok(settlement) => self.settle_by_reply(settlement),
            Err(error) => self.after_failed_request(error, now_ms, random),
        }
    }

    /// Returns what follows from any other event. It needs nothing of the code that judges responses, which pages load
    /// when it is needed.
    pub fn proceed(&mut self, event: Event<'_>, now_ms: f64, random: f64) -> Step {
        if self.state == State::Settled {
            // A turn that comes too late is given back.
            let outcome = matches!(event, Event::Turn).then(RequestOutcome::default);
            return Step { outcome, command: Command::Nothing };
        }
        if let Some(settlement) = self.interruption(&event, now_ms) {
            // A turn that comes with the end is given back.
            let has_request = self.state == State::Request || self.is_turn(&event);
            let code = settlement.code();
            let outcome = has_request.then(|| RequestOutcome { code, ..RequestOutcome::default() });
            return Step { outcome, command: self.settle(settlement) };
        }
        match (self.state, event) {
            (State::Start, Event::Started) => {
                self.clock = Clock::Running { deadline: now_ms + self.options.timeout_ms };
                if self.options.token == TokenSource::Proxy { self.request(now_ms) } else { self.ask_token(None) }
                    .into()
            }
            (State::Token, Event::Token) | (State::Wait, Event::Waited) => self.request(now_ms).into(),
            (State::Token, Event::BadToken(fault)) => self.after_failure(fault.error(), now_ms, random).into(),
            (State::Token, Event::TokenFailed) => self.after_failure(event::token_threw(), now_ms, random).into(),
            (State::Turn, Event::TurnFailed) => {
                let error = self.finished(failure::limiter_failed());
                self.settle(Settlement::Failed { error, cause: Cause::Event, ends_batch: true }).into()
            }
            (State::Turn, Event::Turn) => {
                if let Clock::Stopped { left } = self.clock {
                    self.clock = Clock::Running { deadline: now_ms + left };
                }
                self.send().into()
            }
            (State::Request, event) => self.after_request(event, now_ms, random),
            _ => Command::Nothing.into(),
        }
    }

    fn is_turn(&self, event: &Event<'_>) -> bool {
        self.state == State::Turn && matches!(event, Event::Turn)
    }

    /// How an event ends the call at once, in whichever state it is.
    fn interruption(&self, event: &Event<'_>, now_ms: f64) -> Option<Settlement> {
        match event {
            Event::Aborted => return Some(Settlement::Aborted),
            Event::CallbackThrew => return Some(Settlement::Thrown),
            _ => {}
        }
        let Clock::Running { deadline } = self.clock else { return None };
        // A timer may fire a little early.
        let is_late = now_ms >= deadline || matches!(event, Event::TimeIsUp);
        is_late.then(|| {
            let error = self.finished(failure::timed_out(self.options.timeout_ms, self.options.resource));
            Settlement::Failed { error, cause: Cause::LastError, ends_batch: false }
        })
    }

    fn settle(&mut self, settlement: Settlement) -> Command {
        self.state = State::Settled;
        Command::Settle(settlement)
    }

    fn ask_token(&mut self, refused: Option<Box<ClientError>>) -> Command {
        self.state = State::Token;
        Command::AskToken { refused }
    }

    /// Begins the next attempt, which may have to wait for its turn.
    fn request(&mut self, now_ms: f64) -> Command {
        let CallOptions { is_paced, has_limiter, .. } = self.options;
        if !is_paced && !has_limiter {
            return self.send();
        }
        if let Clock::Running { deadline } = self.clock
            && is_paced
        {
            self.clock = Clock::Stopped { left: deadline - now_ms };
        }
        self.state = State::Turn;
        Command::WaitForTurn
    }

    fn send(&mut self) -> Command {
        self.state = State::Request;
        self.attempts += 1;
        self.status = 0;
        Command::Send
    }

    /// What follows from the end of a request.
    fn after_request(&mut self, event: Event<'_>, now_ms: f64, random: f64) -> Step {
        let error = match event {
            Event::Arrived(Arrival { status, body }) => {
                self.status = status;
                return match body {
                    ArrivedBody::Unchecked => Command::Check.into(),
                    ArrivedBody::Profile => self.settle_by_reply(Settlement::Profile),
                    ArrivedBody::Other => Command::Judge.into(),
                };
            }
            Event::Unjudged => failure::unjudged(self.status),
            Event::NoResponse => failure::no_response(),
            Event::FetchFailed { code } => {
                failure::unreachable(&self.options.origin, code, self.options.is_cross_origin)
            }
            _ => return Command::Nothing.into(),
        };
        self.after_failed_request(error, now_ms, random)
    }

    /// The call ends with what its last response brought.
    fn settle_by_reply(&mut self, settlement: Settlement) -> Step {
        let (status, code) = (self.status, settlement.code());
        let outcome = RequestOutcome { status, code, ..RequestOutcome::default() };
        Step { outcome: Some(outcome), command: self.settle(settlement) }
    }

    /// What follows from a request that failed.
    fn after_failed_request(&mut self, error: Box<ClientError>, now_ms: f64, random: f64) -> Step {
        let outcome = RequestOutcome {
            status: error.status.unwrap_or_default(),
            retry_after_ms: error.retry_after_ms,
            limit: error.limit,
            code: Some(error.code),
        };
        Step { outcome: Some(outcome), command: self.after_failure(error, now_ms, random) }
    }

    /// What follows from a failure.
    fn after_failure(&mut self, mut error: Box<ClientError>, now_ms: f64, random: f64) -> Command {
        let remaining_ms = self.deadline().map_or(0.0, |deadline| deadline - now_ms);
        let delay = match self.retries.after(&error, remaining_ms, random) {
            RetryDecision::Renew => {
                let refused = self.finished(error);
                return self.ask_token(Some(refused));
            }
            RetryDecision::Wait(ms) => Delay::Ms(ms),
            RetryDecision::Pause(ms) => {
                if let Clock::Running { deadline } = &mut self.clock {
                    *deadline += ms;
                }
                Delay::Ms(ms)
            }
            RetryDecision::WaitForTurn => Delay::Turn,
            RetryDecision::Fail(reason) => {
                explain(&mut error, reason, is_zoom(&self.options.origin));
                let ends_batch = ends_batch(&error, reason);
                let error = self.finished(error);
                return self.settle(Settlement::Failed { error, cause: Cause::Event, ends_batch });
            }
        };
        self.state = State::Wait;
        Command::Retry { delay, error: self.finished(error) }
    }

    /// An error as it goes to the caller.
    fn finished(&self, mut error: Box<ClientError>) -> Box<ClientError> {
        error.status = error.status.filter(|status| *status > 0);
        error.attempts = self.attempts;
        error
    }

    /// Returns how a response settles the call, or its error if it failed.
    fn judge(&self, response: &Response<'_>) -> Result<Settlement, Box<ClientError>> {
        let status = response.status;
        let (bytes, check) = match &response.body {
            _ if is_redirect(status) => return Err(self.error_of(response, &[])),
            Body::Whole { bytes, check } => (*bytes, check.as_ref()),
            // These statuses mean the same whatever the body.
            _ if by_status(status).is_some() => return Err(self.error_of(response, &[])),
            Body::TooLarge => return Err(failure::too_large(response)),
            Body::BrokenOff { code } => return Err(failure::broken_off(response, *code)),
        };
        let Some(check) = check.filter(|check| is_success(status) && !(check.may_be_error() && is_error_body(bytes)))
        else {
            return Err(self.error_of(response, bytes));
        };
        if check.passes {
            return Ok(Settlement::Profile);
        }
        let page = failure::page_of(response, bytes).map(|page| (self.instead_of(&page), page.hint()));
        let error = failure::invalid_profile(response, bytes, &check.invalid, page);
        Ok(Settlement::Invalid(self.finished(error)))
    }

    /// A page came in place of what was asked for.
    fn instead_of(&self, page: &Page) -> String {
        let CallOptions { origin, resource, .. } = &self.options;
        [&page.name(), " came from ", origin.as_str(), " in place of a ", resource.noun()].concat()
    }

    /// The error that a response stands for.
    fn error_of(&self, response: &Response<'_>, body: &[u8]) -> Box<ClientError> {
        let Response { status, received_unix_ms, headers, target, .. } = response;
        let Headers { retry_after, reset, date, limit_type, tracking_id, .. } = *headers;
        let mut error = Box::new(classify(&Reply {
            status: *status,
            body,
            origin: &self.options.origin,
            target: target.filter(|_| is_redirect(*status)).map(Into::into),
            limit_type: limit_type.map(Into::into),
            retry_after_ms: wait_ms(&Times { retry_after, reset, date }, *received_unix_ms).map(|ms| ms as f64),
            tracking_id: tracking_id.map(Into::into),
            resource: self.options.resource,
            is_anonymous: self.options.token == TokenSource::Proxy,
        }));
        if let Some(page) = failure::page_of(response, body).filter(|_| !is_redirect(*status)) {
            error.message = with_status(self.instead_of(&page), *status);
            error.hint = page.hint().into();
        }
        error
    }
}

impl From<Command> for Step {
    fn from(command: Command) -> Self {
        Step { outcome: None, command }
    }
}
