//! One call of the endpoint, step by step, and again where that helps. It settles, always.
//!
//! What a step does is done by the call's JavaScript side (`pkg-template/call.js`), which waits for it, and also ends it when
//! its time is up or its caller has had enough; what follows from it is decided in `client`. The wasm waits for nothing.

use std::cell::RefCell;

use gloo_net::http::Response as GlooResponse;
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

use super::desk::{Desk, with_desk};
use crate::client::body::{is_error_body, read_body};
use crate::client::error::{ClientError, ErrorCode, Reply, by_status, classify, is_redirect, is_zoom, with_status};
use crate::client::retry::{Next, Retries, Terms, ends_batch};
use crate::client::time::{Times, wait_ms};
use crate::json::push_decimal;
use crate::validate::DocumentKind;

#[wasm_bindgen]
extern "C" {
    /// A call's JavaScript side.
    pub type Call;

    /// How the call has ended before its time: 0 not at all, 1 its time is up, 2 its caller has aborted it.
    #[wasm_bindgen(method, getter)]
    fn end(this: &Call) -> u8;
    /// The reason that its caller gave.
    #[wasm_bindgen(method, getter)]
    fn reason(this: &Call) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = remainingMs)]
    fn remaining_ms(this: &Call) -> f64;
    #[wasm_bindgen(method, getter, js_name = isAnonymous)]
    fn is_anonymous(this: &Call) -> bool;
    #[wasm_bindgen(method, getter, js_name = timeoutMs)]
    fn timeout_ms(this: &Call) -> f64;
    /// The request leaves the page's origin, so that CORS rules.
    #[wasm_bindgen(method, getter, js_name = isCrossOrigin)]
    fn is_cross_origin(this: &Call) -> bool;

    /// The body's bytes; `null` where there are more than are read, undefined where it broke off.
    #[wasm_bindgen(method, getter)]
    fn body(this: &Call) -> JsValue;
    /// What the body broke off with.
    #[wasm_bindgen(method, getter, js_name = bodyFault)]
    fn body_fault(this: &Call) -> JsValue;
    /// The origin that is called.
    #[wasm_bindgen(method, getter)]
    fn origin(this: &Call) -> String;
    /// The engine hides a redirect, refuses one, or has followed one against what it was told.
    #[wasm_bindgen(method, getter, js_name = isRedirected)]
    fn is_redirected(this: &Call) -> bool;
    /// The origin that a redirect leads to.
    #[wasm_bindgen(method, getter)]
    fn target(this: &Call) -> Option<String>;
    /// Says what the next pause is to be: after which attempt, for how many milliseconds, whether the batch waits with all of
    /// its calls, and because of which error.
    #[wasm_bindgen(method, js_name = planPause)]
    fn plan_pause(this: &Call, attempt: u32, ms: f64, is_queued: bool, error: &JsValue);
    /// A header of the response.
    #[wasm_bindgen(method, catch)]
    fn header(this: &Call, name: &str) -> Result<Option<String>, JsValue>;
    /// Checks the body as a profile, and returns whether it passes; the issues stay in the wasm.
    #[wasm_bindgen(method)]
    fn check(this: &Call) -> bool;
    /// The checked profile for the caller; undefined where there is none, and `failure` then says why; `said` is what a wrapper
    /// of somebody else's says. (An import that returns a value and throws would leave a slot of wasm-bindgen's table behind
    /// each time.)
    #[wasm_bindgen(method)]
    fn accept(this: &Call, status: u16, attempts: u32, said: Option<String>) -> JsValue;
    #[wasm_bindgen(method, getter)]
    fn failure(this: &Call) -> JsValue;
    /// The end of the call, and what it has come to.
    #[wasm_bindgen(method)]
    fn settle(this: &Call, is_success: bool, value: &JsValue);
    /// Tells the batch how the request has ended; gives how long all of its requests pause, in milliseconds.
    #[wasm_bindgen(method)]
    fn report(this: &Call, status: u16, asked_ms: Option<f64>, limit: Option<&str>) -> f64;
    /// The response is the engine's own, and none that only looks like one.
    #[wasm_bindgen(method, getter, js_name = isGenuine)]
    fn is_genuine(this: &Call) -> bool;
    /// The failure is one of every call of the batch.
    #[wasm_bindgen(method, setter, js_name = endsBatch)]
    fn set_ends_batch(this: &Call, ends: bool);
    /// A `ZoomPhoneError`. Lists come as one text, with a zero byte behind each part.
    #[wasm_bindgen(method, js_name = createError)]
    #[allow(clippy::too_many_arguments)]
    fn create_error(
        this: &Call,
        message: &str,
        code: &str,
        hint: &str,
        status: Option<u16>,
        zoom_code: Option<i32>,
        zoom_message: Option<&str>,
        field_errors: &str,
        missing_scopes: &str,
        retry_after_ms: Option<f64>,
        limit: Option<&str>,
        tracking_id: Option<&str>,
        attempts: u32,
        cause: &JsValue,
    ) -> JsValue;
}

