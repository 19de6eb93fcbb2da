//! The call of the feature `fetch`, with a `fetch` that misbehaves in every way: no call hangs, none panics.
#![cfg(all(target_arch = "wasm32", feature = "fetch"))]
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use std::cell::{Cell, RefCell};
use std::error::Error as _;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;

use js_sys::{Promise, eval};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use wasm_bindgen_test::wasm_bindgen_test;
use zoom_phone_profile::client::error::ErrorCode;
use zoom_phone_profile::fetch::{AbortHandle, Error, Failure, Options, Token, TokenReason, get_user_profile};
use zoom_phone_profile::model::UserProfile;
use zoom_phone_profile::validate::{IssueCode, Strictness};

#[cfg(feature = "browser-tests")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

const TOKEN: &str = "eyJhbGciOi.secret/token";

/// Evaluates JavaScript.
fn js(code: &str) -> JsValue {
    eval(code).unwrap_or_else(|error| panic!("{code}: {error:?}"))
}

/// Puts a function in the place of `fetch`. `sent` lists the requests.
fn stub(function: &str) {
    js(&format!(
        "globalThis.sent = []; globalThis.profile = () => new Response('{{\"id\":\"abc\"}}');
        globalThis.fetch = (request) => {{ sent.push(request); return ({function})(request, sent.length); }}"
    ));
}

fn sent() -> u32 {
    js("sent.length").as_f64().unwrap() as u32
}

async fn sleep(ms: u32) {
    let promise: Promise = js(&format!("new Promise((resolve) => setTimeout(resolve, {ms}))")).unchecked_into();
    JsFuture::from(promise).await.unwrap();
}

/// Calls with these options. Fails if the call has not settled after four seconds.
async fn call(options: &Options) -> Result<UserProfile, Error> {
    let mut call = pin!(get_user_profile("abc", options));
    let mut limit = pin!(sleep(4_000));
    poll_fn(|context| {
        if let Poll::Ready(result) = call.as_mut().poll(context) {
            return Poll::Ready(result);
        }
        assert!(limit.as_mut().poll(context).is_pending(), "the call hangs");
        Poll::Pending
    })
    .await
}

fn options() -> Options {
    Options { token: Some(TOKEN.into()), max_retries: 0, timeout_ms: 1_000, ..Options::default() }
}

/// Returns how a call fails over this `fetch`.
async fn failure_of(function: &str, options: &Options) -> Box<Failure> {
    stub(function);
    match call(options).await {
        Err(error @ Error::Failed(_)) => {
            assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
            let Error::Failed(failure) = error else { panic!() };
            failure
        }
        other => panic!("{function}: {other:?}"),
    }
}

async fn code_of(function: &str) -> ErrorCode {
    failure_of(function, &options()).await.error.code
}

