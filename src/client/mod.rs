//! The call, without JavaScript: where it goes ([`endpoint`]), what may be asked of it ([`options`]), what its failures
//! mean ([`error`], by Zoom's [`codes`] and the [`body`]), how long they ask to wait ([`time`]) and when to try again ([`retry`]). Clocks and randomness are
//! passed in.
//!
//! `GET {baseUrl}/phone/users/{userId}`, with a bearer token in a header.

pub mod batch;
pub mod body;
pub mod codes;
pub mod endpoint;
pub mod error;
#[cfg(not(target_arch = "wasm32"))]
pub mod openapi;
pub mod options;
pub mod rate;
pub mod retry;
pub mod time;

/// Properties fail again at the next run.
#[cfg(test)]
fn fixed_seed() -> proptest::prelude::ProptestConfig {
    let rng_seed = proptest::test_runner::RngSeed::Fixed(7);
    proptest::prelude::ProptestConfig { rng_seed, failure_persistence: None, ..Default::default() }
}
