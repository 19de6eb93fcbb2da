//! Whether a document is a page of phone users: its types against the declarations of
//! [`PhoneUserPage`](crate::model::PhoneUserPage).

use crate::client::invalid::{Invalid, Subject};
use crate::json::{Object, Value, push_decimal, push_list};
use crate::model::PhoneUserPage;
use crate::model::schema::{DeclaredShape, Field, Kind, Shape};
use crate::validate::{IssueCode, Options, PathSegment, Severity, Strictness, Validator, pointer_of, push_path};

/// What was found in a document that should be a page of users.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PageCheck {
    /// Whether it passes.
    pub passes: bool,
    /// The issues that are kept, as a JSON list.
    pub issues: String,
    /// What is wrong with it, if it does not pass.
    pub invalid: Invalid,
}

/// Advice for a document that is no page of users.
const OTHER: &str = "Check that `baseUrl` leads to Zoom or to a proxy that forwards the list of users.";
/// Advice for a page with a wrong value.
const WRONG: &str =
    "Look at `issues`. Report it if Zoom sent this; `validation: \"lenient\"` reads the page all the same.";

/// Checks a document that the validator has checked last, as a profile: that has read its grammar.
pub fn check_page(document: &[u8], validator: &Validator, options: &Options) -> PageCheck {
    let broken = [IssueCode::InvalidJson, IssueCode::InvalidUtf8, IssueCode::TooDeep];
    let gravest = validator.gravest_issue(document, options).map(|issue| issue.code);
    if gravest.is_some_and(|code| broken.contains(&code)) {
        let invalid = Invalid::new(Subject::Reply, validator, document, options, 1);
        return PageCheck { invalid, ..PageCheck::default() };
    }
    let whole = root_of(document);
    let mut walk = PageWalk::default();
    let Some(rows) = whole.get("users").and_then(Value::items) else {
        let message = ["The reply is not a page of phone users: ", &what_else(whole, validator)].concat();
        walk.report(IssueCode::NotAProfile, message, None);
        return walk.finish(options, OTHER);
    };
    walk.object(PhoneUserPage::SHAPE, whole);
    for (index, row) in rows.into_iter().enumerate() {
        let id = row.get("id");
        if row.is_object() && id.is_none_or(|id| id.is_null() || id.text().is_some_and(|id| id.is_empty())) {
            walk.path =
                vec![PathSegment::Key("users".into()), PathSegment::Index(index), PathSegment::Key("id".into())];
            walk.wrong("a string that is not empty", id);
        }
    }
    walk.finish(options, WRONG)
}

/// The value of a valid document, without the byte order mark and the white space around it.
fn root_of(document: &[u8]) -> Value<'_> {
    let text = document.strip_prefix(b"\xef\xbb\xbf").unwrap_or(document).trim_ascii();
    Value::at(text, 0, text.len())
}

/// What a document is instead of a page: `it is an array`.
fn what_else(whole: Value<'_>, validator: &Validator) -> String {
    match whole.get("users") {
        Some(users) => ["`users` should be an array; it is ", kind_of(Some(users))].concat(),
        None if whole.is_object() => {
            ["it is ", validator.other_kind().map_or("a profile", |kind| kind.as_str())].concat()
        }
        None => ["it is ", kind_of(Some(whole))].concat(),
    }
}

/// An issue of a page, which has a path and no position.
struct PageIssue {
    code: IssueCode,
    message: String,
    expected: Option<String>,
    path: Vec<PathSegment>,
}

/// A walk over a page, which is valid JSON.
#[derive(Default)]
struct PageWalk {
    path: Vec<PathSegment>,
    issues: Vec<PageIssue>,
}

impl PageWalk {
    fn object(&mut self, shape: &'static Shape, object: Value<'_>) {
        for (name, value) in object.all_members() {
            let field = shape.fields.iter().find(|field| field.name == name);
            self.path.push(PathSegment::Key(name.into_owned().into()));
            match field {
                None => self.report(IssueCode::UnknownField, [&self.name(), " is an unknown field"].concat(), None),
                Some(_) if value.is_null() => {
                    self.report(
                        IssueCode::NullValue,
                        [&self.name(), " is null, which counts as absent"].concat(),
                        None,
                    );
                }
                Some(field) => self.value(field, field.kind, value),
            }
            self.path.pop();
        }
    }

    fn value(&mut self, field: &'static Field, kind: Kind, value: Value<'_>) {
        match kind {
            Kind::Text | Kind::Country if value.text().is_some() => {}
            Kind::Word(words) if value.text().is_some() => {
                let word = value.text().unwrap_or_default();
                if !words.contains(&&*word) {
                    let message = [&self.name(), " has the undocumented value \"", &word, "\""].concat();
                    self.report(IssueCode::UnknownValue, message, Some(words.join(", ")));
                }
            }
            Kind::Boolean if value.boolean().is_some() => {}
            Kind::Integer | Kind::Code(_) if is_integer(value) || field.limits.digits && is_digits(value) => {}
            Kind::Object(shape) if value.is_object() => self.object(shape, value),
            Kind::List(item) if value.is_list() => {
                for (index, value) in value.items().unwrap_or_default().into_iter().enumerate() {
                    self.path.push(PathSegment::Index(index));
                    self.value(field, *item, value);
                    self.path.pop();
                }
            }
            _ => self.wrong(expected(kind), Some(value)),
        }
    }

