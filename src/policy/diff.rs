//! Changes between two profiles, or between two states of one, as sentences.
//!
//! ```
//! use zoom_phone_profile::policy::diff;
//! use zoom_phone_profile::validate::Document;
//!
//! let before = Document::read(br#"{"policy":{"sms":{"enable":true,"locked":true}}}"#.to_vec());
//! let after = Document::read(br#"{"policy":{"sms":{"locked":false,"enable":true}}}"#.to_vec());
//! let changes = diff(&before.view(), &after.view());
//! assert_eq!(changes.len(), 1);
//! assert_eq!((changes[0].pointer.as_str(), changes[0].weakens), ("/policy/sms/locked", Some(true)));
//! assert_eq!(changes[0].text, "SMS was unlocked.");
//! ```

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::compare::{Difference, Granularity, compare};
use super::json::{self, Json};
use super::labels::{self, Labels};
use super::shares::set_difference;
use super::summary::sentence;
use super::values::{self, List, Member};
use crate::json::{Object, Value, push_decimal};
use crate::model::DisclaimerLanguage;
use crate::model::schema::Kind;
use crate::named;
use crate::text::{self, Text};
use crate::validate::{PathSegment, View, pointer_of, push_path};

/// How a value changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// Only the later profile states it.
    Added,
    /// Only the earlier profile states it.
    Removed,
    /// Both state it, and their values differ.
    Changed,
}

impl ChangeKind {
    /// All kinds.
    pub const ALL: [ChangeKind; 3] = [ChangeKind::Added, ChangeKind::Removed, ChangeKind::Changed];

    /// The kind's name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            ChangeKind::Added => "added",
            ChangeKind::Removed => "removed",
            ChangeKind::Changed => "changed",
        }
    }
}

named!(ChangeKind);

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(all(target_arch = "wasm32", feature = "js"), derive(tsify::Tsify))]
#[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type_suffix = "Base"))]
#[non_exhaustive]
pub struct PolicyChange {
    /// The policy's name on the wire.
    #[serde(serialize_with = "text::serialize")]
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type = "PolicyKey"))]
    pub policy: Cow<'static, str>,
    /// Its place as keys and indices from the profile's root; for what was removed, in the earlier profile.
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type = "(string | number)[]"))]
    pub path: Vec<PathSegment>,
    /// The path as an RFC 6901 pointer.
    pub pointer: String,
    /// How the value changed. A policy or field that appears or disappears was not stated before, or no longer is: the
    /// policy itself may be the same.
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type = "\"added\" | \"removed\" | \"changed\""))]
    pub kind: ChangeKind,
    /// The earlier value; absent if there was none.
    #[serde(default, deserialize_with = "json::present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(optional, type = "unknown"))]
    pub before: Option<Json>,
    /// The later value; absent if there is none.
    #[serde(default, deserialize_with = "json::present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(optional, type = "unknown"))]
    pub after: Option<Json>,
    /// The change as a sentence.
    pub text: String,
    /// Whether more is permitted than before: unlocked, turned on, a restriction loosened, access given. `false` if
    /// less is; `null` if that is not known, as for a policy that appears or disappears.
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type = "boolean | null"))]
    pub weakens: Option<bool>,
}

/// The kinds of changes, which `kind` tells apart: values that are always there, and those that never are.
#[cfg(all(target_arch = "wasm32", feature = "js"))]
const _: () = {
    use wasm_bindgen::prelude::wasm_bindgen;
    #[wasm_bindgen(typescript_custom_section)]
    const TYPESCRIPT: &str = r#"
/** One change. `kind` says which of `before` and `after` there are. */
export type PolicyChange = PolicyAddition | PolicyRemoval | PolicyReplacement;
/** A policy or a field that was not stated before. */
export interface PolicyAddition extends PolicyChangeBase {
    kind: "added";
    /** Absent: nothing was stated. */
    before?: undefined;
    /** The later value. */
    after: unknown;
}
/** A policy or a field that is no longer stated. */
export interface PolicyRemoval extends PolicyChangeBase {
    kind: "removed";
    /** The earlier value. */
    before: unknown;
    /** Absent: nothing is stated. */
    after?: undefined;
}
/** A value in place of another one. */
export interface PolicyReplacement extends PolicyChangeBase {
    kind: "changed";
    /** The earlier value. */
    before: unknown;
    /** The later value. */
    after: unknown;
}
"#;
};

