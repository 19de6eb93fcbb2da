//! Who has replied: Zoom, or a proxy, a gateway or a firewall. Messages and hints must not speak of those as of Zoom.

use super::*;

#[test]
fn zoom_is_named_where_zoom_speaks() {
    for (origin, expected) in [
        (ZOOM, true),
        ("https://zoom.us", true),
        ("https://api-eu.zoom.us", true),
        ("https://acme.zoom.us", true),
        ("https://api.zoomgov.com", true),
        ("https://evilzoom.us", false),
        ("https://zoom.us.evil.example", false),
        ("https://zoom.us:8443", false),
        ("http://api.zoom.us", false),
        (PROXY, false),
        ("", false),
    ] {
        assert_eq!(is_zoom(origin), expected, "{origin}");
    }
    for origin in [PROXY, "http://127.0.0.1:8080"] {
        for status in [200, 400, 401, 403, 404, 418, 429, 500, 502, 503] {
            for body in ["", "[]", "no", r#"{"message":"m"}"#, r#"{"code":124,"message":"m"}"#, r#"{"code":999}"#] {
                let message = classify(&reply(origin, status, body)).message;
                assert!(!message.contains("Zoom"), "{origin} {status} {body}: {message}");
            }
        }
    }
    for status in [401, 403, 404, 400, 500] {
        let message = error(status, "").message;
        assert!(message.starts_with("The server at https://api.zoom.us "), "{message}");
    }
}

