//! Slots: the internal form of a profile. Each row of the schema has one, which points into the document.

use std::borrow::Cow;

use crate::json::{Reader, Text, Value, members, same, unescape};
use crate::model::schema::{Field, Kind, Row, Shape};
use crate::model::{PROFILE, ROWS};
use crate::row;

use super::duplicates::DuplicateFinder;
use super::integer::{Integer, parse_integer};
use super::key_prediction::KeyPredictor;

pub(super) const DISCLAIMERS_ROW: Row =
    row!("policy.show_custom_disclaimer_when_using_zoom_phone.custom_disclaimer_list");
pub(super) const DEFAULT_ROW: Row =
    row!("policy.show_custom_disclaimer_when_using_zoom_phone.custom_disclaimer_list[].default");

/// What stands in a slot. As wide as the slot's other parts: without padding, slots are cleared in one stroke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u32)]
pub enum SlotKind {
    /// Nothing: unknown, not off.
    #[default]
    Absent,
    /// Something of another type than documented.
    Wrong,
    /// `false`.
    False,
    /// `true`.
    True,
    /// A whole number.
    Number,
    /// A text without escapes.
    Text,
    /// A text with escapes.
    Escaped,
    /// An object.
    Object,
    /// A list.
    List,
}

/// One value: what it is, and where in the document it stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Slot {
    /// What it is.
    pub kind: SlotKind,
    /// Of a list, the number of its items. Of a word or code, its place among the documented ones, from 1; 0 where it
    /// is not among them.
    pub count: u32,
    /// Offset of its first byte (of a text: behind the quote).
    pub start: u32,
    /// Offset behind its last byte (of a text: of the closing quote).
    pub end: u32,
}

/// A member that the schema does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownMember {
    /// Its key.
    pub key: Text,
    /// Offset of its value's first byte.
    pub start: usize,
    /// Offset behind its value's last byte.
    pub end: usize,
}

/// Whether a member of a policy is one that most policies have. Where Zoom documents it for a policy it has a row; a
/// profile may state it for any other.
pub fn is_state_field(name: &str) -> bool {
    matches!(name, "enable" | "locked" | "locked_by" | "modified")
}

/// The slots of one document.
#[derive(Debug)]
pub(super) struct Slots {
    pub(super) rows: [Slot; ROWS],
    /// Unknown members of `policy`: policies that this version does not know.
    pub(super) extras: Vec<UnknownMember>,
    /// Objects with a member that is one of [`is_state_field`] and that Zoom does not document for them.
    pub(super) stated: Vec<Row>,
    pub(super) predictor: KeyPredictor,
    /// How many disclaimers of the list are its default: see `rules`.
    pub(super) defaults: u32,
    /// Items of the list that the walk is in: no list of which items are compared lies within another.
    pub(super) earlier: DuplicateFinder,
}

impl Default for Slots {
    fn default() -> Self {
        Self {
            rows: [Slot::default(); ROWS],
            extras: Vec::new(),
            stated: Vec::new(),
            predictor: KeyPredictor::default(),
            defaults: 0,
            earlier: DuplicateFinder::default(),
        }
    }
}

impl Slots {
    pub(super) fn clear(&mut self) {
        self.rows.fill(Slot::default());
        self.extras.clear();
        self.stated.clear();
    }

    pub(super) fn view<'a>(&'a self, document: &'a [u8]) -> View<'a> {
        View { document, slots: &self.rows, first: 0, extras: &self.extras, stated: &self.stated }
    }
}

/// Values of a document, by row. What is absent, null or of the wrong type reads as `None`.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    document: &'a [u8],
    slots: &'a [Slot],
    first: usize,
    extras: &'a [UnknownMember],
    stated: &'a [Row],
}

impl<'a> View<'a> {
    /// The slot of a row.
    // Inlined by force, since what counts a fleet is compiled for size: it saves a twentieth of its time for 200 bytes.
    #[inline(always)]
    pub fn slot(&self, row: Row) -> Slot {
        row.index().checked_sub(self.first).and_then(|index| self.slots.get(index)).copied().unwrap_or_default()
    }

