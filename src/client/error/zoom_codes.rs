//! Looks up Zoom's own error codes in the table of errors.

use super::declare::ZoomCodes;
use super::table::{CODE_HINTS, ErrorCode, ZOOM_CODES};
use crate::client::text::contains;

type Row = (ErrorCode, ZoomCodes);

/// Returns the number and the row of a code with a message, `None` if Zoom has no such code. Where several rows apply,
/// the last counts.
fn row_of(code: i32, message: &str) -> Option<(usize, &'static Row)> {
    ZOOM_CODES.iter().enumerate().rev().find(|(_, (_, row))| {
        (row.first..=row.last).contains(&code) && (row.word.is_empty() || contains(message.as_bytes(), row.word))
    })
}

/// Returns whether Zoom has such a code.
pub fn is_known(code: i32) -> bool {
    row_of(code, "").is_some()
}

/// Returns what to do about a code with a message: `None` if Zoom has no such code, empty if the hint of its kind of
/// failure says it all.
pub fn hint(code: i32, message: &str) -> Option<&'static str> {
    CODE_HINTS.get(row_of(code, message)?.0).copied()
}

/// Returns the kind of failure that a code and its message stand for; `None` where the HTTP status decides. Two codes
/// have two meanings each, told apart by the message: an invalid token may be an expired one, and 4700 may mean scopes.
pub fn kind(code: i32, message: &str) -> Option<ErrorCode> {
    row_of(code, message).and_then(|(_, (kind, row))| row.decides.then_some(*kind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ErrorCode::{MissingScopes, TokenExpired, Unauthorized};

    #[test]
    fn codes_of_two_meanings_are_decided_by_their_message() {
        for (code, message, expected) in [
            (4700, "Invalid access token, does not contain scopes:[phone:read:user].", MissingScopes),
            (4700, "INVALID ACCESS TOKEN, DOES NOT CONTAIN SCOPES", MissingScopes),
            (4700, "does not contain scopes", MissingScopes),
            (4700, "Token cannot be empty", Unauthorized),
            (4700, "", Unauthorized),
            (4700, "Access token is expired.", Unauthorized),
            (124, "Access Token IS EXPIRED", TokenExpired),
            (201, "expired", TokenExpired),
            (124, "does not contain scopes", Unauthorized),
            (4711, "", MissingScopes),
        ] {
            assert_eq!(kind(code, message), Some(expected), "{code} {message}");
        }
    }

    #[test]
    fn the_codes_of_zooms_oauth_concern_the_token_whatever_their_message() {
        for code in (4702..=4741).filter(|code| *code != 4711) {
            for message in ["", "expired", "does not contain scopes", "Invalid user id."] {
                assert_eq!(kind(code, message), Some(Unauthorized), "{code} {message}");
            }
        }
        assert!([4699, 4701, 4742, 0, -124].into_iter().all(|code| !is_known(code)));
    }

    #[test]
    fn each_row_is_found_by_its_code_and_its_word() {
        for (number, (_, row)) in ZOOM_CODES.iter().enumerate() {
            // Codes inside of a range may have rows of their own.
            let code = row.first + i32::from(row.first != row.last);
            assert_eq!(row_of(code, row.word).map(|(number, _)| number), Some(number), "{row:?}");
        }
    }
}
