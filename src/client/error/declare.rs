//! The rows of the table of errors, and the macro that declares it: see `table.rs`.

/// How the message of a reply's error begins.
#[derive(Debug, Clone, Copy)]
pub enum Says {
    /// What the server does, written behind its name.
    Server(&'static str),
    /// A sentence that names no server.
    Fact(&'static str),
}

/// One of Zoom's own codes, or a range of them.
#[derive(Debug, Clone, Copy)]
pub struct ZoomCodes {
    /// The code, or the first of the range.
    pub first: i32,
    /// The last code of the range.
    pub last: i32,
    /// What the message must contain, in any case; empty for any message.
    pub word: &'static str,
    /// Whether it decides on the kind of failure; else the HTTP status does.
    pub decides: bool,
}

/// A row for codes of Zoom's, with what to do where it is more than the kind of failure says; else the hint is empty.
#[derive(Debug, Clone, Copy)]
pub(super) struct CodeRow(pub(super) ZoomCodes, pub(super) &'static str);

/// A code that decides on the kind of failure.
pub(super) const fn code(code: i32) -> CodeRow {
    codes(code, code)
}

/// All codes between two.
pub(super) const fn codes(first: i32, last: i32) -> CodeRow {
    CodeRow(ZoomCodes { first, last, word: "", decides: true }, "")
}

impl CodeRow {
    pub(super) const fn saying(self, word: &'static str) -> Self {
        CodeRow(ZoomCodes { word, ..self.0 }, self.1)
    }

    pub(super) const fn left_to_status(self) -> Self {
        CodeRow(ZoomCodes { decides: false, ..self.0 }, self.1)
    }

    pub(super) const fn hint(self, hint: &'static str) -> Self {
        CodeRow(self.0, hint)
    }
}

/// A reply that a user named after it gets from the test kit and from the embedded server of the tests.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// The user's ID.
    pub user: &'static str,
    /// What the reply shows, as a noun phrase.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// The headers, except `Retry-After`.
    pub headers: &'static [(&'static str, &'static str)],
    /// `Retry-After`, in seconds from the reply; 0 for none.
    pub retry_after_s: u32,
    /// The body, in which `{userId}` stands for the ID that was asked for.
    pub body: &'static str,
}

/// The content type of Zoom's JSON.
pub const JSON_TYPE: (&str, &str) = ("content-type", "application/json;charset=UTF-8");

impl Example {
    pub(super) const fn json(user: &'static str, title: &'static str, status: u16, body: &'static str) -> Self {
        Self { user, title, status, headers: &[JSON_TYPE], retry_after_s: 0, body }
    }

    pub(super) const fn with(self, headers: &'static [(&'static str, &'static str)]) -> Self {
        Self { headers, ..self }
    }

    pub(super) const fn retry_after(self, seconds: u32) -> Self {
        Self { retry_after_s: seconds, ..self }
    }
}

/// Declares [`ErrorCode`](super::ErrorCode) and what goes with each of its codes. What only documents and tests need
/// is a function of its own each, so that the wasm holds nothing of it.
macro_rules! error_table {
    (
        otherwise: $otherwise:expr, $otherwise_hint:expr,
        $($(#[doc = $doc:tt])* $Code:ident = $name:tt {
            remedy: $remedy:expr,
            $(reply: $says:expr, $hint:expr,)?
            $(whatever_the_body: $always:pat,)?
            $(without_code: $status:pat,)?
            $(zoom_codes: [$($zoom_code:expr),+ $(,)?],)?
            $(examples: [$($example:expr),+ $(,)?],)?
        })*
    ) => {
        /// What kind of failure it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
        #[non_exhaustive]
        pub enum ErrorCode {
            $($(#[doc = $doc])* #[serde(rename = $name)] $Code,)*
        }

        #[cfg(all(target_arch = "wasm32", feature = "js"))]
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

            /// The code's name in JSON.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(ErrorCode::$Code => $name,)*
                }
            }

            /// What a reply of this kind says, and the hint, where the reply does not say more.
            pub(super) fn of_reply(self) -> (Says, &'static str) {
                match self {
                    $($(ErrorCode::$Code => ($says, $hint),)?)*
                    _ => ($otherwise, $otherwise_hint),
                }
            }

            /// When it happens, as a sentence.
            pub fn situation(self) -> &'static str {
                match self {
                    $(ErrorCode::$Code => concat!($($doc),*),)*
                }
                .trim_start()
            }

            /// What to do, as a phrase in Markdown.
            pub fn remedy(self) -> &'static str {
                match self {
                    $(ErrorCode::$Code => $remedy,)*
                }
            }

            /// Replies that lead to it, the most typical first.
            pub fn examples(self) -> &'static [Example] {
                match self {
                    $($(ErrorCode::$Code => const { &[$($example),+] },)?)*
                    _ => &[],
                }
            }
        }

        crate::named!(ErrorCode);

        /// Zoom's own codes, with the kind of failure that each belongs to.
        pub(super) static ZOOM_CODES: &[(ErrorCode, ZoomCodes)] =
            &[$($($((ErrorCode::$Code, $zoom_code.0),)+)?)*];

        /// Their hints: apart, since whoever only asks whether a code is known should not load them.
        pub(super) static CODE_HINTS: &[&str] = &[$($($($zoom_code.1,)+)?)*];

        /// What a status stands for whatever the body says, or where there is none; `None` where the body matters.
        pub fn by_status(status: u16) -> Option<ErrorCode> {
            match status {
                $($($always => Some(ErrorCode::$Code),)?)*
                _ => None,
            }
        }

        /// What a status stands for where neither [`by_status`] nor Zoom's code decides.
        pub(super) fn by_rest(status: u16) -> ErrorCode {
            match status {
                $($($status => ErrorCode::$Code,)?)*
                _ => ErrorCode::InvalidResponse,
            }
        }
    };
}

pub(super) use error_table;