    /// Whether there is anything at all, of the right type or not.
    pub fn has(&self, row: Row) -> bool {
        self.slot(row).kind != SlotKind::Absent
    }

    /// A boolean; of a boolean-or-object field, its state in either form.
    #[inline]
    pub fn boolean(&self, row: Row) -> Option<bool> {
        match self.slot(row).kind {
            SlotKind::True => Some(true),
            SlotKind::False => Some(false),
            SlotKind::Object => self.boolean(Row(row.0 + 1)),
            _ => None,
        }
    }

    /// A whole number; `None` where it does not fit.
    pub fn integer(&self, row: Row) -> Option<i64> {
        let slot = self.slot(row);
        // Only of a number: `whole` reads nothing else.
        match (slot.kind == SlotKind::Number).then(|| parse_integer(self.bytes(slot))) {
            Some(Integer::Exact(value)) => Some(value),
            _ => None,
        }
    }

    /// A text, with its escapes undone.
    #[inline]
    pub fn text(&self, row: Row) -> Option<Cow<'a, str>> {
        let slot = self.slot(row);
        matches!(slot.kind, SlotKind::Text | SlotKind::Escaped).then(|| unescape(self.bytes(slot)))
    }

    /// A value's bytes as they stand in the document: a text without its quotes.
    pub fn raw(&self, row: Row) -> Option<&'a [u8]> {
        let slot = self.slot(row);
        (slot.kind != SlotKind::Absent).then(|| self.bytes(slot))
    }

    /// A value to be looked into, a text with its quotes; `None` where there is none.
    pub fn value(&self, row: Row) -> Option<Value<'a>> {
        let Slot { kind: slot_kind, start, end, .. } = self.slot(row);
        let quote = usize::from(matches!(slot_kind, SlotKind::Text | SlotKind::Escaped));
        (slot_kind != SlotKind::Absent).then(|| Value::at(self.document, start as usize - quote, end as usize + quote))
    }

    /// The value of a policy that the schema does not know.
    pub fn unknown_policy(&self, extra: &UnknownMember) -> Value<'a> {
        Value::at(self.document, extra.start, extra.end)
    }

    /// Whether the object at a row states a lock, its level or `modified` although Zoom documents no such field for it:
    /// no row has it, and the object must be read.
    #[inline(always)]
    pub fn has_undocumented_state(&self, row: Row) -> bool {
        !self.stated.is_empty() && self.stated.contains(&row)
    }

    /// The document.
    pub fn document(&self) -> &'a [u8] {
        self.document
    }

    /// Bytes of the document.
    pub fn span(&self, start: usize, end: usize) -> &'a [u8] {
        self.document.get(start..end).unwrap_or_default()
    }

    /// The items of a list in the document's order, each item's fields under the list's own rows
    /// (`row!("phone_numbers[].id")`). `None` where there is no list.
    pub fn items(&self, row: Row) -> Option<Items<'a>> {
        let slot = self.slot(row);
        (slot.kind == SlotKind::List).then(|| Items {
            reader: Reader::at(self.document, slot.start as usize + 1),
            document: self.document,
            row,
            shape: list_shape(row),
            first: true,
            slots: [Slot::default(); ITEM_ROWS],
        })
    }

    /// Gives the texts of a list, one after another; what is no text is left out. None where there is no list.
    pub fn each_text(&self, row: Row, mut take: impl FnMut(&str)) {
        let slot = self.slot(row);
        if slot.kind != SlotKind::List {
            return;
        }
        let mut reader = Reader::at(self.document, slot.start as usize + 1);
        let mut first = true;
        while let Ok(true) = reader.next_item(first) {
            first = false;
            match reader.next_token() {
                Some(b'"') => match reader.text() {
                    Ok(text) => take(&unescape(self.span(text.start, text.end))),
                    Err(_) => break,
                },
                _ if reader.skip_value().is_err() => break,
                _ => {}
            }
        }
    }

    /// Policies that the schema does not know.
    pub fn unknown_policies(&self) -> &'a [UnknownMember] {
        self.extras
    }

    fn bytes(&self, slot: Slot) -> &'a [u8] {
        self.span(slot.start as usize, slot.end as usize)
    }
}

