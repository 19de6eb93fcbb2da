//! Results as JavaScript values.

use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use wasm_bindgen::prelude::*;

use crate::policy::Json;

#[wasm_bindgen]
extern "C" {
    /// Receives a result. No export returns an object: V8 11 (Node 20) crashes the process if an optimized call of wasm
    /// does and its caller is deoptimized in the meantime. `npm run soak` makes enough calls to see that.
    pub type Receiver;

    #[wasm_bindgen(method)]
    fn receive(this: &Receiver, result: &JsValue);

    #[wasm_bindgen(catch, js_namespace = JSON, js_name = parse)]
    fn parse_json(json: &str) -> Result<JsValue, JsValue>;
}

impl Receiver {
    /// Hands out a result as a value that `JSON.parse` could have made. Never within `with_current`, which an import
    /// that throws, such as at the end of the engine's stack, would leave borrowed.
    pub fn send(&self, result: &impl Serialize) -> Result<(), serde_wasm_bindgen::Error> {
        self.receive(&result.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?);
        Ok(())
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json = self.as_str();
        match json {
            "null" => return serializer.serialize_unit(),
            "true" => return serializer.serialize_bool(true),
            "false" => return serializer.serialize_bool(false),
            _ => {}
        }
        if let Some(text) = json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'))
            && !text.contains('\\')
        {
            return serializer.serialize_str(text);
        }
        if let Ok(number) = json.parse::<u32>() {
            return serializer.serialize_u32(number);
        }
        // The engine's own parser, which rounds numbers and keeps lone surrogates as `JSON.parse` does.
        match parse_json(json) {
            Ok(value) => serde_wasm_bindgen::preserve::serialize(&value, serializer),
            Err(_) => Err(S::Error::custom("a value is not JSON")),
        }
    }
}
