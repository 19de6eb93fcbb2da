//! Summaries: each policy of a profile in one to three sentences, with its state, its lock and its details.
//!
//! What the profile does not state is unknown, never off.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::catalog::{CATALOG, Category, Described};
use super::details::{DetailSentence, DetailWriter, PolicyDetail, unknown_detail};
use super::labels::{self, Labels};
use super::state::{PolicyState, State};
use super::values;
use crate::json::{Value, unescape};
use crate::model::schema::{DeclaredShape, Field, Kind, Row};
use crate::model::{LockLevel, Policy};
use crate::row;
use crate::text::{self, Text};
use crate::validate::{View, is_state_field};

/// One policy of a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(all(target_arch = "wasm32", feature = "js"), derive(tsify::Tsify))]
#[non_exhaustive]
pub struct PolicyEntry {
    /// The policy's name on the wire, such as `auto_call_recording`.
    #[serde(serialize_with = "text::serialize")]
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type = "PolicyKey"))]
    pub key: Cow<'static, str>,
    /// Its name for people.
    #[serde(serialize_with = "text::serialize")]
    pub label: Cow<'static, str>,
    /// Its subject.
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type = "PolicyCategory"))]
    pub category: Category,
    /// The subject as a heading.
    #[serde(serialize_with = "text::serialize")]
    pub category_label: Cow<'static, str>,
    /// Whether it is on.
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type = "PolicyState"))]
    pub state: State,
    /// Whether the user may not change it; `null` if the profile does not state it.
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type = "boolean | null"))]
    pub locked: Option<bool>,
    /// The level that locked it, unchanged; `null` if the profile does not state it.
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type = "string | null"))]
    pub locked_by: Option<String>,
    /// Whether it differs from what it inherits; `null` if the profile does not state it.
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type = "boolean | null"))]
    pub modified: Option<bool>,
    /// Whether Zoom has deprecated it.
    pub deprecated: bool,
    /// Whether this version knows it.
    pub known: bool,
    /// All its other fields that the profile states.
    pub details: Vec<PolicyDetail>,
    /// What it means for the user, with the details that are in effect and its lock, in one to three sentences.
    pub text: String,
}

/// Numbers of policies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(all(target_arch = "wasm32", feature = "js"), derive(tsify::Tsify))]
#[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type_prefix = "Policy"))]
#[non_exhaustive]
pub struct Counts {
    /// Policies that are on.
    pub on: u32,
    /// Policies that are off.
    pub off: u32,
    /// Policies whose state the profile does not give.
    pub unknown: u32,
    /// Policies that the user may not change.
    pub locked: u32,
    /// Policies that differ from what they inherit.
    pub modified: u32,
}

/// All policies of a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(all(target_arch = "wasm32", feature = "js"), derive(tsify::Tsify))]
#[non_exhaustive]
pub struct PolicySummary {
    /// The Zoom user ID.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(optional))]
    pub user_id: Option<String>,
    /// All known policies in the catalog's order, then the unknown ones of the profile.
    pub entries: Vec<PolicyEntry>,
    /// Numbers of entries. `on`, `off` and `unknown` add up to all of them.
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type = "PolicyCounts"))]
    pub counts: Counts,
}

/// Summarizes the policies of a profile, in English.
pub fn summarize(view: &View<'_>) -> PolicySummary {
    summarize_with(view, Labels::ENGLISH)
}

/// Summarizes the policies of a profile, in other words or another language.
pub fn summarize_with(view: &View<'_>, labels: &Labels) -> PolicySummary {
    let mut entries = Vec::with_capacity(CATALOG.len());
    for (field, described) in Policy::SHAPE.fields.iter().zip(CATALOG) {
        entries.push(known_entry(view, field, described, labels));
    }
    for extra in view.unknown_policies() {
        let value = view.unknown_policy(extra);
        if !value.is_null() {
            let key = unescape(view.span(extra.key.start, extra.key.end));
            entries.push(unknown_entry(&key, value, labels));
        }
    }
    PolicySummary { user_id: view.text(row!("id")).map(Cow::into_owned), counts: count(&entries), entries }
}

fn count(entries: &[PolicyEntry]) -> Counts {
    let mut counts = Counts::default();
    for entry in entries {
        match entry.state {
            State::On => counts.on += 1,
            State::Off => counts.off += 1,
            State::Unknown => counts.unknown += 1,
        }
        counts.locked += u32::from(entry.locked == Some(true));
        counts.modified += u32::from(entry.modified == Some(true));
    }
    counts
}

