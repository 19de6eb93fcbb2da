//! Values in words, with their units.

use std::borrow::Cow;

use super::catalog::Detail;
use super::labels::{self, Labels, Phrase};
use crate::json::Value;
use crate::model::schema::{Field, Kind, Shape};
use crate::validate::{Whole, whole};

/// What documented codes stand for, by field.
///
/// `call_transferring_type` counts the other way from `call_overflow_type` and `call_forwarding_type`.
const CODES: &[(&str, i64, Phrase)] = &[
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
    ("call_not_picked_up_action", 50, labels::TO_EXTENSION),
];

/// A code in words, by its field; the number itself where Zoom documents no meaning for it.
pub(super) fn code(labels: &Labels, field: &str, value: i64) -> String {
    let documented = CODES.iter().find(|(name, code, _)| *name == field && *code == value);
    match (documented, field) {
        (Some((_, _, phrase)), _) => phrase.of(labels).into(),
        (None, "expiration_period") => unit(labels, value, labels::MINUTE, labels::MINUTES),
        (None, "play_beep_time_interval") => unit(labels, value, labels::SECOND, labels::SECONDS),
        (None, "play_beep_volume") => unit(labels, value, labels::PERCENT, labels::PERCENT),
        _ => value.to_string(),
    }
}

/// A whole number with its unit; `one` where it is one.
fn unit(labels: &Labels, number: i64, one: Phrase, many: Phrase) -> String {
    let phrase = if number == 1 { one } else { many };
    phrase.fill(labels, &[("number", &number.to_string())])
}

/// Words of vocabularies that people write otherwise.
pub(super) const WORDS: &[(&str, &str)] = &[
    ("account", "account"),
    ("user_group", "user group"),
    ("site", "site"),
    ("invalid", "none (\"invalid\")"),
    ("inbound", "inbound calls"),
    ("outbound", "outbound calls"),
    ("both", "inbound and outbound calls"),
    ("allMember", "everybody"),
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

/// A word of a vocabulary as people write it; any other text as it came. An empty one says nothing.
pub(super) fn word<'t>(labels: &'t Labels, value: &'t str) -> &'t str {
    if value.is_empty() {
        return labels::UNKNOWN.of(labels);
    }
    match WORDS.iter().find(|(word, _)| *word == value) {
        Some((word, english)) => labels.get(&["word.", word], english),
        None => value,
    }
}

pub(super) fn yes_or_no(labels: &Labels, value: bool) -> &str {
    if value { labels::YES } else { labels::NO }.of(labels)
}

/// A field's value in words.
pub(super) fn value(labels: &Labels, field: &Field, value: Value<'_>) -> String {
    match field.kind {
        Kind::Word(_) => value.text().map_or_else(|| plain(labels, value), |text| word(labels, &text).into()),
        Kind::Code(_) | Kind::Integer => match integer(value) {
            Some(number) => code(labels, field.name, number),
            None => plain(labels, value),
        },
        Kind::List(kind) => list_of(labels, value, |item| match (kind.shape(), item.text()) {
            (Some(shape), _) => object(labels, shape, item),
            (None, Some(text)) => word(labels, &text).into(),
            (None, None) => plain(labels, item),
        }),
        Kind::Object(shape) | Kind::Switch(shape) if value.is_object() => object(labels, shape, value),
        _ => plain(labels, value),
    }
}

/// An object in words: its fields with their labels. Of a disclaimer, its title and language.
fn object(labels: &Labels, shape: &Shape, object: Value<'_>) -> String {
    let text = |name: &str| object.get(name).and_then(Value::text);
    if let Some(title) = text("title") {
        return match text("language") {
            Some(language) => [title.as_ref(), " (", &language, ")"].concat(),
            None => title.into_owned(),
        };
    }
    let parts = object.members().map(|(name, member)| {
        let field = shape.fields.iter().find(|field| field.name == name);
        let text = field.map_or_else(|| plain(labels, member), |field| value(labels, field, member));
        [label(labels, &name), ": ", &text].concat()
    });
    joined(labels, parts)
}

/// The label of a field of a policy, by its name; the name itself where the field is not known.
pub(super) fn label<'t>(labels: &'t Labels, name: &'t str) -> &'t str {
    match (name, Detail::of(name)) {
        (_, Some(detail)) => detail.label(labels),
        ("enable", _) => labels::ENABLE_DETAIL.of(labels),
        ("locked", _) => labels::LOCKED_DETAIL.of(labels),
        ("locked_by", _) => labels::LOCK_LEVEL.of(labels),
        ("modified", _) => labels::MODIFIED_DETAIL.of(labels),
        _ => name,
    }
}

/// A value of which nothing is known, in words: an object, and a list that holds any, as JSON.
pub(super) fn plain(labels: &Labels, value: Value<'_>) -> String {
    if let Some(boolean) = value.boolean() {
        return yes_or_no(labels, boolean).into();
    }
    if let Some(text) = value.text() {
        return text.into_owned();
    }
    let is_scalar = |item: &Value<'_>| !item.is_list() && !item.is_object();
    match value.items() {
        Some(items) if items.iter().all(is_scalar) => joined(labels, items.into_iter().map(|item| plain(labels, item))),
        _ => value.raw().into_owned(),
    }
}

fn list_of(labels: &Labels, list: Value<'_>, word: impl Fn(Value<'_>) -> String) -> String {
    match list.items() {
        Some(items) => joined(labels, items.into_iter().map(word)),
        None => plain(labels, list),
    }
}