#[test]
fn a_path_without_a_route_is_told_from_what_zoom_does_not_find() {
    for reply in [
        reply(PROXY, 404, ""),
        reply(PROXY, 404, "<!doctype html><pre>Cannot GET /api/zoom/phone/users/me</pre>"),
        reply(PROXY, 404, r#"{"statusCode":404,"message":"Cannot GET /x","error":"Not Found"}"#),
        reply(PROXY, 404, r#"{"code":404,"message":"Not Found"}"#),
        reply(PROXY, 404, r#"{"message":"Not Found"}"#),
        reply(ZOOM, 404, ""),
        reply(ZOOM, 404, "<html>404</html>"),
    ] {
        let error = classify(&reply);
        assert_eq!(error.code, ErrorCode::NotFound);
        assert!(
            error
                .message
                .starts_with(&["The server at ", reply.origin, " has nothing at this path (HTTP 404)"].concat())
        );
        assert!(error.hint.contains("Nothing is mounted at this path: check `baseUrl`"), "{}", error.hint);
    }
    let site = classify(&reply(ZOOM, 404, r#"{"code":404,"message":"Site does not exist."}"#));
    assert_eq!(site.message, "Zoom does not find what was asked for (HTTP 404): Site does not exist.");
    let account = classify(&reply(PROXY, 404, r#"{"code":2001,"message":"x"}"#));
    assert_eq!(account.message, "The server at https://dash.example does not find what was asked for (HTTP 404): x");
}

#[test]
fn what_is_not_zooms_never_blames_the_id() {
    for (status, body) in [
        (407, ""),
        (408, ""),
        (418, "{}"),
        (415, r#"{"code":300,"message":"Unsupported Content Type"}"#),
        (200, r#"{"status":"error","message":"Unauthorized"}"#),
        (200, r#"{"success":false,"message":"Token expired"}"#),
    ] {
        for origin in [ZOOM, PROXY] {
            let error = classify(&reply(origin, status, body));
            assert!(!error.hint.contains("ID"), "{status} {body}: {}", error.hint);
        }
    }
    assert!(error(400, r#"{"code":300,"message":"Invalid user id."}"#).hint.contains("ID"));
}

#[test]
fn a_proxys_own_401_and_403_are_not_zooms() {
    for status in [401, 403] {
        for body in ["", "no", r#"{"error":"No session"}"#, r#"{"code":401,"status":"x"}"#] {
            for origin in [PROXY, ZOOM] {
                let error = classify(&reply(origin, status, body));
                assert!(
                    error.message.starts_with(&["The server at ", origin, " refused the request"].concat()),
                    "{}",
                    error.message
                );
                assert!(error.hint.contains("not in Zoom's form"), "{}", error.hint);
                let anonymous = classify(&Reply { is_anonymous: true, ..reply(origin, status, body) });
                assert!(anonymous.hint.starts_with("No token was sent"), "{}", anonymous.hint);
            }
        }
    }
    let own = classify(&reply(PROXY, 403, r#"{"error":"No session"}"#));
    assert_eq!(own.message, "The server at https://dash.example refused the request (HTTP 403): No session");
    assert_eq!((own.zoom_code, own.zoom_message), (None, None));
}

#[test]
fn a_token_that_was_not_sent_is_named() {
    let anonymous = |origin, body| classify(&Reply { is_anonymous: true, ..reply(origin, 401, body) });
    for body in
        [r#"{"code":124,"message":"Invalid access token."}"#, r#"{"code":4700,"message":"Token cannot be empty"}"#]
    {
        let error = anonymous(ZOOM, body);
        assert_eq!(error.code, ErrorCode::Unauthorized);
        assert!(error.message.starts_with("No token was sent (HTTP 401): "), "{}", error.message);
        assert!(error.hint.contains("pass `token`"), "{}", error.hint);
    }
    let empty = anonymous(PROXY, r#"{"code":4700,"message":"Token cannot be empty"}"#);
    assert!(empty.message.starts_with("No token was sent"));
    assert!(empty.hint.contains("proxy that adds it"), "{}", empty.hint);
    let invalid = anonymous(PROXY, r#"{"code":124,"message":"Invalid access token."}"#);
    assert!(invalid.message.starts_with("The server at https://dash.example does not accept the token"));
    assert!(invalid.hint.starts_with("No token was sent with this call, so it is the proxy's. "), "{}", invalid.hint);
    let disabled = anonymous(ZOOM, r#"{"code":4717,"message":"x"}"#);
    assert!(disabled.message.starts_with("Zoom does not accept") && disabled.hint.contains("app is disabled"));
    let sent = error(401, r#"{"code":4700,"message":"Token cannot be empty"}"#);
    assert!(!sent.message.contains("No token") && !sent.hint.contains("No token"));
}

#[test]
fn what_concerns_the_token_never_blames_the_id() {
    for status in [200, 400, 401, 403, 404] {
        for code in (4700..=4741).filter(|code| !matches!(code, 4701 | 4711)) {
            for resource in [Resource::Me, Resource::User] {
                let body = format!(r#"{{"code":{code},"message":"Invalid."}}"#);
                let error =
                    classify(&Reply { status, body: body.as_bytes(), resource, origin: ZOOM, ..Reply::default() });
                assert_eq!(error.code, ErrorCode::Unauthorized, "{status} {code}");
                assert!(error.hint.contains("token"), "{}", error.hint);
                assert!(!error.hint.contains("email") && !error.hint.contains("user's ID"), "{}", error.hint);
            }
        }
    }
    for (code, hint) in
        [(4717, "app is disabled"), (4735, "owner is gone"), (4741, "was revoked"), (4702, "client secret")]
    {
        let error = error(401, &format!(r#"{{"code":{code}}}"#));
        assert_eq!(error.message, "Zoom does not accept the token (HTTP 401)");
        assert!(error.hint.contains(hint), "{}", error.hint);
    }
    // 5xx and 429 mean what they mean.
    assert_eq!(error(503, r#"{"code":4741}"#).message, "Zoom failed (HTTP 503)");
    assert_eq!(error(429, r#"{"code":4717}"#).code, ErrorCode::RateLimited);
}

#[test]
fn redirects_are_named_with_their_status_and_the_origin_they_lead_to() {
    for (status, target, expected) in [
        (302, None, "The server at https://dash.example redirects (HTTP 302)"),
        (
            307,
            Some("https://login.example"),
            "The server at https://dash.example redirects to https://login.example (HTTP 307)",
        ),
        (0, None, "The server at https://dash.example redirects"),
    ] {
        let error = classify(&Reply { target: target.map(String::from), ..reply(PROXY, status, "") });
        assert_eq!((error.code, error.message.as_str()), (ErrorCode::Network, expected));
    }
    assert_eq!(error(304, "").code, ErrorCode::InvalidResponse);
}

#[test]
fn what_others_say_is_in_the_message_and_not_zooms() {
    for (body, said) in [
        (r#"{"status":"error","message":"Unauthorized"}"#, "Unauthorized"),
        (r#"{"jsonrpc":"2.0","id":"1","error":{"code":-32000,"message":"x"}}"#, "x"),
        (r#"{"success":false,"error":"boom"}"#, "boom"),
        (r#"{"detail":"No such thing"}"#, "No such thing"),
    ] {
        for status in [400, 401, 403, 404, 500] {
            let error = error(status, body);
            assert!(error.message.ends_with(&format!("(HTTP {status}): {said}")), "{}", error.message);
            assert_eq!((error.zoom_code, error.zoom_message), (None, None), "{body}");
        }
    }
    for body in [r#"{"error":{"code":124,"message":"m"}}"#, r#"{"status":"error","code":124,"message":"m"}"#] {
        for status in [200, 400, 401, 403, 404] {
            let error = error(status, body);
            assert_eq!((error.code, error.zoom_code), (ErrorCode::Unauthorized, Some(124)), "{status} {body}");
            assert_eq!(error.zoom_message.as_deref(), Some("m"));
        }
    }
}
