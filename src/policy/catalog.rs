//! What each policy is called, what it is about, and what it means on and off, in words of our own.
//!
//! The one list beside the model where each policy stands again: a test fails as soon as the two differ.

use serde::{Deserialize, Serialize};

/// What a policy is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[cfg_attr(target_arch = "wasm32", tsify(type_prefix = "Policy"))]
pub enum Category {
    /// Making calls.
    Calling,
    /// What happens to calls that come in.
    CallHandling,
    /// Recording of calls.
    Recording,
    /// Voicemail.
    Voicemail,
    /// Text messages.
    Messaging,
    /// Faxes.
    Fax,
    /// Where Zoom Phone may be used.
    Devices,
    /// Emergency calls.
    Emergency,
    /// Encryption and privacy.
    Privacy,
    /// What this version does not know.
    Other,
}

impl Category {
    /// All categories, in the order in which they are shown.
    pub const ALL: [Category; 10] = [
        Category::Calling,
        Category::CallHandling,
        Category::Recording,
        Category::Voicemail,
        Category::Messaging,
        Category::Fax,
        Category::Devices,
        Category::Emergency,
        Category::Privacy,
        Category::Other,
    ];

    /// The category's name on the JavaScript side.
    pub fn as_str(self) -> &'static str {
        match self {
            Category::Calling => "calling",
            Category::CallHandling => "call_handling",
            Category::Recording => "recording",
            Category::Voicemail => "voicemail",
            Category::Messaging => "messaging",
            Category::Fax => "fax",
            Category::Devices => "devices",
            Category::Emergency => "emergency",
            Category::Privacy => "privacy",
            Category::Other => "other",
        }
    }

    /// The category as a heading.
    pub fn label(self) -> &'static str {
        match self {
            Category::Calling => "Calling",
            Category::CallHandling => "Call handling",
            Category::Recording => "Recording",
            Category::Voicemail => "Voicemail",
            Category::Messaging => "Messaging",
            Category::Fax => "Fax",
            Category::Devices => "Devices",
            Category::Emergency => "Emergency",
            Category::Privacy => "Privacy",
            Category::Other => "Other",
        }
    }
}

/// A policy in words.
#[derive(Debug, Clone, Copy)]
pub struct Described {
    /// The policy's name on the wire.
    pub key: &'static str,
    /// Its label.
    pub label: &'static str,
    /// What it is about.
    pub category: Category,
    /// What it means where it is on.
    pub on: &'static str,
    /// What it means where it is off.
    pub off: &'static str,
}

macro_rules! catalog {
    ($($category:ident $key:ident: $label:literal, $on:literal, $off:literal;)*) => {
        /// All policies that the model declares, in its order.
        pub const CATALOG: &[Described] = &[$(Described {
            key: stringify!($key),
            label: $label,
            category: Category::$category,
            on: $on,
            off: $off,
        },)*];
    };
}

catalog! {
    Recording ad_hoc_call_recording: "Ad hoc call recording",
        "May record calls at will", "May not record calls at will";
    Recording ad_hoc_call_recording_access_members: "Access to ad hoc recordings",
        "Others may open the recordings made at will", "Nobody else may open the recordings made at will";
    Recording auto_call_recording: "Automatic call recording",
        "Calls are recorded automatically", "Calls are not recorded automatically";
    Recording auto_call_recording_access_members: "Access to automatic recordings",
        "Others may open the automatic recordings", "Nobody else may open the automatic recordings";
    CallHandling call_overflow: "Call overflow",
        "Calls that cannot be taken may overflow", "Calls that cannot be taken may not overflow";
    CallHandling call_park: "Call park",
        "May park calls", "May not park calls";
    CallHandling call_transferring: "Call transfer",
        "May transfer calls", "May not transfer calls";
    CallHandling delegation: "Call delegation",
        "May let others make and take calls on their behalf", "May not let others make and take calls on their behalf";
    Calling elevate_to_meeting: "Elevate to meeting",
        "May turn a call into a meeting", "May not turn a call into a meeting";
    Emergency emergency_address_management: "Emergency address management",
        "May manage emergency addresses of their own", "May not manage emergency addresses of their own";
    Emergency emergency_calls_to_psap: "Emergency calls to PSAP",
        "Emergency calls reach the public safety answering point",
        "Emergency calls reach only the internal response team, not the public safety answering point";
    CallHandling forwarding_to_external_numbers: "Forwarding to external numbers",
        "May forward calls to external numbers", "May not forward calls to external numbers";
    CallHandling call_handling_forwarding_to_other_users: "Call handling and forwarding to others",
        "May forward calls to other numbers", "May not forward calls to other numbers";
    Devices hand_off_to_room: "Hand off to room",
        "May hand a call over to a Zoom Room", "May not hand a call over to a Zoom Room";
    Calling international_calling: "International calling",
        "May call other countries beyond the calling plan", "May not call other countries beyond the calling plan";
    Devices mobile_switch_to_carrier: "Switch to carrier",
        "May move a call to the mobile carrier", "May not move a call to the mobile carrier";
    Calling select_outbound_caller_id: "Select outbound caller ID",
        "May choose the number that outbound calls show", "May not choose the number that outbound calls show";
    Messaging sms: "SMS",
        "May send and receive text messages", "May not send and receive text messages";
    Voicemail voicemail: "Voicemail",
        "Has voicemail", "Has no voicemail";
    Voicemail voicemail_access_members: "Access to voicemail",
        "Others may listen to the voicemail", "Nobody else may listen to the voicemail";
    Devices zoom_phone_on_mobile: "Zoom Phone on mobile",
        "May use Zoom Phone on mobile devices", "May not use Zoom Phone on mobile devices";
    CallHandling personal_audio_library: "Personal audio library",
        "May use audio of their own", "May not use audio of their own";
    Voicemail voicemail_transcription: "Voicemail transcription",
        "Voicemails are transcribed", "Voicemails are not transcribed";
    Voicemail voicemail_notification_by_email: "Voicemail notification by e-mail",
        "E-mails tell of new voicemails", "No e-mails tell of new voicemails";
    Voicemail shared_voicemail_notification_by_email: "Shared voicemail notification by e-mail",
        "E-mails tell of new voicemails in shared mailboxes", "No e-mails tell of new voicemails in shared mailboxes";
    Voicemail check_voicemails_over_phone: "Check voicemails over phone",
        "May listen to voicemails from any phone, with a PIN", "May not listen to voicemails from other phones";
    Calling audio_intercom: "Audio intercom",
        "May use the intercom", "May not use the intercom";
    Privacy peer_to_peer_media: "Peer-to-peer media",
        "Clients may send audio straight to each other", "All audio goes through Zoom";
    Privacy e2e_encryption: "End-to-end encryption",
        "May encrypt calls end to end", "May not encrypt calls end to end";
    Calling outbound_calling: "Outbound calling rules",
        "Rules restrict where the user may call", "No rules restrict where the user may call";
    Messaging outbound_sms: "Outbound SMS",
        "May send messages, given a calling plan and a number", "May not send messages";
    CallHandling allow_end_user_edit_call_handling: "User may edit call handling",
        "May change how their calls are handled", "May not change how their calls are handled";
    Voicemail voicemail_intent_based_prioritization: "Voicemail prioritization",
        "Urgent voicemails are put first", "Urgent voicemails are not put first";
    Voicemail voicemail_tasks: "Voicemail tasks",
        "Tasks are found in voicemails", "Tasks are not looked for in voicemails";
    Devices zoom_phone_on_desktop: "Zoom Phone on desktop",
        "May use Zoom Phone on desktop computers", "May not use Zoom Phone on desktop computers";
    Fax online_fax: "Online fax",
        "May send and receive faxes", "May not send and receive faxes";
    Privacy show_custom_disclaimer_when_using_zoom_phone: "Custom disclaimer",
        "A disclaimer is shown", "No disclaimer is shown";
}

