//! Where a call goes.

use wasm_bindgen::prelude::*;

use crate::client::endpoint::{self, BaseUrl};

/// The URL of a user's profile; throws a text that says why it is refused. The base URL comes taken apart by the engine's
/// own parser; `flags` has a bit for each: it holds a user or password (1), a query or fragment (2), it is of the page's own
/// origin (4).
#[wasm_bindgen(js_name = profileUrl)]
pub fn profile_url(
    protocol: &str,
    hostname: &str,
    origin: &str,
    pathname: &str,
    flags: u8,
    user_id: &str,
) -> Result<String, JsValue> {
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
    endpoint::profile_url(&base, user_id).map_err(JsValue::from_str)
}
