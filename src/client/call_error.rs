//! Why a call failed, for Rust callers.

use std::error::Error as StdError;
use std::fmt;

use super::error::{ClientError, ErrorCode};
use super::redact::Secrets;
use crate::validate::Issue;

/// Why a call failed. It never contains the token.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// It failed, or nothing was sent.
    Failed(Box<Failure>),
    /// The handle of its options aborted it.
    Aborted,
}

/// A failed call.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Failure {
    /// What happened, and what to do.
    pub error: ClientError,
    /// The issues of the body, if it was checked and did not pass.
    pub issues: Vec<Issue>,
    /// The URL of the profile, once it is known.
    pub url: Option<String>,
    /// What the call failed with beneath: the error of `fetch`, of the token function, or of the last attempt.
    pub cause: Option<Cause>,
}

impl Error {
    pub(crate) fn new(error: ClientError) -> Error {
        Error::Failed(Box::new(Failure { error, issues: Vec::new(), url: None, cause: None }))
    }

    /// The kind of failure; `None` if the call was aborted.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Error::Failed(failure) => Some(failure.error.code),
            Error::Aborted => None,
        }
    }

    /// What to do next, for people. Empty if the call was aborted.
    pub fn hint(&self) -> &str {
        match self {
            Error::Failed(failure) => &failure.error.hint,
            Error::Aborted => "",
        }
    }
}

/// Writes what happened. What to do is in [`Error::hint`].
impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Error::Failed(failure) => &failure.error.message,
            Error::Aborted => "The call was aborted",
        })
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Error::Failed(failure) => failure.cause.as_ref().map(|cause| cause as _),
            Error::Aborted => None,
        }
    }
}

/// What an error, of JavaScript or of a token function, says of itself and of what caused it.
#[derive(Debug, Clone, PartialEq)]
pub struct Cause {
    message: String,
    source: Option<Box<Cause>>,
}

/// Most errors that are read, one inside the other.
pub(crate) const MOST_SOURCES: usize = 8;

/// An error and its sources, the innermost last.
pub(crate) fn with_sources<'e>(
    error: &'e (dyn StdError + 'static),
) -> impl DoubleEndedIterator<Item = &'e (dyn StdError + 'static)> {
    let sources: Vec<_> = std::iter::successors(Some(error), |error: &&'e (dyn StdError + 'static)| (*error).source())
        .take(MOST_SOURCES)
        .collect();
    sources.into_iter()
}

impl Cause {
    pub(crate) fn new(message: impl Into<String>, source: Option<Cause>) -> Cause {
        Cause { message: message.into(), source: source.map(Box::new) }
    }

    /// Copies the messages of an error and its sources: the error itself may hold a token.
    pub(crate) fn of(error: &(dyn StdError + 'static)) -> Cause {
        let innermost = with_sources(error).rev();
        let cause = innermost.fold(None, |source, error| Some(Cause::new(error.to_string(), source)));
        cause.unwrap_or(Cause::new("", None))
    }

    pub(crate) fn redacted(self, secrets: &Secrets) -> Cause {
        let source = self.source.map(|source| source.redacted(secrets));
        Cause::new(secrets.redact(&self.message), source)
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl StdError for Cause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
