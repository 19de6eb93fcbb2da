//! When to try again: a state machine that takes each failure of a call and returns what to do next. Time and
//! randomness are passed in.
//!
//! | failure | while | next |
//! | --- | --- | --- |
//! | 401, or an expired token | the token can be renewed, and has not been | [`RetryDecision::Renew`] |
//! | no reply, or one that broke off; 408, 429, 500, 502, 503, 504 | retries are left | [`RetryDecision::Wait`] |
//! | in a batch: the same with a wait that Zoom asks for, or 429 | retries are left | [`RetryDecision::WaitForTurn`] |
//! | the same, if its limiter is the caller's | retries are left | [`RetryDecision::Pause`] |
//! | the same | no retries are left, or their wait would pass the time left | [`RetryDecision::Fail`] |
//! | the daily limit, and anything else | | [`RetryDecision::Fail`] |

use super::error::{ClientError, ErrorCode, Limit, is_redirect};
use crate::json::push_decimal;

/// The first wait is at most this long, in milliseconds; each further one at most twice as long as the one before.
const FIRST_WAIT_MS: f64 = 400.0;
/// No wait of our own is longer, in milliseconds.
const LONGEST_WAIT_MS: f64 = 8_000.0;
/// Jitter added to a retry time that the server gave, in milliseconds, so that clients do not all return at once.
const SPREAD_MS: f64 = 100.0;
/// The longest pause of a batch, in milliseconds: a longer wait is not a rate limit's.
pub const LONGEST_PAUSE_MS: f64 = 60_000.0;
/// A batch tries a request that was refused for its pace this many times as often as one that failed: the batch
/// sets the pace itself.
const PATIENCE: u32 = 3;

/// What a call may do.
#[derive(Debug, Clone, Copy, Default)]
pub struct RetryPolicy {
    /// Retries after the first attempt.
    pub max_retries: u32,
    /// There is a token function, which can be asked for another token.
    pub renews: bool,
    /// The call is one of a batch, which waits for all of its calls together.
    pub is_paced: bool,
    /// The limiter is the caller's, which may not wait after a refusal.
    pub has_limiter: bool,
}

/// What has happened in a call so far.
#[derive(Debug, Clone, Copy)]
pub struct Retries {
    policy: RetryPolicy,
    failures: u32,
    refusals: u32,
    has_renewed: bool,
}

/// What to do after a failure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RetryDecision {
    /// Ask for another token, and try again at once.
    Renew,
    /// Wait as long, in milliseconds, and try again.
    Wait(f64),
    /// Wait as long, in milliseconds, and try again. This is not the call's time.
    Pause(f64),
    /// Try again when the batch lets it.
    WaitForTurn,
    /// Give the error to the caller.
    Fail(GiveUpReason),
}

/// Why a call is not tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GiveUpReason {
    /// It would fail again.
    Final,
    /// No retries, or no time, are left.
    Exhausted,
    /// The day's requests are used up.
    Daily,
    /// Zoom asks to wait for longer than there is time.
    TooLong,
    /// Zoom asks to wait for longer than a batch pauses.
    TooLongForBatch,
}

impl Retries {
    /// A call of which nothing has failed yet.
    pub fn new(policy: RetryPolicy) -> Self {
        Self { policy, failures: 0, refusals: 0, has_renewed: false }
    }

    /// What to do after a failure. `remaining_ms` is what is left of the call's time, `random` a number from 0 up to 1.
    pub fn after(&mut self, error: &ClientError, remaining_ms: f64, random: f64) -> RetryDecision {
        let is_refused_token = error.status == Some(401) || error.code == ErrorCode::TokenExpired;
        if is_refused_token && self.policy.renews && !self.has_renewed {
            self.has_renewed = true;
            return RetryDecision::Renew;
        }
        if !is_transient(error) {
            return RetryDecision::Fail(GiveUpReason::Final);
        }
        if error.limit == Some(Limit::Daily) {
            return RetryDecision::Fail(GiveUpReason::Daily);
        }
        if !self.count(error) {
            return RetryDecision::Fail(GiveUpReason::Exhausted);
        }
        match error.retry_after_ms {
            _ if self.policy.is_paced && is_pace(error) => self.queue(error, random),
            Some(asked) if asked > 0.0 => wait_as_asked(asked, remaining_ms, random),
            _ => self.back_off(remaining_ms, random),
        }
    }

