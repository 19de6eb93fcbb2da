//! The classifier, by its documented table and by bodies of every kind. Who has replied: `origin.rs`.

mod origin;

use super::*;

const ZOOM: &str = "https://api.zoom.us";
const PROXY: &str = "https://dash.example";

fn reply(origin: &'static str, status: u16, body: &'static str) -> Reply<'static> {
    Reply { status, body: body.as_bytes(), origin, ..Reply::default() }
}

fn error(status: u16, body: &str) -> ClientError {
    classify(&Reply { status, body: body.as_bytes(), origin: ZOOM, ..Reply::default() })
}

#[test]
fn a_reply_without_a_message_is_explained_by_its_code() {
    for (status, body, expected) in [
        (401, r#"{"code":124}"#, "Zoom does not accept the token"),
        (400, r#"{"code":4711}"#, "The token lacks scopes"),
        (403, r#"{"code":3001}"#, "The token may not see this user"),
        (403, r#"{"code":2031}"#, "Zoom Phone is not enabled"),
        (404, r#"{"code":1001}"#, "The token's account has no such Zoom Phone user"),
        (400, r#"{"code":1010}"#, "The token's account has no such Zoom Phone user"),
        (404, r#"{"code":2300}"#, "Zoom does not find what was asked for"),
        (400, r#"{"code":300}"#, "Zoom refuses the request"),
        (429, "", "Too many requests"),
        (500, r#"{"code":500}"#, "Zoom failed"),
        (502, "", "The server at https://api.zoom.us failed"),
        (302, "", "The server at https://api.zoom.us redirects"),
        (600, "", "The server at https://api.zoom.us sent a reply that this endpoint does not have"),
    ] {
        assert_eq!(error(status, body).message, format!("{expected} (HTTP {status})"), "{body}");
    }
    let expired = error(401, r#"{"code":124,"message":"Access token is expired."}"#);
    assert_eq!(expired.message, "The token has expired (HTTP 401): Access token is expired.");
}

#[test]
fn items_that_are_no_field_errors_are_left_out() {
    let body = r#"{"code":300,"errors":["s",null,{"field":"a","message":"b"},5,{}]}"#;
    let fault = |field: &str, message: &str| FieldError { field: field.into(), message: message.into() };
    assert_eq!(error(400, body).field_errors, [fault("a", "b"), fault("", "")]);
}

#[test]
fn documented_statuses_and_codes() {
    use ErrorCode::*;
    for (status, body, expected) in [
        (400, r#"{"code":300,"message":"Invalid user id."}"#, BadRequest),
        (
            400,
            r#"{"code":4711,"message":"Invalid access token, does not contain scopes:[phone:read:user]."}"#,
            MissingScopes,
        ),
        (400, r#"{"code":1010,"message":"User not on this account."}"#, UserNotFound),
        (400, r#"{"code":1000,"message":"pending"}"#, BadRequest),
        (401, r#"{"code":124,"message":"Invalid access token."}"#, Unauthorized),
        (401, r#"{"code":124,"message":"Access token is EXPIRED."}"#, TokenExpired),
        (401, r#"{"code":201,"message":"Access token is expired."}"#, TokenExpired),
        (403, r#"{"code":2031,"message":"Zoom Phone has not been enabled."}"#, PhoneNotEnabled),
        (403, r#"{"code":3001}"#, Forbidden),
        (404, r#"{"code":1001,"message":"User does not exist."}"#, UserNotFound),
        (404, r#"{"code":2001}"#, NotFound),
        (404, r#"{"code":2300}"#, NotFound),
        (429, r#"{"code":429,"message":"You have reached the maximum per-second rate limit."}"#, RateLimited),
        (429, "", RateLimited),
        (500, r#"{"code":1001}"#, ServerError),
        (502, "<html><body>Bad Gateway</body></html>", ServerError),
        (401, "", Unauthorized),
        (403, "no", Forbidden),
        (404, "[]", NotFound),
        (418, "{}", BadRequest),
        (200, r#"{"code":300,"message":"x"}"#, BadRequest),
        (200, r#"{"code":1001,"error_message":"x"}"#, UserNotFound),
        (200, r#"{"code":124,"message":"expired"}"#, TokenExpired),
        (400, r#"{"code":124}"#, Unauthorized),
        (400, r#"{"code":3001}"#, Forbidden),
        (400, r#"{"code":2001}"#, NotFound),
        (200, r#"{"code":104,"message":"scopes:["a:b"]"}"#, MissingScopes),
        (404, r#"{"code":404,"message":"Site does not exist"}"#, NotFound),
        (403, r#"{"code":2013}"#, PhoneNotEnabled),
        (401, r#"{"code":1001}"#, UserNotFound),
        (429, r#"{"code":4711}"#, RateLimited),
        (503, r#"{"code":429}"#, ServerError),
        (
            400,
            r#"{"code":4700,"message":"Invalid access token, does not contain scopes:[phone:read:user]."}"#,
            MissingScopes,
        ),
        (401, r#"{"code":4700,"message":"DOES NOT CONTAIN SCOPES"}"#, MissingScopes),
        (400, r#"{"code":4700,"message":"Token cannot be empty"}"#, Unauthorized),
        (401, r#"{"code":4700,"message":""}"#, Unauthorized),
        (200, r#"{"code":4717}"#, Unauthorized),
        (404, r#"{"code":4735}"#, Unauthorized),
        (400, r#"{"code":4741}"#, Unauthorized),
        (302, "", Network),
        (304, "", InvalidResponse),
        (0, "", Network),
        (600, "", InvalidResponse),
    ] {
        assert_eq!(error(status, body).code, expected, "{status} {body}");
    }
}

#[test]
fn what_stands_beside_the_body_is_kept() {
    let reply = Reply {
        status: 503,
        retry_after_ms: Some(1_500.0),
        tracking_id: Some("v=2.0;clid=us01".into()),
        body: br#"{"code":5010,"message":"x"}"#,
        ..Reply::default()
    };
    let error = classify(&reply);
    assert_eq!((error.status, error.zoom_code, error.zoom_message.as_deref()), (Some(503), Some(5010), Some("x")));
    assert_eq!((error.retry_after_ms, error.tracking_id), (reply.retry_after_ms, reply.tracking_id));
}

#[test]
fn malformed_bodies_keep_what_can_be_had() {
    let scopes = r#"["phone:read:user","phone:read:user:admin"]"#;
    let body = &[r#"{"code":104,"message":"Invalid access token, does not contain scopes:"#, scopes, r#""}"#].concat();
    let error = error(400, body);
    assert_eq!(error.code, ErrorCode::MissingScopes);
    assert_eq!(error.zoom_code, Some(104));
    assert_eq!(error.missing_scopes, ["phone:read:user", "phone:read:user:admin"]);
    assert!(error.zoom_message.unwrap().ends_with("\"phone:read:user:admin\"]"));
    assert!(error.hint.contains("phone:read:user:admin"));
}

#[test]
fn field_errors_and_limits() {
    let errors = r#"[{"field":"userId","message":"Invalid."},{"field":"x","message":"y"}]"#;
    let body = &[r#"{"code":300,"message":"Validation Failed.","errors":"#, errors, "}"].concat();
    let field_error = |field: &str, message: &str| FieldError { field: field.into(), message: message.into() };
    assert_eq!(error(400, body).field_errors, [field_error("userId", "Invalid."), field_error("x", "y")]);
    let many = format!(r#"{{"code":300,"errors":[{}]}}"#, [r#"{"field":"x"}"#; 100 + 1].join(","));
    assert_eq!(error(400, &many).field_errors, vec![field_error("x", ""); 100]);
    assert_eq!(error(400, r#"{"code":300,"errors":{"field":"x"}}"#).field_errors, []);
    assert_eq!(error(429, r#"{"message":"You have reached the daily limit"}"#).limit, Some(Limit::Daily));
    assert_eq!(error(429, r#"{"message":"too many concurrent requests"}"#).limit, Some(Limit::Concurrency));
    let by_header = Reply { status: 429, limit_type: Some("QPS".into()), ..Reply::default() };
    assert_eq!(classify(&by_header).limit, Some(Limit::PerSecond));
    assert_eq!(error(429, "").limit, None);
    let names = [Limit::PerSecond, Limit::Daily, Limit::Concurrency].map(Limit::as_str);
    assert_eq!(names, ["per_second", "daily", "concurrency"]);
}

#[test]
fn scopes_in_brackets_or_with_colons() {
    let scopes = |message: &str| {
        let message = serde_json::to_string(message).unwrap();
        error(400, &["{\"code\":4711,\"message\":", &message, "}"].concat()).missing_scopes
    };
    assert_eq!(
        scopes("does not contain scopes:[phone:read:user, phone:read:admin]."),
        ["phone:read:user", "phone:read:admin"]
    );
    assert_eq!(scopes("does not contain scopes:[\"a:b\",\"c\"]"), ["a:b", "c"]);
    assert_eq!(scopes("Does not contain Scopes: phone:read:user, phone:read:user."), ["phone:read:user"]);
    assert_eq!(scopes("no idea"), [""; 0]);
    assert!(error(400, r#"{"code":4711}"#).hint.contains("phone:read:user:admin"));
    let malformed = error(400, r#"{"code":104,"message":"Invalid access token, does not contain scopes:["a:b","c"]"}"#);
    assert_eq!((malformed.zoom_code, malformed.missing_scopes), (Some(104), vec!["a:b".to_string(), "c".into()]));
}

#[test]
fn hints_for_a_list_are_about_the_list() {
    for (status, body, expected) in [
        (400, r#"{"code":300}"#, "Check the filters"),
        (400, r#"{"code":124,"message":"No permission for this site."}"#, "the site of `siteId`"),
        (401, r#"{"code":124}"#, "revoked"),
        (400, r#"{"code":4711}"#, "phone:read:list_users:admin"),
        (429, r#"{"message":"You have reached the maximum per-second rate limit"}"#, "your `limiter`"),
    ] {
        let of = |resource| {
            classify(&Reply { status, body: body.as_bytes(), origin: ZOOM, resource, ..Reply::default() }).hint
        };
        assert!(of(Resource::List).contains(expected), "{}", of(Resource::List));
        assert_eq!(of(Resource::List) == of(Resource::User), status == 401, "{body}");
    }
}

#[test]
fn the_hint_of_the_daily_limit_names_a_wait_only_where_there_is_one() {
    let hint = |retry_after_ms| {
        classify(&Reply { status: 429, body: br#"{"message":"daily"}"#, retry_after_ms, ..Reply::default() }).hint
    };
    assert!(hint(Some(1000.0)).contains("`retryAfterMs`"));
    assert!(hint(None).contains("midnight UTC") && !hint(None).contains("retryAfterMs"));
}

#[test]
fn hints_tell_the_next_step() {
    let hint = |status, body: &str, is_me, is_anonymous| {
        let resource = if is_me { Resource::Me } else { Resource::User };
        classify(&Reply { status, body: body.as_bytes(), origin: PROXY, resource, is_anonymous, ..Reply::default() })
            .hint
    };
    assert!(hint(400, r#"{"code":300}"#, true, false).contains("Server-to-Server"));
    assert!(hint(400, r#"{"code":300}"#, false, false).contains("pass \"me\""));
    assert!(hint(400, r#"{"code":1000}"#, false, false).contains("pending"));
    assert!(hint(401, "", false, true).contains("proxy"));
    assert!(hint(403, "", false, true).contains("proxy"));
    for message in ["Invalid access token.", "Access token is expired."] {
        let body = ["{\"code\":124,\"message\":\"", message, "\"}"].concat();
        let hint = hint(401, &body, false, true);
        assert!(hint.contains("it is the proxy's. Have the proxy get a new one"), "Zoom has seen a token: {hint}");
        assert!(!hint.contains("`token`"), "{hint}");
    }
    assert!(hint(404, r#"{"code":1001}"#, true, false).contains("Server-to-Server"));
    for (status, body, expected) in [
        (401, r#"{"code":124}"#, "revoked"),
        (401, r#"{"code":124,"message":"expired"}"#, "one hour"),
        (403, r#"{"code":3001}"#, "shared access"),
        (403, r#"{"code":2031}"#, "license"),
        (403, r#"{"code":2013}"#, "another account"),
        (404, r#"{"code":1001}"#, "without a Zoom Phone license, or the other kind of ID"),
        (404, r#"{"code":1001}"#, "pass \"me\""),
        (404, "", "ends in /v2"),
        (404, r#"{"code":2300}"#, "ends in /v2"),
        (429, r#"{"message":"daily"}"#, "today"),
        (429, "", "space the requests out"),
        (500, "", "tracking ID"),
        (302, "", "redirects are not followed"),
        (600, "", "not to a page"),
    ] {
        let hint = hint(status, body, false, false);
        assert!(hint.contains(expected), "{status} {body}: {hint}");
    }
}

#[test]
fn texts_of_a_body_are_bounded_and_pages_have_none() {
    let long = "é".repeat(5_000);
    let message = error(400, &["{\"code\":300,\"message\":\"", &long, "\"}"].concat()).zoom_message.unwrap();
    assert_eq!(message.len(), 2_000);
    let page = error(404, r#"<script>x = {"code":124,"message":"expired"}</script>"#);
    assert_eq!((page.code, page.zoom_code), (ErrorCode::NotFound, None));
    assert!(!is_error_body(br#"<script>x = {"code":124,"message":"expired"}</script>"#));
}

#[test]
fn codes_are_whole_numbers() {
    for (code, expected) in [
        ("300", Some(300)),
        ("\"300\"", Some(300)),
        ("-1", Some(-1)),
        ("3.5", None),
        ("99999999999", None),
        ("null", None),
        ("\"x\"", None),
        ("\"\"", None),
    ] {
        assert_eq!(error(400, &["{\"code\": ", code, " }"].concat()).zoom_code, expected, "{code}");
    }
}

proptest::proptest! {
    #![proptest_config(crate::client::fixed_seed())]

    #[test]
    fn no_body_makes_it_panic(status in 0u16..700, body in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
        let _ = classify(&Reply { status, body: &body, ..Reply::default() });
    }
}

#[test]
fn each_example_leads_to_its_code() {
    for code in ErrorCode::ALL {
        for example in code.examples() {
            let Example { user, status, body, .. } = *example;
            let isnt_success = !(200..300).contains(&status);
            if isnt_success || is_error_body(body.as_bytes()) {
                assert_eq!(error(status, body).code, *code, "{user}");
            } else {
                assert_eq!((ErrorCode::InvalidResponse, false), (*code, passes(body)), "{user}");
            }
        }
    }
    for example in table::VALID_EXAMPLES {
        assert!(passes(example.body) && !is_error_body(example.body.as_bytes()), "{}", example.user);
    }
}

fn passes(body: &str) -> bool {
    use crate::validate::{Options, Validator};
    Validator::new().check(body.as_bytes(), &Options::default()).success
}

#[test]
fn users_of_examples_are_named_once_and_after_their_status() {
    let examples: Vec<_> =
        ErrorCode::ALL.iter().flat_map(|code| code.examples()).chain(table::VALID_EXAMPLES).collect();
    let users: std::collections::BTreeSet<_> = examples.iter().map(|example| example.user).collect();
    assert_eq!(users.len(), examples.len());
    for example in examples {
        let status = example.user.split('-').nth(1).and_then(|word| word.parse().ok()).unwrap_or(example.status);
        assert_eq!(status, example.status, "{}", example.user);
    }
}
