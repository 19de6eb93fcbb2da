//! Any reply: an error comes of it, never a panic; and of a body that is JSON, what serde_json reads in it.

use serde_json::Value;
use zoom_phone_profile::client::error::{Reply, classify, is_error_body, read_body};

pub fn check(data: &[u8]) {
    let [high, low, body @ ..] = data else { return };
    let status = u16::from_be_bytes([*high, *low]) % 600;
    let error = classify(&Reply { status, body, ..Reply::default() });
    assert!(!error.message.is_empty() && !error.hint.is_empty());
    let is_error = is_error_body(body);

    let Ok(Value::Object(expected)) = serde_json::from_slice(body) else { return };
    let read = read_body(body);
    let has_one = |key: &str| String::from_utf8_lossy(body).matches(key).count() == 1;
    // A key that is escaped, or that stands twice, is another test's.
    if body.contains(&b'\\') || !["code", "message"].iter().all(|key| has_one(key)) {
        return;
    }
    // Of somebody else's body only the message counts.
    let code = expected.get("code").and_then(Value::as_i64).filter(|_| !read.is_wrapped);
    if let Some(code) = code {
        assert_eq!(read.code.map(i64::from), i32::try_from(code).ok().map(i64::from));
        assert!(!is_error || code != 0 || expected.len() > 1);
    }
    if let Some(message) = expected.get("message").and_then(Value::as_str) {
        assert_eq!(read.message.as_deref(), Some(message));
    }
}
