//! Tells a profile from an envelope: from an object that holds profiles.
//!
//! An object is a profile if it has a field of one besides `id` and `status`, which pages have too, before its lists or
//! behind them, or an `id` and the `status` of a user. Else it is an envelope if it has a list of profiles; where it
//! has an `id`, only if their fields say more than that. What a list holds is judged by its first objects ([`Rank`]),
//! those within [`LOOKED_AT`].
//!
//! - The lists that look most like profiles are read, and others passed over: `{"failed":[…],"users":[…]}`.
//! - A list named `users` is always read; in a page of Zoom's (`next_page_token`) another one only if its objects
//!   certainly are profiles.
//! - An envelope without such a list is one document, which fails and says what it looks like, unless all its lists are
//!   empty.
//! - A wrapper of one profile (`{"status":"success","data":{…}}`, a record of Singer's or Airbyte's, an outcome of
//!   `getUserProfiles`) is that profile.
//!
//! A list may never end, so not all of an envelope is looked at: up to [`LOOKED_AT`] behind the first object of a list
//! that certainly holds profiles, up to [`LOOKED_FAR`] behind that of any other.

use std::borrow::Cow;

use super::brackets::lexed;
use super::reported::Recognized;
use crate::json::{Fault, Reader, Text, Value, members, unescape};
use crate::model::{PROFILE, UserStatus};
use crate::validate::{DocumentKind, other_kind, profile_within};

/// Bytes that are looked at behind the first object of a list: a few profiles.
const LOOKED_AT: usize = 1 << 13;

/// Bytes that are looked at behind the first object of a list that may be another than that of the profiles.
const LOOKED_FAR: usize = 1 << 20;

/// How much the objects of a list look like profiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Rank {
    /// There are none, or they are other documents.
    #[default]
    Other,
    /// They have an `id`, and nothing that only a profile has.
    Bare,
    /// They have an `id` and fields of a profile.
    Profile,
    /// They have a field that only a profile or a row of the list of users has; or they are in a list of that name.
    Certain,
}

/// What an object has shown: see the opening of this file.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// A field of a profile that pages do not have.
    pub(super) is_profile: bool,
    has_id: bool,
    has_user_status: bool,
    /// A member that pages of Zoom's lists have.
    pub(super) is_page: bool,
    /// A list without items.
    has_empty: bool,
    /// An object, or a list that has one.
    pub(super) has_object: bool,
    /// What lists hold that are read in any envelope.
    rank: Rank,
    /// What other lists hold.
    other_rank: Rank,
}

impl Seen {
    /// Nothing yet; within a page or not.
    pub(super) fn within(is_page: bool) -> Self {
        Self { is_page, ..Self::default() }
    }

    /// How much the lists of the object look like lists of profiles.
    pub(super) fn rank(&self) -> Rank {
        let rank = if self.is_page { self.rank } else { self.rank.max(self.other_rank) };
        if self.has_id && rank < Rank::Profile { Rank::Other } else { rank }
    }

    /// Whether the object is an envelope that holds nothing.
    pub(super) fn is_empty(&self, bytes: &[u8], at: usize) -> bool {
        self.has_empty
            && !self.has_id
            && match other_kind(bytes, at) {
                Some(DocumentKind::Page) => true,
                Some(DocumentKind::Error) => false,
                _ => !self.has_object,
            }
    }

