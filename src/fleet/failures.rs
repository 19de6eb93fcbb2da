//! The list of a fleet's failures, each as a JSON object.

use std::borrow::Cow;

use super::bounds::{LISTED_FAILURES, LISTED_TEXT};
use crate::json::{Object, Value, push_list};
use crate::validate::{Issue, push_path};

/// The failures that are listed, as JSON.
#[derive(Debug, Default)]
pub struct Failures(Vec<String>);

impl Failures {
    /// Whether no more are listed.
    pub fn is_full(&self) -> bool {
        self.0.len() >= LISTED_FAILURES
    }

    /// Bytes that more of them may be listed with.
    pub fn bytes_left(&self) -> usize {
        LISTED_TEXT.saturating_sub(self.0.iter().map(String::len).sum())
    }

    pub fn push(&mut self, failure: String) {
        self.0.push(failure);
    }

    /// Writes the failures as a JSON list.
    pub fn push_json(&self, out: &mut String) {
        push_list(out, &self.0, |out, failure| out.push_str(failure));
    }
}

/// A failure as JSON; `issues` is a JSON list.
pub fn failure_json(index: u64, id: Option<&str>, code: Option<&str>, message: Option<&str>, issues: &str) -> String {
    let mut failure = String::new();
    let mut object = Object::begin(&mut failure);
    object.number("index", index);
    for (key, text) in [("id", id), ("code", code), ("message", message)] {
        if let Some(text) = text {
            object.text(key, text);
        }
    }
    object.key("issues");
    object.out.push_str(issues);
    object.end();
    failure
}

/// The issues, as JSON, that can be listed in so many bytes: at most `most`.
pub fn reported_issues(issues: &[Value<'_>], most: usize, bytes_left: usize) -> String {
    let fitting = count_fitting(issues.iter().take(most).map(|issue| issue.bytes().len()), bytes_left);
    let mut listed = String::new();
    push_list(&mut listed, issues.get(..fitting).unwrap_or_default(), |out, issue| out.push_str(&issue.raw()));
    listed
}

/// `None` for an empty string, which stands for what is not known.
pub fn known(text: &str) -> Option<Cow<'_, str>> {
    if text.is_empty() { None } else { Some(Cow::Borrowed(text)) }
}

/// How many issues can be listed in so many bytes: each has its path twice, which may be as long as its profile, and
/// six times as long with escapes.
pub fn fitting(issues: &[Issue], bytes_left: usize) -> usize {
    count_fitting(issues.iter().map(|issue| 12 * issue.pointer.len()), bytes_left)
}

/// How many things of these sizes fit into so many bytes, one of which is left over.
fn count_fitting(sizes: impl Iterator<Item = usize>, mut bytes_left: usize) -> usize {
    let fits = |size: &usize| {
        bytes_left = bytes_left.saturating_sub(*size);
        bytes_left > 0
    };
    sizes.take_while(fits).count()
}

/// Writes an issue as JSON, in the form that JavaScript has. Its position is within the profile's own text.
pub fn push_issue(out: &mut String, issue: &Issue) {
    let mut object = Object::begin(out);
    object.text("code", issue.code.as_str());
    object.text("severity", issue.severity.as_str());
    object.key("path");
    push_path(object.out, &issue.path);
    object.text("pointer", &issue.pointer);
    object.text("message", &issue.message);
    for (key, text) in [("expected", &issue.expected), ("received", &issue.received)] {
        if let Some(text) = text {
            object.text(key, text);
        }
    }
    if let Some(position) = issue.position {
        object.number("offset", position.bytes as u64);
        object.number("line", position.line as u64);
        object.number("column", position.column as u64);
    }
    object.end();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::{Options, Validator};

    #[test]
    fn the_list_is_full_at_its_bound() {
        let mut failures = Failures::default();
        for _ in 0..LISTED_FAILURES {
            assert!(!failures.is_full());
            failures.push(String::new());
        }
        assert!(failures.is_full());
    }

    #[test]
    fn issues_are_listed_while_less_than_all_bytes_are_taken() {
        let (document, options) = (br#"{"id":1,"email":2,"status":3}"#, Options::default());
        let mut validator = Validator::new();
        validator.check(document, &options);
        let issues = validator.issues(document, &options);
        let pointers: Vec<_> = issues.iter().map(|issue| &*issue.pointer).collect();
        assert_eq!(pointers, ["/id", "/email", "/status"]);
        for (bytes_left, count) in [(0, 0), (36, 0), (37, 1), (108, 1), (109, 2), (192, 2), (193, 3)] {
            assert_eq!(fitting(&issues, bytes_left), count, "{bytes_left}");
        }
    }
}
