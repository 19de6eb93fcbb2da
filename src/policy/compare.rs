//! Where two profiles' policies differ, found on the values as they stand: by the model where it knows them, by structure where
//! it does not. The order of keys, and whether something absent is written as null, make no difference.

use std::borrow::Cow;

use super::catalog::{CATALOG, Described, Detail, Permissive};
use super::labels::sort_texts;
use super::summary::is_head;
use super::words::{RIGHTS, integer};
use crate::json::Value;
use crate::model::schema::{DeclaredShape, Kind, Shape};
use crate::model::{Policy, schema::Field};
use crate::row;
use crate::validate::{PathSegment, View};

/// A difference at one place. At least one of the values is there.
#[derive(Debug, Clone)]
pub(super) struct Difference<'a> {
    /// The policy's name on the wire, and what is known of it.
    pub policy: Cow<'a, str>,
    pub described: Option<&'static Described>,
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
}

/// What counts as one difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grain {
    /// A policy that only one side has is one.
    Policies,
    /// Each field of the first side is one, whether the second has the policy or not.
    Fields,
}

/// Compares the policies of two profiles, in the catalog's order, then those that are not in it, by name.
pub(super) fn compare<'a>(before: &View<'a>, after: &View<'a>, grain: Grain) -> Vec<Difference<'a>> {
    let (before, after) = (Members::of(before.value(row!("policy"))), Members::of(after.value(row!("policy"))));
    let mut differences = Vec::new();
    let fields = Policy::SHAPE.fields;
    for (field, described) in fields.iter().zip(CATALOG) {
        let mut walk = Walk::new(field.name.into(), Some(described), grain, &mut differences);
        walk.policy(Some(field), before.get(field.name), after.get(field.name));
    }
    for name in unknown_names(fields, &before, &after) {
        let mut walk = Walk::new(name.clone(), None, grain, &mut differences);
        walk.policy(None, before.get(&name), after.get(&name));
    }
    differences
}

/// The members of an object, read once. What is null is not there; of several with a name the last counts.
#[derive(Default)]
struct Members<'a>(Vec<(Cow<'a, str>, Value<'a>)>);

impl<'a> Members<'a> {
    fn of(object: Option<Value<'a>>) -> Members<'a> {
        object.map(|object| Members(object.members().collect())).unwrap_or_default()
    }

    fn get(&self, name: &str) -> Option<Value<'a>> {
        self.0.iter().rev().find(|(key, _)| key == name).map(|(_, value)| *value)
    }
}

/// Names of either side that the model does not know, in their own order.
fn unknown_names<'a>(fields: &[Field], before: &Members<'a>, after: &Members<'a>) -> Vec<Cow<'a, str>> {
    let is_unknown = |name: &str| !fields.iter().any(|field| field.name == name);
    let all = before.0.iter().chain(&after.0).filter(|(name, _)| is_unknown(name));
    // Pairs, since those are what a sort has been compiled for.
    let mut names: Vec<_> = all.map(|(name, _)| (name.to_string(), String::new())).collect();
    sort_texts(&mut names);
    names.dedup();
    names.into_iter().map(|(name, _)| Cow::Owned(name)).collect()
}

/// The comparison of one policy.
struct Walk<'a, 'd> {
    policy: Cow<'a, str>,
    described: Option<&'static Described>,
    grain: Grain,
    path: Vec<PathSegment>,
    member: Option<Value<'a>>,
    differences: &'d mut Vec<Difference<'a>>,
}

/// Both sides of something; at least one of them is there.
type Sides<'a> = (Option<Value<'a>>, Option<Value<'a>>);

impl<'a, 'd> Walk<'a, 'd> {
    fn new(
        policy: Cow<'a, str>,
        described: Option<&'static Described>,
        grain: Grain,
        differences: &'d mut Vec<Difference<'a>>,
    ) -> Self {
        Self { policy, described, grain, path: Vec::new(), member: None, differences }
    }

    fn push(&mut self, field: Option<&'static Field>, (before, after): Sides<'a>, weakens: Option<bool>) {
        self.differences.push(Difference {
            policy: self.policy.clone(),
            described: self.described,
            path: self.path.clone(),
            member: self.member,
            field,
            before,
            after,
            weakens,
        });
    }

    /// Goes one step down.
    fn at(&mut self, step: PathSegment, work: impl FnOnce(&mut Self)) {
        self.path.push(step);
        work(self);
        self.path.pop();
    }

