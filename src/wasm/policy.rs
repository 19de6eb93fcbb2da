//! Policies of the current document, and of one that was set aside before.

use wasm_bindgen::prelude::*;

use serde_wasm_bindgen::Error;

use super::current::with_current;
use super::output::Receiver;
use crate::policy::{
    Format, Labels, PolicySummary, RULES, audit_rules_with, audit_with, baseline_fields, catalog_with, diff_with,
    drift_with, format_with, summarize_with,
};

/// Takes the labels that were written to memory, `length` bytes of JSON, for all that follows. A length of 0, and
/// anything that is no labels, is English again.
#[wasm_bindgen(js_name = useLabels)]
pub fn use_labels(length: usize) {
    with_current(|current| {
        current.input.end_at(length);
        let labels = if length == 0 { Some(Labels::default()) } else { Labels::from_json(current.input.as_slice()) };
        current.labels = labels.unwrap_or_default();
    });
}

/// Sets the document last checked aside, for what compares two.
#[wasm_bindgen(js_name = setAside)]
pub fn set_aside() {
    with_current(|current| {
        std::mem::swap(&mut current.input, &mut current.aside_input);
        std::mem::swap(&mut current.validator, &mut current.aside_validator);
    });
}

/// The policy summary of the document last checked.
#[wasm_bindgen]
pub fn summary(receiver: &Receiver) -> Result<(), Error> {
    receiver.send(&with_current(|current| summarize_with(&current.view(), &current.labels)))
}

/// The policy summary of the document last checked, in a [`Format`].
#[wasm_bindgen]
pub fn formatted(format: u8) -> String {
    with_current(|current| {
        format_with(&summarize_with(&current.view(), &current.labels), format_of(format), &current.labels)
    })
}

/// A policy summary that was written to memory, `length` bytes of JSON, in a [`Format`]; `undefined` where it is no
/// summary.
#[wasm_bindgen(js_name = formatSummary)]
pub fn format_summary(length: usize, format: u8) -> Option<String> {
    with_current(|current| {
        current.input.end_at(length);
        let summary = PolicySummary::from_json(current.input.as_slice()).ok()?;
        Some(format_with(&summary, format_of(format), &current.labels))
    })
}

/// A format by its number. The numbers come from the same declaration (`src/border.rs`): there are no others.
fn format_of(number: u8) -> Format {
    Format::from_number(number).unwrap_or(Format::Text)
}

/// What changed between the document set aside and the one last checked.
#[wasm_bindgen]
pub fn changes(receiver: &Receiver) -> Result<(), Error> {
    receiver.send(&with_current(|current| diff_with(&current.view_aside(), &current.view(), &current.labels)))
}

/// The findings of the audit of the document last checked.
#[wasm_bindgen]
pub fn findings(receiver: &Receiver) -> Result<(), Error> {
    receiver.send(&with_current(|current| audit_with(&current.view(), &[], &current.labels)))
}

/// Where the document last checked departs from the one set aside.
#[wasm_bindgen]
pub fn drift(receiver: &Receiver) -> Result<(), Error> {
    receiver.send(&with_current(|current| drift_with(&current.view(), &current.view_aside(), &current.labels)))
}

/// The rules of the audit in words.
#[wasm_bindgen(js_name = auditRules)]
pub fn audit_rules(receiver: &Receiver) -> Result<(), Error> {
    receiver.send(&with_current(|current| audit_rules_with(&current.labels)))
}

/// The IDs of the rules of the audit, with commas between them.
#[wasm_bindgen(js_name = ruleIds)]
pub fn rule_ids() -> String {
    let mut ids = String::new();
    for rule in RULES {
        ids.push_str(if ids.is_empty() { "" } else { "," });
        ids.push_str(rule.id);
    }
    ids
}

/// The fields of the policies, a line each: path, number of a [`FieldKind`](crate::policy::FieldKind), and what its
/// value should be in words, with tabs between them.
#[wasm_bindgen(js_name = policyFields)]
pub fn policy_fields() -> String {
    baseline_fields()
}

/// The catalog of policies.
#[wasm_bindgen]
pub fn catalog(receiver: &Receiver) -> Result<(), Error> {
    receiver.send(&with_current(|current| catalog_with(&current.labels)))
}
