//! Values in words, with their units.

use std::borrow::Cow;

use super::catalog::Detail;
use super::json::integer;
use super::labels::{self, Labels, Phrase};
use crate::json::{Value, signed};
use crate::model::schema::{Field, Kind, Shape};
use crate::text::Text;

/// The `call_not_picked_up_action` that sends a parked call to the extension of `forward_to`.
pub(super) const TO_FORWARD_TO: i64 = 50;

/// What documented codes stand for, by field.
///
/// In `call_transferring_type`, 1 and 4 are swapped against `call_overflow_type` and `call_forwarding_type`.
const CODES: &[(&str, i64, &Phrase)] = &[
    ("call_overflow_type", 1, labels::LOW_RESTRICTION),
    ("call_overflow_type", 2, labels::MEDIUM_RESTRICTION),
    ("call_overflow_type", 3, labels::HIGH_RESTRICTION),
    ("call_overflow_type", 4, labels::NO_RESTRICTION),
    ("call_forwarding_type", 1, labels::LOW_RESTRICTION),
    ("call_forwarding_type", 2, labels::MEDIUM_RESTRICTION),
    ("call_forwarding_type", 3, labels::HIGH_RESTRICTION),
    ("call_forwarding_type", 4, labels::NO_RESTRICTION),
    ("call_transferring_type", 1, labels::NO_RESTRICTION),
    ("call_transferring_type", 2, labels::MEDIUM_RESTRICTION),
    ("call_transferring_type", 3, labels::HIGH_RESTRICTION),
    ("call_transferring_type", 4, labels::LOW_RESTRICTION),
    ("call_not_picked_up_action", 100, labels::RING_BACK),
    ("call_not_picked_up_action", 0, labels::TO_VOICEMAIL),
    ("call_not_picked_up_action", 9, labels::DISCONNECT),
    ("call_not_picked_up_action", TO_FORWARD_TO, labels::TO_EXTENSION),
];

/// A code in words, by its field, documented or not.
pub(super) fn code(labels: &Labels, field: &str, codes: &[i64], value: i64) -> Text {
    if let Some((_, _, phrase)) = CODES.iter().find(|(name, code, _)| *name == field && *code == value) {
        return phrase.text(labels);
    }
    let number = [("number", &*signed(value))];
    let phrase = match (field, value) {
        ("expiration_period", 1) => labels::MINUTE,
        ("expiration_period", _) => labels::MINUTES,
        ("play_beep_time_interval", 1) => labels::SECOND,
        ("play_beep_time_interval", _) => labels::SECONDS,
        ("play_beep_volume", _) => labels::PERCENT,
        _ => return labels::UNDOCUMENTED_CODE.fill(labels, &number).into(),
    };
    let text = phrase.fill(labels, &number);
    if codes.contains(&value) { text.into() } else { undocumented(labels, &text) }
}

/// Words of vocabularies that people write otherwise.
pub(super) const WORDS: &[(&str, &str)] = &[
    ("account", "account"),
    ("user_group", "user group"),
    ("site", "site"),
    ("invalid", "none (“invalid”)"),
    ("inbound", "inbound calls"),
    ("outbound", "outbound calls"),
    ("both", "inbound and outbound calls"),
    ("allMember", "everyone"),
    ("recordingSide", "the recording side"),
    ("user", "user"),
    ("zoomRoom", "Zoom Room"),
    ("commonArea", "common area"),
    ("ciscoRoom/polycomRoom", "Cisco or Polycom room"),
    ("autoReceptionist", "auto receptionist"),
    ("callQueue", "call queue"),
    ("sharedLineGroup", "shared line group"),
    ("ios", "iOS"),
    ("android", "Android"),
    ("intune", "Intune"),
    ("blackberry", "BlackBerry"),
    ("mac_os", "macOS"),
    ("windows", "Windows"),
    ("vdi_client", "VDI client"),
    ("linux", "Linux"),
    ("first_time_only", "the first time only"),
    ("every_time", "every time"),
    ("every_month", "every month"),
    ("every_quarter", "every quarter"),
    ("every_6_months", "every 6 months"),
    ("every_year", "every year"),
];

