//! Commands: what the performer of a call does next.

use crate::client::error::{ClientError, ErrorCode, Limit};

/// What follows from an event.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// How the request that was in flight has ended, if this event ended one: to be reported to the limiter first.
    pub outcome: Option<RequestOutcome>,
    /// What to do next.
    pub command: Command,
}

/// How a request has ended, for the limiter and for hooks.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct RequestOutcome {
    /// The HTTP status; 0 if no response came.
    pub status: u16,
    /// How long the response asks to wait, in milliseconds.
    pub retry_after_ms: Option<f64>,
    /// The limit that the request exceeded.
    pub limit: Option<Limit>,
    /// The code of its failure; `None` for a success, and for a request that the caller ended.
    pub code: Option<ErrorCode>,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Get the token, and report [`Event::Token`](super::Event::Token), `BadToken` or `TokenFailed`.
    AskToken {
        /// The error by which the server refused the last token; `None` for the first token.
        refused: Option<Box<ClientError>>,
    },
    /// Wait until the limiter lets the request start, then report `Turn`, or `TurnFailed`. In a batch this is not the
    /// call's time.
    WaitForTurn,
    /// Send the request, and report `Response`, `Redirected`, `NoResponse` or `FetchFailed`.
    Send,
    /// Check the body of the response as a profile, and report the response again, with what the validator finds.
    Check,
    /// Report the response in full: only `Arrived` leads to this, for performers that load what judges a response when
    /// it is needed. If it cannot be loaded, report `Unjudged`.
    Judge,
    /// Tell the caller that the call will be retried because of `error`, wait, and report `Waited`.
    Retry {
        /// How long to wait.
        delay: Delay,
        /// What the last attempt failed with.
        error: Box<ClientError>,
    },
    /// The call is over.
    Settle(Settlement),
    /// Go on with what is under way.
    Nothing,
}

/// How long to wait before a retry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Delay {
    /// Milliseconds.
    Ms(f64),
    /// Not at all: the limiter delays the next request.
    Turn,
}

/// How a call ends.
#[derive(Debug, Clone, PartialEq)]
pub enum Settlement {
    /// With the profile in the body of the last response.
    Profile,
    /// With this error, and the issues of the body of the last response.
    Invalid(Box<ClientError>),
    /// With an error.
    Failed {
        /// The error.
        error: Box<ClientError>,
        /// Where its `cause` comes from.
        cause: Cause,
        /// Every other call of the batch would fail in the same way.
        ends_batch: bool,
    },
    /// With what the caller's callback threw.
    Thrown,
    /// With the reason of the caller's signal.
    Aborted,
}

impl Settlement {
    /// The code of the error that the call ends with, if any.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Settlement::Invalid(error) | Settlement::Failed { error, .. } => Some(error.code),
            _ => None,
        }
    }
}

/// Where the cause of an error comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// What the performer caught when it reported this event, if anything.
    Event,
    /// The error of the last `Retry` or `AskToken`, if there was one.
    LastError,
}
