//! What changed between two profiles, or between two moments of one, in words.
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

use serde::Serialize;

use super::compare::{Difference, Grain, compare, set_difference};
use super::exchange::push_boolean;
use super::labels::{self, Labels, Phrase};
use super::summary::{Json, PolicySummary, summarize_with};
use super::words::{self, Member};
use crate::json::{Object, Value, push_decimal, push_list, push_segment, push_text};
use crate::model::schema::Kind;
use crate::validate::{PathSegment, View};

/// How something has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// Only the later profile says it.
    Added,
    /// Only the earlier profile says it.
    Removed,
    /// Both say it, and not the same.
    Changed,
}

impl ChangeKind {
    /// The kind as a word.
    pub fn as_str(self) -> &'static str {
        match self {
            ChangeKind::Added => "added",
            ChangeKind::Removed => "removed",
            ChangeKind::Changed => "changed",
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct PolicyChange {
    /// The policy's name on the wire.
    pub policy: String,
    /// Where it is, as keys and indices from the profile's root; of what was removed, in the earlier profile.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "(string | number)[]"))]
    pub path: Vec<PathSegment>,
    /// The same as an RFC 6901 pointer.
    pub pointer: String,
    /// How it has changed. A policy or a field that appears or disappears is knowledge, not policy.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "\"added\" | \"removed\" | \"changed\""))]
    pub kind: ChangeKind,
    /// The earlier value; absent where there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "unknown"))]
    pub before: Option<Json>,
    /// The later value; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional, type = "unknown"))]
    pub after: Option<Json>,
    /// The change as a sentence.
    pub text: String,
    /// Whether more is permitted than before: unlocked, turned on, a restriction loosened, access given. `false` where less is;
    /// `null` where that is not known, as of a policy that appears or disappears.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "boolean | null"))]
    pub weakens: Option<bool>,
}

/// What changed between two profiles, in English: in the catalog's order, then the policies that are not in it, by name.
pub fn diff(before: &View<'_>, after: &View<'_>) -> Vec<PolicyChange> {
    diff_with(before, after, Labels::ENGLISH)
}

/// What changed between two profiles, in other words or another language.
pub fn diff_with(before: &View<'_>, after: &View<'_>, labels: &Labels) -> Vec<PolicyChange> {
    let differences = compare(before, after, Grain::Policies);
    let is_whole = |difference: &Difference<'_>| difference.path.is_empty();
    let summaries =
        differences.iter().any(is_whole).then(|| (summarize_with(before, labels), summarize_with(after, labels)));
    differences.into_iter().map(|difference| change(labels, difference, summaries.as_ref())).collect()
}

fn change(
    labels: &Labels,
    difference: Difference<'_>,
    summaries: Option<&(PolicySummary, PolicySummary)>,
) -> PolicyChange {
    let text = text(labels, &difference, summaries);
    let path = path(&difference);
    let json = |value: Option<Value<'_>>| value.map(|value| Json(value.raw().into_owned()));
    PolicyChange {
        policy: difference.policy.into_owned(),
        pointer: pointer(&path),
        path,
        kind: match (difference.before, difference.after) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            _ => ChangeKind::Changed,
        },
        before: json(difference.before),
        after: json(difference.after),
        text,
        weakens: difference.weakens,
    }
}

/// The path of a difference from the profile's root.
pub(super) fn path(difference: &Difference<'_>) -> Vec<PathSegment> {
    let mut path = vec![PathSegment::Key("policy".into()), PathSegment::Key(difference.policy.to_string())];
    path.extend_from_slice(&difference.path);
    path
}

/// A path as an RFC 6901 pointer.
pub(super) fn pointer(path: &[PathSegment]) -> String {
    let mut pointer = String::new();
    for segment in path {
        pointer.push('/');
        match segment {
            PathSegment::Key(key) => push_segment(&mut pointer, key),
            PathSegment::Index(index) => push_decimal(&mut pointer, *index as u64),
        }
    }
    pointer
}

/// What a difference is about: the policy, and the field with what holds it.
pub(super) fn what(labels: &Labels, difference: &Difference<'_>) -> String {
    let mut what = policy(labels, difference);
    for segment in &difference.path {
        what.push_str(", ");
        match (segment, difference.member) {
            (PathSegment::Key(name), _) => what.push_str(words::label(labels, name)),
            (PathSegment::Index(_), Some(member)) => what.push_str(&item_name(labels, member)),
            (PathSegment::Index(index), None) => push_decimal(&mut what, *index as u64),
        }
    }
    what
}

/// The policy's label.
fn policy(labels: &Labels, difference: &Difference<'_>) -> String {
    match difference.described {
        Some(described) => described.label(labels).into(),
        None => labels.get(&[&difference.policy], &difference.policy.replace('_', " ")).into(),
    }
}

fn item_name(labels: &Labels, item: Value<'_>) -> String {
    match item.get("language").and_then(Value::text) {
        Some(language) => language.into_owned(),
        None => Member::of(labels, item).who.into_owned(),
    }
}

/// A value of a difference in words.
pub(super) fn value(labels: &Labels, difference: &Difference<'_>, value: Value<'_>) -> String {
    match difference.field {
        Some(field) => words::value(labels, field, value),
        None => words::plain(labels, value),
    }
}

fn text(labels: &Labels, difference: &Difference<'_>, summaries: Option<&(PolicySummary, PolicySummary)>) -> String {
    if let Some(phrase) = switched(difference) {
        return phrase.fill(labels, &[("policy", &policy(labels, difference))]);
    }
    let what = what(labels, difference);
    // Of a whole policy its sentence is told.
    let told = |side: Option<&PolicySummary>, value: Value<'_>| {
        let entry = side.and_then(|summary| summary.entries.iter().find(|entry| entry.key == difference.policy));
        let entry = entry.filter(|_| difference.path.is_empty());
        entry.map_or_else(|| self::value(labels, difference, value) + ".", |entry| entry.text.clone())
    };
    match (difference.before, difference.after) {
        (Some(before), Some(after)) => changed(labels, difference, &what, before, after),
        (None, Some(after)) if is_member(difference) => access(labels, labels::ACCESS_GIVEN, difference, after),
        (Some(before), None) if is_member(difference) => access(labels, labels::ACCESS_TAKEN, difference, before),
        (None, Some(after)) => {
            let after = told(summaries.map(|(_, after)| after), after);
            labels::NOW_KNOWN.fill(labels, &[("what", &what), ("after", &after)])
        }
        (Some(before), None) => {
            let before = told(summaries.map(|(before, _)| before), before);
            labels::NO_LONGER_KNOWN.fill(labels, &[("what", &what), ("before", &before)])
        }
        (None, None) => what,
    }
}

