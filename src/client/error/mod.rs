//! What a failure means: HTTP statuses and Zoom's codes, as one [`ErrorCode`], with a message and a hint.
//!
//! - [`table`]: all codes, with their messages and hints, what leads to them, and examples.
//! - [`classify()`]: the code of a failed reply. Its order of rules is part of the contract.
//! - `messages`: what a reply's error says. Zoom is named only where Zoom speaks: in a reply of one of its hosts that
//!   is in its form. Any other reply comes from "the server at" an origin, which may be a proxy, a gateway or a
//!   firewall.
//! - [`zoom_codes`]: looks up Zoom's own codes in the table.
//! - `documents`: the table for others.
//! - [`body`], [`markup`]: what the body of a failed reply says.

pub mod body;
mod classify;
mod declare;
#[cfg(not(target_arch = "wasm32"))]
pub mod documents;
mod limit;
pub mod markup;
mod messages;
mod reply;
pub mod table;
#[cfg(test)]
mod tests;
pub mod zoom_codes;

use serde::Serialize;

pub use body::{ErrorBody, FieldError, is_error_body, read_body};
pub use classify::classify;
pub use declare::Example;
pub use limit::Limit;
pub use messages::with_status;
pub use reply::{Reply, Resource, is_redirect, is_zoom};
pub use table::{ErrorCode, by_status};

/// A failed call. Serialized, it has the members of the JavaScript error, without those that are absent.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ClientError {
    /// What kind of failure it is.
    pub code: ErrorCode,
    /// What happened, for people.
    pub message: String,
    /// What to do next, for people.
    pub hint: String,
    /// The HTTP status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Zoom's own code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zoom_code: Option<i32>,
    /// Zoom's own message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zoom_message: Option<String>,
    /// What Zoom finds wrong, field by field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub field_errors: Vec<FieldError>,
    /// The scopes that the token lacks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing_scopes: Vec<String>,
    /// How long Zoom asks to wait, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<f64>,
    /// Which limit was met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// Zoom's ID of the request, for its support.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracking_id: Option<String>,
    /// Requests that were sent by then.
    pub attempts: u32,
}

/// Writes what happened. What to do is in [`ClientError::hint`].
impl std::fmt::Display for ClientError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for ClientError {}

impl ClientError {
    /// An error with nothing but what happened and what to do.
    #[doc(hidden)]
    pub fn new(code: ErrorCode, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hint: hint.into(),
            status: None,
            zoom_code: None,
            zoom_message: None,
            field_errors: Vec::new(),
            missing_scopes: Vec::new(),
            retry_after_ms: None,
            limit: None,
            tracking_id: None,
            attempts: 0,
        }
    }
}
