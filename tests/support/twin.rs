//! A second validator: the documented rules over a tree, one after another, without regard to speed. It shares nothing
//! with the validator: its fields come from the table of facts, and its rules are written again.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Facts, json};

use super::tree::{Member, Node, Value};

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    pub at: usize,
    pub pointer: String,
    pub code: &'static str,
}

pub const ERRORS: [&str; 2] = ["not_a_profile", "wrong_type"];
pub const INFOS: [&str; 3] = ["unknown_field", "deprecated_field", "null_value"];

/// Documented as booleans, and seen as objects.
const SWITCHES: [&str; 5] = [
    "policy.delegation",
    "policy.elevate_to_meeting",
    "policy.emergency_calls_to_psap",
    "policy.forwarding_to_external_numbers",
    "policy.international_calling",
];
const COUNTRIES: [&str; 2] = ["emergency_address.country", "policy.sms.international_sms_countries[]"];
const DISTINCT: [&str; 9] = [
    "phone_numbers",
    "policy.ad_hoc_call_recording_access_members",
    "policy.auto_call_recording_access_members",
    "policy.voicemail_access_members",
    "policy.sms.international_sms_countries",
    "policy.zoom_phone_on_mobile.allow_calling_clients",
    "policy.zoom_phone_on_mobile.allow_sms_mms_clients",
    "policy.zoom_phone_on_desktop.allow_calling_clients",
    "policy.zoom_phone_on_desktop.allow_sms_mms_clients",
];
pub const EXTENSIONS: [&str; 2] = ["extension_number", "policy.call_park.forward_to.extension_number"];
const MAX_SAFE: &str = "9007199254740991";

/// The documented fields by path, and what is known of them beyond the table.
pub struct Twin {
    fields: BTreeMap<String, Map<String, Facts>>,
}

impl Twin {
    pub fn new() -> Self {
        let facts: Vec<Map<String, Facts>> =
            serde_json::from_str(include_str!("../fixtures/fields.facts.json")).unwrap();
        let path = |fact: &Map<String, Facts>| fact["path"].as_str().unwrap().to_string();
        let mut fields: BTreeMap<_, _> = facts.into_iter().map(|fact| (path(&fact), fact)).collect();
        for switch in SWITCHES {
            for (name, kind) in
                [("enable", "boolean"), ("locked", "boolean"), ("locked_by", "string"), ("modified", "boolean")]
            {
                let Facts::Object(mut field) = json!({ "type": kind }) else { panic!() };
                if name == "locked_by" {
                    field.insert("enum".into(), json!(["account", "user_group", "site"]));
                }
                fields.insert(format!("{switch}.{name}"), field);
            }
        }
        // Documented in a sentence, not as an enumeration.
        let park = fields.get_mut("policy.call_park.call_not_picked_up_action").unwrap();
        park.insert("enum".into(), json!([100, 0, 9, 50]));
        Self { fields }
    }

