//! What changed between two fleets, user by user, without keeping any profile of the earlier one: each user takes an
//! entry of some 40 bytes ([`roster`]).
//!
//! The earlier fleet is read first. Of each profile its digest is kept, and its place in the source. Then the later one
//! is read: a user whose digest is the same has not changed. Where it differs, the caller reads the earlier profile
//! again ([`Drift::wanted`], [`Drift::answer`]), and the two are compared. Users go by `id`, else by email address. Of
//! several profiles of a user in one fleet the first one that passes counts.
//!
//! Digests and keys have 64 bits: among a million users, two have the same key with a probability of 3 in 100 million,
//! and a change goes unseen with one of 1 in 10 to the 19th. A profile that is read again is held against its digest.
//!
//! ```
//! use zoom_phone_profile::fleet::Drift;
//! use zoom_phone_profile::validate::Options;
//!
//! let before = br#"{"id":"a","policy":{"sms":{"enable":false}}} {"id":"b","policy":{}}"#;
//! let mut drift = Drift::new(Options::default(), None, None);
//! drift.push(before)?;
//! drift.begin_after();
//! drift.push(br#"[{"id":"a","policy":{"sms":{"enable":true}}}]"#)?;
//! drift.end();
//! while drift.queue_removed(1) {}
//! for wanted in drift.wanted() {
//!     let start = wanted.start as usize;
//!     assert!(drift.answer(&before[start..start + wanted.length as usize]));
//! }
//! let users = drift.take();
//! assert!(users.contains(r#""userId":"a","kind":"changed""#) && users.contains("SMS was turned on."));
//! assert!(users.contains(r#""userId":"b","kind":"removed""#));
//! # Ok::<(), zoom_phone_profile::fleet::FleetError>(())
//! ```

mod roster;
mod tally;
mod write;

use std::borrow::Cow;
use std::collections::VecDeque;

use super::export::push_line;
use super::intake::{Checked, Intake, Sink};
use super::reported::Reported;
use super::{ExportForm, FleetError, GroupBy};
use crate::json::{Object, digest, digest_bytes, mix};
use crate::policy::{diff, field_changes};
use crate::row;
use crate::validate::{IssueCode, Options, Strictness, Validator, View};
use roster::{Entry, Roster};
pub use tally::MOST_WORST;
use tally::{Fate, Tally};
use write::Writer;

/// The drift between two fleets: see the head of this file.
#[derive(Debug)]
pub struct Drift {
    options: Options,
    intake: Intake,
    comparison: Comparison,
}

/// Where an earlier profile is that is to be read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The value of the source that it lies in, by its position among those that are no bytes, from 1; 0 where it lies
    /// in the stream of all bytes.
    pub value: u32,
    /// Where it begins, in bytes of the value's JSON, or of the stream.
    pub start: u64,
    /// Its length in bytes.
    pub length: u32,
}

impl Drift {
    /// A drift whose profiles are validated with these options. What it writes of users is NDJSON, or a form of an
    /// export.
    pub fn new(options: Options, group_by: Option<GroupBy>, form: Option<ExportForm>) -> Self {
        let form = form.unwrap_or(ExportForm::Ndjson);
        Self { intake: Intake::new(options.clone()), options, comparison: Comparison::new(group_by, form) }
    }

    /// Profiles seen of the fleet at hand, those that failed included.
    pub fn profiles(&self) -> u64 {
        self.intake.profiles()
    }

    /// Bytes taken in of the fleet at hand.
    pub fn bytes(&self) -> u64 {
        self.intake.bytes()
    }

