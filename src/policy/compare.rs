//! Where two profiles' policies differ: fields of the model by the model, others by structure. The order of keys makes
//! no difference, and null counts as absent.

use std::borrow::Cow;

use super::catalog::{CATALOG, Described, Detail, Permissive};
use super::json::integer;
use super::same::{Keyed, Members, same, sort_distinct};
use super::shares::{Item, Matched, Rights, matched, set_difference};
use super::values::RIGHTS;
use crate::json::Value;
use crate::model::schema::{DeclaredShape, Kind, Shape};
use crate::model::{Policy, schema::Field};
use crate::row;
use crate::text::Text;
use crate::validate::{PathSegment, View};

/// A difference at one place. At least one of the values is there.
#[derive(Debug, Clone)]
pub(super) struct Difference<'a> {
    /// The policy's name on the wire, and what is known of it.
    pub policy: Cow<'a, str>,
    pub described: Option<&'static Described>,
    /// What the second side says of the policy.
    pub actual: Option<Value<'a>>,
    /// Where it is, from the policy on; empty where it is the policy itself.
    pub path: Vec<PathSegment>,
    /// The member of a list that it lies in, by the side that has it: the later one before the earlier.
    pub member: Option<Value<'a>>,
    /// What the model says of the field.
    pub field: Option<&'static Field>,
    pub before: Option<Value<'a>>,
    pub after: Option<Value<'a>>,
    /// Whether more is permitted afterwards; `None` where that is not known.
    pub weakens: Option<bool>,
    /// What the person of the member may do by each side, by all of their shares: one bit each, in the order of
    /// `RIGHTS`.
    pub rights: [usize; 2],
}

/// What counts as one difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Granularity {
    /// A policy that only one side has is one.
    Policies,
    /// Each field of the first side is one, whether the second has the policy or not.
    Fields,
}

/// Compares the policies of two profiles, in the catalog's order, then those that are not in it, by name.
pub(super) fn compare<'a>(before: &View<'a>, after: &View<'a>, granularity: Granularity) -> Vec<Difference<'a>> {
    let (before, after) = (Members::of(before.value(row!("policy"))), Members::of(after.value(row!("policy"))));
    let mut differences = Vec::new();
    let fields = Policy::SHAPE.fields;
    for (field, described) in fields.iter().zip(CATALOG) {
        let mut walk = Walk::new(field.name.into(), Some(described), granularity, &mut differences);
        walk.policy(Some(field), before.get(field.name), after.get(field.name));
    }
    for (name, _) in unknown_names(fields, &before, &after) {
        let (before, after) = (before.get(&name), after.get(&name));
        Walk::new(name, None, granularity, &mut differences).policy(None, before, after);
    }
    differences
}

/// The names of members that the model does not know, in order.
fn unknown_names<'a>(fields: &[Field], before: &Members<'a>, after: &Members<'a>) -> Vec<Keyed<'a>> {
    let mut unknown = Vec::new();
    for side in [before, after] {
        let names = side.names().iter().filter(|(name, _)| !fields.iter().any(|field| field.name == name));
        unknown.extend(names.cloned());
    }
    sort_distinct(unknown, &mut |_, _| {})
}

/// Most bytes of the keys on the way to a difference. What lies deeper in unknown objects is compared as a whole: each
/// difference holds its path, and a long one over many would make what is written grow with the square of the document.
const MAX_PATH: usize = 200;

/// The comparison of one policy.
struct Walk<'a, 'd> {
    policy: Cow<'a, str>,
    described: Option<&'static Described>,
    actual: Option<Value<'a>>,
    granularity: Granularity,
    path: Vec<PathSegment>,
    /// Bytes of the keys of the path.
    path_length: usize,
    member: Option<CurrentMember<'a>>,
    differences: &'d mut Vec<Difference<'a>>,
}

/// The member of a list that a walk is in.
#[derive(Clone, Copy)]
struct CurrentMember<'a> {
    value: Value<'a>,
    /// Its index in the earlier list, which may differ from the one in the later list.
    index_before: usize,
    /// The rights that its person had by any share, and those that they have.
    rights: [usize; 2],
}

