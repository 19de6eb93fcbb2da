//! The table of errors for others: its examples for the test kit, and as Markdown for the READMEs.

use serde_json::{Map, Value, json};

use super::declare::{Example, JSON_TYPE};
use super::table::{ErrorCode, VALID_EXAMPLES};

/// Returns the examples by user, sorted, and the most typical user of each code, as members `users` and `byCode`.
/// Headers are left out where they are those of Zoom's JSON.
pub fn failures() -> Value {
    let all = ErrorCode::ALL.iter().flat_map(|code| code.examples()).chain(VALID_EXAMPLES);
    let typical = |code: &ErrorCode| Some((code.as_str().into(), code.examples().first()?.user.into()));
    json!({
        "users": all.map(|example| (example.user.into(), reply(example))).collect::<Map<_, _>>(),
        "byCode": ErrorCode::ALL.iter().filter_map(typical).collect::<Map<_, Value>>(),
    })
}

fn reply(example: &Example) -> Value {
    let mut reply = Map::new();
    reply.insert("title".into(), example.title.into());
    reply.insert("status".into(), example.status.into());
    reply.insert("body".into(), example.body.into());
    if example.headers != [JSON_TYPE] {
        let headers = example.headers.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        reply.insert("headers".into(), headers.collect::<Map<_, Value>>().into());
    }
    if example.retry_after_s > 0 {
        reply.insert("retryAfterS".into(), example.retry_after_s.into());
    }
    reply.into()
}

/// Returns the table as Markdown: each code, when it happens, and what to do.
pub fn markdown() -> String {
    let rows = ErrorCode::ALL.iter().map(|code| {
        let situation = code.situation().trim_end_matches('.');
        format!("| `{}` | {situation} | {} |\n", code.as_str(), code.remedy())
    });
    std::iter::once("| `code` | when | what to do |\n| --- | --- | --- |\n".into()).chain(rows).collect()
}
