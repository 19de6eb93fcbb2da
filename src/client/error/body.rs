//! Reads the body of a failed reply: Zoom's JSON (unescaped quotes included), Zoom's XML, and the wrappers of other
//! back ends.

use std::borrow::Cow;

use serde::Serialize;

use super::markup::{XmlError, xml_error};
use super::zoom_codes;
use crate::json::{Reader, lossy, members, unescape};
use crate::validate::{Integer, parse_integer};

/// Longest string that is taken from a body, in bytes.
const LONGEST_STRING: usize = 2_000;
/// Most field errors that are taken.
const MOST_FIELDS: usize = 100;

/// What Zoom finds wrong with one field of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FieldError {
    /// The field.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
}

/// The body of an error.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ErrorBody {
    /// Zoom's code.
    pub code: Option<i32>,
    /// The message, whoever wrote it.
    pub message: Option<String>,
    /// `errors`.
    pub field_errors: Vec<FieldError>,
    /// The body is not in Zoom's form: another back end wrote it, or wrapped it.
    pub is_wrapped: bool,
    /// The message is a member of the body itself, as in Zoom's form.
    pub has_own_message: bool,
}

/// Whether the body of a 2xx reply, which is no profile, is an error in disguise: it has a code of Zoom's other than 0,
/// or a message and no code.
pub fn is_error_body(body: &[u8]) -> bool {
    let error = read_body(body);
    error.code.map_or(error.has_own_message, |code| code != 0)
}

/// Reads the body of an error, as far as it can be read.
pub fn read_body(body: &[u8]) -> ErrorBody {
    let mut reader = Reader::new(body);
    if reader.next_token() != Some(b'{') {
        return xml_error(body).map(read_xml).unwrap_or_default();
    }
    let start = reader.position();
    if reader.skip_value().is_ok() { read_object(body, start, false) } else { scan(body) }
}

/// An error in XML is Zoom's if its code is a whole number; other services use words.
fn read_xml(error: XmlError) -> ErrorBody {
    let code = error.code.and_then(|code| whole(code.as_bytes()));
    let message = error.message.map(|message| shortened(&message));
    if code.is_some() {
        return ErrorBody { code, has_own_message: message.is_some(), message, ..ErrorBody::default() };
    }
    let message = message.filter(|message| !message.is_empty());
    ErrorBody { is_wrapped: message.is_some(), message, ..ErrorBody::default() }
}

/// What a member of an error's body holds.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Code,
    Message,
    Fields,
    /// The message of another back end, or an error within the error.
    OtherMessage,
    /// Anything else that only other back ends have.
    OtherMember,
}

const PARTS: [(&str, Part); 14] = [
    ("code", Part::Code),
    ("message", Part::Message),
    ("error_message", Part::Message),
    ("errorMessage", Part::Message),
    ("errors", Part::Fields),
    ("error", Part::OtherMessage),
    ("reason", Part::OtherMessage),
    ("error_description", Part::OtherMessage),
    ("detail", Part::OtherMessage),
    ("title", Part::OtherMessage),
    ("status", Part::OtherMember),
    ("success", Part::OtherMember),
    ("jsonrpc", Part::OtherMember),
    ("statusCode", Part::OtherMember),
];

/// Reads a body that is a JSON object, or an object within it.
///
/// Members that Zoom's errors do not have show that somebody else wrote the body. Its number is Zoom's then only if
/// Zoom has such a code, since HTTP statuses and JSON-RPC's codes come under the same name.
fn read_object(body: &[u8], start: usize, is_inner: bool) -> ErrorBody {
    let mut error = ErrorBody::default();
    let mut inner = ErrorBody::default();
    let mut listed = None;
    for (key, at, value) in entries(body, start) {
        let Some((_, part)) = PARTS.iter().find(|(name, _)| *name == key) else { continue };
        error.is_wrapped |= matches!(part, Part::OtherMessage | Part::OtherMember);
        match part {
            Part::Code => error.code = code_of(value).or_else(|| in_any_notation(value)),
            Part::Message => error.message = text_of(value),
            Part::Fields => {
                error.field_errors = field_errors(body, at);
                listed = Some(at);
            }
            Part::OtherMessage if value.first() == Some(&b'{') && !is_inner => inner = read_object(body, at, true),
            Part::OtherMessage => {
                // Such as `error` and `reason`.
                let said = text_of(value).unwrap_or_default();
                inner.message = Some(match inner.message.take() {
                    Some(before) => before + ": " + &said,
                    None => said,
                });
            }
            Part::OtherMember => {}
        }
    }
    // GraphQL and JSON:API have nothing but a list of errors.
    let is_listed = !is_inner && error.message.is_none() && error.code.is_none() && inner == ErrorBody::default();
    if let Some(at) = listed.and_then(|at| first_object(body, at)).filter(|_| is_listed) {
        inner = read_object(body, at, true);
        error.is_wrapped |= inner.message.is_some();
    }
    if error.is_wrapped && !is_inner {
        error.code = error.code.or(inner.code).filter(|code| *code == 0 || zoom_codes::is_known(*code));
        error.is_wrapped = error.code.is_none();
    }
    error.has_own_message = error.message.is_some();
    error.message = error.message.or(inner.message.filter(|message| !message.is_empty()));
    error
}

