//! Recording: calls that the user records (ad hoc), and calls that are always recorded (automatic).

use super::declare::{object, vocabulary};
use super::shared::{AudioNotification, BeepTone, LockLevel};

vocabulary! {
    /// Which calls are recorded automatically.
    pub enum RecordingCalls {
        /// Inbound calls.
        Inbound = "inbound",
        /// Outbound calls.
        Outbound = "outbound",
        /// All calls.
        Both = "both",
    }
}

object! {
    /// Recording that the user starts during a call.
    pub struct AdHocCallRecording {
        /// Whether the user may record calls.
        enable: bool, since "2022";
        /// Whether a prompt tells participants that the recording has started.
        recording_start_prompt: bool, since "2022";
        /// Whether recordings are transcribed.
        recording_transcription: bool, since "2022";
        /// The beep during recording.
        play_recording_beep_tone: BeepTone, since "2023-01";
        /// Whether the user may not change the policy; `locked_by` gives the level that locked it.
        locked: bool, since "2025-05";
        /// The level that locked it.
        locked_by: LockLevel, since "2025-05";
    }

    /// Recording of all calls, or of all calls in one direction.
    pub struct AutoCallRecording {
        /// Whether the user may stop a recording and resume it.
        allow_stop_resume_recording: bool, since "2022";
        /// Whether a call is disconnected if recording fails and does not recover within five seconds. Emergency
        /// calls are exempt.
        disconnect_on_recording_failure: bool, since "2022";
        /// Whether calls are recorded automatically.
        enable: bool, since "2022";
        /// Whether the user may not change the policy; `locked_by` gives the level that locked it.
        locked: bool, since "2022";
        /// The level that locked it.
        locked_by: LockLevel, since "2022";
        /// Which calls are recorded.
        recording_calls: RecordingCalls, since "2022";
        /// Whether participants must press 1 to consent to the recording.
        recording_explicit_consent: bool, since "2022",
            deprecated "use `inbound_audio_notification` and `outbound_audio_notification`, which tell the directions \
                apart";
        /// Whether a prompt tells participants that the recording has started.
        recording_start_prompt: bool, since "2022",
            deprecated "use `inbound_audio_notification` and `outbound_audio_notification`, which tell the directions \
                apart";
        /// Whether recordings are transcribed.
        recording_transcription: bool, since "2022";
        /// The beep during recording.
        play_recording_beep_tone: BeepTone, since "2023-01";
        /// What participants of inbound calls are told.
        inbound_audio_notification: AudioNotification, since "2025-05";
        /// What participants of outbound calls are told.
        outbound_audio_notification: AudioNotification, since "2025-05";
    }
}
