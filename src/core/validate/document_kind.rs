//! Whether an object is a profile, or which other document it looks like.
//!
//! A profile may have unknown members of any name, and objects of Zoom's other endpoints share names with it (`id`,
//! `status`, `phone_numbers`, even `policy`). So two tables are compared: fields that only a user's profile has
//! ([`OWN`]) and members that only other documents have ([`OTHERS`]). The unclear cases are decided as follows:
//!
//! - A null member has no weight. `{"id":null}` is a profile of which nothing is known, unlike `{}`; beside members of
//!   a reply, such as `message`, it is not a profile.
//! - `phone_user_id`, `site_admin` and `activation_status` (of rows of the user list) make an object a profile,
//!   whatever else it has, and so does a `status` of `activate` or `deactivate`. Beside a `status` of `pending`, which
//!   such rows have too, a name and a site do not count against it.
//! - So does a policy that this version knows. But rooms, common areas and call queues have a few policies of the same
//!   names, and sites and setting templates have most of them: an object with a name, a part such as `site: {id,
//!   name}`, neither `email` nor `site_id`, and only policies that they have, is one of them.
//! - A department and a cost center are no profile around one: groups of users have them too.
//! - Without these, one name of [`OTHERS`], or one ID that no profile has (`event_id`), outweighs what all Zoom objects
//!   share, and `email` or `site_id` outweighs a `name`. So `{"id","name"}` is not a profile (roles, sites and billing
//!   accounts look like this; this endpoint returns no `name`), and `{"id","email","name"}`, a row of the user list, is
//!   one.
//! - `{"id"}` beside any other name is a profile: `message`, `code`, `data`, `error` and `devices` do not count there,
//!   unless `status` is one of a reply: `error`, `success`, or a number. A `status` of `error` beside nothing but an
//!   `id` is one of a reply, too.
//! - An object with little more than an `id`, around an object that is certainly a profile, is a wrapper. Within an
//!   object without any field of a profile, an `id` is enough if the member is the only one, or one in which replies
//!   have their document, such as `data`.

use super::kind_names::{
    ANOTHER, ASIDES, CERTAIN, DIRECTORY, ENVELOPE, FAILURE, FAULTS, JSON_RPC, NAMES, NOT_OF_SETTINGS, OF_AREAS,
    OF_USERS, OTHER, OTHERS, OWN, Others, PAGE, PARTS, PENDING, PERSONAL, REMARKS, SETTINGS, SHARED, SUCCESS, initial,
};
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
            let is_known = is_field(key);
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
        let initials = self.initials();
        for Others { words, names, .. } in OTHERS.iter().filter(|others| initials & others.initials != 0) {
            let count = self.count(names);
            others += count;
            noun = noun.or((count > 0).then_some(*words));
        }
        others += self.foreign_ids();
        // Objects other than users have policies too: see the head of this file.
        let named = if self.count(PENDING) > 0 { 0 } else { self.count(NAMES) };
        let is_personal = self.count("email site_id") > 0;
        if let Some(policies) = self.get(b"policy", false).map(Object::of) {
            let is_other = named > 0 && !is_personal;
            let known = policies.fields(Policy::SHAPE, false);
            let known = match () {
                () if is_other && self.count(OF_AREAS) > 1 => 0,
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

    /// How many IDs it has that no profile has, such as `event_id`.
    #[inline(never)]
    fn foreign_ids(&self) -> usize {
        let is_id = |key: &[u8]| key.len() > 3 && key.ends_with(b"_id") && !is_field(key);
        self.0.iter().filter(|(key, value)| is_id(key) && value.bytes() != b"null").count()
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
            None if self.foreign_ids() > 0 => DocumentKind::Other(ANOTHER),
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

/// Whether a key is that of a field of a profile.
fn is_field(key: &[u8]) -> bool {
    PROFILE.fields.iter().any(|field| is_name(key, field.name.as_bytes()))
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