    /// The documented paths, but for items of lists of objects, which are no fields.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.fields.keys().map(String::as_str)
    }

    /// The fields of the object at a path.
    pub fn children(&self, path: &str) -> Vec<&str> {
        let prefix = if path.is_empty() { String::new() } else { format!("{path}.") };
        let name = |field: &'_ str| field.strip_prefix(&prefix).is_some_and(|name| !name.contains(['.', '[']));
        self.paths().filter(|field| name(field)).collect()
    }

    /// `boolean`, `integer`, `string`, `array` or `object`.
    pub fn kind(&self, path: &str) -> &str {
        self.fields[path]["type"].as_str().unwrap().trim_end_matches("(allOf)")
    }

    pub fn documented(&self, path: &str, fact: &str) -> Option<&Facts> {
        self.fields[path].get(fact)
    }

    /// All that is wrong with a document.
    pub fn validate(&self, root: &Node) -> Vec<Found> {
        let mut found = Report(Vec::new());
        match &root.value {
            Value::Object(members) => {
                self.object(members, "", "", &mut found);
                if !members.iter().any(|member| self.is_field(&member.key, &member.key)) {
                    found.add("not_a_profile", "", root.at);
                }
                rules(root, &mut found);
            }
            Value::List(_) => {
                any(root, "", &mut found);
                found.add("not_a_profile", "", root.at);
            }
            _ => found.add("wrong_type", "", root.at),
        }
        found.0.sort();
        found.0
    }

    /// Whether a path is documented. A key may look like a path; it is none.
    fn is_field(&self, path: &str, key: &str) -> bool {
        self.fields.contains_key(path) && !key.contains(['.', '['])
    }

    fn object(&self, members: &[Member], path: &str, pointer: &str, found: &mut Report) {
        let mut seen = BTreeSet::new();
        for member in members {
            let pointer = below(pointer, &member.key);
            if !seen.insert(&member.key) {
                found.add("duplicate_key", &pointer, member.at);
            }
            let children = self.children(path);
            let path = if path.is_empty() { member.key.clone() } else { format!("{path}.{}", member.key) };
            if !self.is_field(&path, &member.key) {
                let letters = |name: &str| name.replace(['_', '-'], "").to_lowercase();
                let is_meant = |name: &str| name.contains('_') && letters(name) == letters(&member.key);
                let is_known = children.iter().any(|path| is_meant(path.rsplit('.').next().unwrap()));
                found.add(if is_known { "invalid_format" } else { "unknown_field" }, &pointer, member.at);
                any(&member.node, &pointer, found);
                continue;
            }
            if self.documented(&path, "deprecated").is_some() {
                found.add("deprecated_field", &pointer, member.at);
            }
            match member.node.value {
                Value::Null => found.add("null_value", &pointer, member.node.at),
                _ => self.value(&member.node, &path, &pointer, found),
            }
        }
    }

    fn value(&self, node: &Node, path: &str, pointer: &str, found: &mut Report) {
        match (self.kind(path), &node.value) {
            ("boolean", Value::Boolean(_)) => {}
            ("boolean", Value::Object(members)) if SWITCHES.contains(&path) => {
                self.object(members, path, pointer, found)
            }
            ("object", Value::Object(members)) => self.object(members, path, pointer, found),
            ("array", Value::List(items)) => self.list(node.at, items, path, pointer, found),
            ("string", Value::Text(text)) => self.text(node.at, text, path, pointer, found),
            ("integer", Value::Text(text)) if EXTENSIONS.contains(&path) && is_digits(text) => {
                found.add("invalid_format", pointer, node.at)
            }
            ("integer", Value::Number(number)) => self.number(node.at, number, path, pointer, found),
            _ => {
                found.add("wrong_type", pointer, node.at);
                any(node, pointer, found);
            }
        }
    }

    fn list(&self, at: usize, items: &[Node], path: &str, pointer: &str, found: &mut Report) {
        for (index, item) in items.iter().enumerate() {
            let pointer = format!("{pointer}/{index}");
            self.value(item, &format!("{path}[]"), &pointer, found);
            let is_repeated = items[..index].iter().any(|earlier| is_same(&earlier.value, &item.value));
            if DISTINCT.contains(&path) && is_repeated {
                found.add("duplicate_item", &pointer, item.at);
            }
        }
        if self.documented(path, "maxItems").is_some_and(|most| items.len() as u64 > most.as_u64().unwrap()) {
            found.add("too_many", pointer, at);
        }
    }

    fn text(&self, at: usize, text: &str, path: &str, pointer: &str, found: &mut Report) {
        let length = text.chars().count() as u64;
        let is_listed = |words: &Facts| words.as_array().unwrap().iter().any(|word| word == text);
        if self.documented(path, "maxLength").is_some_and(|most| length > most.as_u64().unwrap()) {
            found.add("too_long", pointer, at);
        } else if COUNTRIES.contains(&path) && (length != 2 || !text.chars().all(|letter| letter.is_ascii_alphabetic()))
        {
            found.add("invalid_format", pointer, at);
        } else if self.documented(path, "enum").is_some_and(|words| !is_listed(words)) {
            found.add("unknown_value", pointer, at);
        }
    }

    fn number(&self, at: usize, number: &str, path: &str, pointer: &str, found: &mut Report) {
        let (negative, digits) = match whole(number) {
            Some(whole) => whole,
            None => return found.add("wrong_type", pointer, at),
        };
        let is_safe = (digits.len(), digits.as_str()) <= (MAX_SAFE.len(), MAX_SAFE);
        match self.documented(path, "enum") {
            Some(codes) => {
                let signed = if negative { format!("-{digits}") } else { digits };
                let code: Option<i64> = signed.parse().ok();
                if !codes.as_array().unwrap().iter().any(|known| known.as_i64() == code) {
                    found.add("unknown_value", pointer, at);
                }
            }
            None if !is_safe || negative => found.add("out_of_range", pointer, at),
            None => {}
        }
    }
}

pub fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|digit| digit.is_ascii_digit())
}

struct Report(Vec<Found>);

impl Report {
    fn add(&mut self, code: &'static str, pointer: &str, at: usize) {
        self.0.push(Found { code, pointer: pointer.into(), at });
    }
}

fn below(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// A value of which nothing is known: only keys that stand twice are worth a word.
fn any(node: &Node, pointer: &str, found: &mut Report) {
    match &node.value {
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                any(item, &format!("{pointer}/{index}"), found);
            }
        }
        Value::Object(members) => {
            let mut seen = BTreeSet::new();
            for member in members {
                let pointer = below(pointer, &member.key);
                if !seen.insert(&member.key) {
                    found.add("duplicate_key", &pointer, member.at);
                }
                any(&member.node, &pointer, found);
            }
        }
        _ => {}
    }
}