    /// Counts a transient failure; whether the call may be tried again.
    fn count(&mut self, error: &ClientError) -> bool {
        if self.policy.is_paced && error.status == Some(429) {
            self.refusals += 1;
            self.refusals <= self.policy.max_retries.saturating_mul(PATIENCE)
        } else {
            self.failures += 1;
            self.failures <= self.policy.max_retries
        }
    }

    fn queue(&self, error: &ClientError, random: f64) -> RetryDecision {
        match error.retry_after_ms {
            Some(asked) if asked > LONGEST_PAUSE_MS => RetryDecision::Fail(GiveUpReason::TooLongForBatch),
            _ if !self.policy.has_limiter => RetryDecision::WaitForTurn,
            Some(asked) if asked > 0.0 => RetryDecision::Pause(asked + random * SPREAD_MS),
            _ => RetryDecision::Pause(own_wait(self.refusals, random)),
        }
    }

    fn back_off(&self, remaining_ms: f64, random: f64) -> RetryDecision {
        let wait = own_wait(self.failures, random);
        if wait < remaining_ms { RetryDecision::Wait(wait) } else { RetryDecision::Fail(GiveUpReason::Exhausted) }
    }
}

/// A wait of our own after so many failures: exponential, with full jitter.
fn own_wait(failures: u32, random: f64) -> f64 {
    let doublings = failures.saturating_sub(1).min(16);
    random * (FIRST_WAIT_MS * f64::from(1u32 << doublings)).min(LONGEST_WAIT_MS)
}

/// A wait that Zoom asks for is obeyed or, where it would pass the time left, not begun.
fn wait_as_asked(asked: f64, remaining_ms: f64, random: f64) -> RetryDecision {
    if asked >= remaining_ms {
        return RetryDecision::Fail(GiveUpReason::TooLong);
    }
    RetryDecision::Wait(asked + random * SPREAD_MS.min((remaining_ms - asked) / 2.0))
}

/// Whether the same request may succeed a little later.
fn is_transient(error: &ClientError) -> bool {
    match error.status {
        Some(408 | 429 | 500 | 502 | 503 | 504) => true,
        // A redirect leads to the same place again; a body that broke off may come whole.
        Some(status) if is_redirect(status) => false,
        _ => error.code == ErrorCode::Network,
    }
}

/// Whether a failure says that requests come too fast.
fn is_pace(error: &ClientError) -> bool {
    error.status == Some(429) || error.retry_after_ms.is_some_and(|asked| asked > 0.0)
}

/// Whether a failure is one of every call of a batch: its token is dead, or there is no more to be had for long.
pub fn ends_batch(error: &ClientError, reason: GiveUpReason) -> bool {
    use ErrorCode::{InvalidArgument, MissingScopes, TokenExpired, Unauthorized};
    // The one argument that is looked at in the course of a call is its token.
    let is_dead_token = matches!(error.code, Unauthorized | TokenExpired | MissingScopes | InvalidArgument);
    is_dead_token || matches!(reason, GiveUpReason::Daily | GiveUpReason::TooLong | GiveUpReason::TooLongForBatch)
}

