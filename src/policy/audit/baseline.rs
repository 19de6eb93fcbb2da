//! Drift: where a profile departs from a baseline, which is a partial policy.

use super::super::compare::{Difference, Granularity, compare};
use super::super::diff::{language, path, subject, value};
use super::super::json::Json;
use super::super::labels::{self, Labels, Phrase};
use super::super::shares::set_difference;
use super::super::state::State;
use super::super::values::{self, List, Member};
use super::finding::{Finding, Risk, Status};
use super::query::MAX_EVIDENCE;
use crate::json::Value;
use crate::model::Policy;
use crate::model::schema::{DeclaredShape, Kind, Shape};
use crate::numbered;
use crate::row;
use crate::text::Text;
use crate::validate::{PathSegment, View, pointer_of};

/// Where a profile departs from a baseline, in English. The baseline is a document that holds a policy:
/// `{"policy":{…}}`. What it does not say is not asked for; what the profile does not say is [`Status::CannotTell`].
///
/// The finding's ID is `baseline.` and the field's path within the policies, such as `baseline.sms.enable`; a list is
/// one finding. It is [`Risk::Medium`] where the profile permits more than the baseline, else [`Risk::Low`].
pub fn drift(view: &View<'_>, baseline: &View<'_>) -> Vec<Finding> {
    drift_with(view, baseline, Labels::ENGLISH)
}

/// As [`drift`], in other words or another language.
pub fn drift_with(view: &View<'_>, baseline: &View<'_>, labels: &Labels) -> Vec<Finding> {
    let mut differences = compare(baseline, view, Granularity::Fields);
    differences.retain(is_required);
    let mut findings = Vec::new();
    // A list is one finding.
    for departure in differences.chunk_by(|one, next| id(one) == id(next)) {
        if let Some(finding) = finding(labels, departure, [baseline, view]) {
            findings.push(finding);
        }
    }
    findings
}

/// The place of the first index in a path.
fn index_in(path: &[PathSegment]) -> Option<usize> {
    path.iter().position(|segment| matches!(segment, PathSegment::Index(_)))
}

/// Whether a difference is about a whole item of a list.
fn is_item(difference: &Difference<'_>) -> bool {
    matches!(difference.path.last(), Some(PathSegment::Index(_)))
}

/// Whether a baseline requires otherwise. A right of a member that it does not name is one that it does not give, and
/// one that it gives may come from any share of the person; of other fields that it does not name it requires nothing.
fn is_required(difference: &Difference<'_>) -> bool {
    let is_named = |right: &str| matches!(difference.path.last(), Some(PathSegment::Key(key)) if key == right);
    let right = difference.member.and(values::RIGHTS.iter().position(|(right, _)| is_named(right)));
    let is_given = |side: Option<Value<'_>>| side.and_then(Value::boolean) == Some(true);
    let [_, granted] = difference.rights;
    match right {
        Some(right) if is_given(difference.before) => granted & 1 << right == 0,
        Some(_) => difference.before.is_some() || is_given(difference.after),
        None => difference.before.is_some() || is_item(difference),
    }
}

fn id(difference: &Difference<'_>) -> String {
    let mut id = ["baseline.", &difference.policy].concat();
    for segment in &difference.path {
        match segment {
            PathSegment::Key(key) => id.extend([".", key]),
            PathSegment::Index(_) => break,
        }
    }
    id
}

/// What departures of list items are: missing, extra, other than required, and such that the profile does not say.
const KINDS: [&Phrase; 4] = [labels::DRIFT_MISSING, labels::DRIFT_EXTRA, labels::DRIFT_DIFFERENT, labels::DRIFT_UNSAID];
const UNSAID: usize = 3;

fn kind(difference: &Difference<'_>) -> usize {
    match (is_item(difference), difference.after) {
        (true, None) => 0,
        (true, Some(_)) => 1,
        (false, Some(_)) => 2,
        (false, None) => UNSAID,
    }
}

