//! What is counted of a fleet's profiles, or written of them in its place.

use std::borrow::Cow;

use super::bounds::{COUNTED_APART, LONGEST_MESSAGE};
use super::count::{MOST_UNKNOWN_POLICIES, PolicyCounters, other_policies};
use super::counter::{Counter, beginning, shortened};
use super::export::Export;
use super::failures::{Failures, failure_json, fitting, known, push_issue, reported_issues};
use super::findings::Findings;
use super::groups::Groups;
use super::intake::{Checked, Sink};
use super::reported::Reported;
use super::user::{count_plans, name_of, site_of};
use crate::json::{Object, push_list, unescape};
use crate::policy::{PolicyState, lacks_address};
use crate::row;
use crate::validate::{IssueCode, Options, Severity, SlotKind, Validator};

/// See the head of this file.
#[derive(Debug)]
pub struct Totals {
    /// Issues that are listed of each profile that fails.
    max_issues: usize,
    failed: u64,
    policies: PolicyCounters,
    /// Names of policies that the schema does not know, for all counters of policies.
    unknown_names: Counter,
    pub groups: Groups,
    pub findings: Option<Findings>,
    pub export: Option<Export>,
    plans: Counter,
    sites: Counter,
    departments: Counter,
    status: Counter,
    plans_without_numbers: u64,
    emergency_addresses_missing: u64,
    issues: [u64; IssueCode::ALL.len()],
    failures: Failures,
}

impl Totals {
    /// Totals of no profiles.
    pub fn new(max_issues: usize) -> Self {
        Self {
            max_issues,
            failed: 0,
            policies: PolicyCounters::default(),
            unknown_names: Counter::bounded(MOST_UNKNOWN_POLICIES),
            groups: Groups::default(),
            findings: None,
            export: None,
            plans: Counter::bounded(COUNTED_APART),
            sites: Counter::bounded(COUNTED_APART),
            departments: Counter::bounded(COUNTED_APART),
            status: Counter::bounded(COUNTED_APART),
            plans_without_numbers: 0,
            emergency_addresses_missing: 0,
            issues: [0; IssueCode::ALL.len()],
            failures: Failures::default(),
        }
    }

    /// Profiles that failed.
    pub fn failed(&self) -> u64 {
        self.failed
    }

    fn count_issues(&mut self, validator: &Validator) {
        for (total, count) in self.issues.iter_mut().zip(validator.counts()) {
            *total += *count as u64;
        }
    }

    /// Lists a profile that failed: why it could not be fetched, or which issues it has, `first` among them.
    fn list_failure(
        &mut self,
        index: u64,
        id: Option<Cow<'_, str>>,
        code: Option<&str>,
        message: Option<&str>,
        issues: &str,
        first: &str,
    ) {
        self.failed += 1;
        if self.failures.is_full() && self.export.is_none() {
            return;
        }
        let failure = failure_json(index, id.as_deref(), code, message, issues);
        match &mut self.export {
            Some(export) => export.failure([id.as_deref(), code, message.or(Some(first))], &failure),
            None => self.failures.push(failure),
        }
    }

    /// The summary of so many profiles and bytes, as JSON in the form that JavaScript has.
    pub fn to_json(&self, profiles: u64, bytes: u64) -> String {
        let mut json = String::new();
        let mut object = Object::begin(&mut json);
        object.number("profiles", profiles);
        object.number("failed", self.failed);
        object.number("bytes", bytes);
        object.key("policies");
        self.policies.push_json(object.out, &self.unknown_names);
        for (key, counter) in [
            ("callingPlans", &self.plans),
            ("sites", &self.sites),
            ("departments", &self.departments),
            ("status", &self.status),
        ] {
            object.key(key);
            push_counts(object.out, &mut counter.iter());
        }
        object.number("plansWithoutNumbers", self.plans_without_numbers);
        object.number("emergencyAddressesMissing", self.emergency_addresses_missing);
        object.key("issues");
        let codes = IssueCode::ALL.iter().zip(self.issues).map(|(code, count)| (code.as_str(), count));
        push_counts(object.out, &mut codes.filter(|(_, count)| *count > 0));
        object.key("failures");
        self.failures.push_json(object.out);
        if self.groups.has_groups() {
            object.key("groups");
            self.groups.push_json(object.out, &self.unknown_names);
        }
        if let Some(findings) = &self.findings {
            object.key("findings");
            findings.push_json(object.out);
        }
        if self.groups.has_outliers() {
            object.key("samples");
            self.groups.push_samples(object.out);
        }
        object.end();
        json
    }
}

