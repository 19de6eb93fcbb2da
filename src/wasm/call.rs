//! One call of the endpoint: options, token, fetch, reply, and again where that helps. It settles, always.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use gloo_net::http::Response as GlooResponse;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::host::{self, Guard};
use super::options::{self, RequestOptions, Token, invalid};
use crate::client::endpoint::{BaseUrl, DEFAULT_BASE_URL, MAX_REPLY, check_token, profile_url};
use crate::client::error::{ClientError, ErrorCode, Reply, classify, is_error_body};
use crate::client::retry::{Next, next};

/// Why a call failed: an error of ours with what caused it, or a value that goes to the caller as it is (the reason of
/// an abort, what a callback threw).
enum Failure {
    Ours(Box<ClientError>, JsValue),
    Theirs(JsValue),
}

impl From<ClientError> for Failure {
    fn from(error: ClientError) -> Self {
        Failure::Ours(Box::new(error), JsValue::UNDEFINED)
    }
}

impl Failure {
    fn into_js(self) -> JsValue {
        match self {
            Failure::Theirs(value) => value,
            Failure::Ours(error, cause) => {
                let serializer = serde_wasm_bindgen::Serializer::json_compatible();
                let fields = serde::Serialize::serialize(&*error, &serializer).unwrap_or_else(JsValue::from);
                host::create_error(fields, &cause)
            }
        }
    }
}

/// A reply that came with a good status.
struct Arrived {
    status: u16,
    body: JsValue,
    headers: Vec<(&'static str, String)>,
}

/// Headers that a caller may want to see.
const HEADERS: [&str; 7] = [
    "x-zm-trackingid",
    "x-ratelimit-category",
    "x-ratelimit-type",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "retry-after",
];

/// Fetches one profile's bytes: `{ body, status, attempts, url, headers }`. What is in them is for the caller to check.
#[wasm_bindgen(js_name = fetchUserProfile)]
pub async fn fetch_user_profile(user_id: JsValue, options: JsValue) -> Result<JsValue, JsValue> {
    fetch_profile(&user_id, &options).await.map_err(Failure::into_js)
}

async fn fetch_profile(user_id: &JsValue, options: &JsValue) -> Result<JsValue, Failure> {
    let options = options::read(options)?;
    let user_id = user_id
        .as_string()
        .ok_or_else(|| invalid("`userId` must be a text", "Give a user's id or e-mail address, or \"me\"."))?;
    let url = target(&options, &user_id)?;
    let guard = Guard::new(&options.signal, options.timeout_ms).map_err(Failure::Theirs)?;
    let outcome = until_ended(
        &guard,
        &options,
        &url,
        Call { options: &options, guard: &guard, url: &url, user_id: &user_id }.run(),
    )
    .await;
    guard.close();
    outcome
}

/// The URL to call.
fn target(options: &RequestOptions, user_id: &str) -> Result<String, ClientError> {
    let text = options.base_url.as_deref().unwrap_or(DEFAULT_BASE_URL);
    let parts = host::parse_base_url(text);
    if parts.is_null() {
        return Err(invalid(
            "`baseUrl` is no URL",
            "Give a whole one, such as \"https://api.zoom.us/v2\"; a relative one works in a page only.",
        ));
    }
    let text =
        |name: &str| Reflect::get(&parts, &name.into()).ok().and_then(|value| value.as_string()).unwrap_or_default();
    let flag = |name: &str| Reflect::get(&parts, &name.into()).is_ok_and(|value| value.is_truthy());
    let base = BaseUrl {
        protocol: text("protocol"),
        hostname: text("hostname"),
        origin: text("origin"),
        pathname: text("pathname"),
        has_credentials: flag("hasCredentials"),
        has_query: flag("hasQuery"),
        is_page_origin: flag("isPageOrigin"),
    };
    profile_url(&base, user_id).map_err(|message| invalid(message, "Nothing was sent."))
}

/// Runs a call until it settles, its caller aborts it, or its time is up.
async fn until_ended<T>(
    guard: &Guard,
    options: &RequestOptions,
    url: &str,
    call: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let mut call = pin!(call);
    let mut ended = pin!(JsFuture::from(guard.ended()));
    poll_fn(|context| {
        // The promise wakes this future; what it resolves with is there a little earlier, and before the first request.
        let has_ended = ended.as_mut().poll(context).is_ready();
        let outcome = guard.outcome();
        if has_ended || !outcome.is_undefined() {
            return Poll::Ready(Err(end(&outcome, options, url)));
        }
        call.as_mut().poll(context)
    })
    .await
}

fn end(outcome: &JsValue, options: &RequestOptions, url: &str) -> Failure {
    if Reflect::has(outcome, &"timedOut".into()).unwrap_or_default() {
        let message = ["No profile came within ", &options.timeout_ms.to_string(), " ms"].concat();
        let hint = "Raise `timeoutMs`, which is for the whole call, or look for what stalls: the token function, a proxy, Zoom.";
        return ClientError { url: Some(url.into()), ..ClientError::new(ErrorCode::Timeout, message, hint) }.into();
    }
    Failure::Theirs(Reflect::get(outcome, &"reason".into()).unwrap_or_default())
}

/// One call, with what its attempts share.
struct Call<'a> {
    options: &'a RequestOptions,
    guard: &'a Guard,
    url: &'a str,
    user_id: &'a str,
}