fn known_entry(view: &View<'_>, field: &Field, described: &Described, labels: &Labels) -> PolicyEntry {
    let row = Row(row!("policy").0 + 1 + field.offset);
    let policy = PolicyState::at(view, row);
    let mut writer = DetailWriter { labels, details: Vec::new(), sentence: DetailSentence::default() };
    match (field.kind, view.value(row)) {
        (Kind::Object(shape), Some(value)) => writer.object(shape, value, "", &Text::default(), policy.state.is_on()),
        (Kind::List(_), Some(members)) => writer.members(members),
        (Kind::Switch(shape), Some(value)) => writer.unknown(shape, &value.read_members(), "", &Text::default()),
        _ => {}
    }
    let meaning = match policy.state {
        State::On => described.on(labels),
        State::Off => described.off(labels),
        State::Unknown => not_known(view.value(row), labels),
    };
    let text = sentences(labels, &[&meaning, &*writer.sentence.text].concat(), &policy, levels(field));
    PolicyEntry {
        key: described.key.into(),
        label: described.label(labels),
        category: described.category,
        category_label: described.category.heading(labels),
        state: policy.state,
        locked: policy.locked,
        locked_by: policy.locked_by.map(Cow::into_owned),
        modified: policy.modified,
        deprecated: field.deprecated.is_some(),
        known: true,
        details: writer.details,
        text,
    }
}

/// Why a policy's state is unknown.
fn not_known(policy: Option<Value<'_>>, labels: &Labels) -> Text {
    let Some(policy) = policy else { return labels::NOT_STATED.text(labels) };
    match if policy.is_object() { policy.get("enable") } else { Some(policy) } {
        Some(state) => labels::UNDOCUMENTED_VALUE.fill(labels, &[("value", &values::exact(state))]).into(),
        None => labels::STATE_NOT_STATED.text(labels),
    }
}

/// A policy's sentence as [`summarize_with`] writes it, without its full stop. `policy` is its value in the profile.
pub(super) fn sentence(labels: &Labels, view: &View<'_>, key: &str, policy: Value<'_>) -> String {
    let known = Policy::SHAPE.fields.iter().zip(CATALOG).find(|(field, _)| field.name == key);
    let mut text = match known {
        Some((field, described)) => known_entry(view, field, described, labels).text,
        None => unknown_entry(key, policy, labels).text,
    };
    text.truncate(text.trim_end_matches('.').len());
    text
}

/// The levels that Zoom documents for the lock of a policy; where it documents none, those of most policies.
fn levels(field: &Field) -> &'static [&'static str] {
    let fields = field.kind.shape().map(|shape| shape.fields).unwrap_or_default();
    match fields.iter().find(|field| field.name == "locked_by").map(|field| field.kind) {
        Some(Kind::Word(levels)) => levels,
        _ => LockLevel::WORDS,
    }
}

/// Summarizes a policy that this version does not know.
fn unknown_entry(key: &str, value: Value<'_>, labels: &Labels) -> PolicyEntry {
    let policy = PolicyState::of(value);
    let mut details = Vec::new();
    for (name, value) in value.members().filter(|(name, _)| !is_state_field(name)) {
        details.push(unknown_detail(labels, "", &Text::default(), &name, value));
    }
    let meaning = match policy.state {
        State::On => labels::IS_ON.of(labels).to_string(),
        State::Off => labels::IS_OFF.of(labels).to_string(),
        State::Unknown if value.is_object() => labels::UNDOCUMENTED_SETTINGS.of(labels).to_string(),
        State::Unknown => labels::UNDOCUMENTED_VALUE.fill(labels, &[("value", &values::plain(labels, value))]),
    };
    PolicyEntry {
        key: key.to_string().into(),
        label: values::unknown_policy(labels, key).into(),
        category: Category::Other,
        category_label: Category::Other.heading(labels),
        details,
        text: sentences(labels, &meaning, &policy, LockLevel::WORDS),
        state: policy.state,
        locked: policy.locked,
        locked_by: policy.locked_by.map(Cow::into_owned),
        modified: policy.modified,
        deprecated: false,
        known: false,
    }
}

/// A policy's meaning as a sentence, then one on its lock and one on whether it differs from what it inherits. `levels`
/// are those that Zoom documents for the lock.
fn sentences(labels: &Labels, meaning: &str, policy: &PolicyState<'_>, levels: &[&'static str]) -> String {
    let mut text = [meaning, "."].concat();
    let mut push = |sentence: &str| {
        text.push(' ');
        text.push_str(sentence);
    };
    match (policy.locked, policy.locked_by.as_deref()) {
        // Where Zoom documents "invalid", it stands for no level.
        (Some(true), Some(level)) if level != "invalid" || !levels.contains(&level) => {
            push(&labels::LOCKED_AT.fill(labels, &[("level", &values::word(labels, levels, level))]));
        }
        (Some(true), _) => push(labels::LOCKED.of(labels)),
        (Some(false), Some("invalid")) => push(labels::NOT_LOCKED.of(labels)),
        _ => {}
    }
    if policy.modified == Some(true) {
        push(labels::MODIFIED.of(labels));
    }
    text
}
