//! Explains policies: what each one means ([`CATALOG`]), its state in a profile ([`summarize`], [`format()`]), changes
//! ([`diff()`]) and risks ([`audit()`]).
//!
//! ```
//! use zoom_phone_profile::policy::{State, summarize, summarize_with};
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

// Results are pushed to their lists in loops: `collect` takes 2 KB more of a page (`ARCHITECTURE.md`, "Where the bytes
// go").

mod audit;
mod catalog;
mod catalog_export;
mod compare;
mod details;
mod diff;
mod fields;
mod format;
mod json;
mod labels;
#[cfg(not(target_arch = "wasm32"))]
mod messages;
mod plans;
mod same;
mod shares;
mod state;
mod summary;
mod summary_json;
mod values;

pub(crate) use audit::lacks_address;
pub use audit::{
    AuditRuleInfo, FieldKind, Finding, RULES, Risk, Rule, Status, audit, audit_rules, audit_rules_with, audit_with,
    baseline_fields, drift, drift_with,
};
pub use catalog::{CATALOG, Category, Described, Permissive};
pub use catalog_export::{CatalogDetail, CatalogEntry, CatalogValue, catalog, catalog_with};
pub use details::PolicyDetail;
pub use diff::{ChangeKind, PolicyChange, diff, diff_with};
pub(crate) use fields::{FIELDS, address_line};
pub use fields::{FieldChange, field_changes};
pub(crate) use format::push_csv;
pub use format::{Format, format, format_with};
pub use json::Json;
pub use labels::Labels;
#[cfg(not(target_arch = "wasm32"))]
pub use messages::messages;
pub use plans::calling_plan;
pub(crate) use state::PolicyState;
pub use state::State;
pub use summary::{Counts, PolicyEntry, PolicySummary, summarize, summarize_with};
pub use summary_json::SummaryError;
