//! Whether a policy is on, whether it is locked and at which level: what most policies have in common.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::labels::{self, Labels};
use crate::json::{Value, members, unescape};
use crate::model::schema::Row;
use crate::named;
use crate::validate::{SlotKind, View};

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

    pub(super) fn is_on(self) -> Option<bool> {
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

/// What most policies have in common.
pub(crate) struct PolicyState<'v> {
    pub(crate) state: State,
    pub(crate) locked: Option<bool>,
    /// The level of the lock, if the profile names one.
    pub(crate) locked_by: Option<Cow<'v, str>>,
    pub(crate) modified: Option<bool>,
}

impl<'v> PolicyState<'v> {
    /// Reads a policy, known to the schema or not. Of members with the same name the last counts, as in `JSON.parse`.
    pub(crate) fn of(policy: Value<'v>) -> Self {
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

    /// Reads the policy at a row. What is of another type than documented says nothing.
    pub(super) fn at(view: &View<'v>, row: Row) -> Self {
        let slot = view.slot(row);
        match (slot.kind, view.value(row)) {
            (SlotKind::True | SlotKind::False | SlotKind::Object, Some(policy)) => PolicyState::of(policy),
            (slot_kind, _) => {
                let has_members = (slot_kind == SlotKind::List).then_some(slot.count > 0);
                PolicyState { state: State::of(has_members), locked: None, locked_by: None, modified: None }
            }
        }
    }
}
