//! Many profiles in one stream of bytes, cut anywhere: where each begins.
//!
//! A stream is a sequence of JSON values, with or without line ends between them. Each is a profile, or a list of
//! profiles, or an envelope: an object that holds such a list, at any depth up to [`DEEPEST`], as Zoom's list endpoints
//! and exports have it (`{"users":[…]}`, `{"data":{"users":[…]}}`). Lists may hold envelopes, such as pages. The walk
//! that checks a profile tells where it ends, so it is not read twice, and a profile that is cut off waits for more.
//!
//! # A profile or an envelope
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
use std::ops::Range;

use super::reported::Note;
use crate::json::{Fault, Reader, Text, Value, members, unescape};
use crate::model::{PROFILE, UserStatus};
use crate::validate::{DocumentKind, other_kind, profile_within};

/// Bytes that are looked at behind the first object of a list: a few profiles.
const LOOKED_AT: usize = 1 << 13;

/// Bytes that are looked at behind the first object of a list that may be another than that of the profiles.
const LOOKED_FAR: usize = 1 << 20;

/// Objects and lists around a profile that are looked into.
const DEEPEST: usize = 6;

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A profile, or what stands in its place, begins here.
    Profile(usize),
    /// A profile begins here, in a wrapper that is whole.
    Wrapped {
        /// Where the profile begins.
        at: usize,
        /// Where the wrapper is.
        wrapper: Range<usize>,
    },
    /// What stands here is none of what may stand between profiles: it is to be reported as a profile that is broken.
    Stray(usize),
    /// More bytes are needed.
    More,
}

/// What the position is within.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    /// A list, whose items are profiles; or are passed over.
    List { is_taken: bool },
    /// An envelope: lists are read from this rank on.
    Envelope { least: Rank, is_page: bool },
}

/// How much the objects of a list look like profiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Rank {
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

/// Finds profiles, one after another.
#[derive(Debug, Default)]
pub struct Splitter {
    /// The lists and envelopes that are open, the outermost first; none between the values of the stream.
    open: Vec<Open>,
    /// What comes next in the innermost of them: an item or a member, or what separates it from the next.
    is_behind: bool,
    /// Whether no item or member has come in it.
    is_first: bool,
    position: usize,
    /// At the top: how many bytes, white space as a rule, stand before the position on its line.
    indentation: usize,
    /// Whether what comes is passed over, up to where a profile may begin or a list may end: in whichever chunk that
    /// is.
    is_lost: bool,
}

impl Splitter {
    /// The offset of the first byte that is still needed.
    pub fn position(&self) -> usize {
        self.position
    }

    /// Forgets the bytes before [`Splitter::position`], which have been dropped.
    pub fn drop_before(&mut self) {
        self.position = 0;
    }

    /// Goes on behind a profile, or what stood in its place.
    pub fn resume(&mut self, position: usize) {
        self.position = position;
        self.is_behind = !self.open.is_empty();
    }

    /// Gives up at the end of a stream that ends within a profile.
    pub fn abandon(&mut self, position: usize) {
        *self = Self { position, ..Self::default() };
    }

    /// Whether it is between the values of the stream, where the stream may end.
    pub fn is_at_top(&self) -> bool {
        self.open.is_empty()
    }

    /// Finds the next profile. `is_last` where no more bytes will come.
    pub fn next(&mut self, bytes: &[u8], is_last: bool) -> Step {
        loop {
            if self.is_lost {
                self.pass_over(bytes);
            }
            let mut reader = Reader::at(bytes, self.position);
            let byte = reader.next_token();
            self.go_to(bytes, reader.position());
            let Some(byte) = byte else { return Step::More };
            let step = match (self.open.last().copied(), byte) {
                // A byte order mark: each part that a stream is put together of may begin with one.
                (_, 0xEF) if bytes.get(self.position..).is_some_and(|rest| rest.starts_with(MARK)) => {
                    self.position += MARK.len();
                    None
                }
                (_, 0xEF) if !is_last && bytes.len() < self.position + MARK.len() => Some(Step::More),
                (None, b'[') => self.enter(self.position, Open::List { is_taken: true }),
                (None, b'{') => self.object(bytes, is_last),
                (None, _) => Some(Step::Profile(self.position)),
                (Some(Open::List { .. }), b']') if self.is_behind || self.is_first => self.leave(),
                (Some(Open::Envelope { .. }), b'}') if self.is_behind || self.is_first => self.leave(),
                (Some(_), b',') if self.is_behind => {
                    self.position += 1;
                    self.is_behind = false;
                    self.is_first = false;
                    None
                }
                (Some(_), _) if self.is_behind => Some(self.stray()),
                (Some(Open::List { .. }), b',' | b']' | b'}' | b':') => Some(self.stray()),
                (Some(Open::List { is_taken: false }), _) => self.skip(bytes, self.position),
                (Some(Open::List { .. }), b'{') => self.object(bytes, is_last),
                (Some(Open::List { .. }), _) => Some(Step::Profile(self.position)),
                (Some(Open::Envelope { least, is_page }), b'"') => self.member(bytes, is_last, least, is_page),
                (Some(Open::Envelope { .. }), _) => Some(self.stray()),
            };
            if let Some(step) = step {
                return step;
            }
        }
    }

