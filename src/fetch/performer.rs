//! Performs one call: executes the machine's commands and reports events. It decides nothing.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;

use super::abort::{AbortHandle, AbortListener};
use super::fault::Fault;
use super::js;
use super::options::{Options, Source, Token};
use super::reply::{Received, Reply};
use super::request::{Parts, send};
use super::target::Target;
use super::timer::Timer;
use crate::client::call::{
    self, Call, CallOptions, Command, Delay, Event, ProfileCheck, Resource, Settlement, TokenFault, TokenSource,
};
use crate::client::call_error::{Cause, Error};
use crate::client::error::ClientError;
use crate::client::record::CallRecord;
use crate::client::rust_names::rename_options;
use crate::client::rust_options::{TokenReason, check_limits, token_fault};
use crate::model::UserProfile;
use crate::validate;

/// Performs a call to its end.
pub async fn run(user_id: &str, options: &Options) -> Result<UserProfile, Error> {
    let mut performer = Performer::new(user_id, options).map_err(|mut error| {
        rename_options(&mut error);
        Error::new(error)
    })?;
    let mut command = performer.start();
    loop {
        command = match command {
            Command::AskToken { refused } => performer.ask_token(refused.as_deref()).await,
            Command::Send => performer.send().await,
            Command::Check => performer.check(),
            Command::Retry { delay, error } => performer.wait(delay, &error).await,
            Command::Settle(settlement) => return performer.settle(settlement),
            // None of them happens outside of a batch, to events in full that each command waits for: settles rather
            // than hangs.
            Command::WaitForTurn | Command::Judge | Command::Nothing => performer.next(Event::TimeIsUp),
        };
    }
}

struct Performer<'a> {
    options: &'a Options,
    target: Target,
    call: Call,
    interrupts: Interrupts,
    token: Option<String>,
    /// The last response.
    reply: Option<Reply>,
    record: CallRecord,
}

impl<'a> Performer<'a> {
    /// Fails for arguments that cannot be used.
    fn new(user_id: &str, options: &'a Options) -> Result<Self, ClientError> {
        check_limits(options.timeout_ms, options.max_retries).map_err(|error| *error)?;
        let target = Target::new(&options.base_url, user_id)?;
        let call = Call::new(CallOptions {
            timeout_ms: options.timeout_ms.into(),
            max_retries: options.max_retries,
            token: match options.token {
                None => TokenSource::Proxy,
                Some(Token(Source::Fixed(_))) => TokenSource::Fixed,
                Some(Token(Source::Function(_))) => TokenSource::Function,
            },
            is_paced: false,
            has_limiter: false,
            resource: Resource::of(user_id),
            is_cross_origin: target.is_cross_origin,
            origin: target.origin.clone(),
        });
        let Options { strictness, max_issues, .. } = *options;
        let validation = validate::Options { strictness, max_issues, from_object: false };
        let record = CallRecord::new(target.url.clone(), validation);
        let interrupts = Interrupts::new(options);
        Ok(Performer { options, target, call, interrupts, token: None, reply: None, record })
    }

    fn start(&mut self) -> Command {
        let command = self.next(Event::Started);
        let is_aborted = self.options.abort.as_ref().is_some_and(AbortHandle::is_aborted);
        if is_aborted { self.next(Event::Aborted) } else { command }
    }

    /// Reports an event. Returns what it leads to.
    fn next(&mut self, event: Event<'_>) -> Command {
        self.call.next(event, js::now_ms(), js_sys::Math::random()).command
    }

    fn next_with_cause(&mut self, event: Event<'_>, cause: Option<Cause>) -> Command {
        self.record.cause = cause;
        self.next(event)
    }

