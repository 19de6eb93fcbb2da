//! Changes between two profiles in what is no policy: status, numbers, calling plans, department, cost center, site and
//! emergency address.
//!
//! ```
//! use zoom_phone_profile::policy::field_changes;
//! use zoom_phone_profile::validate::Document;
//!
//! let before = Document::read(br#"{"id":"a","phone_numbers":[{"number":"+1"},{"number":"+2"}]}"#.to_vec());
//! let after = Document::read(br#"{"id":"a","phone_numbers":[{"number":"+3"},{"number":"+1"}]}"#.to_vec());
//! let changes = field_changes(&before.view(), &after.view());
//! assert_eq!(changes[0].text, "Phone numbers: added +3; removed +2.");
//! ```

use std::borrow::Cow;

use super::diff::{ChangeKind, push_place, push_sides};
use super::json::{Json, integer};
use super::labels::{self, Labels};
use super::plans::calling_plan;
use super::same::{same, sort_keys};
use super::values;
use crate::json::{Object, Value, signed};
use crate::row;
use crate::text::Text;
use crate::validate::{PathSegment, View, pointer_of};

/// One change of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldChange {
    /// The field's name on the wire.
    pub field: &'static str,
    /// Its place as keys from the profile's root; for what was removed, in the earlier profile.
    pub path: Vec<PathSegment>,
    /// The path as an RFC 6901 pointer.
    pub pointer: String,
    /// How the value changed.
    pub kind: ChangeKind,
    /// The earlier value, of a list all of it; absent if there was none.
    pub before: Option<Json>,
    /// The later value, of a list all of it; absent if there is none.
    pub after: Option<Json>,
    /// The change as a sentence.
    pub text: String,
}

impl FieldChange {
    /// Writes the change as JSON, in the form that JavaScript has.
    pub(crate) fn push_json(&self, out: &mut String) {
        let mut object = Object::begin(out);
        object.text("field", self.field);
        push_place(&mut object, &self.path, &self.pointer, self.kind);
        push_sides(&mut object, &self.before, &self.after);
        object.text("text", &self.text);
        object.end();
    }
}

/// The fields that are compared, with their labels, in the order of their changes.
pub(crate) const FIELDS: [(&str, &str); 7] = [
    ("status", "Status"),
    ("phone_numbers", "Phone numbers"),
    ("calling_plans", "Calling plans"),
    ("department", "Department"),
    ("cost_center", "Cost center"),
    ("site_id", "Site"),
    ("emergency_address", "Emergency address"),
];

/// A side of a comparison.
struct Side<'a>(View<'a>);

/// The changes between two profiles in what is no policy. Numbers and calling plans are compared as lists without an
/// order, numbers by `number` and plans by name; an empty string counts as absent. Of a row of the list of users, which
/// has no policy, the site is `site.id`.
pub fn field_changes(before: &View<'_>, after: &View<'_>) -> Vec<FieldChange> {
    let (before, after) = (Side(*before), Side(*after));
    let mut changes = Vec::new();
    for (name, label) in FIELDS {
        if let Some(change) = change(name, label, &before, &after) {
            changes.push(change);
        }
    }
    changes
}

fn change(name: &'static str, label: &str, before: &Side<'_>, after: &Side<'_>) -> Option<FieldChange> {
    let sides = (before.value(name), after.value(name));
    let (kind, text) = match sides {
        (None, None) => return None,
        (Some(one), Some(other)) => (ChangeKind::Changed, changed(name, label, [before, after], [one, other])?),
        (Some(_), None) => (
            ChangeKind::Removed,
            sentence(labels::NO_LONGER_STATED, label, [before.words(name).into(), Text::default()]),
        ),
        (None, Some(_)) => {
            (ChangeKind::Added, sentence(labels::NOW_STATED, label, [Text::default(), after.words(name).into()]))
        }
    };
    let path = if sides.1.is_some() { after } else { before }.path(name);
    let [before, after] = [sides.0, sides.1].map(|value| value.map(Json::of));
    Some(FieldChange { field: name, pointer: pointer_of(&path), path, kind, before, after, text })
}

fn sentence(phrase: &labels::Phrase, label: &str, [before, after]: [Text; 2]) -> String {
    phrase.fill(Labels::ENGLISH, &[("what", label), ("before", &before), ("after", &after)])
}