#[wasm_bindgen_test]
async fn a_profile_comes_by_one_request_that_keeps_the_token() {
    stub("async () => profile()");
    assert_eq!(call(&options()).await.unwrap().id.as_deref(), Some("abc"));
    let request = js("const { url, method, redirect, cache, credentials, referrerPolicy, headers } = sent[0];
        [url, method, redirect, cache, credentials, referrerPolicy, headers.get('accept'), headers.get('authorization'),
        sent.length].join()");
    let expected =
        "https://api.zoom.us/v2/phone/users/abc,GET,manual,no-store,omit,no-referrer,application/json,Bearer ";
    assert_eq!(request.as_string().unwrap(), [expected, TOKEN, ",1"].concat());
}

#[wasm_bindgen_test]
async fn what_fetch_throws_or_rejects_with_is_a_network_error() {
    for value in ["new TypeError('boom')", "'boom'", "undefined", "null", "{}", "Symbol('x')", "5", "() => {}"] {
        assert_eq!(code_of(&format!("() => {{ throw {value} }}")).await, ErrorCode::Network, "{value}");
        assert_eq!(code_of(&format!("async () => {{ throw {value} }}")).await, ErrorCode::Network, "{value}");
    }
    let hostile = "async () => { throw { get message() { throw 1 }, get cause() { throw 2 } } }";
    assert_eq!(code_of(hostile).await, ErrorCode::Network);
    let circular = "async () => { const error = new Error('x'); error.cause = error; throw error }";
    assert_eq!(code_of(circular).await, ErrorCode::Network);
}

#[wasm_bindgen_test]
async fn an_error_of_another_realm_is_a_network_error() {
    js("globalThis.foreign = globalThis.process
        ? process.getBuiltinModule('vm').runInNewContext('new TypeError(\"foreign\")')
        : new (document.body.appendChild(document.createElement('iframe')).contentWindow.TypeError)('foreign')");
    assert_eq!(js("foreign instanceof Error").as_bool(), Some(false));
    let failure = failure_of("async () => { throw foreign }", &options()).await;
    assert_eq!(failure.error.code, ErrorCode::Network);
    assert_eq!(failure.cause.unwrap().to_string(), "TypeError: foreign");
}

#[wasm_bindgen_test]
async fn the_code_of_a_failed_connection_is_named() {
    let refused = "async () => { throw new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }) }";
    let failure = failure_of(refused, &options()).await;
    assert!(failure.error.message.ends_with("ECONNREFUSED"), "{}", failure.error.message);
}

#[wasm_bindgen_test]
async fn what_only_looks_like_a_response_is_an_invalid_response() {
    for value in [
        "undefined",
        "null",
        "'text'",
        "{}",
        "{ status: 200, ok: true, text: async () => '{}' }",
        "Object.create(Response.prototype)",
        "Object.setPrototypeOf({ status: 200, type: 'basic', url: '', redirected: false, headers: {} }, \
         Response.prototype)",
        "Object.defineProperty(profile(), 'headers', { value: Object.create(Headers.prototype) })",
        "Response.error()",
        "{ then: 5 }",
    ] {
        assert_eq!(code_of(&format!("() => ({value})")).await, ErrorCode::InvalidResponse, "{value}");
        assert_eq!(code_of(&format!("async () => ({value})")).await, ErrorCode::InvalidResponse, "{value}");
    }
    // A response to some engines, and none to others.
    stub("() => new Proxy(profile(), {})");
    drop(call(&options()).await);
    assert_eq!(code_of("() => ({ get then() { throw 1 } })").await, ErrorCode::Network);
    assert_eq!(code_of("() => ({ then: (_, reject) => reject() })").await, ErrorCode::Network);
}

#[wasm_bindgen_test]
async fn a_response_without_promise_is_taken() {
    stub("() => profile()");
    assert!(call(&options()).await.is_ok());
}

#[wasm_bindgen_test]
async fn tokens_that_a_header_cannot_hold_are_not_sent() {
    for token in ["", "secret\ntoken", "secret token", "s\u{e9}cret", "secret\0"] {
        let options = Options { token: Some(token.into()), ..options() };
        assert_eq!(failure_of("() => profile()", &options).await.error.code, ErrorCode::InvalidArgument, "{token:?}");
        assert_eq!(sent(), 0);
    }
}

#[wasm_bindgen_test]
async fn arguments_that_cannot_be_used_send_nothing() {
    stub("() => profile()");
    let with_url = |base_url: &str| Options { base_url: base_url.into(), ..options() };
    for options in [
        Options { timeout_ms: 0, ..options() },
        Options { max_retries: 101, ..options() },
        with_url("http://dash.example"),
        with_url("https://user:secret@dash.example"),
        with_url("https://dash.example/?secret"),
        with_url("file:///secret"),
        with_url("https://"),
    ] {
        let error = call(&options).await.unwrap_err();
        assert_eq!(error.code(), Some(ErrorCode::InvalidArgument), "{options:?}");
        assert!(!format!("{error} {}", error.hint()).contains("baseUrl"), "{error}");
    }
    for id in ["", "..", " a", "undefined"] {
        let error = get_user_profile(id, &options()).await.unwrap_err();
        assert!(error.to_string().starts_with("`user_id`"), "{error}");
    }
    assert_eq!(sent(), 0);
}

#[wasm_bindgen_test]
async fn bodies_that_cannot_be_read_fail() {
    let stream = |source: &str| format!("() => new Response(new ReadableStream({source}))");
    for (function, code) in [
        (stream("{ pull(to) { to.enqueue(new Uint8Array(100)); to.error('boom') } }"), ErrorCode::Network),
        (stream("{ pull(to) { to.error(undefined) } }"), ErrorCode::Network),
        (stream("{ pull(to) { to.enqueue('{\"id\":\"abc\"}') } }"), ErrorCode::Network),
        (stream("{ pull(to) { to.enqueue(new Uint8Array(4096)) } }"), ErrorCode::ResponseTooLarge),
        (stream("{ pull(to) { to.enqueue(new Uint8Array(0)) } }"), ErrorCode::Timeout),
        (stream("{}"), ErrorCode::Timeout),
        ("() => { const it = profile(); it.body.getReader(); return it }".into(), ErrorCode::Network),
        ("() => new Response(null, { status: 204 })".into(), ErrorCode::InvalidResponse),
        ("() => new Response('<html>')".into(), ErrorCode::InvalidResponse),
    ] {
        assert_eq!(code_of(&function).await, code, "{function}");
    }
}

#[wasm_bindgen_test]
async fn a_body_beyond_the_limit_is_canceled() {
    let endless = "() => new Response(new ReadableStream({ pull(to) { to.enqueue(new Uint8Array(65536)) },
        cancel() { globalThis.isCanceled = true; throw 'boom' } }))";
    assert_eq!(code_of(endless).await, ErrorCode::ResponseTooLarge);
    assert_eq!(js("isCanceled").as_bool(), Some(true));
}

