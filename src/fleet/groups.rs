//! Counts policies by group, and keeps the samples from which outliers follow.

use std::borrow::Cow;

use super::bounds::COUNTED_APART;
use super::count::{MOST_UNKNOWN_IN_GROUPS, PolicyCounters, Unknown};
use super::counter::{Counter, OTHER};
use super::samples::Samples;
use super::user::{each_plan, name_of, site_of};
use crate::json::Object;
use crate::validate::View;
use crate::{named, numbered, row};

numbered! {
    /// By what profiles are grouped.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum GroupBy {
        /// `site_id`.
        Site = "site",
        /// `department`.
        Department = "department",
        /// `cost_center`.
        CostCenter = "cost_center",
        /// The names of `calling_plans`: a profile with several plans is in several groups.
        CallingPlan = "calling_plan",
    }
}

named!(numbered GroupBy);

/// The groups of a fleet. Without [`GroupBy`] there is one group, whose name is empty.
#[derive(Debug)]
pub struct Groups {
    by: Option<GroupBy>,
    has_outliers: bool,
    names: Counter,
    groups: Vec<Group>,
}

/// The profiles of one group.
#[derive(Debug, Default)]
struct Group {
    policies: PolicyCounters,
    /// Only where outliers are asked for.
    samples: Option<Samples>,
}

/// A profile that is to be counted in groups.
struct Member<'p> {
    view: &'p View<'p>,
    unknown: &'p [Unknown<'p>],
    /// Only where outliers are asked for: the user's name, if the profile has one.
    user: Option<Option<Cow<'p, str>>>,
}

impl Default for Groups {
    fn default() -> Self {
        Self { by: None, has_outliers: false, names: Counter::bounded(COUNTED_APART), groups: Vec::new() }
    }
}

impl GroupBy {
    /// Calls back with the name of each group that a profile is in; an empty one where it does not say.
    pub(super) fn each_name(self, view: &View<'_>, visit: &mut dyn FnMut(&str)) {
        let text = |row| view.text(row).unwrap_or_default();
        match self {
            GroupBy::Site => visit(&site_of(view, view.document()).unwrap_or_default()),
            GroupBy::Department => visit(&text(row!("department"))),
            GroupBy::CostCenter => visit(&text(row!("cost_center"))),
            GroupBy::CallingPlan => plans_of(view).iter().for_each(|(name, _)| visit(name)),
        }
    }
}

/// The names of a profile's calling plans, each once; an empty one where it has none.
fn plans_of(view: &View<'_>) -> Counter {
    let mut plans = Counter::default();
    each_plan(view, &mut |name| plans.add(name, 1));
    if plans.iter().next().is_none() {
        plans.add("", 1);
    }
    plans
}

impl Groups {
    /// Whether profiles are counted by group.
    pub fn has_groups(&self) -> bool {
        self.by.is_some()
    }

    pub fn has_outliers(&self) -> bool {
        self.has_outliers
    }

    pub fn set_by(&mut self, by: GroupBy) {
        self.by = Some(by);
    }

    pub fn set_outliers(&mut self) {
        self.has_outliers = true;
    }

    /// Counts a profile in its groups, with its unknown policies and its site. A profile without the field that names
    /// its group is in the group without a name.
    pub fn add(&mut self, view: &View<'_>, mut unknown: Vec<Unknown<'_>>, site: Option<&str>) {
        if self.by.is_none() && !self.has_outliers {
            return;
        }
        unknown.retain(|(index, _)| *index < MOST_UNKNOWN_IN_GROUPS);
        let user = if self.has_outliers { Some(name_of(view)) } else { None };
        let member = Member { view, unknown: &unknown, user };
        let text = |row| view.text(row).unwrap_or_default();
        let name = match self.by {
            None => Cow::Borrowed(""),
            Some(GroupBy::Site) => Cow::Borrowed(site.unwrap_or_default()),
            Some(GroupBy::Department) => text(row!("department")),
            Some(GroupBy::CostCenter) => text(row!("cost_center")),
            Some(GroupBy::CallingPlan) => return self.add_by_plan(&member),
        };
        let index = self.names.index_of(&name);
        self.add_to(index, &member, 1);
    }

    /// Counts a profile once for each of its calling plans. Those beyond the bound are counted at once: there may be
    /// thousands.
    fn add_by_plan(&mut self, member: &Member<'_>) {
        let mut beyond = 0;
        for (name, _) in plans_of(member.view).iter() {
            match self.names.own_index_of(name) {
                Some(index) => self.add_to(index, member, 1),
                None => beyond += 1,
            }
        }
        if beyond > 0 {
            let index = self.names.index_of(OTHER);
            self.add_to(index, member, beyond);
        }
    }

    fn add_to(&mut self, index: usize, member: &Member<'_>, times: u64) {
        if self.groups.len() <= index {
            self.groups.resize_with(index + 1, Group::default);
        }
        let Some(group) = self.groups.get_mut(index) else { return };
        if self.by.is_some() {
            group.policies.add(member.view, member.unknown, times);
        }
        if let Some(user) = &member.user {
            group.samples.get_or_insert_default().add(group.policies.states(member.view), user.as_deref());
        }
    }

    /// Writes the groups as a JSON object; `unknown_names` are those of unknown policies.
    pub fn push_json(&self, out: &mut String, unknown_names: &Counter) {
        let mut object = Object::begin(out);
        for ((name, _), Group { policies, .. }) in self.names.iter().zip(&self.groups) {
            object.key(name);
            let mut group = Object::begin(object.out);
            group.number("profiles", policies.profiles());
            group.key("policies");
            policies.push_json(group.out, unknown_names);
            group.end();
        }
        object.end();
    }

    /// Writes the samples of each group as a JSON object.
    pub fn push_samples(&self, out: &mut String) {
        let mut object = Object::begin(out);
        for ((name, _), group) in self.names.iter().zip(&self.groups) {
            if let Some(samples) = &group.samples {
                object.key(name);
                samples.push_json(object.out);
            }
        }
        object.end();
    }
}