/// Where the first item of the list at an offset begins, if that is an object.
fn first_object(body: &[u8], at: usize) -> Option<usize> {
    let mut reader = Reader::at(body, at);
    let is_object = reader.take(b'[') && reader.next_token() == Some(b'{');
    is_object.then(|| reader.position())
}

/// The members of an object: each key, where its value stands, and the value.
fn entries(body: &[u8], at: usize) -> impl Iterator<Item = (Cow<'_, str>, usize, &[u8])> {
    members(body, at).filter_map(|member| {
        let key = unescape(body.get(member.key.start..member.key.end)?);
        Some((key, member.start, body.get(member.start..member.end)?))
    })
}

fn text_of(value: &[u8]) -> Option<String> {
    let text = unescape(value.strip_prefix(b"\"")?.strip_suffix(b"\"")?);
    Some(shortened(&text))
}

/// A string, up to its longest.
fn shortened(text: &str) -> String {
    let end = text.char_indices().map(|(at, _)| at).find(|at| *at >= LONGEST_STRING).unwrap_or(text.len());
    text.get(..end).unwrap_or(text).into()
}

/// A code, as a number or as a string.
fn code_of(value: &[u8]) -> Option<i32> {
    whole(value.strip_prefix(b"\"").unwrap_or(value))
}

/// A code as any JSON number, such as `1.24e2`.
fn in_any_notation(value: &[u8]) -> Option<i32> {
    let is_number = matches!(value.first()?, b'-' | b'0'..=b'9');
    match is_number.then(|| parse_integer(value))? {
        Integer::Exact(number) => number.try_into().ok(),
        _ => None,
    }
}

/// The whole number at the start of a text, if it ends there or at a quote or a delimiter.
fn whole(text: &[u8]) -> Option<i32> {
    let (sign, digits) = text.strip_prefix(b"-").map_or((1, text), |digits| (-1, digits));
    let end = digits.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(digits.len());
    let is_whole = end > 0 && matches!(digits.get(end), None | Some(b'"' | b',' | b'}' | b' ' | b'\n' | b'\r' | b'\t'));
    let number = digits
        .get(..end)
        .unwrap_or_default()
        .iter()
        .try_fold(0i32, |number, digit| number.checked_mul(10)?.checked_add(i32::from(digit - b'0')));
    number.filter(|_| is_whole).map(|number| sign * number)
}

fn field_errors(body: &[u8], at: usize) -> Vec<FieldError> {
    let mut reader = Reader::at(body, at);
    let mut errors = Vec::new();
    if !reader.take(b'[') {
        return errors;
    }
    let mut first = true;
    while errors.len() < MOST_FIELDS && reader.next_item(first) == Ok(true) {
        first = false;
        reader.next_token();
        let is_object = reader.peek() == Some(b'{');
        let mut error = FieldError { field: String::new(), message: String::new() };
        for (key, _, value) in entries(body, reader.position()) {
            match &*key {
                "field" => error.field = text_of(value).unwrap_or_default(),
                "message" => error.message = text_of(value).unwrap_or_default(),
                _ => {}
            }
        }
        if is_object {
            errors.push(error);
        }
        if reader.skip_value().is_err() {
            break;
        }
    }
    errors
}

/// Looks for a code and a message in JSON that is malformed: Zoom has sent quotes that are not escaped.
fn scan(body: &[u8]) -> ErrorBody {
    let message = after(body, b"\"message\"").or_else(|| after(body, b"\"error_message\"")).and_then(|rest| {
        let rest = rest.strip_prefix(b"\"")?;
        // Quotes inside are not escaped: the message ends at the last one before the end of the object.
        let last = |bytes: &[u8], wanted: u8| bytes.iter().rposition(|byte| *byte == wanted);
        let end = last(rest, b'}').and_then(|end| last(rest.get(..end)?, b'"')).unwrap_or(rest.len());
        Some(shortened(&lossy(rest.get(..end)?)))
    });
    let code = after(body, b"\"code\"").and_then(code_of);
    ErrorBody { code, has_own_message: message.is_some(), message, ..ErrorBody::default() }
}

