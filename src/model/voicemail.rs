//! Voicemail: what the user may do with messages, and how they are announced.

use super::declare::object;
use super::shared::LockLevel;

object! {
    /// The user's voicemail.
    pub struct Voicemail {
        /// Whether the user may delete their own voicemails.
        allow_delete: bool, since "2022";
        /// Whether the user may download their own voicemails.
        allow_download: bool, since "2022";
        /// Whether voicemails are transcribed.
        allow_transcription: bool, since "2022";
        /// Whether the user may open, share, download and delete video messages.
        allow_videomail: bool, since "2022";
        /// Whether the user has voicemail.
        enable: bool, since "2022";
    }

    /// E-mails that tell the user of a new voicemail.
    pub struct VoicemailNotificationByEmail {
        /// Whether the message itself is attached.
        include_voicemail_file: bool, since "2022";
        /// Whether the message's transcription is included.
        include_voicemail_transcription: bool, since "2022";
        /// Whether such e-mails are sent.
        enable: bool, since "2022";
        /// Whether the user may not change the policy; `locked_by` says at which level it was locked.
        locked: bool, since "2022";
        /// The level that locked it.
        locked_by: LockLevel, since "2022";
        /// Whether it differs from what it inherits, and could be reset.
        modified: bool, since "2022";
    }
}