/// Both sides of something; at least one of them is there.
type Sides<'a> = (Option<Value<'a>>, Option<Value<'a>>);

impl<'a, 'd> Walk<'a, 'd> {
    fn new(
        policy: Cow<'a, str>,
        described: Option<&'static Described>,
        granularity: Granularity,
        differences: &'d mut Vec<Difference<'a>>,
    ) -> Self {
        let path_length = policy.len();
        Self { policy, described, actual: None, granularity, path: Vec::new(), path_length, member: None, differences }
    }

    fn push(&mut self, field: Option<&'static Field>, (before, after): Sides<'a>, weakens: Option<bool>) {
        let mut path = self.path.clone();
        // What is gone stands in the earlier profile, but for a baseline, which is none.
        if let (Some(member), None, Granularity::Policies) = (self.member, after, self.granularity) {
            let indices = path.iter_mut().filter(|segment| matches!(segment, PathSegment::Index(_)));
            indices.for_each(|index| *index = PathSegment::Index(member.index_before));
        }
        self.differences.push(Difference {
            policy: self.policy.clone(),
            described: self.described,
            actual: self.actual,
            path,
            member: self.member.map(|member| member.value),
            field,
            before,
            after,
            weakens,
            rights: self.member.map_or([0; 2], |member| member.rights),
        });
    }

    /// Goes one step down, to a field.
    fn enter(&mut self, name: Text) {
        self.path_length += name.len();
        self.path.push(PathSegment::Key(name));
    }

    /// Goes one step up.
    fn leave(&mut self) {
        if let Some(PathSegment::Key(name)) = self.path.pop() {
            self.path_length -= name.len();
        }
    }

    fn policy(&mut self, field: Option<&'static Field>, before: Option<Value<'a>>, after: Option<Value<'a>>) {
        // An object without members says nothing. One whose last member is not null says something.
        let has_last = |value: &Value<'a>| value.all_members().last().is_some_and(|(_, last)| !last.is_null());
        let says =
            |value: &Value<'a>| !value.is_object() || has_last(value) || !Members::of(Some(*value)).names().is_empty();
        let sides = (before.filter(says), after.filter(says));
        self.actual = after;
        let kind = field.map(|field| field.kind);
        match (sides, kind) {
            ((None, None), _) => {}
            ((Some(before), None), _) if self.granularity == Granularity::Fields && before.is_object() => {
                self.expected(kind.and_then(Kind::shape), before);
            }
            ((Some(before), Some(after)), Some(Kind::Switch(shape))) => self.switch(shape, before, after),
            ((Some(before), Some(after)), _) => self.both(field, before, after),
            (sides, _) => self.push(field, sides, None),
        }
    }

    /// A policy in one of its two shapes. Where the shapes differ, the states alone are compared: that one of them says
    /// more is no change of the policy.
    fn switch(&mut self, shape: &'static Shape, before: Value<'a>, after: Value<'a>) {
        if before.is_object() == after.is_object() {
            return match before.is_object() {
                true => self.object(Some(shape), &Members::of(Some(before)), &Members::of(Some(after))),
                false => self.leaf(None, (Some(before), Some(after))),
            };
        }
        if self.granularity == Granularity::Fields && before.is_object() {
            return self.object(Some(shape), &Members::of(Some(before)), &Members::one("enable", after));
        }
        let state = |value: Value<'a>| if value.is_object() { value.get("enable") } else { Some(value) };
        let sides = (state(before), state(after));
        if sides.0.is_none() && sides.1.is_none() {
            return;
        }
        // Where the state stands, which is where it stood if it is gone.
        let holder = if sides.1.is_some() { after } else { before };
        if holder.is_object() && self.granularity == Granularity::Policies {
            self.enter("enable".into());
            self.leaf(enable(shape), sides);
            self.leave();
        } else {
            self.leaf(enable(shape), sides);
        }
    }

    fn object(&mut self, shape: Option<&'static Shape>, before: &Members<'a>, after: &Members<'a>) {
        let fields: &'static [Field] = shape.map(|shape| shape.fields).unwrap_or_default();
        for field in fields {
            let sides = (before.get(field.name), after.get(field.name));
            self.enter(field.name.into());
            self.field(Some(field), sides);
            self.leave();
        }
        for (name, _) in unknown_names(fields, before, after) {
            let sides = (before.get(&name), after.get(&name));
            self.enter(name.into_owned().into());
            self.field(None, sides);
            self.leave();
        }
    }

