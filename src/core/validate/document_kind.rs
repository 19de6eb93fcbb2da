//! Whether an object is a profile, or which other document it looks like.
//!
//! A profile may have unknown members of any name, and objects of Zoom's other endpoints share names with it (`id`,
//! `status`, `phone_numbers`, even `policy`). So two tables are compared: fields that only a user's profile has
//! ([`weight`]) and members that only other documents have ([`OTHERS`]). The unclear cases are decided as follows:
//!
//! - A null member has no weight. `{"id":null}` is a profile of which nothing is known, unlike `{}`; beside members of
//!   a reply, such as `message`, it is not a profile.
//! - `phone_user_id`, `site_admin` and `activation_status` (of rows of the user list) make an object a profile,
//!   whatever else it has, and so does a `status` of `activate` or `deactivate`. Beside a `status` of `pending`, which
//!   such rows have too, a name and a site do not count against it.
//! - So does a policy that this version knows. But rooms, common areas and call queues have a few policies of the same
//!   names, and sites and setting templates have most of them: an object with a name, a part such as `site: {id,
//!   name}`, neither `email` nor `site_id`, and only policies that they have, is one of them.
//! - Without these, one name of [`OTHERS`] outweighs what all Zoom objects share, and `email` or `site_id` outweighs a
//!   `name`. So `{"id","name"}` is not a profile (roles, sites and billing accounts look like this; this endpoint
//!   returns no `name`), and `{"id","email","name"}`, a row of the user list, is one.
//! - `{"id"}` beside any other name is a profile: `message`, `code`, `data`, `error` and `devices` do not count there,
//!   unless `status` is one of a reply: `error`, `success`, or a number. A `status` of `error` beside nothing but an
//!   `id` is one of a reply, too.
//! - An object with little more than an `id`, around an object that is certainly a profile, is a wrapper. Within an
//!   object without any field of a profile, an `id` is enough if the member is the only one, or one in which replies
//!   have their document, such as `data`.

use crate::json::{Value, members, unescape};
use crate::model::schema::{DeclaredShape, Shape};
use crate::model::{PROFILE, Policy};
use crate::row;

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

// Lists of members, with spaces between them: `name`, whatever its value; `name"`, a string; `name#`, a number;
// `name=x`, this string; `name{`, an object; `name{x`, an object that has `x`; `name[x`, an array whose first item has
// `x`.

/// Members that only other documents have, by the document, the more telling first.
const OTHERS: &[(&str, &str)] = &[
    (PAGE, "next_page_token page_size total_records page_count"),
    (JSON_RPC, "jsonrpc"),
    ("a reply of Zoom's token endpoint", "access_token"),
    ("a role", "total_members"),
    ("a site", "site_code main_auto_receptionist short_extension sip_zone"),
    ("a user's settings", "voice_mail outbound_caller music_on_hold_id company_number"),
    ("a setting template", "user_settings"),
    ("a common area", "area_code outbound_caller_ids"),
    ("a call queue", "members{users primary_number"),
    ("a Zoom user", "first_name last_name pmi dept user_name"),
    ("an auto receptionist", "audio_prompt_language recording_storage_location"),
    ("a device", "device_type mac_address provision_template_id assignees"),
    ("a phone number", "number number_type location capability assignee carrier_code"),
    (
        "a call or a message",
        "call_id call_type caller_name callee_name caller_number callee_number caller_ext_number call_log_id \
         call_history_uuid call_queue_id duration direction date_time session_id message_id download_url file_url",
    ),
    (DIRECTORY, "schemas userName userPrincipalName displayName @odata.context profile{login user_id primaryEmail sub"),
    ("an account", "account_name owner_email"),
    ("a contact", "presence_status jid sip_phone_number"),
    ("an event", "payload{object"),
    ("a change of a policy", "weakens"),
    ("a finding or a rule of audits", "remedy"),
    ("a user's presence", "status=available status=away status=busy status=do_not_disturb status=in_calendar_event"),
    (
        ANOTHER,
        "address_line1 state_code zip external_contact_id bssid elin parent_location_id event_ts timezone phone_number \
         join_url host_id uuid agenda member_count monitoring_privileges bound_device_count \
         routing_rule_id number_pattern block_type match_type sms_histories use_case line_key_id extension_name \
         extension_type order_id rule_id alert_setting_id audio_id country{code calling_plans[subscribed \
         phone_numbers[subscribed phone_numbers[assignee phone_numbers[number_type phone_numbers[location",
    ),
];
const PAGE: &str = "a page of a list";
const JSON_RPC: &str = "a JSON-RPC reply";
const DIRECTORY: &str = "a user of another directory";
const ANOTHER: &str = "another Zoom object";

