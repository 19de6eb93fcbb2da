//! Shapes that several policies share: toggles with their locks, members with access, beep tones.

use super::declare::{codes, object, vocabulary};
use super::schema::{Declared, DeclaredShape, Kind};

vocabulary! {
    /// The level of administration that has locked a setting.
    pub enum LockLevel {
        /// The whole account.
        Account = "account",
        /// A group of users.
        UserGroup = "user_group",
        /// A site.
        Site = "site",
    }

    /// The level of administration that has locked the desktop policy. `invalid` stands for none.
    pub enum DesktopLockLevel {
        /// No level: the setting is not locked.
        Invalid = "invalid",
        /// The whole account.
        Account = "account",
        /// A site.
        Site = "site",
    }

    /// The level of administration that has locked the disclaimer. `invalid` stands for none.
    pub enum DisclaimerLockLevel {
        /// No level: the setting is not locked.
        Invalid = "invalid",
        /// The whole account.
        Account = "account",
        /// A group of users.
        UserGroup = "user_group",
        /// A site.
        Site = "site",
    }

    /// Who hears the recording beep.
    pub enum BeepMember {
        /// All participants.
        AllMember = "allMember",
        /// Only the recording side.
        RecordingSide = "recordingSide",
    }
}

codes! {
    /// How loud the recording beep is, in percent.
    pub struct BeepVolume = 0 | 20 | 40 | 60 | 80 | 100;
    /// The time between two recording beeps, in seconds.
    pub struct BeepInterval = 5 | 10 | 15 | 20 | 25 | 30 | 60 | 120;
}

object! {
    /// A policy that is on or off, may be locked by a level of administration, and may differ from what it inherits.
    pub struct LockableToggle {
        /// Whether the policy is on.
        enable: bool, since "2022";
        /// Whether the user may not change it; `locked_by` gives the level that locked it.
        locked: bool, since "2022";
        /// The level that locked it.
        locked_by: LockLevel, since "2022";
        /// Whether it differs from what it inherits, and could be reset.
        modified: bool, since "2022";
    }

    /// An older policy that is on or off and may be locked. The reply does not say whether it differs from what it
    /// inherits.
    pub struct BasicToggle {
        /// Whether the policy is on.
        enable: bool, since "2022";
        /// Whether the user may not change it; `locked_by` gives the level that locked it.
        locked: bool, since "2022";
        /// The level that locked it.
        locked_by: LockLevel, since "2022";
    }

    /// A policy that is on or off and may be locked. The reply does not name the level.
    pub struct UnleveledToggle {
        /// Whether the policy is on.
        enable: bool, since "2025-05";
        /// Whether the user may not change it.
        locked: bool, since "2025-05";
        /// Whether it differs from what it inherits, and could be reset.
        modified: bool, since "2025-05";
    }

    /// The beep that tells participants that the call is being recorded.
    ///
    /// Zoom returns volume, interval and member only while the beep is on.
    pub struct BeepTone {
        /// Whether the beep is on.
        enable: bool, since "2023-01";
        /// How loud it is, in percent.
        play_beep_volume: BeepVolume, since "2023-01";
        /// The time between two beeps, in seconds.
        play_beep_time_interval: BeepInterval, since "2023-01";
        /// Who hears it.
        play_beep_member: BeepMember, since "2023-01";
    }

    /// What participants of an automatically recorded call are told, in one direction of calls.
    pub struct AudioNotification {
        /// Whether a prompt says that the recording has started.
        recording_start_prompt: bool, since "2025-05";
        /// Whether participants must press 1 to consent to the recording.
        recording_explicit_consent: bool, since "2025-05";
    }

    /// Someone who may open this user's recordings.
    pub struct RecordingAccessMember {
        /// The Zoom user ID of the person who has access.
        access_user_id: String, since "2023-04";
        /// Whether they may delete recordings. `false` if absent.
        allow_delete: bool, since "2023-04";
        /// Whether they may download recordings. `false` if absent.
        allow_download: bool, since "2023-04";
        /// The ID of the shared setting.
        shared_id: String, since "2023-01";
    }

    /// Someone who may listen to this user's voicemail.
    pub struct VoicemailAccessMember {
        /// The Zoom user ID of the person who has access.
        access_user_id: String, since "2022";
        /// Whether they may delete voicemails. `false` if absent.
        allow_delete: bool, since "2022";
        /// Whether they may download voicemails. `false` if absent.
        allow_download: bool, since "2022";
        /// Whether they may share voicemails with others. `false` if absent.
        allow_sharing: bool, since "2023-01";
        /// The ID of the shared setting.
        shared_id: String, since "2023-01";
    }
}

/// A policy that Zoom documents as `true` or `false`. Related endpoints already return an object with its lock instead;
/// both forms are accepted.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum PolicySwitch {
    /// The documented form.
    Plain(bool),
    /// The form of the related endpoints.
    Toggle(Box<LockableToggle>),
}

impl Declared for PolicySwitch {
    const KIND: Kind = Kind::Switch(LockableToggle::SHAPE);
}

/// The number of an extension. Zoom documents an integer. Other servers between Zoom and a page send it as a string of
/// digits: validation warns of it, and keeps it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(untagged)]
pub enum ExtensionNumber {
    /// The documented form.
    Number(i64),
    /// A string of digits.
    Digits(#[serde(deserialize_with = "digits")] String),
}

/// Reads a string of ASCII digits; fails for any other.
fn digits<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let string = <String as serde::Deserialize>::deserialize(deserializer)?;
    if !string.is_empty() && string.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(string);
    }
    Err(serde::de::Error::invalid_value(serde::de::Unexpected::Str(&string), &"a string of digits"))
}

impl Declared for ExtensionNumber {
    const KIND: Kind = Kind::Integer;
}

/// A country as two letters, ISO 3166-1 alpha-2.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct CountryCode(
    /// The letters, unchanged.
    pub String,
);

impl Declared for CountryCode {
    const KIND: Kind = Kind::Country;
}

#[cfg(all(target_arch = "wasm32", feature = "js"))]
const _: () = {
    use wasm_bindgen::prelude::wasm_bindgen;
    #[wasm_bindgen(typescript_custom_section)]
    const TYPESCRIPT: &str = r#"
/** A policy that Zoom documents as `true` or `false`. Related endpoints return the object instead. */
export type PolicySwitch = boolean | LockableToggle;
/** The name of a policy that this version knows, as in a profile, such as `"sms"`. */
export type KnownPolicyKey = keyof Policy;
/** The name of a policy: one that this version knows, or any other that a profile has. */
export type PolicyKey = KnownPolicyKey | (string & {});
/** The number of an extension. Zoom documents a number; a string of digits is kept as it is, with a warning. */
export type ExtensionNumber = number | string;
/** A country as two letters, ISO 3166-1 alpha-2, such as `"US"`. */
export type CountryCode = string;
"#;
};