/// What stands behind a key and its colon.
fn after<'a>(body: &'a [u8], key: &[u8]) -> Option<&'a [u8]> {
    let at = body.windows(key.len()).position(|part| part == key)?;
    let rest = body.get(at + key.len()..)?.trim_ascii_start();
    Some(rest.strip_prefix(b":")?.trim_ascii_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> (Option<i32>, Option<String>, bool) {
        let ErrorBody { code, message, is_wrapped, .. } = read_body(body.as_bytes());
        (code, message, is_wrapped)
    }

    #[test]
    fn a_message_is_taken_out_of_what_others_wrap_around_it() {
        for (body, code, message, is_wrapped) in [
            (r#"{"code":124,"message":"Invalid access token."}"#, Some(124), "Invalid access token.", false),
            (r#"{"code":1.24e2,"message":"x"}"#, Some(124), "x", false),
            (r#"{"code":1001.0,"message":"x"}"#, Some(1001), "x", false),
            (r#"{"code":0.5,"message":"x"}"#, None, "x", false),
            (r#"{"code":1e99,"message":"x"}"#, None, "x", false),
            (r#"{"c\u006fde":124,"mess\u0061ge":"x"}"#, Some(124), "x", false),
            (r#"{"message":"Forbidden"}"#, None, "Forbidden", false),
            (r#"{"status":"error","message":"Unauthorized"}"#, None, "Unauthorized", true),
            (r#"{"status":"error","code":401,"message":"Unauthorized"}"#, None, "Unauthorized", true),
            (r#"{"error":{"code":124,"message":"Invalid access token."}}"#, Some(124), "Invalid access token.", false),
            (r#"{"error":{"code":401,"message":"No session"}}"#, None, "No session", true),
            (r#"{"jsonrpc":"2.0","id":"1","error":{"code":-32000,"message":"x"}}"#, None, "x", true),
            (r#"{"success":false,"error":"No such route"}"#, None, "No such route", true),
            (
                r#"{"success":false,"code":1001,"message":"User does not exist"}"#,
                Some(1001),
                "User does not exist",
                false,
            ),
            (r#"{"detail":"Not Found"}"#, None, "Not Found", true),
            (
                r#"{"type":"about:blank","title":"Not Found","status":404,"detail":"No route"}"#,
                None,
                "Not Found: No route",
                true,
            ),
            (
                r#"{"error":"invalid_client","reason":"Invalid client_id"}"#,
                None,
                "invalid_client: Invalid client_id",
                true,
            ),
            (r#"{"statusCode":404,"message":"Cannot GET /x","error":"Not Found"}"#, None, "Cannot GET /x", true),
            (r#"{"error":{"code":"x","message":{}},"reason":5}"#, None, "", true),
            (r#"{"error":[{"code":124}]}"#, None, "", true),
        ] {
            let message = Some(message.to_string()).filter(|message| !message.is_empty());
            assert_eq!(read(body), (code, message, is_wrapped), "{body}");
        }
    }

    #[test]
    fn a_body_of_nothing_but_a_list_of_errors_says_what_the_first_says() {
        for (body, message, code) in [
            (r#"{"errors":[{"message":"Not found","path":["user"]}],"data":null}"#, Some("Not found"), None),
            (r#"{"errors":[{"status":"404","title":"a","detail":"b"}]}"#, Some("a: b"), None),
            (r#"{"errors":[{"code":1001,"message":"x"}]}"#, Some("x"), Some(1001)),
            (r#"{"errors":[{"code":5,"message":"x"}]}"#, Some("x"), None),
            (r#"{"code":300,"errors":[{"field":"a","message":"b"}]}"#, None, Some(300)),
            (r#"{"errors":["x"]}"#, None, None),
            (r#"{"errors":[]}"#, None, None),
        ] {
            let error = read_body(body.as_bytes());
            assert_eq!((error.message.as_deref(), error.code), (message, code), "{body}");
            assert!(!error.has_own_message, "{body}");
        }
    }

    #[test]
    fn errors_in_xml_are_zooms_if_their_code_is_a_number() {
        for (body, code, message, is_wrapped) in [
            ("<e><code>124</code><message>x</message></e>", Some(124), "x", false),
            ("<e><code>-1</code></e>", Some(-1), "", false),
            ("<Error><Code>AccessDenied</Code><Message>Denied</Message></Error>", None, "Denied", true),
            ("<Error><Code>AccessDenied</Code><Message></Message></Error>", None, "", false),
            ("<html><code>124</code></html>", None, "", false),
        ] {
            let message = Some(message.to_string()).filter(|message| !message.is_empty());
            assert_eq!(read(body), (code, message, is_wrapped), "{body}");
        }
        assert!(is_error_body(b"<e><code>124</code></e>"));
        assert!(!is_error_body(b"<Error><Code>AccessDenied</Code><Message>Denied</Message></Error>"));
        let long = ["<e><code>1</code><message>", &"x".repeat(3_000), "</message></e>"].concat();
        assert_eq!(read_body(long.as_bytes()).message.unwrap().len(), LONGEST_STRING);
    }

    #[test]
    fn an_error_in_a_200_has_a_code_or_a_message_of_its_own() {
        for body in [
            r#"{"code":300,"message":"x"}"#,
            r#"{"error_message":"x"}"#,
            r#"{"status":"error","message":"x"}"#,
            r#"{"error":{"code":1001,"message":"x"}}"#,
            r#"{"code":124,"message":"no "quotes""}"#,
        ] {
            assert!(is_error_body(body.as_bytes()), "{body}");
        }
        for body in [
            r#"{"code":0,"message":""}"#,
            r#"{"code":0,"status":"success","message":"OK","data":{}}"#,
            "{}",
            r#"{"jsonrpc":"2.0","id":"1","error":{"code":-32000,"message":"x"}}"#,
            r#"{"success":false,"error":"x"}"#,
            r#"<script>x = {"code":124,"message":"expired"}</script>"#,
        ] {
            assert!(!is_error_body(body.as_bytes()), "{body}");
        }
    }
}
