//! The catalog as data: each policy and its details, with facts of the model.

use serde::Serialize;

use super::catalog::{CATALOG, Category, Described, Detail, Permissive};
use super::exchange::push_boolean;
use super::labels::Labels;
use super::summary::{Json, is_head};
use super::words::{documented, label};
use crate::json::{Object, push_list, push_text, signed};
use crate::model::Policy;
use crate::model::schema::{DeclaredShape, Field, Kind, Shape};

/// A policy of the catalog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct CatalogEntry {
    /// The policy's name on the wire, such as `auto_call_recording`.
    pub key: String,
    /// Its name for people.
    pub label: String,
    /// Its subject.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "PolicyCategory"))]
    pub category: Category,
    /// What the policy is.
    pub meaning: String,
    /// What it means if it is on.
    pub on: String,
    /// What it means if it is off.
    pub off: String,
    /// The state that permits more: `"off"` if the policy is a safeguard, `null` if neither is known to be safer.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"on\" | \"off\" | null"))]
    pub permissive: Json,
    /// When it was first seen in Zoom's material, as `YYYY` or `YYYY-MM`.
    pub since: String,
    /// Whether Zoom has deprecated it.
    pub deprecated: bool,
    /// The policy that replaces it; `null` if Zoom has not deprecated it.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string | null"))]
    pub deprecated_by: Option<String>,
    /// Its other fields. Fields of list items are left out.
    pub details: Vec<CatalogDetail>,
}

/// A detail of a policy of the catalog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct CatalogDetail {
    /// The field's path within the policy, such as `play_recording_beep_tone.play_beep_volume`.
    pub key: String,
    /// Its name for people.
    pub label: String,
    /// What permits more: `"on"` or `"off"` for a boolean, `"on"` for a list each item of which permits more, the most
    /// permissive code for a code; `null` if that is not known.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"on\" | \"off\" | number | null"))]
    pub permissive: Json,
    /// When it was first seen in Zoom's material, as `YYYY` or `YYYY-MM`.
    pub since: String,
    /// Whether Zoom has deprecated it.
    pub deprecated: bool,
    /// The fields that replace it, with commas between them; `null` if Zoom has not deprecated it.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string | null"))]
    pub deprecated_by: Option<String>,
    /// The values that Zoom documents, in words; empty if it documents none.
    pub values: Vec<CatalogValue>,
}

/// A value that Zoom documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct CatalogValue {
    /// The value as in a profile.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string | number"))]
    pub value: Json,
    /// The value in words.
    pub text: String,
}

/// All policies, in the model's order, in English.
///
/// ```
/// use zoom_phone_profile::policy::catalog;
///
/// let catalog = catalog();
/// let transfer = catalog.iter().find(|entry| entry.key == "call_transferring").unwrap();
/// let restriction = &transfer.details[0];
/// assert_eq!((restriction.values[0].value.0.as_str(), restriction.values[0].text.as_str()), ("1", "no restriction"));
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
        push_details(labels, shape, "", "", &mut details);
    }
    CatalogEntry {
        key: described.key.into(),
        label: described.label(labels).into(),
        category: described.category,
        meaning: labels.get(&[described.key, ".meaning"], &meaning(docs)).into(),
        on: described.on(labels).into(),
        off: described.off(labels).into(),
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

fn push_details(labels: &Labels, shape: &Shape, prefix: &str, context: &str, details: &mut Vec<CatalogDetail>) {
    for field in shape.fields.iter().filter(|field| !prefix.is_empty() || !is_head(field.name)) {
        let key = [prefix, field.name].concat();
        let label = match field.name {
            "enable" => context.to_string(),
            name if context.is_empty() => label(labels, name).into(),
            name => [context, ": ", label(labels, name)].concat(),
        };
        if let Kind::Object(below) = field.kind {
            push_details(labels, below, &[key.as_str(), "."].concat(), &label, details);
            continue;
        }
        // The object around a switch decides what the switch permits.
        let named = if field.name == "enable" { prefix.trim_end_matches('.') } else { field.name };
        details.push(CatalogDetail {
            key,
            label,
            permissive: Detail::of(named).map_or(Json("null".into()), |detail| permissive(detail.permissive)),
            since: field.since.into(),
            deprecated: field.deprecated.is_some(),
            deprecated_by: field.deprecated.map(replacement),
            values: documented(labels, field.kind, field.name),
        });
    }
}

fn permissive(permissive: Permissive) -> Json {
    Json(match permissive {
        Permissive::On => "\"on\"".into(),
        Permissive::Off => "\"off\"".into(),
        Permissive::Ranked([most, ..]) => signed(*most),
        Permissive::Ranked([]) | Permissive::Unknown => "null".into(),
    })
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

/// Writes the catalog as a JSON list.
pub fn catalog_to_json(catalog: &[CatalogEntry]) -> String {
    let mut json = String::new();
    push_list(&mut json, catalog, |out, entry| {
        let mut object = Object::begin(out);
        object.text("key", &entry.key);
        object.text("label", &entry.label);
        object.text("category", entry.category.as_str());
        object.text("meaning", &entry.meaning);
        object.text("on", &entry.on);
        object.text("off", &entry.off);
        push_facts(&mut object, &entry.permissive, &entry.since, entry.deprecated, entry.deprecated_by.as_deref());
        object.key("details");
        push_list(object.out, &entry.details, push_detail);
        object.end();
    });
    json
}

fn push_detail(out: &mut String, detail: &CatalogDetail) {
    let mut object = Object::begin(out);
    object.text("key", &detail.key);
    object.text("label", &detail.label);
    push_facts(&mut object, &detail.permissive, &detail.since, detail.deprecated, detail.deprecated_by.as_deref());
    object.key("values");
    push_list(object.out, &detail.values, |out, CatalogValue { value, text }| {
        let mut object = Object::begin(out);
        object.key("value");
        object.out.push_str(&value.0);
        object.text("text", text);
        object.end();
    });
    object.end();
}

fn push_facts(object: &mut Object<'_>, permissive: &Json, since: &str, deprecated: bool, deprecated_by: Option<&str>) {
    object.key("permissive");
    object.out.push_str(&permissive.0);
    object.text("since", since);
    object.key("deprecated");
    push_boolean(object.out, Some(deprecated));
    object.key("deprecatedBy");
    match deprecated_by {
        Some(fields) => push_text(object.out, fields),
        None => object.out.push_str("null"),
    }
}