/// Says in the hint of an error why the call is not retried, if that is not plain. `is_zoom`: Zoom's host has replied.
pub fn explain(error: &mut ClientError, reason: GiveUpReason, is_zoom: bool) {
    let end = match reason {
        GiveUpReason::TooLong => " s, longer than there is time (`timeoutMs`)",
        GiveUpReason::TooLongForBatch => " s, longer than a batch pauses",
        _ => return,
    };
    let mut hint = String::from(if is_zoom { "Zoom asks to wait " } else { "The server asks to wait " });
    push_decimal(&mut hint, (error.retry_after_ms.unwrap_or_default() / 1000.0).ceil() as u64);
    hint.push_str(end);
    hint.push_str(": call again when `retryAfterMs` have passed. ");
    error.hint.insert_str(0, &hint);
}

#[cfg(test)]
mod tests {
    use super::*;

    const RETRIED: [u16; 6] = [408, 429, 500, 502, 503, 504];
    const LATER: f64 = 10_000.0;

    fn failure(status: Option<u16>) -> ClientError {
        let code = match status {
            None => ErrorCode::Network,
            Some(401) => ErrorCode::Unauthorized,
            Some(429) => ErrorCode::RateLimited,
            Some(500..) => ErrorCode::ServerError,
            Some(_) => ErrorCode::BadRequest,
        };
        ClientError { status, ..ClientError::new(code, "", "") }
    }

    fn asking(status: u16, ms: f64) -> ClientError {
        ClientError { retry_after_ms: Some(ms), ..failure(Some(status)) }
    }

    fn call(max_retries: u32) -> Retries {
        Retries::new(RetryPolicy { max_retries, ..RetryPolicy::default() })
    }

    fn paced(max_retries: u32) -> Retries {
        Retries::new(RetryPolicy { max_retries, is_paced: true, ..RetryPolicy::default() })
    }

    /// A call of a batch whose limiter is the caller's.
    fn limited(max_retries: u32) -> Retries {
        Retries::new(RetryPolicy { max_retries, is_paced: true, has_limiter: true, ..RetryPolicy::default() })
    }

    #[test]
    fn every_status_is_retried_or_final() {
        for status in 100..600 {
            let expected = if RETRIED.contains(&status) {
                RetryDecision::Wait(200.0)
            } else {
                RetryDecision::Fail(GiveUpReason::Final)
            };
            assert_eq!(call(2).after(&failure(Some(status)), LATER, 0.5), expected, "{status}");
        }
        assert_eq!(call(2).after(&failure(None), LATER, 0.5), RetryDecision::Wait(200.0));
        for (status, expected) in [
            (200, RetryDecision::Wait(200.0)),
            (404, RetryDecision::Wait(200.0)),
            (0, RetryDecision::Fail(GiveUpReason::Final)),
            (302, RetryDecision::Fail(GiveUpReason::Final)),
        ] {
            let broken = ClientError { status: Some(status), ..failure(None) };
            assert_eq!(call(2).after(&broken, LATER, 0.5), expected, "a body that broke off under {status}");
        }
        for code in ErrorCode::ALL.iter().filter(|code| **code != ErrorCode::Network) {
            let error = ClientError::new(*code, "", "");
            assert_eq!(call(2).after(&error, LATER, 0.5), RetryDecision::Fail(GiveUpReason::Final), "{code:?}");
        }
    }

    #[test]
    fn waits_double_up_to_a_bound_with_full_jitter_and_end_with_the_retries() {
        for (random, first) in [(0.0, 0.0), (0.25, 100.0), (0.5, 200.0)] {
            let mut call = call(7);
            for doubling in 0..7 {
                let wait = (first * f64::from(1 << doubling)).min(8_000.0 * random);
                assert_eq!(
                    call.after(&failure(Some(503)), LATER, random),
                    RetryDecision::Wait(wait),
                    "{random} {doubling}"
                );
            }
            assert_eq!(call.after(&failure(Some(503)), LATER, random), RetryDecision::Fail(GiveUpReason::Exhausted));
        }
        assert_eq!(call(0).after(&failure(None), LATER, 0.0), RetryDecision::Fail(GiveUpReason::Exhausted));
    }

