//! The catalog as data: each policy and its details, with facts of the model.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::catalog::{CATALOG, Category, Described, Detail, Permissive};
use super::details::{below, within};
use super::json::Json;
use super::labels::Labels;
use super::values::{code, label, word};
use crate::model::Policy;
use crate::model::schema::{DeclaredShape, Field, Kind, Shape};
use crate::text::{self, Text};
use crate::validate::is_state_field;

/// A policy of the catalog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(all(target_arch = "wasm32", feature = "js"), derive(tsify::Tsify))]
#[non_exhaustive]
pub struct CatalogEntry {
    /// The policy's name on the wire, such as `auto_call_recording`.
    #[serde(serialize_with = "text::serialize")]
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type = "KnownPolicyKey"))]
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
    /// What the policy is.
    pub meaning: String,
    /// What it means if it is on.
    #[serde(serialize_with = "text::serialize")]
    pub on: Cow<'static, str>,
    /// What it means if it is off.
    #[serde(serialize_with = "text::serialize")]
    pub off: Cow<'static, str>,
    /// The state that permits more: `"off"` if the policy is a safeguard, `null` if neither is known to be safer.
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type = "\"on\" | \"off\" | null"))]
    pub permissive: Json,
    /// When it was first seen in Zoom's material, as `YYYY` or `YYYY-MM`.
    #[serde(serialize_with = "text::serialize")]
    pub since: Cow<'static, str>,
    /// Whether Zoom has deprecated it.
    pub deprecated: bool,
    /// The policy that replaces it; `null` if Zoom has not deprecated it.
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type = "string | null"))]
    pub deprecated_by: Option<String>,
    /// Its other fields. Fields of list items are left out.
    pub details: Vec<CatalogDetail>,
}

/// A detail of a policy of the catalog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(all(target_arch = "wasm32", feature = "js"), derive(tsify::Tsify))]
#[non_exhaustive]
pub struct CatalogDetail {
    /// The field's path within the policy, such as `play_recording_beep_tone.play_beep_volume`.
    #[serde(serialize_with = "text::serialize")]
    pub key: Cow<'static, str>,
    /// Its name for people.
    #[serde(serialize_with = "text::serialize")]
    pub label: Cow<'static, str>,
    /// What permits more: `"on"` or `"off"` for a boolean, `"on"` for a list each item of which permits more, the most
    /// permissive code for a code; `null` if that is not known.
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type = "\"on\" | \"off\" | number | null"))]
    pub permissive: Json,
    /// When it was first seen in Zoom's material, as `YYYY` or `YYYY-MM`.
    #[serde(serialize_with = "text::serialize")]
    pub since: Cow<'static, str>,
    /// Whether Zoom has deprecated it.
    pub deprecated: bool,
    /// The fields that replace it, with commas between them; `null` if Zoom has not deprecated it.
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type = "string | null"))]
    pub deprecated_by: Option<String>,
    /// The values that Zoom documents, in words; empty if it documents none.
    pub values: Vec<CatalogValue>,
}

/// A value that Zoom documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(all(target_arch = "wasm32", feature = "js"), derive(tsify::Tsify))]
#[non_exhaustive]
pub struct CatalogValue {
    /// The value as in a profile.
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type = "string | number"))]
    pub value: Json,
    /// The value in words.
    #[serde(serialize_with = "text::serialize")]
    pub text: Cow<'static, str>,
}

/// All policies, in the model's order, in English.
///
/// ```
/// let catalog = zoom_phone_profile::policy_catalog();
/// let transfer = catalog.iter().find(|entry| entry.key == "call_transferring").unwrap();
/// let restriction = &transfer.details[0];
/// assert_eq!((restriction.values[0].value.as_str(), &*restriction.values[0].text), ("1", "no restriction"));
/// ```
pub fn catalog() -> Vec<CatalogEntry> {
    catalog_with(Labels::ENGLISH)
}

/// All policies, in the model's order, in other words or another language.
pub fn catalog_with(labels: &Labels) -> Vec<CatalogEntry> {
    let fields = Policy::SHAPE.fields.iter().zip(Policy::DOCS).zip(CATALOG);
    fields.map(|((field, docs), described)| entry(labels, field, docs, described)).collect()
}

fn entry(labels: &Labels, field: &Field, docs: &str, described: &Described) -> CatalogEntry {
    let mut details = Vec::new();
    if let Kind::Object(shape) = field.kind {
        push_details(labels, shape, "", &Text::default(), &mut details);
    }
    CatalogEntry {
        key: described.key.into(),
        label: described.label(labels),
        category: described.category,
        category_label: described.category.heading(labels),
        meaning: labels.get(&[described.key, ".meaning"], &meaning(docs)).into(),
        on: described.on(labels),
        off: described.off(labels),
        permissive: permissive(described.permissive),
        since: field.since.into(),
        deprecated: field.deprecated.is_some(),
        deprecated_by: field.deprecated.map(replacement),
        details,
    }
}

/// A field's documentation as one line.
pub(super) fn meaning(docs: &str) -> String {
    let mut line = String::new();
    for word in docs.split_ascii_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

fn push_details(labels: &Labels, shape: &Shape, prefix: &str, context: &Text, details: &mut Vec<CatalogDetail>) {
    for field in shape.fields.iter().filter(|field| !prefix.is_empty() || !is_state_field(field.name)) {
        let key = below(prefix, field.name.into());
        let label = match field.name {
            "enable" => context.clone(),
            name => within(context, label(labels, name)),
        };
        if let Kind::Object(shape) = field.kind {
            push_details(labels, shape, &[&*key, "."].concat(), &label, details);
            continue;
        }
        // The object around a switch decides what the switch permits.
        let named = if field.name == "enable" { prefix.trim_end_matches('.') } else { field.name };
        details.push(CatalogDetail {
            key,
            label,
            permissive: Detail::of(named).map(|detail| permissive(detail.permissive)).unwrap_or_default(),
            since: field.since.into(),
            deprecated: field.deprecated.is_some(),
            deprecated_by: field.deprecated.map(replacement),
            values: documented(labels, field.kind, field.name),
        });
    }
}

/// The documented values of a field, with their texts.
fn documented(labels: &Labels, kind: Kind, name: &str) -> Vec<CatalogValue> {
    match kind {
        Kind::Code(codes) => {
            let text = |value| code(labels, name, codes, value);
            codes.iter().map(|code| CatalogValue { value: Json::integer(*code), text: text(*code) }).collect()
        }
        Kind::Word(words) => {
            let text = |value| word(labels, words, value);
            words.iter().map(|word| CatalogValue { value: Json::string(word), text: text(word) }).collect()
        }
        Kind::List(item) => documented(labels, *item, name),
        _ => Vec::new(),
    }
}

fn permissive(permissive: Permissive) -> Json {
    match permissive {
        Permissive::On => Json::string("on"),
        Permissive::Off => Json::string("off"),
        Permissive::Ranked([most, ..]) => Json::integer(*most),
        Permissive::Ranked([]) | Permissive::Unknown => Json::default(),
    }
}

/// The fields that the note of a deprecated field names in backquotes.
fn replacement(note: &str) -> String {
    let mut fields = String::new();
    for (index, part) in note.split('`').enumerate() {
        if index % 2 == 1 {
            fields.push_str(if index == 1 { "" } else { ", " });
            fields.push_str(part);
        }
    }
    fields
}
