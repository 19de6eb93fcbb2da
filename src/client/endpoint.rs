//! Builds and checks the URL of a call: `GET {baseUrl}/phone/users/{userId}`.
//!
//! The caller passes the base URL as its URL parser read it, so that the checks see the host that the request goes to,
//! whatever its notation.

use super::text::encode_uri_component;

/// Zoom's global base URL. Regional ones stand in the token reply's `api_url`.
pub const DEFAULT_BASE_URL: &str = "https://api.zoom.us/v2";

/// A base URL, taken apart.
#[derive(Debug, Clone, Copy, Default)]
pub struct BaseUrl<'a> {
    /// `https:` and the like.
    pub protocol: &'a str,
    /// The host without its port, in the engine's normal form.
    pub hostname: &'a str,
    /// Scheme, host and port.
    pub origin: &'a str,
    /// The path.
    pub pathname: &'a str,
    /// There is a user or a password in it.
    pub has_credentials: bool,
    /// There is a query or a fragment in it.
    pub has_query: bool,
    /// It was relative, and its origin is the page's own.
    pub is_page_origin: bool,
}

/// The whole URL of a user's profile, or why it is refused, for people.
pub fn profile_url(base: &BaseUrl<'_>, user_id: &str) -> Result<String, &'static str> {
    Ok(users_url(base)? + &user_segment(user_id)?)
}

/// The URL that users' profiles are below, or why the base URL is refused, for people.
pub fn users_url(base: &BaseUrl<'_>) -> Result<String, &'static str> {
    if base.has_credentials {
        return Err("`baseUrl` must not contain a user or a password: pass the token as `token`");
    }
    if base.has_query {
        return Err("`baseUrl` must not contain a query or a fragment");
    }
    let is_allowed = match base.protocol {
        "https:" => true,
        "http:" => base.is_page_origin || is_loopback(base.hostname),
        _ => false,
    };
    if !is_allowed {
        return Err("`baseUrl` must be https (http is for loopback only): anyone on the way could read the token");
    }
    let path = base.pathname.trim_end_matches('/');
    Ok([base.origin, path, "/phone/users/"].concat())
}

/// A user's ID as a segment of a URL, encoded exactly as `encodeURIComponent` does, or why it is refused, for people.
pub fn user_segment(user_id: &str) -> Result<String, &'static str> {
    check_user_id(user_id)?;
    Ok(encode_uri_component(user_id))
}

/// Refuses IDs that would not stay one segment of the path (`''` is the list endpoint, `..` is another one), and those
/// that no user has: a value that was missing, turned into a string, and what a copy brought along, such as quotes and
/// spaces.
///
/// Email addresses may begin with an apostrophe, or with a quoted part, as in `"a b"@example.com`.
pub fn check_user_id(user_id: &str) -> Result<(), &'static str> {
    if user_id.is_empty() {
        return Err("`userId` must not be empty");
    }
    if matches!(user_id, "." | "..") {
        return Err("`userId` must not be \".\" or \"..\": it would lead to another endpoint");
    }
    if user_id.chars().any(char::is_control) {
        return Err("`userId` must not contain control characters");
    }
    if matches!(user_id, "undefined" | "null" | "NaN" | "true" | "false") || user_id.starts_with("[object ") {
        return Err("`userId` is a value without an ID (undefined, null, an object), turned into a string");
    }
    let holds = |part: &[u8]| user_id.as_bytes().windows(part.len()).any(|window| window == part);
    let first = user_id.chars().next();
    let is_odd_email = match first {
        Some('"') => holds(b"\"@"),
        Some('\'' | '`') => holds(b"@"),
        _ => false,
    };
    let is_stray =
        |end: Option<char>, may_quote: bool| end.is_some_and(|end| is_space(end) || !may_quote && is_quote(end));
    if is_stray(first, is_odd_email) || is_stray(user_id.chars().next_back(), false) {
        return Err("`userId` must not have quotes, spaces or invisible characters around it");
    }
    Ok(())
}

/// Spaces, and characters without a width, such as a byte order mark.
fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

fn is_quote(character: char) -> bool {
    matches!(character, '"' | '\'' | '`' | '´' | '«' | '»' | '‘'..='‟' | '‹' | '›')
}