/// Texts with commas between them; "none" where there are none.
pub(super) fn joined<T: AsRef<str>>(labels: &Labels, texts: impl Iterator<Item = T>) -> String {
    let mut all = String::new();
    for text in texts {
        if !all.is_empty() {
            all.push_str(", ");
        }
        all.push_str(text.as_ref());
    }
    if all.is_empty() { labels::NONE.of(labels).into() } else { all }
}

/// A whole number; `None` where the value is none.
pub(super) fn integer(value: Value<'_>) -> Option<i64> {
    match value.bytes() {
        number @ [b'-' | b'0'..=b'9', ..] => match whole(number) {
            Whole::Integer(number) => Some(number),
            _ => None,
        },
        _ => None,
    }
}

/// Who a member is, and what they may do.
pub(super) struct Member<'a> {
    pub who: Cow<'a, str>,
    pub may: String,
}

impl<'a> Member<'a> {
    pub fn of(labels: &'a Labels, member: Value<'a>) -> Member<'a> {
        let mut rights = labels::LISTEN.of(labels).to_string();
        for (right, phrase) in RIGHTS {
            if member.get(right).and_then(Value::boolean) == Some(true) {
                rights.push_str(", ");
                rights.push_str(phrase.of(labels));
            }
        }
        let id = |name: &str| member.get(name).and_then(Value::text).filter(|id| !id.is_empty());
        let who = id("access_user_id").or_else(|| id("shared_id"));
        Member {
            who: who.unwrap_or(Cow::Borrowed(labels::NAMELESS.of(labels))),
            may: labels::MAY.fill(labels, &[("rights", &rights)]),
        }
    }
}

/// The rights of members, which they lack unless it is said otherwise.
pub(super) const RIGHTS: [(&str, Phrase); 3] =
    [("allow_delete", labels::DELETE), ("allow_download", labels::DOWNLOAD), ("allow_sharing", labels::SHARE)];

/// What the documented values of a field stand for: each as JSON, with its words.
pub(super) fn documented(labels: &Labels, kind: Kind, name: &str) -> Vec<(String, String)> {
    match kind {
        Kind::Code(codes) => codes.iter().map(|value| (value.to_string(), code(labels, name, *value))).collect(),
        Kind::Word(words) => {
            let quoted = |value: &str| ["\"", value, "\""].concat();
            words.iter().map(|value| (quoted(value), word(labels, value).into())).collect()
        }
        Kind::List(item) => documented(labels, *item, name),
        _ => Vec::new(),
    }
}
