//! Walks lists: their items, how many there are, and which stand there twice.

use super::super::duplicates::Repeated;
use super::super::issue::IssueCode;
use super::super::issues::{IssueDetail, Step};
use super::super::slots::{DEFAULT_ROW, DISCLAIMERS_ROW, Slot, SlotKind};
use super::count::is_beyond;
use super::frame::Frame;
use super::{Stop, Walk};
use crate::model::schema::{Field, Kind};

impl Walk<'_> {
    /// Walks a list, and gives the number of its items.
    pub(super) fn list(
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
        while self.read_or_stop(|reader| reader.next_item(count == 0), frame)? {
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
}
