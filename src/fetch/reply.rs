//! Reads a response.

use gloo_net::http::Response;
use js_sys::{ArrayBuffer, Date};
use wasm_bindgen::prelude::*;
use web_sys::ResponseType;

use super::fault::Fault;
use super::js::{self, Stream, StreamReader, property};
use super::target::redirect_origin;
use crate::client::call::{self, Headers, MAX_REPLY, ProfileCheck};
use crate::client::redact::Secrets;

/// How a request ended.
pub enum Received {
    Reply(Reply),
    /// The runtime hides a redirect, or followed one; where it leads to, if known.
    Redirected(Option<String>),
    /// `fetch` returned something else than a response.
    NoResponse,
    Failed(Fault),
}

/// A response, read. Tokens that the server repeats are redacted.
pub struct Reply {
    status: u16,
    received_unix_ms: i64,
    /// The values of [`Headers::NAMES`], empty for those that are missing.
    headers: [String; Headers::NAMES.len()],
    /// The origin that its `Location` leads to.
    target: Option<String>,
    body: Body,
}

enum Body {
    Whole(Vec<u8>),
    TooLarge,
    BrokenOff(Fault),
}

impl Reply {
    /// The bytes of the body, if it was read to its end.
    pub fn bytes(&self) -> &[u8] {
        if let Body::Whole(bytes) = &self.body { bytes } else { &[] }
    }

    /// What the body broke off with.
    pub fn take_fault(&mut self) -> Option<Fault> {
        let Body::BrokenOff(fault) = &mut self.body else { return None };
        Some(Fault { code: fault.code.clone(), cause: fault.cause.take() })
    }

    /// The response as the machine takes it.
    pub fn response(&self, check: Option<ProfileCheck>) -> call::Response<'_> {
        call::Response {
            status: self.status,
            received_unix_ms: self.received_unix_ms,
            headers: Headers::from_values(self.headers.iter().map(String::as_str)),
            target: self.target.as_deref(),
            body: match &self.body {
                Body::Whole(bytes) => call::Body::Whole { bytes, check },
                Body::TooLarge => call::Body::TooLarge,
                Body::BrokenOff(fault) => call::Body::BrokenOff { code: fault.code.as_deref() },
            },
        }
    }
}

/// Reads what `fetch` has resolved to.
pub async fn receive(value: JsValue, url: &str, secrets: &Secrets) -> Received {
    let Some(response) = genuine(value) else { return Received::NoResponse };
    if response.type_() == ResponseType::Opaqueredirect || response.redirected() {
        return Received::Redirected(redirect_origin(&response.url(), url).filter(|_| response.redirected()));
    }
    let status = response.status();
    if status == 0 {
        return Received::NoResponse;
    }
    let headers = response.headers();
    let header = |name: &str| headers.get(name).unwrap_or_default();
    Received::Reply(Reply {
        status,
        received_unix_ms: Date::now() as i64,
        headers: Headers::NAMES.map(|name| secrets.redact(&header(name)).into()),
        target: headers.get("location").and_then(|location| redirect_origin(&location, url)),
        body: read_body(&response, secrets).await,
    })
}

/// Returns the response that a value is, if all that gloo-net reads of it can be read: it panics at one that only looks
/// like a response.
fn genuine(value: JsValue) -> Option<Response> {
    let response = value.dyn_into::<web_sys::Response>().ok()?;
    let of = |name| property(&response, name);
    let headers = of("headers").dyn_into::<web_sys::Headers>().ok()?;
    let is_readable = of("status").as_f64().is_some()
        && of("type").is_string()
        && of("url").is_string()
        && of("redirected").as_bool().is_some()
        && headers.get("date").is_ok();
    is_readable.then(|| response.into())
}

async fn read_body(response: &Response, secrets: &Secrets) -> Body {
    let Some(stream) = response.body() else { return Body::Whole(Vec::new()) };
    match read_stream(stream.unchecked_ref()).await {
        Ok(Some(mut bytes)) => {
            secrets.redact_json(&mut bytes);
            Body::Whole(bytes)
        }
        Ok(None) => Body::TooLarge,
        Err(fault) => Body::BrokenOff(fault.into()),
    }
}

/// Returns the bytes of a stream, or `None` if they are more than [`MAX_REPLY`].
async fn read_stream(stream: &Stream) -> Result<Option<Vec<u8>>, JsValue> {
    let mut reading = Reading { reader: stream.get_reader()?, is_done: false };
    let mut bytes = Vec::new();
    loop {
        let next = js::settled(reading.reader.read()?).await?;
        if property(&next, "done").is_truthy() {
            reading.is_done = true;
            return Ok(Some(bytes));
        }
        let chunk = property(&next, "value");
        if !ArrayBuffer::is_view(&chunk) {
            return Err("The body is not a stream of bytes".into());
        }
        let length = property(&chunk, "byteLength").as_f64().unwrap_or(f64::MAX);
        if bytes.len() as f64 + length > MAX_REPLY as f64 {
            return Ok(None);
        }
        bytes.extend(js::Chunk::copy_of(&chunk)?.to_vec());
    }
}

/// A stream that is canceled when this is dropped before its end: a stand-in for `fetch` may ignore the signal.
struct Reading {
    reader: StreamReader,
    is_done: bool,
}

impl Drop for Reading {
    fn drop(&mut self) {
        if self.is_done {
            return;
        }
        if let Ok(canceled) = self.reader.cancel() {
            js::ignore(canceled);
        }
    }
}
