//! The options of a call.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::rc::Rc;

use super::abort::AbortHandle;
use crate::client::call::{DEFAULT_MAX_RETRIES, DEFAULT_TIMEOUT_MS};
use crate::client::endpoint::DEFAULT_BASE_URL;
use crate::client::rust_options::TokenReason;
use crate::validate::{DEFAULT_MAX_ISSUES, Strictness};

/// The options of a call.
#[derive(Debug, Clone)]
pub struct Options {
    /// The token. `None` where a proxy adds it.
    pub token: Option<Token>,
    /// Where the API is: `https://api.zoom.us/v2` by default. A relative URL counts from the page's.
    pub base_url: String,
    /// Whether cookies go along, such as those of your own proxy. Omitted by default.
    pub credentials: Credentials,
    /// Milliseconds for the whole call, retries and the token function included: 10,000 by default, 1 to 2,147,483,647.
    pub timeout_ms: u32,
    /// Retries after the first attempt: 2 by default, 100 at most.
    pub max_retries: u32,
    /// How much a profile may deviate. Standard by default. A document that passes only the lenient check fails if it
    /// cannot be read as a [`UserProfile`](crate::model::UserProfile).
    pub strictness: Strictness,
    /// Most issues that a failure lists: 100 by default.
    pub max_issues: usize,
    /// Aborts the call.
    pub abort: Option<AbortHandle>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            token: None,
            base_url: DEFAULT_BASE_URL.into(),
            credentials: Credentials::default(),
            timeout_ms: DEFAULT_TIMEOUT_MS,
            max_retries: DEFAULT_MAX_RETRIES,
            strictness: Strictness::default(),
            max_issues: DEFAULT_MAX_ISSUES,
            abort: None,
        }
    }
}

/// Whether a request carries cookies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Credentials {
    /// Never.
    #[default]
    Omit,
    /// Only to the page's own origin.
    SameOrigin,
    /// To any origin.
    Include,
}

/// A token, or a function that fetches one.
///
/// ```no_run
/// # use zoom_phone_profile::fetch::{Token, TokenReason};
/// # async fn fetch_token(is_refused: bool) -> Result<String, std::io::Error> { Ok(String::new()) }
/// let fixed = Token::from("eyJhbGciOi…");
/// let renewed = Token::function(|reason| fetch_token(reason == TokenReason::Expired));
/// ```
#[derive(Clone)]
pub struct Token(pub(super) Source);

#[derive(Clone)]
pub(super) enum Source {
    Fixed(Rc<str>),
    Function(Function),
}

type Function = Rc<dyn Fn(TokenReason) -> TokenFuture>;
type TokenFuture = Pin<Box<dyn Future<Output = Result<String, Box<dyn StdError>>>>>;

impl Token {
    /// A function that fetches a token. It is called once, and once more if the server refuses the token.
    pub fn function<F, T, E>(function: F) -> Token
    where
        F: Fn(TokenReason) -> T + 'static,
        T: Future<Output = Result<String, E>> + 'static,
        E: Into<Box<dyn StdError>>,
    {
        Token(Source::Function(Rc::new(move |reason| {
            let token = function(reason);
            Box::pin(async move { token.await.map_err(Into::into) })
        })))
    }
}

impl From<&str> for Token {
    fn from(token: &str) -> Token {
        Token(Source::Fixed(token.into()))
    }
}

impl From<String> for Token {
    fn from(token: String) -> Token {
        Token(Source::Fixed(token.into()))
    }
}

/// Shows whether it is a function, not the token.
impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.0 {
            Source::Fixed(_) => "Token(…)",
            Source::Function(_) => "Token(function)",
        })
    }
}
