//! The details of a policy: all that the profile states in a list, and those in effect in the policy's sentence.
//!
//! A detail is in effect if the profile states that all switches above it are on: the policy's own, the one of the
//! object around it, and those of `is_applied`. The text of any other says so.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::catalog::Detail;
use super::json::{Json, integer};
use super::labels::{self, Labels, fill};
use super::values::{self, Member};
use crate::json::{ReadMembers, Value, decimal};
use crate::model::schema::{Field, Kind, Shape};
use crate::text::{self, Text};
use crate::validate::is_state_field;

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

/// The part of a policy's sentence that lists its details.
#[derive(Default)]
pub(super) struct DetailSentence {
    pub(super) text: String,
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
pub(super) struct DetailWriter<'r> {
    pub(super) labels: &'r Labels,
    pub(super) details: Vec<PolicyDetail>,
    pub(super) sentence: DetailSentence,
}

impl DetailWriter<'_> {
    /// Writes the fields of a policy, or of an object within it. `is_on` says whether all switches above are on; `None`
    /// if the profile does not state it.
    pub(super) fn object(
        &mut self,
        shape: &Shape,
        object: Value<'_>,
        prefix: &str,
        context: &Text,
        is_on: Option<bool>,
    ) {
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

    /// Writes the fields that this version does not know, without those of the policy's state.
    pub(super) fn unknown(&mut self, shape: &Shape, members: &ReadMembers<'_>, prefix: &str, context: &Text) {
        for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
            let is_state = prefix.is_empty() && is_state_field(name);
            if !is_state && !shape.fields.iter().any(|field| field.name == name) {
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
    pub(super) fn members(&mut self, list: Value<'_>) {
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

pub(super) fn unknown_detail(
    labels: &Labels,
    prefix: &str,
    context: &Text,
    name: &str,
    value: Value<'_>,
) -> PolicyDetail {
    PolicyDetail {
        key: below(prefix, name.to_string().into()),
        label: within(context, values::label(labels, name)),
        value: Json::of(value),
        text: values::plain(labels, value),
    }
}
