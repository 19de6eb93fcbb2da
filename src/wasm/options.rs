//! The options of a call, taken from JavaScript: own properties only, each read once and checked.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::client::error::{ClientError, ErrorCode};
use crate::client::options::{LONGEST_TIMEOUT_MS, MAX_RETRIES, REQUEST, TIMEOUT_MS, VALIDATION, meant};

/// Options of a call, checked.
pub struct RequestOptions {
    pub token: Token,
    pub base_url: Option<String>,
    pub signal: JsValue,
    pub timeout_ms: f64,
    pub max_retries: u32,
    pub headers: Vec<(String, String)>,
    pub credentials: String,
    pub fetch: Function,
    pub on_retry: Option<Function>,
}

/// Where the token comes from. It stays a JavaScript string: it never enters wasm memory.
pub enum Token {
    /// There is none: a proxy adds it.
    None,
    Fixed(JsValue),
    Function(Function),
}

/// An argument that cannot be used.
pub fn invalid(message: impl Into<String>, hint: &str) -> ClientError {
    ClientError::new(ErrorCode::InvalidArgument, message, hint)
}

fn wrong_type(name: &str, expected: &str) -> ClientError {
    invalid(
        ["The option `", name, "` must be ", expected].concat(),
        "Nothing was sent: mend the option and call again.",
    )
}

/// An object of options, and a way to read it.
struct Bag(Option<Object>);

impl Bag {
    /// Checks that there are no options but known ones.
    fn new(options: &JsValue) -> Result<Bag, ClientError> {
        if options.is_undefined() {
            return Ok(Bag(None));
        }
        let Some(object) = options.dyn_ref::<Object>().filter(|_| !options.is_function() && !Array::is_array(options))
        else {
            return Err(invalid("The options must be an object", "Pass the options last, as an object."));
        };
        let keys = Reflect::own_keys(object).map_err(|_| unreadable("options"))?;
        for key in keys.iter() {
            let known = || REQUEST.iter().chain(VALIDATION).copied();
            let name = key.as_string().unwrap_or_default();
            if !known().any(|known| known == name) {
                let hint = match meant(&name, known()) {
                    Some(option) => ["Did you mean `", option, "`?"].concat(),
                    None => ["The options are: ", &known().collect::<Vec<_>>().join(", ")].concat(),
                };
                return Err(invalid(["There is no option `", &name, "`"].concat(), &hint));
            }
        }
        Ok(Bag(Some(object.clone())))
    }

    /// An own property; `undefined` where there is none.
    fn get(&self, name: &str) -> Result<JsValue, ClientError> {
        let Some(object) = &self.0 else { return Ok(JsValue::UNDEFINED) };
        let key = JsValue::from_str(name);
        // An inherited property is not an option: a poisoned prototype must not add a token.
        if Reflect::get_own_property_descriptor(object, &key).is_ok_and(|found| found.is_undefined()) {
            return Ok(JsValue::UNDEFINED);
        }
        Reflect::get(object, &key).map_err(|_| unreadable(name))
    }

    fn number(&self, name: &str, default: f64, is_valid: fn(f64) -> bool, expected: &str) -> Result<f64, ClientError> {
        let value = self.get(name)?;
        if value.is_undefined() {
            return Ok(default);
        }
        value.as_f64().filter(|number| is_valid(*number)).ok_or_else(|| wrong_type(name, expected))
    }

    fn function(&self, name: &str) -> Result<Option<Function>, ClientError> {
        let value = self.get(name)?;
        if value.is_undefined() {
            return Ok(None);
        }
        value.dyn_into().map(Some).map_err(|_| wrong_type(name, "a function"))
    }
}

fn unreadable(name: &str) -> ClientError {
    invalid(["The option `", name, "` cannot be read: it throws"].concat(), "Pass plain values.")
}

/// Reads and checks the options of a call.
pub fn read(options: &JsValue) -> Result<RequestOptions, ClientError> {
    let bag = Bag::new(options)?;
    let base_url = bag.get("baseUrl")?;
    let is_timeout = |ms: f64| ms > 0.0 && ms <= LONGEST_TIMEOUT_MS;
    let is_count = |count: f64| (0.0..=100.0).contains(&count) && count.fract() == 0.0;
    let timeout = "a number of milliseconds above 0, at most 2147483647";
    Ok(RequestOptions {
        token: token(bag.get("token")?)?,
        base_url: match base_url.as_string() {
            None if base_url.is_undefined() => None,
            None => return Err(wrong_type("baseUrl", "a text")),
            text => text,
        },
        signal: signal(bag.get("signal")?)?,
        timeout_ms: bag.number("timeoutMs", TIMEOUT_MS, is_timeout, timeout)?,
        max_retries: bag.number("maxRetries", MAX_RETRIES, is_count, "a whole number from 0 to 100")? as u32,
        headers: headers(bag.get("headers")?)?,
        credentials: credentials(&bag.get("credentials")?)?,
        fetch: match bag.function("fetch")? {
            Some(fetch) => fetch,
            None => super::host::global_fetch()
                .dyn_into()
                .map_err(|_| invalid("There is no fetch here", "Give one as the option `fetch`."))?,
        },
        on_retry: bag.function("onRetry")?,
    })
}

fn token(value: JsValue) -> Result<Token, ClientError> {
    if value.is_undefined() {
        Ok(Token::None)
    } else if value.is_string() {
        Ok(Token::Fixed(value))
    } else {
        value.dyn_into().map(Token::Function).map_err(|_| wrong_type("token", "a text, or a function that returns one"))
    }
}

/// An AbortSignal, of whichever realm or polyfill.
fn signal(value: JsValue) -> Result<JsValue, ClientError> {
    let has = |name: &str| Reflect::get(&value, &name.into()).is_ok_and(|member| !member.is_undefined());
    if value.is_undefined() || (value.is_object() && has("aborted") && has("addEventListener")) {
        Ok(value)
    } else {
        Err(wrong_type("signal", "an AbortSignal"))
    }
}

fn headers(value: JsValue) -> Result<Vec<(String, String)>, ClientError> {
    const EXPECTED: &str = "an object of texts";
    if value.is_undefined() {
        return Ok(Vec::new());
    }
    if !value.is_object() {
        return Err(wrong_type("headers", EXPECTED));
    }
    let headers: std::collections::BTreeMap<String, String> =
        serde_wasm_bindgen::from_value(value).map_err(|_| wrong_type("headers", EXPECTED))?;
    for (name, value) in &headers {
        if name.eq_ignore_ascii_case("authorization") {
            return Err(invalid("The token does not go in `headers`", "Give it as `token`."));
        }
        let is_name = !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
        let is_value = value.chars().all(|character| matches!(character, '\t' | ' '..='~' | '\u{80}'..='\u{FF}'));
        if !is_name || !is_value {
            return Err(invalid(
                ["The header `", name, "` cannot be sent: its name or value is not allowed"].concat(),
                "",
            ));
        }
    }
    Ok(headers.into_iter().collect())
}

fn credentials(value: &JsValue) -> Result<String, ClientError> {
    match value.as_string().as_deref() {
        None if value.is_undefined() => Ok("omit".into()),
        Some(mode @ ("omit" | "same-origin" | "include")) => Ok(mode.into()),
        _ => Err(wrong_type("credentials", "\"omit\", \"same-origin\" or \"include\"")),
    }
}