    /// Enters a list or an envelope that begins at an offset.
    fn enter(&mut self, at: usize, open: Open) -> Option<Step> {
        self.open.push(open);
        self.position = at + 1;
        (self.is_behind, self.is_first) = (false, true);
        None
    }

    fn leave(&mut self) -> Option<Step> {
        self.open.pop();
        self.resume(self.position + 1);
        None
    }

    /// Goes on to a place, and counts how far it is from the beginning of its line.
    fn go_to(&mut self, bytes: &[u8], position: usize) {
        if self.is_at_top() {
            let passed = bytes.get(self.position..position).unwrap_or_default();
            self.indentation = match passed.iter().rposition(|byte| *byte == b'\n') {
                Some(line_end) => passed.len() - line_end - 1,
                None => self.indentation + passed.len(),
            };
        }
        self.position = position;
    }

    /// Passes over what stands between here and the next profile, or the end of the list.
    fn pass_over(&mut self, bytes: &[u8]) {
        let rest = bytes.get(self.position..).unwrap_or_default();
        let next = rest.iter().position(|byte| matches!(byte, b'{' | b']'));
        self.go_to(bytes, next.map_or(bytes.len(), |skipped| self.position + skipped));
        self.is_lost = next.is_none();
    }

    /// Reports what stands here, and is ready for whatever may follow it in the innermost list.
    fn stray(&mut self) -> Step {
        self.is_lost = true;
        (self.is_behind, self.is_first) = (false, true);
        while let Some(Open::Envelope { .. }) = self.open.last() {
            self.open.pop();
        }
        Step::Stray(self.position)
    }

    /// Takes the object at hand: steps into an envelope, or gives a profile.
    fn object(&mut self, bytes: &[u8], is_last: bool) -> Option<Step> {
        let at = self.position;
        let mut seen = Seen::default();
        let mut reader = Reader::at(bytes, at);
        let looked = seen.look(bytes, &mut reader, DEEPEST.saturating_sub(self.open.len()));
        match looked {
            _ if seen.is_profile => return Some(Step::Profile(at)),
            Err(fault) if fault.at == bytes.len() && !is_last => return Some(Step::More),
            _ => {}
        }
        let least = seen.rank();
        if least > Rank::Other || looked.is_ok() && seen.is_empty(bytes, at) {
            return self.enter(at, Open::Envelope { least, is_page: seen.is_page });
        }
        let end = reader.position();
        // A wrapper holds an object: most objects of a few bytes need no closer look.
        match looked.ok().filter(|()| seen.has_object).and_then(|()| wrapped(bytes, at, end)) {
            Some(inner) => Some(Step::Wrapped { at: inner, wrapper: at..end }),
            None => Some(Step::Profile(at)),
        }
    }

    /// Takes a member of an envelope: steps into its list, or into another envelope, or over it.
    fn member(&mut self, bytes: &[u8], is_last: bool, least: Rank, is_page: bool) -> Option<Step> {
        let mut reader = Reader::at(bytes, self.position);
        let key = match reader.key() {
            Ok(key) => key,
            Err(fault) if fault.at == bytes.len() => return Some(Step::More),
            Err(_) => return Some(self.stray()),
        };
        let byte = reader.next_token();
        let start = reader.position();
        let mut seen = Seen { is_page, ..Seen::default() };
        let looked = match byte {
            Some(b'[') => seen.list(bytes, reader, key, DEEPEST).map(|at| at.is_some()),
            Some(b'{') => seen.look(bytes, &mut reader, DEEPEST.saturating_sub(self.open.len())).map(|()| false),
            _ => Ok(false),
        };
        match looked {
            Err(fault) if fault.at == bytes.len() && !is_last => Some(Step::More),
            Ok(true) => {
                let is_taken = seen.rank() >= least && seen.rank() > Rank::Other;
                self.enter(start, Open::List { is_taken })
            }
            _ if byte == Some(b'{') && !seen.is_profile && seen.rank() >= least && seen.rank() > Rank::Other => {
                self.enter(start, Open::Envelope { least, is_page: seen.is_page })
            }
            _ => self.skip(bytes, start),
        }
    }

    /// Passes over the value that begins at an offset. One that is broken fails in the place of a profile.
    fn skip(&mut self, bytes: &[u8], start: usize) -> Option<Step> {
        let mut reader = Reader::at(bytes, start);
        match reader.skip_value() {
            Ok(()) if reader.position() < bytes.len() => {
                self.resume(reader.position());
                None
            }
            Err(fault) if fault.at != bytes.len() => Some(Step::Profile(start)),
            // A number or a word at the end of the bytes may go on behind it.
            _ => Some(Step::More),
        }
    }

