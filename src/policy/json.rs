//! Values of a profile, unchanged, as JSON.

use serde::{Deserialize, Deserializer};
#[cfg(not(all(target_arch = "wasm32", feature = "js")))]
use serde::{Serialize, Serializer, ser::SerializeStruct};
use serde_json::value::RawValue;

use crate::json::{Value, push_text, signed};
use crate::validate::{Integer, parse_integer};

/// A JSON value. Serializes as the value itself; to JSON, character by character as the profile has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Json(String);

impl Json {
    pub(super) const NULL: &str = "null";

    /// A value of a document that was validated.
    pub(super) fn of(value: Value<'_>) -> Json {
        Json(value.raw().into_owned())
    }

    pub(super) fn integer(value: i64) -> Json {
        Json(signed(value))
    }

    pub(super) fn string(value: &str) -> Json {
        let mut json = String::new();
        push_text(&mut json, value);
        Json(json)
    }

    /// The value as JSON.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Json {
    /// `null`.
    fn default() -> Self {
        Json(Self::NULL.into())
    }
}

// The wasm module has an implementation of its own, which makes JavaScript values.
#[cfg(not(all(target_arch = "wasm32", feature = "js")))]
impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // serde_json writes a struct of this name unchanged.
        const RAW: &str = "$serde_json::private::RawValue";
        let mut raw = serializer.serialize_struct(RAW, 1)?;
        raw.serialize_field(RAW, &self.0)?;
        raw.end()
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Json(Box::<RawValue>::deserialize(deserializer)?.get().into()))
    }
}

/// Reads a member that may be absent: null is a value like any other.
pub(super) fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Json>, D::Error> {
    Json::deserialize(deserializer).map(Some)
}

/// The integer that a JSON value is, however it is written; `None` for other values.
pub(super) fn integer(value: Value<'_>) -> Option<i64> {
    match value.bytes() {
        number @ [b'-' | b'0'..=b'9', ..] => match parse_integer(number) {
            Integer::Exact(number) => Some(number),
            _ => None,
        },
        _ => None,
    }
}
