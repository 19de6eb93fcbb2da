//! Zoom's own error codes: what each one means, and what to do about it. The one table of them: messages, hints and the
//! classifier read it, and tests compare the OpenAPI description with it.

use super::code::ErrorCode;
use crate::client::text::contains;

/// The meaning of one of Zoom's codes.
#[derive(Debug, Clone, Copy)]
pub struct ZoomCode {
    /// The code, or the first of a range of codes.
    pub code: i32,
    /// The last code of the range.
    pub last: i32,
    /// The kind of failure; `None` where the HTTP status decides.
    pub kind: Option<ErrorCode>,
    /// What to do, where it is more than the kind says.
    pub hint: &'static str,
}

const fn row(code: i32, kind: Option<ErrorCode>, hint: &'static str) -> ZoomCode {
    ZoomCode { code, last: code, kind, hint }
}

/// All codes that are known, the first match first: rows of single codes come before the range that they are in.
pub static ZOOM_CODES: &[ZoomCode] = {
    use ErrorCode::{Forbidden, MissingScopes, NotFound, PhoneNotEnabled, Unauthorized, UserNotFound};
    const CREDENTIALS: &str = "Check the client ID and the client secret of the app, and get a new token.";
    &[
        row(104, Some(MissingScopes), ""),
        row(124, Some(Unauthorized), ""),
        row(201, Some(Unauthorized), ""),
        row(300, None, ""),
        row(404, Some(NotFound), ""),
        row(1000, None, "The user is pending: ask them to accept the invitation to the account first."),
        row(
            1001,
            Some(UserNotFound),
            "The user may exist without a Zoom Phone license, or the other kind of ID (user ID or email) may work. \
             Check the ID, and pass \"me\" with a user's own token.",
        ),
        row(1010, Some(UserNotFound), ""),
        row(2001, Some(NotFound), ""),
        row(2013, Some(PhoneNotEnabled), ""),
        row(2031, Some(PhoneNotEnabled), ""),
        row(2300, Some(NotFound), ""),
        row(3001, Some(Forbidden), ""),
        row(4700, Some(Unauthorized), ""),
        row(4702, Some(Unauthorized), CREDENTIALS),
        row(4704, Some(Unauthorized), CREDENTIALS),
        row(4711, Some(MissingScopes), ""),
        row(4717, Some(Unauthorized), "The app is disabled: enable it in Zoom's App Marketplace, and get a new token."),
        row(4735, Some(Unauthorized), "The token's owner is gone: get a token of a user who is still on the account."),
        row(4741, Some(Unauthorized), "The token was revoked: authorize the app again, and get a new token."),
        ZoomCode { last: 4741, ..row(4702, Some(Unauthorized), "") },
    ]
};

/// The row of a code, if it is known.
pub fn known(code: i32) -> Option<&'static ZoomCode> {
    ZOOM_CODES.iter().find(|row| (row.code..=row.last).contains(&code))
}

/// The kind of failure that a code and its message stand for; `None` where the HTTP status decides. Two codes have two
/// meanings each, told apart by the message: an invalid token may be an expired one, and 4700 may mean scopes.
pub fn kind(code: i32, message: &str) -> Option<ErrorCode> {
    match code {
        124 | 201 if contains(message.as_bytes(), "expired") => Some(ErrorCode::TokenExpired),
        4700 if contains(message.as_bytes(), "scope") => Some(ErrorCode::MissingScopes),
        _ => known(code)?.kind,
    }
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
        assert!([4699, 4701, 4742, 0, -124].into_iter().all(|code| known(code).is_none()));
    }

    #[test]
    fn each_row_is_found_by_its_code() {
        for row in ZOOM_CODES.iter().filter(|row| row.code == row.last) {
            assert!(known(row.code).is_some_and(|found| found.last == row.last), "{}", row.code);
        }
    }
}
