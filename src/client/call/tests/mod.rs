//! Every path of the machine on a virtual clock. `random` feeds it events in random order.

mod limiter;
mod random;
mod replies;
mod retries;

use super::*;
use crate::client::error::{ErrorCode, Limit};
use crate::client::invalid::{Invalid, Subject};
use crate::validate::{DocumentKind, Options, Strictness, Validator};

const ZOOM: &str = "https://api.zoom.us";
const PROXY: &str = "https://dash.example";
const TIMEOUT: f64 = 10_000.0;
/// The virtual clock does not begin at 0.
const START: f64 = 5_000.0;
/// 2026-07-01T12:00:00Z.
const UNIX: i64 = 1_782_907_200_000;

fn options() -> CallOptions {
    CallOptions {
        timeout_ms: TIMEOUT,
        max_retries: 2,
        token: TokenSource::Proxy,
        is_paced: false,
        has_limiter: false,
        resource: Resource::User,
        is_cross_origin: false,
        origin: ZOOM.into(),
    }
}

/// A call that has been started, and its clock. Randomness is always 0.5.
struct Driver {
    call: Call,
    now: f64,
}

impl Driver {
    fn new(options: CallOptions) -> Driver {
        Driver { call: Call::new(options), now: START }
    }

    /// A call whose first request is in flight.
    fn sent(options: CallOptions) -> Driver {
        let has_turns = options.is_paced || options.has_limiter;
        let has_token = options.token != TokenSource::Proxy;
        let mut driver = Driver::new(options);
        let mut command = driver.command(Event::Started);
        if has_token {
            assert_eq!(command, Command::AskToken { refused: None });
            command = driver.command(Event::Token);
        }
        if has_turns {
            assert_eq!(command, Command::WaitForTurn);
            command = driver.command(Event::Turn);
        }
        assert_eq!(command, Command::Send);
        driver
    }

    fn step(&mut self, event: Event<'_>) -> Step {
        self.call.next(event, self.now, 0.5)
    }

    /// The command of an event that ends no request.
    fn command(&mut self, event: Event<'_>) -> Command {
        let Step { outcome, command } = self.step(event);
        assert_eq!(outcome, None);
        command
    }

    /// The error of an event that settles the call with one.
    fn error(&mut self, event: Event<'_>) -> ClientError {
        match self.step(event).command {
            Command::Settle(Settlement::Failed { error, .. } | Settlement::Invalid(error)) => *error,
            command => panic!("{command:?}"),
        }
    }
}

fn response<'a>(status: u16, bytes: &'a str) -> Response<'a> {
    let check = matches!(status, 200..=299).then(|| check(bytes, &Options::default()));
    Response {
        status,
        received_unix_ms: UNIX,
        body: Body::Whole { bytes: bytes.as_bytes(), check },
        ..Response::default()
    }
}

fn reply(status: u16, bytes: &str) -> Event<'_> {
    Event::Response(response(status, bytes))
}

/// A reply that asks to wait this many seconds.
fn asking(status: u16, seconds: &'static str) -> Event<'static> {
    let headers = Headers { retry_after: Some(seconds), ..Headers::default() };
    Event::Response(Response { headers, ..response(status, "") })
}

fn check(document: &str, options: &Options) -> ProfileCheck {
    let mut validator = Validator::new();
    let verdict = validator.check(document.as_bytes(), options);
    let invalid = Invalid::new(Subject::Reply, &validator, document.as_bytes(), options, verdict.issue_count);
    ProfileCheck { passes: verdict.success, kind: validator.other_kind(), invalid }
}

/// The same response, once the validator has been asked.
fn checked<'a>(response: &Response<'a>) -> Response<'a> {
    let mut response = response.clone();
    if let Body::Whole { bytes, check: known } = &mut response.body {
        *known = Some(check(str::from_utf8(bytes).unwrap(), &Options::default()));
    }
    response
}

fn outcome(status: u16) -> Option<RequestOutcome> {
    Some(RequestOutcome { status, ..RequestOutcome::default() })
}

fn failed_outcome(status: u16, code: ErrorCode) -> Option<RequestOutcome> {
    outcome(status).map(|outcome| RequestOutcome { code: Some(code), ..outcome })
}

