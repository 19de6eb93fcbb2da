//! An issue: its code, severity, path and message.

use serde::{Deserialize, Serialize, Serializer};

use crate::text::{self, Text};

/// How much an issue matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The types do not hold: *standard* fails.
    Error,
    /// Outside what Zoom documents: *strict* fails.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// All severities, the worst first.
    pub const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

    /// The severity's name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

macro_rules! issue_codes {
    ($($severity:ident { $($(#[doc = $doc:tt])* $Code:ident = $name:tt,)* })*) => {
        /// What kind of issue it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum IssueCode {
            $($($(#[doc = $doc])* #[serde(rename = $name)] $Code,)*)*
        }

        #[cfg(all(target_arch = "wasm32", feature = "js"))]
        const _: () = {
            use wasm_bindgen::prelude::wasm_bindgen;
            #[wasm_bindgen(typescript_custom_section)]
            const TYPESCRIPT: &str = concat!(
                "/**\n * What kind of issue it is.\n *\n", $($(" * - `", $name, "`:", $($doc,)* "\n",)*)* " */\n",
                "export type IssueCode =", $($(" | \"", $name, "\"",)*)* ";\n"
            );
        };

        impl IssueCode {
            /// All codes, in the order of the documentation.
            pub const ALL: &'static [IssueCode] = &[$($(IssueCode::$Code,)*)*];

            /// The code's name in JSON.
            pub fn as_str(self) -> &'static str {
                match self {
                    $($(IssueCode::$Code => $name,)*)*
                }
            }

            /// How much such an issue matters.
            pub fn severity(self) -> Severity {
                match self {
                    $($(IssueCode::$Code => Severity::$severity,)*)*
                }
            }
        }
    };
}

issue_codes! {
    Error {
    /// The text stops being JSON.
    InvalidJson = "invalid_json",
    /// The bytes are not UTF-8.
    InvalidUtf8 = "invalid_utf8",
    /// Nested deeper than 64.
    TooDeep = "too_deep",
    /// No known field of a profile.
    NotAProfile = "not_a_profile",
    /// Another type than documented.
    WrongType = "wrong_type",
    }
    Warning {
    /// Outside a documented vocabulary.
    UnknownValue = "unknown_value",
    /// A negative number, or one that JavaScript cannot hold exactly.
    OutOfRange = "out_of_range",
    /// More characters than documented.
    TooLong = "too_long",
    /// More items than documented.
    TooMany = "too_many",
    /// Another form than documented.
    InvalidFormat = "invalid_format",
    /// An item twice in a list.
    DuplicateItem = "duplicate_item",
    /// A key twice in an object.
    DuplicateKey = "duplicate_key",
    /// Fields at odds with each other.
    Inconsistent = "inconsistent",
    }
    Info {
    /// A field that this version does not know.
    UnknownField = "unknown_field",
    /// A field that Zoom has deprecated.
    DeprecatedField = "deprecated_field",
    /// A null where nothing is documented as nullable.
    NullValue = "null_value",
    }
}

crate::named!(Severity, IssueCode);

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(untagged)]
pub enum PathSegment {
    /// Into an object, by key.
    Key(Text),
    /// Into a list, by index.
    Index(usize),
}

impl Serialize for PathSegment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            PathSegment::Key(key) => text::serialize(key, serializer),
            // An index of the wasm has 32 bits; serde-wasm-bindgen's error for one of 64 would link `format!`.
            PathSegment::Index(index) => match u32::try_from(*index) {
                Ok(index) => serializer.serialize_u32(index),
                Err(_) => serializer.serialize_u64(*index as u64),
            },
        }
    }
}

/// One thing that is wrong, or worth knowing, about a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Issue {
    /// What kind of issue it is.
    pub code: IssueCode,
    /// How much it matters.
    pub severity: Severity,
    /// Where it is, as keys and indices from the root.
    pub path: Vec<PathSegment>,
    /// Where it is, as an RFC 6901 pointer from the root.
    pub pointer: String,
    /// What is wrong, for people.
    pub message: String,
    /// What should stand there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<String>,
    /// Where it is in the document: at the value, or at the key for unknown, deprecated and duplicate keys. Absent
    /// where the document was an object.
    #[serde(skip)]
    pub position: Option<crate::json::Position>,
}
