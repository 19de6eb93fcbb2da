//! Where a call goes.

use wasm_bindgen::prelude::*;

use crate::client::endpoint::{self, BaseUrl};

/// The URL that users' profiles are below; throws a text that says why it is refused. The base URL comes taken apart by the
/// engine's own parser; `flags` has a bit for each: it holds a user or password (1), a query or fragment (2), it is of the
/// page's own origin (4).
#[wasm_bindgen(js_name = usersUrl)]
pub fn users_url(protocol: &str, hostname: &str, origin: &str, pathname: &str, flags: u8) -> Result<String, JsValue> {
    let has = |bit: u8| flags & bit != 0;
    let base = BaseUrl {
        protocol,
        hostname,
        origin,
        pathname,
        has_credentials: has(1),
        has_query: has(2),
        is_page_origin: has(4),
    };
    endpoint::users_url(&base).map_err(JsValue::from_str)
}

/// A user's id as a segment of a URL; throws a text that says why it is refused.
#[wasm_bindgen(js_name = userSegment)]
pub fn user_segment(user_id: &str) -> Result<String, JsValue> {
    endpoint::user_segment(user_id).map_err(JsValue::from_str)
}