    /// Where the next value begins after one at the top that is broken and has several lines, of which the first ends
    /// at `line_end`: before the first line that is no deeper than that on which the value began, or behind the bracket
    /// with which such a line closes it. `None` where that cannot be told from these bytes.
    pub fn behind_lines(&self, bytes: &[u8], mut line_end: usize) -> Option<usize> {
        loop {
            let line = bytes.get(line_end + 1..)?;
            let depth = line.iter().position(|byte| !matches!(byte, b' ' | b'\t'))?;
            let at = line_end + 1 + depth;
            match bytes.get(at)? {
                b'\n' | b'\r' => {}
                b'}' | b']' if depth <= self.indentation => return Some(at + 1),
                _ if depth <= self.indentation => return Some(line_end),
                _ => {}
            }
            line_end = at + bytes.get(at..)?.iter().position(|byte| *byte == b'\n')?;
        }
    }
}

/// The byte order mark.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// What an object has shown: see the head of this file.
#[derive(Debug, Default)]
struct Seen {
    /// A field of a profile that pages do not have.
    is_profile: bool,
    has_id: bool,
    has_user_status: bool,
    /// A member that pages of Zoom's lists have.
    is_page: bool,
    /// A list without items.
    has_empty: bool,
    /// An object, or a list that has one.
    has_object: bool,
    /// What lists hold that are read in any envelope.
    rank: Rank,
    /// What other lists hold.
    other_rank: Rank,
}

impl Seen {
    /// How much the lists of the object look like lists of profiles.
    fn rank(&self) -> Rank {
        let rank = if self.is_page { self.rank } else { self.rank.max(self.other_rank) };
        if self.has_id && rank < Rank::Profile { Rank::Other } else { rank }
    }

    /// Whether the object is an envelope that holds nothing.
    fn is_empty(&self, bytes: &[u8], at: usize) -> bool {
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
    fn look<'b>(&mut self, mut bytes: &'b [u8], reader: &mut Reader<'b>, levels: usize) -> Result<(), Fault> {
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
    fn list(&mut self, bytes: &[u8], reader: Reader<'_>, key: Text, levels: usize) -> Result<Option<usize>, Fault> {
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
        Some(end) if levels > 0 && is_note(bytes, at, end) => Rank::Profile,
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
fn is_note(bytes: &[u8], at: usize, end: usize) -> bool {
    let is_failure = matches!(Note::read(bytes.get(at..end).unwrap_or_default()), Some(Note::Failure(_)));
    is_failure || wrapped(bytes, at, end).is_some()
}

/// Where a profile begins in the object between two offsets, if that is a wrapper of one.
fn wrapped(bytes: &[u8], at: usize, end: usize) -> Option<usize> {
    let document = bytes.get(at..end)?;
    let inner = match Note::read(document) {
        Some(Note::Profile(inner)) => inner,
        None if other_kind(document, 0) == Some(DocumentKind::Wrapper) => {
            let path = profile_within(document, 0)?;
            let mut names = path.split('.');
            let outer = names.next().filter(|name| ENVELOPE.contains(name))?;
            let wrapper = Value::at(document, 0, document.len());
            names.try_fold(wrapper.get(outer)?, |value, name| value.get(name))?
        }
        _ => return None,
    };
    Some(at + inner.offset_in(document))
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

/// What the list at the reader holds, past whatever stands before its first object, be it foreign or nonsense.
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

/// The bytes from an offset on, with their offsets and whether they stand in a text.
fn lexed(bytes: &[u8], start: usize) -> impl Iterator<Item = (usize, u8, bool)> {
    let (mut is_text, mut is_escaped) = (false, false);
    bytes.iter().enumerate().skip(start).map(move |(at, byte)| {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            _ => {}
        }
        (at, *byte, is_text)
    })
}

/// Where the next value begins after one that is broken and stands in a list or an envelope: behind the matching
/// bracket. `None` where that cannot be told from these bytes.
pub fn behind_brackets(bytes: &[u8], start: usize) -> Option<usize> {
    let mut open = Vec::new();
    for (at, byte, is_text) in lexed(bytes, start) {
        match byte {
            _ if is_text => {}
            b'{' | b'[' => open.push(byte),
            b'}' | b']' => {
                // A bracket closes all that is open within its own.
                let own = if byte == b'}' { b'{' } else { b'[' };
                let Some(depth) = open.iter().rposition(|bracket| *bracket == own) else { return Some(at) };
                open.truncate(depth);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b',' if open.is_empty() && at > start => return Some(at),
            _ => {}
        }
    }
    None
}
