//! Voicemail: what the user may do with it, and its email notifications.

use super::declare::object;
use super::shared::LockLevel;

object! {
    /// Receiving, opening and sharing voicemail.
    pub struct Voicemail {
        /// Whether the user may delete their own voicemails.
        allow_delete: bool, since "2022";
        /// Whether the user may download their own voicemails.
        allow_download: bool, since "2022";
        /// Whether voicemails are transcribed.
        allow_transcription: bool, since "2022";
        /// Whether the user may open, share, download and delete video messages.
        allow_videomail: bool, since "2022";
        /// Whether the user may receive, open and share voicemail.
        enable: bool, since "2022";
    }

    /// Email notifications of new voicemails.
    pub struct VoicemailNotificationByEmail {
        /// Whether the voicemail is attached.
        include_voicemail_file: bool, since "2022";
        /// Whether its transcription is included.
        include_voicemail_transcription: bool, since "2022";
        /// Whether such emails are sent.
        enable: bool, since "2022";
        /// Whether the user may not change the policy; `locked_by` gives the level that locked it.
        locked: bool, since "2022";
        /// The level that locked it.
        locked_by: LockLevel, since "2022";
        /// Whether it differs from what it inherits, and could be reset.
        modified: bool, since "2022";
    }
}