    #[test]
    fn a_wait_that_passes_the_time_left_is_not_begun() {
        assert_eq!(call(2).after(&failure(Some(503)), 200.0, 0.5), RetryDecision::Fail(GiveUpReason::Exhausted));
        assert_eq!(call(2).after(&failure(Some(503)), 201.0, 0.5), RetryDecision::Wait(200.0));
        assert_eq!(call(2).after(&asking(503, 1_500.0), LATER, 0.0), RetryDecision::Wait(1_500.0));
        assert_eq!(call(2).after(&asking(429, 1_500.0), LATER, 0.5), RetryDecision::Wait(1_550.0));
        assert_eq!(call(2).after(&asking(429, 1_500.0), 1_500.0, 0.5), RetryDecision::Fail(GiveUpReason::TooLong));
        // The spread does not pass it either.
        assert_eq!(call(2).after(&asking(429, 1_500.0), 1_510.0, 1.0), RetryDecision::Wait(1_505.0));
        // A moment in the past is no reason to hammer.
        assert_eq!(call(2).after(&asking(429, 0.0), LATER, 0.5), RetryDecision::Wait(200.0));
    }

    #[test]
    fn the_daily_limit_is_final() {
        let daily = ClientError { limit: Some(Limit::Daily), ..asking(429, 1.0) };
        for (is_paced, has_limiter) in [(false, false), (false, true), (true, false), (true, true)] {
            let policy = RetryPolicy { max_retries: 9, is_paced, has_limiter, renews: true };
            assert_eq!(Retries::new(policy).after(&daily, LATER, 0.5), RetryDecision::Fail(GiveUpReason::Daily));
        }
        assert!(ends_batch(&daily, GiveUpReason::Daily));
    }

    #[test]
    fn a_token_is_renewed_once() {
        let refused = failure(Some(401));
        let expired = ClientError { code: ErrorCode::TokenExpired, ..failure(Some(400)) };
        for error in [&refused, &expired] {
            let mut call = Retries::new(RetryPolicy { renews: true, max_retries: 1, ..RetryPolicy::default() });
            assert_eq!(call.after(error, LATER, 0.5), RetryDecision::Renew);
            assert_eq!(call.after(&failure(None), LATER, 0.5), RetryDecision::Wait(200.0), "a renewal is no retry");
            assert_eq!(call.after(error, LATER, 0.5), RetryDecision::Fail(GiveUpReason::Final));
            assert_eq!(
                Retries::new(RetryPolicy::default()).after(error, LATER, 0.5),
                RetryDecision::Fail(GiveUpReason::Final)
            );
        }
    }

    #[test]
    fn a_batch_waits_for_all_of_its_calls_together() {
        assert_eq!(paced(2).after(&failure(Some(429)), LATER, 0.5), RetryDecision::WaitForTurn);
        assert_eq!(
            paced(2).after(&asking(429, 1_500.0), 10.0, 0.5),
            RetryDecision::WaitForTurn,
            "its time is not the call's"
        );
        assert_eq!(paced(2).after(&asking(503, 1_500.0), 10.0, 0.5), RetryDecision::WaitForTurn);
        assert_eq!(paced(2).after(&failure(Some(503)), LATER, 0.5), RetryDecision::Wait(200.0));
        assert_eq!(
            paced(2).after(&asking(503, 0.0), LATER, 0.5),
            RetryDecision::Wait(200.0),
            "to ask for no time is to ask for nothing"
        );
        assert_eq!(paced(2).after(&asking(429, LONGEST_PAUSE_MS), LATER, 0.5), RetryDecision::WaitForTurn);
        assert_eq!(
            paced(2).after(&asking(429, LONGEST_PAUSE_MS + 1.0), LATER, 0.5),
            RetryDecision::Fail(GiveUpReason::TooLongForBatch)
        );
    }