/// A word of a field's vocabulary as people write it; any other string with a note that it is undocumented.
pub(super) fn word(labels: &Labels, vocabulary: &[&'static str], value: &str) -> Text {
    let Some(documented) = vocabulary.iter().find(|documented| **documented == value) else {
        return if value.is_empty() { labels::EMPTY.text(labels) } else { undocumented(labels, value) };
    };
    match WORDS.iter().find(|(word, _)| *word == value) {
        Some((word, english)) => labels.text(&["word.", word], english),
        None => (*documented).into(),
    }
}

fn undocumented(labels: &Labels, value: &str) -> Text {
    labels::UNDOCUMENTED.fill(labels, &[("value", value)]).into()
}

pub(super) fn yes_or_no(labels: &Labels, value: bool) -> Text {
    if value { labels::YES } else { labels::NO }.text(labels)
}

/// A field's value in words. Values and types that Zoom does not document for the field are called undocumented.
pub(super) fn value(labels: &Labels, field: &Field, value: Value<'_>) -> Text {
    of_kind(labels, field.kind, field.name, value)
}

/// A value in words, by the kind and the name of its field.
pub(super) fn of_kind(labels: &Labels, kind: Kind, name: &str, value: Value<'_>) -> Text {
    let text = match kind {
        Kind::Boolean => value.boolean().map(|value| yes_or_no(labels, value)),
        Kind::Word(words) => value.text().map(|text| word(labels, words, &text)),
        Kind::Code(codes) => integer(value).map(|value| code(labels, name, codes, value)),
        Kind::Integer => integer(value).map(|value| signed(value).into()),
        Kind::Text | Kind::Country => value.text().map(|_| plain(labels, value)),
        Kind::List(item) => value.items().map(|items| list(labels, *item, name, &items).or_none(labels)),
        Kind::Switch(_) if !value.is_object() => value.boolean().map(|value| yes_or_no(labels, value)),
        Kind::Object(shape) | Kind::Switch(shape) => value.is_object().then(|| object(labels, shape, value)),
    };
    text.unwrap_or_else(|| undocumented(labels, &exact(value)))
}

/// An object in words: its fields with their labels. Of a disclaimer, its language and title.
pub(super) fn object(labels: &Labels, shape: &Shape, object: Value<'_>) -> Text {
    let field = |name: &str| shape.fields.iter().find(|field| field.name == name);
    let text = |name: &str, member| match field(name) {
        Some(field) => value(labels, field, member),
        None => plain(labels, member),
    };
    if let (Some(language), Some(title)) = (object.get("language"), object.get("title")) {
        return [&*text("language", language), ": ", &text("title", title)].concat().into();
    }
    let mut parts = List::default();
    for (name, member) in object.members() {
        parts.push(&[&*label(labels, &name), ": ", &text(&name, member)].concat());
    }
    parts.or_none(labels)
}

/// The label of a field of a policy, by its name; the name itself for fields that this version does not know.
pub(super) fn label(labels: &Labels, name: &str) -> Text {
    let phrase = match (name, Detail::of(name)) {
        (_, Some(detail)) => return detail.label(labels),
        ("enable", _) => labels::ENABLE_DETAIL,
        ("locked", _) => labels::LOCKED_DETAIL,
        ("locked_by", _) => labels::LOCK_LEVEL,
        ("modified", _) => labels::MODIFIED_DETAIL,
        ("", _) => return "\"\"".into(),
        _ => return name.to_string().into(),
    };
    phrase.text(labels)
}

/// The label of a policy that this version does not know: its name with spaces, in quotes if it has no letters.
pub(super) fn unknown_policy(labels: &Labels, name: &str) -> String {
    let mut label = String::new();
    for word in name.split('_').filter(|word| !word.is_empty()) {
        if !label.is_empty() {
            label.push(' ');
        }
        label.push_str(word);
    }
    if label.is_empty() {
        label = ["\"", name, "\""].concat();
    }
    labels.get(&[name], &label).into()
}

/// A value of an unknown field in words: an object, and a list that holds one, as JSON.
pub(super) fn plain(labels: &Labels, value: Value<'_>) -> Text {
    if let Some(boolean) = value.boolean() {
        return yes_or_no(labels, boolean);
    }
    if let Some(text) = value.text() {
        return if text.is_empty() { labels::EMPTY.text(labels) } else { text.into_owned().into() };
    }
    let is_scalar = |item: &Value<'_>| !item.is_list() && !item.is_object();
    match value.items() {
        Some(items) if items.iter().all(is_scalar) => {
            let mut texts = List::default();
            for item in items {
                texts.push(&plain(labels, item));
            }
            texts.or_none(labels)
        }
        _ => exact(value),
    }
}

/// Items of a list in words, by the kind of each and the name of the list's field.
pub(super) fn list(labels: &Labels, kind: Kind, name: &str, items: &[Value<'_>]) -> List {
    let mut texts = List::default();
    for item in items {
        texts.push(&of_kind(labels, kind, name, *item));
    }
    texts
}

/// Strings with commas between them.
#[derive(Debug, Default)]
pub(super) struct List {
    text: String,
    is_filled: bool,
}

impl List {
    pub fn push(&mut self, item: &str) {
        if !self.text.is_empty() {
            self.text.push_str(", ");
        }
        self.text.push_str(item);
        self.is_filled = true;
    }

    pub fn is_empty(&self) -> bool {
        !self.is_filled
    }

    /// Returns the strings, or the word "none" for an empty list.
    pub fn or_none(self, labels: &Labels) -> Text {
        if self.text.is_empty() { labels::NONE.text(labels) } else { self.text.into() }
    }
}

/// A value as JSON without white space between its parts. In its strings, spaces after a space and whatever is not
/// visible ASCII are escaped, so that values that differ read differently.
pub(super) fn exact(value: Value<'_>) -> Text {
    let mut json = String::new();
    let (mut in_string, mut is_escaped) = (false, false);
    for character in value.raw().chars() {
        match character {
            '!'..='~' => json.push(character),
            _ if !in_string => {}
            ' ' if !json.ends_with(' ') => json.push(' '),
            _ => push_escape(&mut json, character),
        }
        in_string ^= character == '"' && !is_escaped;
        is_escaped = character == '\\' && !is_escaped;
    }
    json.into()
}

/// Writes a character as JSON's `\uXXXX`, or as two of them.
fn push_escape(json: &mut String, character: char) {
    for unit in character.encode_utf16(&mut [0; 2]) {
        json.push_str("\\u");
        for shift in [12, 8, 4, 0] {
            json.push(char::from_digit(u32::from(*unit) >> shift & 15, 16).unwrap_or_default());
        }
    }
}

/// Writes two sides that differ, in words where these read differently, else exactly: `write` is told which.
pub(super) fn tell_apart(write: &dyn Fn(bool) -> (Text, Text)) -> (Text, Text) {
    let (before, after) = write(false);
    let has_accents = |text: &str| text.contains(|character| matches!(character, '\u{300}'..='\u{36F}'));
    // Composed and decomposed letters read alike.
    match visible(&before) == visible(&after) || has_accents(&before) != has_accents(&after) {
        true => write(true),
        false => (before, after),
    }
}

/// What a reader sees of a text: white space as one space between words, no invisible characters.
fn visible(text: &str) -> String {
    let mut seen = String::new();
    let mut is_apart = false;
    for character in text.chars() {
        match character {
            '\t'..='\r' | ' ' | '\u{85}' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' => is_apart = true,
            '\u{2028}' | '\u{2029}' | '\u{202F}' | '\u{205F}' | '\u{2800}' | '\u{3000}' => is_apart = true,
            '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' => {}
            '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{3164}' => {}
            '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' => {}
            '\u{FFA0}' | '\u{FFF0}'..='\u{FFFD}' | '\u{E0000}'.. => {}
            other => {
                if is_apart && !seen.is_empty() {
                    seen.push(' ');
                }
                is_apart = false;
                seen.push(other);
            }
        }
    }
    seen
}

/// Who a member is, and which rights they have.
pub(super) struct Member<'a> {
    pub who: Cow<'a, str>,
    pub rights: Text,
}

impl<'a> Member<'a> {
    pub fn of(labels: &'a Labels, member: Value<'a>) -> Member<'a> {
        if !member.is_object() {
            return Member { who: undocumented(labels, &exact(member)), rights: labels::NONE.text(labels) };
        }
        let mut rights = labels::LISTEN.text(labels);
        for (right, phrase) in RIGHTS {
            if member.get(right).and_then(Value::boolean) == Some(true) {
                rights = [&*rights, ", ", phrase.of(labels)].concat().into();
            }
        }
        let id = |name: &str| member.get(name).and_then(Value::text).filter(|id| !id.is_empty());
        let who = id("access_user_id").or_else(|| id("shared_id"));
        Member { who: who.unwrap_or(Cow::Borrowed(labels::NAMELESS.of(labels))), rights }
    }
}

/// The rights of members. A member lacks a right that the profile does not state.
pub(super) const RIGHTS: [(&str, &Phrase); 3] =
    [("allow_delete", labels::DELETE), ("allow_download", labels::DOWNLOAD), ("allow_sharing", labels::SHARE)];
