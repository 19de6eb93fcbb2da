//! Any user ID: it stays one segment of the path, which decodes to itself; the URL parser leaves the URL as it is.

use percent_encoding::percent_decode_str;
use url::Url;
use zoom_phone_profile::client::endpoint::{BaseUrl, profile_url};

pub fn check(data: &[u8]) {
    let Ok(user_id) = std::str::from_utf8(data) else { return };
    let base = BaseUrl {
        protocol: "https:",
        hostname: "api.zoom.us",
        origin: "https://api.zoom.us",
        pathname: "/v2",
        ..BaseUrl::default()
    };
    let Ok(text) = profile_url(&base, user_id) else {
        assert!(user_id.chars().any(char::is_control) || is_of_nobody(user_id), "{user_id:?} is refused");
        return;
    };
    let url = Url::parse(&text).unwrap();
    assert_eq!(url.as_str(), text);
    assert_eq!((url.host_str(), url.query(), url.fragment(), url.username()), (Some("api.zoom.us"), None, None, ""));
    let segments: Vec<&str> = url.path_segments().unwrap().collect();
    assert_eq!(segments[..3], ["v2", "phone", "users"]);
    assert_eq!(segments.len(), 4);
    assert_eq!(percent_decode_str(segments[3]).decode_utf8().unwrap(), user_id);
}

/// Whether no user can have this ID: nothing, a step of a path, a value turned into a string, or strays at its ends.
fn is_of_nobody(user_id: &str) -> bool {
    let is_stray = |end: char| !end.is_alphanumeric() && (!end.is_ascii_punctuation() || "\"'`".contains(end));
    matches!(user_id, "" | "." | ".." | "undefined" | "null" | "NaN" | "true" | "false")
        || user_id.starts_with("[object ")
        || user_id.starts_with(is_stray)
        || user_id.ends_with(is_stray)
}
