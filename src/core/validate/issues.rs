//! The issues of one walk as compact records. Their texts are written only on request.

use super::issue::{IssueCode, Severity};
use super::sort::heap_sort;
use crate::json::Text;
use crate::model::schema::{Field, Row};

/// One step of a path, as the walk knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A field of the schema.
    Field(Row),
    /// A key of the document.
    Key(Text),
    /// An item.
    Index(usize),
}

impl Step {
    pub(super) fn field(row: usize) -> Step {
        Step::Field(Row(row as u16))
    }
}

/// What an issue is about, beyond its code.
#[derive(Debug, Clone, Copy)]
pub(super) enum IssueDetail {
    /// Nothing more.
    Nothing,
    /// A field of the schema.
    Field(&'static Field),
    /// An item of a field of the schema.
    Item(&'static Field),
    /// What the grammar expected, or how fields are at odds.
    Words(&'static str),
    /// How many there are, of how many there may be.
    Count {
        /// How many there are.
        found: usize,
        /// How many there may be.
        most: u16,
    },
    /// The index of the item that came before.
    SameAs(usize),
    /// The name of the field that a key is meant to be.
    Meant(&'static str),
    /// What the document is.
    Kind(super::document_kind::DocumentKind),
}

/// A range in the pool of steps.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steps {
    start: u32,
    end: u32,
}

/// One issue.
#[derive(Debug, Clone, Copy)]
pub(super) struct IssueRecord {
    pub(super) code: IssueCode,
    /// Where it is reported.
    pub(super) at: usize,
    /// Where its value ends.
    pub(super) end: usize,
    pub(super) about: IssueDetail,
    steps: Steps,
}

/// The issues of one severity.
#[derive(Debug, Default)]
struct Records {
    found: Vec<IssueRecord>,
    /// Some were reported late, by rules: they stand behind those that follow them in the document.
    is_unordered: bool,
}

impl Records {
    fn clear(&mut self) {
        self.found.clear();
        self.is_unordered = false;
    }

    fn is_late(&self, at: usize) -> bool {
        self.found.last().is_some_and(|last| at < last.at)
    }

    /// Whether one more may be among the first `most` of the document.
    fn has_room(&self, at: usize, most: usize) -> bool {
        most > 0 && (self.found.len() < most || self.is_unordered || self.is_late(at))
    }

    /// Adds one. Twice as many as are kept may gather before they are put in order: to put each in its place as it
    /// comes would take time that grows with the square of their number.
    fn add(&mut self, found: IssueRecord, most: usize) {
        self.is_unordered |= self.is_late(found.at);
        self.found.push(found);
        if self.found.len() >= most.saturating_mul(2) {
            self.settle(most);
        }
    }

    fn settle(&mut self, most: usize) {
        if self.is_unordered {
            self.sort();
        }
        self.found.truncate(most);
    }

    #[cold]
    #[inline(never)]
    fn sort(&mut self) {
        let mut places: Vec<_> = self.found.iter().map(|found| found.at as u64).zip(0..).collect();
        heap_sort(&mut places);
        let found = std::mem::take(&mut self.found);
        for (_, index) in places {
            self.found.extend(found.get(index));
        }
        self.is_unordered = false;
    }
}

/// All that one walk has found: bounded records for each severity, and counts of all.
#[derive(Debug, Default)]
pub(super) struct IssueLog {
    records: [Records; 3],
    counts: [usize; IssueCode::ALL.len()],
    severities: [usize; 3],
    steps: Vec<Step>,
    nulls: Vec<Steps>,
    most: usize,
}

impl IssueLog {
    pub(super) fn clear(&mut self, most: usize) {
        for records in &mut self.records {
            records.clear();
        }
        self.counts.fill(0);
        self.severities = [0; 3];
        self.steps.clear();
        self.nulls.clear();
        self.most = most;
    }

    /// Adds an issue. `path` is only asked for where the issue is kept.
    #[cold]
    pub(super) fn add(
        &mut self,
        code: IssueCode,
        at: usize,
        end: usize,
        about: IssueDetail,
        path: &mut dyn FnMut(&mut Vec<Step>),
    ) {
        self.count_one(code);
        let Some(records) = self.records.get_mut(code.severity() as usize) else { return };
        if !records.has_room(at, self.most) {
            return;
        }
        let start = self.steps.len() as u32;
        path(&mut self.steps);
        let steps = Steps { start, end: self.steps.len() as u32 };
        records.add(IssueRecord { code, at, end, about, steps }, self.most);
    }

    /// Whether issues are only counted, as those of a fleet's profiles are: none is kept.
    #[inline(always)]
    pub(super) fn only_counts(&self) -> bool {
        self.most == 0
    }

    /// Counts an issue that is not kept.
    #[inline(always)]
    pub(super) fn count_one(&mut self, code: IssueCode) {
        if let Some(count) = self.counts.get_mut(code as usize) {
            *count += 1;
        }
        if let Some(count) = self.severities.get_mut(code.severity() as usize) {
            *count += 1;
        }
    }

    /// Puts all in the document's order, once nothing more is added.
    pub(super) fn settle(&mut self) {
        if self.only_counts() {
            return;
        }
        for records in &mut self.records {
            records.settle(self.most);
        }
    }

    /// Remembers a null member.
    pub(super) fn add_null(&mut self, path: impl FnOnce(&mut Vec<Step>)) {
        let start = self.steps.len() as u32;
        path(&mut self.steps);
        self.nulls.push(Steps { start, end: self.steps.len() as u32 });
    }

    pub(super) fn count(&self) -> usize {
        self.severities.iter().sum()
    }

    /// How many there are of each code, in the order of [`IssueCode::ALL`].
    pub(super) fn counts(&self) -> &[usize] {
        &self.counts
    }

    /// Errors and warnings.
    pub(super) fn severe(&self) -> (usize, usize) {
        let [errors, warnings, _] = self.severities;
        (errors, warnings)
    }

    pub(super) fn nulls(&self) -> &[Steps] {
        &self.nulls
    }

    /// The records that are kept: errors first, then warnings, then the rest, as many as may be; in the document's
    /// order.
    pub(super) fn kept(&self) -> impl Iterator<Item = &IssueRecord> {
        let mut room = self.most;
        let mut rest = Severity::ALL.map(|severity| {
            let records =
                self.records.get(severity as usize).map(|records| records.found.as_slice()).unwrap_or_default();
            let records = records.get(..room.min(records.len())).unwrap_or_default();
            room -= records.len();
            records
        });
        std::iter::from_fn(move || {
            let next = rest
                .iter_mut()
                .filter(|records| !records.is_empty())
                .min_by_key(|records| records.first().map(|found| found.at))?;
            let (first, tail) = next.split_first()?;
            *next = tail;
            Some(first)
        })
    }

    pub(super) fn path(&self, found: &IssueRecord) -> &[Step] {
        self.steps(found.steps)
    }

    pub(super) fn steps(&self, range: Steps) -> &[Step] {
        self.steps.get(range.start as usize..range.end as usize).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(at: usize, end: usize) -> IssueRecord {
        IssueRecord {
            code: IssueCode::WrongType,
            at,
            end,
            about: IssueDetail::Nothing,
            steps: Steps { start: 0, end: 0 },
        }
    }

    #[test]
    fn the_first_of_the_document_are_kept_in_whatever_order_they_come() {
        let orders: [fn(usize) -> usize; 4] = [|at| at, |at| 99 - at, |at| at * 37 % 100, |at| at / 2];
        for order in orders {
            for most in [0, 1, 7, 60, 100, usize::MAX] {
                let (mut records, mut expected) = (Records::default(), Vec::new());
                for end in 0..100 {
                    let found = found(order(end), end);
                    expected.push((found.at, end));
                    if records.has_room(found.at, most) {
                        records.add(found, most);
                    }
                    assert!(records.found.len() <= most.saturating_mul(2));
                }
                records.settle(most);
                expected.sort_by_key(|(at, _)| *at);
                expected.truncate(most);
                assert_eq!(records.found.iter().map(|found| (found.at, found.end)).collect::<Vec<_>>(), expected);
            }
        }
    }

    #[test]
    fn what_comes_behind_the_last_that_is_kept_is_not_added() {
        let mut records = Records::default();
        assert!(!records.has_room(0, 0));
        records.add(found(5, 5), 2);
        assert!(records.has_room(6, 2));
        records.add(found(6, 6), 2);
        assert!(!records.has_room(6, 2) && !records.has_room(7, 2));
        assert!(records.has_room(5, 2));
    }
}