/// The sentence for a field that both sides state; `None` where they say the same.
fn changed(name: &str, label: &str, sides: [&Side<'_>; 2], values: [Value<'_>; 2]) -> Option<String> {
    let [one, other] = values;
    if same(one, other) {
        return None;
    }
    if let (Some(before), Some(after)) = (sides[0].items(name), sides[1].items(name)) {
        let [removed, added] = [only_in_first(&before, &after), only_in_first(&after, &before)];
        let phrase = match (removed.is_empty(), added.is_empty()) {
            (true, true) => return None,
            (true, _) => labels::ITEMS_ADDED,
            (_, true) => labels::ITEMS_REMOVED,
            _ => labels::ITEMS_CHANGED,
        };
        let listed = [("what", label), ("added", &*joined(&added)), ("removed", &*joined(&removed))];
        return Some(phrase.fill(Labels::ENGLISH, &listed));
    }
    let words = values::tell_apart(&|is_exact| match is_exact {
        true => (values::exact(one), values::exact(other)),
        false => (sides[0].words(name).into(), sides[1].words(name).into()),
    });
    Some(sentence(labels::CHANGED, label, words.into()))
}

impl<'a> Side<'a> {
    /// What the profile states for a field; `None` where it states nothing.
    fn value(&self, name: &str) -> Option<Value<'a>> {
        let value = match name {
            "site_id" => self.0.value(row!("site_id")).or_else(|| self.site_of_row()),
            "status" => self.0.value(row!("status")),
            "phone_numbers" => self.0.value(row!("phone_numbers")),
            "calling_plans" => self.0.value(row!("calling_plans")),
            "department" => self.0.value(row!("department")),
            "cost_center" => self.0.value(row!("cost_center")),
            _ => self.0.value(row!("emergency_address")),
        };
        value.filter(|value| value.bytes() != b"\"\"")
    }

    /// The ID of the site in a row of the list of users.
    fn site_of_row(&self) -> Option<Value<'a>> {
        if self.0.has(row!("policy")) {
            return None;
        }
        Value::of(self.0.document())?.get("site")?.get("id").filter(|id| id.text().is_some())
    }

    fn path(&self, name: &'static str) -> Vec<PathSegment> {
        if name == "site_id" && !self.0.has(row!("site_id")) {
            return vec![PathSegment::Key("site".into()), PathSegment::Key("id".into())];
        }
        vec![PathSegment::Key(name.into())]
    }

    /// The items of a list by what they are called, sorted; `None` for what is no list.
    fn items(&self, name: &str) -> Option<Vec<String>> {
        let items = self.value(name)?.items()?;
        let named: fn(Value<'_>) -> Option<String> = match name {
            "phone_numbers" => |item| item.get("number").or(item.get("id"))?.text().map(Cow::into_owned),
            "calling_plans" => plan_name,
            _ => return None,
        };
        let mut names = Vec::new();
        for item in items {
            let name = named(item).unwrap_or_else(|| values::exact(item).into_owned());
            names.push((Cow::Owned(name), 0));
        }
        sort_keys(&mut names);
        Some(names.into_iter().map(|(name, _)| name.into_owned()).collect())
    }

    /// What a field says, in words.
    fn words(&self, name: &str) -> String {
        if let Some(items) = self.items(name) {
            return if items.is_empty() { labels::NONE.english.into() } else { joined(&items) };
        }
        let line = if name == "emergency_address" { address_line(&self.0) } else { String::new() };
        match self.value(name) {
            Some(value) if line.is_empty() => values::plain(Labels::ENGLISH, value).into_owned(),
            _ => line,
        }
    }
}

/// Names with commas between them.
fn joined(names: &[String]) -> String {
    let mut all = String::new();
    for (index, name) in names.iter().enumerate() {
        all.push_str(if index == 0 { "" } else { ", " });
        all.push_str(name);
    }
    all
}

/// The name of a plan: that in Zoom's table, else the reply's own, else the code.
fn plan_name(plan: Value<'_>) -> Option<String> {
    let code = plan.get("type").and_then(integer);
    let own = || plan.get("name").and_then(Value::text).filter(|name| !name.is_empty()).map(Cow::into_owned);
    code.and_then(calling_plan).map(Into::into).or_else(own).or_else(|| code.map(signed))
}

/// The strings of a sorted list that another one lacks, each as often as it lacks it.
fn only_in_first(one: &[String], other: &[String]) -> Vec<String> {
    let mut rest = other.iter().peekable();
    let mut missing = Vec::new();
    for item in one {
        while rest.next_if(|candidate| *candidate < item).is_some() {}
        if rest.next_if_eq(&item).is_none() {
            missing.push(item.clone());
        }
    }
    missing
}

/// The emergency address of a profile on one line; empty where there is none.
pub(crate) fn address_line(view: &View<'_>) -> String {
    let mut address = String::new();
    for part in [
        row!("emergency_address.address_line1"),
        row!("emergency_address.address_line2"),
        row!("emergency_address.city"),
        row!("emergency_address.state_code"),
        row!("emergency_address.zip"),
        row!("emergency_address.country"),
    ] {
        let Some(part) = view.text(part).filter(|text| !text.is_empty()) else { continue };
        if !address.is_empty() {
            address.push_str(", ");
        }
        address.push_str(&part);
    }
    address
}
