//! What kinds of failures there are.

use serde::Serialize;

macro_rules! error_codes {
    ($($(#[doc = $doc:tt])* $Code:ident = $name:tt,)*) => {
        /// What kind of failure it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
        pub enum ErrorCode {
            $($(#[doc = $doc])* #[serde(rename = $name)] $Code,)*
        }

        #[cfg(target_arch = "wasm32")]
        const _: () = {
            use wasm_bindgen::prelude::wasm_bindgen;
            #[wasm_bindgen(typescript_custom_section)]
            const TYPESCRIPT: &str = concat!(
                "/**\n * What kind of failure it is.\n *\n", $(" * - `", $name, "`:", $($doc,)* "\n",)* " */\n",
                "export type ErrorCode =", $(" | \"", $name, "\"",)* ";\n"
            );
        };

        impl ErrorCode {
            /// All codes.
            pub const ALL: &'static [ErrorCode] = &[$(ErrorCode::$Code,)*];

            /// The code's name on the JavaScript side.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(ErrorCode::$Code => $name,)*
                }
            }
        }
    };
}

error_codes! {
    /// An argument or option cannot be used; nothing was sent.
    InvalidArgument = "invalid_argument",
    /// The token is missing, invalid, or could not be had.
    Unauthorized = "unauthorized",
    /// The token has expired.
    TokenExpired = "token_expired",
    /// The token lacks scopes.
    MissingScopes = "missing_scopes",
    /// The token may not see this user.
    Forbidden = "forbidden",
    /// The account or the user has no Zoom Phone.
    PhoneNotEnabled = "phone_not_enabled",
    /// There is no such user on the account.
    UserNotFound = "user_not_found",
    /// There is no such account, site or endpoint.
    NotFound = "not_found",
    /// Zoom refuses the request.
    BadRequest = "bad_request",
    /// Too many requests.
    RateLimited = "rate_limited",
    /// Zoom fails.
    ServerError = "server_error",
    /// No reply came.
    Network = "network",
    /// No reply came in time.
    Timeout = "timeout",
    /// What came is no profile.
    InvalidResponse = "invalid_response",
    /// The reply is too large.
    ResponseTooLarge = "response_too_large",
}

/// Which limit was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Requests in a second.
    PerSecond,
    /// Requests in a day.
    Daily,
    /// Requests at a time.
    Concurrency,
}

impl Limit {
    /// The limit's name on the JavaScript side.
    pub fn as_str(self) -> &'static str {
        match self {
            Limit::PerSecond => "per_second",
            Limit::Daily => "daily",
            Limit::Concurrency => "concurrency",
        }
    }
}
