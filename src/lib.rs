//! Zoom Phone's "Get user's profile" (`GET /phone/users/{userId}`), typed, validated and explained.
//!
//! ```
//! use zoom_phone_profile::{parse_user_profile, summarize_policy};
//!
//! let profile = parse_user_profile(br#"{"id":"abc","policy":{"sms":{"enable":true}}}"#)?;
//! let summary = summarize_policy(&profile);
//! assert_eq!(summary.counts.on, 1);
//! # Ok::<(), zoom_phone_profile::ParseError>(())
//! ```
//!
//! # What it does
//!
//! - Call the endpoint: in a browser by `fetch::get_user_profile` (feature `fetch`, on wasm32), on a server with any
//!   HTTP client by `exchange::Exchange`.
//! - Check and read a reply: [`validate()`], [`parse_user_profile`]. [`model`] has the types of a profile.
//! - Explain policies: [`summarize_policy`], [`format_policy_summary`], [`diff_policy`], [`audit_policy`],
//!   [`policy_catalog`].
//! - Count many profiles in bounded memory: [`summarize_fleet`], [`summarize_fleet_reader`].
//!
//! # Features
//!
//! None is on by default. They have effect on wasm32 only, where `js` without `fetch` leaves out what is for Rust.
//!
//! | feature | adds |
//! | --- | --- |
//! | `fetch` | `fetch::get_user_profile`, the call in a browser, a worker or Node |
//! | `js-value` | `to_js_value` and `user_profile_from_js`, and the TypeScript of the model's types |
//! | `js` | the exports of the npm package. Not for apps |
//!
//! `ARCHITECTURE.md` in the repository describes the layers, from `json` up to `fetch`. The modules of the inner layers
//! are public, but hidden here: the tests, fuzz targets and tools of the repository use them. They are no part of this
//! crate's API and change in any release.

// `js` alone leaves out, on wasm32, what the text above links to.
#![cfg_attr(
    all(feature = "js", not(feature = "fetch"), target_arch = "wasm32"),
    allow(rustdoc::broken_intra_doc_links)
)]

// The example of the README, as a test.
#[cfg(all(doctest, not(target_arch = "wasm32")))]
#[doc = include_str!("README.md")]
mod readme {}

#[cfg(not(target_arch = "wasm32"))]
#[doc(hidden)]
pub mod border;
#[doc(hidden)]
pub mod client;
#[cfg(not(target_arch = "wasm32"))]
pub mod exchange;
#[cfg(any(feature = "fetch", not(all(feature = "js", target_arch = "wasm32"))))]
mod facade;
#[cfg(all(target_arch = "wasm32", feature = "fetch"))]
pub mod fetch;
#[doc(hidden)]
pub mod fleet;
#[doc(hidden)]
pub mod policy;
#[cfg(all(target_arch = "wasm32", feature = "js"))]
mod wasm;

// A crate of their own, since they are compiled for speed, and what is here for size: see `src/core/Cargo.toml`.
#[doc(inline)]
pub use zoom_phone_profile_core::model;
#[doc(hidden)]
pub use zoom_phone_profile_core::{json, named, numbered, row, text, validate, word};

#[cfg(any(feature = "fetch", not(all(feature = "js", target_arch = "wasm32"))))]
mod api {
    #[cfg(any(feature = "fetch", not(target_arch = "wasm32")))]
    pub use crate::client::call_error::{Cause, Error, Failure};
    pub use crate::client::error::{ClientError, ErrorCode, FieldError, Limit};
    pub use crate::facade::*;
    pub use crate::fleet::{FleetError, GroupBy};
    pub use crate::model::UserProfile;
    pub use crate::policy::{
        AuditRuleInfo, CatalogDetail, CatalogEntry, CatalogValue, Category as PolicyCategory, ChangeKind,
        Counts as PolicyCounts, Finding, Format as PolicyFormat, Json, Labels as PolicyLabels, PolicyChange,
        PolicyDetail, PolicyEntry, PolicySummary, Risk, State as PolicyState, Status as FindingStatus, audit_rules,
        catalog as policy_catalog, format as format_policy_summary,
    };
    pub use crate::validate::{
        Issue, IssueCode, Options as ValidationOptions, PathSegment, Report, Severity, Strictness,
    };
    pub use zoom_phone_profile_core::json::Position;
    pub use zoom_phone_profile_core::word::UnknownName;
}
#[cfg(any(feature = "fetch", not(all(feature = "js", target_arch = "wasm32"))))]
#[doc(inline)]
pub use api::*;