    /// The fields of an object that a baseline asks for and the profile does not have.
    fn expected(&mut self, shape: Option<&'static Shape>, object: Value<'a>) {
        match self.may_descend(shape) {
            true => self.object(shape, &Members::of(Some(object)), &Members::default()),
            false => self.leaf(None, (Some(object), None)),
        }
    }

    fn field(&mut self, field: Option<&'static Field>, (before, after): Sides<'a>) {
        let is_word = field.is_some_and(|field| matches!(field.kind, Kind::Word(_)));
        // A word that is empty says nothing.
        let says = |value: &Value<'a>| !(is_word && value.bytes() == b"\"\"");
        let sides = (before.filter(says), after.filter(says));
        match sides {
            (None, None) => {}
            // A right that is not said is one that the member lacks.
            (None, Some(value)) if self.is_right() && value.boolean() == Some(false) => {}
            // A baseline asks for it.
            (Some(value), None)
                if self.is_right() && value.boolean() == Some(false) && self.granularity == Granularity::Policies => {}
            (Some(before), Some(after)) => self.both(field, before, after),
            (Some(before), None) if self.granularity == Granularity::Fields && before.is_object() => {
                self.expected(field.and_then(|field| field.kind.shape()), before);
            }
            sides => self.leaf(field, sides),
        }
    }

    fn both(&mut self, field: Option<&'static Field>, before: Value<'a>, after: Value<'a>) {
        let shape = field.and_then(|field| field.kind.shape());
        let is_list =
            field.is_some_and(|field| matches!(field.kind, Kind::List(_))) && before.is_list() && after.is_list();
        match (is_list, shape) {
            _ if before.bytes() == after.bytes() => {}
            (true, Some(shape)) => self.members(shape, before, after),
            (true, None) => self.set(field, before, after),
            (false, _) if before.is_object() && after.is_object() && self.may_descend(shape) => {
                self.object(shape, &Members::of(Some(before)), &Members::of(Some(after)));
            }
            _ => self.leaf(field, (Some(before), Some(after))),
        }
    }

    /// Whether what lies in an object is told apart: see [`MAX_PATH`].
    fn may_descend(&self, shape: Option<&'static Shape>) -> bool {
        shape.is_some() || self.path_length + 8 * self.path.len() <= MAX_PATH
    }

    fn leaf(&mut self, field: Option<&'static Field>, sides: Sides<'a>) {
        if !matches!(sides, (Some(before), Some(after)) if same(before, after)) {
            let weakens = self.weakens(sides);
            self.push(field, sides, weakens);
        }
    }

    /// Lists whose items have no order of their own and no identity: one difference for what came and went.
    fn set(&mut self, field: Option<&'static Field>, before: Value<'a>, after: Value<'a>) {
        let (gone, come) = set_difference(before, after);
        if gone.is_empty() && come.is_empty() {
            return;
        }
        let permits = self.permissive() == Permissive::On;
        self.push(field, (Some(before), Some(after)), permits.then_some(!come.is_empty()));
    }

    /// Lists of members or disclaimers.
    fn members(&mut self, shape: &'static Shape, before: Value<'a>, after: Value<'a>) {
        let is_access = shape.fields.iter().any(|field| field.name == "access_user_id");
        let items = matched(Some(shape), before, after);
        let Matched { before, after } = &items;
        let [had, have] = items.rights();
        for item in before.iter().filter(|item| !item.is_settled) {
            match item.partner.and_then(|partner| after.get(partner)) {
                Some(partner) => {
                    let rights = [&had, &have].map(|rights| of_either(rights, item, partner));
                    let [before, after] = [item, partner].map(|item| Members::of(Some(item.value)));
                    self.enter_member(partner, item.index, rights);
                    self.object(Some(shape), &before, &after);
                    self.leave_member();
                }
                None => {
                    let weakens = have.are_added_to(item).filter(|_| is_access).map(|_| false);
                    self.push_member(item, (Some(item.value), None), weakens);
                }
            }
        }
        // A baseline that names a person and none of their shares means all of them.
        let meant = (is_access && self.granularity == Granularity::Fields).then(|| Rights::of_any_share(before));
        for item in after.iter().filter(|item| !item.is_settled && item.partner.is_none()) {
            let weakens = had.are_added_to(item).filter(|_| is_access);
            let is_meant = meant.as_ref().is_some_and(|meant| meant.get(item).is_some());
            if is_meant && weakens.is_none() {
                continue;
            }
            self.push_member(item, (None, Some(item.value)), weakens);
        }
    }

