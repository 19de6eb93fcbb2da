//! Drift: where a profile departs from a baseline, which is a partial policy.

use super::super::compare::{Difference, Grain, compare};
use super::super::diff::{path, pointer, value, what};
use super::super::labels::{self, Labels};
use super::{Finding, Risk, Status};
use crate::validate::{PathSegment, View};

/// Where a profile departs from a baseline, in English. The baseline is a document that holds a policy: `{"policy":{…}}`. What
/// it does not say is not asked for; what the profile does not say is [`Status::CannotTell`].
///
/// The finding's id is `baseline.` and the field's path within the policies, such as `baseline.sms.enable`; a list is one
/// finding. It is [`Risk::Medium`] where the profile permits more than the baseline, else [`Risk::Low`].
pub fn drift(view: &View<'_>, baseline: &View<'_>) -> Vec<Finding> {
    drift_with(view, baseline, Labels::ENGLISH)
}

/// As [`drift`], in other words or another language.
pub fn drift_with(view: &View<'_>, baseline: &View<'_>, labels: &Labels) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for difference in compare(baseline, view, Grain::Fields) {
        let is_asked_for = difference.before.is_some() || is_in_list(&difference);
        if !is_asked_for {
            continue;
        }
        let finding = finding(labels, view, &difference);
        match findings.last_mut().filter(|last| last.id == finding.id) {
            Some(last) => {
                last.severity = last.severity.min(finding.severity);
                last.evidence.extend(finding.evidence);
            }
            None => findings.push(finding),
        }
    }
    findings
}

fn is_in_list(difference: &Difference<'_>) -> bool {
    difference.path.iter().any(|segment| matches!(segment, PathSegment::Index(_)))
}

fn finding(labels: &Labels, view: &View<'_>, difference: &Difference<'_>) -> Finding {
    let mut id = ["baseline.", &difference.policy].concat();
    for segment in &difference.path {
        match segment {
            PathSegment::Key(key) => id.extend([".", key]),
            PathSegment::Index(_) => break,
        }
    }
    let words = |side| value(labels, difference, side);
    let before = difference.before.map_or_else(|| labels::NONE.of(labels).into(), words);
    let after = difference.after.map_or_else(|| labels::NONE.of(labels).into(), words);
    let is_known = difference.after.is_some() || is_in_list(difference);
    let why = if is_known { labels::DRIFT_WHY } else { labels::DRIFT_UNKNOWN };
    Finding {
        id,
        status: if is_known { Status::Found } else { Status::CannotTell },
        severity: if difference.weakens == Some(true) { Risk::Medium } else { Risk::Low },
        title: labels::DRIFT.fill(labels, &[("what", &what(labels, difference))]),
        why: why.fill(labels, &[("before", &before), ("after", &after)]),
        evidence: vec![evidence(view, difference)],
        remedy: labels::DRIFT_REMEDY.of(labels).into(),
        source: None,
    }
}

/// Where the profile says it, or would say it. What is gone from a list is missed at the list.
fn evidence(view: &View<'_>, difference: &Difference<'_>) -> String {
    let mut place = path(difference);
    let is_gone = difference.after.is_none() && is_in_list(difference);
    if is_gone && let Some(index) = place.iter().position(|segment| matches!(segment, PathSegment::Index(_))) {
        place.truncate(index);
    }
    // A policy that is a plain boolean says what `enable` would.
    let policy = view.value(crate::row!("policy")).and_then(|policy| policy.get(&difference.policy));
    if policy.is_some_and(|policy| policy.boolean().is_some()) && difference.after.is_some() {
        place.truncate(2);
    }
    pointer(&place)
}