impl Sink for Totals {
    fn pass(&mut self, Checked { document, validator, .. }: Checked<'_>) {
        self.count_issues(validator);
        let view = validator.view(document);
        let repeated = validator.counts().get(IssueCode::DuplicateKey as usize);
        let others = other_policies(&view, repeated.is_some_and(|count| *count > 0));
        let site = site_of(&view, document);
        if let Some(export) = &mut self.export {
            return export.profile(&view, &others, site.as_deref(), document);
        }
        let mut unknown = Vec::new();
        for extra in &others {
            let name = unescape(view.span(extra.key.start, extra.key.end));
            if let Some(index) = self.unknown_names.own_index_of(&name) {
                unknown.push((index, PolicyState::of(view.unknown_policy(extra))));
            }
        }
        self.policies.add(&view, &unknown, 1);
        for (counter, text) in [
            (&mut self.sites, site.clone()),
            (&mut self.departments, view.text(row!("department"))),
            (&mut self.status, view.text(row!("status"))),
        ] {
            if let Some(text) = text {
                counter.add(&text, 1);
            }
        }
        let has_plans = count_plans(&view, &mut self.plans);
        let is_without_number =
            view.slot(row!("phone_numbers")).kind == SlotKind::List && view.slot(row!("phone_numbers")).count == 0;
        self.plans_without_numbers += u64::from(has_plans && is_without_number);
        self.emergency_addresses_missing += u64::from(lacks_address(&view));
        self.groups.add(&view, unknown, site.as_deref());
        if let Some(findings) = &mut self.findings {
            findings.add(&view, name_of(&view).as_deref());
        }
    }

    fn fail(&mut self, Checked { document, validator, options, asked_id, index, .. }: Checked<'_>) {
        let is_listed = !self.failures.is_full() || self.export.is_some();
        let bytes_left = if is_listed { self.failures.bytes_left() } else { 0 };
        let listed = if bytes_left > 0 { self.max_issues } else { 0 };
        // An export says what is wrong first, however few are listed.
        let kept = if self.export.is_some() { listed.max(1) } else { listed };
        let options = Options { max_issues: kept, ..options.clone() };
        if kept > 0 {
            validator.check(document, &options);
        }
        self.count_issues(validator);
        let own_id = validator.view(document).text(row!("id"));
        let id = own_id.or(known(asked_id)).map(|id| Cow::Owned(shortened(id).into_owned()));
        let found = if kept > 0 { validator.issues(document, &options) } else { Vec::new() };
        let first = found.iter().find(|issue| issue.severity == Severity::Error).or(found.first());
        let mut issues = String::new();
        push_list(&mut issues, found.get(..fitting(&found, bytes_left).min(listed)).unwrap_or(&found), push_issue);
        self.list_failure(index, id, None, None, &issues, first.map_or("", |issue| &issue.message));
    }

    fn report(&mut self, index: u64, Reported { id, code, message, issues }: Reported<'_>) {
        for code in issues.iter().filter_map(|issue| issue.get("code")?.text()) {
            let known = IssueCode::ALL.iter().zip(&mut self.issues).find(|(known, _)| known.as_str() == code);
            if let Some((_, total)) = known {
                *total += 1;
            }
        }
        let listed = reported_issues(&issues, self.max_issues, self.failures.bytes_left());
        let first = issues.iter().find_map(|issue| issue.get("message")?.text());
        let first = first.unwrap_or(Cow::Borrowed("The profile could not be fetched"));
        let [code, message] =
            [code, message].map(|text| text.map(|text| beginning(&text, LONGEST_MESSAGE).to_string()));
        self.list_failure(index, id.map(shortened), code.as_deref(), message.as_deref(), &listed, &first);
    }
}

fn push_counts(out: &mut String, counts: &mut dyn Iterator<Item = (&str, u64)>) {
    let mut object = Object::begin(out);
    for (text, count) in counts {
        object.number(text, count);
    }
    object.end();
}