    fn wrong(&mut self, expected: &str, value: Option<Value<'_>>) {
        let message = [&self.name(), " should be ", expected, "; it is ", kind_of(value)].concat();
        self.report(IssueCode::WrongType, message, Some(expected.into()));
    }

    fn report(&mut self, code: IssueCode, message: String, expected: Option<String>) {
        self.issues.push(PageIssue { code, message, expected, path: self.path.clone() });
    }

    /// The path as people read it: `` `users[3].site.name` ``.
    fn name(&self) -> String {
        let mut name = String::from("`");
        for segment in &self.path {
            match segment {
                PathSegment::Index(index) => {
                    name.push('[');
                    push_decimal(&mut name, *index as u64);
                    name.push(']');
                }
                PathSegment::Key(key) => {
                    name.push_str(if name.len() > 1 { "." } else { "" });
                    name.push_str(key);
                }
            }
        }
        name.push('`');
        name
    }

    fn finish(self, options: &Options, hint: &'static str) -> PageCheck {
        let count = |severity| self.issues.iter().filter(|issue| issue.code.severity() == severity).count();
        let [errors, warnings] = [count(Severity::Error), count(Severity::Warning)];
        let is_other = self.issues.iter().any(|issue| issue.code == IssueCode::NotAProfile);
        let passes = match options.strictness {
            Strictness::Strict => errors + warnings == 0,
            Strictness::Standard => errors == 0,
            Strictness::Lenient => !is_other,
        };
        let mut issues = String::new();
        push_list(&mut issues, &self.kept(options.max_issues), |out, issue| push_issue(out, issue));
        let invalid = if passes { Invalid::default() } else { self.invalid(is_other, hint) };
        PageCheck { passes, issues, invalid }
    }

    /// At most so many issues in the document's order; the gravest are kept first. No library sort, which takes 5 KB.
    fn kept(&self, most: usize) -> Vec<&PageIssue> {
        let mut room = most;
        let mut is_kept = vec![false; self.issues.len()];
        for severity in GRAVEST_FIRST {
            for (issue, is_kept) in self.issues.iter().zip(&mut is_kept) {
                if issue.code.severity() == severity && room > 0 {
                    *is_kept = true;
                    room -= 1;
                }
            }
        }
        self.issues.iter().zip(is_kept).filter(|(_, is_kept)| *is_kept).map(|(issue, _)| issue).collect()
    }

    /// What is wrong, by the gravest issue.
    fn invalid(&self, is_other: bool, hint: &'static str) -> Invalid {
        let first_of = |severity: &Severity| self.issues.iter().find(|issue| issue.code.severity() == *severity);
        let gravest = GRAVEST_FIRST.iter().find_map(first_of).map_or("", |issue| issue.message.as_str());
        let opening = if is_other { "" } else { "The reply is not a valid page of users: " };
        Invalid { message: [opening, gravest].concat(), hint, is_of_whole: is_other }
    }
}

const GRAVEST_FIRST: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

fn push_issue(out: &mut String, issue: &PageIssue) {
    let mut object = Object::begin(out);
    object.text("code", issue.code.as_str());
    object.text("severity", issue.code.severity().as_str());
    object.key("path");
    push_path(object.out, &issue.path);
    object.text("pointer", &pointer_of(&issue.path));
    object.text("message", &issue.message);
    if let Some(expected) = &issue.expected {
        object.text("expected", expected);
    }
    object.end();
}

fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::Boolean => "true or false",
        Kind::Integer | Kind::Code(_) => "an integer",
        Kind::Text | Kind::Word(_) | Kind::Country => "a string",
        Kind::Object(_) | Kind::Switch(_) => "an object",
        Kind::List(_) => "an array",
    }
}