fn is_loopback(hostname: &str) -> bool {
    let is_loopback_v4 = || {
        let mut parts = hostname.split('.');
        parts.next() == Some("127") && parts.clone().count() == 3 && parts.all(|part| part.parse::<u8>().is_ok())
    };
    matches!(hostname, "localhost" | "[::1]") || hostname.ends_with(".localhost") || is_loopback_v4()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base<'a>(protocol: &'a str, hostname: &'a str, pathname: &'a str) -> BaseUrl<'a> {
        let origin = format!("{protocol}//{hostname}").leak();
        BaseUrl { protocol, hostname, origin, pathname, ..BaseUrl::default() }
    }

    #[test]
    fn ids_are_one_segment() {
        let zoom = base("https:", "api.zoom.us", "/v2/");
        let url = |id: &str| profile_url(&zoom, id).unwrap();
        assert_eq!(url("me"), "https://api.zoom.us/v2/phone/users/me");
        assert_eq!(url("a/b?c#d+e@f%g é"), "https://api.zoom.us/v2/phone/users/a%2Fb%3Fc%23d%2Be%40f%25g%20%C3%A9");
        for id in ["", ".", "..", "a\nb", "\u{7f}", "\u{85}"] {
            assert!(profile_url(&zoom, id).is_err(), "{id:?}");
        }
    }

    #[test]
    fn ids_that_no_user_has_are_refused() {
        for id in
            ["undefined", "null", "NaN", "true", "false", "[object Object]", "[object Promise]", "[object Undefined]"]
        {
            assert!(check_user_id(id).unwrap_err().contains("turned into a string"), "{id}");
        }
        for space in [
            " ", "\u{a0}", "\u{3000}", "\u{2009}", "\u{2028}", "\u{180e}", "\u{200b}", "\u{200d}", "\u{2060}",
            "\u{feff}",
        ] {
            for id in [[space, "ada"], ["ada", space], ["", space]] {
                assert!(check_user_id(&id.concat()).unwrap_err().contains("invisible"), "{id:?}");
            }
        }
        for quote in ["\"", "'", "`", "´", "«", "»", "‘", "’", "‚", "“", "”", "„", "‹", "›"] {
            for id in [
                [quote, "ada", quote],
                [quote, "ada", ""],
                ["", "ada", quote],
                [quote, "ada@x.com", quote],
                ["", "", quote],
            ] {
                assert!(check_user_id(&id.concat()).unwrap_err().contains("quotes, "), "{id:?}");
            }
        }
        for id in [
            "o'brien@x.com",
            "'tis@x.com",
            "`a@x.com",
            "\"a b\"@x.com",
            "a\"b",
            "a b",
            "a\u{200d}b",
            "Null",
            "undefined@x.com",
            "null-1",
            "object Object]",
            "NL3cEpSdRc-c2t8aLoZqiw",
            "-_.!~*'()",
            "me",
        ] {
            assert_eq!(check_user_id(id), Ok(()), "{id:?}");
        }
    }

    #[derive(serde::Deserialize)]
    struct Ids {
        refused: std::collections::BTreeMap<String, Vec<String>>,
        accepted: Vec<String>,
    }

    #[test]
    fn ids_are_refused_as_the_npm_package_refuses_them() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/user-ids.json");
        let ids: Ids = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        for id in ids.refused.values().flatten() {
            assert!(check_user_id(id).is_err(), "{id:?}");
        }
        for id in &ids.accepted {
            assert_eq!(check_user_id(id), Ok(()), "{id:?}");
        }
    }

    #[test]
    fn tokens_travel_encrypted_or_not_at_all() {
        for (protocol, hostname, is_allowed) in [
            ("https:", "api-eu.zoom.us", true),
            ("http:", "localhost", true),
            ("http:", "127.0.0.1", true),
            ("http:", "127.8.9.10", true),
            ("http:", "[::1]", true),
            ("http:", "api.zoom.us", false),
            ("http:", "127.0.0.1.evil.example", false),
            ("http:", "127.evil.example", false),
            ("http:", "localhost.evil.example", false),
            ("http:", "127.0.0.256", false),
            ("http:", "0.0.0.0", false),
            ("ftp:", "localhost", false),
        ] {
            assert_eq!(
                profile_url(&base(protocol, hostname, "/v2"), "me").is_ok(),
                is_allowed,
                "{protocol}//{hostname}"
            );
        }
        let page = BaseUrl { is_page_origin: true, ..base("http:", "intranet", "/api") };
        assert_eq!(profile_url(&page, "me").unwrap(), "http://intranet/api/phone/users/me");
        let file = BaseUrl { is_page_origin: true, ..base("file:", "", "/C:/page") };
        assert!(profile_url(&file, "me").is_err());
        assert!(profile_url(&BaseUrl { has_credentials: true, ..base("https:", "api.zoom.us", "") }, "me").is_err());
        assert!(profile_url(&BaseUrl { has_query: true, ..base("https:", "api.zoom.us", "") }, "me").is_err());
    }
}
