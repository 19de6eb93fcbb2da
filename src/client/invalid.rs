//! Messages and hints for a document that is not a valid profile.

use crate::json::push_decimal;
use crate::validate::{GravestIssue, IssueCode, Options, Validator};

/// Where a document comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// From the endpoint, in the body of a 2xx response.
    Reply,
    /// From the caller.
    Input,
}

/// What is wrong with a document that is not a valid profile, in words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invalid {
    /// The gravest issue, and how many more there are.
    pub message: String,
    /// What to do next.
    pub hint: &'static str,
    /// The gravest issue is one of the document as a whole: it may say for itself what it is.
    pub is_of_whole: bool,
}

impl Invalid {
    /// Describes what `validator` found in the `document` that it checked last with these `options`. `count` counts all
    /// issues.
    pub fn new(subject: Subject, validator: &Validator, document: &[u8], options: &Options, count: usize) -> Self {
        let gravest = validator.gravest_issue(document, options);
        let code = gravest.as_ref().map(|issue| issue.code);
        let is_of_whole = gravest.as_ref().is_some_and(is_of_whole);
        let more = More { count: count.saturating_sub(1), are_kept: validator.kept_count() == count };
        Invalid {
            message: message(subject, gravest.map(|issue| issue.message), more),
            hint: hint(subject, code, is_of_whole),
            is_of_whole,
        }
    }
}

/// Whether an issue is one of the document as a whole, which no strictness accepts.
fn is_of_whole(issue: &GravestIssue) -> bool {
    match issue.code {
        IssueCode::InvalidJson | IssueCode::NotAProfile | IssueCode::TooDeep => true,
        IssueCode::WrongType => issue.is_at_root,
        _ => false,
    }
}

/// The issues besides the gravest.
struct More {
    count: usize,
    are_kept: bool,
}

fn message(subject: Subject, gravest: Option<String>, more: More) -> String {
    let mut message = String::from(if subject == Subject::Input { "This " } else { "The reply " });
    let Some(gravest) = gravest else {
        message.push_str("is not a valid profile: `maxIssues` is 0, so that no more is known");
        return message;
    };
    // Issues of the whole document are sentences about it: "This is not JSON: …".
    let sentence = gravest.strip_prefix("This ");
    if sentence.is_none() {
        message.push_str("is not a valid profile: ");
    }
    message.push_str(sentence.unwrap_or(&gravest));
    if more.count > 0 {
        message.push_str("; ");
        push_decimal(&mut message, more.count as u64);
        message.push_str(if more.are_kept { " more in `issues`" } else { " more" });
    }
    message
}

fn hint(subject: Subject, code: Option<IssueCode>, is_of_whole: bool) -> &'static str {
    match (code, subject) {
        (Some(IssueCode::InvalidJson), Subject::Reply) => {
            "Check that `baseUrl` leads to Zoom or to your proxy, not to a page: the reply is empty, cut off, or not \
             JSON."
        }
        (Some(IssueCode::InvalidJson), Subject::Input) => {
            "Pass the JSON of a whole profile: this is empty, cut off, or not JSON."
        }
        (_, Subject::Reply) if is_of_whole => "Check the endpoint: a profile comes from GET /phone/users/{userId}.",
        (_, Subject::Input) if is_of_whole => "Pass a reply of GET /phone/users/{userId}.",
        _ => "Look at `issues`, each with its place. Pass `validation: \"lenient\"` to accept it as it is.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(document: &str, subject: Subject, options: &Options) -> Invalid {
        let mut validator = Validator::new();
        let verdict = validator.check(document.as_bytes(), options);
        Invalid::new(subject, &validator, document.as_bytes(), options, verdict.issue_count)
    }

    #[test]
    fn the_gravest_issue_that_is_kept_is_told_and_how_many_more_there_are() {
        let document = r#"{"zebra":1,"id":5,"status":7}"#;
        for (max_issues, end) in [(100, "; 2 more in `issues`"), (1, "; 2 more")] {
            let options = Options { max_issues, ..Options::default() };
            let Invalid { message, is_of_whole, .. } = described(document, Subject::Input, &options);
            assert_eq!(
                message,
                ["This is not a valid profile: `id` should be a string; it is the number 5 (line 1)", end].concat()
            );
            assert!(!is_of_whole);
        }
        let options = Options { max_issues: 0, ..Options::default() };
        assert!(described(document, Subject::Input, &options).message.ends_with("so that no more is known"));
    }

    #[test]
    fn an_input_is_not_a_reply() {
        for (document, message, hint, of_whole) in [
            ("{}", "is not a profile: it is an empty object (line 1)", "Pass a reply of GET", true),
            (
                r#""{}""#,
                r#"is not a valid profile: The document should be an object; it is the string "{}" (line 1)"#,
                "Pass a reply of GET",
                true,
            ),
            ("", "is not JSON: expected a value, found the end of the document (line 1)", "Pass the JSON", true),
            (
                r#"{"id":5}"#,
                "is not a valid profile: `id` should be a string; it is the number 5 (line 1)",
                "Look at `issues`",
                false,
            ),
        ] {
            let input = described(document, Subject::Input, &Options::default());
            assert_eq!((input.message, input.is_of_whole), (["This ", message].concat(), of_whole));
            assert!(input.hint.starts_with(hint), "{}", input.hint);
            let reply = described(document, Subject::Reply, &Options::default());
            assert_eq!((reply.message, reply.is_of_whole), (["The reply ", message].concat(), of_whole));
        }
    }
}