fn kind_of(value: Option<Value<'_>>) -> &'static str {
    match value.and_then(|value| value.bytes().first().copied()) {
        None => "missing",
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"') => "a string",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        Some(_) => "a number",
    }
}

fn is_integer(value: Value<'_>) -> bool {
    let bytes = value.bytes();
    let digits = bytes.strip_prefix(b"-").unwrap_or(bytes);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

fn is_digits(value: Value<'_>) -> bool {
    value.text().is_some_and(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(document: &str, strictness: Strictness) -> PageCheck {
        let options = Options { strictness, ..Options::default() };
        let mut validator = Validator::new();
        validator.check(document.as_bytes(), &options);
        check_page(document.as_bytes(), &validator, &options)
    }

    #[test]
    fn a_sound_page_passes_and_keeps_what_is_new() {
        let page = r#"{"next_page_token":"","page_size":100,"total_records":1,"users":[{"id":"a","name":"A",
            "status":"pending","activation_status":"not ready","extension_number":1001,"site":{"id":"s","name":"S"},
            "calling_plans":[{"type":200,"name":"x"}],"phone_numbers":[{"id":"p","number":"+1"}]}]}"#;
        assert_eq!(
            check(page, Strictness::Strict),
            PageCheck { passes: true, issues: "[]".into(), ..PageCheck::default() }
        );
        assert!(check(r#"{"users":[{"id":"a","extension_number":"1001"}]}"#, Strictness::Standard).passes);
        let newer = r#"{"users":[{"id":"a","status":"resting","mood":1,"email":null}]}"#;
        assert!(check(newer, Strictness::Standard).passes);
        let strict = check(newer, Strictness::Strict);
        assert!(!strict.passes);
        assert_eq!(
            strict.invalid.message,
            "The reply is not a valid page of users: `users[0].status` has the undocumented value \"resting\""
        );
        assert!(strict.issues.contains(r#""pointer":"/users/0/mood""#), "{}", strict.issues);
    }

    #[test]
    fn white_space_and_a_byte_order_mark_around_a_page_make_no_difference() {
        let page = r#"{"users":[{"id":"a"}]}"#;
        for document in [format!(" {page}"), format!("\n\t{page}\r\n"), format!("\u{feff}{page}\n")] {
            assert!(check(&document, Strictness::Strict).passes, "{document:?}");
        }
    }

    #[test]
    fn a_wrong_value_fails_at_its_place() {
        for (users, place) in [
            (r#"[{"id":"a"},{"id":5}]"#, "`users[1].id` should be a string; it is a number"),
            (r#"[{"id":"a","site":{"name":[]}}]"#, "`users[0].site.name` should be a string; it is an array"),
            (r#"[{"name":"a"}]"#, "`users[0].id` should be a string that is not empty; it is missing"),
            (
                r#"[{"id":"a","extension_number":1.5}]"#,
                "`users[0].extension_number` should be an integer; it is a number",
            ),
            (r#"["a"]"#, "`users[0]` should be an object; it is a string"),
            (
                r#"[{"id":"a","extension_number":"10a1"}]"#,
                "`users[0].extension_number` should be an integer; it is a string",
            ),
            (r#"[{"id":""}]"#, "`users[0].id` should be a string that is not empty; it is a string"),
            (r#"[{"id":"a","status":5}]"#, "`users[0].status` should be a string; it is a number"),
            (r#"[{"id":"a","phone_numbers":5}]"#, "`users[0].phone_numbers` should be an array; it is a number"),
        ] {
            let found = check(&format!(r#"{{"users":{users}}}"#), Strictness::Standard);
            assert!(!found.passes);
            assert_eq!(found.invalid.message, ["The reply is not a valid page of users: ", place].concat());
            assert!(check(&format!(r#"{{"users":{users}}}"#), Strictness::Lenient).passes);
        }
    }

    #[test]
    fn issues_are_listed_up_to_the_bound_the_gravest_first() {
        let page = r#"{"users":[{"id":"a","mood":1,"status":"resting","name":5,"email":6}]}"#;
        for (max_issues, listed) in [
            (0, &[][..]),
            (1, &["name"]),
            (2, &["name", "email"]),
            (3, &["status", "name", "email"]),
            (9, &["mood", "status", "name", "email"]),
        ] {
            let options = Options { max_issues, ..Options::default() };
            let mut validator = Validator::new();
            validator.check(page.as_bytes(), &options);
            let issues = check_page(page.as_bytes(), &validator, &options).issues;
            let places: Vec<_> = issues.split(r#""pointer":"/users/0/"#).skip(1).collect();
            let names: Vec<_> = places.iter().filter_map(|place| place.split('"').next()).collect();
            assert_eq!(names, listed, "{max_issues}");
        }
    }

    #[test]
    fn other_documents_are_named() {
        for (document, expected) in [
            (r#"{"id":"a","policy":{"sms":{"enable":true}}}"#, "it is a profile"),
            (r#"{"next_page_token":"","call_queues":[{"id":"a"}]}"#, "it is a page of a list"),
            ("[]", "it is an array"),
            (" null ", "it is null"),
            ("5", "it is a number"),
            (r#"{"users":{"id":"a"}}"#, "`users` should be an array; it is an object"),
            ("{}", "it is an empty object"),
            ("[", "not JSON"),
        ] {
            for strictness in [Strictness::Standard, Strictness::Lenient] {
                let found = check(document, strictness);
                assert!(!found.passes && found.invalid.message.contains(expected), "{document}: {found:?}");
            }
        }
    }
}
