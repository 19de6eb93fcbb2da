//! The policies explained: what each one means ([`CATALOG`]), what a profile says of them ([`summarize`]), and forms to
//! read it in ([`format()`]).
//!
//! ```
//! use zoom_phone_profile::policy::{State, summarize};
//! use zoom_phone_profile::validate::{Options, Validator};
//!
//! let document = br#"{"id":"abc","policy":{"sms":{"enable":true,"locked":true,"locked_by":"site"}}}"#;
//! let mut validator = Validator::new();
//! validator.check(document, &Options::default());
//! let summary = summarize(&validator.view(document));
//! let sms = summary.entries.iter().find(|entry| entry.key == "sms").unwrap();
//! assert_eq!(sms.state, State::On);
//! assert_eq!(sms.locked_by.as_deref(), Some("site"));
//! assert_eq!(sms.text, "May send and receive text messages. Locked at site level.");
//! ```

mod audit;
mod catalog;
mod exchange;
mod format;
mod plans;
mod summary;
mod words;

pub use audit::{Finding, RULES, Risk, Rule, Status, audit, findings_to_json};
pub use catalog::{CATALOG, Category, Described};
pub use format::{Format, format};
pub use plans::calling_plan;
pub use summary::{Counts, Json, PolicyDetail, PolicyEntry, PolicySummary, State, summarize};