impl Call<'_> {
    async fn run(self) -> Result<JsValue, Failure> {
        let mut token = self.token("initial").await?;
        let (mut attempts, mut failures, mut renewed) = (0, 0, false);
        loop {
            attempts += 1;
            let failure = match self.attempt(&token).await {
                Ok(arrived) => return Ok(self.hand_out(arrived, attempts)),
                Err(failure) => failure,
            };
            let Failure::Ours(mut error, cause) = failure else { return Err(failure) };
            error.attempts = attempts;
            error.url = Some(self.url.into());
            if error.status == Some(401) && !renewed && matches!(self.options.token, Token::Function(_)) {
                renewed = true;
                token = self.token("expired").await?;
                continue;
            }
            failures += 1;
            let random = js_sys::Math::random();
            match next(&error, failures, self.options.max_retries, self.guard.remaining(), random) {
                Next::Retry(delay) => {
                    self.tell_retry(attempts, delay, &error, &cause)?;
                    let wait = host::wait(delay);
                    let _cancel = CancelOnDrop(wait.clone());
                    let _ = JsFuture::from(wait).await;
                }
                Next::Fail => return Err(Failure::Ours(error, cause)),
            }
        }
    }

    /// The token as a JavaScript string; `undefined` where a proxy adds it.
    async fn token(&self, reason: &str) -> Result<JsValue, Failure> {
        let token = match &self.options.token {
            Token::None => return Ok(JsValue::UNDEFINED),
            Token::Fixed(token) => token.clone(),
            Token::Function(function) => ask(function, reason).await?,
        };
        // Checked character by character on its own side: as a Rust string it would stay behind in wasm memory.
        let length = token.dyn_ref::<js_sys::JsString>().map(js_sys::JsString::length);
        let Some(length) = length else {
            return Err(unauthorized("The token function returned no text", JsValue::UNDEFINED));
        };
        let text = token.unchecked_ref::<js_sys::JsString>();
        let is_visible = |index| {
            let mut buffer = [0; 4];
            let unit = text.char_code_at(index) as u32;
            char::from_u32(unit).is_some_and(|unit| check_token(unit.encode_utf8(&mut buffer)).is_ok())
        };
        if length == 0 {
            return Err(check_token("")
                .err()
                .map(|message| invalid(message, "Nothing was sent."))
                .map_or(Failure::Theirs(JsValue::UNDEFINED), Into::into));
        }
        if !(0..length).all(is_visible) {
            let message = check_token(" ").err().unwrap_or_default();
            return Err(invalid(message, "Nothing was sent.").into());
        }
        Ok(token)
    }

    /// One request and its reply.
    async fn attempt(&self, token: &JsValue) -> Result<Arrived, Failure> {
        let headers = self.headers(token);
        let request =
            host::call_fetch(&self.options.fetch, self.url, &headers, &self.options.credentials, &self.guard.signal());
        let response = settle(request).await.map_err(network)?;
        self.read(&response).await
    }

    fn headers(&self, token: &JsValue) -> Object {
        let headers = Object::new();
        let set = |name: &str, value: &JsValue| {
            // Setting a property of a plain object of our own cannot fail.
            let _ = Reflect::set(&headers, &name.into(), value);
        };
        set("Accept", &"application/json".into());
        for (name, value) in &self.options.headers {
            set(name, &value.into());
        }
        if let Some(token) = token.dyn_ref::<js_sys::JsString>() {
            set("Authorization", &js_sys::JsString::from("Bearer ").concat(token));
        }
        headers
    }

    /// Reads a reply, or what looks like one.
    async fn read(&self, response: &JsValue) -> Result<Arrived, Failure> {
        let status = status(response).ok_or_else(|| {
            ClientError::new(
                ErrorCode::InvalidResponse,
                "What `fetch` returned is no response",
                "Check the option `fetch`.",
            )
        })?;
        let headers = HEADERS.iter().filter_map(|name| Some((*name, header(response, name)?))).collect();
        let body = settle(host::read_body(response, MAX_REPLY)).await.map_err(network)?;
        if body.is_null() {
            let hint = "A profile has a few kilobytes. Check that `baseUrl` leads to Zoom or to your proxy.";
            let error = ClientError::new(ErrorCode::ResponseTooLarge, "The reply is larger than 1 MiB", hint);
            return Err(ClientError { status: Some(status), ..error }.into());
        }
        let arrived = Arrived { status, body, headers };
        let bytes = host::bytes(&arrived.body);
        let is_good = (200..300).contains(&status) && (looks_like_profile(&bytes) || !is_error_body(&bytes));
        if is_good { Ok(arrived) } else { Err(self.refused(&arrived, &bytes).into()) }
    }

    fn refused(&self, arrived: &Arrived, body: &[u8]) -> ClientError {
        let header =
            |wanted: &str| arrived.headers.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.as_str());
        classify(&Reply {
            status: arrived.status,
            body,
            limit_type: header("x-ratelimit-type").map(Into::into),
            retry_after_ms: retry_after(header("retry-after"), header("x-ratelimit-reset")),
            tracking_id: header("x-zm-trackingid").map(Into::into),
            is_me: self.user_id == "me",
        })
    }

    fn tell_retry(&self, attempt: u32, delay: f64, error: &ClientError, cause: &JsValue) -> Result<(), Failure> {
        let Some(callback) = &self.options.on_retry else { return Ok(()) };
        let event = Object::new();
        for (name, value) in [
            ("attempt", JsValue::from(attempt)),
            ("delayMs", JsValue::from(delay)),
            ("error", Failure::Ours(Box::new(error.clone()), cause.clone()).into_js()),
        ] {
            let _ = Reflect::set(&event, &name.into(), &value);
        }
        callback.call1(&JsValue::UNDEFINED, &event).map(|_| ()).map_err(Failure::Theirs)
    }

    fn hand_out(&self, arrived: Arrived, attempts: u32) -> JsValue {
        let reply = Object::new();
        let headers = Object::new();
        for (name, value) in &arrived.headers {
            let _ = Reflect::set(&headers, &(*name).into(), &value.into());
        }
        for (name, value) in [
            ("body", arrived.body),
            ("status", arrived.status.into()),
            ("attempts", attempts.into()),
            ("url", self.url.into()),
            ("headers", headers.into()),
        ] {
            let _ = Reflect::set(&reply, &name.into(), &value);
        }
        reply.into()
    }
}

