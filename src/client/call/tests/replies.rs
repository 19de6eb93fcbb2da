//! Replies without a profile, and connections that fail.

use super::*;

#[test]
fn a_connection_that_fails_is_named_by_its_code() {
    let failed = |code, is_cross_origin| {
        let options = CallOptions { max_retries: 0, is_cross_origin, ..options() };
        let ClientError { message, hint, .. } = Driver::sent(options).error(Event::FetchFailed { code });
        (message, hint)
    };
    let (message, hint) = failed(Some("ECONNREFUSED"), false);
    assert_eq!(message, "No reply came from https://api.zoom.us: ECONNREFUSED");
    assert!(hint.contains("check that the server runs"));
    let (message, hint) = failed(None, false);
    assert_eq!(message, "No reply came from https://api.zoom.us: fetch failed");
    assert!(hint.starts_with("Check the connection"));
    assert!(failed(Some("E_SOMETHING"), false).1.starts_with("Check the connection"));
    assert!(failed(Some("ECONNREFUSED"), true).1.starts_with("This looks like CORS"));
}

#[test]
fn what_is_no_response_settles_the_call() {
    let mut driver = Driver::sent(options());
    let step = driver.step(Event::NoResponse);
    assert_eq!(step.outcome, failed_outcome(0, ErrorCode::InvalidResponse));
    let Command::Settle(Settlement::Failed { error, ends_batch: false, .. }) = step.command else { panic!() };
    assert_eq!(error.code, ErrorCode::InvalidResponse);
    assert_eq!((error.message.as_str(), error.status), ("`fetch` returned no response that can be read", None));
}

