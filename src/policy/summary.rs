//! What a profile says of each policy: on, off or unknown, locked and by whom, and its details in words.
//!
//! What the reply does not say is unknown, never off.

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};
use std::borrow::Cow;

use super::catalog::{CATALOG, Category, Described, Detail};
use super::labels::{self, Labels, fill};
use super::words::{self, Member};
use crate::json::{Value, decimal, members, unescape};
use crate::model::Policy;
use crate::model::schema::{DeclaredShape, Field, Kind, Row, Shape};
use crate::row;
use crate::validate::{Tag, View};

/// Whether a policy is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum State {
    /// It is on; of a list of members: there are some.
    On,
    /// It is off; of a list of members: there are none.
    Off,
    /// The profile does not say.
    Unknown,
}

impl State {
    /// The state as a word.
    pub fn as_str(self) -> &'static str {
        match self {
            State::On => "on",
            State::Off => "off",
            State::Unknown => "unknown",
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

    fn of(is_on: Option<bool>) -> State {
        match is_on {
            Some(true) => State::On,
            Some(false) => State::Off,
            None => State::Unknown,
        }
    }
}

/// A value as it stands in the profile, in JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Json(pub String);

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The form that serde_json writes as it is. Its own RawValue cannot be made without its parser, which would
        // then be linked into the wasm.
        const RAW: &str = "$serde_json::private::RawValue";
        let mut raw = serializer.serialize_struct(RAW, 1)?;
        raw.serialize_field(RAW, &self.0)?;
        raw.end()
    }
}

/// One detail of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct PolicyDetail {
    /// The field's path within the policy, such as `play_recording_beep_tone.play_beep_volume`.
    pub key: String,
    /// What it is called.
    pub label: String,
    /// Its value as it came.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "unknown"))]
    #[serde(skip_deserializing)]
    pub value: Json,
    /// Its value in words.
    pub text: String,
}

/// One policy of a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct PolicyEntry {
    /// The policy's name on the wire, such as `auto_call_recording`.
    pub key: String,
    /// What it is called.
    pub label: String,
    /// What it is about.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "PolicyCategory"))]
    pub category: Category,
    /// Whether it is on.
    pub state: State,
    /// Whether the user may not change it; `null` where the profile does not say.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "boolean | null"))]
    pub locked: Option<bool>,
    /// The level that locked it, as it came; `null` where the profile does not say.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string | null"))]
    pub locked_by: Option<String>,
    /// Whether it differs from what it inherits; `null` where the profile does not say.
    #[cfg_attr(target_arch = "wasm32", tsify(type = "boolean | null"))]
    pub modified: Option<bool>,
    /// Whether Zoom has deprecated it.
    pub deprecated: bool,
    /// Whether this version knows it.
    pub known: bool,
    /// What else the profile says of it.
    pub details: Vec<PolicyDetail>,
    /// All of it, in a sentence or a few.
    pub text: String,
}

/// How many policies are what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Counts {
    /// Policies that are on.
    pub on: usize,
    /// Policies that are off.
    pub off: usize,
    /// Policies of which the profile does not say.
    pub unknown: usize,
    /// Policies that the user may not change.
    pub locked: usize,
    /// Policies that differ from what they inherit.
    pub modified: usize,
}

/// What a profile says of all policies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct PolicySummary {
    /// The Zoom user id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(target_arch = "wasm32", tsify(optional))]
    pub user_id: Option<String>,
    /// All policies that are known, in the catalog's order, then those that are not.
    pub entries: Vec<PolicyEntry>,
    /// How many are what. `on`, `off` and `unknown` add up to the number of entries.
    pub counts: Counts,
}

/// Summarizes the policies of a profile, in English.
pub fn summarize(view: &View<'_>) -> PolicySummary {
    summarize_with(view, Labels::ENGLISH)
}

/// Summarizes the policies of a profile, in other words or another language.
pub fn summarize_with(view: &View<'_>, labels: &Labels) -> PolicySummary {
    let policy = row!("policy");
    let known = Policy::SHAPE
        .fields
        .iter()
        .zip(CATALOG)
        .map(|(field, described)| known_entry(view, field, described, Row(policy.0 + 1 + field.offset), labels));
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
        counts.locked += usize::from(entry.locked == Some(true));
        counts.modified += usize::from(entry.modified == Some(true));
    }
    counts
}

