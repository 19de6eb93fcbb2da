//! Recognizes documents of a fleet that are no profiles and no errors either: failures that were exported before, and
//! messages of data pipelines.

use std::borrow::Cow;

use crate::json::Value;

/// A document that is no profile, and shows what it is.
#[derive(Debug)]
pub enum Recognized<'d> {
    /// A failure that was written out before.
    Failure(Reported<'d>),
    /// A message of Singer's or Airbyte's that is no record.
    Control,
    /// What holds a profile, right or wrong: an outcome of `getUserProfiles`, or a record of Singer's or Airbyte's, as
    /// it was sent or as it was loaded.
    Profile(Value<'d>),
}

/// Why a profile could not be fetched, or did not pass, as it was written out before.
#[derive(Debug)]
pub struct Reported<'d> {
    /// The user's ID.
    pub id: Option<Cow<'d, str>>,
    /// The error's code.
    pub code: Option<Cow<'d, str>>,
    /// The error's message.
    pub message: Option<Cow<'d, str>>,
    /// Issues, as they were written.
    pub issues: Vec<Value<'d>>,
}

/// What Airbyte's names of columns begin with.
const AIRBYTE: &str = "_airbyte_";

/// Messages of Singer's and Airbyte's protocols that are no records.
const CONTROL_MESSAGES: [&str; 9] =
    ["SCHEMA", "STATE", "ACTIVATE_VERSION", "LOG", "SPEC", "CONNECTION_STATUS", "CATALOG", "TRACE", "CONTROL"];

impl<'d> Recognized<'d> {
    /// Reads a document; `None` for any other.
    pub fn read(document: &'d [u8]) -> Option<Self> {
        let whole = Value::at(document, 0, document.len());
        let [ok, user, profile, error, kind, record, loaded] =
            fields(whole, ["ok", "userId", "profile", "error", "type", "record", "_airbyte_data"]);
        // Airbyte's destinations have what they loaded beside metadata of their own.
        let is_loaded = || whole.members().all(|(name, _)| name.starts_with(AIRBYTE));
        let [index, id, code, message, issues] = match error {
            Some(error) => fields(error, ["index", "id", "code", "message", "issues"]),
            None => [None; 5],
        };
        let failure = |id: Option<Value<'d>>| {
            // An error may be its message alone.
            let [id, code, message] = [id, code, message.or(error)].map(|value| value.and_then(Value::text));
            let issues = issues.and_then(Value::items).unwrap_or_default();
            Recognized::Failure(Reported { id, code, message, issues })
        };
        match (ok.and_then(Value::boolean), kind.and_then(Value::text)) {
            (Some(false), _) => Some(failure(user)),
            (Some(true), _) => user.and(profile).map(Recognized::Profile),
            _ if loaded.is_some() && is_loaded() => loaded.map(Recognized::Profile),
            _ if index.is_some() && issues.is_some() => Some(failure(id)),
            // Singer names the stream beside the record, Airbyte in it.
            (_, Some(kind)) if kind == "RECORD" => match fields(record?, ["stream", "data"]) {
                [Some(_), Some(data)] => Some(Recognized::Profile(data)),
                _ => record.map(Recognized::Profile),
            },
            (_, Some(kind)) => CONTROL_MESSAGES.contains(&&*kind).then_some(Recognized::Control),
            _ => None,
        }
    }
}

/// The members of these names, if they are there and not null; of several of a name the last.
fn fields<'d, const N: usize>(object: Value<'d>, names: [&str; N]) -> [Option<Value<'d>>; N] {
    let mut found = [None; N];
    find(object, &names, &mut found);
    found
}

// Compiled once for any number of names.
#[inline(never)]
fn find<'d>(object: Value<'d>, names: &[&str], found: &mut [Option<Value<'d>>]) {
    for (name, value) in object.members() {
        for (slot, wanted) in found.iter_mut().zip(names) {
            if name == *wanted {
                *slot = Some(value);
            }
        }
    }
}