#[wasm_bindgen_test]
async fn a_profile_in_many_chunks_is_one() {
    stub(
        "() => new Response(new ReadableStream({ start(to) {
        for (const byte of new TextEncoder().encode('{\"id\":\"é\"}')) to.enqueue(new Uint8Array([byte]));
        to.close() } }))",
    );
    assert_eq!(call(&options()).await.unwrap().id.as_deref(), Some("é"));
}

#[wasm_bindgen_test]
async fn a_failing_server_is_asked_again() {
    stub("(_, count) => count < 3 ? new Response('', { status: 503, headers: { 'retry-after': '0' } }) : profile()");
    let options = Options { max_retries: 2, timeout_ms: 10_000, ..options() };
    assert!(call(&options).await.is_ok());
    assert_eq!(sent(), 3);
    let failure = failure_of("() => new Response('', { status: 503 })", &self::options()).await;
    assert_eq!(
        (failure.error.code, failure.error.status, failure.error.attempts),
        (ErrorCode::ServerError, Some(503), 1)
    );
}

#[wasm_bindgen_test]
async fn a_timeout_names_the_last_error_and_aborts_the_request() {
    let options = Options { max_retries: 1, timeout_ms: 1_500, ..options() };
    let slow = "(_, count) => count < 2 ? new Response('', { status: 503 }) : new Promise(() => {})";
    let failure = failure_of(slow, &options).await;
    assert_eq!(failure.error.message, "No profile came within 1500 ms");
    assert!(failure.error.hint.contains("`timeout_ms`"), "{}", failure.error.hint);
    assert_eq!(failure.cause.unwrap().to_string(), "The server at https://api.zoom.us failed (HTTP 503)");
    assert_eq!(js("sent.map((each) => each.signal.aborted).join()").as_string().unwrap(), "false,true");
}

#[wasm_bindgen_test]
async fn an_abort_settles_whatever_fetch_does_with_it() {
    for fetch in [
        "() => new Promise(() => {})",
        "({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))",
        "({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject('stop')))",
        "({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject()))",
        "({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve(profile())))",
    ] {
        stub(fetch);
        let abort = AbortHandle::default();
        let handle = abort.clone();
        spawn_local(async move {
            sleep(20).await;
            handle.abort();
        });
        let options = Options { abort: Some(abort), ..options() };
        assert_eq!(call(&options).await, Err(Error::Aborted), "{fetch}");
        assert_eq!(js("sent[0].signal.aborted").as_bool(), Some(true));
        assert_eq!(call(&options).await, Err(Error::Aborted));
        assert_eq!(sent(), 1);
    }
}

