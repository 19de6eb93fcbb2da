//! Sends the request of a call.

use gloo_net::http::Request;
use web_sys::{
    AbortController, AbortSignal, ReferrerPolicy, RequestCache, RequestCredentials, RequestInit, RequestRedirect,
};

use super::fault::Fault;
use super::js;
use super::options::Credentials;
use super::reply::{Received, receive};
use crate::client::redact::Secrets;

/// What a request is made of.
pub struct Parts<'a> {
    pub url: &'a str,
    /// A token that a header can hold.
    pub token: Option<&'a str>,
    pub credentials: Credentials,
    pub secrets: &'a Secrets,
}

/// Sends a request and reads its response. Dropping the future aborts it.
pub async fn send(parts: &Parts<'_>) -> Received {
    match try_send(parts).await {
        Ok(received) => received,
        Err(fault) => Received::Failed(fault),
    }
}

async fn try_send(parts: &Parts<'_>) -> Result<Received, Fault> {
    let in_flight = InFlight(Some(AbortController::new()?));
    let request = build(parts, &in_flight.signal()?)?;
    let response = js::settled(js::fetch(&request)?).await?;
    let received = receive(response, parts.url, parts.secrets).await;
    if matches!(received, Received::Reply(_)) {
        in_flight.ended();
    }
    Ok(received)
}

/// A request that is aborted when this is dropped.
struct InFlight(Option<AbortController>);

impl InFlight {
    fn signal(&self) -> Result<AbortSignal, Fault> {
        self.0.as_ref().map(AbortController::signal).ok_or_else(Fault::default)
    }

    /// Nothing is left to abort.
    fn ended(mut self) {
        self.0 = None;
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

fn build(parts: &Parts<'_>, signal: &AbortSignal) -> Result<web_sys::Request, Fault> {
    let credentials = match parts.credentials {
        Credentials::Omit => RequestCredentials::Omit,
        Credentials::SameOrigin => RequestCredentials::SameOrigin,
        Credentials::Include => RequestCredentials::Include,
    };
    // Redirects come back as they are: one that is followed would take the token along.
    let mut request = Request::get(parts.url)
        .header("Accept", "application/json")
        .redirect(RequestRedirect::Manual)
        .credentials(credentials)
        .abort_signal(Some(signal));
    if is_allowed(parts.url, &unstored()) {
        request = request.cache(RequestCache::NoStore).referrer_policy(ReferrerPolicy::NoReferrer);
    }
    if let Some(token) = parts.token {
        request = request.header("Authorization", &["Bearer ", token].concat());
    }
    // gloo-net panics if the runtime refuses a request with an error of another realm.
    let init = RequestInit::new();
    init.set_redirect(RequestRedirect::Manual);
    init.set_credentials(credentials);
    init.set_signal(Some(signal));
    web_sys::Request::new_with_str_and_init(parts.url, &init)?;
    let built = request.build().map_err(|error| Fault::new(error.to_string()))?;
    Ok(built.into())
}

/// Options that some runtimes (workerd) refuse.
fn unstored() -> RequestInit {
    let init = RequestInit::new();
    init.set_cache(RequestCache::NoStore);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    init
}

/// Whether a request can be made with these options. It is not sent.
fn is_allowed(url: &str, init: &RequestInit) -> bool {
    web_sys::Request::new_with_str_and_init(url, init).is_ok()
}