/// Labels of the details, by the field's name on the wire.
pub(super) const DETAILS: &[(&str, &str)] = &[
    ("recording_start_prompt", "Prompt when recording starts"),
    ("recording_explicit_consent", "Press 1 to consent"),
    ("recording_transcription", "Transcription of recordings"),
    ("play_recording_beep_tone", "Beep while recording"),
    ("play_beep_volume", "Beep volume"),
    ("play_beep_time_interval", "Beep interval"),
    ("play_beep_member", "Beep heard by"),
    ("allow_stop_resume_recording", "May stop and resume recording"),
    ("disconnect_on_recording_failure", "Disconnect where recording fails"),
    ("recording_calls", "Calls recorded"),
    ("inbound_audio_notification", "Inbound calls"),
    ("outbound_audio_notification", "Outbound calls"),
    ("call_overflow_type", "Overflow"),
    ("call_not_picked_up_action", "A parked call that nobody picks up"),
    ("expiration_period", "Calls stay parked"),
    ("forward_to", "Forward to"),
    ("display_name", "Name"),
    ("extension_id", "Extension ID"),
    ("extension_number", "Extension"),
    ("extension_type", "Kind of extension"),
    ("id", "ID"),
    ("call_transferring_type", "Transfer"),
    ("prompt_default_address", "Ask for a default address"),
    ("call_forwarding_type", "Forwarding"),
    ("allow_hide_outbound_caller_id", "May hide the number"),
    ("international_sms", "International messages"),
    ("international_sms_countries", "Countries"),
    ("allow_copy", "May copy messages"),
    ("allow_paste", "May paste into messages"),
    ("allow_delete", "May delete"),
    ("allow_download", "May download"),
    ("allow_transcription", "Transcription"),
    ("allow_videomail", "Video messages"),
    ("allow_sharing", "May share"),
    ("allow_calling_clients", "Clients for calls"),
    ("allow_sms_mms_clients", "Clients for messages"),
    ("allow_calling_sms_mms", "Calls and messages"),
    ("allow_music_on_hold_customization", "Music on hold of their own"),
    ("allow_voicemail_and_message_greeting_customization", "Greetings of their own"),
    ("include_voicemail_file", "With the voicemail attached"),
    ("include_voicemail_transcription", "With the transcription"),
    ("fax_notification_by_email", "E-mail for each fax"),
    ("include_fax_as_attachment", "With the fax attached"),
    ("enable_outbound_fax_transmission_report", "Report on faxes sent"),
    ("display_frequency", "Shown"),
    ("custom_disclaimer_list", "Disclaimers"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::schema::{DeclaredShape, Kind, Shape};
    use crate::model::{self};

    #[test]
    fn the_catalog_lists_the_policies_of_the_model() {
        let declared: Vec<_> = model::Policy::SHAPE.fields.iter().map(|field| field.name).collect();
        let described: Vec<_> = CATALOG.iter().map(|entry| entry.key).collect();
        assert_eq!(declared, described);
        assert_eq!(described.len(), 37);
    }

    #[test]
    fn every_detail_has_a_label() {
        fn look(shape: &Shape) {
            for field in shape.fields {
                let is_head = matches!(field.name, "enable" | "locked" | "locked_by" | "modified");
                assert!(is_head || DETAILS.iter().any(|(name, _)| *name == field.name), "{} has no label", field.name);
                if let Kind::Object(below) = field.kind {
                    look(below);
                }
            }
        }
        for field in model::Policy::SHAPE.fields {
            if let Kind::Object(shape) = field.kind {
                look(shape);
            }
        }
    }
}
