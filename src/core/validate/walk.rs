//! The walk: the schema table against the reader, in one pass. It fills the slots and reports what deviates.
//!
//! The way to a value is a chain of frames on the stack, one for each list or object entered; it is written down only
//! when there is something to report.

use std::borrow::Cow;

use super::document_kind::{DocumentKind, other_kind, tells_kind};
use super::duplicates::{Repeated, identity, key_digest};
use super::foreign::is_foreign;
use super::integer::{Integer, digits, parse_integer};
use super::issue::IssueCode;
use super::issues::{IssueDetail, IssueLog, Step};
use super::key_prediction::{Cursor, Member};
use super::slots::{DEFAULT_ROW, DISCLAIMERS_ROW, Slot, SlotKind, Slots, UnknownMember};
use super::sort::heap_sort;
use crate::json::{Fault, MAX_DEPTH, Reader, Text, invalid_utf8, same, unescape};
use crate::model::PROFILE;
use crate::model::schema::{Field, Kind, Row, Shape};
use crate::row;

/// The walk cannot go on; why has been reported.
#[derive(PartialEq, Eq)]
struct Stop;

/// How much of a document is to be one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// All of it.
    All,
    /// Its beginning.
    Beginning,
}

/// What a walk has come to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Walked {
    /// It was an object, and sound.
    pub(super) is_object: bool,
    /// The offset behind it.
    pub(super) end: usize,
    /// It is not JSON, or nested too deep.
    pub(super) is_broken: bool,
    /// The document ends before the value does.
    pub(super) is_cut: bool,
    /// What it looks like, where it is no profile.
    pub(super) kind: Option<DocumentKind>,
}

/// One list or object that the walk is in, or the value at hand.
#[derive(Clone, Copy)]
struct Frame<'f> {
    parent: Option<&'f Frame<'f>>,
    step: Option<Step>,
    depth: usize,
}

impl<'f> Frame<'f> {
    const ROOT: Frame<'static> = Frame { parent: None, step: None, depth: 0 };

    fn below(parent: &'f Frame<'f>, step: Step) -> Frame<'f> {
        Frame { parent: Some(parent), step: Some(step), depth: parent.depth + 1 }
    }

    /// Writes the way from the root to here.
    fn path(&self, steps: &mut Vec<Step>) {
        if let Some(parent) = self.parent {
            parent.path(steps);
        }
        steps.extend(self.step);
    }
}

/// An index, counted from 1; 0 where there is none.
fn ordinal(index: Option<usize>) -> u32 {
    index.map_or(0, |index| index as u32 + 1)
}

/// Characters of a text, counted one by one: what the library has for long texts takes 1 KB of wasm.
fn characters(text: &str) -> usize {
    text.chars().fold(0, |count, _| count + 1)
}

/// Whether there are more than there may be, where anything is documented of that.
fn is_beyond(count: usize, most: u16) -> bool {
    most != u16::MAX && count > usize::from(most)
}

/// One walk over one document.
pub(super) struct Walk<'a> {
    document: &'a [u8],
    reader: Reader<'a>,
    /// Bytes below a space stand for what JSON cannot carry.
    from_object: bool,
    slots: &'a mut Slots,
    log: &'a mut IssueLog,
    /// Keys that the schema does not know, of the objects that the walk is in.
    keys: Vec<Text>,
    /// Where the walk could not go on.
    stopped: Option<usize>,
    /// There is an unknown member where other documents have their own: see [`tells_kind`].
    has_unknown: bool,
    /// There is something that JSON cannot carry.
    has_foreign: bool,
    kind: Option<DocumentKind>,
}

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

impl<'a> Walk<'a> {
    pub(super) fn new(document: &'a [u8], from_object: bool, slots: &'a mut Slots, log: &'a mut IssueLog) -> Self {
        Self {
            document,
            reader: Reader::new(document),
            from_object,
            slots,
            log,
            keys: Vec::new(),
            stopped: None,
            has_unknown: false,
            has_foreign: false,
            kind: None,
        }
    }

    /// Walks the first value of the document, and what is behind it up to `extent`.
    pub(super) fn run(mut self, extent: Extent) -> Walked {
        let is_object = self.first_value();
        let is_sound = is_object.is_ok();
        if is_sound && extent == Extent::All && self.reader.next_token().is_some() {
            let fault = self.reader.fault("nothing more");
            self.stop(fault, &Frame::ROOT);
        }
        let is_broken = self.stopped.is_some();
        Walked {
            is_object: is_object == Ok(true) && !is_broken,
            end: self.reader.position(),
            is_broken,
            is_cut: self.stopped == Some(self.document.len()),
            kind: self.kind,
        }
    }

