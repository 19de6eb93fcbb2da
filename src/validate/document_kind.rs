//! Whether an object is a profile, or which other document it looks like.
//!
//! A profile may have unknown members of any name, and objects of Zoom's other endpoints share names with it (`id`, `status`,
//! `phone_numbers`, even `policy`). So two tables are weighed: fields that only a user's profile has ([`weight`]) against
//! members that only other documents have ([`OTHERS`]). These cases are open, and are decided so:
//!
//! - A null member weighs nothing. `{"id":null}` is a profile of which nothing is known, unlike `{}`; beside members of a reply,
//!   such as `message`, it is none.
//! - `phone_user_id`, `site_admin`, or a `status` of `activate` or `deactivate` decide: a profile, whatever else it has.
//! - So does a policy that this version knows. But rooms, common areas, sites, call queues and setting templates have policies
//!   of the same names: an object with a name, a part such as `site: {id, name}`, neither `email` nor `site_id`, and no policy
//!   that only users have, is one of them.
//! - Without these, one name of [`OTHERS`] outweighs what all Zoom objects share, and `email` or `site_id` outweighs a `name`.
//!   So `{"id","name"}` is no profile (roles, sites and billing accounts look like this; this endpoint returns no `name`), and
//!   `{"id","email","name"}`, a row of the user list, is one.
//! - `{"id"}` beside any other name is a profile: `message`, `code`, `data`, `error` and `devices` say nothing there, unless
//!   `status` is one of a reply: `error`, `success`, or a number.
//! - An object that has little more than an `id`, around an object that is certainly a profile, is a wrapper.

use std::borrow::Cow;

use crate::json::{Value, members, unescape};
use crate::model::{PROFILE, Policy, UserStatus, schema::DeclaredShape};

/// What a document that is no profile looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentKind {
    /// `{}`, or nothing but unknown members that are null.
    Empty,
    /// An array.
    List,
    /// An error: of Zoom's, or of a server in between.
    Error,
    /// A page of a list, whatever it lists.
    Page,
    /// An object around another one.
    Wrapper,
    /// Another known document, in words with its article: `a role`.
    Other(&'static str),
    /// Nothing in particular.
    Unknown,
}

impl DocumentKind {
    /// The kind in words, with its article.
    pub fn as_str(self) -> &'static str {
        match self {
            DocumentKind::Empty => "an empty object",
            DocumentKind::List => "an array; a profile is one object",
            DocumentKind::Error => "an error",
            DocumentKind::Page => PAGE,
            DocumentKind::Wrapper => "a wrapper",
            DocumentKind::Other(words) => words,
            DocumentKind::Unknown => "an object of another kind",
        }
    }
}

/// Names that only other documents have, by the document, the more telling first. A name with a brace needs an object as its
/// value, with the member that is named behind the brace.
const OTHERS: &[(&str, &str)] = &[
    (PAGE, "next_page_token page_size total_records page_count"),
    (JSON_RPC, "jsonrpc"),
    ("a reply of Zoom's token endpoint", "access_token"),
    ("a role", "total_members"),
    ("a site", "site_code main_auto_receptionist{id short_extension sip_zone"),
    ("a user's settings", "voice_mail outbound_caller music_on_hold_id company_number"),
    ("a setting template", "user_settings{"),
    ("a common area", "area_code outbound_caller_ids"),
    ("a shared line group", "primary_number"),
    ("a call queue", "members{users"),
    ("a Zoom user", "first_name last_name pmi"),
    ("an auto receptionist", "audio_prompt_language recording_storage_location timezone"),
    ("a device", "device_type mac_address provision provision_template_id assignees"),
    ("a phone number", "number number_type capability assignee carrier_code"),
    ("an emergency address", "address_line1 state_code zip"),
    ("an external contact", "external_contact_id"),
    ("a location", "bssid elin parent_location_id"),
    ("an SMS message", "session_id message_id"),
    ("a recording or a voicemail", "download_url file_url"),
    ("a call", "call_id call_type caller_name callee_name caller_number callee_number direction date_time"),
    ("a meeting", "join_url host_id"),
    ("an event", "event_ts"),
    (
        ANOTHER,
        "member_count directed_call_pickup monitoring_privileges bound_device_count routing_rule_id number_pattern \
         block_type match_type sms_histories use_case line_key_id extension_name extension_type order_id rule_id \
         device_model alert_setting_id audio_id country{code",
    ),
];
const PAGE: &str = "a page of a list";
const JSON_RPC: &str = "a JSON-RPC reply";
const ANOTHER: &str = "another Zoom object";

/// Parts of objects that have a name, and policies as a profile has.
const PARTS: &str = "site{name country{code members{users main_auto_receptionist{id user_settings{ profile{area_code";
/// Fields that these do not have.
const PERSONAL: &str = "email site_id";
/// Policies that these do not have.
const OF_USERS: &str = "ad_hoc_call_recording_access_members auto_call_recording_access_members e2e_encryption \
     emergency_address_management emergency_calls_to_psap forwarding_to_external_numbers";