impl PolicyChange {
    /// Writes the change as JSON, in the form that JavaScript has.
    pub(crate) fn push_json(&self, out: &mut String) {
        let mut object = Object::begin(out);
        object.text("policy", &self.policy);
        push_place(&mut object, &self.path, &self.pointer, self.kind);
        push_sides(&mut object, &self.before, &self.after);
        object.text("text", &self.text);
        object.key("weakens");
        object.out.push_str(match self.weakens {
            Some(true) => "true",
            Some(false) => "false",
            None => "null",
        });
        object.end();
    }
}

/// Writes where a change is, and its kind.
pub(super) fn push_place(object: &mut Object<'_>, path: &[PathSegment], pointer: &str, kind: ChangeKind) {
    object.key("path");
    push_path(object.out, path);
    object.text("pointer", pointer);
    object.text("kind", kind.as_str());
}

/// Writes the values that there are.
pub(super) fn push_sides(object: &mut Object<'_>, before: &Option<Json>, after: &Option<Json>) {
    for (key, value) in [("before", before), ("after", after)] {
        if let Some(value) = value {
            object.key(key);
            object.out.push_str(value.as_str());
        }
    }
}

/// The changes between two profiles, in English: in the catalog's order, then unknown policies by name.
pub fn diff(before: &View<'_>, after: &View<'_>) -> Vec<PolicyChange> {
    diff_with(before, after, Labels::ENGLISH)
}

/// The changes between two profiles, in other words or another language.
pub fn diff_with(before: &View<'_>, after: &View<'_>, labels: &Labels) -> Vec<PolicyChange> {
    let mut changes = Vec::new();
    for difference in compare(before, after, Granularity::Policies) {
        changes.push(change(labels, difference, before, after));
    }
    changes
}

fn change(labels: &Labels, difference: Difference<'_>, before: &View<'_>, after: &View<'_>) -> PolicyChange {
    let text = sentence_of(labels, &difference, before, after);
    let path = path(&difference);
    PolicyChange {
        policy: policy(&difference),
        pointer: pointer_of(&path),
        path,
        kind: match (difference.before, difference.after) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            _ => ChangeKind::Changed,
        },
        before: difference.before.map(Json::of),
        after: difference.after.map(Json::of),
        text,
        weakens: difference.weakens,
    }
}

/// The name of the policy of a difference.
fn policy(difference: &Difference<'_>) -> Text {
    match difference.described {
        Some(described) => described.key.into(),
        None => difference.policy.to_string().into(),
    }
}

/// The path of a difference from the profile's root.
pub(super) fn path(difference: &Difference<'_>) -> Vec<PathSegment> {
    let mut path = vec![PathSegment::Key("policy".into()), PathSegment::Key(policy(difference))];
    path.extend_from_slice(&difference.path);
    path
}

/// The subject of a difference: the policy, the objects and items around the field, and the field.
fn what(labels: &Labels, difference: &Difference<'_>) -> String {
    subject(labels, difference, &difference.path)
}

/// The subject at the end of the first part of a difference's path.
pub(super) fn subject(labels: &Labels, difference: &Difference<'_>, path: &[PathSegment]) -> String {
    let mut subject = match difference.described {
        Some(described) => described.label(labels).into_owned(),
        None => values::unknown_policy(labels, &difference.policy),
    };
    for (depth, segment) in path.iter().enumerate() {
        subject.push_str(", ");
        match (segment, difference.member) {
            (PathSegment::Key(name), _) => subject.push_str(&values::label(labels, name)),
            (PathSegment::Index(_), Some(member)) if depth == 0 => subject.push_str(&Member::of(labels, member).who),
            (PathSegment::Index(index), item) => match item.and_then(|item| language(labels, item)) {
                Some(language) => subject.push_str(&language),
                None => push_decimal(&mut subject, *index as u64),
            },
        }
    }
    subject
}

/// The language of a disclaimer, which tells the items of their list apart.
pub(super) fn language(labels: &Labels, item: Value<'_>) -> Option<Text> {
    let language = item.get("language").and_then(Value::text).filter(|language| !language.is_empty())?;
    Some(values::word(labels, DisclaimerLanguage::WORDS, &language))
}

/// A value of a difference in words.
pub(super) fn value(labels: &Labels, difference: &Difference<'_>, value: Value<'_>) -> Text {
    match difference.field {
        Some(field) => values::value(labels, field, value),
        None => values::plain(labels, value),
    }
}

