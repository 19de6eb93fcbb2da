//! The profile, declared once: a file for each subject. From each declaration come the Rust type, the TypeScript
//! interface, the row in the schema table and the entry in the JSON Schema; there is no second list of fields.
//!
//! Where a field takes documented values, the vocabulary is open: a value that Zoom adds later is kept. Facts are
//! those of Zoom's page of the operation `phoneUser`; `since` is when a field was first seen there.
//!
//! ```
//! # use zoom_phone_profile_core as zoom_phone_profile;
//! use zoom_phone_profile::model::{UserProfile, UserStatus};
//!
//! let text = r#"{"id":"abc","status":"activate","policy":{"sms":{"enable":true}},"field_of_tomorrow":1}"#;
//! let profile: UserProfile = serde_json::from_str(text)?;
//! assert_eq!(profile.status, Some(UserStatus::Activate));
//! assert_eq!(serde_json::to_value(&profile)?, serde_json::from_str::<serde_json::Value>(text)?);
//! # Ok::<(), serde_json::Error>(())
//! ```

mod calling;
mod declare;
mod devices;
mod emergency;
#[cfg(not(target_arch = "wasm32"))]
#[doc(hidden)]
pub mod json_schema;
mod messaging;
mod phone_user;
mod policy;
mod profile;
mod recording;
#[doc(hidden)]
pub mod schema;
mod shared;
mod voicemail;

pub use calling::*;
pub use devices::*;
pub use emergency::*;
pub use messaging::*;
pub use phone_user::*;
pub use policy::*;
pub use profile::*;
pub use recording::*;
pub use shared::*;
pub use voicemail::*;

use schema::DeclaredShape;

/// The schema of the whole profile.
#[doc(hidden)]
pub const PROFILE: &schema::Shape = UserProfile::SHAPE;

/// Rows in a table of slots for one profile.
#[doc(hidden)]
pub const ROWS: usize = PROFILE.rows as usize;

/// The row of a field in a table of slots, by its path, checked at compile time.
///
/// ```
/// # use zoom_phone_profile_core as zoom_phone_profile;
/// use zoom_phone_profile::{model::schema::Row, row};
///
/// const SMS: Row = row!("policy.sms.enable");
/// ```
///
/// ```compile_fail
/// # use zoom_phone_profile_core::{self as zoom_phone_profile, row};
/// const MISSPELT: zoom_phone_profile::model::schema::Row = row!("policy.sms.enabled");
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! row {
    ($path:expr) => {
        const {
            match $crate::model::schema::find($crate::model::PROFILE, $path) {
                Some((row, _)) => row,
                #[allow(clippy::panic)]
                None => panic!("the profile has no such field"),
            }
        }
    };
}

/// A string outside its documented vocabulary, as it came.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Unlisted(Box<str>);

impl Unlisted {
    pub(crate) fn new(text: String) -> Self {
        Self(text.into())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}
