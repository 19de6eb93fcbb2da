//! Converts profiles and results to and from JavaScript values.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use crate::model::UserProfile;

/// Returns a profile, a summary, changes or findings as `JSON.parse` would return them: plain objects, not `Map`s.
/// Requires the feature `js-value`.
///
/// With this feature the TypeScript of an app built by wasm-bindgen declares [`UserProfile`] and its fields' types, so
/// that its own exports can name them:
///
/// ```no_run
/// use wasm_bindgen::prelude::*;
/// use zoom_phone_profile::{JsValueError, to_js_value, user_profile_from_js};
///
/// #[wasm_bindgen(unchecked_return_type = "UserProfile")]
/// pub fn without_address(
///     #[wasm_bindgen(unchecked_param_type = "UserProfile")] profile: JsValue,
/// ) -> Result<JsValue, JsError> {
///     let mut profile = user_profile_from_js(profile)?;
///     profile.emergency_address = None;
///     Ok(to_js_value(&profile)?)
/// }
/// ```
///
/// # Errors
/// Fails for an integer that a JavaScript number cannot hold exactly.
pub fn to_js_value<T: Serialize + ?Sized>(value: &T) -> Result<JsValue, JsValueError> {
    value.serialize(&Serializer::json_compatible()).map_err(JsValueError)
}

/// Reads a profile from an object of JavaScript. Keeps unknown fields; takes `null` and `undefined` as absent. Does not
/// validate: call [`validate`](crate::validate()) on the text for that. Requires the feature `js-value`.
///
/// ```no_run
/// # use zoom_phone_profile::{JsValueError, user_profile_from_js};
/// # fn example(value: wasm_bindgen::JsValue) -> Result<(), JsValueError> {
/// let profile = user_profile_from_js(value)?; // `{ id: "abc", department: null }`
/// assert_eq!((profile.id.as_deref(), profile.department), (Some("abc"), None));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// Fails if a field has another type than the model's.
pub fn user_profile_from_js(value: JsValue) -> Result<UserProfile, JsValueError> {
    UserProfile::deserialize(serde_wasm_bindgen::Deserializer::from(value)).map_err(JsValueError)
}

/// Why a value could not be converted. Displays the reason.
#[derive(Debug)]
pub struct JsValueError(serde_wasm_bindgen::Error);

impl fmt::Display for JsValueError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl std::error::Error for JsValueError {}

impl From<JsValueError> for JsValue {
    fn from(error: JsValueError) -> JsValue {
        error.0.into()
    }
}
