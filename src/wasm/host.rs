//! What JavaScript does for us: see `host.js`. All that can throw is caught.

use js_sys::{Function, Object, Promise, Uint8Array};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/wasm/host.js")]
extern "C" {
    /// A `ZoomPhoneError` with the given fields.
    #[wasm_bindgen(js_name = createError)]
    pub fn create_error(fields: JsValue, cause: &JsValue) -> JsValue;

    /// A race of one call against its caller's signal and its deadline.
    pub type Guard;
    #[wasm_bindgen(constructor, catch)]
    pub fn new(signal: &JsValue, timeout_ms: f64) -> Result<Guard, JsValue>;
    #[wasm_bindgen(method, getter)]
    pub fn signal(this: &Guard) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub fn ended(this: &Guard) -> Promise;
    #[wasm_bindgen(method, getter)]
    pub fn outcome(this: &Guard) -> JsValue;
    #[wasm_bindgen(method, getter)]
    pub fn remaining(this: &Guard) -> f64;
    #[wasm_bindgen(method)]
    pub fn close(this: &Guard);

    /// A promise that resolves after some milliseconds.
    pub fn wait(ms: f64) -> Promise;
    /// Forgets a wait.
    #[wasm_bindgen(js_name = cancelWait)]
    pub fn cancel_wait(wait: &Promise);

    #[wasm_bindgen(js_name = globalFetch)]
    pub fn global_fetch() -> JsValue;
    #[wasm_bindgen(js_name = callFetch, catch)]
    pub fn call_fetch(
        fetch: &Function,
        url: &str,
        headers: &Object,
        credentials: &str,
        signal: &JsValue,
    ) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_name = readBody, catch)]
    pub fn read_body(response: &JsValue, most: usize) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_name = readHeader, catch)]
    pub fn read_header(response: &JsValue, name: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = parseBaseUrl)]
    pub fn parse_base_url(text: &str) -> JsValue;
    #[wasm_bindgen(js_name = isBrowser)]
    pub fn is_browser() -> bool;
}

/// Bytes out of JavaScript.
pub fn bytes(value: &JsValue) -> Vec<u8> {
    Uint8Array::new(value).to_vec()
}
