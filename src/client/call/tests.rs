//! Every path of the machine on a virtual clock, and its promises under events in random order.

use proptest::prelude::*;

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
        is_me: false,
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
        let is_paced = options.is_paced;
        let has_token = options.token != TokenSource::Proxy;
        let mut driver = Driver::new(options);
        let mut command = driver.command(Event::Started);
        if has_token {
            assert_eq!(command, Command::AskToken { refused: None });
            command = driver.command(Event::Token);
        }
        if is_paced {
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

// ── the way to a profile

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
    assert_eq!(step.outcome, outcome(503));
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

// ── ends before the time

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
            assert_eq!(step.outcome, outcome(0), "{event:?}");
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

// ── tokens

#[test]
fn a_token_that_cannot_be_sent_settles_the_call() {
    for (event, code, message, ends_batch) in [
        (Event::BadToken(TokenFault::Empty), ErrorCode::InvalidArgument, "The token is empty", true),
        (
            Event::BadToken(TokenFault::Unsendable),
            ErrorCode::InvalidArgument,
            "The token holds characters that a header cannot hold, such as a line break or a space",
            true,
        ),
        (
            Event::BadToken(TokenFault::NotAString),
            ErrorCode::Unauthorized,
            "The token function returned no string",
            true,
        ),
        (Event::TokenFailed, ErrorCode::Unauthorized, "The token function failed", true),
    ] {
        let mut driver = Driver::new(CallOptions { token: TokenSource::Function, ..options() });
        driver.command(Event::Started);
        let Command::Settle(Settlement::Failed { error, cause, ends_batch: ends }) = driver.command(event) else {
            panic!("{message}")
        };
        assert_eq!((error.code, error.message.as_str(), error.attempts), (code, message, 0));
        assert_eq!((cause, ends), (Cause::Event, ends_batch));
        let hint = if code == ErrorCode::Unauthorized { "must return the token" } else { "without \"Bearer\"" };
        assert!(error.hint.contains(hint), "{}", error.hint);
    }
}

#[test]
fn a_refused_token_is_renewed_once_and_only_by_a_function() {
    let expired = r#"{"code":124,"message":"Access token is expired."}"#;
    for status in [200, 400, 401] {
        let mut driver = Driver::sent(CallOptions { token: TokenSource::Function, max_retries: 0, ..options() });
        let step = driver.step(reply(status, expired));
        let Command::AskToken { refused: Some(error) } = step.command else { panic!("{status}") };
        assert_eq!(step.outcome, outcome(status));
        assert_eq!((error.code, error.attempts), (ErrorCode::TokenExpired, 1));
        assert_eq!(driver.command(Event::Token), Command::Send);
        let Step { command: Command::Settle(Settlement::Failed { error, ends_batch: true, .. }), .. } =
            driver.step(reply(status, expired))
        else {
            panic!("{status}")
        };
        assert_eq!((error.code, error.attempts), (ErrorCode::TokenExpired, 2));
        let mut driver = Driver::sent(CallOptions { token: TokenSource::Fixed, ..options() });
        assert_eq!(driver.error(reply(status, expired)).code, ErrorCode::TokenExpired);
    }
}

#[test]
fn a_renewed_token_of_a_batch_waits_for_its_turn() {
    let mut driver = Driver::sent(CallOptions { token: TokenSource::Function, is_paced: true, ..options() });
    assert!(matches!(driver.step(reply(401, "")).command, Command::AskToken { refused: Some(_) }));
    assert_eq!(driver.command(Event::Token), Command::WaitForTurn);
}

#[test]
fn whether_a_token_was_sent_is_in_the_hint() {
    let hint =
        |token| Driver::sent(CallOptions { token, origin: PROXY.into(), ..options() }).error(reply(403, "")).hint;
    assert!(hint(TokenSource::Proxy).starts_with("No token was sent"));
    assert!(hint(TokenSource::Fixed).starts_with("The reply is not in Zoom's form"));
    let mut me = Driver::sent(CallOptions { is_me: true, token: TokenSource::Fixed, ..options() });
    assert!(me.error(reply(400, r#"{"code":300}"#)).hint.contains("Server-to-Server"));
}

// ── retries

#[test]
fn transient_failures_are_retried_until_the_retries_are_used_up() {
    let failures: Vec<(Event<'_>, u16, ErrorCode)> = vec![
        (reply(503, ""), 503, ErrorCode::ServerError),
        (reply(429, ""), 429, ErrorCode::RateLimited),
        (Event::FetchFailed { code: None }, 0, ErrorCode::Network),
        (
            Event::Response(Response { body: Body::BrokenOff { code: None }, ..response(200, "") }),
            200,
            ErrorCode::Network,
        ),
    ];
    for (event, status, code) in failures {
        let mut driver = Driver::sent(options());
        for (attempt, wait) in [(1, 200.0), (2, 400.0)] {
            let step = driver.step(event.clone());
            assert_eq!(step.outcome, outcome(status));
            let Command::Retry { delay: Delay::Ms(ms), error } = step.command else { panic!("{event:?}") };
            assert_eq!((ms, error.code, error.attempts), (wait, code, attempt));
            assert_eq!(error.status, Some(status).filter(|status| *status > 0));
            driver.now += ms;
            assert_eq!(driver.command(Event::Waited), Command::Send);
        }
        let step = driver.step(event.clone());
        assert_eq!(step.outcome, outcome(status));
        let Command::Settle(Settlement::Failed { error, cause: Cause::Event, ends_batch: false }) = step.command else {
            panic!("{event:?}")
        };
        assert_eq!((error.code, error.attempts), (code, 3));
    }
}

#[test]
fn a_wait_that_the_server_asks_for_is_reported_and_obeyed_if_there_is_time() {
    let mut driver = Driver::sent(options());
    let step = driver.step(asking(503, "1.5"));
    assert_eq!(step.outcome, Some(RequestOutcome { status: 503, retry_after_ms: Some(1_500.0), limit: None }));
    let Command::Retry { delay: Delay::Ms(ms), error } = step.command else { panic!() };
    assert_eq!((ms, error.retry_after_ms), (1_550.0, Some(1_500.0)));
    driver.now += ms;
    driver.command(Event::Waited);
    // What is left counts, not the whole timeout.
    let Command::Settle(Settlement::Failed { error, ends_batch: true, .. }) = driver.step(asking(503, "8.45")).command
    else {
        panic!()
    };
    assert!(error.hint.starts_with("Zoom asks to wait 9 s, longer than there is time (`timeoutMs`)"), "{}", error.hint);
    let mut elsewhere = Driver::sent(CallOptions { origin: PROXY.into(), ..options() });
    assert!(elsewhere.error(asking(503, "10")).hint.starts_with("The server asks to wait 10 s"));
}

#[test]
fn moments_count_from_when_the_response_came() {
    let headers = Headers { retry_after: Some("2026-07-01T12:00:02Z"), ..Headers::default() };
    let mut driver = Driver::sent(options());
    let step = driver.step(Event::Response(Response { headers, received_unix_ms: UNIX + 500, ..response(429, "") }));
    assert_eq!(step.outcome.unwrap().retry_after_ms, Some(1_500.0));
    let headers = Headers { reset: Some("1782907203"), limit_type: Some("QPS"), ..Headers::default() };
    let mut driver = Driver::sent(options());
    let step = driver.step(Event::Response(Response { headers, ..response(429, "") }));
    let expected = RequestOutcome { status: 429, retry_after_ms: Some(3_000.0), limit: Some(Limit::PerSecond) };
    assert_eq!(step.outcome, Some(expected));
}

#[test]
fn a_refused_call_of_a_batch_waits_for_its_turn() {
    let mut driver = Driver::sent(CallOptions { is_paced: true, ..options() });
    for refusal in 0..6 {
        let step = driver.step(asking(429, "1"));
        assert!(matches!(step.command, Command::Retry { delay: Delay::Turn, .. }), "{refusal}");
        assert_eq!(driver.command(Event::Waited), Command::WaitForTurn);
        driver.now += TIMEOUT;
        assert_eq!(driver.command(Event::Turn), Command::Send);
    }
    let Command::Settle(Settlement::Failed { error, ends_batch: false, .. }) = driver.step(asking(429, "1")).command
    else {
        panic!()
    };
    assert_eq!(error.attempts, 7);
    let mut driver = Driver::sent(CallOptions { is_paced: true, ..options() });
    let Command::Settle(Settlement::Failed { error, ends_batch: true, .. }) = driver.step(asking(429, "61")).command
    else {
        panic!()
    };
    assert!(error.hint.starts_with("Zoom asks to wait 61 s, longer than a batch pauses"), "{}", error.hint);
}

#[test]
fn final_failures_settle_the_call_and_some_end_the_batch() {
    for (status, body, ends_batch) in [
        (404, r#"{"code":1001}"#, false),
        (400, "", false),
        (403, r#"{"code":3001}"#, false),
        (401, "", true),
        (400, r#"{"code":4711}"#, true),
        (429, r#"{"message":"daily limit"}"#, true),
        (600, "", false),
    ] {
        let mut driver = Driver::sent(CallOptions { is_paced: true, ..options() });
        let step = driver.step(reply(status, body));
        let Command::Settle(Settlement::Failed { ends_batch: ends, cause: Cause::Event, .. }) = step.command else {
            panic!("{status} {body}")
        };
        assert_eq!((ends, step.outcome.unwrap().status), (ends_batch, status), "{status} {body}");
    }
}

// ── replies without a profile

#[test]
fn a_connection_that_fails_is_named_by_its_code() {
    let failed = |code, is_cross_origin| {
        let options = CallOptions { max_retries: 0, is_cross_origin, ..options() };
        let ClientError { message, hint, .. } = Driver::sent(options).error(Event::FetchFailed { code });
        (message, hint)
    };
    let (message, hint) = failed(Some("ECONNREFUSED"), false);
    assert_eq!(message, "No reply came from https://api.zoom.us: ECONNREFUSED");
    assert!(hint.contains("check that the server runs"));
    let (message, hint) = failed(None, false);
    assert_eq!(message, "No reply came from https://api.zoom.us: fetch failed");
    assert!(hint.starts_with("Check the connection"));
    assert!(failed(Some("E_SOMETHING"), false).1.starts_with("Check the connection"));
    assert!(failed(Some("ECONNREFUSED"), true).1.starts_with("This looks like CORS"));
}

#[test]
fn what_is_no_response_settles_the_call() {
    let mut driver = Driver::sent(options());
    let step = driver.step(Event::NoResponse);
    assert_eq!(step.outcome, outcome(0));
    let Command::Settle(Settlement::Failed { error, ends_batch: false, .. }) = step.command else { panic!() };
    assert_eq!(error.code, ErrorCode::InvalidResponse);
    assert_eq!((error.message.as_str(), error.status), ("`fetch` returned no response that can be read", None));
}

#[test]
fn redirects_are_named_and_not_retried() {
    let target = Some("https://login.example");
    for (event, message, status) in [
        (Event::Redirected { target: None }, "The server at https://api.zoom.us redirects", None),
        (Event::Redirected { target }, "The server at https://api.zoom.us redirects to https://login.example", None),
        (
            Event::Response(Response { target, ..response(302, "<html>Sign in") }),
            "The server at https://api.zoom.us redirects to https://login.example (HTTP 302)",
            Some(302),
        ),
        (
            Event::Response(Response { body: Body::TooLarge, ..response(307, "") }),
            "The server at https://api.zoom.us redirects (HTTP 307)",
            Some(307),
        ),
        (
            Event::Response(Response {
                headers: Headers { cloudflare: Some("challenge"), ..Headers::default() },
                ..response(301, "")
            }),
            "The server at https://api.zoom.us redirects (HTTP 301)",
            Some(301),
        ),
    ] {
        let mut driver = Driver::sent(options());
        let error = driver.error(event);
        assert_eq!((error.message.as_str(), error.status, error.code), (message, status, ErrorCode::Network));
    }
    let elsewhere = Event::Response(Response { target, ..response(404, r#"{"code":1001}"#) });
    assert!(!Driver::sent(options()).error(elsewhere).message.contains("login.example"));
}

#[test]
fn a_body_that_is_too_large_or_broken_off_keeps_what_is_known() {
    let headers = Headers { tracking_id: Some("v=2.0"), retry_after: Some("3"), ..Headers::default() };
    let of = |status, body| {
        let response = Response { headers, body, ..response(status, "") };
        Driver::sent(CallOptions { max_retries: 0, ..options() }).error(Event::Response(response))
    };
    for status in [200, 404] {
        let large = of(status, Body::TooLarge);
        assert_eq!(
            (large.code, large.message.as_str()),
            (ErrorCode::ResponseTooLarge, "The reply is larger than 1 MiB")
        );
        assert_eq!((large.status, large.tracking_id.as_deref()), (Some(status), Some("v=2.0")));
        let broken = of(status, Body::BrokenOff { code: Some("ECONNRESET") });
        let message = format!("The reply's body could not be read to its end (HTTP {status}): ECONNRESET");
        assert_eq!((broken.code, broken.message), (ErrorCode::Network, message));
        assert_eq!((broken.status, broken.tracking_id.as_deref()), (Some(status), Some("v=2.0")));
        assert!(broken.hint.starts_with("The connection was closed"));
        let unnamed = of(status, Body::BrokenOff { code: None });
        assert!(unnamed.message.ends_with(&format!("(HTTP {status})")));
    }
    for (status, code) in [(429, ErrorCode::RateLimited), (500, ErrorCode::ServerError), (503, ErrorCode::ServerError)]
    {
        for body in [Body::TooLarge, Body::BrokenOff { code: None }] {
            let error = of(status, body);
            assert_eq!((error.code, error.status, error.retry_after_ms), (code, Some(status), Some(3_000.0)));
        }
    }
}

#[test]
fn a_200_may_be_an_error() {
    for (body, code) in [
        (r#"{"code":1001,"message":"no"}"#, ErrorCode::UserNotFound),
        (r#"{"code":300,"message":"no"}"#, ErrorCode::BadRequest),
        ("<e><code>124</code><message>expired</message></e>", ErrorCode::TokenExpired),
    ] {
        assert_eq!(Driver::sent(options()).error(reply(200, body)).code, code, "{body}");
        // A lenient check passes it.
        let lenient = check(body, &Options { strictness: Strictness::Lenient, ..Options::default() });
        let body = Body::Whole { bytes: body.as_bytes(), check: Some(lenient) };
        let event = Event::Response(Response { body, ..response(200, "") });
        assert_eq!(Driver::sent(options()).error(event).code, code);
    }
    // Not a profile either, but not an error.
    let page = ProfileCheck { passes: true, kind: Some(DocumentKind::Page), ..ProfileCheck::default() };
    let body = Body::Whole { bytes: br#"{"code":1001,"page_size":1}"#, check: Some(page) };
    let event = Event::Response(Response { body, ..response(200, "") });
    assert_eq!(Driver::sent(options()).step(event).command, Command::Settle(Settlement::Profile));
}

#[test]
fn what_is_not_a_valid_profile_is_described_once() {
    let headers = Headers { tracking_id: Some("v=2.0"), ..Headers::default() };
    for (body, message, hint) in [
        ("{}", "The reply is not a profile: it is an empty object (line 1)", "Check the endpoint"),
        (
            "",
            "The reply is not JSON: expected a value, found the end of the document (line 1)",
            "empty, cut off, or not JSON",
        ),
        (
            r#"{"id":5,"status":"?"}"#,
            "The reply is not a valid profile: `id` should be a string; it is the number 5 (line 1); \
             1 more in `issues`",
            "Pass `validation: \"lenient\"`",
        ),
        (
            r#"{"success":false,"error":"Service down"}"#,
            "The reply is not a profile: it is an error: \"Service down\" (line 1); 2 more in `issues`",
            "Check the endpoint",
        ),
        (
            "<Error><Code>Denied</Code><Message>Service down</Message></Error>",
            "The reply is XML, not JSON: request it with `Accept: application/json` (line 1). It says: Service down",
            "empty, cut off, or not JSON",
        ),
    ] {
        let mut driver = Driver::sent(options());
        let step = driver.step(Event::Response(Response { headers, ..response(200, body) }));
        assert_eq!(step.outcome, outcome(200));
        let Command::Settle(Settlement::Invalid(error)) = step.command else { panic!("{body}") };
        assert_eq!((error.code, error.message.as_str()), (ErrorCode::InvalidResponse, message));
        assert!(error.hint.contains(hint), "{}", error.hint);
        assert_eq!((error.status, error.attempts, error.tracking_id.as_deref()), (Some(200), 1, Some("v=2.0")));
    }
    let of = |document: &str, options: &Options| {
        let body = Body::Whole { bytes: document.as_bytes(), check: Some(check(document, options)) };
        Driver::sent(super::tests::options()).error(Event::Response(Response { body, ..response(200, "") })).message
    };
    let few = |max_issues| Options { max_issues, ..Options::default() };
    assert_eq!(
        of(r#"{"id":5}"#, &few(0)),
        "The reply is not a valid profile: `maxIssues` is 0, so that no more is known"
    );
    assert!(of(r#"{"id":5,"status":7,"email":1}"#, &few(1)).ends_with("; 2 more"));
    // The gravest is named, not the first.
    let strict = Options { strictness: Strictness::Strict, ..Options::default() };
    assert!(
        of(r#"{"zebra":1,"id":"x","status":"?"}"#, &strict).starts_with("The reply is not a valid profile: `status`")
    );
}

#[test]
fn pages_are_named_in_place_of_a_profile() {
    const CHALLENGE: &str = "<!doctype html><title>Just a moment...</title>";
    let name = |event| {
        let ClientError { message, hint, code, .. } =
            Driver::sent(CallOptions { max_retries: 0, ..options() }).error(event);
        (message, hint, code)
    };
    let (message, hint, code) = name(reply(200, CHALLENGE));
    let expected =
        "A firewall's block or challenge page (Cloudflare) came from https://api.zoom.us in place of a profile";
    assert_eq!((message.as_str(), code), (expected, ErrorCode::InvalidResponse));
    assert!(hint.contains("firewall"));
    let (message, hint, code) = name(reply(403, CHALLENGE));
    assert_eq!((message, code), (format!("{expected} (HTTP 403)"), ErrorCode::Forbidden));
    assert!(hint.contains("firewall"));
    assert!(name(reply(200, "<html>")).0.starts_with("An HTML page came from"));
    assert!(name(reply(502, "<html>")).0.starts_with("The server at https://api.zoom.us failed"));
    let header = |status, name| {
        let values = Headers::NAMES.iter().map(|known| if *known == name { "challenge" } else { "" });
        Event::Response(Response { headers: Headers::from_values(values), ..response(status, "") })
    };
    assert_eq!(name(header(403, "cf-mitigated")).0, format!("{expected} (HTTP 403)"));
    for status in [202, 405] {
        let message = name(header(status, "x-amzn-waf-action")).0;
        assert!(message.starts_with("A firewall's block or challenge page (AWS WAF) came from"), "{message}");
    }
    // How long it asks to wait is kept.
    let headers = Headers { cloudflare: Some("challenge"), retry_after: Some("3600"), ..Headers::default() };
    let (_, hint, _) = name(Event::Response(Response { headers, ..response(503, "") }));
    assert!(hint.contains("firewall"), "{hint}");
    let (_, hint, _) = {
        let error = Driver::sent(options()).error(Event::Response(Response { headers, ..response(503, "") }));
        (error.message, error.hint, error.code)
    };
    assert!(hint.starts_with("Zoom asks to wait 3600 s") && hint.contains("firewall"), "{hint}");
}

#[test]
fn headers_out_of_their_values() {
    let headers = Headers::from_values(["1", "2", "3", "4", "5", "6", "7", "8"].into_iter());
    let expected = Headers {
        retry_after: Some("1"),
        reset: Some("2"),
        date: Some("3"),
        limit_type: Some("4"),
        tracking_id: Some("5"),
        cloudflare: Some("6"),
        aws_waf: Some("7"),
    };
    assert_eq!(headers, expected);
    assert_eq!(Headers::from_values(["", "2"].into_iter()), Headers { reset: Some("2"), ..Headers::default() });
}

#[test]
fn an_error_is_one_value_without_what_is_absent() {
    let mut driver = Driver::sent(options());
    let error = driver.error(reply(400, r#"{"code":300,"message":"m","errors":[{"field":"f","message":"g"}]}"#));
    let value = serde_json::to_value(&error).unwrap();
    let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["attempts", "code", "fieldErrors", "hint", "message", "status", "zoomCode", "zoomMessage"]);
    assert_eq!(value["code"], "bad_request");
    assert_eq!(value["fieldErrors"], serde_json::json!([{ "field": "f", "message": "g" }]));
    let mut driver = Driver::sent(options());
    let error = driver.error(reply(429, r#"{"message":"daily limit"}"#));
    assert_eq!(serde_json::to_value(&error).unwrap()["limit"], "daily");
}

// ── events in random order

const BODIES: [&str; 7] = [
    r#"{"id":"x"}"#,
    r#"{"id":5}"#,
    "",
    "<html>Just a moment",
    r#"{"code":124,"message":"expired"}"#,
    r#"{"code":429,"message":"daily"}"#,
    "<e><code>1001</code></e>",
];
const STATUSES: [u16; 10] = [200, 202, 302, 400, 401, 404, 408, 429, 503, 600];
const WAITS: [&str; 5] = ["", "0", "0.3", "30", "3600"];

/// An event by some numbers: which one, and what is in it.
fn event(kind: u8, detail: usize) -> Event<'static> {
    match kind {
        0 => Event::Started,
        1 | 2 => Event::Token,
        3 => Event::BadToken([TokenFault::NotAString, TokenFault::Empty, TokenFault::Unsendable][detail % 3]),
        4 => Event::TokenFailed,
        5 | 6 => Event::Turn,
        7 | 8 => Event::Waited,
        9 => Event::Redirected { target: [None, Some(PROXY)][detail % 2] },
        10 => Event::NoResponse,
        11 => Event::FetchFailed { code: [None, Some("ECONNREFUSED")][detail % 2] },
        12 if detail.is_multiple_of(8) => Event::CallbackThrew,
        13 if detail.is_multiple_of(8) => Event::TimeIsUp,
        14 if detail.is_multiple_of(8) => Event::Aborted,
        15 => arrival(&answer(detail)),
        16 => Event::Unjudged,
        _ => answer(detail),
    }
}

fn answer(detail: usize) -> Event<'static> {
    let wait = WAITS[detail / 7 % WAITS.len()];
    let headers = Headers { retry_after: Some(wait), ..Headers::default() };
    let response = response(STATUSES[detail / 35 % STATUSES.len()], BODIES[detail % BODIES.len()]);
    let body = match detail / 350 % 8 {
        0 => Body::TooLarge,
        1 => Body::BrokenOff { code: None },
        2..5 => match response.body {
            Body::Whole { bytes, .. } => Body::Whole { bytes, check: None },
            _ => Body::TooLarge,
        },
        _ => response.body.clone(),
    };
    Event::Response(Response { headers, body, ..response })
}

/// What a performer reports first that judges responses later.
fn arrival(answer: &Event<'_>) -> Event<'static> {
    match answer {
        Event::Response(response) => Event::Arrived(response.arrival()),
        _ => Event::NoResponse,
    }
}

fn some_options() -> impl Strategy<Value = CallOptions> {
    let tokens = [TokenSource::Proxy, TokenSource::Fixed, TokenSource::Function];
    (1.0..5_000.0, 0u32..4, 0..3usize, any::<bool>(), any::<bool>()).prop_map(
        move |(timeout_ms, max_retries, token, is_paced, is_me)| CallOptions {
            timeout_ms,
            max_retries,
            token: tokens[token],
            is_paced,
            is_me,
            ..options()
        },
    )
}

/// Most requests of a call: its first, one with a renewed token, and its retries; in a batch there are three times as
/// many after refusals.
fn most_attempts(options: &CallOptions) -> u32 {
    let per_retry = if options.is_paced { 4 } else { 1 };
    2 + options.max_retries * per_retry
}

/// What a performer sees of a call, and whether the call keeps its promises.
#[derive(Default)]
struct Watch {
    settlements: u32,
    sent: u32,
    ended: u32,
}

impl Watch {
    /// Checks one step; `deadline` is the call's before it.
    fn step(&mut self, event: &Event<'_>, deadline: Option<f64>, now: f64, step: &Step) {
        let was_settled = self.settlements > 0;
        self.sent += u32::from(step.command == Command::Send);
        let is_settled = matches!(step.command, Command::Settle(_));
        self.settlements += u32::from(is_settled);
        if was_settled {
            assert_eq!(step.command, Command::Nothing);
            assert_eq!(step.outcome.is_some(), matches!(event, Event::Turn));
            return;
        }
        self.ended += u32::from(step.outcome.is_some());
        let in_flight = self.sent - self.ended;
        assert!(in_flight <= 1, "one request at a time");
        assert!(!is_settled || in_flight == 0, "the limiter knows how each request has ended");
        let Some(deadline) = deadline.filter(|deadline| now >= *deadline) else { return };
        match &step.command {
            Command::Settle(Settlement::Aborted | Settlement::Thrown) => {}
            Command::Settle(Settlement::Failed { error, .. }) => assert_eq!(error.code, ErrorCode::Timeout),
            command => panic!("{command:?} at {now}, after {deadline}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..crate::client::fixed_seed() })]

    #[test]
    fn events_in_any_order_settle_it_once_and_never_send_late(
        options in some_options(),
        events in prop::collection::vec((0u8..20, 0usize..3_000, 0.0..400.0, 0.0..1.0), 0..60),
    ) {
        let mut call = Call::new(options.clone());
        let mut watch = Watch::default();
        let mut now = START;
        // However it goes on, a turn and the end of the time end it.
        let last = [0, 5].map(|kind| (kind, 0, 0.0, 0.5)).into_iter().chain([(13, 0, 1e6, 0.5)]);
        for (kind, detail, passed, random) in events.into_iter().chain(last) {
            now += passed;
            let (event, deadline) = (event(kind, detail), call.deadline());
            let step = call.next(event.clone(), now, random);
            watch.step(&event, deadline, now, &step);
            prop_assert_eq!(call.attempts(), watch.sent);
            prop_assert!(call.deadline().is_none_or(|deadline| deadline <= now + options.timeout_ms + 1e-6));
        }
        prop_assert_eq!(watch.settlements, 1);
        prop_assert!(watch.sent <= most_attempts(&options));
        prop_assert_eq!(call.deadline(), None);
    }

    #[test]
    fn a_performer_that_obeys_comes_to_an_end_in_time(
        options in some_options(),
        answers in prop::collection::vec((0u8..20, 0usize..3_000, 0.0..400.0, 0.0..1.0), 100),
    ) {
        let mut call = Call::new(options.clone());
        let mut watch = Watch::default();
        let (mut now, mut waited_for_turns, mut asked) = (START, 0.0, Response::default());
        let mut command = call.next(Event::Started, now, 0.5).command;
        watch.sent += u32::from(command == Command::Send);
        for (kind, detail, takes, random) in answers {
            let (event, takes) = match &command {
                Command::AskToken { .. } => (event(1 + kind % 4, detail), takes),
                Command::WaitForTurn => (Event::Turn, takes * 100.0),
                Command::Send if kind < 17 => (answer(detail), takes),
                Command::Send => (event(kind - 8, detail), takes),
                Command::Judge if kind < 3 => (Event::Unjudged, takes),
                Command::Judge => (Event::Response(asked.clone()), takes),
                Command::Retry { delay: Delay::Ms(ms), .. } => (Event::Waited, *ms),
                Command::Retry { delay: Delay::Turn, .. } => (Event::Waited, 0.0),
                Command::Settle(_) => break,
                Command::Check => (Event::Response(checked(&asked)), 0.0),
                Command::Nothing => panic!("it waits for nothing"),
            };
            if let Event::Response(response) = &event {
                asked = response.clone();
            }
            let event = if command == Command::Send && kind.is_multiple_of(2) { arrival(&event) } else { event };
            if command == Command::WaitForTurn {
                waited_for_turns += takes;
            }
            let deadline = call.deadline();
            let is_late = deadline.is_some_and(|deadline| now + takes >= deadline);
            let event = if is_late { Event::TimeIsUp } else { event };
            now = deadline.filter(|_| is_late).unwrap_or(now + takes);
            let step = call.next(event.clone(), now, random);
            watch.step(&event, deadline, now, &step);
            command = step.command;
        }
        prop_assert_eq!(watch.settlements, 1);
        prop_assert!(watch.sent <= most_attempts(&options));
        prop_assert!(now - START - waited_for_turns <= options.timeout_ms + 1e-6);
    }
}
