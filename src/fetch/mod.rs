//! The call in a browser, a worker or Node, for front ends in Rust: feature `fetch`, on wasm32.
//!
//! ```no_run
//! # use zoom_phone_profile::fetch::{Error, Options, get_user_profile};
//! # async fn example() -> Result<(), Error> {
//! // A page must not hold a token: call through a proxy of your own, which adds it.
//! let options = Options { base_url: "https://dash.example/zoom".into(), ..Options::default() };
//! let profile = get_user_profile("ada@example.com", &options).await?;
//! # let _ = profile;
//! # Ok(())
//! # }
//! ```
//!
//! [`client::call`](crate::client::call) decides what is done: retries, deadlines, errors and hints. This module
//! performs it. gloo-net builds the request and reads the response; `fetch` itself is called through an import that
//! catches, and values are inspected before gloo-net sees them, since gloo-net 0.7 panics or never settles where
//! `fetch` throws, rejects with something else than an `Error` of this realm, or returns something else than a
//! response, and where a header cannot hold the token.

mod abort;
mod fault;
mod js;
mod options;
mod performer;
mod reply;
mod request;
mod target;
mod timer;

pub use crate::client::call_error::{Cause, Error, Failure};
pub use crate::client::rust_options::TokenReason;
pub use abort::AbortHandle;
pub use options::{Credentials, Options, Token};

use crate::model::UserProfile;

/// Fetches the profile of a user, by ID or email address, or of `me` with a user's own token.
///
/// Settles within `options.timeout_ms`. Dropping the future aborts the request and clears its timers.
///
/// ```no_run
/// # use zoom_phone_profile::fetch::{Error, Options, get_user_profile};
/// # async fn example() {
/// let options = Options { base_url: "/api/zoom".into(), timeout_ms: 5_000, ..Options::default() };
/// match get_user_profile("me", &options).await {
///     Ok(profile) => println!("{:?}", profile.email),
///     Err(Error::Aborted) => {}
///     Err(error) => eprintln!("{:?}: {error}. {}", error.code(), error.hint()),
/// }
/// # }
/// ```
///
/// # Errors
/// [`Error::Failed`] with a code, a message and a hint; [`Error::Aborted`] once the handle of the options aborts.
pub async fn get_user_profile(user_id: &str, options: &Options) -> Result<UserProfile, Error> {
    performer::run(user_id, options).await
}
