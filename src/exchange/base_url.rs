//! Takes base URLs apart without a URL parser: refuses each notation that an HTTP client may read in another way.

use crate::client::endpoint::BaseUrl;

/// A base URL, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub struct BaseUrlParts<'a> {
    /// `https:` and the like.
    protocol: String,
    /// The host in lower case, without its port.
    hostname: String,
    /// Scheme, host and port.
    pub origin: String,
    pathname: &'a str,
    has_credentials: bool,
    has_query: bool,
}

impl<'a> BaseUrlParts<'a> {
    /// Returns `None` for what is not an absolute URL of ASCII characters, or has a host or a path with escapes or with
    /// segments `.` and `..`.
    pub fn parse(url: &'a str) -> Option<BaseUrlParts<'a>> {
        if !url.bytes().all(|byte| byte.is_ascii_graphic() && !b"\\%\"<>^`{|}".contains(&byte)) {
            return None;
        }
        let (scheme, rest) = url.split_once("://")?;
        if scheme.is_empty() || !scheme.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return None;
        }
        let authority_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(authority_end);
        let (pathname, query) = path.split_at(path.find(['?', '#']).unwrap_or(path.len()));
        let (user, host) = authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
        let protocol = [&scheme.to_ascii_lowercase(), ":"].concat();
        let (hostname, port) = host_and_port(host, &protocol)?;
        if pathname.split('/').any(|segment| matches!(segment, "." | "..")) {
            return None;
        }
        Some(BaseUrlParts {
            origin: [&protocol, "//", &hostname, &port].concat(),
            protocol,
            hostname,
            pathname,
            has_credentials: user.is_some(),
            has_query: !query.is_empty(),
        })
    }

    /// The URL as the rules of the endpoint take it.
    pub fn as_base_url(&self) -> BaseUrl<'_> {
        BaseUrl {
            protocol: &self.protocol,
            hostname: &self.hostname,
            origin: &self.origin,
            pathname: self.pathname,
            has_credentials: self.has_credentials,
            has_query: self.has_query,
            is_page_origin: false,
        }
    }
}

/// Returns a host in lower case, and its port with the colon, empty if it is the protocol's own.
fn host_and_port(authority: &str, protocol: &str) -> Option<(String, String)> {
    // The colons of an IPv6 address are in brackets.
    let port_start = authority.rfind(':').filter(|colon| authority.rfind(']').is_none_or(|bracket| bracket < *colon));
    let (host, port) = authority.split_at(port_start.unwrap_or(authority.len()));
    let is_name = !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte));
    let is_v6 = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).is_some_and(|host| {
        !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_hexdigit() || b":.".contains(&byte))
    });
    if !is_name && !is_v6 {
        return None;
    }
    let port = match port.strip_prefix(':') {
        None => String::new(),
        Some(digits) if !digits.bytes().all(|byte| byte.is_ascii_digit()) => return None,
        Some(digits) => match (digits.parse::<u16>().ok()?, protocol) {
            (443, "https:") | (80, "http:") => String::new(),
            (port, _) => [":", &port.to_string()].concat(),
        },
    };
    Some((host.to_ascii_lowercase(), port))
}

/// Returns the origin that a redirect leads to. Its path and query may hold secrets.
pub fn origin_of(location: &str, own_origin: &str) -> Option<String> {
    if !location.contains("://") && !location.starts_with("//") {
        return Some(own_origin.into());
    }
    let end = location.find("//").map(|slashes| slashes + 2)?;
    let path = location.get(end..)?.find(['/', '?', '#']).map_or(location.len(), |path| end + path);
    let whole = location.get(..path)?;
    let scheme = own_origin.split_once("//").map_or("https:", |(protocol, _)| protocol);
    let whole = if whole.starts_with("//") { [scheme, whole].concat() } else { whole.into() };
    BaseUrlParts::parse(&whole).filter(|parts| matches!(&*parts.protocol, "http:" | "https:")).map(|parts| parts.origin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::endpoint::profile_url;

    #[test]
    fn urls_are_taken_apart() {
        for (base, expected) in [
            ("https://api.zoom.us/v2", "https://api.zoom.us/v2/phone/users/me"),
            ("HTTPS://API.Zoom.US:443/v2/", "https://api.zoom.us/v2/phone/users/me"),
            ("https://proxy.example:8443", "https://proxy.example:8443/phone/users/me"),
            ("http://127.0.0.1:8080/v2", "http://127.0.0.1:8080/v2/phone/users/me"),
            ("http://[::1]:80/", "http://[::1]/phone/users/me"),
            ("http://localhost:3000", "http://localhost:3000/phone/users/me"),
        ] {
            let parts = BaseUrlParts::parse(base).unwrap();
            assert_eq!(profile_url(&parts.as_base_url(), "me").unwrap(), expected, "{base}");
        }
    }

    #[test]
    fn urls_that_no_token_may_be_sent_to_are_refused() {
        for base in [
            "http://api.zoom.us/v2",
            "ftp://localhost",
            "https://user:password@api.zoom.us/v2",
            "https://api.zoom.us@evil.example/v2",
            "https://api.zoom.us/v2?x=1",
            "https://api.zoom.us/v2#x",
            "http://127.0.0.1.evil.example",
        ] {
            let parts = BaseUrlParts::parse(base).unwrap();
            assert!(profile_url(&parts.as_base_url(), "me").is_err(), "{base}");
        }
    }

    #[test]
    fn what_clients_may_read_in_another_way_is_no_url() {
        for base in [
            "",
            "/v2",
            "api.zoom.us/v2",
            "https:api.zoom.us",
            "https://",
            "https:///v2",
            "https://api.zoom.us\\@evil.example",
            "https://api.zoom.us/a/../b",
            "https://api.zoom.us/./",
            "https://api%2Ezoom.us",
            "https://api.zoom.us/ v2",
            "https://api.zöom.us",
            "https://api.zoom.us:99999",
            "https://api.zoom.us:80x",
            "https://api.zoom.us:",
            "https://[::1",
            "https://a b",
            "java script://x",
        ] {
            assert_eq!(BaseUrlParts::parse(base), None, "{base}");
        }
    }

    #[test]
    fn redirects_are_named_by_their_origin() {
        let own = "https://api.zoom.us";
        for (location, expected) in [
            ("https://other.example/?secret", Some("https://other.example")),
            ("https://other.example:8443?secret%20", Some("https://other.example:8443")),
            ("//other.example/path", Some("https://other.example")),
            ("/path", Some(own)),
            ("path?secret", Some(own)),
            ("javascript://x", None),
            ("https://é.example", None),
        ] {
            assert_eq!(origin_of(location, own).as_deref(), expected, "{location}");
        }
    }
}
