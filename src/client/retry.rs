//! When to try again: a pure decision on what has happened; time and randomness are passed in.

use super::error::{ClientError, ErrorCode, Limit};

/// The first wait is at most this long, in milliseconds; each further one at most twice as long as the one before.
const FIRST_WAIT_MS: f64 = 400.0;
/// No wait of our own is longer, in milliseconds.
const LONGEST_WAIT_MS: f64 = 8_000.0;

/// What to do after a failure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Next {
    /// Wait as long, in milliseconds, and try again.
    Retry(f64),
    /// Give the error to the caller.
    Fail,
}

/// What to do after the given failure, the `failures`-th of the call.
///
/// `remaining_ms` is what is left of the call's time, `random` a number from 0 up to 1. A wait that Zoom asks for is
/// obeyed or, where it would pass the time left, not begun.
pub fn next(error: &ClientError, failures: u32, max_retries: u32, remaining_ms: f64, random: f64) -> Next {
    let is_daily = error.limit == Some(Limit::Daily);
    if failures > max_retries || is_daily || !is_transient(error) {
        return Next::Fail;
    }
    let longest = (FIRST_WAIT_MS * f64::from(1u32 << failures.saturating_sub(1).min(16))).min(LONGEST_WAIT_MS);
    let wait = match error.retry_after_ms {
        // A little apart from others that were told the same moment.
        Some(asked) => asked + random * 100.0,
        None => random * longest,
    };
    if wait < remaining_ms { Next::Retry(wait) } else { Next::Fail }
}

/// Whether the same request may succeed a little later.
fn is_transient(error: &ClientError) -> bool {
    match error.code {
        ErrorCode::Network => true,
        _ => matches!(error.status, Some(408 | 429 | 500 | 502 | 503 | 504)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(code: ErrorCode, status: Option<u16>) -> ClientError {
        ClientError { status, ..ClientError::new(code, "", "") }
    }

    #[test]
    fn transient_failures_are_retried_with_full_jitter() {
        for status in [408, 429, 500, 502, 503, 504] {
            let error = failure(ErrorCode::ServerError, Some(status));
            assert_eq!(next(&error, 1, 2, 10_000.0, 0.5), Next::Retry(200.0), "{status}");
            assert_eq!(next(&error, 2, 2, 10_000.0, 0.5), Next::Retry(400.0), "{status}");
            assert_eq!(next(&error, 3, 2, 10_000.0, 0.5), Next::Fail, "{status}");
        }
        for status in [400, 401, 403, 404, 501] {
            assert_eq!(
                next(&failure(ErrorCode::BadRequest, Some(status)), 1, 2, 10_000.0, 0.5),
                Next::Fail,
                "{status}"
            );
        }
        assert_eq!(next(&failure(ErrorCode::Network, None), 1, 2, 10_000.0, 0.0), Next::Retry(0.0));
        assert_eq!(next(&failure(ErrorCode::InvalidResponse, Some(200)), 1, 2, 10_000.0, 0.0), Next::Fail);
    }

    #[test]
    fn waits_that_zoom_asks_for_are_obeyed_or_not_begun() {
        let asked =
            |ms, limit| ClientError { retry_after_ms: Some(ms), limit, ..failure(ErrorCode::RateLimited, Some(429)) };
        assert_eq!(next(&asked(1_500.0, None), 1, 2, 10_000.0, 0.0), Next::Retry(1_500.0));
        assert_eq!(next(&asked(15_000.0, None), 1, 2, 10_000.0, 0.0), Next::Fail);
        assert_eq!(next(&asked(1_500.0, Some(Limit::Daily)), 1, 2, 10_000.0, 0.0), Next::Fail);
    }
}
