//! Turns by a limiter of the caller: it may keep the call waiting, fail, or let it start too late.

use super::*;

fn limited() -> CallOptions {
    CallOptions { has_limiter: true, ..options() }
}

/// A call that waits for its first turn.
fn waiting(options: CallOptions) -> Driver {
    let mut driver = Driver::new(options);
    assert_eq!(driver.command(Event::Started), Command::WaitForTurn);
    driver
}

#[test]
fn each_attempt_waits_for_a_turn_of_its_own() {
    for is_paced in [false, true] {
        let mut driver = waiting(CallOptions { is_paced, ..limited() });
        assert_eq!(driver.call.attempts(), 0);
        assert_eq!(driver.command(Event::Turn), Command::Send);
        assert_eq!(driver.command(Event::Turn), Command::Nothing);
        assert!(matches!(driver.step(reply(503, "")).command, Command::Retry { delay: Delay::Ms(200.0), .. }));
        assert_eq!(driver.command(Event::Waited), Command::WaitForTurn);
        assert_eq!((driver.command(Event::Turn), driver.call.attempts()), (Command::Send, 2));
    }
    let mut renewed = Driver::sent(CallOptions { token: TokenSource::Function, ..limited() });
    assert!(matches!(renewed.step(reply(401, "")).command, Command::AskToken { .. }));
    assert_eq!(renewed.command(Event::Token), Command::WaitForTurn);
}

#[test]
fn outside_a_batch_the_wait_is_the_calls_time() {
    let mut driver = waiting(limited());
    assert_eq!(driver.call.deadline(), Some(START + TIMEOUT));
    driver.now += TIMEOUT;
    let step = driver.step(Event::TimeIsUp);
    let Command::Settle(Settlement::Failed { error, ends_batch: false, .. }) = step.command else { panic!() };
    assert_eq!((error.code, error.attempts, step.outcome), (ErrorCode::Timeout, 0, None));
    assert!(error.hint.contains("the limiter"), "{}", error.hint);
    assert_eq!(driver.step(Event::Turn), Step { outcome: outcome(0), command: Command::Nothing }, "given back");
    assert_eq!(driver.command(Event::TurnFailed), Command::Nothing);
}

#[test]
fn in_a_batch_the_wait_is_not_the_calls_time() {
    let mut driver = waiting(CallOptions { is_paced: true, ..limited() });
    assert_eq!(driver.call.deadline(), None);
    driver.now += 100.0 * TIMEOUT;
    assert_eq!(driver.command(Event::Turn), Command::Send);
    assert_eq!(driver.call.deadline(), Some(driver.now + TIMEOUT));
}

#[test]
fn a_turn_that_comes_with_the_end_of_the_time_is_given_back() {
    let mut driver = waiting(limited());
    driver.now += TIMEOUT;
    let step = driver.step(Event::Turn);
    assert_eq!(step.outcome, failed_outcome(0, ErrorCode::Timeout));
    assert!(matches!(step.command, Command::Settle(Settlement::Failed { .. })));
    assert_eq!(driver.call.attempts(), 0);
}

#[test]
fn a_limiter_that_fails_settles_the_call_and_its_batch() {
    for is_paced in [false, true] {
        let mut driver = waiting(CallOptions { is_paced, ..limited() });
        let Command::Settle(Settlement::Failed { error, cause, ends_batch }) = driver.command(Event::TurnFailed) else {
            panic!()
        };
        assert_eq!((error.code, error.message.as_str()), (ErrorCode::RateLimited, "The limiter's `acquire` failed"));
        assert_eq!((error.attempts, error.status, error.limit), (0, None, None));
        assert_eq!((cause, ends_batch), (Cause::Event, true));
        assert!(error.hint.contains("`cause`"));
    }
    let mut sent = Driver::sent(limited());
    assert_eq!(sent.command(Event::TurnFailed), Command::Nothing, "one that fails after its turn");
}

#[test]
fn after_a_refusal_a_call_of_a_batch_waits_as_asked_beside_its_time() {
    let mut driver = Driver::sent(CallOptions { is_paced: true, ..limited() });
    driver.now += 1_000.0;
    let Command::Retry { delay: Delay::Ms(ms), .. } = driver.step(asking(429, "30")).command else { panic!() };
    assert_eq!((ms, driver.call.deadline()), (30_050.0, Some(START + TIMEOUT + 30_050.0)));
    driver.now += ms;
    assert_eq!(driver.command(Event::Waited), Command::WaitForTurn);
    assert_eq!(driver.command(Event::Turn), Command::Send);
    assert_eq!(driver.call.deadline(), Some(driver.now + TIMEOUT - 1_000.0));
}