/// Fields that only a user's profile has, and how much each says for one: nothing where Zoom's other objects have it
/// too.
const OWN: &[(usize, &str)] = &[
    (CERTAIN, "phone_user_id site_admin activation_status\" status=activate status=deactivate"),
    (PERSONAL, "email"),
    (2, "site_id policy{"),
    (1, "department cost_center"),
];
/// More than any number of members of other documents says against it.
const CERTAIN: usize = 1000;
const PERSONAL: usize = 3;
/// A member that only other documents have.
const OTHER: usize = 4;

const NAMES: &str = "name\" display_name\"";
/// A row of the user list, whose name and site say nothing.
const PENDING: &str = "status=pending";
/// Parts of rooms, common areas and call queues, which have a name, and the policies that they have as a profile has.
const PARTS: &str = "site{name members{users";
const SHARED: &str = "call_park delegation international_calling select_outbound_caller_id voicemail_access_members";
/// Parts of sites and setting templates, and the fields and the policies that they do not have.
const SETTINGS: &str = "main_auto_receptionist{id profile{area_code";
const NOT_OF_SETTINGS: &str = "extension_number department calling_plans phone_numbers";
const OF_USERS: &str = "ad_hoc_call_recording_access_members auto_call_recording_access_members e2e_encryption \
     emergency_address_management emergency_calls_to_psap forwarding_to_external_numbers";
/// Members of replies: in which their document is, others, and those of which none is a wrapper though it has an `id`.
const ENVELOPE: &str = "[0] data result response body payload record profile user users";
const REMARKS: &str = "message error errors code msg";
const ASIDES: &str =
    "error errors meta metadata _meta links _links request properties headers context trace paging pagination";
const FAULTS: &str = "error error_message errorMessage message errors code reason";
/// What `status` says in replies that are no profile.
const SUCCESS: &str = "status=success status=ok";
const FAILURE: &str = "status=error status=fail status=failed status=failure status=unauthorized \
     status=unauthenticated status=forbidden status=denied";

/// Unknown members that are looked at. A profile of Zoom's has a few; thousands are not to take time each.
const MOST_UNKNOWN: usize = 64;

/// Whether the object at an offset has a field that settles it, none of which is null: such a profile needs no closer
/// look.
pub(super) fn is_certain(document: &[u8], at: usize) -> bool {
    members(document, at).any(|member| {
        let key = document.get(member.key.start..member.key.end).unwrap_or_default();
        matches!(key, b"phone_user_id" | b"site_admin")
    })
}

/// What the object at an offset looks like; `None` if it is a profile. Of an object that is cut off, its beginning
/// counts.
#[inline(never)]
pub fn other_kind(document: &[u8], at: usize) -> Option<DocumentKind> {
    let object = Object::read(document, at);
    let weighed = object.weigh();
    // Groups of profiles have a department, too.
    let is_group = weighed.own <= object.count("department cost_center");
    let is_profile = weighed.is_profile && !(is_group && object.find(CERTAIN, true, &mut Vec::new()));
    if is_profile { None } else { Some(object.kind(&weighed)) }
}

/// The path of what looks like a profile within an object or an array of another kind, such as `data.users[0]`: at most
/// two levels below it, and the first item of an array.
#[inline(never)]
pub fn profile_within(document: &[u8], at: usize) -> Option<String> {
    let object = Object::read(document, at);
    let (mut parts, mut path) = (Vec::new(), String::new());
    if !object.find(object.weigh().least_within(), true, &mut parts) {
        return None;
    }
    for part in parts.iter().rev() {
        path.push_str(&unescape(part));
    }
    Some(path)
}

/// What an object has of a profile, and of other documents.
struct Weighed {
    is_profile: bool,
    /// It has a field of a profile.
    has_field: bool,
    own: usize,
    /// The other document that it looks like.
    noun: Option<&'static str>,
}

impl Weighed {
    /// What an object within it must weigh to be taken for a profile: more where something is known of it.
    fn least_within(&self) -> usize {
        if self.has_field || self.noun.is_some() { PERSONAL } else { 0 }
    }
}

/// The members of an object, those of most unknown names left out, with their keys as they are written; or the first
/// item of an array, as `[0]`.
struct Object<'a>(Vec<(&'a [u8], Value<'a>)>);

impl<'a> Object<'a> {
    #[inline(never)]
    fn read(document: &'a [u8], at: usize) -> Self {
        let (mut all, mut unknown) = (Vec::new(), 0);
        if let Some(item) = Value::at(document, at, document.len()).first_item() {
            all.push((b"[0]".as_slice(), item));
        }
        for member in members(document, at) {
            let key = document.get(member.key.start..member.key.end).unwrap_or_default();
            let is_known = PROFILE.fields.iter().any(|field| is_name(key, field.name.as_bytes()));
            unknown += usize::from(!is_known);
            if is_known || unknown <= MOST_UNKNOWN {
                all.push((key, Value::at(document, member.start, member.end)));
            }
        }
        Object(all)
    }

