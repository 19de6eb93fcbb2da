//! Builds the URL of a call. The runtime's own parser reads the base URL.

use web_sys::Url;

use super::js::property;
use crate::client::endpoint::{BaseUrl, DEFAULT_BASE_URL, profile_url};
use crate::client::error::{ClientError, ErrorCode};

/// Where a call goes.
#[derive(Debug)]
pub struct Target {
    /// The URL of the profile.
    pub url: String,
    /// Its scheme, host and port.
    pub origin: String,
    /// The request leaves the page's origin, so that CORS applies.
    pub is_cross_origin: bool,
}

impl Target {
    /// Fails for a base URL that no token may be sent to, and for an ID that no user has.
    pub fn new(base_url: &str, user_id: &str) -> Result<Target, ClientError> {
        let refuse = |message: &str, hint: String| ClientError::new(ErrorCode::InvalidArgument, message, hint);
        let whole = ["Pass a whole one, such as \"", DEFAULT_BASE_URL, "\"; a relative one works in a page only."];
        let (url, is_relative) = parsed(base_url).ok_or_else(|| refuse("`base_url` is not a URL", whole.concat()))?;
        let origin = url.origin();
        let page = page_origin();
        let base = BaseUrl {
            protocol: &url.protocol(),
            hostname: &url.hostname(),
            origin: &origin,
            pathname: &url.pathname(),
            has_credentials: !url.username().is_empty() || !url.password().is_empty(),
            has_query: base_url.contains(['?', '#']),
            is_page_origin: is_relative && page.as_ref() == Some(&origin),
        };
        let hint = "Nothing was sent. Pass the user's ID or email and the URL of Zoom's API or of your proxy.";
        let url = profile_url(&base, user_id).map_err(|problem| refuse(problem, hint.into()))?;
        let is_cross_origin = page.is_some_and(|page| page != origin);
        Ok(Target { url, origin, is_cross_origin })
    }
}

/// Returns a URL, and whether it is relative to the page's; to its origin if the page is a worker made from a blob.
fn parsed(url: &str) -> Option<(Url, bool)> {
    if let Ok(whole) = Url::new(url) {
        return Some((whole, false));
    }
    let location = property(&js_sys::global(), "location");
    let bases = ["href", "origin"].into_iter().filter_map(|name| property(&location, name).as_string());
    bases.into_iter().find_map(|base| Url::new_with_base(url, &base).ok()).map(|url| (url, true))
}

/// Returns the origin of the page or worker. Node has no page, whatever it has as `location`.
fn page_origin() -> Option<String> {
    let global = js_sys::global();
    let versions = property(&property(&global, "process"), "versions");
    let is_node = !property(&versions, "node").is_undefined();
    property(&property(&global, "location"), "origin").as_string().filter(|_| !is_node)
}

/// Returns the origin that a redirect from `url` leads to. Its path and query may hold secrets.
pub fn redirect_origin(location: &str, url: &str) -> Option<String> {
    let target = Url::new_with_base(location, url).ok()?;
    matches!(target.protocol().as_str(), "http:" | "https:").then(|| target.origin())
}