/// What a call does next, by the numbers that `call.js` has for it.
#[derive(Clone, Copy)]
enum Step {
    /// Nothing: it is settled.
    Settled,
    Ask,
    Renew,
    Send,
    Pause,
}

impl Step {
    const ALL: [Step; 5] = [Step::Settled, Step::Ask, Step::Renew, Step::Send, Step::Pause];
}

/// Why a call failed: an error of ours with what caused it, or a value that goes to the caller as it is (what a callback
/// threw, an error made before).
enum Failure {
    Ours(Box<ClientError>, JsValue),
    Theirs(JsValue),
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        Failure::Ours(Box::new(error), JsValue::UNDEFINED)
    }
}

/// What a call has come to so far, and what follows from each of its steps.
struct Runner {
    call: Call,
    is_me: bool,
    retries: Retries,
    attempts: u32,
    /// The error of the last attempt.
    last: JsValue,
}

/// A place for a call under way.
enum Place {
    Free,
    /// Its call is at its next step just now.
    Taken,
    Waiting(Runner),
}

thread_local! {
    /// The calls under way, by their numbers.
    static CALLS: RefCell<Vec<Place>> = const { RefCell::new(Vec::new()) };
}

/// Begins a call, and gives its number. (An object of a class would be registered for the garbage collector to free: that
/// costs as much as the checks of its options.)
#[wasm_bindgen(js_name = beginCall)]
pub fn begin_call(call: Call, is_me: bool, max_retries: u32, renews: bool, is_paced: bool) -> usize {
    let terms = Terms { max_retries, renews, is_paced };
    let runner = Runner { call, is_me, retries: Retries::new(terms), attempts: 0, last: JsValue::UNDEFINED };
    CALLS.with_borrow_mut(|calls| {
        let number = calls.iter().position(|place| matches!(place, Place::Free)).unwrap_or(calls.len());
        match calls.get_mut(number) {
            Some(place) => *place = Place::Waiting(runner),
            None => calls.push(Place::Waiting(runner)),
        }
        number
    })
}

/// Takes what a step of a call has come to, and gives the next one; 0 where the call is settled: with what its `accept`
/// gives, with an error, or with its caller's reason. Its number is free then.
// It returns no object: V8 11 (Node 20) crashes the process where an optimized call of wasm does and what calls it loses its
// optimization in the meantime. `npm run soak` makes enough calls to see that.
#[wasm_bindgen(js_name = followCall)]
pub fn follow_call(number: usize, step: u8, is_success: bool, outcome: JsValue) -> u8 {
    // A step may run its caller's code, which may make calls of its own.
    let Place::Waiting(mut runner) = exchange(number, Place::Taken) else { return Step::Settled as u8 };
    let next = runner.follow(step, if is_success { Ok(outcome) } else { Err(outcome) });
    exchange(number, if matches!(next, Step::Settled) { Place::Free } else { Place::Waiting(runner) });
    next as u8
}

/// Puts something in a place, and gives what was there.
fn exchange(number: usize, other: Place) -> Place {
    CALLS.with_borrow_mut(|calls| match calls.get_mut(number) {
        Some(place) => std::mem::replace(place, other),
        None => other,
    })
}

impl Runner {
    fn follow(&mut self, step: u8, outcome: Result<JsValue, JsValue>) -> Step {
        let step = Step::ALL.get(usize::from(step)).copied().unwrap_or(Step::Settled);
        let next = match self.ended() {
            Some(error) => Err(error),
            None => self.finish(step, outcome),
        };
        let (is_success, value) = match next {
            Ok(Ok(step)) => {
                self.attempts += u32::from(matches!(step, Step::Send));
                return step;
            }
            Ok(Err(profile)) => (true, profile),
            Err(error) => (false, error),
        };
        self.call.settle(is_success, &value);
        Step::Settled
    }

    /// The error of a call that has ended before its time.
    fn ended(&self) -> Option<JsValue> {
        match self.call.end() {
            0 => None,
            1 => {
                let mut message = String::from("No profile came within ");
                push_decimal(&mut message, self.call.timeout_ms().ceil() as u64);
                message.push_str(" ms");
                let hint = "`timeoutMs` is for the whole call. Raise it, or look for what stalls: the token function, a proxy, Zoom.";
                let error = ClientError::new(ErrorCode::Timeout, message, hint);
                Some(self.error(&error, &self.last))
            }
            _ => Some(self.call.reason()),
        }
    }