/// Which departures stay whatever absent fields would say. An extra item that names nobody may be one that the baseline
/// has, unless the baseline requires an empty list.
fn certain<'d, 'a>(differences: &'d [Difference<'a>], requires_none: bool) -> impl Fn(&'d Difference<'a>) -> bool {
    let is_nameless = move |difference: &Difference<'_>| {
        let id = |name: &str| difference.member?.get(name)?.text().filter(|id| !id.is_empty());
        !requires_none
            && kind(difference) == 1
            && index_in(&difference.path).is_some()
            && id("access_user_id").or(id("language")).is_none()
    };
    let missing = differences.iter().filter(|difference| kind(difference) == 0).count();
    let nameless = differences.iter().filter(|difference| is_nameless(difference)).count();
    move |difference| match kind(difference) {
        0 => missing > nameless,
        UNSAID => false,
        _ => !is_nameless(difference),
    }
}

/// The departure of a field, of a whole policy, or of a list with all of its items.
fn finding(labels: &Labels, differences: &[Difference<'_>], [baseline, view]: [&View<'_>; 2]) -> Option<Finding> {
    let first = differences.first()?;
    // Of a field no list is looked for: that takes as long as its policy has neighbours.
    let lists = index_in(&first.path).map(|index| {
        let mut list = path(first);
        list.truncate(index + ROOT);
        (index, [baseline, view].map(|view| at(view, &list)))
    });
    let required = lists.and_then(|(_, [required, _])| required);
    let is_certain = certain(differences, required.is_some_and(|list| list.is_list() && list.first_item().is_none()));
    let is_known = differences.iter().any(&is_certain);
    let mut evidence: Vec<String> = Vec::new();
    for difference in differences.iter().filter(|difference| is_certain(difference) == is_known) {
        let place = place(difference);
        if evidence.last() != Some(&place) && evidence.len() < MAX_EVIDENCE {
            evidence.push(place);
        }
    }
    let (mut why, title, sides) = match lists {
        Some((index, lists)) => {
            let title = if is_known { labels::DRIFT_LIST } else { labels::DRIFT_LIST_UNKNOWN };
            let what = subject(labels, first, first.path.get(..index)?);
            let mut why = String::new();
            for (number, phrase) in KINDS.into_iter().enumerate() {
                let mut items = List::default();
                for difference in differences.iter().filter(|difference| kind(difference) == number) {
                    items.push(&name(labels, difference));
                }
                push_items(labels, &mut why, phrase, items);
            }
            (why, title.fill(labels, &[("what", &what)]), lists)
        }
        None => {
            let (why, title) = in_words(labels, first);
            (why, title, [first.before, first.after])
        }
    };
    if let ([Some(before), Some(after)], Some(Kind::List(kind)), None) =
        (sides, first.field.map(|field| field.kind), index_in(&first.path))
        && before.is_list()
        && after.is_list()
    {
        let (missing, extra) = set_difference(before, after);
        push_items(labels, &mut why, labels::DRIFT_MISSING, values::list(labels, *kind, "", &missing));
        push_items(labels, &mut why, labels::DRIFT_EXTRA, values::list(labels, *kind, "", &extra));
    }
    let [expected, actual] = sides.map(|side| side.map(Json::of));
    let weakens = differences.iter().any(|difference| difference.weakens == Some(true));
    Some(Finding {
        id: id(first).into(),
        status: if is_known { Status::Found } else { Status::CannotTell },
        severity: if weakens { Risk::Medium } else { Risk::Low },
        title: title.into(),
        why: why.into(),
        evidence,
        remedy: labels::DRIFT_REMEDY.text(labels),
        source: None,
        expected,
        actual,
    })
}

/// Why a field or a policy departs, and the title of the finding.
fn in_words(labels: &Labels, difference: &Difference<'_>) -> (String, String) {
    let (named, is_state) = match difference.path.as_slice() {
        [above @ .., PathSegment::Key(name)] if name == "enable" => (above, true),
        named => (named, named.is_empty()),
    };
    let title = if is_state { labels::DRIFT_STATE } else { labels::DRIFT_FIELD };
    let [before, after] = [difference.before, difference.after].map(|side| match side {
        Some(side) if is_state && side.boolean().is_some() => {
            State::of(side.boolean()).label(labels).to_string().into()
        }
        Some(side) => value(labels, difference, side),
        None => State::Unknown.label(labels).to_string().into(),
    });
    let what = subject(labels, difference, named);
    let why = if difference.after.is_some() { labels::DRIFT_WHY } else { labels::DRIFT_UNKNOWN };
    let values = [("what", what.as_str()), ("before", &before), ("after", &after)];
    (why.fill(labels, &values), title.fill(labels, &values))
}