/// A change as a sentence.
fn sentence_of(labels: &Labels, difference: &Difference<'_>, before: &View<'_>, after: &View<'_>) -> String {
    if let Some(text) = switched(labels, difference).or_else(|| item(labels, difference)) {
        return text;
    }
    // A whole policy reads as in a summary.
    let words = |view: &View<'_>, value: Value<'_>| match difference.path.as_slice() {
        [] => sentence(labels, view, &difference.policy, value).into(),
        _ => self::value(labels, difference, value),
    };
    // A member lacks a right that the profile does not state.
    let absent = if is_right(difference) { Value::of(b"false") } else { None };
    let (phrase, place, text) = match (difference.before.or(absent), difference.after.or(absent)) {
        (Some(before), Some(after)) => return changed(labels, difference, before, after),
        (Some(value), None) => (labels::NO_LONGER_STATED, "before", words(before, value)),
        (_, value) => (labels::NOW_STATED, "after", value.map(|value| words(after, value)).unwrap_or_default()),
    };
    phrase.fill(labels, &[("what", &what(labels, difference)), (place, &text)])
}

/// The sentence for what was turned on or off, locked or unlocked; `None` for other changes.
fn switched(labels: &Labels, difference: &Difference<'_>) -> Option<String> {
    difference.before?.boolean()?;
    let is_on = difference.after?.boolean()?;
    let (above, on, off) = match difference.path.as_slice() {
        [] => (&[][..], labels::TURNED_ON, labels::TURNED_OFF),
        [above @ .., PathSegment::Key(name)] if name == "enable" => (above, labels::TURNED_ON, labels::TURNED_OFF),
        [PathSegment::Key(name)] if name == "locked" => (&[][..], labels::WAS_LOCKED, labels::WAS_UNLOCKED),
        _ => return None,
    };
    let phrase = if is_on { on } else { off };
    Some(phrase.fill(labels, &[("policy", &subject(labels, difference, above))]))
}

/// Whether a difference is about a right of a share.
fn is_right(difference: &Difference<'_>) -> bool {
    matches!(difference.path.as_slice(), [PathSegment::Index(_), PathSegment::Key(name)]
        if values::RIGHTS.iter().any(|(right, _)| right == name))
}

/// The sentence for an item that was added to a list or removed from it; `None` for other changes.
fn item(labels: &Labels, difference: &Difference<'_>) -> Option<String> {
    let [list @ .., PathSegment::Index(_)] = difference.path.as_slice() else { return None };
    let (item, is_added) = match (difference.before, difference.after) {
        (None, Some(item)) => (item, true),
        (Some(item), None) => (item, false),
        _ => return None,
    };
    let list_label = subject(labels, difference, list);
    if list.is_empty() {
        let Member { who, rights } = Member::of(labels, item);
        let phrase = if is_added { labels::SHARE_ADDED } else { labels::SHARE_REMOVED };
        return Some(phrase.fill(labels, &[("policy", &list_label), ("who", &who), ("rights", &rights)]));
    }
    let name = language(labels, item).unwrap_or_else(|| values::exact(item));
    let phrase = if is_added { labels::ITEMS_ADDED } else { labels::ITEMS_REMOVED };
    Some(phrase.fill(labels, &[("what", &list_label), ("added", &name), ("removed", &name)]))
}

/// The sentence for a value that both profiles state. Items of a list that has no order are named alone.
fn changed(labels: &Labels, difference: &Difference<'_>, before: Value<'_>, after: Value<'_>) -> String {
    let kind = difference.field.map(|field| field.kind);
    let (Some(Kind::List(kind)), true) = (kind, before.is_list() && after.is_list()) else {
        let write = |value, is_exact| match is_exact {
            true => values::exact(value),
            false => self::value(labels, difference, value),
        };
        let (before, after) = values::tell_apart(&|is_exact| (write(before, is_exact), write(after, is_exact)));
        let values = [("what", &*what(labels, difference)), ("before", &before), ("after", &after)];
        return labels::CHANGED.fill(labels, &values);
    };
    let (gone, come) = set_difference(before, after);
    let write = |items: &[Value<'_>], is_exact: bool| {
        if !is_exact {
            return values::list(labels, *kind, "", items).or_none(labels);
        }
        let mut exact = List::default();
        for item in items {
            exact.push(&values::exact(*item));
        }
        exact.or_none(labels)
    };
    let phrase = match (gone.is_empty(), come.is_empty()) {
        (true, _) => labels::ITEMS_ADDED,
        (_, true) => labels::ITEMS_REMOVED,
        _ => labels::ITEMS_CHANGED,
    };
    let (removed, added) = values::tell_apart(&|is_exact| (write(&gone, is_exact), write(&come, is_exact)));
    phrase.fill(labels, &[("what", &what(labels, difference)), ("added", &added), ("removed", &removed)])
}