    fn policy(&mut self, field: Option<&'static Field>, before: Option<Value<'a>>, after: Option<Value<'a>>) {
        // An object without members says nothing.
        let says = |value: &Value<'a>| !value.is_object() || value.members().next().is_some();
        let sides = (before.filter(says), after.filter(says));
        let kind = field.map(|field| field.kind);
        match (sides, kind) {
            ((None, None), _) => {}
            ((Some(before), None), _) if self.grain == Grain::Fields && before.is_object() => {
                self.object(kind.and_then(Kind::shape), Members::of(Some(before)), Members::default());
            }
            ((Some(before), Some(after)), Some(Kind::Switch(shape))) => self.switch(shape, before, after),
            ((Some(before), Some(after)), _) => self.both(field, before, after),
            (sides, _) => self.push(field, sides, None),
        }
    }

    /// A policy in one of its two shapes. Where the shapes differ, the states alone are compared: that one of them says more
    /// is no change of the policy.
    fn switch(&mut self, shape: &'static Shape, before: Value<'a>, after: Value<'a>) {
        if before.is_object() == after.is_object() {
            return match before.is_object() {
                true => self.object(Some(shape), Members::of(Some(before)), Members::of(Some(after))),
                false => self.leaf(None, (Some(before), Some(after))),
            };
        }
        if self.grain == Grain::Fields && before.is_object() {
            let enable = Members(vec![("enable".into(), after)]);
            return self.object(Some(shape), Members::of(Some(before)), enable);
        }
        let state = |value: Value<'a>| if value.is_object() { value.get("enable") } else { Some(value) };
        let sides = (state(before), state(after));
        if sides.0.is_none() && sides.1.is_none() {
            return;
        }
        match after.is_object() && self.grain == Grain::Policies {
            true => self.at(PathSegment::Key("enable".into()), |walk| walk.leaf(enable(shape), sides)),
            false => self.leaf(enable(shape), sides),
        }
    }

    fn object(&mut self, shape: Option<&'static Shape>, before: Members<'a>, after: Members<'a>) {
        let fields: &'static [Field] = shape.map(|shape| shape.fields).unwrap_or_default();
        for field in fields {
            let sides = (before.get(field.name), after.get(field.name));
            self.at(PathSegment::Key(field.name.into()), |walk| walk.field(Some(field), sides));
        }
        for name in unknown_names(fields, &before, &after) {
            let sides = (before.get(&name), after.get(&name));
            self.at(PathSegment::Key(name.into_owned()), |walk| walk.field(None, sides));
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
            (Some(value), None) | (None, Some(value)) if self.is_right() && value.boolean() == Some(false) => {}
            (Some(before), Some(after)) => self.both(field, before, after),
            (Some(before), None) if self.grain == Grain::Fields && before.is_object() => {
                let shape = field.and_then(|field| field.kind.shape());
                self.object(shape, Members::of(Some(before)), Members::default());
            }
            sides => self.leaf(field, sides),
        }
    }

