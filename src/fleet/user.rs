//! What a fleet reads of a user besides their policies: name, site, calling plans.

use std::borrow::Cow;

use super::counter::{Counter, shortened};
use crate::json::{Value, signed};
use crate::policy::calling_plan;
use crate::row;
use crate::validate::View;

/// Counts the calling plans of a profile by their names. Whether it has any.
pub fn count_plans(view: &View<'_>, plans: &mut Counter) -> bool {
    let mut has_plans = false;
    each_plan(view, &mut |name| {
        has_plans = true;
        plans.add(name, 1);
    });
    has_plans
}

/// Calls back with the name of each calling plan: that in Zoom's table, else the reply's own, else the code.
pub fn each_plan(view: &View<'_>, visit: &mut dyn FnMut(&str)) {
    let Some(mut items) = view.items(row!("calling_plans")) else { return };
    while let Some((_, item)) = items.next() {
        let Some(code) = item.integer(row!("calling_plans[].type")) else { continue };
        let own = || item.text(row!("calling_plans[].name")).filter(|name| !name.is_empty());
        match calling_plan(code) {
            Some(name) => visit(name),
            None => visit(&own().unwrap_or_else(|| Cow::Owned(signed(code)))),
        }
    }
}

/// The name that a user goes by in lists: the ID, else the email address.
pub fn name_of<'v>(view: &View<'v>) -> Option<Cow<'v, str>> {
    let name = [row!("id"), row!("email")].into_iter().find_map(|row| view.text(row).filter(|text| !text.is_empty()));
    name.map(shortened)
}

/// The ID of a user's site. A row of the list of users, which has no policy, has it in an object of its own.
pub fn site_of<'v>(view: &View<'v>, document: &'v [u8]) -> Option<Cow<'v, str>> {
    let of_row = || Value::at(document, 0, document.len()).get("site")?.get("id")?.text();
    view.text(row!("site_id")).or_else(|| if view.has(row!("policy")) { None } else { of_row() })
}