#[test]
fn a_profile_takes_one_request() {
    let mut driver = Driver::sent(options());
    assert_eq!((driver.call.attempts(), driver.call.deadline()), (1, Some(START + TIMEOUT)));
    driver.now = START + TIMEOUT - 0.001;
    let step = driver.step(reply(200, r#"{"id":"x"}"#));
    assert_eq!(step, Step { outcome: outcome(200), command: Command::Settle(Settlement::Profile) });
    assert_eq!((driver.call.attempts(), driver.call.deadline()), (1, None));
}

#[test]
fn a_response_can_be_judged_later() {
    for (status, body, expected) in [
        (200, r#"{"id":"x"}"#, Command::Settle(Settlement::Profile)),
        (200, "[]", Command::Judge),
        (200, r#"{"code":300,"message":"no"}"#, Command::Judge),
        (404, r#"{"id":"x"}"#, Command::Judge),
        (302, "", Command::Judge),
    ] {
        let mut driver = Driver::sent(options());
        let response = response(status, body);
        for _ in 0..2 {
            let step = driver.call.clone().next(Event::Arrived(response.arrival()), driver.now, 0.5);
            assert_eq!(step.command, expected, "{status} {body}");
        }
        let mut at_once = Driver::sent(options());
        driver.step(Event::Arrived(response.arrival()));
        if expected == Command::Judge {
            assert_eq!(driver.step(Event::Response(response.clone())), at_once.step(Event::Response(response)));
        }
    }
}

#[test]
fn what_cannot_be_judged_is_settled_or_retried_by_its_status() {
    use ErrorCode::{InvalidResponse, NotFound, ServerError, Unauthorized};
    for (status, code) in [(200, InvalidResponse), (401, Unauthorized), (404, NotFound), (501, ServerError)] {
        let mut driver = Driver::sent(options());
        assert_eq!(driver.command(Event::Arrived(response(status, "[]").arrival())), Command::Judge);
        let error = driver.error(Event::Unjudged);
        assert_eq!((error.code, error.status, error.attempts), (code, Some(status), 1));
        assert!(error.message.ends_with(&format!("could not be loaded (HTTP {status})")), "{}", error.message);
    }
    let mut driver = Driver::sent(options());
    driver.command(Event::Arrived(response(503, "").arrival()));
    let step = driver.step(Event::Unjudged);
    assert_eq!(step.outcome, failed_outcome(503, ServerError));
    assert!(matches!(step.command, Command::Retry { delay: Delay::Ms(200.0), .. }));
}

#[test]
fn only_a_2xx_body_is_checked_and_the_request_goes_on_until_then() {
    let unchecked = |status, bytes: &'static str| {
        let body = Body::Whole { bytes: bytes.as_bytes(), check: None };
        Response { body, ..response(status, bytes) }
    };
    let mut driver = Driver::sent(options());
    let response = unchecked(200, r#"{"id":"x"}"#);
    for _ in 0..2 {
        let step = driver.step(Event::Response(response.clone()));
        assert_eq!(step, Step { outcome: None, command: Command::Check });
    }
    assert_eq!((driver.call.attempts(), driver.call.deadline()), (1, Some(START + TIMEOUT)));
    let step = driver.step(Event::Response(checked(&response)));
    assert_eq!(step, Step { outcome: outcome(200), command: Command::Settle(Settlement::Profile) });

    let mut late = Driver::sent(options());
    late.command(Event::Response(response.clone()));
    late.now += TIMEOUT;
    assert_eq!(late.error(Event::Response(checked(&response))).code, ErrorCode::Timeout);

    for status in [199, 300, 404, 500] {
        let step = Driver::sent(options()).step(Event::Response(unchecked(status, r#"{"id":"x"}"#)));
        assert_ne!(step.command, Command::Check, "{status}");
    }
}

#[test]
fn a_token_of_the_caller_comes_first() {
    for token in [TokenSource::Fixed, TokenSource::Function] {
        let mut driver = Driver::new(CallOptions { token, ..options() });
        assert_eq!((driver.call.deadline(), driver.call.attempts()), (None, 0));
        assert_eq!(driver.command(Event::Started), Command::AskToken { refused: None });
        assert_eq!((driver.call.deadline(), driver.call.attempts()), (Some(START + TIMEOUT), 0));
        assert_eq!(driver.command(Event::Token), Command::Send);
    }
}

#[test]
fn the_clock_stands_still_while_the_call_waits_for_its_turn() {
    let mut driver = Driver::new(CallOptions { is_paced: true, token: TokenSource::Fixed, ..options() });
    driver.command(Event::Started);
    driver.now += 1_000.0;
    assert_eq!(driver.command(Event::Token), Command::WaitForTurn);
    assert_eq!(driver.call.deadline(), None);
    driver.now += 100.0 * TIMEOUT;
    assert_eq!(driver.command(Event::TimeIsUp), Command::Nothing, "a timer of before");
    assert_eq!(driver.command(Event::Turn), Command::Send);
    assert_eq!(driver.call.deadline(), Some(driver.now + TIMEOUT - 1_000.0));
}

#[test]
fn events_that_the_call_does_not_wait_for_change_nothing() {
    let unexpected = |driver: &mut Driver, events: Vec<Event<'static>>| {
        for event in events {
            assert_eq!(driver.step(event.clone()), Command::Nothing.into(), "{event:?}");
        }
    };
    let ends = || {
        vec![reply(200, "{}"), Event::NoResponse, Event::FetchFailed { code: None }, Event::Redirected { target: None }]
    };
    let mut driver = Driver::new(CallOptions { is_paced: true, token: TokenSource::Function, ..options() });
    unexpected(&mut driver, vec![Event::Token, Event::TokenFailed, Event::Turn, Event::Waited, Event::TimeIsUp]);
    unexpected(&mut driver, ends());
    driver.command(Event::Started);
    unexpected(&mut driver, vec![Event::Started, Event::Turn, Event::Waited]);
    unexpected(&mut driver, ends());
    driver.command(Event::Token);
    unexpected(&mut driver, vec![Event::Started, Event::Token, Event::BadToken(TokenFault::Empty), Event::Waited]);
    unexpected(&mut driver, ends());
    driver.command(Event::Turn);
    unexpected(&mut driver, vec![Event::Started, Event::Token, Event::TokenFailed, Event::Turn, Event::Waited]);
    assert!(matches!(driver.step(reply(503, "")).command, Command::Retry { .. }));
    unexpected(&mut driver, vec![Event::Started, Event::Token, Event::TokenFailed, Event::Turn]);
    unexpected(&mut driver, ends());
    assert_eq!(driver.command(Event::Waited), Command::WaitForTurn);
}

#[test]
fn whatever_comes_at_the_deadline_or_later_is_a_timeout() {
    let late: Vec<Event<'_>> = vec![
        reply(200, r#"{"id":"x"}"#),
        reply(503, ""),
        Event::FetchFailed { code: None },
        Event::Redirected { target: None },
        Event::NoResponse,
        Event::TimeIsUp,
        Event::Started,
    ];
    for passed in [TIMEOUT, 2.0 * TIMEOUT] {
        for event in &late {
            let mut driver = Driver::sent(options());
            driver.now += passed;
            let step = driver.step(event.clone());
            assert_eq!(step.outcome, failed_outcome(0, ErrorCode::Timeout), "{event:?}");
            let Command::Settle(Settlement::Failed { error, cause: Cause::LastError, ends_batch: false }) =
                step.command
            else {
                panic!("{event:?}")
            };
            assert_eq!((error.code, error.message.as_str()), (ErrorCode::Timeout, "No profile came within 10000 ms"));
            assert!(error.hint.contains("`timeoutMs`"));
            assert_eq!((error.attempts, error.status), (1, None));
        }
    }
    let mut driver = Driver::new(CallOptions { timeout_ms: 0.5, token: TokenSource::Function, ..options() });
    driver.command(Event::Started);
    driver.now += 0.5;
    let Step { outcome: None, command: Command::Settle(Settlement::Failed { error, .. }) } = driver.step(Event::Token)
    else {
        panic!()
    };
    assert_eq!((error.message.as_str(), error.attempts), ("No profile came within 1 ms", 0));
    let mut list = Driver::sent(CallOptions { resource: Resource::List, ..options() });
    list.now += 10_000.0;
    let Command::Settle(Settlement::Failed { error, .. }) = list.step(Event::TimeIsUp).command else { panic!() };
    assert_eq!(error.message, "No page of users came within 10000 ms");
}

#[test]
fn a_timer_may_fire_a_little_early() {
    let mut driver = Driver::sent(options());
    driver.now += TIMEOUT - 1.0;
    assert_eq!(driver.error(Event::TimeIsUp).code, ErrorCode::Timeout);
}

#[test]
fn aborts_and_what_callbacks_throw_go_to_the_caller_at_any_time() {
    for (event, settlement) in [(Event::Aborted, Settlement::Aborted), (Event::CallbackThrew, Settlement::Thrown)] {
        for passed in [0.0, TIMEOUT] {
            let mut driver = Driver::sent(options());
            driver.now += passed;
            let step = driver.step(event.clone());
            assert_eq!(step, Step { outcome: outcome(0), command: Command::Settle(settlement.clone()) });
        }
        let mut driver = Driver::new(options());
        assert_eq!(driver.command(event.clone()), Command::Settle(settlement.clone()));
        let mut driver = Driver::new(CallOptions { is_paced: true, ..options() });
        driver.command(Event::Started);
        assert_eq!(driver.command(event.clone()), Command::Settle(settlement.clone()));
        assert_eq!(driver.command(Event::TokenFailed), Command::Nothing);
        assert_eq!(driver.step(Event::Turn), Step { outcome: outcome(0), command: Command::Nothing }, "given back");
    }
}
