//! Prints what is made from the declarations: `schema` the profile's JSON Schema, `openapi` the operation's
//! description, `labels` all texts on policies by key; and as modules of TypeScript `failures` the examples of errors,
//! `border` the numbers and names that Rust and JavaScript share.

use serde_json::Value;
use zoom_phone_profile::{border, client, model, policy};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let document = match std::env::args().nth(1).as_deref() {
        Some("schema") => pretty(&model::json_schema::profile())?,
        Some("labels") => pretty(&policy::messages().into_iter().collect())?,
        Some("openapi") => pretty(&client::openapi::description())?,
        Some("failures") => failures()?,
        Some("border") => border::module(),
        _ => return Err("usage: schema schema|openapi|labels|failures|border".into()),
    };
    println!("{}", document.trim_end());
    Ok(())
}

fn pretty(document: &Value) -> serde_json::Result<String> {
    serde_json::to_string_pretty(document)
}

fn failures() -> serde_json::Result<String> {
    let failures = client::error::documents::failures();
    let [users, by_code] = [pretty(&failures["users"])?, pretty(&failures["byCode"])?];
    Ok([
        "// Generated from src/client/error/table.rs.\n\n",
        "/** The replies to users that are named after a failure; headers are those of Zoom's JSON if absent. */\n",
        &format!("export const FAILURES = {users} as const;\n\n"),
        "/** The user that brings each error that a reply can mean. */\n",
        &format!("export const FAILURE_OF_CODE = {by_code} as const;"),
    ]
    .concat())
}
