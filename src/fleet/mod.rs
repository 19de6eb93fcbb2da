//! Many profiles, streamed: counted and listed without keeping any of them.
//!
//! A [`Fleet`] takes bytes in chunks that are cut anywhere. What it keeps is one chunk, the profile that is cut off at
//! its end, and counters: its memory does not grow with the length of the stream.
//!
//! ```
//! use zoom_phone_profile::fleet::Fleet;
//! use zoom_phone_profile::validate::Options;
//!
//! let mut fleet = Fleet::new(Options::default());
//! fleet.push(br#"[{"id":"a","policy":{"sms":{"enable":true}}},{"id":"b","pol"#)?;
//! fleet.push(br#"icy":{"sms":{"enable":false}}},{"id":3}]"#)?;
//! fleet.end();
//! assert_eq!((fleet.profiles(), fleet.failed()), (3, 1));
//! assert!(fleet.to_json().contains(r#""sms":{"on":1,"off":1,"unknown":0,"#));
//! # Ok::<(), zoom_phone_profile::fleet::FleetError>(())
//! ```

mod bounds;
mod brackets;
mod count;
mod counter;
mod drift;
mod envelope;
mod error;
mod export;
mod failures;
mod findings;
mod groups;
mod intake;
mod reported;
mod samples;
mod sniff;
mod split;
#[cfg(test)]
mod tests;
mod totals;
mod user;

use crate::validate::Options;
pub use bounds::{COUNTED_APART, EXAMPLES, LARGEST_PROFILE, LISTED_FAILURES, MOST_SCALARS};
pub use count::{MOST_UNKNOWN_IN_GROUPS, MOST_UNKNOWN_POLICIES, MOST_VALUES};
pub use counter::{LONGEST_NAME, OTHER};
pub use drift::{Drift, MOST_WORST, Wanted};
pub use error::FleetError;
use export::Export;
pub use export::ExportForm;
use findings::Findings;
pub use groups::GroupBy;
use intake::Intake;
use totals::Totals;

/// What is kept of a fleet.
#[derive(Debug)]
pub struct Fleet {
    intake: Intake,
    totals: Totals,
}

impl Fleet {
    /// An empty fleet, whose profiles are validated with these options. At most `max_issues` are listed for each that
    /// fails.
    pub fn new(options: Options) -> Self {
        Self { totals: Totals::new(options.max_issues), intake: Intake::new(options) }
    }

    /// Counts policies by group as well.
    pub fn group_by(mut self, group_by: GroupBy) -> Self {
        self.totals.groups.set_by(group_by);
        self
    }

    /// Counts the findings of the audit as well.
    pub fn audited(mut self) -> Self {
        self.totals.findings = Some(Findings::default());
        self
    }

    /// Notes who has each policy on and off within a group (or, without groups, in all of the fleet), which tells the
    /// outliers.
    pub fn with_outliers(mut self) -> Self {
        self.totals.groups.set_outliers();
        self
    }

    /// Writes the profiles out again, in place of counting their policies.
    pub fn exported(mut self, form: ExportForm) -> Self {
        self.totals.export = Some(Export::new(form));
        self
    }

    /// What has been written of an export since this was last asked.
    pub fn take_export(&mut self) -> Vec<u8> {
        self.totals.export.as_mut().map(Export::take).unwrap_or_default()
    }

    /// Profiles seen, those that failed included.
    pub fn profiles(&self) -> u64 {
        self.intake.profiles()
    }

    /// Profiles that failed.
    pub fn failed(&self) -> u64 {
        self.totals.failed()
    }

    /// Bytes taken in.
    pub fn bytes(&self) -> u64 {
        self.intake.bytes()
    }

    /// Takes in a chunk of the stream.
    pub fn push(&mut self, chunk: &[u8]) -> Result<(), FleetError> {
        self.intake.push(chunk, &mut self.totals)
    }

    /// Returns a buffer of at least this length. Write a chunk there, then call [`Fleet::filled`].
    pub fn reserve(&mut self, length: usize) -> &mut [u8] {
        self.intake.reserve(length)
    }

    /// Takes in the chunk that was written to the buffer of [`Fleet::reserve`].
    pub fn filled(&mut self, length: usize) -> Result<(), FleetError> {
        self.intake.filled(length, &mut self.totals)
    }

    /// Fails where the stream is a list of scalars: after [`Fleet::end`] too, since what is left is read there.
    pub fn refuse_scalars(&self) -> Result<(), FleetError> {
        self.intake.refuse_scalars()
    }

    /// Ends the stream, after which another may begin. A profile that is cut off, or a list that is not closed, counts
    /// as one that failed.
    pub fn end(&mut self) {
        self.intake.end(&mut self.totals);
    }

    /// Takes in one profile that was made from a JavaScript object, or an envelope of several. A profile that fails and
    /// has no ID goes by that for which it was asked, if it is not empty.
    pub fn push_value(&mut self, document: &[u8], asked_id: &str) {
        self.intake.push_value(document, asked_id, &mut self.totals);
    }

    /// Takes in a profile that could not be fetched: its ID, the error's code and message, and its issues as a JSON
    /// list. What is empty is not known.
    pub fn push_failure(&mut self, id: &str, code: &str, message: &str, issues: &str) {
        self.intake.push_failure(id, code, message, issues, &mut self.totals);
    }

    /// The summary, as JSON in the form that JavaScript has.
    pub fn to_json(&self) -> String {
        self.totals.to_json(self.profiles(), self.bytes())
    }
}