/// What an account's inventory has in items of `calling_plans` and `phone_numbers`.
const INVENTORY: &str = "subscribed available assignee number_type";
/// Members of replies around a document.
const ENVELOPE: &str = "[0] data result response body payload record profile user users message error errors code msg";
/// Members of errors.
const FAULTS: &str = "error error_message message errors code reason";
/// What `status` says in replies that are no profile.
const SUCCESSES: &str = "success ok";
const FAILURES: &str = "error fail failed failure";

/// A field that only a user's profile has.
const CERTAIN: usize = 1000;
/// A name that only other documents have.
const OTHER: usize = 4;
/// An email address.
const NAMED: usize = 3;

/// Unknown members that are looked at. A profile of Zoom's has a few; thousands are not to take time each.
const MOST_UNKNOWN: usize = 64;

/// How much a field with a value says for a profile: nothing where Zoom's other objects have it too.
fn weight(name: &str, value: Value<'_>) -> usize {
    match name {
        "phone_user_id" | "site_admin" => CERTAIN,
        "status" if value.text().is_some_and(|word| UserStatus::WORDS.contains(&&*word)) => CERTAIN,
        "email" => NAMED,
        "site_id" | "policy" => 2,
        "department" | "cost_center" => 1,
        _ => 0,
    }
}

/// What the object at an offset looks like; `None` if it is a profile. Of an object that is cut off, its beginning counts.
pub fn other_kind(document: &[u8], at: usize) -> Option<DocumentKind> {
    let object = Object::read(document, at);
    let is_profile = object.is_profile() && !(object.weight() == 0 && object.find(CERTAIN, 2).is_some());
    (!is_profile).then(|| object.kind())
}

/// The path of what looks like a profile within an object or an array that is none, such as `data.users[0]`: at most two levels
/// below it, and the first item of an array.
pub fn profile_within(document: &[u8], at: usize) -> Option<String> {
    let object = Object::read(document, at);
    object.find(object.least_within(), 2)
}

/// The members of an object that tell what it is, the last of each name; or the first item of an array, under `[0]`.
struct Object<'a>(Vec<(Cow<'a, str>, Value<'a>)>);

impl<'a> Object<'a> {
    fn read(document: &'a [u8], at: usize) -> Self {
        let mut object = Object(Vec::new());
        for member in members(document, at) {
            let name = unescape(document.get(member.key.start..member.key.end).unwrap_or_default());
            let value = Value::at(document, member.start, member.end);
            let is_kept = object.0.len() < MOST_UNKNOWN || is_field(&name);
            match object.0.iter_mut().find(|(earlier, _)| *earlier == name) {
                Some(earlier) => earlier.1 = value,
                None if is_kept => object.0.push((name, value)),
                None => {}
            }
        }
        object.0.extend(Value::at(document, at, document.len()).first_item().map(|item| ("[0]".into(), item)));
        object
    }

    fn members(&self) -> impl Iterator<Item = (&str, Value<'a>)> {
        let is_there = |(_, value): &(&str, Value<'_>)| value.bytes() != b"null";
        self.0.iter().map(|(name, value)| (&**name, *value)).filter(is_there)
    }

    fn get(&self, name: &str) -> Option<Value<'a>> {
        self.members().find(|(other, _)| *other == name).map(|(_, value)| value)
    }

    /// How many of the names are there: see [`OTHERS`].
    fn count(&self, names: &str) -> usize {
        let is_there = |name: &&str| match name.split_once('{') {
            None => self.get(name).is_some(),
            Some((name, inner)) => self
                .get(name)
                .is_some_and(|value| value.is_object() && (inner.is_empty() || value.get(inner).is_some())),
        };
        names.split(' ').filter(is_there).count()
    }

    fn has(&self, names: &str) -> bool {
        self.count(names) > 0
    }

    /// Whether it has a field of a profile. One that is null counts unless the object may be a reply around another.
    fn has_field(&self) -> bool {
        let is_bare = !self.has(ENVELOPE);
        let is_own = |name: &str| is_field(name) && !(name == "status" && self.reply_status().is_some());
        self.0.iter().any(|(name, value)| is_own(name) && (is_bare || value.bytes() != b"null"))
    }

    /// Whether `status` tells of success, where it is one of a reply and not of a user.
    fn reply_status(&self) -> Option<bool> {
        let status = self.get("status")?;
        if matches!(status.bytes(), [b'-' | b'0'..=b'9', ..]) {
            return self.has(ENVELOPE).then(|| status.number().is_some_and(|number| number < 400));
        }
        let status = status.text()?.to_ascii_lowercase();
        let is_one = |words: &str| words.split(' ').any(|word| word == status);
        if is_one(SUCCESSES) { Some(true) } else { is_one(FAILURES).then_some(false) }
    }

