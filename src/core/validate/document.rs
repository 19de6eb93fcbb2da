//! A document with its own validator, for code that compares several documents.

use super::{Options, Strictness, Validator, View};
use crate::model::UserProfile;

/// A profile's document, read.
///
/// ```
/// # use zoom_phone_profile_core as zoom_phone_profile;
/// use zoom_phone_profile::model::UserProfile;
/// use zoom_phone_profile::row;
/// use zoom_phone_profile::validate::Document;
///
/// let profile: UserProfile = serde_json::from_str(r#"{"policy":{"sms":{"enable":true}}}"#)?;
/// assert_eq!(Document::from(&profile).view().boolean(row!("policy.sms.enable")), Some(true));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug)]
pub struct Document {
    bytes: Vec<u8>,
    validator: Validator,
    is_object: bool,
}

impl Document {
    /// Reads a document of JSON. What is not of its documented type counts as absent; to know of it, use [`Validator`].
    pub fn read(bytes: Vec<u8>) -> Document {
        let mut validator = Validator::new();
        let options = Options { strictness: Strictness::Lenient, max_issues: 0, from_object: false };
        let is_object = validator.check(&bytes, &options).success;
        Document { bytes, validator, is_object }
    }

    /// Whether the document is an object at all.
    pub fn is_object(&self) -> bool {
        self.is_object
    }

    /// The document's values.
    pub fn view(&self) -> View<'_> {
        self.validator.view(&self.bytes)
    }
}

impl From<&UserProfile> for Document {
    fn from(profile: &UserProfile) -> Document {
        // A profile is text, numbers, lists and maps with keys of text: it can always be written.
        Document::read(serde_json::to_vec(profile).unwrap_or_default())
    }
}