#[test]
fn redirects_are_named_and_not_retried() {
    let target = Some("https://login.example");
    for (event, message, status) in [
        (Event::Redirected { target: None }, "The server at https://api.zoom.us redirects", None),
        (Event::Redirected { target }, "The server at https://api.zoom.us redirects to https://login.example", None),
        (
            Event::Response(Response { target, ..response(302, "<html>Sign in") }),
            "The server at https://api.zoom.us redirects to https://login.example (HTTP 302)",
            Some(302),
        ),
        (
            Event::Response(Response { body: Body::TooLarge, ..response(307, "") }),
            "The server at https://api.zoom.us redirects (HTTP 307)",
            Some(307),
        ),
        (
            Event::Response(Response {
                headers: Headers { cloudflare: Some("challenge"), ..Headers::default() },
                ..response(301, "")
            }),
            "The server at https://api.zoom.us redirects (HTTP 301)",
            Some(301),
        ),
    ] {
        let mut driver = Driver::sent(options());
        let error = driver.error(event);
        assert_eq!((error.message.as_str(), error.status, error.code), (message, status, ErrorCode::Network));
    }
    let elsewhere = Event::Response(Response { target, ..response(404, r#"{"code":1001}"#) });
    assert!(!Driver::sent(options()).error(elsewhere).message.contains("login.example"));
}

#[test]
fn a_body_that_is_too_large_or_broken_off_keeps_what_is_known() {
    let headers = Headers { tracking_id: Some("v=2.0"), retry_after: Some("3"), ..Headers::default() };
    let of = |status, body| {
        let response = Response { headers, body, ..response(status, "") };
        Driver::sent(CallOptions { max_retries: 0, ..options() }).error(Event::Response(response))
    };
    for status in [200, 404] {
        let large = of(status, Body::TooLarge);
        assert_eq!(
            (large.code, large.message.as_str()),
            (ErrorCode::ResponseTooLarge, "The reply is larger than 1 MiB")
        );
        assert_eq!((large.status, large.tracking_id.as_deref()), (Some(status), Some("v=2.0")));
        let broken = of(status, Body::BrokenOff { code: Some("ECONNRESET") });
        let message = format!("The reply's body could not be read to its end (HTTP {status}): ECONNRESET");
        assert_eq!((broken.code, broken.message), (ErrorCode::Network, message));
        assert_eq!((broken.status, broken.tracking_id.as_deref()), (Some(status), Some("v=2.0")));
        assert!(broken.hint.starts_with("The connection was closed"));
        let unnamed = of(status, Body::BrokenOff { code: None });
        assert!(unnamed.message.ends_with(&format!("(HTTP {status})")));
    }
    for (status, code) in [(429, ErrorCode::RateLimited), (500, ErrorCode::ServerError), (503, ErrorCode::ServerError)]
    {
        for body in [Body::TooLarge, Body::BrokenOff { code: None }] {
            let error = of(status, body);
            assert_eq!((error.code, error.status, error.retry_after_ms), (code, Some(status), Some(3_000.0)));
        }
    }
}

#[test]
fn a_200_may_be_an_error() {
    for (body, code) in [
        (r#"{"code":1001,"message":"no"}"#, ErrorCode::UserNotFound),
        (r#"{"code":300,"message":"no"}"#, ErrorCode::BadRequest),
        ("<e><code>124</code><message>expired</message></e>", ErrorCode::TokenExpired),
    ] {
        assert_eq!(Driver::sent(options()).error(reply(200, body)).code, code, "{body}");
        // A lenient check passes it.
        let lenient = check(body, &Options { strictness: Strictness::Lenient, ..Options::default() });
        let body = Body::Whole { bytes: body.as_bytes(), check: Some(lenient) };
        let event = Event::Response(Response { body, ..response(200, "") });
        assert_eq!(Driver::sent(options()).error(event).code, code);
    }
    // Not a profile either, but not an error.
    let page = ProfileCheck { passes: true, kind: Some(DocumentKind::Page), ..ProfileCheck::default() };
    let body = Body::Whole { bytes: br#"{"code":1001,"page_size":1}"#, check: Some(page) };
    let event = Event::Response(Response { body, ..response(200, "") });
    assert_eq!(Driver::sent(options()).step(event).command, Command::Settle(Settlement::Profile));
}

#[test]
fn what_is_not_a_valid_profile_is_described_once() {
    let headers = Headers { tracking_id: Some("v=2.0"), ..Headers::default() };
    for (body, message, hint) in [
        ("{}", "The reply is not a profile: it is an empty object (line 1)", "Check the endpoint"),
        (
            "",
            "The reply is not JSON: expected a value, found the end of the document (line 1)",
            "empty, cut off, or not JSON",
        ),
        (
            r#"{"id":5,"status":"?"}"#,
            "The reply is not a valid profile: `id` should be a string; it is the number 5 (line 1); \
             1 more in `issues`",
            "Pass `validation: \"lenient\"`",
        ),
        (
            r#"{"success":false,"error":"Service down"}"#,
            "The reply is not a profile: it is an error: \"Service down\" (line 1); 2 more in `issues`",
            "Check the endpoint",
        ),
        (
            "<Error><Code>Denied</Code><Message>Service down</Message></Error>",
            "The reply is XML, not JSON: request it with `Accept: application/json` (line 1). It says: Service down",
            "empty, cut off, or not JSON",
        ),
    ] {
        let mut driver = Driver::sent(options());
        let step = driver.step(Event::Response(Response { headers, ..response(200, body) }));
        assert_eq!(step.outcome, failed_outcome(200, ErrorCode::InvalidResponse));
        let Command::Settle(Settlement::Invalid(error)) = step.command else { panic!("{body}") };
        assert_eq!((error.code, error.message.as_str()), (ErrorCode::InvalidResponse, message));
        assert!(error.hint.contains(hint), "{}", error.hint);
        assert_eq!((error.status, error.attempts, error.tracking_id.as_deref()), (Some(200), 1, Some("v=2.0")));
    }
    let of = |document: &str, options: &Options| {
        let body = Body::Whole { bytes: document.as_bytes(), check: Some(check(document, options)) };
        Driver::sent(super::tests::options()).error(Event::Response(Response { body, ..response(200, "") })).message
    };
    let few = |max_issues| Options { max_issues, ..Options::default() };
    assert_eq!(
        of(r#"{"id":5}"#, &few(0)),
        "The reply is not a valid profile: `maxIssues` is 0, so that no more is known"
    );
    assert!(of(r#"{"id":5,"status":7,"email":1}"#, &few(1)).ends_with("; 2 more"));
    // The gravest is named, not the first.
    let strict = Options { strictness: Strictness::Strict, ..Options::default() };
    assert!(
        of(r#"{"zebra":1,"id":"x","status":"?"}"#, &strict).starts_with("The reply is not a valid profile: `status`")
    );
}

#[test]
fn pages_are_named_in_place_of_a_profile() {
    const CHALLENGE: &str = "<!doctype html><title>Just a moment...</title>";
    let name = |event| {
        let ClientError { message, hint, code, .. } =
            Driver::sent(CallOptions { max_retries: 0, ..options() }).error(event);
        (message, hint, code)
    };
    let (message, hint, code) = name(reply(200, CHALLENGE));
    let expected =
        "A firewall's block or challenge page (Cloudflare) came from https://api.zoom.us in place of a profile";
    assert_eq!((message.as_str(), code), (expected, ErrorCode::InvalidResponse));
    assert!(hint.contains("firewall"));
    let (message, hint, code) = name(reply(403, CHALLENGE));
    assert_eq!((message, code), (format!("{expected} (HTTP 403)"), ErrorCode::Forbidden));
    assert!(hint.contains("firewall"));
    assert!(name(reply(200, "<html>")).0.starts_with("An HTML page came from"));
    assert!(name(reply(502, "<html>")).0.starts_with("The server at https://api.zoom.us failed"));
    let header = |status, name| {
        let values = Headers::NAMES.iter().map(|known| if *known == name { "challenge" } else { "" });
        Event::Response(Response { headers: Headers::from_values(values), ..response(status, "") })
    };
    assert_eq!(name(header(403, "cf-mitigated")).0, format!("{expected} (HTTP 403)"));
    for status in [202, 405] {
        let message = name(header(status, "x-amzn-waf-action")).0;
        assert!(message.starts_with("A firewall's block or challenge page (AWS WAF) came from"), "{message}");
    }
    // How long it asks to wait is kept.
    let headers = Headers { cloudflare: Some("challenge"), retry_after: Some("3600"), ..Headers::default() };
    let (_, hint, _) = name(Event::Response(Response { headers, ..response(503, "") }));
    assert!(hint.contains("firewall"), "{hint}");
    let (_, hint, _) = {
        let error = Driver::sent(options()).error(Event::Response(Response { headers, ..response(503, "") }));
        (error.message, error.hint, error.code)
    };
    assert!(hint.starts_with("Zoom asks to wait 3600 s") && hint.contains("firewall"), "{hint}");
}

#[test]
fn headers_out_of_their_values() {
    let headers = Headers::from_values(["1", "2", "3", "4", "5", "6", "7", "8"].into_iter());
    let expected = Headers {
        retry_after: Some("1"),
        reset: Some("2"),
        date: Some("3"),
        limit_type: Some("4"),
        tracking_id: Some("5"),
        cloudflare: Some("6"),
        aws_waf: Some("7"),
    };
    assert_eq!(headers, expected);
    assert_eq!(Headers::from_values(["", "2"].into_iter()), Headers { reset: Some("2"), ..Headers::default() });
}

#[test]
fn an_error_is_one_value_without_what_is_absent() {
    let mut driver = Driver::sent(options());
    let error = driver.error(reply(400, r#"{"code":300,"message":"m","errors":[{"field":"f","message":"g"}]}"#));
    let value = serde_json::to_value(&error).unwrap();
    let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["attempts", "code", "fieldErrors", "hint", "message", "status", "zoomCode", "zoomMessage"]);
    assert_eq!(value["code"], "bad_request");
    assert_eq!(value["fieldErrors"], serde_json::json!([{ "field": "f", "message": "g" }]));
    let mut driver = Driver::sent(options());
    let error = driver.error(reply(429, r#"{"message":"daily limit"}"#));
    assert_eq!(serde_json::to_value(&error).unwrap()["limit"], "daily");
}
