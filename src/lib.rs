//! Zoom Phone's "Get user's profile" (`GET /phone/users/{userId}`), typed, validated and explained.
//!
//! ```
//! let profile = zoom_phone_profile::parse_user_profile(br#"{"id":"abc","policy":{"sms":{"enable":true}}}"#)?;
//! let summary = zoom_phone_profile::summarize_policy(&profile);
//! assert_eq!(summary.counts.on, 1);
//! # Ok::<(), zoom_phone_profile::ParseError>(())
//! ```
//!
//! In a browser, the feature `fetch` has `fetch::get_user_profile`; on a server, any HTTP client can perform
//! [`client::call`]. The feature `js` is for the npm package alone.
//!
//! The layers, from the ground up; each uses only those above it in this list:
//! - [`json`]: one pass over bytes: JSON's grammar, UTF-8, positions. Knows nothing of Zoom.
//! - [`model`]: the profile, declared once.
//! - [`mod@validate`]: the model against a document: issues with place, expectation and finding.
//! - [`policy`]: policies in words, and forms to read them in.
//! - [`fleet`]: many profiles, streamed: where each begins, and what is counted of all.
//! - [`client`]: the call, without JavaScript: URL, options, errors, retries.
//! - `fetch`: the call in a browser, for front ends in Rust. Behind the feature `fetch`.
//! - `wasm`: exports for JavaScript; the only layer that knows it.
//! - `border`: what JavaScript and `wasm` must know in the same way, as a module of TypeScript.

#[cfg(not(target_arch = "wasm32"))]
pub mod border;
pub mod client;
#[cfg(any(feature = "fetch", not(feature = "js")))]
mod facade;
#[cfg(all(target_arch = "wasm32", feature = "fetch"))]
pub mod fetch;
pub mod fleet;
pub mod policy;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod wasm;

#[cfg(any(feature = "fetch", not(feature = "js")))]
pub use facade::{ParseError, audit_policy, diff_policy, parse_user_profile, summarize_policy, validate};
// A crate of their own, since they are compiled for speed, and what is here for size: see `src/core/Cargo.toml`.
#[doc(inline)]
pub use zoom_phone_profile_core::{json, model, numbered, row, text, validate};
