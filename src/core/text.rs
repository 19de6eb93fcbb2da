//! Strings of results, most of which are constants.

use std::borrow::Cow;

use serde::Serializer;

/// A constant, or another string in its place.
pub type Text = Cow<'static, str>;

/// Serializes a constant as a unit variant: serde-wasm-bindgen makes its JavaScript string once, and that of any other
/// string each time, which takes up to a third of a result's time. Other formats write both as strings.
pub fn serialize<S: Serializer>(text: &Text, serializer: S) -> Result<S::Ok, S::Error> {
    match text {
        Cow::Borrowed(constant) => serializer.serialize_unit_variant("", 0, constant),
        Cow::Owned(text) => serializer.serialize_str(text),
    }
}

/// As [`serialize`], for what may be absent.
pub fn serialize_option<S: Serializer>(text: &Option<Text>, serializer: S) -> Result<S::Ok, S::Error> {
    match text {
        Some(text) => serialize(text, serializer),
        None => serializer.serialize_none(),
    }
}