    /// Walks the first value. Whether it is an object.
    fn first_value(&mut self) -> Result<bool, Stop> {
        let frame = Frame::ROOT;
        let Some(first) = self.reader.next_token() else {
            let fault = self.reader.fault("a value");
            return Err(self.stop(fault, &frame));
        };
        let (start, is_object) = (self.reader.position(), first == b'{');
        if is_object {
            self.profile(start, &frame)?
        } else {
            self.no_object(start, &frame)?
        }
        Ok(is_object)
    }

    fn profile(&mut self, start: usize, frame: &Frame) -> Result<(), Stop> {
        let known = self.object(PROFILE, 0, frame)?;
        if !known || self.is_in_doubt() {
            self.find_kind(start, known);
        }
        Ok(())
    }

    /// Whether a document with a field of a profile may be another one all the same: it has a member that others have,
    /// or the status of a reply.
    fn is_in_doubt(&self) -> bool {
        let slot = |row: Row| self.slots.rows.get(row.index()).copied().unwrap_or_default();
        let has = |row: Row| slot(row).kind != SlotKind::Absent;
        let status = slot(row!("status"));
        let is_certain = has(row!("phone_user_id")) || has(row!("site_admin")) || status.count > 0;
        !is_certain && (self.has_unknown || status.kind != SlotKind::Absent)
    }

    #[cold]
    fn find_kind(&mut self, start: usize, known: bool) {
        match other_kind(self.document, start) {
            // Nothing can be read from what JSON cannot carry on: that has been reported.
            Some(_) if known && self.has_foreign => {}
            Some(DocumentKind::Empty) if self.has_foreign => self.add_kind(start, DocumentKind::Unknown),
            Some(kind) => self.add_kind(start, kind),
            None => {}
        }
    }

    fn add_kind(&mut self, start: usize, kind: DocumentKind) {
        self.kind = Some(kind);
        self.report(IssueCode::NotAProfile, start, self.reader.position(), IssueDetail::Kind(kind), &Frame::ROOT);
    }

    fn no_object(&mut self, start: usize, frame: &Frame) -> Result<(), Stop> {
        let first = self.reader.peek();
        let is_list = first == Some(b'[');
        if !(self.from_object && first.is_some_and(|byte| self.take_foreign(byte))) {
            self.any(frame)?;
        }
        if is_list {
            self.add_kind(start, DocumentKind::List);
        } else {
            let end = self.reader.position();
            self.report(IssueCode::WrongType, start, end, IssueDetail::Words("an object"), &Frame::ROOT);
        }
        Ok(())
    }

    /// Walks an object of a known shape whose fields begin at `row`. Whether it has any known field.
    fn object(&mut self, shape: &'static Shape, row: usize, frame: &Frame) -> Result<bool, Stop> {
        self.enter(frame)?;
        let keys = self.keys.len();
        let (mut seen, mut first, mut cursor) = (0u64, true, Cursor::at_start_of(row));
        // A copy, whose position stays in a register for as long as all is ordinary.
        let mut reader = self.reader;
        loop {
            match reader.enter_or_next(first) {
                Ok(true) => {}
                Ok(false) => break,
                Err(fault) => return Err(self.stop(fault, frame)),
            }
            first = false;
            let key_at = reader.position();
            let (field_row, member) = match self.slots.predictor.guess(self.document, &mut reader, shape, cursor) {
                Some(found) => found,
                None => {
                    self.reader = reader;
                    let found = self.find_field(shape, row, cursor, frame)?;
                    if found.is_none() {
                        self.unknown_member(key_at, shape, row, frame)?;
                    }
                    reader = self.reader;
                    let Some(found) = found else { continue };
                    found
                }
            };
            let (field, index) = (member.field, member.index);
            let is_repeated = seen & (1 << index) != 0;
            if is_repeated || field.deprecated.is_some() {
                self.reader = reader;
                self.report_field(key_at, field, field_row, is_repeated, frame);
            }
            seen |= 1 << index;
            cursor = Cursor::after(field_row);
            if self.take_valid_scalar(&mut reader, field, &field.kind, field_row) {
                continue;
            }
            self.reader = reader;
            match (field.kind, reader.peek()) {
                (Kind::Object(below), Some(b'{')) => {
                    self.object(below, field_row + 1, &Frame::below(frame, Step::field(field_row)))?;
                    let (start, end) = (reader.position() as u32, self.reader.position() as u32);
                    self.fill(field_row, Slot { kind: SlotKind::Object, count: 0, start, end });
                }
                _ => self.value(field, &field.kind, field_row, Step::field(field_row), frame)?,
            }
            reader = self.reader;
        }
        self.reader = reader;
        self.repeated_unknown(keys, frame);
        Ok(seen != 0)
    }