/// Whether two values are the same: objects whatever the order of their keys.
fn is_same(one: &Value, other: &Value) -> bool {
    fn canonical(value: &Value) -> String {
        match value {
            Value::List(items) => format!("{:?}", items.iter().map(|item| canonical(&item.value)).collect::<Vec<_>>()),
            Value::Object(members) => {
                let member = |member: &Member| format!("{:?}={}", member.key, canonical(&member.node.value));
                let mut members: Vec<_> = members.iter().map(member).collect();
                members.sort();
                format!("object {members:?}")
            }
            scalar => format!("{scalar:?}"),
        }
    }
    canonical(one) == canonical(other)
}

/// The sign and the digits of a number that is whole, written out as far as it matters; `None` of one with a fraction.
pub fn whole(number: &str) -> Option<(bool, String)> {
    let (negative, number) = number.strip_prefix('-').map_or((false, number), |rest| (true, rest));
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (before, behind) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{before}{behind}");
    if digits.bytes().all(|digit| digit == b'0') {
        return Some((false, "0".into()));
    }
    // An exponent of more digits than these is beyond anything that the mantissas of a test could outweigh.
    let exponent: i64 = exponent.parse().unwrap_or(if exponent.starts_with('-') { -1_000_000 } else { 1_000_000 });
    let point = before.len() as i64 + exponent.clamp(-1_000_000, 1_000_000);
    let whole = point.clamp(0, digits.len() as i64) as usize;
    if digits[whole..].bytes().any(|digit| digit != b'0') {
        return None;
    }
    let zeros = (point - digits.len() as i64).clamp(0, 100) as usize;
    let written = format!("{}{}", &digits[..whole], "0".repeat(zeros));
    Some((negative, written.trim_start_matches('0').into()))
}

// ── rules between fields

fn at<'a>(root: &'a Node, path: &str) -> Option<&'a Node> {
    path.split('.').try_fold(root, |node, key| node.get(key)).filter(|node| node.value != Value::Null)
}

fn is(root: &Node, path: &str, value: bool) -> bool {
    at(root, path).is_some_and(|node| node.value == Value::Boolean(value))
}

fn rules(root: &Node, found: &mut Report) {
    let mut odds = |one: &str, other: &str| {
        let (one_at, other_at) = (at(root, one).unwrap().at, at(root, other).unwrap().at);
        let (path, place) = if one_at > other_at { (one, one_at) } else { (other, other_at) };
        found.add("inconsistent", &format!("/{}", path.replace('.', "/")), place);
    };
    let (recording, encryption) = ("policy.auto_call_recording.enable", "policy.e2e_encryption.enable");
    if is(root, recording, true) && is(root, encryption, true) {
        odds(recording, encryption);
    }
    let transcription = "policy.voicemail_transcription.enable";
    for needy in ["policy.voicemail_tasks.enable", "policy.voicemail_intent_based_prioritization.enable"] {
        if is(root, needy, true) && is(root, transcription, false) {
            odds(needy, transcription);
        }
    }
    for needed in ["calling_plans", "phone_numbers"] {
        let none = at(root, needed).is_some_and(|node| node.value == Value::List(Vec::new()));
        if is(root, "policy.outbound_sms.enable", true) && none {
            odds("policy.outbound_sms.enable", needed);
        }
    }
    for recording in ["ad_hoc_call_recording", "auto_call_recording"] {
        let beep = format!("policy.{recording}.play_recording_beep_tone");
        for detail in ["play_beep_volume", "play_beep_time_interval", "play_beep_member"] {
            let detail = format!("{beep}.{detail}");
            if is(root, &format!("{beep}.enable"), false) && at(root, &detail).is_some() {
                odds(&format!("{beep}.enable"), &detail);
            }
        }
    }
    default_disclaimer(root, found);
}

fn default_disclaimer(root: &Node, found: &mut Report) {
    let path = "policy.show_custom_disclaimer_when_using_zoom_phone.custom_disclaimer_list";
    let Some(Node { at: place, value: Value::List(items) }) = at(root, path) else { return };
    let pointer = format!("/{}", path.replace('.', "/"));
    let defaults: Vec<_> = items.iter().map(|item| at(item, "default").map(|node| (node.at, &node.value))).collect();
    let is_default = |default: &Option<(usize, &Value)>| matches!(default, Some((_, Value::Boolean(true))));
    for (index, default) in defaults.iter().enumerate().filter(|(_, default)| is_default(default)).skip(1) {
        found.add("inconsistent", &format!("{pointer}/{index}/default"), default.unwrap().0);
    }
    if !items.is_empty() && defaults.iter().all(|default| matches!(default, Some((_, Value::Boolean(false))))) {
        found.add("inconsistent", &pointer, *place);
    }
}
