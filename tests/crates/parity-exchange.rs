//! `Exchange` on replies that are given as lines of JSON, for a test that compares it with the npm package's call: see
//! `parity.test.js`. Prints what each call ends with.

use serde_json::{Value, json};
use zoom_phone_profile::Error;
use zoom_phone_profile::exchange::{Exchange, Options, Step};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for line in std::io::stdin().lines() {
        println!("{}", outcome(&serde_json::from_str(&line?)?)?);
    }
    Ok(())
}

/// Answers each request of a call with the same reply.
fn outcome(given: &Value) -> Result<Value, Box<dyn std::error::Error>> {
    let text = |name: &str| given[name].as_str().unwrap_or_default().to_owned();
    let options = Options {
        token: Some(text("token")),
        base_url: text("baseUrl"),
        max_retries: u32::try_from(given["maxRetries"].as_u64().unwrap_or_default())?,
        ..Options::default()
    };
    let mut exchange = match Exchange::new(&text("userId"), &options) {
        Ok(exchange) => exchange,
        Err(error) => return Ok(failure(error)),
    };
    let mut step = exchange.start();
    loop {
        step = match step {
            Step::Send(_) => {
                let status = u16::try_from(given["status"].as_u64().unwrap_or_default())?;
                let header = |name: &str| given["headers"][name].as_str().map(str::to_owned);
                exchange.received(status, header, text("body").into_bytes())
            }
            Step::Wait(_) => exchange.waited(),
            Step::AskToken(_) => return Err("no token was to be asked for".into()),
            Step::Done(result) => {
                return Ok(match *result {
                    Ok(profile) => json!({ "profile": profile }),
                    Err(error) => failure(error),
                });
            }
        };
    }
}

fn failure(error: Error) -> Value {
    match error {
        Error::Failed(failure) => json!({ "error": failure.error, "issues": failure.issues }),
        other => json!({ "other": other.to_string() }),
    }
}