    /// Takes a scalar that is all that it should be. Anything else is left to [`Walk::value`].
    // Inlined by force: through a call, the reader's position would leave its register.
    #[inline(always)]
    fn take_valid_scalar(
        &mut self,
        reader: &mut Reader<'a>,
        field: &'static Field,
        kind: &'static Kind,
        row: usize,
    ) -> bool {
        reader.next_token();
        let start = reader.position();
        let mut ahead = *reader;
        let mut count = 0;
        let (slot_kind, start, end) = match *kind {
            Kind::Boolean | Kind::Switch(_) => {
                let Some(value) = ahead.take_boolean() else { return false };
                (if value { SlotKind::True } else { SlotKind::False }, start, ahead.position())
            }
            Kind::Text | Kind::Word(_) | Kind::Country => {
                let Some(text) = ahead.plain_text() else { return false };
                let raw = self.document.get(text.start..text.end).unwrap_or_default();
                let is_ordinary = match *kind {
                    Kind::Word(words) => {
                        count = ordinal(words.iter().position(|word| same(word.as_bytes(), raw)));
                        count != 0
                    }
                    Kind::Country => matches!(raw, [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic()),
                    _ => raw.len() <= usize::from(field.limits.max_length),
                };
                if !is_ordinary {
                    return false;
                }
                (SlotKind::Text, text.start, text.end)
            }
            Kind::Integer | Kind::Code(_) => {
                let Some(value) = ahead.plain_integer() else { return false };
                if let Kind::Code(codes) = *kind {
                    count = ordinal(codes.iter().position(|code| *code == value));
                    if count == 0 {
                        return false;
                    }
                }
                (SlotKind::Number, start, ahead.position())
            }
            Kind::Object(_) | Kind::List(_) => return false,
        };
        *reader = ahead;
        self.fill(row, Slot { kind: slot_kind, count, start: start as u32, end: end as u32 });
        true
    }

    /// Takes any key with its colon, and finds its field's row. A key that is unknown is left on `keys`.
    #[inline(never)]
    fn find_field(
        &mut self,
        shape: &'static Shape,
        row: usize,
        cursor: Cursor,
        frame: &Frame,
    ) -> Result<Option<(usize, &'static Member)>, Stop> {
        let key = self.sound(Reader::key, frame)?;
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
    fn report_field(&mut self, at: usize, field: &'static Field, row: usize, is_repeated: bool, frame: &Frame) {
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
    fn unknown_member(&mut self, key_at: usize, shape: &'static Shape, row: usize, frame: &Frame) -> Result<(), Stop> {
        let Some(key) = self.keys.last().copied() else { return Ok(()) };
        self.has_unknown |= tells_kind(row);
        let below = Frame::below(frame, Step::Key(key));
        let (code, about) = match meant(shape, &unescape(self.document.get(key.start..key.end).unwrap_or_default())) {
            Some(name) => (IssueCode::InvalidFormat, IssueDetail::Meant(name)),
            None => (IssueCode::UnknownField, IssueDetail::Nothing),
        };
        self.report(code, key_at, self.reader.position(), about, &below);
        self.reader.next_token();
        let start = self.reader.position();
        self.any(&below)?;
        if row == row!("policy").index() + 1 {
            self.slots.extras.push(UnknownMember { key, start, end: self.reader.position() });
        }
        Ok(())
    }

    /// Reports unknown keys that stand twice in the object that is being left, and forgets its keys.
    #[inline]
    fn repeated_unknown(&mut self, keys: usize, frame: &Frame) {
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

    /// Walks a value of a known field, or an item of one; `step` leads to it from `parent`.
    fn value(
        &mut self,
        field: &'static Field,
        kind: &'static Kind,
        row: usize,
        step: Step,
        parent: &Frame,
    ) -> Result<(), Stop> {
        let byte = self.reader.next_token();
        let start = self.reader.position();
        let frame = Frame::below(parent, step);
        let (slot_kind, count) = match (*kind, byte) {
            (Kind::Text | Kind::Word(_) | Kind::Country, Some(b'"')) => {
                let text = self.sound(Reader::text, &frame)?;
                let count = self.check_text(field, kind, text, &frame);
                let slot_kind = if text.escaped { SlotKind::Escaped } else { SlotKind::Text };
                self.fill(row, Slot { kind: slot_kind, count, start: text.start as u32, end: text.end as u32 });
                return Ok(());
            }
            (Kind::Integer | Kind::Code(_), Some(b'-' | b'0'..=b'9')) => {
                let number = self.sound(Reader::number, &frame)?;
                self.check_number(field, kind, number.start, number.end, &frame)
            }
            (Kind::Object(shape) | Kind::Switch(shape), Some(b'{')) => {
                self.object(shape, row + 1, &frame)?;
                (SlotKind::Object, 0)
            }
            (Kind::List(item), Some(b'[')) => (SlotKind::List, self.list(field, item, row, start, &frame)?),
            _ => match self.wrong_type(field, row, byte, &frame)? {
                Some(slot_kind) => (slot_kind, 0),
                None => return Ok(()),
            },
        };
        self.fill(row, Slot { kind: slot_kind, count, start: start as u32, end: self.reader.position() as u32 });
        Ok(())
    }

    /// Walks a value of another type than its field's. `None` where it is a null member, which counts as absent, or
    /// where its slot has been filled.
    #[cold]
    fn wrong_type(
        &mut self,
        field: &'static Field,
        row: usize,
        byte: Option<u8>,
        frame: &Frame,
    ) -> Result<Option<SlotKind>, Stop> {
        let start = self.reader.position();
        let is_item = matches!(frame.step, Some(Step::Index(_)));
        if byte == Some(b'n') && !is_item {
            self.sound(|reader| reader.literal("null"), frame)?;
            self.report(IssueCode::NullValue, start, self.reader.position(), IssueDetail::Nothing, frame);
            self.log.add_null(|steps| frame.path(steps));
            return Ok(None);
        }
        if field.limits.digits
            && let Some((text, behind)) = digits(self.document, self.reader)
        {
            self.reader = behind;
            self.report_text(IssueCode::InvalidFormat, text, IssueDetail::Field(field), frame);
            let slot_kind = if text.escaped { SlotKind::Escaped } else { SlotKind::Text };
            self.fill(row, Slot { kind: slot_kind, count: 0, start: text.start as u32, end: text.end as u32 });
            return Ok(None);
        }
        // What JSON cannot carry is a single byte here, and of the wrong type like anything else.
        if !(self.from_object && byte.is_some_and(|byte| self.take_foreign(byte))) {
            self.any(frame)?;
        }
        let about = if is_item { IssueDetail::Item(field) } else { IssueDetail::Field(field) };
        self.report(IssueCode::WrongType, start, self.reader.position(), about, frame);
        Ok(Some(SlotKind::Wrong))
    }

    #[inline]
    fn fill(&mut self, row: usize, slot: Slot) {
        if let Some(place) = self.slots.rows.get_mut(row) {
            *place = slot;
        }
    }

    /// Walks a list, and gives the number of its items.
    fn list(
        &mut self,
        field: &'static Field,
        item: &'static Kind,
        row: usize,
        start: usize,
        frame: &Frame,
    ) -> Result<u32, Stop> {
        self.enter(frame)?;
        self.reader.take(b'[');
        let mut count = 0usize;
        self.slots.earlier.clear();
        let are_disclaimers = row == DISCLAIMERS_ROW.index();
        if are_disclaimers {
            self.slots.defaults = 0;
        }
        // An item that is a list's own row would overwrite it: items that are no objects leave no slot.
        let item_row = if item.shape().is_some() { row } else { usize::MAX - usize::from(u16::MAX) };
        while self.sound(|reader| reader.next_item(count == 0), frame)? {
            self.reader.next_token();
            let item_at = self.reader.position();
            if are_disclaimers {
                self.fill(DEFAULT_ROW.index(), Slot::default());
            }
            self.item(field, item, item_row, Step::Index(count), frame)?;
            if are_disclaimers {
                let default = self.slots.rows.get(DEFAULT_ROW.index());
                self.slots.defaults += u32::from(default.is_some_and(|slot| slot.kind == SlotKind::True));
            }
            if field.limits.distinct
                && let Some(same) = self.slots.earlier.find(self.document, item_at..self.reader.position())
            {
                let below = Frame::below(frame, Step::Index(count));
                self.report(
                    IssueCode::DuplicateItem,
                    item_at,
                    self.reader.position(),
                    IssueDetail::SameAs(same),
                    &below,
                );
            }
            count += 1;
        }
        if self.slots.earlier.has_rest() {
            self.repeated_items(frame);
        }
        if is_beyond(count, field.limits.max_items) {
            let about = IssueDetail::Count { found: count, most: field.limits.max_items };
            self.report(IssueCode::TooMany, start, self.reader.position(), about, frame);
        }
        Ok(count as u32)
    }

    #[cold]
    fn repeated_items(&mut self, frame: &Frame) {
        for Repeated { index, same_as, range } in self.slots.earlier.rest(self.document) {
            let below = Frame::below(frame, Step::Index(index));
            self.report(IssueCode::DuplicateItem, range.start, range.end, IssueDetail::SameAs(same_as), &below);
        }
    }

    /// Walks an item of a list.
    // Out of line: engines compile `value` in half the time then.
    #[inline(never)]
    fn item(
        &mut self,
        field: &'static Field,
        kind: &'static Kind,
        row: usize,
        step: Step,
        frame: &Frame,
    ) -> Result<(), Stop> {
        let mut reader = self.reader;
        if self.take_valid_scalar(&mut reader, field, kind, row) {
            self.reader = reader;
            return Ok(());
        }
        self.value(field, kind, row, step, frame)
    }

    /// Checks a text. The number of its word, if it is a documented one.
    #[inline(never)]
    fn check_text(&mut self, field: &'static Field, kind: &'static Kind, text: Text, frame: &Frame) -> u32 {
        if text.invalid {
            self.bad_utf8(text, frame);
        }
        let raw = self.document.get(text.start..text.end).unwrap_or_default();
        match *kind {
            Kind::Word(words) => {
                let word = unescape(raw);
                let number = ordinal(words.iter().position(|known| *known == word));
                if number == 0 {
                    self.report_text(IssueCode::UnknownValue, text, IssueDetail::Field(field), frame);
                }
                return number;
            }
            Kind::Country => {
                let code = unescape(raw);
                let length = characters(&code);
                if is_beyond(length, field.limits.max_length) {
                    let about = IssueDetail::Count { found: length, most: field.limits.max_length };
                    self.report_text(IssueCode::TooLong, text, about, frame);
                } else if length != 2 || !code.bytes().all(|byte| byte.is_ascii_alphabetic()) {
                    self.report_text(IssueCode::InvalidFormat, text, IssueDetail::Field(field), frame);
                }
            }
            _ if is_beyond(raw.len(), field.limits.max_length) => {
                let length = characters(&unescape(raw));
                if is_beyond(length, field.limits.max_length) {
                    let about = IssueDetail::Count { found: length, most: field.limits.max_length };
                    self.report_text(IssueCode::TooLong, text, about, frame);
                }
            }
            _ => {}
        }
        0
    }

    /// Checks a number. What its slot is to say: its slot_kind, and its number if it is a documented code.
    fn check_number(
        &mut self,
        field: &'static Field,
        kind: &'static Kind,
        start: usize,
        end: usize,
        frame: &Frame,
    ) -> (SlotKind, u32) {
        let number = parse_integer(self.document.get(start..end).unwrap_or_default());
        let code = match (number, *kind) {
            (Integer::Fraction, _) => {
                self.report(IssueCode::WrongType, start, end, IssueDetail::Field(field), frame);
                return (SlotKind::Wrong, 0);
            }
            (Integer::Exact(value), Kind::Code(codes)) if codes.contains(&value) => {
                return (SlotKind::Number, ordinal(codes.iter().position(|code| *code == value)));
            }
            (_, Kind::Code(_)) => IssueCode::UnknownValue,
            (Integer::Exact(0..), _) => return (SlotKind::Number, 0),
            _ => IssueCode::OutOfRange,
        };
        self.report(code, start, end, IssueDetail::Field(field), frame);
        (SlotKind::Number, 0)
    }

    /// Walks a value of which the schema knows nothing, or of a type that it does not expect.
    fn any(&mut self, frame: &Frame) -> Result<(), Stop> {
        match self.reader.next_token() {
            Some(b'"') => {
                let text = self.sound(Reader::text, frame)?;
                if text.invalid {
                    self.bad_utf8(text, frame);
                }
                Ok(())
            }
            Some(b'{') => self.any_object(frame),
            Some(b'[') => self.any_list(frame),
            Some(b't') => self.sound(|reader| reader.literal("true"), frame),
            Some(b'f') => self.sound(|reader| reader.literal("false"), frame),
            Some(b'n') => self.sound(|reader| reader.literal("null"), frame),
            Some(b'-' | b'0'..=b'9') => self.sound(Reader::number, frame).map(|_| ()),
            Some(byte) if self.from_object && self.take_foreign(byte) => {
                let at = self.reader.position() - 1;
                self.report(IssueCode::WrongType, at, at + 1, IssueDetail::Nothing, frame);
                Ok(())
            }
            _ => self.sound(|reader| Err(reader.fault("a value")), frame),
        }
    }

    fn any_object(&mut self, frame: &Frame) -> Result<(), Stop> {
        self.enter(frame)?;
        self.reader.take(b'{');
        let keys = self.keys.len();
        let mut first = true;
        while self.sound(|reader| reader.next_member(first), frame)? {
            first = false;
            let key = self.sound(Reader::key, frame)?;
            self.keys.push(key);
            let below = Frame::below(frame, Step::Key(key));
            if key.invalid {
                self.bad_utf8(key, &below);
            }
            self.any(&below)?;
        }
        self.repeated_unknown(keys, frame);
        Ok(())
    }

    fn any_list(&mut self, frame: &Frame) -> Result<(), Stop> {
        self.enter(frame)?;
        self.reader.take(b'[');
        let mut index = 0;
        while self.sound(|reader| reader.next_item(index == 0), frame)? {
            self.any(&Frame::below(frame, Step::Index(index)))?;
            index += 1;
        }
        Ok(())
    }

    /// Takes the byte that stands for what JSON cannot carry, where the document was made from an object.
    #[cold]
    fn take_foreign(&mut self, byte: u8) -> bool {
        let is_foreign = is_foreign(byte) && self.reader.take(byte);
        self.has_foreign |= is_foreign;
        is_foreign
    }

    /// Bounds the depth before a list or object is entered.
    #[inline]
    fn enter(&mut self, frame: &Frame) -> Result<(), Stop> {
        if frame.depth < MAX_DEPTH {
            return Ok(());
        }
        let at = self.reader.position();
        self.report(IssueCode::TooDeep, at, at + 1, IssueDetail::Nothing, frame);
        self.stopped = Some(at);
        Err(Stop)
    }

    /// Reads on; what is no JSON is reported, and ends the walk.
    #[inline]
    fn sound<T>(&mut self, read: impl FnOnce(&mut Reader<'a>) -> Result<T, Fault>, frame: &Frame) -> Result<T, Stop> {
        match read(&mut self.reader) {
            Ok(value) => Ok(value),
            Err(fault) => Err(self.stop(fault, frame)),
        }
    }

    #[cold]
    fn stop(&mut self, fault: Fault, frame: &Frame) -> Stop {
        self.stopped = Some(fault.at);
        self.report(IssueCode::InvalidJson, fault.at, fault.at + 1, IssueDetail::Words(fault.expected), frame);
        Stop
    }

    #[cold]
    fn bad_utf8(&mut self, text: Text, frame: &Frame) {
        let raw = self.document.get(text.start..text.end).unwrap_or_default();
        let at = text.start + invalid_utf8(raw).unwrap_or_default();
        self.report(IssueCode::InvalidUtf8, at, at + 1, IssueDetail::Nothing, frame);
    }

    #[inline(never)]
    fn report_text(&mut self, code: IssueCode, text: Text, about: IssueDetail, frame: &Frame) {
        self.report(code, text.start - 1, text.end + 1, about, frame);
    }

    #[cold]
    #[inline(never)]
    fn report(&mut self, code: IssueCode, at: usize, end: usize, about: IssueDetail, frame: &Frame) {
        self.log.add(code, at, end, about, &mut |steps| frame.path(steps));
    }
}
