//! Prints what is made from the declarations: `schema` the profile's JSON Schema, `openapi` the operation's
//! description, `labels` all texts on policies by key; and as modules of TypeScript `failures` the examples of errors,
//! `border` the numbers and names that Rust and JavaScript share.

#[cfg(not(target_arch = "wasm32"))]
use zoom_phone_profile::{border, client, model, policy};

#[cfg(not(target_arch = "wasm32"))]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let document = match std::env::args().nth(1).as_deref() {
        Some("schema") => pretty(&model::json_schema::profile())?,
        Some("labels") => pretty(&policy::messages().into_iter().collect())?,
        Some("openapi") => pretty(&client::openapi::description())?,
        Some("failures") => client::error::documents::module(),
        Some("border") => border::module(),
        _ => return Err("usage: schema schema|openapi|labels|failures|border".into()),
    };
    println!("{}", document.trim_end());
    Ok(())
}

/// So that `--all-features` compiles for wasm32.
#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn pretty(document: &serde_json::Value) -> serde_json::Result<String> {
    serde_json::to_string_pretty(document)
}