    #[test]
    fn a_batch_is_patient_with_refusals_and_counts_them_apart() {
        let mut call = paced(2);
        for refusal in 0..6 {
            assert_eq!(call.after(&failure(Some(429)), LATER, 0.5), RetryDecision::WaitForTurn, "{refusal}");
        }
        assert_eq!(call.after(&failure(Some(429)), LATER, 0.5), RetryDecision::Fail(GiveUpReason::Exhausted));
        assert_eq!(call.after(&failure(Some(500)), LATER, 0.5), RetryDecision::Wait(200.0));
        assert_eq!(paced(0).after(&failure(Some(429)), LATER, 0.5), RetryDecision::Fail(GiveUpReason::Exhausted));
    }

    #[test]
    fn a_call_of_a_batch_with_a_limiter_of_the_caller_waits_by_itself_and_beside_its_time() {
        use RetryDecision::{Fail, Pause, Wait};
        assert_eq!(limited(2).after(&asking(429, 1_500.0), 10.0, 0.5), Pause(1_550.0));
        assert_eq!(limited(2).after(&asking(503, 1_500.0), 10.0, 0.0), Pause(1_500.0));
        assert_eq!(limited(2).after(&failure(Some(503)), LATER, 0.5), Wait(200.0));
        assert_eq!(limited(2).after(&asking(429, LONGEST_PAUSE_MS), 10.0, 1.0), Pause(LONGEST_PAUSE_MS + SPREAD_MS));
        let endless = asking(429, LONGEST_PAUSE_MS + 1.0);
        assert_eq!(limited(2).after(&endless, LATER, 0.5), Fail(GiveUpReason::TooLongForBatch));
        let mut call = limited(2);
        for wait in [200.0, 400.0, 800.0, 1_600.0, 3_200.0, 4_000.0] {
            assert_eq!(call.after(&asking(429, 0.0), 10.0, 0.5), Pause(wait));
        }
        assert_eq!(call.after(&failure(Some(429)), LATER, 0.5), Fail(GiveUpReason::Exhausted));
        // Outside a batch it is the call's time, as ever.
        let single = RetryPolicy { max_retries: 2, has_limiter: true, ..RetryPolicy::default() };
        assert_eq!(Retries::new(single).after(&asking(429, 1_500.0), 1_500.0, 0.5), Fail(GiveUpReason::TooLong));
    }

    #[test]
    fn what_ends_a_batch() {
        for code in ErrorCode::ALL {
            use ErrorCode::{InvalidArgument, MissingScopes, TokenExpired, Unauthorized};
            let is_dead = matches!(code, Unauthorized | TokenExpired | MissingScopes | InvalidArgument);
            let error = ClientError::new(*code, "", "");
            assert_eq!(ends_batch(&error, GiveUpReason::Final), is_dead, "{code:?}");
            assert_eq!(ends_batch(&error, GiveUpReason::Exhausted), is_dead, "{code:?}");
            for reason in [GiveUpReason::TooLong, GiveUpReason::TooLongForBatch, GiveUpReason::Daily] {
                assert!(ends_batch(&error, reason), "{code:?} {reason:?}");
            }
        }
    }

    #[test]
    fn a_wait_that_is_too_long_is_in_the_hint() {
        for (reason, expected) in [
            (GiveUpReason::TooLong, "Zoom asks to wait 3600 s, longer than there is time (`timeoutMs`): call again"),
            (GiveUpReason::TooLongForBatch, "Zoom asks to wait 3600 s, longer than a batch pauses: call again"),
        ] {
            let mut late = ClientError { retry_after_ms: Some(3_599_500.0), ..failure(Some(503)) };
            explain(&mut late, reason, true);
            assert!(late.hint.starts_with(expected), "{}", late.hint);
            explain(&mut late, reason, false);
            assert!(late.hint.starts_with("The server asks"), "{}", late.hint);
        }
        let mut plain = failure(Some(503));
        for reason in [GiveUpReason::Final, GiveUpReason::Exhausted, GiveUpReason::Daily] {
            explain(&mut plain, reason, true);
            assert_eq!(plain.hint, "");
        }
    }
}