/// Rows that the fields of a list's item can take.
const ITEM_ROWS: usize = 8;

/// The items of a list of objects, one after another.
#[derive(Debug)]
pub struct Items<'a> {
    reader: Reader<'a>,
    document: &'a [u8],
    row: Row,
    shape: Option<&'static Shape>,
    first: bool,
    slots: [Slot; ITEM_ROWS],
}

impl<'a> Items<'a> {
    /// The next item: where it stands, and its fields.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Option<(std::ops::Range<usize>, View<'_>)> {
        if !self.reader.next_item(self.first).ok()? {
            return None;
        }
        self.first = false;
        self.slots = [Slot::default(); ITEM_ROWS];
        self.reader.next_token();
        let start = self.reader.position();
        if self.reader.peek() == Some(b'{') {
            self.read_object()?;
        } else {
            self.reader.skip_value().ok()?;
        }
        let range = start..self.reader.position();
        let view =
            View { document: self.document, slots: &self.slots, first: self.row.index() + 1, extras: &[], stated: &[] };
        Some((range, view))
    }

    fn read_object(&mut self) -> Option<()> {
        let shape = self.shape?;
        let mut members = members(self.document, self.reader.position());
        for member in members.by_ref() {
            let raw = self.document.get(member.key.start..member.key.end)?;
            let field =
                if member.key.escaped { field_named(shape, unescape(raw).as_bytes()) } else { field_named(shape, raw) };
            let Some(field) = field else { continue };
            let slot_kind = slot_kind_of(field.kind, *self.document.get(member.start)?);
            // A string's slot leaves out its quotes.
            let quote = usize::from(slot_kind == SlotKind::Text);
            if let Some(slot) = self.slots.get_mut(usize::from(field.offset)) {
                *slot = Slot {
                    kind: slot_kind,
                    count: 0,
                    start: (member.start + quote) as u32,
                    end: (member.end - quote) as u32,
                };
            }
        }
        self.reader = Reader::at(self.document, members.position());
        Some(())
    }
}

/// What a field of an item holds, by the first byte of its value. A value of another type than the field's is
/// `SlotKind::Wrong`: read as an object, it would take its state from the field that follows.
fn slot_kind_of(kind: Kind, first: u8) -> SlotKind {
    match (kind, first) {
        (_, b'n') => SlotKind::Absent,
        (Kind::Boolean | Kind::Switch(_), b't') => SlotKind::True,
        (Kind::Boolean | Kind::Switch(_), b'f') => SlotKind::False,
        (Kind::Text | Kind::Word(_) | Kind::Country, b'"') => SlotKind::Text,
        (Kind::Integer | Kind::Code(_), b'-' | b'0'..=b'9') => SlotKind::Number,
        (Kind::Object(_) | Kind::Switch(_), b'{') => SlotKind::Object,
        (Kind::List(_), b'[') => SlotKind::List,
        _ => SlotKind::Wrong,
    }
}

fn field_named(shape: &'static Shape, name: &[u8]) -> Option<&'static Field> {
    shape.fields.iter().find(|field| same(field.name.as_bytes(), name))
}

/// The shape of the items of the list at a row.
fn list_shape(row: Row) -> Option<&'static Shape> {
    let (mut shape, mut base) = (PROFILE, 0);
    loop {
        let index = shape.fields.partition_point(|field| base + field.offset <= row.0).checked_sub(1)?;
        let field = shape.fields.get(index)?;
        if base + field.offset == row.0 {
            return match field.kind {
                Kind::List(item) => item.shape(),
                _ => None,
            };
        }
        base += field.offset + 1;
        shape = field.kind.shape()?;
    }
}