    #[inline(never)]
    fn of(value: Value<'a>) -> Self {
        Self::read(value.bytes(), 0)
    }

    /// The last member of a name; one that is null only if `nulls` count.
    #[inline(never)]
    fn get(&self, name: &[u8], nulls: bool) -> Option<Value<'a>> {
        let (_, value) = self.0.iter().rev().find(|(key, _)| is_name(key, name))?;
        if nulls || value.bytes() != b"null" { Some(*value) } else { None }
    }

    /// How many members of a list are there.
    #[inline(never)]
    fn count(&self, names: &str) -> usize {
        // Fleets may have a hundred thousand small objects of another kind: nearly all names are settled by a bit.
        let initials = self.initials();
        each(names).filter(|name| initials & initial(name) != 0 && self.has(name)).count()
    }

    /// The first letters of the members' keys, as [`initial`] has them.
    fn initials(&self) -> u64 {
        self.0.iter().fold(0, |initials, (key, _)| initials | initial(key))
    }

    #[inline(never)]
    fn has(&self, name: &[u8]) -> bool {
        let end = name.iter().position(|byte| b"\"#={[".contains(byte)).filter(|end| *end > 0).unwrap_or(name.len());
        let Some((name, rest)) = name.split_at_checked(end) else { return false };
        let Some(value) = self.get(name, false) else { return false };
        let first = value.bytes().first();
        match rest {
            [] => true,
            [b'"', ..] => first == Some(&b'"'),
            [b'#', ..] => matches!(first, Some(b'-' | b'0'..=b'9')),
            [b'=', word @ ..] => value.text().is_some_and(|text| text.as_bytes().eq_ignore_ascii_case(word)),
            [b'{'] => value.is_object(),
            [b'{', inner @ ..] => Object::of(value).get(inner, false).is_some(),
            [_, inner @ ..] => value.first_item().is_some_and(|item| Object::of(item).get(inner, false).is_some()),
        }
    }

    /// How many fields of a shape it has.
    #[inline(never)]
    fn fields(&self, shape: &Shape, nulls: bool) -> usize {
        shape.fields.iter().filter(|field| self.get(field.name.as_bytes(), nulls).is_some()).count()
    }

    /// Weighs the two tables.
    #[inline(never)]
    fn weigh(&self) -> Weighed {
        if self.0.is_empty() {
            return Weighed { is_profile: false, has_field: false, own: 0, noun: None };
        }
        let mut own = 0;
        for (weight, names) in OWN {
            own += weight * self.count(names);
        }
        let (mut others, mut noun) = (0, None);
        for (words, names) in OTHERS {
            let count = self.count(names);
            others += count;
            noun = noun.or((count > 0).then_some(*words));
        }
        // Objects other than users have policies too: see the head of this file.
        let named = if self.count(PENDING) > 0 { 0 } else { self.count(NAMES) };
        let is_personal = self.count("email site_id") > 0;
        if let Some(policies) = self.get(b"policy", false).map(Object::of) {
            let is_other = named > 0 && !is_personal;
            let known = policies.fields(Policy::SHAPE, false);
            let known = match () {
                () if is_other && self.count(SETTINGS) > 0 && self.count(NOT_OF_SETTINGS) == 0 => {
                    policies.count(OF_USERS)
                }
                () if is_other && self.count(PARTS) > 0 => known - policies.count(SHARED),
                () => known,
            };
            own += CERTAIN * known;
        }
        if !is_personal {
            others += named * self.count("site{id");
        }
        // A field that is null counts unless this may be a reply, and so does a `status` unless it is that of a reply.
        let is_enveloped = self.count(ENVELOPE) + self.count(REMARKS) > 0;
        let is_failure = self.is_failure();
        let has_status = is_failure || self.count(SUCCESS) > 0 || is_enveloped && self.count("status#") > 0;
        let has_field = self.fields(PROFILE, !is_enveloped) > usize::from(has_status);
        let is_reply = has_status && is_enveloped || is_failure && !self.has_more_than_id();
        let is_profile = has_field && (own >= CERTAIN || !is_reply && own >= OTHER * others + named);
        Weighed { is_profile, has_field, own, noun }
    }

    /// Whether it has the status of an error: in words, or that of HTTP.
    #[inline(never)]
    fn is_failure(&self) -> bool {
        let code = self.get(b"status", false).and_then(|value| value.text().unwrap_or(value.raw()).parse::<u16>().ok());
        self.count(FAILURE) > 0 || matches!(code, Some(400..600))
    }

    /// Whether it says of itself that it is no error, whatever its message.
    #[inline(never)]
    fn is_success(&self) -> bool {
        let is = |name, word: &[u8]| self.get(name, false).is_some_and(|value| value.bytes() == word);
        let is_fine = || is(b"code", b"0") || is(b"code", b"200") || is(b"success", b"true") || is(b"ok", b"true");
        self.count(SUCCESS) > 0 || is_fine() && self.count("error errors") == 0
    }

    /// Whether it has a field of a profile that says more than an ID, which anything may have, and a status.
    #[inline(never)]
    fn has_more_than_id(&self) -> bool {
        self.fields(PROFILE, false) > self.count("id status")
    }

    /// What it looks like, once it is known to be no profile.
    #[inline(never)]
    fn kind(&self, weighed: &Weighed) -> DocumentKind {
        let is_failure = self.is_failure();
        let has_fault = self.count(FAULTS) > 0;
        match weighed.noun {
            Some(JSON_RPC) if has_fault => DocumentKind::Error,
            Some(DIRECTORY) if is_failure => DocumentKind::Error,
            Some(PAGE) => DocumentKind::Page,
            Some(noun) => DocumentKind::Other(noun),
            None if is_failure => DocumentKind::Error,
            None if self.is_success() || self.find(weighed.least_within(), true, &mut Vec::new()) => {
                DocumentKind::Wrapper
            }
            None if weighed.has_field => DocumentKind::Other(ANOTHER),
            None if self.count("reason") > self.count("code message") => {
                DocumentKind::Other("a refusal of Zoom's token endpoint")
            }
            None if has_fault => DocumentKind::Error,
            None if self.fields(Policy::SHAPE, false) > 0 => DocumentKind::Other("policies without their profile"),
            None if self.count("users") > 0 || self.0.iter().any(|(_, value)| is_list_of_objects(*value)) => {
                DocumentKind::Page
            }
            None if self.0.iter().all(|(_, value)| value.bytes() == b"null") => DocumentKind::Empty,
            None => DocumentKind::Unknown,
        }
    }

    /// Whether an object within it is a profile and weighs as much as `least`, and the parts of its path, the last
    /// first. Under the name of an envelope it may weigh nothing, unless it has to be certain; under others, an ID
    /// alone says nothing.
    #[inline(never)]
    fn find(&self, least: usize, is_deep: bool, path: &mut Vec<&'a [u8]>) -> bool {
        // What is nearest counts: first all members themselves, then what is within each.
        for is_within in [false, true] {
            for (key, value) in self.0.iter().take(MOST_UNKNOWN).filter(|(_, value)| is_nested(*value)) {
                let (item, suffix, least) = match value.first_item() {
                    Some(item) => (item, b"[0]".as_slice(), least.max(PERSONAL)),
                    None => (*value, b"".as_slice(), least),
                };
                let object = Object::of(item);
                let is_found = if is_within {
                    is_deep && object.find(least.max(PERSONAL), false, path)
                } else {
                    let weighed = object.weigh();
                    let is_any = |names| each(names).any(|name| is_name(key, name));
                    let is_only = || self.0.len() == 1 && !is_any(ASIDES);
                    let is_told = || weighed.own > 0 || object.has_more_than_id() || is_only();
                    weighed.is_profile && (least < CERTAIN && is_any(ENVELOPE) || weighed.own >= least && is_told())
                };
                if is_found {
                    path.extend(is_within.then_some(b".".as_slice()));
                    path.extend([suffix, key]);
                    return true;
                }
            }
        }
        false
    }
}

/// The names of a list.
fn each(names: &str) -> impl Iterator<Item = &[u8]> {
    names.as_bytes().split(|byte| *byte == b' ')
}

/// A bit for the first letter of a key or a name; all bits for a key that an escape begins.
fn initial(name: &[u8]) -> u64 {
    match name.first() {
        Some(b'\\') => u64::MAX,
        Some(byte) => 1 << (byte & 63),
        None => 0,
    }
}

fn is_nested(value: Value<'_>) -> bool {
    matches!(value.bytes().first(), Some(b'{' | b'['))
}

fn is_list_of_objects(value: Value<'_>) -> bool {
    value.first_item().is_some_and(Value::is_object)
}

/// Whether a key is a name, as it is written or with its escapes undone.
#[inline(never)]
fn is_name(key: &[u8], name: &[u8]) -> bool {
    key == name || key.contains(&b'\\') && unescape(key).as_bytes() == name
}

/// Whether unknown members of the object whose fields begin at a row may tell that a document is no profile: those of
/// the document itself, and of its plans and numbers.
pub(super) fn tells_kind(row: usize) -> bool {
    matches!(row, 0) || row == row!("calling_plans").index() + 1 || row == row!("phone_numbers").index() + 1
}
