//! Describes whatever `fetch` or a stream throws or rejects with: errors of any realm, or other values.

use wasm_bindgen::JsValue;

use super::js::property;
use crate::client::call_error::{Cause, MOST_SOURCES};

/// A failure of the runtime.
#[derive(Debug, Default)]
pub struct Fault {
    /// What the system calls it, if known: `ECONNREFUSED`.
    pub code: Option<String>,
    /// What it says of itself, and its causes.
    pub cause: Option<Cause>,
}

impl Fault {
    /// A failure without a value of JavaScript.
    pub fn new(message: impl Into<String>) -> Fault {
        Fault { code: None, cause: Some(Cause::new(message, None)) }
    }
}

impl From<JsValue> for Fault {
    fn from(value: JsValue) -> Fault {
        let mut causes = vec![value];
        while let Some(inner) = causes.last().map(|value| property(value, "cause"))
            && inner.is_truthy()
            && causes.len() < MOST_SOURCES
        {
            causes.push(inner);
        }
        Fault {
            code: causes.iter().rev().find_map(code_of),
            cause: causes.iter().rev().fold(None, |source, value| Some(Cause::new(description(value), source))),
        }
    }
}

fn code_of(fault: &JsValue) -> Option<String> {
    let is_code = |code: &String| {
        (3..=61).contains(&code.len())
            && code.starts_with(|first: char| first.is_ascii_alphabetic())
            && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    property(fault, "code").as_string().filter(is_code)
}

/// Returns `name: message` of an error, a string as it is, and the type of anything else.
fn description(fault: &JsValue) -> String {
    if let Some(text) = fault.as_string() {
        return text;
    }
    let text = |name| property(fault, name).as_string().filter(|text| !text.is_empty());
    match (text("name"), text("message")) {
        (Some(name), Some(message)) => [name, message].join(": "),
        (name, message) => message.or(name).unwrap_or_else(|| {
            let kind = fault.js_typeof().as_string().unwrap_or_default();
            ["a value that is no error (", &kind, ")"].concat()
        }),
    }
}
