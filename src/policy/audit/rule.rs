//! A rule: its texts, and the check that turns a profile into a finding. The rules themselves are in `rules.rs`.

use super::super::labels::Labels;
use super::finding::{Finding, Risk, Status};
use super::query::{ProfileQuery, Truth};
use crate::validate::View;

/// A rule of the audit.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Rule {
    /// What it is known by, and ignored by.
    pub id: &'static str,
    /// How much it matters.
    pub severity: Risk,
    /// What is found.
    pub title: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// Where the fact comes from.
    pub source: &'static str,
    pub(super) check: fn(&mut ProfileQuery<'_>) -> Truth,
}

impl Rule {
    /// What the rule says of a profile: `None` where there is nothing to find.
    #[doc(hidden)]
    pub fn status(&self, view: &View<'_>) -> Option<Status> {
        status_of((self.check)(&mut ProfileQuery::new(*view)))
    }

    pub(super) fn finding(&self, query: &mut ProfileQuery<'_>, labels: &Labels) -> Option<Finding> {
        query.clear();
        let truth = (self.check)(query);
        Some(Finding {
            id: self.id.into(),
            status: status_of(truth)?,
            severity: self.severity,
            title: labels.text(&["audit.", self.id, ".title"], self.title),
            why: labels.text(&["audit.", self.id, ".why"], self.why),
            evidence: query.evidence(truth),
            remedy: labels.text(&["audit.", self.id, ".remedy"], self.remedy),
            source: Some(self.source.into()),
            expected: None,
            actual: None,
        })
    }
}

fn status_of(truth: Truth) -> Option<Status> {
    match truth {
        Truth::Yes => Some(Status::Found),
        Truth::Unknown => Some(Status::CannotTell),
        Truth::No => None,
    }
}