/// The sentence for a policy that was turned on or off, locked or unlocked.
fn switched(difference: &Difference<'_>) -> Option<Phrase> {
    difference.before?.boolean()?;
    let after = difference.after?.boolean()?;
    let [on, off] = match difference.path.as_slice() {
        [] => [labels::TURNED_ON, labels::TURNED_OFF],
        [PathSegment::Key(name)] if name == "enable" => [labels::TURNED_ON, labels::TURNED_OFF],
        [PathSegment::Key(name)] if name == "locked" => [labels::WAS_LOCKED, labels::WAS_UNLOCKED],
        _ => return None,
    };
    Some(if after { on } else { off })
}

/// Whether a difference is about somebody who has come or gone.
fn is_member(difference: &Difference<'_>) -> bool {
    matches!(difference.path.as_slice(), [PathSegment::Index(_)])
}

fn access(labels: &Labels, phrase: Phrase, difference: &Difference<'_>, member: Value<'_>) -> String {
    let Member { who, may } = Member::of(labels, member);
    phrase.fill(labels, &[("policy", &policy(labels, difference)), ("who", &who), ("may", &may)])
}

fn changed(labels: &Labels, difference: &Difference<'_>, what: &str, before: Value<'_>, after: Value<'_>) -> String {
    let is_set =
        matches!(difference.field.map(|field| field.kind), Some(Kind::List(_))) && before.is_list() && after.is_list();
    if !is_set {
        let (before, after) = (value(labels, difference, before), value(labels, difference, after));
        return labels::CHANGED.fill(labels, &[("what", what), ("before", &before), ("after", &after)]);
    }
    let (gone, come) = set_difference(before, after);
    let phrase = match (gone.is_empty(), come.is_empty()) {
        (true, _) => labels::ITEMS_ADDED,
        (_, true) => labels::ITEMS_REMOVED,
        _ => labels::ITEMS_CHANGED,
    };
    let items = |items: Vec<Value<'_>>| {
        let item = |item: Value<'_>| {
            item.text().map_or_else(|| words::plain(labels, item), |text| words::word(labels, &text).into())
        };
        words::joined(labels, items.into_iter().map(item))
    };
    phrase.fill(labels, &[("what", what), ("added", &items(come)), ("removed", &items(gone))])
}

/// Writes changes as JSON: `{"changes":[…]}`.
pub fn changes_to_json(changes: &[PolicyChange]) -> String {
    let mut json = String::new();
    let mut all = Object::begin(&mut json);
    all.key("changes");
    push_list(all.out, changes, push_change);
    all.end();
    json
}

fn push_change(out: &mut String, change: &PolicyChange) {
    let mut object = Object::begin(out);
    object.text("policy", &change.policy);
    object.key("path");
    push_list(object.out, &change.path, |out, segment| match segment {
        PathSegment::Key(key) => push_text(out, key),
        PathSegment::Index(index) => push_decimal(out, *index as u64),
    });
    object.text("pointer", &change.pointer);
    object.text("kind", change.kind.as_str());
    for (key, value) in [("before", &change.before), ("after", &change.after)] {
        if let Some(Json(value)) = value {
            object.key(key);
            object.out.push_str(value);
        }
    }
    object.text("text", &change.text);
    object.key("weakens");
    push_boolean(object.out, change.weakens);
    object.end();
}