    async fn ask_token(&mut self, refused: Option<&ClientError>) -> Command {
        let reason = TokenReason::of(refused);
        self.record.keep(refused);
        let given = match &self.options.token {
            None => return self.next(Event::BadToken(TokenFault::Empty)),
            Some(Token(Source::Fixed(token))) => Ok(token.to_string()),
            Some(Token(Source::Function(function))) => match self.interrupts.until(function(reason)).await {
                Ok(given) => given,
                Err(interrupt) => return self.next(interrupt),
            },
        };
        let token = match given {
            Ok(token) => token,
            Err(error) => return self.next_with_cause(Event::TokenFailed, Some(Cause::of(&*error))),
        };
        if let Some(fault) = token_fault(&token) {
            return self.next_with_cause(Event::BadToken(fault), None);
        }
        self.record.secrets.add(&token);
        self.token = Some(token);
        self.next(Event::Token)
    }

    async fn send(&mut self) -> Command {
        self.reply = None;
        let parts = Parts {
            url: &self.target.url,
            token: self.token.as_deref(),
            credentials: self.options.credentials,
            secrets: &self.record.secrets,
        };
        match self.interrupts.until(send(&parts)).await {
            Err(interrupt) => self.next(interrupt),
            Ok(Received::Reply(mut reply)) => {
                self.record.cause = reply.take_fault().and_then(|fault| fault.cause);
                self.reply = Some(reply);
                self.report(None)
            }
            Ok(Received::Redirected(target)) => {
                self.next_with_cause(Event::Redirected { target: target.as_deref() }, None)
            }
            Ok(Received::NoResponse) => self.next_with_cause(Event::NoResponse, None),
            Ok(Received::Failed(Fault { code, cause })) => {
                self.next_with_cause(Event::FetchFailed { code: code.as_deref() }, cause)
            }
        }
    }

    fn check(&mut self) -> Command {
        let body = self.reply.as_ref().map_or(&[][..], Reply::bytes);
        let check = self.record.check(body);
        self.report(Some(check))
    }

    /// Reports the last response.
    fn report(&mut self, check: Option<ProfileCheck>) -> Command {
        let response = self.reply.as_ref().map_or_else(call::Response::default, |reply| reply.response(check));
        self.call.next(Event::Response(response), js::now_ms(), js_sys::Math::random()).command
    }

    async fn wait(&mut self, delay: Delay, error: &ClientError) -> Command {
        self.record.keep(Some(error));
        // Only a batch waits for its turn.
        let Delay::Ms(ms) = delay else { return self.next(Event::Waited) };
        match self.interrupts.until(Timer::new(ms)).await {
            Ok(()) => self.next(Event::Waited),
            Err(interrupt) => self.next(interrupt),
        }
    }

    fn settle(self, settlement: Settlement) -> Result<UserProfile, Error> {
        let body = self.reply.as_ref().map_or(&[][..], Reply::bytes);
        self.record.settle(settlement, body, self.call.attempts())
    }
}

/// What ends a call from outside.
struct Interrupts {
    deadline: f64,
    timer: Pin<Box<Timer>>,
    listener: Option<AbortListener>,
}

impl Interrupts {
    /// The call begins now.
    fn new(options: &Options) -> Interrupts {
        let timeout_ms = f64::from(options.timeout_ms);
        Interrupts {
            deadline: js::now_ms() + timeout_ms,
            timer: Box::pin(Timer::new(timeout_ms)),
            listener: options.abort.as_ref().map(AbortHandle::listener),
        }
    }

    /// Awaits some work. Drops it, and returns the event, if the caller aborts or the time is up before.
    async fn until<T>(&mut self, work: impl Future<Output = T>) -> Result<T, Event<'static>> {
        let mut work = pin!(work);
        poll_fn(|context| {
            if self.listener.as_ref().is_some_and(|listener| listener.poll(context)) {
                return Poll::Ready(Err(Event::Aborted));
            }
            // A body whose chunks are always there keeps the timer from firing.
            if self.timer.as_mut().poll(context).is_ready() || js::now_ms() >= self.deadline {
                return Poll::Ready(Err(Event::TimeIsUp));
            }
            work.as_mut().poll(context).map(Ok)
        })
        .await
    }
}
