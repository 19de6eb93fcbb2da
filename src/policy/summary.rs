//! Summaries: whether each policy is on, off or unknown, whether it is locked and at which level, and its details in
//! words.
//!
//! What the profile does not state is unknown, never off. A policy's sentence mentions a detail only if the profile
//! states that all switches above it are on: the policy's own, the one of the object around it, and those of
//! `is_applied`. The list of details has all that the profile states, with a note on those that are not in effect.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

use super::catalog::{CATALOG, Category, Described, Detail};
use super::json::{Json, integer};
use super::labels::{self, Labels, fill};
use super::values::{self, Member};
use crate::json::{ReadMembers, Value, decimal, members, unescape};
use crate::model::schema::{DeclaredShape, Field, Kind, Row, Shape};
use crate::model::{LockLevel, Policy};
use crate::text::{self, Text};
use crate::validate::{SlotKind, View};
use crate::{named, row};

/// Whether a policy is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(all(target_arch = "wasm32", feature = "js"), derive(tsify::Tsify))]
#[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type_prefix = "Policy"))]
pub enum State {
    /// The policy is on; a list of members has members.
    On,
    /// The policy is off; a list of members is empty.
    Off,
    /// The profile does not state it.
    Unknown,
}

impl State {
    /// All states.
    pub const ALL: [State; 3] = [State::On, State::Off, State::Unknown];

    /// The state's name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            State::On => "on",
            State::Off => "off",
            State::Unknown => "unknown",
        }
    }

    fn is_on(self) -> Option<bool> {
        match self {
            State::On => Some(true),
            State::Off => Some(false),
            State::Unknown => None,
        }
    }

    pub(super) fn label(self, labels: &Labels) -> &str {
        match self {
            State::On => labels::ON,
            State::Off => labels::OFF,
            State::Unknown => labels::UNKNOWN,
        }
        .of(labels)
    }

    pub(super) fn of(is_on: Option<bool>) -> State {
        match is_on {
            Some(true) => State::On,
            Some(false) => State::Off,
            None => State::Unknown,
        }
    }
}

named!(State);

/// One detail of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(all(target_arch = "wasm32", feature = "js"), derive(tsify::Tsify))]
#[non_exhaustive]
pub struct PolicyDetail {
    /// The field's path within the policy, such as `play_recording_beep_tone.play_beep_volume`.
    #[serde(serialize_with = "text::serialize")]
    pub key: Cow<'static, str>,
    /// Its name for people.
    #[serde(serialize_with = "text::serialize")]
    pub label: Cow<'static, str>,
    /// Its value, unchanged.
    #[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type = "unknown"))]
    pub value: Json,
    /// Its value in words, with a note if it is not in effect: a switch above it is off, or the profile does not state
    /// it.
    #[serde(serialize_with = "text::serialize")]
    pub text: Cow<'static, str>,
}

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
    let fields = Policy::SHAPE.fields.iter().zip(CATALOG);
    let known = fields.map(|(field, described)| known_entry(view, field, described, labels));
    let unknown = view.unknown_policies().iter().filter_map(|extra| {
        let key = unescape(view.span(extra.key.start, extra.key.end));
        let value = view.unknown_policy(extra);
        (value.bytes() != b"null").then(|| unknown_entry(&key, value, labels))
    });
    let entries: Vec<_> = known.chain(unknown).collect();
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
    let policy = PolicyState::read(view, field, row);
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

/// The levels that Zoom documents for the lock of a policy.
fn levels(field: &Field) -> &'static [&'static str] {
    let fields = field.kind.shape().map(|shape| shape.fields).unwrap_or_default();
    match fields.iter().find(|field| field.name == "locked_by").map(|field| field.kind) {
        Some(Kind::Word(levels)) => levels,
        _ => &[],
    }
}

/// What most policies have in common.
pub(crate) struct PolicyState<'v> {
    pub(crate) state: State,
    pub(crate) locked: Option<bool>,
    /// The level of the lock, if the profile names one.
    pub(crate) locked_by: Option<Cow<'v, str>>,
    pub(crate) modified: Option<bool>,
}

