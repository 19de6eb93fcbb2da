//! The error of a document that is not a valid profile.

use super::error::{ClientError, ErrorCode, read_body};
use super::text::contains;
use crate::json::push_decimal;
use crate::validate::{IssueCode, Options, Validator};

/// Where a document comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source<'a> {
    /// From the endpoint, in the body of a 2xx reply.
    Reply {
        /// The body.
        body: &'a [u8],
    },
    /// From the caller.
    Input,
}

/// A summary of issues.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Issues {
    /// All of them.
    pub count: usize,
    /// Those that are kept.
    pub kept: usize,
    /// The code and message of the gravest that is kept.
    pub gravest: Option<(IssueCode, String)>,
}

impl Issues {
    /// What `validator` found in the `document` that it checked last with these `options`. `count` counts all issues.
    pub fn new(validator: &Validator, document: &[u8], options: &Options, count: usize) -> Self {
        Issues { count, kept: validator.kept_count(), gravest: validator.gravest_issue(document, options) }
    }
}

/// Returns the error: the gravest issue, how many more there are, and what a server says in place of a profile.
pub fn error(source: Source<'_>, issues: &Issues) -> ClientError {
    ClientError::new(ErrorCode::InvalidResponse, message(source, issues), hint(source, issues))
}

fn message(source: Source<'_>, issues: &Issues) -> String {
    let subject = if source == Source::Input { "This " } else { "The reply " };
    let mut message = String::from(subject);
    let Some((code, gravest)) = &issues.gravest else {
        message.push_str("is not a valid profile: `maxIssues` is 0, so that no more is known");
        return message;
    };
    // Issues of the whole document are sentences about it: "This is not JSON: …".
    let sentence = gravest.strip_prefix("This ");
    if sentence.is_none() {
        message.push_str("is not a valid profile: ");
    }
    message.push_str(sentence.unwrap_or(gravest));
    if issues.count > 1 {
        message.push_str("; ");
        push_decimal(&mut message, issues.count.saturating_sub(1) as u64);
        message.push_str(if issues.kept == issues.count { " more in `issues`" } else { " more" });
    }
    let said = match source {
        Source::Reply { body } if is_of_whole(*code) => read_body(body).message,
        _ => None,
    };
    if let Some(said) = said.filter(|said| !said.is_empty() && !contains(gravest.as_bytes(), said)) {
        message.push_str(". It says: ");
        message.push_str(&said);
    }
    message
}

/// Whether an issue is of the document as a whole.
fn is_of_whole(code: IssueCode) -> bool {
    matches!(code, IssueCode::InvalidJson | IssueCode::NotAProfile)
}

fn hint(source: Source<'_>, issues: &Issues) -> &'static str {
    match (issues.gravest.as_ref().map(|(code, _)| *code), source) {
        (Some(IssueCode::InvalidJson), Source::Reply { .. }) => {
            "Check that `baseUrl` leads to Zoom or to your proxy, not to a page: the reply is empty, cut off, or not \
             JSON."
        }
        (Some(IssueCode::InvalidJson), Source::Input) => {
            "Pass the JSON of a whole profile: this is empty, cut off, or not JSON."
        }
        (Some(IssueCode::NotAProfile), Source::Reply { .. }) => {
            "Check the endpoint: a profile comes from GET /phone/users/{userId}."
        }
        (Some(IssueCode::NotAProfile), Source::Input) => "Pass a reply of GET /phone/users/{userId}.",
        _ => "Look at `issues`, each with its place. Pass `validation: \"lenient\"` to accept it as it is.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(document: &str, source: Source<'_>) -> ClientError {
        let (mut validator, options) = (Validator::new(), Options::default());
        let verdict = validator.check(document.as_bytes(), &options);
        error(source, &Issues::new(&validator, document.as_bytes(), &options, verdict.issue_count))
    }

    #[test]
    fn issues_are_summarized_by_the_gravest_that_is_kept() {
        let (mut validator, options) = (Validator::new(), Options { max_issues: 1, ..Options::default() });
        let document = br#"{"zebra":1,"id":5,"status":7}"#;
        let verdict = validator.check(document, &options);
        let issues = Issues::new(&validator, document, &options, verdict.issue_count);
        assert_eq!((issues.count, issues.kept), (3, 1));
        assert_eq!(issues.gravest.unwrap().0, IssueCode::WrongType);
        let nothing = Issues::new(&validator, document, &Options { max_issues: 0, ..options }, 0);
        assert_eq!(nothing.count, 0);
    }

    #[test]
    fn an_input_is_not_a_reply() {
        for (document, message, hint) in [
            ("{}", "is not a profile: it is an empty object (line 1)", "Pass a reply of GET"),
            ("", "is not JSON: expected a value, found the end of the document (line 1)", "Pass the JSON"),
            (
                r#"{"id":5}"#,
                "is not a valid profile: `id` should be a string; it is the number 5 (line 1)",
                "Look at `issues`",
            ),
        ] {
            let input = found(document, Source::Input);
            assert_eq!((input.message, input.code), (["This ", message].concat(), ErrorCode::InvalidResponse));
            assert!(input.hint.starts_with(hint), "{}", input.hint);
            let reply = found(document, Source::Reply { body: document.as_bytes() });
            assert_eq!(reply.message, ["The reply ", message].concat());
        }
        let said = r#"<e><message>Denied</message></e>"#;
        assert!(found(said, Source::Reply { body: said.as_bytes() }).message.ends_with(". It says: Denied"));
        assert!(!found(said, Source::Input).message.contains("Denied"));
        let empty = r#"{"message":"","code":0}"#;
        assert!(!found(empty, Source::Reply { body: empty.as_bytes() }).message.contains("It says"));
    }
}