#[wasm_bindgen_test]
async fn dropping_the_future_aborts_the_request_and_clears_timers() {
    js("globalThis.timers = new Set(); globalThis.realSet = setTimeout; globalThis.realClear = clearTimeout;
        globalThis.setTimeout = (...all) => { const id = realSet(...all); timers.add(id); return id };
        globalThis.clearTimeout = (id) => { timers.delete(id); realClear(id) }");
    stub("() => new Promise(() => {})");
    let options = options();
    let mut call = Box::pin(get_user_profile("abc", &options));
    poll_fn(|context| {
        assert!(call.as_mut().poll(context).is_pending());
        Poll::Ready(())
    })
    .await;
    assert_eq!(js("[sent[0].signal.aborted, timers.size].join()").as_string().unwrap(), "false,1");
    drop(call);
    assert_eq!(js("[sent[0].signal.aborted, timers.size].join()").as_string().unwrap(), "true,0");
    js("globalThis.setTimeout = realSet; globalThis.clearTimeout = realClear");
}

#[wasm_bindgen_test]
async fn a_token_function_is_asked_again_once() {
    stub(
        "({ headers }) => headers.get('authorization') === 'Bearer second-token' ? profile()
        : new Response('{\"code\":124,\"message\":\"Access token is expired.\"}', { status: 401 })",
    );
    let reasons = Rc::new(RefCell::new(Vec::new()));
    let asked = Rc::clone(&reasons);
    let token = Token::function(move |reason| {
        asked.borrow_mut().push(reason);
        let token = if reason == TokenReason::Expired { "second-token" } else { "first-token" };
        async move { Ok::<_, String>(token.to_owned()) }
    });
    let options = Options { token: Some(token), ..options() };
    assert!(call(&options).await.is_ok());
    assert_eq!(*reasons.borrow(), [TokenReason::Initial, TokenReason::Expired]);
}

#[wasm_bindgen_test]
async fn a_token_function_that_fails_or_hangs_settles_the_call() {
    let is_first = Cell::new(true);
    let leaking = Token::function(move |_| {
        let token = if is_first.replace(false) { Ok(TOKEN.to_owned()) } else { Err(format!("no luck with {TOKEN}")) };
        async move { token }
    });
    let options = |token: Token| Options { token: Some(token), ..options() };
    let refusing = format!("() => new Response('{{\"code\":124,\"message\":\"bad {TOKEN}\"}}', {{ status: 401 }})");
    let failure = failure_of(&refusing, &options(leaking)).await;
    assert_eq!(failure.error.code, ErrorCode::Unauthorized);
    assert_eq!(failure.cause.as_ref().unwrap().to_string(), "no luck with [token]");
    assert_eq!(Error::Failed(failure).source().unwrap().to_string(), "no luck with [token]");

    let hanging = Token::function(|_| std::future::pending::<Result<String, String>>());
    assert_eq!(failure_of("() => profile()", &options(hanging)).await.error.code, ErrorCode::Timeout);
    assert_eq!(sent(), 0);
}

#[wasm_bindgen_test]
async fn what_the_server_repeats_of_the_token_is_redacted() {
    for body in [
        format!("{{\"code\":300,\"message\":\"bad token {TOKEN}\"}}"),
        format!("{{\"code\":300,\"message\":\"bad token {}\"}}", TOKEN.replace('/', "%2F")),
        format!("{{\"code\":300,\"message\":\"bad token {}\"}}", TOKEN.replace('/', "\\\\u002f")),
        format!("<html>{TOKEN}</html>"),
    ] {
        failure_of(&format!("() => new Response('{body}', {{ status: 400 }})"), &options()).await;
    }
    let headers = format!("{{ status: 500, headers: {{ 'x-zm-trackingid': '{TOKEN}' }} }}");
    failure_of(&format!("() => new Response('{{\"id\":\"{TOKEN}\",\"status\":5}}')"), &options()).await;
    let failure = failure_of(&format!("() => new Response('', {headers})"), &options()).await;
    assert_eq!(failure.error.tracking_id.as_deref(), Some("[token]"));
    failure_of(&format!("() => {{ throw new Error('{TOKEN}', {{ cause: '{TOKEN}' }}) }}"), &options()).await;
}

#[wasm_bindgen_test]
async fn redirects_are_named_and_not_followed() {
    let moved = "() => new Response(null, { status: 302, headers: { location: 'https://other.example/?secret' } })";
    let failure = failure_of(moved, &options()).await;
    assert_eq!(failure.error.code, ErrorCode::Network);
    assert!(
        failure.error.message.ends_with("redirects to https://other.example (HTTP 302)"),
        "{}",
        failure.error.message
    );
    let followed = "() => Object.defineProperty(profile(), 'redirected', { value: true })";
    assert_eq!(code_of(followed).await, ErrorCode::Network);
}

#[wasm_bindgen_test]
async fn a_reply_that_is_no_valid_profile_lists_its_issues() {
    let failure = failure_of("() => new Response('{\"id\":\"abc\",\"status\":5}')", &options()).await;
    assert_eq!(failure.error.code, ErrorCode::InvalidResponse);
    assert_eq!(failure.issues.iter().map(|issue| issue.code).collect::<Vec<_>>(), [IssueCode::WrongType]);
    assert_eq!(failure.error.hint, "Look at `issues`, each with its place.");
    let lenient = Options { strictness: Strictness::Lenient, ..options() };
    let failure = failure_of("() => new Response('{\"id\":5}')", &lenient).await;
    assert!(failure.error.message.contains("cannot be read as a `UserProfile`"), "{}", failure.error.message);
}

#[wasm_bindgen_test]
async fn duplicate_keys_and_whole_numbers_in_any_notation_are_read() {
    stub("() => new Response('\u{feff}{\"id\":\"a\",\"id\":\"b\",\"extension_number\":1e3,\"status\":null}')");
    let profile = call(&options()).await.unwrap();
    assert_eq!(serde_json::to_string(&profile).unwrap(), r#"{"extension_number":1000,"id":"b"}"#);
}