    /// As [`Fleet::push`](super::Fleet::push).
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), FleetError> {
        self.intake.push(chunk, &mut self.comparison)
    }

    /// As [`Fleet::reserve`](super::Fleet::reserve).
    pub fn reserve(&mut self, length: usize) -> &mut [u8] {
        self.intake.reserve(length)
    }

    /// As [`Fleet::filled`](super::Fleet::filled).
    pub fn filled(&mut self, length: usize) -> Result<(), FleetError> {
        self.intake.filled(length, &mut self.comparison)
    }

    /// As [`Fleet::end`](super::Fleet::end).
    pub fn end(&mut self) {
        self.intake.end(&mut self.comparison);
    }

    /// As [`Fleet::refuse_scalars`](super::Fleet::refuse_scalars).
    pub fn refuse_scalars(&self) -> Result<(), FleetError> {
        self.intake.refuse_scalars()
    }

    /// As [`Fleet::push_value`](super::Fleet::push_value).
    pub fn push_value(&mut self, document: &[u8], asked_id: &str) {
        self.intake.push_value(document, asked_id, &mut self.comparison);
    }

    /// As [`Fleet::push_failure`](super::Fleet::push_failure).
    pub fn push_failure(&mut self, id: &str, code: &str, message: &str, issues: &str) {
        self.intake.push_failure(id, code, message, issues, &mut self.comparison);
    }

    /// Ends the earlier fleet: what comes is the later one.
    pub fn begin_after(&mut self) {
        self.end();
        self.intake = Intake::new(self.options.clone());
        self.comparison.is_after = true;
    }

    /// Bytes of later profiles that wait for their earlier ones.
    pub fn waiting(&self) -> usize {
        self.comparison.waiting
    }

    /// The earlier profiles that are to be read again and were not asked for yet. Each is to be handed to
    /// [`Drift::answer`], in this order.
    pub fn wanted(&mut self) -> Vec<Wanted> {
        self.comparison.wanted()
    }

    /// Takes the next earlier profile that was asked for. Returns whether it is what was read before.
    pub fn answer(&mut self, document: &[u8]) -> bool {
        self.comparison.answer(document)
    }

    /// What has been written of users since this was last asked.
    pub fn take(&mut self) -> String {
        self.comparison.take()
    }

    /// After the end of the later fleet: has at most so many users that are gone wait for their earlier profiles.
    /// Returns whether there may be more.
    pub fn queue_removed(&mut self, most: usize) -> bool {
        self.comparison.queue_removed(most)
    }

    /// The summary, as JSON in the form that JavaScript has.
    pub fn to_json(&self) -> String {
        self.comparison.to_json()
    }
}

/// A user of whom something is to be written, in the order of the users.
#[derive(Debug)]
enum Pending {
    /// It is written already.
    Written(String),
    /// The later profile waits for the earlier one, of this entry.
    Compared { index: usize, later: Box<[u8]> },
    /// The user is gone.
    Removed { index: usize },
}

/// Takes the profiles of both fleets.
#[derive(Debug)]
struct Comparison {
    is_after: bool,
    roster: Roster,
    /// Users that cannot be told apart, of each fleet: failures without an ID, and profiles without ID and email
    /// address.
    nameless: [u64; 2],
    pending: VecDeque<Pending>,
    /// How many of them have been asked for, or need not be.
    asked: usize,
    waiting: usize,
    /// The entry at which the search for those who are gone goes on.
    removed_to: usize,
    tally: Tally,
    writer: Writer,
    written: String,
    earlier: Validator,
    later: Validator,
}

/// Both profiles have passed: whatever their options were, the same is read of them.
const READ: Options = Options { strictness: Strictness::Lenient, max_issues: 0, from_object: false };

impl Comparison {
    fn new(group_by: Option<GroupBy>, form: ExportForm) -> Self {
        let writer = Writer::new(form);
        Self {
            is_after: false,
            roster: Roster::default(),
            nameless: [0; 2],
            pending: VecDeque::new(),
            asked: 0,
            waiting: 0,
            removed_to: 0,
            tally: Tally::new(group_by),
            written: writer.heading(),
            writer,
            earlier: Validator::new(),
            later: Validator::new(),
        }
    }

    /// The entry of a user with its index; `None` for a profile without ID and email address, which is counted.
    fn entry(&mut self, key: Option<u64>) -> Option<(usize, &mut Entry)> {
        if key.is_none() {
            let [before, after] = &mut self.nameless;
            *if self.is_after { after } else { before } += 1;
        }
        self.roster.entry(key?)
    }

    fn fail_user(&mut self, key: Option<u64>) {
        let seen = if self.is_after { Entry::FAILED_AFTER } else { Entry::FAILED_BEFORE };
        if let Some((_, entry)) = self.entry(key) {
            entry.seen |= seen;
        }
    }