/// Forgets a wait that nobody waits for any more.
struct CancelOnDrop(Promise);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        host::cancel_wait(&self.0);
    }
}

/// Waits for a promise that may not even have come about.
async fn settle(promise: Result<Promise, JsValue>) -> Result<JsValue, JsValue> {
    JsFuture::from(promise?).await
}

/// Asks a token function.
async fn ask(function: &Function, reason: &str) -> Result<JsValue, Failure> {
    let failed = |cause| unauthorized("The token function failed", cause);
    let why = Object::new();
    let _ = Reflect::set(&why, &"reason".into(), &reason.into());
    let answer = function.call1(&JsValue::UNDEFINED, &why).map_err(failed)?;
    let token = JsFuture::from(Promise::resolve(&answer)).await.map_err(failed)?;
    if token.is_string() {
        Ok(token)
    } else {
        Err(unauthorized("The token function returned no text", JsValue::UNDEFINED))
    }
}

fn unauthorized(message: &str, cause: JsValue) -> Failure {
    let hint = "Look at `cause`, and at what the function does: it must return the token, or a promise of it.";
    Failure::Ours(Box::new(ClientError::new(ErrorCode::Unauthorized, message, hint)), cause)
}

fn network(cause: JsValue) -> Failure {
    let hint = if host::is_browser() {
        "Zoom's API sends no CORS headers, so a page cannot call it itself: call it through a proxy of your own \
         (`zoom-phone-profile/proxy`), and give its URL as `baseUrl`. Otherwise check the connection; redirects are not followed."
    } else {
        "Check the connection, the host in `baseUrl`, and any proxy; redirects are not followed."
    };
    Failure::Ours(Box::new(ClientError::new(ErrorCode::Network, "No reply came: fetch failed", hint)), cause)
}