impl<'v> PolicyState<'v> {
    /// Reads a policy that the schema does not know. Of members with the same name the last counts, as in `JSON.parse`.
    pub(crate) fn of_unknown(policy: Value<'v>) -> Self {
        let mut read =
            PolicyState { state: State::of(policy.boolean()), locked: None, locked_by: None, modified: None };
        let bytes = policy.bytes();
        for member in members(bytes, 0) {
            let value = Value::at(bytes, member.start, member.end);
            match &*unescape(bytes.get(member.key.start..member.key.end).unwrap_or_default()) {
                "enable" => read.state = State::of(value.boolean()),
                "locked" => read.locked = value.boolean(),
                "locked_by" => read.locked_by = value.text().filter(|level| !level.is_empty()),
                "modified" => read.modified = value.boolean(),
                _ => {}
            }
        }
        read
    }

    fn read(view: &View<'v>, field: &Field, row: Row) -> Self {
        let slot = view.slot(row);
        let below = |name: &str| {
            let shape = field.kind.shape()?;
            let field = shape.fields.iter().find(|field| field.name == name)?;
            (slot.kind == SlotKind::Object).then_some(Row(row.0 + 1 + field.offset))
        };
        let boolean = |name: &str| below(name).and_then(|row| view.boolean(row));
        let is_on = match slot.kind {
            SlotKind::True => Some(true),
            SlotKind::False => Some(false),
            SlotKind::List => Some(slot.count > 0),
            _ => boolean("enable"),
        };
        PolicyState {
            state: State::of(is_on),
            locked: boolean("locked"),
            locked_by: below("locked_by").and_then(|row| view.text(row)).filter(|level| !level.is_empty()),
            modified: boolean("modified"),
        }
    }
}

/// Whether a field is one that most policies have. Such fields are no details.
pub(super) fn is_state_field(name: &str) -> bool {
    matches!(name, "enable" | "locked" | "locked_by" | "modified")
}

/// The part of a policy's sentence that lists its details.
#[derive(Default)]
struct DetailSentence {
    text: String,
}

impl DetailSentence {
    /// Adds a detail as its `reads` words it; nothing for a detail that has none.
    fn push(&mut self, labels: &Labels, field: &Field, value: &str) {
        if let Some(detail) = Detail::of(field.name) {
            self.text.push_str(&fill(detail.reads(labels), &[("value", value)]));
        }
    }

    fn push_clause(&mut self, clause: &str) {
        self.text.push_str("; ");
        self.text.push_str(clause);
    }
}

/// Writes the details of a policy: all that the profile states into a list, and those in effect into a sentence.
struct DetailWriter<'r> {
    labels: &'r Labels,
    details: Vec<PolicyDetail>,
    sentence: DetailSentence,
}