fn known_entry(view: &View<'_>, field: &Field, described: &Described, row: Row, labels: &Labels) -> PolicyEntry {
    let head = Head::read(view, field, row);
    let mut details = Vec::new();
    let mut told = Told::default();
    match (field.kind, view.value(row)) {
        (Kind::Object(shape), Some(policy)) => {
            Reading { labels, told: &mut told }.read(shape, policy, "", "", &mut details)
        }
        (Kind::List(_), Some(members)) => tell_members(labels, members, &mut details, &mut told),
        (Kind::Switch(shape), Some(policy)) => push_unknown(labels, shape, policy, &mut details),
        _ => {}
    }
    let state = match head.state {
        State::On => described.on(labels),
        State::Off => described.off(labels),
        State::Unknown if view.has(row) => labels::STATE_NOT_SAID.of(labels),
        State::Unknown => labels::NOT_SAID.of(labels),
    };
    let told = if head.state == State::On { told.text.as_str() } else { "" };
    let text = sentences(labels, &[state, told].concat(), &head);
    PolicyEntry {
        key: described.key.into(),
        label: described.label(labels).into(),
        category: described.category,
        state: head.state,
        locked: head.locked,
        locked_by: head.locked_by.map(Cow::into_owned),
        modified: head.modified,
        deprecated: field.deprecated.is_some(),
        known: true,
        details,
        text,
    }
}

/// What most policies have in common.
pub(crate) struct Head<'v> {
    pub(crate) state: State,
    pub(crate) locked: Option<bool>,
    /// The level of the lock, where it is named.
    pub(crate) locked_by: Option<Cow<'v, str>>,
    pub(crate) modified: Option<bool>,
}

impl<'v> Head<'v> {
    /// Reads a policy that the schema does not know. Of members of one name the last counts, as `JSON.parse` has it.
    pub(crate) fn of_unknown(policy: Value<'v>) -> Self {
        let mut head = Head { state: State::of(policy.boolean()), locked: None, locked_by: None, modified: None };
        let bytes = policy.bytes();
        for member in members(bytes, 0) {
            let value = Value::at(bytes, member.start, member.end);
            match &*unescape(bytes.get(member.key.start..member.key.end).unwrap_or_default()) {
                "enable" => head.state = State::of(value.boolean()),
                "locked" => head.locked = value.boolean(),
                "locked_by" => head.locked_by = value.text().filter(|level| !level.is_empty()),
                "modified" => head.modified = value.boolean(),
                _ => {}
            }
        }
        head
    }

    fn read(view: &View<'v>, field: &Field, row: Row) -> Self {
        let slot = view.slot(row);
        let below = |name: &str| {
            let shape = field.kind.shape()?;
            let field = shape.fields.iter().find(|field| field.name == name)?;
            (slot.tag == Tag::Object).then_some(Row(row.0 + 1 + field.offset))
        };
        let boolean = |name: &str| below(name).and_then(|row| view.boolean(row));
        let is_on = match slot.tag {
            Tag::True => Some(true),
            Tag::False => Some(false),
            Tag::List => Some(slot.count > 0),
            _ => boolean("enable"),
        };
        Head {
            state: State::of(is_on),
            locked: boolean("locked"),
            locked_by: below("locked_by").and_then(|row| view.text(row)).filter(|level| !level.is_empty()),
            modified: boolean("modified"),
        }
    }
}

/// Fields that most policies have: they are told apart from the details.
pub(super) fn is_head(name: &str) -> bool {
    matches!(name, "enable" | "locked" | "locked_by" | "modified")
}

/// What is told of the details within the policy's sentence.
#[derive(Default)]
struct Told {
    text: String,
    last: &'static str,
}

impl Told {
    fn tell(&mut self, labels: &Labels, detail: &'static Detail, value: &str) {
        if !detail.reads.is_empty() {
            let is_period = detail.name == "expiration_period" && self.last == "call_not_picked_up_action";
            let reads = if is_period { labels::AFTER.of(labels) } else { detail.reads(labels) };
            self.text.push_str(&fill(reads, &[("value", value)]));
            self.last = detail.name;
        }
    }
}

/// How details are read.
struct Reading<'r> {
    labels: &'r Labels,
    told: &'r mut Told,
}

