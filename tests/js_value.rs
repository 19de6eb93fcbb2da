//! The feature `js-value`: profiles go to JavaScript as plain objects, and come back as they were.
#![cfg(all(target_arch = "wasm32", feature = "js-value"))]
#![allow(missing_docs, clippy::unwrap_used)]

use js_sys::{JSON, Map, Object, eval};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use zoom_phone_profile::{
    UserProfile, parse_user_profile, policy_catalog, summarize_policy, to_js_value, user_profile_from_js,
};

#[cfg(feature = "browser-tests")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const SAMPLE: &str = include_str!("fixtures/sample-response.json");

/// The JSON of a value, with keys in order.
fn sorted(json: &str) -> serde_json::Value {
    serde_json::from_str(json).unwrap()
}

fn stringified(value: &JsValue) -> String {
    JSON::stringify(value).unwrap().into()
}

#[wasm_bindgen_test]
fn a_profile_becomes_what_the_engine_parses() {
    let profile = parse_user_profile(SAMPLE.as_bytes()).unwrap();
    let value = to_js_value(&profile).unwrap();
    let expected = serde_json::to_string(&profile).unwrap();
    assert_eq!(sorted(&stringified(&value)), sorted(&expected));
    assert_eq!(user_profile_from_js(JSON::parse(&expected).unwrap()).unwrap(), profile);
}

#[wasm_bindgen_test]
fn a_profile_comes_back_as_it_was() {
    let text = r#"{"id":"abc","extension_number":1001,"status":"unheard of","site_admin":true,
        "policy":{"sms":{"enable":true,"field_of_tomorrow":{"list":[1,null,{"deep":1.5}]}},"policy_of_tomorrow":[true]},
        "emergency_address":{"address_line1":"x","zip":"😀"},"unknown":{"number":9007199254740991}}"#;
    let profile: UserProfile = serde_json::from_str(text).unwrap();
    let value = to_js_value(&profile).unwrap();
    assert_eq!(user_profile_from_js(value).unwrap(), profile);
}

#[wasm_bindgen_test]
fn objects_are_plain() {
    let profile: UserProfile = serde_json::from_str(r#"{"unknown":{"a":{"b":1}},"policy":{"new":{}}}"#).unwrap();
    let value = to_js_value(&profile).unwrap();
    assert!(!value.has_type::<Map>());
    let prototype = Object::get_prototype_of(&value);
    assert!(JsValue::from(prototype) == eval("Object.prototype").unwrap());
    assert_eq!(stringified(&value), r#"{"policy":{"new":{}},"unknown":{"a":{"b":1}}}"#);
}

#[wasm_bindgen_test]
fn summaries_and_catalogs_are_converted_as_well() {
    let summary = summarize_policy(&parse_user_profile(SAMPLE.as_bytes()).unwrap());
    let expected = serde_json::to_string(&summary).unwrap();
    assert_eq!(sorted(&stringified(&to_js_value(&summary).unwrap())), sorted(&expected));
    assert!(to_js_value(&policy_catalog()).is_ok());
}

#[wasm_bindgen_test]
fn null_and_undefined_count_as_absent() {
    let value = eval("({ id: 'abc', email: null, department: undefined, extension_number: 5 })").unwrap();
    let profile = user_profile_from_js(value).unwrap();
    assert_eq!(serde_json::to_string(&profile).unwrap(), r#"{"extension_number":5,"id":"abc"}"#);
}

#[wasm_bindgen_test]
fn what_is_no_profile_is_an_error() {
    for code in ["5", "null", "undefined", "'abc'", "({ id: 5 })", "({ policy: { sms: true } })"] {
        let error = user_profile_from_js(eval(code).unwrap()).unwrap_err();
        assert!(!error.to_string().is_empty(), "{code}");
        assert!(JsValue::from(error).has_type::<js_sys::Error>(), "{code}");
    }
    let huge: UserProfile = serde_json::from_str(r#"{"unknown":9007199254740993}"#).unwrap();
    assert!(to_js_value(&huge).is_err());
}
