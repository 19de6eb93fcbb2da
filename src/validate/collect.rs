//! The issues of one walk, as compact records: what and where. Their texts are made only when they are asked for.

use super::issue::{IssueCode, Severity};
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
pub(super) enum About {
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
    /// What the document looks like.
    Looks(super::walk::Looks),
}

/// A range in the pool of steps.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steps {
    start: u32,
    end: u32,
}

/// One issue.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) code: IssueCode,
    /// Where it is reported.
    pub(super) at: usize,
    /// Where its value ends.
    pub(super) end: usize,
    pub(super) about: About,
    steps: Steps,
}

/// All that one walk has found: bounded records for each severity, and counts of all.
#[derive(Debug, Default)]
pub(super) struct Collected {
    records: [Vec<Found>; 3],
    counts: [usize; IssueCode::ALL.len()],
    severities: [usize; 3],
    steps: Vec<Step>,
    nulls: Vec<Steps>,
    most: usize,
}

impl Collected {
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
        about: About,
        path: impl FnOnce(&mut Vec<Step>),
    ) {
        let severity = code.severity() as usize;
        let (Some(records), Some(count)) = (self.records.get_mut(severity), self.counts.get_mut(code as usize)) else {
            return;
        };
        *count += 1;
        if let Some(count) = self.severities.get_mut(severity) {
            *count += 1;
        }
        // Rules report late: a record goes where its place in the document is, not at the end.
        let place = records.iter().rposition(|other| other.at <= at).map_or(0, |before| before + 1);
        if place >= self.most {
            return;
        }
        let start = self.steps.len() as u32;
        path(&mut self.steps);
        let steps = Steps { start, end: self.steps.len() as u32 };
        records.insert(place, Found { code, at, end, about, steps });
        records.truncate(self.most);
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

    /// The records that are kept: errors first, then warnings, then the rest, as many as may be; in the document's order.
    pub(super) fn kept(&self) -> impl Iterator<Item = &Found> {
        let mut room = self.most;
        let mut rest = Severity::ALL.map(|severity| {
            let records = self.records.get(severity as usize).map(Vec::as_slice).unwrap_or_default();
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

    pub(super) fn path(&self, found: &Found) -> &[Step] {
        self.steps(found.steps)
    }

    pub(super) fn steps(&self, range: Steps) -> &[Step] {
        self.steps.get(range.start as usize..range.end as usize).unwrap_or_default()
    }
}