    /// A member that only one side has.
    fn push_member(&mut self, item: &Item<'a>, sides: Sides<'a>, weakens: Option<bool>) {
        self.enter_member(item, item.index, [0; 2]);
        self.push(None, sides, weakens);
        self.leave_member();
    }

    fn enter_member(&mut self, item: &Item<'a>, index_before: usize, rights: [usize; 2]) {
        self.member = Some(CurrentMember { value: item.value, index_before, rights });
        self.path.push(PathSegment::Index(item.index));
    }

    fn leave_member(&mut self) {
        self.path.pop();
        self.member = None;
    }

    /// Whether what comes after permits more.
    fn weakens(&self, sides: Sides<'a>) -> Option<bool> {
        if let (Some(member), Some(right)) = (self.member, self.right()) {
            return right_weakens(member, right, sides);
        }
        let (Some(before), Some(after)) = sides else { return None };
        if self.name() == "locked" {
            return before.boolean().zip(after.boolean()).map(|(_, locked)| !locked);
        }
        match self.permissive() {
            Permissive::On => before.boolean().zip(after.boolean()).map(|(_, on)| on),
            Permissive::Off => before.boolean().zip(after.boolean()).map(|(_, on)| !on),
            Permissive::Ranked(codes) => {
                let rank = |value: Value<'a>| {
                    integer(value).and_then(|code| codes.iter().position(|candidate| *candidate == code))
                };
                rank(before).zip(rank(after)).map(|(before, after)| after < before)
            }
            Permissive::Unknown => None,
        }
    }

    fn is_right(&self) -> bool {
        self.member.is_some() && self.right().is_some()
    }

    /// Which of a member's rights the field at hand is, by its place among [`RIGHTS`].
    fn right(&self) -> Option<usize> {
        RIGHTS.iter().position(|(right, _)| *right == self.name())
    }

    /// The name of the field at hand; empty where it is the policy itself.
    fn name(&self) -> &str {
        match self.path.last() {
            Some(PathSegment::Key(name)) => name,
            _ => "",
        }
    }

    /// Which way the field at hand permits more. Of a switch within a policy, which is called `enable`, the field above
    /// says it.
    fn permissive(&self) -> Permissive {
        let name = match self.path.as_slice() {
            [.., PathSegment::Key(above), PathSegment::Key(name)] if name == "enable" => above,
            _ => self.name(),
        };
        match (self.described, Detail::of(name)) {
            (Some(described), _) if name.is_empty() || name == "enable" => described.permissive,
            (Some(_), Some(detail)) => detail.permissive,
            _ => Permissive::Unknown,
        }
    }
}

fn enable(shape: &'static Shape) -> Option<&'static Field> {
    shape.fields.iter().find(|field| field.name == "enable")
}

/// What the person of an item may do, or that of the item that it has become.
fn of_either(rights: &Rights<'_>, item: &Item<'_>, partner: &Item<'_>) -> usize {
    rights.get(item).unwrap_or_default() | rights.get(partner).unwrap_or_default()
}

/// Whether a right of a share that has changed permits more: not where another share of the same person gave it
/// already, or still gives it. A right that is not said is one that the member lacks.
fn right_weakens(member: CurrentMember<'_>, right: usize, (before, after): Sides<'_>) -> Option<bool> {
    let has = |side: Option<Value<'_>>| side.map_or(Some(false), Value::boolean);
    let ([had, have], bit) = (member.rights, 1 << right);
    match (has(before)?, has(after)?) {
        (false, true) => (had & bit == 0).then_some(true),
        (true, false) => (have & bit == 0).then_some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
