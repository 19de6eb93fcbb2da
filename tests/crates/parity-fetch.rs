//! The call of the feature `fetch`, for a test that compares it with the npm package's: see `parity.test.js`.

use serde_json::{Value, json};
use wasm_bindgen::prelude::wasm_bindgen;
use zoom_phone_profile::fetch::{Error, Options, get_user_profile};

/// Returns what a call ends with, as JSON.
#[wasm_bindgen]
pub async fn call(user_id: String, base_url: String, token: String, max_retries: u32, timeout_ms: u32) -> String {
    let options = Options { token: Some(token.into()), base_url, max_retries, timeout_ms, ..Options::default() };
    outcome(get_user_profile(&user_id, &options).await.map(|profile| json!(profile))).to_string()
}

fn outcome(result: Result<Value, Error>) -> Value {
    match result {
        Ok(profile) => json!({ "profile": profile }),
        Err(Error::Failed(failure)) => json!({ "error": failure.error, "issues": failure.issues }),
        Err(other) => json!({ "other": other.to_string() }),
    }
}