    /// Looks at the members of the object that the reader is at, until it is certain to be a profile or cannot be read
    /// on; into so many levels of objects below it.
    pub(super) fn look<'b>(
        &mut self,
        mut bytes: &'b [u8],
        reader: &mut Reader<'b>,
        levels: usize,
    ) -> Result<(), Fault> {
        reader.take(b'{');
        let mut is_first = true;
        while reader.next_member(is_first)? {
            is_first = false;
            let key = reader.key()?;
            let byte = reader.next_token();
            let raw = bytes.get(key.start..key.end).unwrap_or_default();
            let unescaped = if key.escaped { unescape(raw) } else { Cow::Borrowed("") };
            self.has_object |= byte == Some(b'{');
            match if key.escaped { unescaped.as_bytes() } else { raw } {
                b"id" => self.has_id = true,
                b"status" => self.has_user_status = has_user_status(bytes, *reader),
                name if is_field(name) => self.is_profile = true,
                b"next_page_token" | b"page_size" | b"total_records" => self.is_page = true,
                _ if byte == Some(b'[') => {
                    if let Some(at) = self.list(bytes, *reader, key, levels)? {
                        self.has_object = true;
                        let far = if self.rank == Rank::Certain { LOOKED_AT } else { LOOKED_FAR };
                        bytes = bytes.get(..at + far).unwrap_or(bytes);
                        *reader = Reader::at(bytes, reader.position());
                    }
                }
                _ if byte == Some(b'{') && levels > 0 => {
                    let mut below = Seen::default();
                    below.look(bytes, &mut reader.clone(), levels - 1)?;
                    if !below.is_profile && below.rank() > Rank::Other {
                        self.rank = self.rank.max(below.rank);
                        self.other_rank =
                            self.other_rank.max(if below.is_page { Rank::Other } else { below.other_rank });
                    }
                }
                _ => {}
            }
            self.is_profile |= self.has_id && self.has_user_status;
            if self.is_profile {
                return Ok(());
            }
            reader.skip_value()?;
        }
        Ok(())
    }

    /// Looks at the first objects of the list that the reader is at, and gives the offset of the first.
    pub(super) fn list(
        &mut self,
        bytes: &[u8],
        reader: Reader<'_>,
        key: Text,
        levels: usize,
    ) -> Result<Option<usize>, Fault> {
        let at = match holds(bytes, reader)? {
            Holds::Object(at) => at,
            Holds::Nothing => {
                self.has_empty = true;
                return Ok(None);
            }
            Holds::Other => return Ok(None),
        };
        let is_users = bytes.get(key.start..key.end) == Some(b"users");
        let (rank, cut) = if is_users { (Rank::Certain, None) } else { best_rank(bytes, at, levels) };
        let lists = if rank == Rank::Certain { &mut self.rank } else { &mut self.other_rank };
        *lists = rank.max(*lists);
        cut.map_or(Ok(Some(at)), Err)
    }
}

/// The best rank among the first objects of a list, of which the first begins at an offset; and a fault where they go
/// on behind the bytes.
fn best_rank(bytes: &[u8], at: usize, levels: usize) -> (Rank, Option<Fault>) {
    let near = bytes.get(..at + LOOKED_AT).unwrap_or(bytes);
    let (mut reader, mut best) = (Reader::at(near, at), Rank::Other);
    loop {
        let start = reader.position();
        let read = reader.skip_value();
        if near.get(start) == Some(&b'{') {
            best = best.max(rank_of(near, start, read.is_ok().then(|| reader.position()), levels));
        }
        let read = read.and_then(|()| reader.next_item(false));
        match read {
            _ if best == Rank::Certain => return (best, None),
            Ok(true) => reader.next_token(),
            Err(fault) if fault.at == bytes.len() => return (best, Some(fault)),
            _ => return (best, None),
        };
    }
}

/// How much an object in a list looks like a profile; where it ends, unless it is cut off or broken.
fn rank_of(bytes: &[u8], at: usize, end: Option<usize>, levels: usize) -> Rank {
    let mut seen = Seen::default();
    let looked = seen.look(bytes, &mut Reader::at(bytes, at), levels.saturating_sub(1));
    let names =
        || members(bytes, at).map(|member| unescape(bytes.get(member.key.start..member.key.end).unwrap_or_default()));
    let has = |wanted: &[&str]| names().any(|name| wanted.contains(&&*name));
    match end {
        _ if !seen.is_profile && !seen.has_id && !seen.has_object => Rank::Other,
        None if seen.is_profile => Rank::Profile,
        _ if other_kind(bytes, at).is_none() => match (has(CERTAIN), has(&["id"]), seen.is_profile, has(FAULTS)) {
            (true, ..) => Rank::Certain,
            (_, true, true, false) => Rank::Profile,
            (_, true, is_profile, is_failure) if is_profile || !is_failure => Rank::Bare,
            _ => Rank::Other,
        },
        Some(end) if levels > 0 && is_failure_or_wrapper(bytes, at, end) => Rank::Profile,
        // Settings and messages have lists of objects with an ID too.
        _ if levels > 0 && looked.is_ok() && seen.rank() == Rank::Certain => Rank::Certain,
        _ => Rank::Other,
    }
}

