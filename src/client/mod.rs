//! The call, without JavaScript: where it goes ([`endpoint`]), what may be asked of it ([`options`]), what its failures
//! mean ([`error`]), and when to try again ([`retry`]). Clocks and randomness are passed in.
//!
//! `GET {baseUrl}/phone/users/{userId}`, with a bearer token in a header.

pub mod endpoint;
pub mod error;
#[cfg(not(target_arch = "wasm32"))]
pub mod openapi;
pub mod options;
pub mod retry;
