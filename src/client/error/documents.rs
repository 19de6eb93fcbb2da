//! The table of errors for others: its examples for the test kit, and as Markdown for the READMEs.

use serde_json::{Map, Value};

use super::declare::{Example, JSON_TYPE};
use super::table::{ErrorCode, VALID_EXAMPLES};

/// Returns the examples as a module of TypeScript, for the test kit.
///
/// ```
/// let module = zoom_phone_profile::client::error::documents::module();
/// assert!(module.contains(r#""user_not_found": "error-404-1001""#));
/// ```
pub fn module() -> String {
    let all = ErrorCode::ALL.iter().flat_map(|code| code.examples()).chain(VALID_EXAMPLES);
    let replies: Value = all.map(|example| (example.user.to_string(), reply(example))).collect();
    let typical = |code: &ErrorCode| Some((code.as_str().to_string(), code.examples().first()?.user.into()));
    let users: Value = ErrorCode::ALL.iter().filter_map(typical).collect::<Map<_, Value>>().into();
    [
        "// Generated from src/client/error/table.rs.\n\n",
        "/** The replies to users that are named after a failure; headers are those of Zoom's JSON if absent. */\n",
        &format!("export const FAILURES = {replies:#} as const;\n\n"),
        "/** The user that brings each error that a reply can mean. */\n",
        &format!("export const FAILURE_OF_CODE = {users:#} as const;\n"),
    ]
    .concat()
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