/// Fields that only a profile or a row of the list of users has.
const CERTAIN: &[&str] = &["policy", "phone_user_id", "site_admin"];

/// Members of replies in which a profile is: another one, such as `owner`, is of another document.
const ENVELOPE: &[&str] = &["data", "result", "response", "body", "payload", "record", "profile", "user"];

/// Members of what is listed because it failed.
const FAULTS: &[&str] = &["error", "errors", "message", "reason", "code"];

/// Whether the object between two offsets is a failure that was written out before, or a wrapper of a profile.
fn is_failure_or_wrapper(bytes: &[u8], at: usize, end: usize) -> bool {
    let is_failure = matches!(Recognized::read(bytes.get(at..end).unwrap_or_default()), Some(Recognized::Failure(_)));
    is_failure || wrapped(bytes, at, end).is_some()
}

/// Where a profile begins in the object between two offsets, if that is a wrapper of one.
pub(super) fn wrapped(bytes: &[u8], at: usize, end: usize) -> Option<usize> {
    let document = bytes.get(at..end)?;
    let inner = match Recognized::read(document) {
        Some(Recognized::Profile(inner)) => inner,
        None if other_kind(document, 0) == Some(DocumentKind::Wrapper) => {
            let path = profile_within(document, 0)?;
            let mut names = path.split('.');
            let outer = names.next().filter(|name| ENVELOPE.contains(name))?;
            let outer = Value::at(document, 0, document.len()).get(outer)?;
            // Of profiles by their IDs, reading one would lose the others.
            if names.clone().next().is_some() && profiles_in(outer.bytes()).nth(1).is_some() {
                return None;
            }
            names.try_fold(outer, |value, name| value.get(name))?
        }
        _ => return None,
    };
    Some(at + inner.offset_in(document))
}

/// The members of an object that are profiles.
fn profiles_in(object: &[u8]) -> impl Iterator<Item = usize> {
    let starts = members(object, 0).map(|member| member.start);
    starts.filter(|at| object.get(*at) == Some(&b'{') && other_kind(object, *at).is_none())
}

fn is_field(name: &[u8]) -> bool {
    PROFILE.fields.iter().any(|field| field.name.as_bytes() == name)
}

/// Whether the reader is at a status that users have.
fn has_user_status(bytes: &[u8], mut reader: Reader<'_>) -> bool {
    let word = reader.text().map(|text| unescape(bytes.get(text.start..text.end).unwrap_or_default()));
    word.is_ok_and(|word| UserStatus::WORDS.contains(&&*word))
}

/// What a list holds.
enum Holds {
    /// An object, the first of which begins here.
    Object(usize),
    Nothing,
    Other,
}

/// What the list at the reader holds, past anything that stands before its first object.
fn holds(bytes: &[u8], mut reader: Reader<'_>) -> Result<Holds, Fault> {
    reader.next_token();
    if !reader.take(b'[') {
        return Ok(Holds::Other);
    }
    reader.next_token();
    let start = reader.position();
    for (at, byte, is_text) in lexed(bytes, start) {
        match byte {
            // No text goes on behind the end of a line: it is broken, and so is the list.
            b'\n' if is_text => return Ok(Holds::Other),
            _ if is_text => {}
            b'{' => return Ok(Holds::Object(at)),
            b']' => return Ok(if at == start { Holds::Nothing } else { Holds::Other }),
            _ => {}
        }
    }
    // It goes on behind the bytes.
    Err(Fault { at: bytes.len(), expected: "" })
}
