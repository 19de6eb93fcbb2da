//! Members that were not predicted: keys in another order, unknown, deprecated and duplicate ones.

use std::borrow::Cow;

use super::super::document_kind::tells_kind;
use super::super::duplicates::{identity, key_digest};
use super::super::issue::IssueCode;
use super::super::issues::{IssueDetail, Step};
use super::super::key_prediction::{Cursor, Member};
use super::super::slots::{Slot, UnknownMember, is_state_field};
use super::super::sort::heap_sort;
use super::frame::Frame;
use super::{Stop, Walk};
use crate::json::{Reader, Text, unescape};
use crate::model::schema::{Field, Row, Shape};
use crate::row;

/// The name of the field that a key is meant to be, in camelCase, PascalCase or kebab-case: one of several words, since
/// these change nothing else.
#[inline(never)]
fn meant(shape: &'static Shape, key: &str) -> Option<&'static str> {
    let is_meant = |name: &&str| name.bytes().any(|byte| byte == b'_') && is_alike(name, key);
    shape.fields.iter().map(|field| field.name).find(is_meant)
}

/// Whether a key has the letters of a name, in capitals or not, with other signs between its words or none.
fn is_alike(name: &str, key: &str) -> bool {
    let mut letters = key.bytes().filter(|byte| !matches!(byte, b'_' | b'-'));
    let mut of_name = name.bytes().filter(|byte| *byte != b'_');
    of_name.all(|byte| letters.next().is_some_and(|letter| letter.to_ascii_lowercase() == byte))
        && letters.next().is_none()
}

impl Walk<'_> {
    /// Takes any key with its colon, and finds its field's row. A key that is unknown is left on `keys`.
    #[inline(never)]
    pub(super) fn find_field(
        &mut self,
        shape: &'static Shape,
        row: usize,
        cursor: Cursor,
        frame: &Frame,
    ) -> Result<Option<(usize, &'static Member)>, Stop> {
        let key = self.read_or_stop(Reader::key, frame)?;
        if key.invalid {
            let below = Frame::below(frame, Step::Key(key));
            self.bad_utf8(key, &below);
        }
        let raw = self.document.get(key.start..key.end).unwrap_or_default();
        let name = if key.escaped { unescape(raw) } else { Cow::Borrowed("") };
        let name = if key.escaped { name.as_bytes() } else { raw };
        let found = self.slots.predictor.learn(shape, row, cursor, name);
        if found.is_none() {
            self.keys.push(key);
        }
        Ok(found)
    }

    /// Reports a field that is deprecated, or stands twice: then what its first value left is forgotten.
    #[cold]
    pub(super) fn report_field(
        &mut self,
        at: usize,
        field: &'static Field,
        row: usize,
        is_repeated: bool,
        frame: &Frame,
    ) {
        if self.log.only_counts() && !is_repeated {
            return self.log.count_one(IssueCode::DeprecatedField);
        }
        let below = Frame::below(frame, Step::field(row));
        if is_repeated {
            self.repeated(at, field, row, &below);
        }
        if field.deprecated.is_some() {
            self.report(IssueCode::DeprecatedField, at, self.reader.position(), IssueDetail::Field(field), &below);
        }
    }

    fn repeated(&mut self, at: usize, field: &'static Field, row: usize, frame: &Frame) {
        self.report(IssueCode::DuplicateKey, at, self.reader.position(), IssueDetail::Nothing, frame);
        let rows = row..row + 1 + usize::from(field.kind.rows());
        if let Some(slots) = self.slots.rows.get_mut(rows) {
            slots.fill(Slot::default());
        }
        if row == row!("policy").index() {
            self.slots.extras.clear();
        }
    }

    /// Walks a member whose key is unknown: the last of `keys`.
    #[cold]
    pub(super) fn unknown_member(
        &mut self,
        key_at: usize,
        shape: &'static Shape,
        row: usize,
        frame: &Frame,
    ) -> Result<(), Stop> {
        let Some(key) = self.keys.last().copied() else { return Ok(()) };
        self.has_unknown |= tells_kind(row);
        let below = Frame::below(frame, Step::Key(key));
        let name = unescape(self.document.get(key.start..key.end).unwrap_or_default());
        let (code, about) = match meant(shape, &name) {
            Some(name) => (IssueCode::InvalidFormat, IssueDetail::Meant(name)),
            None => (IssueCode::UnknownField, IssueDetail::Nothing),
        };
        self.report(code, key_at, self.reader.position(), about, &below);
        self.reader.next_token();
        let start = self.reader.position();
        self.any(&below)?;
        if row == row!("policy").index() + 1 {
            self.slots.extras.push(UnknownMember { key, start, end: self.reader.position() });
        } else if is_state_field(&name) {
            self.slots.stated.push(Row(row.saturating_sub(1) as u16));
        }
        Ok(())
    }

    /// Reports unknown keys that stand twice in the object that is being left, and forgets its keys.
    #[inline]
    pub(super) fn repeated_unknown(&mut self, keys: usize, frame: &Frame) {
        if self.keys.len() > keys + 1 {
            self.compare_keys(keys, frame);
        }
        self.keys.truncate(keys);
    }

    #[cold]
    fn compare_keys(&mut self, keys: usize, frame: &Frame) {
        let document = self.document;
        let name = |key: &Text| identity(document.get(key.start..key.end).unwrap_or_default());
        let all = self.keys.split_off(keys);
        let digest = |key: &Text| key_digest(document.get(key.start..key.end).unwrap_or_default());
        let mut ordered: Vec<_> = all.iter().map(digest).zip(0..).collect();
        heap_sort(&mut ordered);
        for pair in ordered.windows(2) {
            let [(one, earlier), (other, later)] = pair else { continue };
            let (Some(earlier), Some(key)) = (all.get(*earlier), all.get(*later)) else { continue };
            if one == other && name(earlier) == name(key) {
                let below = Frame::below(frame, Step::Key(*key));
                self.report(IssueCode::DuplicateKey, key.start - 1, key.end + 1, IssueDetail::Nothing, &below);
            }
        }
    }
}
