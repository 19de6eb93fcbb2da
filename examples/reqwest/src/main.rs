//! Prints a user's phone policies: `ZOOM_TOKEN=… cargo run --features tls -- ada@example.com`.
//!
//! `ZOOM_BASE_URL` is Zoom's global one by default.

use std::env;
use std::process::ExitCode;

use reqwest::{Client, Response, redirect};
use zoom_phone_profile::exchange::{Exchange, MAX_BODY, Options, Request, Step};
use zoom_phone_profile::{Error, PolicyFormat, UserProfile, format_policy_summary, summarize_policy};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let user_id = env::args().nth(1).unwrap_or_else(|| "me".into());
    let mut options = Options { token: env::var("ZOOM_TOKEN").ok(), ..Options::default() };
    if let Ok(base_url) = env::var("ZOOM_BASE_URL") {
        options.base_url = base_url;
    }
    match get_user_profile(&user_id, &options).await {
        Ok(profile) => {
            println!("{}", format_policy_summary(&summarize_policy(&profile), PolicyFormat::Text));
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}\n{}", error.hint());
            ExitCode::FAILURE
        }
    }
}

/// Performs an exchange by reqwest.
async fn get_user_profile(user_id: &str, options: &Options) -> Result<UserProfile, Error> {
    let mut exchange = Exchange::new(user_id, options)?;
    // A redirect that is followed would take the token along.
    let client = Client::builder().redirect(redirect::Policy::none()).build().unwrap_or_default();
    let mut step = exchange.start();
    loop {
        step = match step {
            Step::Send(request) => match send(&client, &request).await {
                Ok((response, body)) => exchange.received(response.status, |name| response.header(name), body),
                Err(error) => exchange.failed(&error),
            },
            Step::Wait(delay) => {
                tokio::time::sleep(delay).await;
                exchange.waited()
            }
            // Asked only with `asks_token`: fetch a server-to-server token here.
            Step::AskToken(_) => exchange.token(""),
            Step::Done(result) => return *result,
        };
    }
}

/// The head of a response.
struct Head {
    status: u16,
    headers: reqwest::header::HeaderMap,
}

impl Head {
    fn header(&self, name: &str) -> Option<String> {
        Some(self.headers.get(name)?.to_str().ok()?.to_owned())
    }
}

async fn send(client: &Client, request: &Request) -> reqwest::Result<(Head, Vec<u8>)> {
    let mut builder = client.get(&request.url).timeout(request.timeout);
    for (name, value) in &request.headers {
        builder = builder.header(*name, value);
    }
    let response = builder.send().await?;
    let head = Head { status: response.status().as_u16(), headers: response.headers().clone() };
    Ok((head, read(response).await?))
}

/// Reads a body, and no more of it than shows that it is too large.
async fn read(mut response: Response) -> reqwest::Result<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > MAX_BODY {
            break;
        }
    }
    Ok(body)
}