impl DetailWriter<'_> {
    /// Writes the fields of a policy, or of an object within it. `is_on` says whether all switches above are on; `None`
    /// if the profile does not state it.
    fn object(&mut self, shape: &Shape, object: Value<'_>, prefix: &str, context: &Text, is_on: Option<bool>) {
        let members = object.read_members();
        let has_switch = !prefix.is_empty() && shape.fields.iter().any(|field| field.name == "enable");
        let is_on_below = if has_switch { both(is_on, switch(&members, "enable")) } else { is_on };
        for field in shape.fields {
            let Some(value) = members.get(field.name) else { continue };
            let key = below(prefix, field.name.into());
            match (field.kind, field.name) {
                (_, "enable") if !prefix.is_empty() => self.field(field, value, key, context.clone(), is_on),
                (_, name) if prefix.is_empty() && is_state_field(name) => {}
                (kind, name) => {
                    let label = within(context, values::label(self.labels, name));
                    let is_in_effect = both(is_on_below, is_applied(&members, name));
                    match kind {
                        Kind::Object(shape) if value.is_object() => {
                            self.object(shape, value, &[&*key, "."].concat(), &label, is_in_effect);
                        }
                        _ => self.field(field, value, key, label, is_in_effect),
                    }
                }
            }
        }
        self.unknown(shape, &members, prefix, context);
    }

    /// Writes the fields that this version does not know.
    fn unknown(&mut self, shape: &Shape, members: &ReadMembers<'_>, prefix: &str, context: &Text) {
        for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
            if !shape.fields.iter().any(|field| field.name == name) {
                self.details.push(unknown_detail(self.labels, prefix, context, name, *value));
            }
        }
    }

    /// Writes one field. Of one that is not known to be in effect, the text says so, unless it is `false` anyway.
    fn field(&mut self, field: &Field, value: Value<'_>, key: Text, label: Text, is_in_effect: Option<bool>) {
        let text = values::value(self.labels, field, value);
        if is_in_effect == Some(true) && value.bytes() != b"\"\"" {
            self.sentence.push(self.labels, field, &text);
        }
        let note = match is_in_effect {
            Some(true) => None,
            _ if value.boolean() == Some(false) => None,
            Some(false) => Some(labels::NOT_IN_EFFECT),
            None => Some(labels::MAYBE_IN_EFFECT),
        };
        let text = match note {
            Some(note) => note.fill(self.labels, &[("value", &text)]).into(),
            None => text,
        };
        self.details.push(PolicyDetail { key, label, value: Json::of(value), text });
    }

    /// Writes each member of a list: who it is, and which rights they have.
    fn members(&mut self, list: Value<'_>) {
        let members = list.items().unwrap_or_default();
        for (index, member) in members.iter().enumerate() {
            let Member { who, rights } = Member::of(self.labels, *member);
            if index < IN_SENTENCE {
                self.sentence.push_clause(&[&who, ": ", &rights].concat());
            }
            self.details.push(PolicyDetail {
                key: decimal(index as u64).into(),
                label: who.into_owned().into(),
                value: Json::of(*member),
                text: rights,
            });
        }
        if let Some(more) = members.len().checked_sub(IN_SENTENCE).filter(|more| *more > 0) {
            self.sentence.push_clause(&labels::MORE.fill(self.labels, &[("number", &decimal(more as u64))]));
        }
    }
}

/// Members that a policy's sentence names; `details` lists all.
const IN_SENTENCE: usize = 3;

/// Whether a field is applied, as far as the fields beside it decide; the switch of its object does not count here.
fn is_applied(members: &ReadMembers<'_>, name: &str) -> Option<bool> {
    let records = |direction| members.get("recording_calls").and_then(Value::text).as_deref() == Some(direction);
    match name {
        "international_sms_countries" => switch(members, "international_sms"),
        "include_fax_as_attachment" => switch(members, "fax_notification_by_email"),
        "forward_to" => {
            let action = members.get("call_not_picked_up_action").and_then(integer);
            action.map(|action| action == values::TO_FORWARD_TO)
        }
        "inbound_audio_notification" => Some(!records("outbound")),
        "outbound_audio_notification" => Some(!records("inbound")),
        // The deprecated switch for both lists.
        "allow_calling_clients" | "allow_sms_mms_clients" => {
            Some(switch(members, "allow_calling_sms_mms") != Some(false))
        }
        _ => Some(true),
    }
}

fn switch(members: &ReadMembers<'_>, name: &str) -> Option<bool> {
    members.get(name).and_then(Value::boolean)
}

/// Whether both are so: `Some(false)` if one is not, else `None` if one is not known.
fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    if one == Some(false) { one } else { other.filter(|other| !other || one.is_some()) }
}

/// A key behind the path of the object around it.
pub(super) fn below(prefix: &str, key: Text) -> Text {
    if prefix.is_empty() { key } else { [prefix, &*key].concat().into() }
}

/// A label with that of the object around it.
pub(super) fn within(context: &Text, label: Text) -> Text {
    if context.is_empty() { label } else { [context, ": ", &*label].concat().into() }
}

fn unknown_detail(labels: &Labels, prefix: &str, context: &Text, name: &str, value: Value<'_>) -> PolicyDetail {
    PolicyDetail {
        key: below(prefix, name.to_string().into()),
        label: within(context, values::label(labels, name)),
        value: Json::of(value),
        text: values::plain(labels, value),
    }
}

/// Summarizes a policy that this version does not know.
fn unknown_entry(key: &str, value: Value<'_>, labels: &Labels) -> PolicyEntry {
    let policy = PolicyState::of_unknown(value);
    let details = value.members().filter(|(name, _)| !is_state_field(name));
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
        details: details.map(|(name, value)| unknown_detail(labels, "", &Text::default(), &name, value)).collect(),
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
