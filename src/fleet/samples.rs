//! Samples: the first users with a policy on, and off, in each group. Outliers follow from these and the counts, also
//! for several fleets that are merged. Memory grows with the number of groups, not of users.

use super::bounds::EXAMPLES;
use crate::json::{Object, push_list, push_text};
use crate::model::Policy;
use crate::model::schema::DeclaredShape;

/// The first users of one group with each policy off, and on; none where nobody has it so.
#[derive(Debug)]
pub struct Samples(Vec<[Option<Vec<String>>; 2]>);

impl Default for Samples {
    fn default() -> Self {
        Self(Policy::SHAPE.fields.iter().map(|_| [None, None]).collect())
    }
}

impl Samples {
    /// Notes a user, known by `name` if they have one, with the states of their policies.
    pub fn add(&mut self, states: impl Iterator<Item = Option<bool>>, name: Option<&str>) {
        for ([off, on], state) in self.0.iter_mut().zip(states) {
            let Some(is_on) = state else { continue };
            let names = if is_on { on } else { off }.get_or_insert_default();
            if names.len() < EXAMPLES {
                names.extend(name.map(String::from));
            }
        }
    }

    /// Writes the users as a JSON object, by policy.
    pub fn push_json(&self, out: &mut String) {
        let mut object = Object::begin(out);
        for (field, [off, on]) in Policy::SHAPE.fields.iter().zip(&self.0) {
            if off.is_none() && on.is_none() {
                continue;
            }
            object.key(field.name);
            let mut states = Object::begin(object.out);
            for (key, names) in [("on", on), ("off", off)] {
                states.key(key);
                push_list(states.out, names.as_deref().unwrap_or_default(), |out, name| push_text(out, name));
            }
            states.end();
        }
        object.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_users_are_named_for_each_state() {
        let mut samples = Samples::default();
        (0..EXAMPLES + 2).for_each(|_| samples.add([Some(true)].into_iter(), Some("a")));
        let mut json = String::new();
        samples.push_json(&mut json);
        assert_eq!(json.matches(r#""a""#).count(), EXAMPLES, "{json}");
    }
}
