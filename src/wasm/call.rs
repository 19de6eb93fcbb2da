//! Calls for JavaScript: a table of machines by number. See `client::call` for what they decide, and
//! `pkg-template/call/call.ts` for what performs it.
//!
//! No export returns an object: V8 11 (Node 20) crashes the process if optimized code calls such an export and its
//! caller is deoptimized meanwhile. Each export hands its command to one method of the performer instead, which only
//! records it.

use std::cell::RefCell;

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use super::current::{CurrentDocument, with_current};
use crate::client::call::{
    Body, Call, CallEvent, CallOptions, Cause, Command, Delay, Event, Headers, ProfileCheck, ReplyBody, ReplyCheck,
    RequestOutcome, Resource, Response, Settlement, Step, TokenSource,
};
use crate::client::error::ClientError;
use crate::client::invalid::Invalid;

#[wasm_bindgen]
extern "C" {
    /// What performs a call. Deadlines are in the milliseconds of the events; errors have the members of
    /// [`ClientError`].
    pub type Performer;

    /// The request in flight has ended; `code` is that of its failure.
    #[wasm_bindgen(method)]
    fn report(this: &Performer, status: u16, retry_after_ms: Option<f64>, limit: Option<&str>, code: Option<&str>);
    /// `refused` is undefined for the first token.
    #[wasm_bindgen(method, js_name = askToken)]
    fn ask_token(this: &Performer, deadline: f64, refused: JsValue);
    /// Without a deadline the time stands still.
    #[wasm_bindgen(method, js_name = waitForTurn)]
    fn wait_for_turn(this: &Performer, deadline: Option<f64>);
    #[wasm_bindgen(method)]
    fn send(this: &Performer, deadline: f64);
    #[wasm_bindgen(method)]
    fn check(this: &Performer);
    #[wasm_bindgen(method)]
    fn judge(this: &Performer);
    /// Without a delay the limiter delays the next request.
    #[wasm_bindgen(method)]
    fn retry(this: &Performer, deadline: f64, delay_ms: Option<f64>, error: JsValue);
    #[wasm_bindgen(method, js_name = settleWithProfile)]
    fn settle_with_profile(this: &Performer, attempts: u32);
    #[wasm_bindgen(method, js_name = settleInvalid)]
    fn settle_invalid(this: &Performer, error: JsValue);
    /// Its cause is what came with the event.
    #[wasm_bindgen(method, js_name = settleFailed)]
    fn settle_failed(this: &Performer, error: JsValue, ends_batch: bool);
    /// Its cause is the error of the last attempt.
    #[wasm_bindgen(method, js_name = settleTimedOut)]
    fn settle_timed_out(this: &Performer, error: JsValue);
    #[wasm_bindgen(method, js_name = settleThrown)]
    fn settle_thrown(this: &Performer);
    #[wasm_bindgen(method, js_name = settleAborted)]
    fn settle_aborted(this: &Performer);
}

thread_local! {
    /// The calls under way, by their numbers.
    static CALLS: RefCell<Vec<Option<Call>>> = const { RefCell::new(Vec::new()) };
}

/// Starts a call. Returns its number, which is free again once the call is settled.
#[wasm_bindgen(js_name = beginCall)]
#[allow(clippy::too_many_arguments)]
pub fn begin_call(
    performer: &Performer,
    now_ms: f64,
    timeout_ms: f64,
    max_retries: u32,
    token: u8,
    is_paced: bool,
    has_limiter: bool,
    resource: u8,
    is_cross_origin: bool,
    origin: String,
) -> usize {
    // The numbers come from the same declarations (`src/border.rs`): there are no others.
    let token = TokenSource::from_number(token).unwrap_or(TokenSource::Fixed);
    let call = Call::new(CallOptions {
        timeout_ms,
        max_retries,
        token,
        is_paced,
        has_limiter,
        resource: Resource::from_number(resource).unwrap_or_default(),
        is_cross_origin,
        origin,
    });
    let number = CALLS.with_borrow_mut(|calls| {
        let number = calls.iter().position(Option::is_none).unwrap_or(calls.len());
        match calls.get_mut(number) {
            Some(place) => *place = Some(call),
            None => calls.push(Some(call)),
        }
        number
    });
    advance(number, performer, Event::Started, now_ms, 0.0);
    number
}

/// Reports an event that is no response, a [`CallEvent`]. `detail` is the system's code of a failure.
#[wasm_bindgen(js_name = nextCall)]
pub fn next_call(number: usize, performer: &Performer, event: u8, now_ms: f64, random: f64, detail: Option<String>) {
    if let Some(event) = CallEvent::from_number(event) {
        advance(number, performer, event.with(detail.as_deref()), now_ms, random);
    }
}

/// Reports that a response has arrived, and what is known of its body: the document that was last checked.
#[wasm_bindgen(js_name = replyArrived)]
#[allow(clippy::too_many_arguments)]
pub fn reply_arrived(number: usize, performer: &Performer, now_ms: f64, random: f64, status: u16, body: u8, check: u8) {
    let (Some(body), Some(check)) = (ReplyBody::from_number(body), ReplyCheck::from_number(check)) else { return };
    let arrival = with_current(|current| {
        let body = current.body(body, current.profile_check(check, Invalid::default()), None);
        Response { status, body, ..Response::default() }.arrival()
    });
    advance(number, performer, Event::Arrived(arrival), now_ms, random);
}

