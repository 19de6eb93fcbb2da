//! Tokens that are renewed, and requests that are repeated.

use super::*;

#[test]
fn a_token_that_cannot_be_sent_settles_the_call() {
    for (event, code, message, ends_batch) in [
        (Event::BadToken(TokenFault::Empty), ErrorCode::InvalidArgument, "The token is empty", true),
        (
            Event::BadToken(TokenFault::Unsendable),
            ErrorCode::InvalidArgument,
            "The token contains characters that a header cannot contain, such as a line break or a space",
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
        let hint = match message {
            "The token function failed" => "Look at `cause`",
            "The token function returned no string" => "The function must return",
            _ => "without \"Bearer\"",
        };
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
        assert_eq!(step.outcome, failed_outcome(status, ErrorCode::TokenExpired));
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
    let mut me = Driver::sent(CallOptions { resource: Resource::Me, token: TokenSource::Fixed, ..options() });
    assert!(me.error(reply(400, r#"{"code":300}"#)).hint.contains("Server-to-Server"));
}

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
            assert_eq!(step.outcome, failed_outcome(status, code));
            let Command::Retry { delay: Delay::Ms(ms), error } = step.command else { panic!("{event:?}") };
            assert_eq!((ms, error.code, error.attempts), (wait, code, attempt));
            assert_eq!(error.status, Some(status).filter(|status| *status > 0));
            driver.now += ms;
            assert_eq!(driver.command(Event::Waited), Command::Send);
        }
        let step = driver.step(event.clone());
        assert_eq!(step.outcome, failed_outcome(status, code));
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
    let code = Some(ErrorCode::ServerError);
    let expected = RequestOutcome { status: 503, retry_after_ms: Some(1_500.0), limit: None, code };
    assert_eq!(step.outcome, Some(expected));
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
    let (limit, code) = (Some(Limit::PerSecond), Some(ErrorCode::RateLimited));
    let expected = RequestOutcome { status: 429, retry_after_ms: Some(3_000.0), limit, code };
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
