//! Removes tokens from strings of others: a server's reply, a callback's error.

use std::borrow::Cow;

use super::error::ClientError;
use super::text::encode_uri_component;
use crate::validate::{Issue, PathSegment};

/// Shorter tokens are not redacted: they occur in any string by chance.
const SHORTEST: usize = 6;
const MARK: &str = "[token]";

/// The tokens of a call, as they are and as URLs and JSON write them.
///
/// ```
/// use zoom_phone_profile::client::redact::Secrets;
///
/// let mut secrets = Secrets::default();
/// secrets.add("eyJhbGciOi.x/y");
/// assert_eq!(secrets.redact("no access for eyJhbGciOi.x%2Fy"), "no access for [token]");
/// ```
#[derive(Clone, Default)]
pub struct Secrets {
    forms: Vec<String>,
}

/// Shows how many strings are redacted, and none of them.
impl std::fmt::Debug for Secrets {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Secrets").field("forms", &self.forms.len()).finish()
    }
}

impl Secrets {
    /// Adds a token. Ignores one of less than six bytes.
    pub fn add(&mut self, token: &str) {
        if token.len() < SHORTEST {
            return;
        }
        let in_json = serde_json::to_string(token).unwrap_or_default();
        let in_json = in_json.trim_start_matches('"').strip_suffix('"').unwrap_or_default().into();
        let in_url = encode_uri_component(token);
        for form in [token.into(), with_small_escapes(&in_url), in_url, in_json] {
            if !form.is_empty() && !self.forms.contains(&form) {
                self.forms.push(form);
            }
        }
    }

    /// Returns a string with `[token]` in place of each token.
    pub fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut clean = Cow::Borrowed(text);
        for form in self.forms.iter().filter(|form| text.contains(form.as_str())) {
            clean = clean.replace(form.as_str(), MARK).into();
        }
        clean
    }

    /// Puts stars in place of each token in the bytes of a JSON document, so that offsets stay the same.
    ///
    /// Keeps what only looks like a token because it begins within an escape.
    pub fn redact_json(&self, bytes: &mut [u8]) {
        for form in &self.forms {
            let mut from = 0;
            while let Some(at) = find(bytes.get(from..).unwrap_or_default(), form.as_bytes()) {
                let (start, end) = (from + at, from + at + form.len());
                if !is_escaped(bytes, start) {
                    bytes.get_mut(start..end).unwrap_or_default().fill(b'*');
                }
                from = end;
            }
        }
    }

    /// Redacts each string of an error.
    pub fn redact_error(&self, error: &mut ClientError) {
        self.redact_in_place(&mut error.message);
        self.redact_in_place(&mut error.hint);
        error.zoom_message.iter_mut().for_each(|text| self.redact_in_place(text));
        error.tracking_id.iter_mut().for_each(|text| self.redact_in_place(text));
        error.missing_scopes.iter_mut().for_each(|text| self.redact_in_place(text));
        for each in &mut error.field_errors {
            self.redact_in_place(&mut each.field);
            self.redact_in_place(&mut each.message);
        }
    }

    /// Redacts each string of an issue.
    pub fn redact_issue(&self, issue: &mut Issue) {
        self.redact_in_place(&mut issue.message);
        self.redact_in_place(&mut issue.pointer);
        issue.received.iter_mut().for_each(|text| self.redact_in_place(text));
        for segment in &mut issue.path {
            if let PathSegment::Key(key) = segment {
                *key = self.redact(key).into_owned().into();
            }
        }
    }

    fn redact_in_place(&self, text: &mut String) {
        *text = self.redact(text).into_owned();
    }
}

/// Returns a URL's part with its escapes in lower case: `%2F` becomes `%2f`.
fn with_small_escapes(encoded: &str) -> String {
    let mut parts = encoded.split('%');
    let mut small = String::from(parts.next().unwrap_or_default());
    for part in parts {
        let (digits, rest) = part.split_at_checked(2).unwrap_or_default();
        small.extend(["%", &digits.to_ascii_lowercase(), rest]);
    }
    small
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len().max(1)).position(|window| window == part)
}

/// Whether a byte follows an odd number of backslashes.
fn is_escaped(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(..at).unwrap_or_default();
    before.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::error::ErrorCode;

    fn secrets(token: &str) -> Secrets {
        let mut secrets = Secrets::default();
        secrets.add(token);
        secrets
    }

    #[test]
    fn each_form_of_a_token_is_redacted() {
        let secrets = secrets("abc/\"def");
        for form in ["abc/\"def", "abc%2F%22def", "abc%2f%22def", "abc/\\\"def"] {
            assert_eq!(secrets.redact(&format!("<{form}> <{form}>")), "<[token]> <[token]>", "{form}");
        }
        assert_eq!(format!("{secrets:?}"), "Secrets { forms: 4 }");
    }

    #[test]
    fn short_tokens_are_kept() {
        assert_eq!(secrets("abcde").redact("abcdef"), "abcdef");
        assert_eq!(secrets("abcdef").redact("abcdef"), MARK);
    }

    #[test]
    fn bytes_keep_their_length_and_escapes() {
        let mut bytes = br#"{"a":"nabcdef","b":"\nabcdef","c":"\\nabcdef"}"#.to_vec();
        secrets("nabcdef").redact_json(&mut bytes);
        assert_eq!(String::from_utf8(bytes).unwrap(), r#"{"a":"*******","b":"\nabcdef","c":"\\*******"}"#);
    }

    #[test]
    fn errors_are_redacted_in_all_their_strings() {
        let mut error = ClientError::new(ErrorCode::BadRequest, "secret-token", "secret-token");
        error.zoom_message = Some("secret-token".into());
        error.tracking_id = Some("secret-token".into());
        error.missing_scopes = vec!["secret-token".into()];
        secrets("secret-token").redact_error(&mut error);
        assert!(!format!("{error:?}").contains("secret-token"), "{error:?}");
    }
}
