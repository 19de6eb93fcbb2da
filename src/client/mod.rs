//! The call, without JavaScript: where it goes ([`endpoint`]), what may be asked of it ([`options`]), what its failures
//! mean ([`error`]), how long they ask to wait ([`time`]) and when to try again ([`retry`]). Clocks and randomness are
//! passed in.
//!
//! `GET {baseUrl}/phone/users/{userId}`, with a bearer token in a header.

pub mod batch;
pub mod endpoint;
pub mod error;
#[cfg(not(target_arch = "wasm32"))]
pub mod openapi;
pub mod options;
pub mod rate;
pub mod retry;
pub mod time;
