//! Recording: calls recorded when somebody asks (ad hoc), and calls recorded always (automatic).

use super::declare::{object, vocabulary};
use super::shared::{AudioNotification, BeepTone, LockLevel};

vocabulary! {
    /// Which calls are recorded automatically.
    pub enum RecordingCalls {
        /// Calls that come in.
        Inbound = "inbound",
        /// Calls that go out.
        Outbound = "outbound",
        /// All calls.
        Both = "both",
    }
}

object! {
    /// Recording at the user's own wish, during a call.
    pub struct AdHocCallRecording {
        /// Whether the user may record calls.
        enable: bool, since "2022";
        /// Whether a prompt tells the people in the call that the recording has started.
        recording_start_prompt: bool, since "2022";
        /// Whether recordings are transcribed.
        recording_transcription: bool, since "2022";
        /// The beep during a recording.
        play_recording_beep_tone: BeepTone, since "2025-05";
        /// Whether the user may not change the policy; `locked_by` says at which level it was locked.
        locked: bool, since "2025-05";
        /// The level that locked it.
        locked_by: LockLevel, since "2025-05";
    }

    /// Recording of every call, or of every call in one direction.
    pub struct AutoCallRecording {
        /// Whether the user may stop a recording and resume it.
        allow_stop_resume_recording: bool, since "2022";
        /// Whether a call is ended where recording fails and does not recover within five seconds. Emergency calls
        /// are never ended so.
        disconnect_on_recording_failure: bool, since "2022";
        /// Whether calls are recorded automatically.
        enable: bool, since "2022";
        /// Whether the user may not change the policy; `locked_by` says at which level it was locked.
        locked: bool, since "2022";
        /// The level that locked it.
        locked_by: LockLevel, since "2022";
        /// Which calls are recorded.
        recording_calls: RecordingCalls, since "2022";
        /// Whether people must press 1 to consent to the recording.
        recording_explicit_consent: bool, since "2022",
            deprecated "use `inbound_audio_notification` and `outbound_audio_notification`, which tell the directions apart";
        /// Whether a prompt tells the people in the call that the recording has started.
        recording_start_prompt: bool, since "2022",
            deprecated "use `inbound_audio_notification` and `outbound_audio_notification`, which tell the directions apart";
        /// Whether recordings are transcribed.
        recording_transcription: bool, since "2022";
        /// The beep during a recording.
        play_recording_beep_tone: BeepTone, since "2025-05";
        /// What people are told in calls that come in.
        inbound_audio_notification: AudioNotification, since "2025-05";
        /// What people are told in calls that go out.
        outbound_audio_notification: AudioNotification, since "2025-05";
    }
}
