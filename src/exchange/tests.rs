use super::*;

const TOKEN: &str = "eyJhbGciOi.secret/token";

fn options() -> Options {
    Options { token: Some(TOKEN.into()), ..Options::default() }
}

fn no_header(_: &str) -> Option<String> {
    None
}

fn exchange(options: &Options) -> (Exchange, Step) {
    let mut exchange = Exchange::new("abc", options).unwrap();
    let step = exchange.start();
    (exchange, step)
}

fn done(step: Step) -> Result<UserProfile, Error> {
    match step {
        Step::Done(result) => *result,
        other => panic!("{other:?}"),
    }
}

fn failure(step: Step) -> Box<crate::client::call_error::Failure> {
    let error = done(step).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
    let Error::Failed(failure) = error else { panic!("aborted") };
    failure
}

#[test]
fn the_request_has_the_token_in_one_header() {
    let (mut exchange, step) = exchange(&options());
    let Step::Send(request) = step else { panic!("{step:?}") };
    assert_eq!(request.url, "https://api.zoom.us/v2/phone/users/abc");
    let bearer = ["Bearer ", TOKEN].concat();
    assert_eq!(request.headers, [("accept", "application/json".into()), ("authorization", bearer)]);
    assert!(request.timeout <= Duration::from_secs(10) && request.timeout > Duration::from_secs(5));
    assert!(!format!("{request:?} {:?} {exchange:?}", options()).contains("secret"));
    let profile = done(exchange.received(200, no_header, br#"{"id":"abc"}"#.into())).unwrap();
    assert_eq!(profile.id.as_deref(), Some("abc"));
}

#[test]
fn a_busy_server_is_asked_again_after_a_wait() {
    let (mut exchange, _) = exchange(&options());
    let retry_after = |name: &str| (name == "retry-after").then(|| "2".to_owned());
    let step = exchange.received(429, retry_after, Vec::new());
    assert!(matches!(step, Step::Wait(delay) if delay >= Duration::from_secs(2)), "{step:?}");
    assert!(matches!(exchange.waited(), Step::Send(_)));
    assert!(done(exchange.received(200, no_header, br#"{"id":"abc"}"#.into())).is_ok());
}

#[test]
fn a_token_is_asked_for_and_renewed_once() {
    let options = Options { token: None, asks_token: true, ..Options::default() };
    let (mut exchange, step) = exchange(&options);
    assert!(matches!(step, Step::AskToken(TokenReason::Initial)), "{step:?}");
    assert!(matches!(exchange.token("first-token"), Step::Send(_)));
    let expired = br#"{"code":124,"message":"Access token is expired."}"#;
    let step = exchange.received(401, no_header, expired.into());
    assert!(matches!(step, Step::AskToken(TokenReason::Expired)), "{step:?}");
    let Step::Send(request) = exchange.token("second-token") else { panic!() };
    assert_eq!(request.headers[1].1, "Bearer second-token");
    let refused = failure(exchange.received(401, no_header, expired.into()));
    assert_eq!((refused.error.code, refused.error.attempts), (ErrorCode::TokenExpired, 2));
}

#[test]
fn a_token_that_was_passed_is_used_first() {
    let (mut exchange, step) = exchange(&Options { asks_token: true, ..options() });
    assert!(matches!(step, Step::Send(_)), "{step:?}");
    let step = exchange.received(401, no_header, br#"{"code":124,"message":"expired"}"#.into());
    assert!(matches!(step, Step::AskToken(TokenReason::Expired)), "{step:?}");
    let broken = failure(exchange.token_failed(&io::Error::other(["no luck with ", TOKEN].concat())));
    assert_eq!(broken.error.code, ErrorCode::Unauthorized);
    assert_eq!(broken.cause.unwrap().to_string(), "no luck with [token]");
}

#[test]
fn tokens_that_a_header_cannot_hold_are_not_sent() {
    for token in ["", "secret\ntoken", "secret token", "s\u{e9}cret"] {
        let (_, step) = exchange(&Options { token: Some(token.into()), ..Options::default() });
        assert_eq!(failure(step).error.code, ErrorCode::InvalidArgument, "{token:?}");
    }
}

#[test]
fn without_a_token_a_proxy_adds_it() {
    let (_, step) = exchange(&Options { base_url: "http://127.0.0.1:9/zoom".into(), ..Options::default() });
    let Step::Send(request) = step else { panic!("{step:?}") };
    assert_eq!((request.url.as_str(), request.headers.len()), ("http://127.0.0.1:9/zoom/phone/users/abc", 1));
}

#[test]
fn arguments_that_cannot_be_used_are_refused_by_the_names_of_rust() {
    let refused = |user_id: &str, options: Options| match Exchange::new(user_id, &options) {
        Err(Error::Failed(failure)) => failure.error,
        other => panic!("{other:?}"),
    };
    for (error, name) in [
        (refused("", options()), "`user_id`"),
        (refused("..", options()), "`user_id`"),
        (refused("abc", Options { base_url: "/v2".into(), ..options() }), "`base_url`"),
        (refused("abc", Options { base_url: "http://api.zoom.us".into(), ..options() }), "`base_url`"),
        (refused("abc", Options { timeout_ms: 0, ..options() }), "`timeout_ms` must be from 1 to 2147483647; it is 0"),
        (refused("abc", Options { max_retries: 101, ..options() }), "`max_retries` must be at most 100; it is 101"),
    ] {
        assert_eq!(error.code, ErrorCode::InvalidArgument);
        assert!(error.message.contains(name), "{}", error.message);
    }
}

#[test]
fn failed_connections_are_named_by_the_system() {
    let (mut exchange, _) = exchange(&Options { max_retries: 0, ..options() });
    let refused = failure(exchange.failed(&io::Error::from(ErrorKind::ConnectionRefused)));
    assert_eq!(refused.error.code, ErrorCode::Network);
    assert!(refused.error.message.ends_with("ECONNREFUSED"), "{}", refused.error.message);
    assert!(refused.error.hint.contains("`base_url`"), "{}", refused.error.hint);
    assert_eq!(refused.cause.unwrap().to_string(), "connection refused");
}

#[test]
fn redirects_and_bodies_that_are_too_large_are_errors() {
    let (mut exchange, _) = exchange(&Options { max_retries: 0, ..options() });
    let location = |name: &str| (name == "location").then(|| "https://other.example/?secret".to_owned());
    let redirected = failure(exchange.received(302, location, Vec::new()));
    assert_eq!(redirected.error.code, ErrorCode::Network);
    assert!(redirected.error.message.contains("https://other.example"), "{}", redirected.error.message);

    let (mut exchange, _) = self::exchange(&Options { max_retries: 0, ..options() });
    let large = failure(exchange.received(200, no_header, vec![b' '; MAX_BODY + 1]));
    assert_eq!(large.error.code, ErrorCode::ResponseTooLarge);
}

#[test]
fn what_the_server_repeats_of_the_token_is_redacted() {
    let (mut exchange, _) = exchange(&Options { max_retries: 0, ..options() });
    let body = format!(r#"{{"code":300,"message":"bad token {TOKEN}"}}"#);
    let tracking = |name: &str| (name == "x-zm-trackingid").then(|| TOKEN.to_owned());
    let refused = failure(exchange.received(400, tracking, body.into()));
    assert_eq!(refused.error.tracking_id.as_deref(), Some("[token]"));
}

#[test]
fn a_reply_that_is_no_valid_profile_lists_its_issues() {
    let (mut exchange, _) = exchange(&options());
    let invalid = failure(exchange.received(200, no_header, br#"{"id":"abc","status":5}"#.into()));
    assert_eq!(invalid.error.code, ErrorCode::InvalidResponse);
    assert_eq!(invalid.issues[0].pointer, "/status");
    // Read leniently it would be no `UserProfile` either.
    assert_eq!(invalid.error.hint, "Look at `issues`, each with its place.");
}

#[test]
fn a_failure_after_the_deadline_is_a_timeout() {
    let (mut exchange, step) = exchange(&Options { timeout_ms: 1, ..options() });
    let Step::Send(request) = step else { panic!("{step:?}") };
    let sent = Instant::now();
    while sent.elapsed() <= request.timeout {
        std::hint::spin_loop();
    }
    let late = failure(exchange.failed(&io::Error::from(ErrorKind::TimedOut)));
    assert_eq!(late.error.code, ErrorCode::Timeout);
    assert!(late.error.hint.contains("`timeout_ms`"), "{}", late.error.hint);
}

#[test]
fn a_report_that_does_not_belong_to_the_last_step_is_an_error() {
    let (mut exchange, _) = exchange(&options());
    assert_eq!(failure(exchange.waited()).error.code, ErrorCode::InvalidArgument);
    assert!(done(exchange.received(200, no_header, br#"{"id":"abc"}"#.into())).is_ok());
    for step in [exchange.waited(), exchange.received(200, no_header, Vec::new()), exchange.start()] {
        assert_eq!(failure(step).error.code, ErrorCode::InvalidArgument);
    }
}

#[test]
fn random_numbers_are_from_0_up_to_1() {
    let numbers: Vec<f64> = (0..100).map(|_| random()).collect();
    assert!(numbers.iter().all(|number| (0.0..1.0).contains(number)));
    assert!(numbers.windows(2).any(|pair| pair[0] != pair[1]));
}

/// What means something in JavaScript, or in `fetch`, only.
const JAVASCRIPT: [&str; 13] = [
    "`baseUrl`",
    "`userId`",
    "`timeoutMs`",
    "`maxRetries`",
    "`maxIssues`",
    "`validation",
    "`cause`",
    "promise",
    "`signal`",
    "getUserProfile",
    "as a function",
    "`credentials`",
    "`fetch`",
];

#[test]
fn messages_and_hints_name_the_options_of_rust() {
    for example in ErrorCode::ALL.iter().flat_map(|code| code.examples()) {
        for token in [Some(TOKEN.to_owned()), None] {
            let (mut exchange, _) = exchange(&Options { token, max_retries: 0, ..options() });
            let header = |name: &str| {
                let found = example.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
                found.map(|(_, value)| (*value).to_owned())
            };
            let Err(Error::Failed(failure)) = done(exchange.received(example.status, header, example.body.into()))
            else {
                panic!("{}", example.title)
            };
            for text in [&failure.error.message, &failure.error.hint] {
                assert!(JAVASCRIPT.iter().all(|name| !text.contains(name)), "{}: {text}", example.title);
            }
        }
    }
}