    fn both(&mut self, field: Option<&'static Field>, before: Value<'a>, after: Value<'a>) {
        let shape = field.and_then(|field| field.kind.shape());
        let is_list =
            field.is_some_and(|field| matches!(field.kind, Kind::List(_))) && before.is_list() && after.is_list();
        match (is_list, shape) {
            (true, Some(shape)) => self.members(shape, before, after),
            (true, None) => self.set(field, before, after),
            (false, _) if before.is_object() && after.is_object() => {
                self.object(shape, Members::of(Some(before)), Members::of(Some(after)));
            }
            _ => self.leaf(field, (Some(before), Some(after))),
        }
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

    /// Lists of members, each known by its id.
    fn members(&mut self, shape: &'static Shape, before: Value<'a>, after: Value<'a>) {
        let is_access = shape.fields.iter().any(|field| field.name == "access_user_id");
        let befores = distinct(before);
        let afters = distinct(after);
        for (index, member) in &befores {
            self.member = Some(*member);
            match afters.iter().find(|(_, other)| is_same_member(*member, *other)) {
                Some((index, other)) => self.at(PathSegment::Index(*index), |walk| {
                    walk.member = Some(*other);
                    walk.both_members(shape, *member, *other);
                }),
                None => self.at(PathSegment::Index(*index), |walk| {
                    walk.push(None, (Some(*member), None), is_access.then_some(false));
                }),
            }
        }
        for (index, member) in &afters {
            if !befores.iter().any(|(_, other)| is_same_member(*other, *member)) {
                self.member = Some(*member);
                self.at(PathSegment::Index(*index), |walk| {
                    walk.push(None, (None, Some(*member)), is_access.then_some(true))
                });
            }
        }
        self.member = None;
    }

    fn both_members(&mut self, shape: &'static Shape, before: Value<'a>, after: Value<'a>) {
        if before.is_object() && after.is_object() {
            self.object(Some(shape), Members::of(Some(before)), Members::of(Some(after)));
        }
    }

    /// Whether what comes after permits more.
    fn weakens(&self, sides: Sides<'a>) -> Option<bool> {
        let name = self.name();
        let (before, after) = match sides {
            (Some(before), Some(after)) => (before, after),
            // A right that a member does not have said is one that they lack.
            (before, after) if self.is_right() => {
                let has = |value: Option<Value<'a>>| value.is_some_and(|value| value.boolean() == Some(true));
                return (has(before) != has(after)).then_some(has(after));
            }
            _ => return None,
        };
        if name == "locked" {
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

    /// Whether the field at hand is a right of a member.
    fn is_right(&self) -> bool {
        self.member.is_some() && RIGHTS.iter().any(|(right, _)| *right == self.name())
    }

    /// The name of the field at hand; empty where it is the policy itself.
    fn name(&self) -> &str {
        match self.path.last() {
            Some(PathSegment::Key(name)) => name,
            _ => "",
        }
    }

    /// Which way the field at hand permits more. Of a switch within a policy, which is called `enable`, the field above says it.
    fn permissive(&self) -> Permissive {
        let name = match self.path.as_slice() {
            [.., PathSegment::Key(above), PathSegment::Key(name)] if name == "enable" => above,
            _ => self.name(),
        };
        match (self.described, Detail::of(name)) {
            (Some(described), _) if name.is_empty() || name == "enable" => described.permissive,
            (Some(_), Some(detail)) if !is_head(name) => detail.permissive,
            _ => Permissive::Unknown,
        }
    }
}

fn enable(shape: &'static Shape) -> Option<&'static Field> {
    shape.fields.iter().find(|field| field.name == "enable")
}

/// The items of a list with their places, each member once.
fn distinct(list: Value<'_>) -> Vec<(usize, Value<'_>)> {
    let mut members: Vec<(usize, Value<'_>)> = Vec::new();
    for (index, item) in list.items().unwrap_or_default().into_iter().enumerate() {
        if !members.iter().any(|(_, member)| is_same_member(*member, item)) {
            members.push((index, item));
        }
    }
    members
}

/// Whether two members are the same: by the first of their ids that both have, else by all that they say.
fn is_same_member(a: Value<'_>, b: Value<'_>) -> bool {
    for id in ["access_user_id", "shared_id", "language"] {
        if let (Some(a), Some(b)) = (a.get(id), b.get(id)) {
            return same(a, b);
        }
    }
    same(a, b)
}

/// The items that only one of two lists has, each once: those that are gone, and those that have come.
pub(super) fn set_difference<'a>(before: Value<'a>, after: Value<'a>) -> (Vec<Value<'a>>, Vec<Value<'a>>) {
    let (before, after) = (distinct(before), distinct(after));
    let only = |these: &[(usize, Value<'a>)], those: &[(usize, Value<'a>)]| -> Vec<Value<'a>> {
        let is_there = |item: &Value<'a>| those.iter().any(|(_, other)| same(*item, *other));
        these.iter().map(|(_, item)| *item).filter(|item| !is_there(item)).collect()
    };
    (only(&before, &after), only(&after, &before))
}

/// Whether two values say the same: whatever the order of keys, the notation of numbers and texts; null counts as absent.
fn same(a: Value<'_>, b: Value<'_>) -> bool {
    if a.bytes() == b.bytes() {
        return true;
    }
    if let (Some(a), Some(b)) = (a.text(), b.text()) {
        return a == b;
    }
    if let (Some(a), Some(b)) = (a.items(), b.items()) {
        return a.len() == b.len() && a.into_iter().zip(b).all(|(a, b)| same(a, b));
    }
    if a.is_object() && b.is_object() {
        let (a, b) = (Members::of(Some(a)), Members::of(Some(b)));
        let is_in = |these: &Members<'_>, those: &Members<'_>| {
            these.0.iter().all(|(name, _)| match (these.get(name), those.get(name)) {
                (Some(this), Some(that)) => same(this, that),
                _ => false,
            })
        };
        return is_in(&a, &b) && is_in(&b, &a);
    }
    matches!((integer(a), integer(b)), (Some(a), Some(b)) if a == b)
}