    /// What follows from a step: the next one, or the profile.
    fn finish(&mut self, step: Step, outcome: Result<JsValue, JsValue>) -> Result<Result<Step, JsValue>, JsValue> {
        let failure = match (step, outcome) {
            (Step::Ask | Step::Renew, Ok(fault)) => match token_fault(fault.as_f64()) {
                None => return Ok(Ok(Step::Send)),
                Some(failure) => failure,
            },
            (Step::Ask | Step::Renew, Err(cause)) => token_failed("The token function failed", cause),
            (Step::Send, Ok(response)) => match self.status(&response) {
                Some(status) => match self.judge(status, &self.call.body()) {
                    Ok(profile) => return Ok(Err(profile)),
                    Err(failure) => failure,
                },
                None => no_response().into(),
            },
            (Step::Send, Err(cause)) => self.failed(cause),
            (Step::Pause, Ok(_)) => return Ok(Ok(Step::Send)),
            (Step::Pause | Step::Settled, Err(thrown)) => Failure::Theirs(thrown),
            (Step::Settled, Ok(value)) => return Ok(Err(value)),
        };
        self.after(failure).map(Ok)
    }

    /// What follows from a failure: the next step, or the error for the caller.
    fn after(&mut self, failure: Failure) -> Result<Step, JsValue> {
        let (mut error, cause) = match failure {
            Failure::Ours(error, cause) => (error, cause),
            Failure::Theirs(value) => return Err(value),
        };
        let status = error.status.unwrap_or_default();
        let paused = self.call.report(status, error.retry_after_ms, error.limit.map(|limit| limit.as_str()));
        let next = self.retries.after(&error, self.call.remaining_ms(), js_sys::Math::random());
        if let Next::Fail(stop) = next {
            error.explain(stop, is_zoom(&self.call.origin()));
            self.call.set_ends_batch(ends_batch(&error, stop));
        }
        self.last = self.error(&error, &cause);
        match next {
            Next::Renew => Ok(Step::Renew),
            Next::Wait(ms) => Ok(self.pause(ms, false)),
            Next::Queue => Ok(self.pause(paused, true)),
            Next::Fail(_) => Err(self.last.clone()),
        }
    }

    fn pause(&self, ms: f64, is_queued: bool) -> Step {
        self.call.plan_pause(self.attempts, ms, is_queued, &self.last);
        Step::Pause
    }

    /// A reply: the profile, or why it is none.
    fn judge(&self, status: u16, body: &JsValue) -> Result<JsValue, Failure> {
        if is_redirect(status) {
            return Err(self.refused(status, &[]).into());
        }
        let Some(bytes) = body.dyn_ref::<Uint8Array>() else { return Err(self.unread(status, body.is_null())) };
        if !(200..300).contains(&status) {
            return Err(self.refused(status, &bytes.to_vec()).into());
        }
        let passes = self.call.check();
        if let Some(error) = with_desk(|desk| disguised(desk).map(<[u8]>::to_vec)) {
            return Err(self.refused(status, &error).into());
        }
        self.call.report(status, None, None);
        let said = if passes { None } else { with_desk(|desk| read_body(desk.input.as_slice()).message) };
        let accepted = self.call.accept(status, self.attempts, said);
        if accepted.is_undefined() { Err(Failure::Theirs(self.call.failure())) } else { Ok(accepted) }
    }

    /// A reply whose body is too large, or broke off. Some statuses mean what they mean whatever the body.
    fn unread(&self, status: u16, is_too_large: bool) -> Failure {
        let cause = self.call.body_fault();
        if by_status(status).is_some() {
            return Failure::Ours(Box::new(self.refused(status, &[])), cause);
        }
        let mut error = if is_too_large {
            let hint = "A profile has a few kilobytes. Check that `baseUrl` leads to Zoom or to your proxy.";
            ClientError::new(ErrorCode::ResponseTooLarge, "The reply is larger than 1 MiB", hint)
        } else {
            let message = with_status("The reply's body could not be read to its end".into(), status);
            let hint = "The connection was closed: call again, or look for a proxy that closes it.";
            ClientError::new(ErrorCode::Network, message, hint)
        };
        error.status = Some(status);
        error.tracking_id = self.header("x-zm-trackingid");
        Failure::Ours(Box::new(error), cause)
    }

