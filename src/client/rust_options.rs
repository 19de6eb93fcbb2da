//! Checks what callers in Rust pass: limits of the options, and tokens.

use super::call::{MAX_TIMEOUT_MS, MOST_RETRIES, TokenFault};
use super::error::{ClientError, ErrorCode};

/// Why a token is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenReason {
    /// The call needs its first token.
    Initial,
    /// The server refused the last one.
    Expired,
}

impl TokenReason {
    /// The reason, by the error with which the server refused the last token.
    pub(crate) fn of(refused: Option<&ClientError>) -> TokenReason {
        if refused.is_some() { TokenReason::Expired } else { TokenReason::Initial }
    }
}

/// Refuses values outside their limits.
pub(crate) fn check_limits(timeout_ms: u32, max_retries: u32) -> Result<(), Box<ClientError>> {
    let refuse = |message: String, hint| Err(Box::new(ClientError::new(ErrorCode::InvalidArgument, message, hint)));
    if !(1..=MAX_TIMEOUT_MS).contains(&timeout_ms) {
        return refuse(
            format!("`timeout_ms` must be from 1 to {MAX_TIMEOUT_MS}; it is {timeout_ms}"),
            "Nothing was sent. Pass the milliseconds that the whole call may take, such as 10000.",
        );
    }
    if max_retries > MOST_RETRIES {
        return refuse(
            format!("`max_retries` must be at most {MOST_RETRIES}; it is {max_retries}"),
            "Nothing was sent. Pass a small number, such as 2.",
        );
    }
    Ok(())
}

/// Returns why a token cannot be sent. One that can consists of visible ASCII characters.
pub(crate) fn token_fault(token: &str) -> Option<TokenFault> {
    if token.is_empty() {
        return Some(TokenFault::Empty);
    }
    (!token.bytes().all(|byte| byte.is_ascii_graphic())).then_some(TokenFault::Unsendable)
}
