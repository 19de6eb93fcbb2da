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
    RequestOutcome, Response, Settlement, Step, TokenSource,
};
use crate::client::error::ClientError;

#[wasm_bindgen]
extern "C" {
    /// What performs a call. Deadlines are in the milliseconds of the events; errors have the members of
    /// [`ClientError`].
    pub type Performer;

    /// The request in flight has ended.
    #[wasm_bindgen(method)]
    fn report(this: &Performer, status: u16, retry_after_ms: Option<f64>, limit: Option<&str>);
    /// `refused` is undefined for the first token.
    #[wasm_bindgen(method, js_name = askToken)]
    fn ask_token(this: &Performer, deadline: f64, refused: JsValue);
    #[wasm_bindgen(method, js_name = waitForTurn)]
    fn wait_for_turn(this: &Performer);
    #[wasm_bindgen(method)]
    fn send(this: &Performer, deadline: f64);
    #[wasm_bindgen(method)]
    fn check(this: &Performer);
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
    is_me: bool,
    is_cross_origin: bool,
    origin: String,
) -> usize {
    // The numbers come from the same declarations (`src/border.rs`): there are no others.
    let token = TokenSource::from_number(token).unwrap_or(TokenSource::Fixed);
    let call = Call::new(CallOptions { timeout_ms, max_retries, token, is_paced, is_me, is_cross_origin, origin });
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

/// Reports an event that is no response, a [`CallEvent`]. `detail` is the origin of a redirect's target, or the
/// system's code of a failure.
#[wasm_bindgen(js_name = nextCall)]
pub fn next_call(number: usize, performer: &Performer, event: u8, now_ms: f64, random: f64, detail: Option<String>) {
    if let Some(event) = CallEvent::from_number(event) {
        advance(number, performer, event.with(detail.as_deref()), now_ms, random);
    }
}

/// Reports a response. Its whole body is the document of `length` bytes that was written there; if its check fails, its
/// issues were summarized before. `details` are lines, empty for what is absent: the values of [`Headers::NAMES`], the
/// origin of a redirect's target, and the system's code of a body that broke off. They are left out where a valid
/// profile came.
#[wasm_bindgen(js_name = replyToCall)]
#[allow(clippy::too_many_arguments)]
pub fn reply_to_call(
    number: usize,
    performer: &Performer,
    now_ms: f64,
    random: f64,
    unix_ms: f64,
    status: u16,
    body: u8,
    length: usize,
    check: u8,
    details: Option<String>,
) {
    let (Some(body), Some(check)) = (ReplyBody::from_number(body), ReplyCheck::from_number(check)) else { return };
    let mut lines = details.as_deref().unwrap_or_default().split('\n');
    let headers = Headers::from_values(&mut lines);
    let mut next = || lines.next().filter(|line| !line.is_empty());
    let [target, code] = [next(), next()];
    let step = with_current(|CurrentDocument { input, validator, invalid, .. }| {
        input.end_at(length);
        let check = (check != ReplyCheck::Unknown).then(|| ProfileCheck {
            passes: check == ReplyCheck::Passes,
            kind: validator.other_kind(),
            invalid: std::mem::take(invalid),
        });
        let body = match body {
            ReplyBody::Whole => Body::Whole { bytes: input.as_slice(), check },
            ReplyBody::TooLarge => Body::TooLarge,
            ReplyBody::BrokenOff => Body::BrokenOff { code },
        };
        let response = Response { status, received_unix_ms: unix_ms as i64, headers, target, body };
        next_step(number, Event::Response(response), now_ms, random)
    });
    perform(performer, step);
}

/// What is to be performed, with the call's deadline and attempts.
type Next = (Step, f64, u32);

fn advance(number: usize, performer: &Performer, event: Event<'_>, now_ms: f64, random: f64) {
    perform(performer, next_step(number, event, now_ms, random));
}

/// Tells a call of an event; `None` if there is no such call. Its place is free once it is settled.
fn next_step(number: usize, event: Event<'_>, now_ms: f64, random: f64) -> Option<Next> {
    CALLS.with_borrow_mut(|calls| {
        let place = calls.get_mut(number)?;
        let call = place.as_mut()?;
        let step = call.next(event, now_ms, random);
        let next = (step, call.deadline().unwrap_or_default(), call.attempts());
        if matches!(next, (Step { command: Command::Settle(_), .. }, ..)) {
            *place = None;
        }
        Some(next)
    })
}

fn perform(performer: &Performer, next: Option<Next>) {
    let Some((Step { outcome, command }, deadline, attempts)) = next else { return };
    if let Some(RequestOutcome { status, retry_after_ms, limit }) = outcome {
        performer.report(status, retry_after_ms, limit.map(|limit| limit.as_str()));
    }
    match command {
        Command::AskToken { refused } => {
            performer.ask_token(deadline, refused.map_or(JsValue::UNDEFINED, |error| value_of(&error)));
        }
        Command::WaitForTurn => performer.wait_for_turn(),
        Command::Send => performer.send(deadline),
        Command::Check => performer.check(),
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
