//! Counts the audit's findings in a fleet by rule, with the first users of each.

use super::bounds::EXAMPLES;
use crate::json::{Object, push_list, push_text};
use crate::policy::{RULES, Status};
use crate::validate::View;

/// Findings of all rules, in the order of [`RULES`].
#[derive(Debug)]
pub struct Findings(Vec<Counted>);

#[derive(Debug, Clone, Default)]
struct Counted {
    found: u64,
    cannot_tell: u64,
    examples: Vec<String>,
}

impl Default for Findings {
    fn default() -> Self {
        Self(vec![Counted::default(); RULES.len()])
    }
}

impl Findings {
    /// Audits a profile, whose user is known by `name`.
    pub fn add(&mut self, view: &View<'_>, name: Option<&str>) {
        for (rule, counted) in RULES.iter().zip(&mut self.0) {
            match rule.status(view) {
                Some(Status::Found) => {
                    counted.found += 1;
                    if counted.examples.len() < EXAMPLES {
                        counted.examples.extend(name.map(String::from));
                    }
                }
                Some(Status::CannotTell) => counted.cannot_tell += 1,
                None => {}
            }
        }
    }

    /// Writes what was found, as a JSON object by the rules' IDs. Rules that never fired are left out.
    pub fn push_json(&self, out: &mut String) {
        let mut object = Object::begin(out);
        for (rule, counted) in RULES.iter().zip(&self.0).filter(|(_, counted)| counted.found + counted.cannot_tell > 0)
        {
            object.key(rule.id);
            let mut finding = Object::begin(object.out);
            finding.text("severity", rule.severity.as_str());
            finding.text("title", rule.title);
            finding.number("found", counted.found);
            finding.number("cannotTell", counted.cannot_tell);
            finding.key("examples");
            push_list(finding.out, &counted.examples, |out, name| push_text(out, name));
            finding.end();
        }
        object.end();
    }
}