    /// Takes a profile of the later fleet, whose user has not been seen in it.
    fn compare(&mut self, index: usize, view: &View<'_>, document: &[u8], content: u64) {
        let Some(entry) = self.roster.get_mut(index) else { return };
        entry.seen |= Entry::AFTER;
        let (is_known, is_same) = (entry.has(Entry::BEFORE), entry.digest == content);
        match (is_known, is_same) {
            (true, true) => self.tally.add(Fate::Unchanged, view, &[], &[]),
            (true, false) => {
                let later: Box<[u8]> = on_one_line(document).into();
                self.waiting += later.len();
                self.pending.push_back(Pending::Compared { index, later });
            }
            _ if entry.has(Entry::FAILED_BEFORE) || self.has_failed(view, Entry::FAILED_BEFORE) => {}
            _ => {
                self.tally.add(Fate::Added, view, &[], &[]);
                let mut text = String::new();
                self.writer.user(&mut text, &name_of(view), Fate::Added, &[], &[]);
                self.pending.push_back(Pending::Written(text));
            }
        }
    }

    /// Whether a user has failed in a fleet by the email address: outcomes name users as they were asked for.
    fn has_failed(&self, view: &View<'_>, seen: u32) -> bool {
        let entry = view.text(row!("email")).and_then(|email| self.roster.get(self.roster.find(key(&email)?)?));
        entry.is_some_and(|entry| entry.has(seen))
    }

    fn wanted(&mut self) -> Vec<Wanted> {
        let from = std::mem::replace(&mut self.asked, self.pending.len());
        let place = |pending: &Pending| {
            let (Pending::Compared { index, .. } | Pending::Removed { index }) = pending else { return None };
            let entry = self.roster.get(*index)?;
            let place = entry.place();
            Some(Wanted { value: place.value, start: place.start, length: entry.length })
        };
        self.pending.iter().skip(from).filter_map(place).collect()
    }

    fn answer(&mut self, document: &[u8]) -> bool {
        self.write_written();
        let Some(pending) = self.pending.pop_front() else { return false };
        self.asked = self.asked.saturating_sub(1);
        let (Pending::Compared { index, .. } | Pending::Removed { index }) = &pending else { return false };
        let Some(entry) = self.roster.get(*index).copied() else { return false };
        self.earlier.check(document, &READ);
        if content_of(&self.earlier, document) != entry.digest {
            return false;
        }
        let document = on_one_line(document);
        if let Cow::Owned(document) = &document {
            self.earlier.check(document, &READ);
        }
        match pending {
            Pending::Compared { later, .. } => {
                self.waiting -= later.len();
                self.write_changes(&document, &later);
            }
            _ => self.write_removed(&document),
        }
        true
    }

    fn write_changes(&mut self, earlier: &[u8], later: &[u8]) {
        self.later.check(later, &READ);
        let (before, after) = (self.earlier.view(earlier), self.later.view(later));
        let (changes, fields) = (diff(&before, &after), field_changes(&before, &after));
        if changes.is_empty() && fields.is_empty() {
            return self.tally.add(Fate::Unchanged, &after, &[], &[]);
        }
        let name = name_of(&after);
        self.tally.add(Fate::Changed, &after, &changes, &fields);
        self.tally.rank(&name, &changes, &fields);
        self.writer.user(&mut self.written, &name, Fate::Changed, &changes, &fields);
    }

    fn write_removed(&mut self, earlier: &[u8]) {
        let view = self.earlier.view(earlier);
        if !self.has_failed(&view, Entry::FAILED_AFTER) {
            self.tally.add(Fate::Removed, &view, &[], &[]);
            self.writer.user(&mut self.written, &name_of(&view), Fate::Removed, &[], &[]);
        }
    }

    /// Writes the users whose turn it is and who wait for nothing.
    fn write_written(&mut self) {
        while let Some(Pending::Written(text)) = self.pending.front() {
            self.written.push_str(text);
            self.pending.pop_front();
            self.asked = self.asked.saturating_sub(1);
        }
    }

    fn take(&mut self) -> String {
        self.write_written();
        std::mem::take(&mut self.written)
    }