/// The status of a response, or of what looks like one.
fn status(response: &JsValue) -> Option<u16> {
    if let Some(response) = response.dyn_ref::<web_sys::Response>() {
        return Some(GlooResponse::from(Clone::clone(response)).status());
    }
    let status = Reflect::get(response, &"status".into()).ok()?.as_f64()?;
    (status.fract() == 0.0 && (0.0..1000.0).contains(&status)).then_some(status as u16)
}

/// A header of a response, or of what looks like one.
fn header(response: &JsValue, name: &str) -> Option<String> {
    if let Some(response) = response.dyn_ref::<web_sys::Response>() {
        return GlooResponse::from(Clone::clone(response)).headers().get(name);
    }
    host::read_header(response, name).ok()?.as_string()
}

/// Milliseconds to wait by `Retry-After` (a date-time, an HTTP date, or seconds), else by `X-RateLimit-Reset` (unix seconds).
fn retry_after(retry_after: Option<&str>, reset: Option<&str>) -> Option<f64> {
    let now = js_sys::Date::now();
    let asked = retry_after.map(|text| match text.trim().parse::<u32>() {
        Ok(seconds) => f64::from(seconds) * 1000.0,
        Err(_) => js_sys::Date::parse(text) - now,
    });
    let reset =
        || reset.and_then(|text| text.trim().parse::<u32>().ok()).map(|seconds| f64::from(seconds) * 1000.0 - now);
    asked.filter(|ms| ms.is_finite()).or_else(reset).map(|ms| ms.max(0.0))
}

/// Whether a body has any field of a profile.
fn looks_like_profile(body: &[u8]) -> bool {
    super::desk::with_desk(|desk| {
        desk.validator.check(body, &crate::validate::Options { max_issues: 0, ..Default::default() });
        let view = desk.validator.view(body);
        crate::model::PROFILE.fields.iter().any(|field| view.has(crate::model::schema::Row(field.offset)))
    })
}
