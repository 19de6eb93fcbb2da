//! Compares a document with the schema in one pass: fills the slots and reports what deviates.
//!
//! This file has the way that nearly every value takes; what is rare or a subject of its own is in the files beside it.
//! The path to a value is on the stack, and is written down only for an issue.

mod any;
mod checks;
mod count;
mod frame;
mod list;
mod members;
mod root;

use super::document_kind::DocumentKind;
use super::foreign::is_foreign;
use super::integer::digits;
use super::issue::IssueCode;
use super::issues::{IssueDetail, IssueLog, Step};
use super::key_prediction::Cursor;
use super::slots::{Slot, SlotKind, Slots};
use crate::json::{Fault, MAX_DEPTH, Reader, Text, invalid_utf8, same};
use crate::model::schema::{Field, Kind, Shape};
use count::ordinal;
use frame::Frame;

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
    /// It is an object of valid JSON.
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
        let is_valid = is_object.is_ok();
        if is_valid && extent == Extent::All && self.reader.next_token().is_some() {
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

    /// Takes a scalar that is all that it should be; where issues are only counted, one outside its vocabulary as well.
    /// Anything else is left to [`Walk::value`].
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
                        count != 0 || self.counts_unknown_value()
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
                    if count == 0 && !self.counts_unknown_value() {
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

    /// Counts a value outside its vocabulary where issues are only counted. Otherwise it is left to be reported.
    // Apart from the loop, which has no register to spare.
    #[inline(never)]
    fn counts_unknown_value(&mut self) -> bool {
        if self.log.only_counts() {
            self.log.count_one(IssueCode::UnknownValue);
        }
        self.log.only_counts()
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
                let text = self.read_or_stop(Reader::text, &frame)?;
                let count = self.check_text(field, kind, text, &frame);
                let slot_kind = if text.escaped { SlotKind::Escaped } else { SlotKind::Text };
                self.fill(row, Slot { kind: slot_kind, count, start: text.start as u32, end: text.end as u32 });
                return Ok(());
            }
            (Kind::Integer | Kind::Code(_), Some(b'-' | b'0'..=b'9')) => {
                let number = self.read_or_stop(Reader::number, &frame)?;
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
            self.read_or_stop(|reader| reader.literal("null"), frame)?;
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

    /// Reads on. Reports what is not JSON, which ends the walk.
    #[inline]
    fn read_or_stop<T>(
        &mut self,
        read: impl FnOnce(&mut Reader<'a>) -> Result<T, Fault>,
        frame: &Frame,
    ) -> Result<T, Stop> {
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