    fn queue_removed(&mut self, most: usize) -> bool {
        let mut left = most;
        while left > 0 {
            let Some(entry) = self.roster.get(self.removed_to) else { return false };
            if entry.has(Entry::BEFORE) && !entry.has(Entry::AFTER | Entry::FAILED_AFTER) {
                self.pending.push_back(Pending::Removed { index: self.removed_to });
                left -= 1;
            }
            self.removed_to += 1;
        }
        true
    }

    fn to_json(&self) -> String {
        let count = |is_counted: &dyn Fn(&Entry) -> bool| self.roster.iter().filter(|entry| is_counted(entry)).count();
        let [before, after] = self.nameless;
        let failed = |entry: &Entry, passed, failed| entry.has(failed) && !entry.has(passed);
        let mut json = String::new();
        let mut object = Object::begin(&mut json);
        object.number("before", before + count(&|entry| entry.has(Entry::BEFORE | Entry::FAILED_BEFORE)) as u64);
        object.number("after", after + count(&|entry| entry.has(Entry::AFTER | Entry::FAILED_AFTER)) as u64);
        let failures = count(&|entry| {
            failed(entry, Entry::BEFORE, Entry::FAILED_BEFORE) || failed(entry, Entry::AFTER, Entry::FAILED_AFTER)
        });
        object.number("failed", before + after + failures as u64);
        self.tally.push_members(&mut object);
        object.end();
        json
    }
}

impl Sink for Comparison {
    fn pass(&mut self, Checked { document, validator, place, .. }: Checked<'_>) {
        let view = validator.view(document);
        let is_after = self.is_after;
        let Some((index, entry)) = self.entry(key_of(&view, "")) else { return };
        if entry.has(if is_after { Entry::AFTER } else { Entry::BEFORE }) {
            return;
        }
        let content = content_of(validator, document);
        if is_after {
            return self.compare(index, &view, document, content);
        }
        entry.seen |= Entry::BEFORE;
        entry.digest = content;
        entry.set_place(place, document.len());
    }

    fn fail(&mut self, Checked { document, validator, asked_id, .. }: Checked<'_>) {
        self.fail_user(key_of(&validator.view(document), asked_id));
    }

    fn report(&mut self, _: u64, failure: Reported<'_>) {
        self.fail_user(failure.id.and_then(|id| key(&id)));
    }
}

/// The key of a user; `None` for an empty name. Email addresses are compared without regard to case.
fn key(name: &str) -> Option<u64> {
    let is_address = name.contains('@');
    let name = if is_address { Cow::Owned(name.to_ascii_lowercase()) } else { Cow::Borrowed(name) };
    (!name.is_empty()).then(|| mix(u64::from(is_address), digest_bytes(name.as_bytes())))
}

/// The key of a profile's user: of the ID, else of the ID that it was asked for by, else of the email address.
fn key_of(view: &View<'_>, asked_id: &str) -> Option<u64> {
    let named = |row| view.text(row).and_then(|name| key(&name));
    named(row!("id")).or_else(|| key(asked_id)).or_else(|| named(row!("email")))
}

/// The name of a user who has a key.
fn name_of<'v>(view: &View<'v>) -> Cow<'v, str> {
    let id = view.text(row!("id")).filter(|id| !id.is_empty());
    id.or_else(|| view.text(row!("email"))).unwrap_or_default()
}

/// The digest of the document that was last checked. The order of keys counts if one occurs twice.
fn content_of(validator: &Validator, document: &[u8]) -> u64 {
    let repeated = validator.counts().get(IssueCode::DuplicateKey as usize).is_some_and(|count| *count > 0);
    let content = digest(document);
    if repeated { mix(content, digest_bytes(document)) } else { content }
}

/// A document without line ends, since its values are written on one line, and with null in place of what JSON cannot
/// carry.
fn on_one_line(document: &[u8]) -> Cow<'_, [u8]> {
    if document.iter().all(|byte| *byte >= b' ') {
        return Cow::Borrowed(document);
    }
    let mut written = Vec::new();
    push_line(&mut written, document);
    Cow::Owned(written)
}

#[cfg(test)]
mod tests;