impl Reading<'_> {
    /// Reads the fields of a policy that are not its head, and those below them.
    fn read(&mut self, shape: &Shape, object: Value<'_>, prefix: &str, context: &str, details: &mut Vec<PolicyDetail>) {
        if !object.is_object() {
            return;
        }
        for field in shape.fields {
            let Some(value) = object.get(field.name) else { continue };
            if prefix.is_empty() && is_head(field.name) {
                continue;
            }
            let key = [prefix, field.name].concat();
            let label = match field.name {
                "enable" => context.to_string(),
                name if context.is_empty() => words::label(self.labels, name).into(),
                name => [context, ": ", words::label(self.labels, name)].concat(),
            };
            if let (Kind::Object(below), true) = (field.kind, value.is_object()) {
                self.read(below, value, &[key.as_str(), "."].concat(), &label, details);
                continue;
            }
            let text = words::value(self.labels, field, value);
            if let Some(detail) = Detail::of(field.name) {
                self.told.tell(self.labels, detail, &text);
            }
            details.push(PolicyDetail { key, label, value: Json(value.raw().into_owned()), text });
        }
        if prefix.is_empty() {
            push_unknown(self.labels, shape, object, details);
        }
    }
}

/// Fields of a policy that this version does not know.
fn push_unknown(labels: &Labels, shape: &Shape, policy: Value<'_>, details: &mut Vec<PolicyDetail>) {
    for (name, value) in policy.members() {
        if !shape.fields.iter().any(|field| field.name == name) {
            details.push(unknown_detail(labels, &name, value));
        }
    }
}

fn unknown_detail(labels: &Labels, name: &str, value: Value<'_>) -> PolicyDetail {
    PolicyDetail {
        key: name.into(),
        label: name.into(),
        value: Json(value.raw().into_owned()),
        text: words::plain(labels, value),
    }
}

/// Members that are told in a policy's sentence; the others stand beside it.
const SPOKEN: usize = 3;

/// A detail for each member of a list: who it is, and what they may do.
fn tell_members(labels: &Labels, list: Value<'_>, details: &mut Vec<PolicyDetail>, told: &mut Told) {
    for member in list.items().unwrap_or_default() {
        let Member { who, may } = Member::of(labels, member);
        let index = details.len();
        if index < SPOKEN {
            told.text.push_str(&["; ", &who, " ", &may].concat());
        }
        details.push(PolicyDetail {
            key: decimal(index as u64),
            label: who.into_owned(),
            value: Json(member.raw().into_owned()),
            text: may,
        });
    }
    if details.len() > SPOKEN {
        let more = decimal((details.len() - SPOKEN) as u64);
        told.text.push_str("; ");
        told.text.push_str(&labels::MORE.fill(labels, &[("number", &more)]));
    }
}

/// A policy of tomorrow: what can be seen of it without knowing it.
fn unknown_entry(key: &str, policy: Value<'_>, labels: &Labels) -> PolicyEntry {
    let head = Head::of_unknown(policy);
    let is_detail = |(name, _): &(Cow<'_, str>, _)| !is_head(name);
    let details: Vec<_> =
        policy.members().filter(is_detail).map(|(name, value)| unknown_detail(labels, &name, value)).collect();
    let sentence = match head.state {
        State::On => labels::IS_ON.of(labels).to_string(),
        State::Off => labels::IS_OFF.of(labels).to_string(),
        State::Unknown if policy.is_object() => labels::CANNOT_INTERPRET.of(labels).to_string(),
        State::Unknown => labels::CARRIES.fill(labels, &[("value", &words::plain(labels, policy))]),
    };
    let text = sentences(labels, &sentence, &head);
    PolicyEntry {
        key: key.into(),
        label: labels.get(&[key], &key.replace('_', " ")).into(),
        category: Category::Other,
        state: head.state,
        locked: head.locked,
        locked_by: head.locked_by.map(Cow::into_owned),
        modified: head.modified,
        deprecated: false,
        known: false,
        details,
        text,
    }
}

/// What a policy means, as a sentence, and what is said of its lock and of its origin.
fn sentences(labels: &Labels, meaning: &str, head: &Head) -> String {
    let mut text = [meaning, "."].concat();
    let mut push = |sentence: &str| {
        text.push(' ');
        text.push_str(sentence);
    };
    match (head.locked, head.locked_by.as_deref()) {
        (Some(true), Some("invalid")) => push(labels::LOCKED_AT_INVALID.of(labels)),
        (Some(true), Some(level)) => {
            push(&labels::LOCKED_AT.fill(labels, &[("level", words::word(labels, level))]));
        }
        (Some(true), None) => push(labels::LOCKED.of(labels)),
        (_, Some("invalid")) => push(labels::NOT_LOCKED.of(labels)),
        _ => {}
    }
    if head.modified == Some(true) {
        push(labels::MODIFIED.of(labels));
    }
    text
}