/// Segments of a path above those of a difference: `policy`, and the policy's name.
const ROOT: usize = 2;

/// Adds a sentence about items, if there are any.
fn push_items(labels: &Labels, text: &mut String, phrase: &Phrase, items: List) {
    if items.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(&phrase.fill(labels, &[("items", &items.or_none(labels))]));
}

/// Who a difference is about, each of a person's shares by its own ID, and in which field.
fn name(labels: &Labels, difference: &Difference<'_>) -> Text {
    let Some(member) = difference.member else { return Text::default() };
    let share = member.get("shared_id").and_then(Value::text).filter(|share| !share.is_empty());
    let who = || Member::of(labels, member).who.into_owned();
    let mut name = language(labels, member).map_or_else(who, Text::into_owned);
    if let Some(share) = share.filter(|share| *share != name) {
        name.extend([" (", &share, ")"]);
    }
    if let Some(PathSegment::Key(field)) = difference.path.last() {
        name.extend([": ", &values::label(labels, field)]);
    }
    name.into()
}

/// All fields that a baseline may have, a line each: its path, such as `sms.enable`, with `[]` for the items of a list;
/// its [`FieldKind`] as a digit; and what its value should be, in words. There are tabs between them.
pub fn baseline_fields() -> String {
    let mut lines = String::new();
    push_fields(&mut lines, Policy::SHAPE, "");
    lines
}

fn push_fields(lines: &mut String, shape: &Shape, prefix: &str) {
    for field in shape.fields {
        push_field(lines, field.kind, &[prefix, field.name].concat());
    }
}

fn push_field(lines: &mut String, kind: Kind, path: &str) {
    if !lines.is_empty() {
        lines.push('\n');
    }
    lines.push_str(path);
    lines.push('\t');
    lines.push(char::from(b'0' + FieldKind::of(kind) as u8));
    lines.push('\t');
    lines.push_str(kind.expected());
    match kind {
        Kind::Object(below) | Kind::Switch(below) => push_fields(lines, below, &[path, "."].concat()),
        Kind::List(item) => push_field(lines, *item, &[path, "[]"].concat()),
        _ => {}
    }
}

numbered! {
    /// The type that a field of a baseline has in JavaScript.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum FieldKind {
        /// `true` or `false`.
        Boolean,
        /// An integer.
        Integer,
        /// A string.
        String,
        /// An object.
        Object,
        /// An array.
        List,
        /// A boolean or an object.
        Switch,
    }
}

impl FieldKind {
    fn of(kind: Kind) -> FieldKind {
        match kind {
            Kind::Boolean => FieldKind::Boolean,
            Kind::Integer | Kind::Code(_) => FieldKind::Integer,
            Kind::Text | Kind::Word(_) | Kind::Country => FieldKind::String,
            Kind::Object(_) => FieldKind::Object,
            Kind::List(_) => FieldKind::List,
            Kind::Switch(_) => FieldKind::Switch,
        }
    }
}

fn at<'a>(view: &View<'a>, path: &[PathSegment]) -> Option<Value<'a>> {
    path.iter().skip(1).fold(view.value(row!("policy")), |value, segment| match segment {
        PathSegment::Key(key) => value?.get(key),
        PathSegment::Index(_) => None,
    })
}

/// Where the profile says it, or would say it; of an item that is missing, the list.
fn place(difference: &Difference<'_>) -> String {
    let mut place = path(difference);
    let is_state = |value: Option<Value<'_>>| value.is_none_or(|value| value.boolean().is_some());
    match difference.actual {
        // A policy that is no object says what `enable` would, and the other way round.
        Some(policy) if difference.after.is_some_and(|after| after.bytes() == policy.bytes()) => place.truncate(ROOT),
        Some(policy)
            if difference.path.is_empty()
                && policy.is_object()
                && is_state(difference.before)
                && is_state(difference.after) =>
        {
            place.push(PathSegment::Key("enable".into()));
        }
        _ if kind(difference) == 0 => place.truncate(place.len().saturating_sub(1)),
        _ => {}
    }
    pointer_of(&place)
}
