//! The code of a failed reply.

use super::body::read_body;
use super::limit::Limit;
use super::messages::{Context, with_status};
use super::reply::Reply;
use super::table::{ErrorCode, by_rest, by_status};
use super::{ClientError, zoom_codes};
use crate::client::text::contains;
use crate::json::lossy;

/// The error that a reply stands for. The order of the rules is part of the contract: 5xx and 429 first
/// ([`by_status`]), then Zoom's code under any status ([`zoom_codes::kind`]), then the status.
pub fn classify(reply: &Reply<'_>) -> ClientError {
    let body = read_body(reply.body);
    let said = body.message.clone().unwrap_or_default();
    let by_code = || zoom_codes::kind(body.code?, &said);
    let code = by_status(reply.status).or_else(by_code).unwrap_or_else(|| by_rest(reply.status));
    let limit = if code == ErrorCode::RateLimited { limit(reply, &said) } else { None };
    let missing_scopes = if code == ErrorCode::MissingScopes { scopes(said.as_bytes()) } else { Vec::new() };
    let context = Context::new(code, reply, &body);
    let mut message = with_status(context.message(), reply.status);
    if !said.is_empty() {
        message.push_str(": ");
        message.push_str(&said);
    }
    let mut error = ClientError::new(code, message, context.hint(limit, &missing_scopes));
    error.status = Some(reply.status);
    error.zoom_code = body.code;
    error.zoom_message = body.message.filter(|_| !body.is_wrapped);
    error.field_errors = body.field_errors;
    error.missing_scopes = missing_scopes;
    error.limit = limit;
    error.retry_after_ms = reply.retry_after_ms;
    error.tracking_id = reply.tracking_id.clone();
    error
}

fn limit(reply: &Reply<'_>, message: &str) -> Option<Limit> {
    const WORDS: [(&str, Limit); 5] = [
        ("daily", Limit::Daily),
        ("concurren", Limit::Concurrency),
        ("qps", Limit::PerSecond),
        ("per-second", Limit::PerSecond),
        ("per second", Limit::PerSecond),
    ];
    let kind = reply.limit_type.as_deref().unwrap_or_default();
    let is_said = |(word, _): &&(&str, Limit)| contains(kind.as_bytes(), word) || contains(message.as_bytes(), word);
    WORDS.iter().find(is_said).map(|(_, limit)| *limit)
}

/// The scopes that a message names behind the word "scope": in brackets, or else the words with a colon.
fn scopes(message: &[u8]) -> Vec<String> {
    let start = message.windows(5).position(|part| part.eq_ignore_ascii_case(b"scope")).unwrap_or(message.len());
    let rest = message.get(start..).unwrap_or_default();
    let bracket = rest.iter().position(|byte| *byte == b'[');
    let listed = bracket.and_then(|at| rest.get(at..)?.split(|byte| *byte == b']').next());
    let mut scopes: Vec<String> = Vec::new();
    for word in listed.unwrap_or(rest).split(|byte| !(byte.is_ascii_alphanumeric() || b":_-.*".contains(byte))) {
        let word = lossy(word);
        let word = word.trim_matches(['.', ':']);
        let is_scope = !word.is_empty() && (listed.is_some() || word.bytes().any(|byte| byte == b':'));
        if is_scope && !scopes.iter().any(|scope| scope == word) {
            scopes.push(word.into());
        }
    }
    scopes
}