    /// The error that a reply stands for.
    fn refused(&self, status: u16, body: &[u8]) -> ClientError {
        let header = |name| self.header(name);
        let [retry_after, reset, date] = ["retry-after", "x-ratelimit-reset", "date"].map(header);
        let times = Times { retry_after: retry_after.as_deref(), reset: reset.as_deref(), date: date.as_deref() };
        classify(&Reply {
            status,
            body,
            origin: &self.call.origin(),
            target: self.call.target().filter(|_| is_redirect(status)),
            limit_type: header("x-ratelimit-type"),
            retry_after_ms: wait_ms(&times, js_sys::Date::now() as i64).map(|ms| ms as f64),
            tracking_id: header("x-zm-trackingid"),
            is_me: self.is_me,
            is_anonymous: self.call.is_anonymous(),
        })
    }

    /// The status of a response, or of what looks like one; 0 where a redirect hides it. Reading the parts of what is not the
    /// engine's own may throw.
    fn status(&self, response: &JsValue) -> Option<u16> {
        if self.call.is_redirected() {
            return Some(0);
        }
        if let Some(response) = response.dyn_ref::<web_sys::Response>().filter(|_| self.call.is_genuine()) {
            return Some(GlooResponse::from(Clone::clone(response)).status()).filter(|status| *status > 0);
        }
        let status = Reflect::get(response, &"status".into()).ok()?.as_f64()?;
        (matches!(status as u16, 1..1000) && f64::from(status as u16) == status).then_some(status as u16)
    }

    /// A header of the response, without the token.
    fn header(&self, name: &str) -> Option<String> {
        self.call.header(name).ok().flatten()
    }

    /// No reply: `fetch` failed.
    fn failed(&self, cause: JsValue) -> Failure {
        let error =
            if self.call.is_redirected() { self.refused(0, &[]) } else { unreachable(self.call.is_cross_origin()) };
        Failure::Ours(Box::new(error), cause)
    }

    fn error(&self, error: &ClientError, cause: &JsValue) -> JsValue {
        let fields = error.field_errors.iter().flat_map(|fault| [fault.field.as_str(), fault.message.as_str()]);
        self.call.create_error(
            &error.message,
            error.code.as_str(),
            &error.hint,
            error.status.filter(|status| *status > 0),
            error.zoom_code,
            error.zoom_message.as_deref(),
            &list(fields),
            &list(error.missing_scopes.iter().map(String::as_str)),
            error.retry_after_ms,
            error.limit.map(|limit| limit.as_str()),
            error.tracking_id.as_deref(),
            self.attempts,
            cause,
        )
    }
}

/// The body of a good reply at the desk, where it is no profile and says what has gone wrong.
fn disguised(desk: &Desk) -> Option<&[u8]> {
    let body = desk.input.as_slice();
    let is_suspect = matches!(desk.validator.other_kind(), Some(DocumentKind::Error | DocumentKind::Unknown));
    (is_suspect && is_error_body(body)).then_some(body)
}

/// The error of a call that brought no reply; JavaScript adds what the system calls the failure.
fn unreachable(is_cross_origin: bool) -> ClientError {
    let hint = if is_cross_origin {
        "This looks like CORS: Zoom's API sends no CORS headers, so a page cannot call it itself. Call it through a proxy of \
         your own (`zoom-phone-profile/proxy`), and pass its URL as `baseUrl`. Otherwise check the connection."
    } else {
        "Check the connection, the host in `baseUrl`, and any proxy."
    };
    ClientError::new(ErrorCode::Network, "No reply came", hint)
}

/// What is wrong with a token, by the number that JavaScript has for it: the token itself stays there.
fn token_fault(number: Option<f64>) -> Option<Failure> {
    let fault = match number.unwrap_or_default() as u8 {
        0 => return None,
        1 => return Some(token_failed("The token function returned no string", JsValue::UNDEFINED)),
        2 => "The token is empty",
        _ => "The token holds characters that a header cannot hold, such as a line break or a space",
    };
    let hint =
        "Nothing was sent with it. Pass the token alone, without \"Bearer\"; leave `token` out where a proxy adds it.";
    Some(ClientError::new(ErrorCode::InvalidArgument, fault, hint).into())
}

fn token_failed(message: &str, cause: JsValue) -> Failure {
    let hint = "Look at `cause`. The function must return the token, or a promise of it.";
    Failure::Ours(Box::new(ClientError::new(ErrorCode::Unauthorized, message, hint)), cause)
}

fn no_response() -> ClientError {
    ClientError::new(
        ErrorCode::InvalidResponse,
        "`fetch` returned no response that can be read",
        "Check the option `fetch`.",
    )
}

/// Texts as one, with a zero byte behind each.
fn list<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.fold(String::new(), |list, text| list + text + "\0")
}
