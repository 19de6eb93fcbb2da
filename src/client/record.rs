//! Keeps what a performer in Rust needs of a call besides its machine, and makes the result.

use super::call::{self, ProfileCheck, Settlement};
use super::call_error::{Cause, Error, Failure};
use super::error::{ClientError, ErrorCode};
use super::profile::{check_profile, read_profile};
use super::redact::Secrets;
use super::rust_names::rename_options;
use crate::model::UserProfile;
use crate::validate::{Issue, Options, Validator};

/// What is kept of a call.
#[derive(Debug)]
pub(crate) struct CallRecord {
    /// The URL of the profile.
    pub url: String,
    /// The tokens that were sent.
    pub secrets: Secrets,
    /// What came with the last event.
    pub cause: Option<Cause>,
    /// How the body of a response is validated.
    validation: Options,
    /// The issues of the last body, if it does not pass.
    issues: Vec<Issue>,
    /// The error of the last attempt.
    last_error: Option<Cause>,
}

impl CallRecord {
    /// Nothing has happened yet.
    pub fn new(url: String, validation: Options) -> CallRecord {
        CallRecord { url, secrets: Secrets::default(), cause: None, validation, issues: Vec::new(), last_error: None }
    }

    /// Checks the body of the last response.
    pub fn check(&mut self, body: &[u8]) -> ProfileCheck {
        let mut validator = Validator::new();
        let check = check_profile(&mut validator, body, &self.validation);
        self.issues = if check.passes { Vec::new() } else { validator.issues(body, &self.validation) };
        check
    }

    /// Keeps the error of the last attempt, which a timeout has as its source.
    pub fn keep(&mut self, error: Option<&ClientError>) {
        if let Some(error) = error {
            self.last_error = Some(Cause::new(error.message.as_str(), self.cause.take()));
        }
    }

    /// Returns what the call settles with, given the body of the last response and the number of requests.
    pub fn settle(mut self, settlement: Settlement, body: &[u8], attempts: u32) -> Result<UserProfile, Error> {
        match settlement {
            Settlement::Profile => self.profile(body, attempts),
            Settlement::Invalid(error) => {
                let issues = std::mem::take(&mut self.issues);
                Err(self.failure(*error, issues, None))
            }
            Settlement::Failed { error, cause, .. } => {
                let cause = match cause {
                    call::Cause::Event => self.cause.take(),
                    call::Cause::LastError => self.last_error.take(),
                };
                Err(self.failure(*error, Vec::new(), cause))
            }
            // No callback throws in Rust.
            Settlement::Aborted | Settlement::Thrown => Err(Error::Aborted),
        }
    }

    /// The profile in the last response, which has passed.
    fn profile(&self, body: &[u8], attempts: u32) -> Result<UserProfile, Error> {
        read_profile(body).map_err(|fault| {
            let message = "The reply passes validation, but cannot be read as a `UserProfile`";
            let hint = "Look at `source()`. Do not pass `strictness: Strictness::Lenient`; a lone surrogate in a \
                        string cannot be read either.";
            let mut error = ClientError::new(ErrorCode::InvalidResponse, message, hint);
            error.attempts = attempts;
            self.failure(error, Vec::new(), Some(Cause::of(&fault)))
        })
    }

    /// An error as it goes to the caller: with the names of Rust, and without tokens.
    fn failure(&self, mut error: ClientError, mut issues: Vec<Issue>, cause: Option<Cause>) -> Error {
        rename_options(&mut error);
        // The bytes of a reply are redacted already; escapes may have hidden a token there.
        self.secrets.redact_error(&mut error);
        issues.iter_mut().for_each(|issue| self.secrets.redact_issue(issue));
        let cause = cause.map(|cause| cause.redacted(&self.secrets));
        Error::Failed(Box::new(Failure { error, issues, url: Some(self.url.clone()), cause }))
    }
}