    fn weight(&self) -> usize {
        let known = if self.has_known_policy() { CERTAIN } else { 0 };
        known + self.members().map(|(name, value)| weight(name, value)).sum::<usize>()
    }

    /// Whether it has a policy of a profile. Other objects may have it too: see the head of this file.
    fn has_known_policy(&self) -> bool {
        let is_other = self.is_named() && self.has(PARTS) && !self.has(PERSONAL);
        let is_telling =
            |name: &str| if is_other { OF_USERS.split(' ').any(|other| other == name) } else { is_policy(name) };
        self.get("policy").is_some_and(|policy| policy.members().any(|(name, _)| is_telling(&name)))
    }

    fn is_named(&self) -> bool {
        ["name", "display_name"].iter().any(|name| self.get(name).is_some_and(|name| name.text().is_some()))
    }

    /// The known document that it looks like.
    fn noun(&self) -> Option<&'static str> {
        OTHERS.iter().find(|(_, names)| self.has(names)).map(|(noun, _)| *noun)
    }

    /// How much it has of other documents.
    fn other_weight(&self) -> usize {
        let is_inventory = |name: &str| {
            let item = self.get(name).and_then(Value::first_item);
            item.is_some_and(|item| INVENTORY.split(' ').any(|name| item.get(name).is_some()))
        };
        let others: usize = OTHERS.iter().map(|(_, names)| self.count(names)).sum();
        let inventories = ["calling_plans", "phone_numbers"].iter().filter(|name| is_inventory(name)).count();
        let named = usize::from(self.is_named());
        let placed = if self.has(PERSONAL) { 0 } else { named * self.count("site{id") };
        OTHER * (others + inventories + placed) + named
    }

    /// The two tables, weighed.
    fn is_profile(&self) -> bool {
        let own = self.weight();
        let is_reply = self.reply_status().is_some() && self.has(ENVELOPE);
        self.has_field() && (own >= CERTAIN || !is_reply && own >= self.other_weight())
    }

    /// What it looks like, once it is known to be no profile.
    fn kind(&self) -> DocumentKind {
        let is_failure = self.reply_status() == Some(false);
        match self.noun() {
            _ if self.members().next().is_none() => DocumentKind::Empty,
            Some(JSON_RPC) if self.has("error") => DocumentKind::Error,
            Some(PAGE) => DocumentKind::Page,
            Some(noun) => DocumentKind::Other(noun),
            None if !is_failure && self.find(self.least_within(), 2).is_some() => DocumentKind::Wrapper,
            None if self.has("reason") && !self.has("code message") => {
                DocumentKind::Other("a refusal of Zoom's token endpoint")
            }
            None if self.reply_status() == Some(true) => DocumentKind::Wrapper,
            None if is_failure || self.has(FAULTS) && !self.has_field() => DocumentKind::Error,
            None if self.has_field() => DocumentKind::Other(ANOTHER),
            None if self.members().any(|(name, _)| is_policy(name)) => {
                DocumentKind::Other("policies without their profile")
            }
            None if self.has("users") || self.members().any(|(_, value)| is_list_of_objects(value)) => {
                DocumentKind::Page
            }
            None => DocumentKind::Unknown,
        }
    }

    /// What an object within it must weigh to be taken for a profile: less where nothing else is known of it.
    fn least_within(&self) -> usize {
        if self.has_field() || self.noun().is_some() { NAMED } else { 0 }
    }

    /// The path of an object within it that is a profile and weighs as much as `least`. Under the name of an envelope it may
    /// weigh nothing, unless it has to be certain.
    fn find(&self, least: usize, levels: usize) -> Option<String> {
        let objects = || {
            self.members().take(MOST_UNKNOWN).filter_map(|(name, value)| {
                let item = value.first_item();
                let (document, at) = item.unwrap_or(value).place();
                let path = [name, if item.is_some() { "[0]" } else { "" }].concat();
                let least = match ENVELOPE.split(' ').any(|other| other == name) {
                    true if least < CERTAIN => 0,
                    false if item.is_some() => least.max(NAMED),
                    _ => least,
                };
                item.unwrap_or(value).is_object().then(|| (path, least, Object::read(document, at)))
            })
        };
        let found = objects().find(|(_, least, object)| object.is_profile() && object.weight() >= *least);
        if let Some((path, ..)) = found {
            return Some(path);
        }
        let levels = levels.checked_sub(1).filter(|levels| *levels > 0)?;
        objects().find_map(|(path, _, object)| Some([&path, ".", &object.find(least.max(NAMED), levels)?].concat()))
    }
}

fn is_list_of_objects(value: Value<'_>) -> bool {
    value.first_item().is_some_and(Value::is_object)
}

fn is_field(name: &str) -> bool {
    PROFILE.fields.iter().any(|field| field.name == name)
}

fn is_policy(name: &str) -> bool {
    Policy::SHAPE.fields.iter().any(|field| field.name == name)
}