/// Reports a response in full. Its whole body is the document of `length` bytes that was written there; if its check
/// fails, its issues were summarized before. `details` are lines, empty for what is absent: the values of
/// [`Headers::NAMES`], the origin of a redirect's target, and the system's code of a body that broke off.
#[wasm_bindgen(js_name = judgeReply)]
#[allow(clippy::too_many_arguments)]
pub fn judge_reply(
    number: usize,
    performer: &Performer,
    now_ms: f64,
    random: f64,
    unix_ms: f64,
    status: u16,
    body: u8,
    length: usize,
    check: u8,
    details: &str,
) {
    let (Some(body), Some(check)) = (ReplyBody::from_number(body), ReplyCheck::from_number(check)) else { return };
    let mut lines = details.split('\n');
    let headers = Headers::from_values(&mut lines);
    let mut next = || lines.next().filter(|line| !line.is_empty());
    let [target, code] = [next(), next()];
    let step = with_current(|current| {
        current.input.end_at(length);
        let invalid = std::mem::take(&mut current.invalid);
        let body = current.body(body, current.profile_check(check, invalid), code);
        let response = Response { status, received_unix_ms: unix_ms as i64, headers, target, body };
        step_of(number, &mut |call| call.respond(&response, now_ms, random))
    });
    perform(performer, step);
}

impl CurrentDocument {
    /// What the validator has found in the document, if it was asked.
    fn profile_check(&self, check: ReplyCheck, invalid: Invalid) -> Option<ProfileCheck> {
        let passes = check == ReplyCheck::Passes;
        (check != ReplyCheck::Unknown).then(|| ProfileCheck { passes, kind: self.validator.other_kind(), invalid })
    }

    fn body<'a>(&'a self, body: ReplyBody, check: Option<ProfileCheck>, code: Option<&'a str>) -> Body<'a> {
        match body {
            ReplyBody::Whole => Body::Whole { bytes: self.input.as_slice(), check },
            ReplyBody::TooLarge => Body::TooLarge,
            ReplyBody::BrokenOff => Body::BrokenOff { code },
        }
    }
}

/// What is to be performed, with the call's deadline and attempts.
type Next = (Step, Option<f64>, u32);

fn advance(number: usize, performer: &Performer, event: Event<'_>, now_ms: f64, random: f64) {
    let mut event = Some(event);
    let step = step_of(number, &mut |call| call.proceed(event.take().unwrap_or(Event::Aborted), now_ms, random));
    perform(performer, step);
}

/// Has a call take a step; `None` if there is no such call. Its place is free once it is settled.
fn step_of(number: usize, take: &mut dyn FnMut(&mut Call) -> Step) -> Option<Next> {
    CALLS.with_borrow_mut(|calls| {
        let place = calls.get_mut(number)?;
        let call = place.as_mut()?;
        let step = take(call);
        let next = (step, call.deadline(), call.attempts());
        if matches!(next, (Step { command: Command::Settle(_), .. }, ..)) {
            *place = None;
        }
        Some(next)
    })
}

fn perform(performer: &Performer, next: Option<Next>) {
    let Some((Step { outcome, command }, stops_at, attempts)) = next else { return };
    let deadline = stops_at.unwrap_or_default();
    if let Some(RequestOutcome { status, retry_after_ms, limit, code }) = outcome {
        let [limit, code] = [limit.map(|limit| limit.as_str()), code.map(|code| code.as_str())];
        performer.report(status, retry_after_ms, limit, code);
    }
    match command {
        Command::AskToken { refused } => {
            performer.ask_token(deadline, refused.map_or(JsValue::UNDEFINED, |error| value_of(&error)));
        }
        Command::WaitForTurn => performer.wait_for_turn(stops_at),
        Command::Send => performer.send(deadline),
        Command::Check => performer.check(),
        Command::Judge => performer.judge(),
        Command::Retry { delay, error } => {
            let delay_ms = if let Delay::Ms(ms) = delay { Some(ms) } else { None };
            performer.retry(deadline, delay_ms, value_of(&error));
        }
        Command::Settle(settlement) => match settlement {
            Settlement::Profile => performer.settle_with_profile(attempts),
            Settlement::Invalid(error) => performer.settle_invalid(value_of(&error)),
            Settlement::Failed { error, cause: Cause::Event, ends_batch } => {
                performer.settle_failed(value_of(&error), ends_batch);
            }
            Settlement::Failed { error, cause: Cause::LastError, .. } => performer.settle_timed_out(value_of(&error)),
            Settlement::Thrown => performer.settle_thrown(),
            Settlement::Aborted => performer.settle_aborted(),
        },
        Command::Nothing => {}
    }
}

pub fn value_of(error: &ClientError) -> JsValue {
    error.serialize(&Serializer::json_compatible()).unwrap_or_default()
}
