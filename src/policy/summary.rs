//! What a profile says of each policy: on, off or unknown, locked and by whom, and its details in words.
//!
//! What the reply does not say is unknown, never off.

use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};
use std::borrow::Cow;

use super::catalog::{CATALOG, Category, DETAILS, Described};
use super::words;
use crate::json::unescape;
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

/// Summarizes the policies of a profile.
pub fn summarize(view: &View<'_>) -> PolicySummary {
    let policy = row!("policy");
    let known = Policy::SHAPE
        .fields
        .iter()
        .zip(CATALOG)
        .map(|(field, described)| known_entry(view, field, described, Row(policy.0 + 1 + field.offset)));
    let unknown = view.unknown_policies().iter().map(|extra| {
        let key = unescape(view.span(extra.key.start, extra.key.end));
        unknown_entry(&key, view.span(extra.start, extra.end))
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

fn known_entry(view: &View<'_>, field: &Field, described: &Described, row: Row) -> PolicyEntry {
    let head = Head::read(view, field, row);
    let mut details = Vec::new();
    match field.kind {
        Kind::Object(shape) => read_details(view, shape, row, "", "", &mut details),
        Kind::List(_) => details.extend(members(view, row)),
        _ => {}
    }
    let text = sentences(described, &head, &details, view.has(row));
    PolicyEntry {
        key: described.key.into(),
        label: described.label.into(),
        category: described.category,
        state: head.state,
        locked: head.locked,
        locked_by: head.locked_by,
        modified: head.modified,
        deprecated: field.deprecated.is_some(),
        known: true,
        details,
        text,
    }
}

/// What most policies have in common.
struct Head {
    state: State,
    locked: Option<bool>,
    locked_by: Option<String>,
    modified: Option<bool>,
}

impl Head {
    fn read(view: &View<'_>, field: &Field, row: Row) -> Head {
        let slot = view.slot(row);
        let below = |name: &str| {
            let shape = field.kind.shape()?;
            let field = shape.fields.iter().find(|field| field.name == name)?;
            (slot.tag == Tag::Object).then_some(Row(row.0 + 1 + field.offset))
        };
        let boolean = |name: &str| below(name).and_then(|row| view.boolean(row));
        let state = match slot.tag {
            Tag::True => Some(true),
            Tag::False => Some(false),
            Tag::List => Some(slot.count > 0),
            _ => boolean("enable"),
        };
        Head {
            state: match state {
                Some(true) => State::On,
                Some(false) => State::Off,
                None => State::Unknown,
            },
            locked: boolean("locked"),
            locked_by: below("locked_by").and_then(|row| view.text(row)).map(Cow::into_owned),
            modified: boolean("modified"),
        }
    }
}

/// Reads the fields of a policy that are not its head, and those below them.
fn read_details(
    view: &View<'_>,
    shape: &Shape,
    row: Row,
    prefix: &str,
    context: &str,
    details: &mut Vec<PolicyDetail>,
) {
    for field in shape.fields {
        let is_head = prefix.is_empty() && matches!(field.name, "enable" | "locked" | "locked_by" | "modified");
        let row = Row(row.0 + 1 + field.offset);
        if is_head || !view.has(row) {
            continue;
        }
        let key = [prefix, field.name].concat();
        let label = match field.name {
            "enable" => context.to_string(),
            name if context.is_empty() => label(name).into(),
            name => [context, ": ", label(name)].concat(),
        };
        if let (Kind::Object(below), Tag::Object) = (field.kind, view.slot(row).tag) {
            read_details(view, below, row, &[key.as_str(), "."].concat(), &label, details);
            continue;
        }
        let text = match field.kind {
            Kind::List(item) if item.shape().is_some() => disclaimers(view, row),
            Kind::List(_) => list(view.texts(row).iter().map(|text| words::word(text))),
            _ => value_text(view, field, row),
        };
        details.push(PolicyDetail { key, label, value: json(view, row), text });
    }
}

fn label(name: &str) -> &str {
    DETAILS.iter().find(|(field, _)| *field == name).map_or(name, |(_, label)| label)
}

fn value_text(view: &View<'_>, field: &Field, row: Row) -> String {
    match view.slot(row).tag {
        Tag::True => "yes".into(),
        Tag::False => "no".into(),
        Tag::Text | Tag::Escaped => {
            let text = view.text(row).unwrap_or_default();
            if matches!(field.kind, Kind::Word(_)) { words::word(&text).into() } else { text.into() }
        }
        Tag::Number => match view.integer(row) {
            Some(value) => words::code(field.name, value).map_or_else(|| value.to_string(), Cow::into_owned),
            None => raw(view, row),
        },
        _ => raw(view, row),
    }
}

fn raw(view: &View<'_>, row: Row) -> String {
    String::from_utf8_lossy(view.raw(row).unwrap_or_default()).into_owned()
}

/// A value as JSON, quotes included.
fn json(view: &View<'_>, row: Row) -> Json {
    let raw = raw(view, row);
    match view.slot(row).tag {
        Tag::Text | Tag::Escaped => Json(["\"", &raw, "\""].concat()),
        _ => Json(raw),
    }
}

fn list<T: AsRef<str>>(texts: impl Iterator<Item = T>) -> String {
    let mut all = String::new();
    for text in texts {
        if !all.is_empty() {
            all.push_str(", ");
        }
        all.push_str(text.as_ref());
    }
    if all.is_empty() { "none".into() } else { all }
}

/// A detail for each member of a list: who it is, and what they may do.
fn members(view: &View<'_>, list_row: Row) -> Vec<PolicyDetail> {
    let mut members = Vec::new();
    let Some(mut items) = view.items(list_row) else { return members };
    let shape = crate::model::VoicemailAccessMember::SHAPE;
    let recordings = crate::model::RecordingAccessMember::SHAPE;
    let is_voicemail = list_row == row!("policy.voicemail_access_members");
    let shape = if is_voicemail { shape } else { recordings };
    let row_of = |name: &str| {
        shape.fields.iter().find(|field| field.name == name).map(|field| Row(list_row.0 + 1 + field.offset))
    };
    while let Some((range, item)) = items.next() {
        let text = |name: &str| row_of(name).and_then(|row| item.text(row));
        let may = [("allow_delete", "delete"), ("allow_download", "download"), ("allow_sharing", "share")];
        let rights = may.iter().filter(|(name, _)| row_of(name).and_then(|row| item.boolean(row)) == Some(true));
        let rights = list(rights.map(|(_, right)| right));
        let rights = if rights == "none" { "listen".to_string() } else { ["listen, ", &rights].concat() };
        let who = text("access_user_id").or_else(|| text("shared_id")).unwrap_or(Cow::Borrowed("somebody unnamed"));
        members.push(PolicyDetail {
            key: members.len().to_string(),
            label: who.to_string(),
            value: Json(String::from_utf8_lossy(view.span(range.start, range.end)).into_owned()),
            text: ["may ", &rights].concat(),
        });
    }
    members
}

fn disclaimers(view: &View<'_>, row: Row) -> String {
    let language = row!("policy.show_custom_disclaimer_when_using_zoom_phone.custom_disclaimer_list[].language");
    let title = row!("policy.show_custom_disclaimer_when_using_zoom_phone.custom_disclaimer_list[].title");
    let Some(mut items) = view.items(row) else { return "none".into() };
    let mut texts = Vec::new();
    while let Some((_, item)) = items.next() {
        let title = item.text(title).unwrap_or_default().into_owned();
        match item.text(language) {
            Some(language) => texts.push([title.as_str(), " (", &language, ")"].concat()),
            None => texts.push(title),
        }
    }
    list(texts.iter())
}

/// A policy of tomorrow: what can be seen of it without knowing it.
fn unknown_entry(key: &str, value: &[u8]) -> PolicyEntry {
    let text = String::from_utf8_lossy(value).into_owned();
    let mut state = match value {
        b"true" => State::On,
        b"false" => State::Off,
        _ => State::Unknown,
    };
    let (mut locked, mut modified, mut locked_by) = (None, None, None);
    let mut details = Vec::new();
    each_member(value, |name, value| {
        let boolean = match value {
            b"true" => Some(true),
            b"false" => Some(false),
            _ => None,
        };
        match (name, boolean) {
            ("enable", Some(on)) => state = if on { State::On } else { State::Off },
            ("locked", Some(_)) => locked = boolean,
            ("modified", Some(_)) => modified = boolean,
            ("locked_by", _) => {
                locked_by = value
                    .strip_prefix(b"\"")
                    .map(|text| unescape(text.strip_suffix(b"\"").unwrap_or(text)).into_owned())
            }
            _ => {
                let value = String::from_utf8_lossy(value).into_owned();
                details.push(PolicyDetail {
                    key: name.into(),
                    label: name.into(),
                    text: value.clone(),
                    value: Json(value),
                });
            }
        }
    });
    let head = Head { state, locked, locked_by, modified };
    let mut sentence = match head.state {
        State::On => "On".to_string(),
        State::Off => "Off".to_string(),
        State::Unknown if details.is_empty() => ["Carries ", &text].concat(),
        State::Unknown => "Carries what this version cannot interpret".to_string(),
    };
    sentence.push('.');
    push_lock(&mut sentence, &head);
    PolicyEntry {
        key: key.into(),
        label: key.replace('_', " "),
        category: Category::Other,
        state: head.state,
        locked: head.locked,
        locked_by: head.locked_by,
        modified: head.modified,
        deprecated: false,
        known: false,
        details,
        text: sentence,
    }
}

/// Calls back for each member of a sound object, given as bytes; never where it is no object.
fn each_member(object: &[u8], mut visit: impl FnMut(&str, &[u8])) {
    let mut reader = crate::json::Reader::at(object, 0);
    if !reader.take(b'{') {
        return;
    }
    let mut first = true;
    while let Ok(true) = reader.next_member(first) {
        first = false;
        let Ok(key) = reader.key() else { return };
        reader.next_token();
        let start = reader.position();
        if reader.skip_value().is_none() {
            return;
        }
        let name = unescape(object.get(key.start..key.end).unwrap_or_default());
        visit(&name, object.get(start..reader.position()).unwrap_or_default());
    }
}

fn sentences(described: &Described, head: &Head, details: &[PolicyDetail], is_there: bool) -> String {
    let mut text = String::from(match head.state {
        State::On => described.on,
        State::Off => described.off,
        State::Unknown if is_there => "The profile does not say whether this is on",
        State::Unknown => "The profile does not say",
    });
    if head.state == State::On {
        // Details in a sentence: those that say more than yes or no.
        for detail in details.iter().filter(|detail| !matches!(detail.text.as_str(), "yes" | "no")).take(SPOKEN) {
            text.push_str("; ");
            // A member's label is an id, which keeps its letters; its text goes on from it.
            let is_member = detail.text.starts_with("may ");
            if is_member {
                text.push_str(&detail.label);
            } else {
                push_lower(&mut text, &detail.label);
            }
            text.push_str(if is_member || detail.key == "call_not_picked_up_action" { " " } else { ": " });
            text.push_str(&detail.text);
        }
        let silent = details.len().saturating_sub(SPOKEN);
        if silent > 0 && details.iter().all(|detail| detail.text.starts_with("may ")) {
            text.push_str("; and ");
            text.push_str(&silent.to_string());
            text.push_str(" more");
        }
    }
    text.push('.');
    push_lock(&mut text, head);
    text
}

/// Details that are told in a policy's sentence; the others stand beside it.
const SPOKEN: usize = 3;

/// Appends a label as it reads within a sentence: "Calls stay parked" loses its capital, "ID" does not.
fn push_lower(text: &mut String, label: &str) {
    let mut letters = label.chars();
    match letters.next() {
        Some(first) if letters.clone().next().is_some_and(char::is_lowercase) => {
            text.extend(first.to_lowercase());
            text.push_str(letters.as_str());
        }
        _ => text.push_str(label),
    }
}

fn push_lock(text: &mut String, head: &Head) {
    match (head.locked, head.locked_by.as_deref()) {
        (Some(true), Some("invalid")) => text.push_str(" Locked, at a level that Zoom does not name (\"invalid\")."),
        (Some(true), Some(level)) if !level.is_empty() => {
            text.push_str(" Locked at ");
            text.push_str(words::word(level));
            text.push_str(" level.");
        }
        (Some(true), _) => text.push_str(" Locked."),
        _ => {}
    }
    if head.modified == Some(true) {
        text.push_str(" Differs from what it inherits.");
    }
}
