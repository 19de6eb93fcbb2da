//! Imports from JavaScript. Those that may throw are imported with `catch`: an exception that passes through wasm would
//! leave the call pending forever.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch)]
    pub fn fetch(request: &web_sys::Request) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_name = setTimeout)]
    pub fn set_timeout(callback: &Function, ms: f64) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    pub fn clear_timeout(id: &JsValue);

    /// Milliseconds of a clock that does not go back.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub fn now_ms() -> f64;

    #[wasm_bindgen(catch, js_namespace = Promise, js_name = resolve)]
    fn resolve(value: &JsValue) -> Result<Promise, JsValue>;

    /// A `ReadableStream`.
    pub type Stream;
    #[wasm_bindgen(method, catch, js_name = getReader)]
    pub fn get_reader(this: &Stream) -> Result<StreamReader, JsValue>;

    /// A `ReadableStreamDefaultReader`.
    pub type StreamReader;
    #[wasm_bindgen(method, catch)]
    pub fn read(this: &StreamReader) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    pub fn cancel(this: &StreamReader) -> Result<JsValue, JsValue>;

    /// A `Uint8Array`.
    #[wasm_bindgen(extends = js_sys::Uint8Array)]
    pub type Chunk;
    #[wasm_bindgen(catch, constructor, js_class = "Uint8Array")]
    pub fn copy_of(bytes: &JsValue) -> Result<Chunk, JsValue>;
}

/// Returns what a promise, or anything with a `then`, resolves to; any other value as it is.
pub async fn settled(value: JsValue) -> Result<JsValue, JsValue> {
    JsFuture::from(resolve(&value)?).await
}

/// Lets a promise settle by itself, so that its rejection counts as handled.
pub fn ignore(value: JsValue) {
    spawn_local(async move {
        let _ = settled(value).await;
    });
}

/// Returns a property of a value; `undefined` if it has none, or if it throws when it is read.
pub fn property(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap_or_default()
}
