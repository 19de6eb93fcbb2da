//! The catalog: each policy's label, its category, and what it means on and off.
//!
//! A second list of the model's policies; a test fails if the two differ. A policy's label names what its switch turns
//! on, in the singular, since "{policy} was turned on" is said of it.

use serde::{Deserialize, Serialize};

use super::labels::Labels;
use crate::named;
use crate::text::Text;

/// The subject of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(all(target_arch = "wasm32", feature = "js"), derive(tsify::Tsify))]
#[cfg_attr(all(target_arch = "wasm32", feature = "js"), tsify(type_prefix = "Policy"))]
#[non_exhaustive]
pub enum Category {
    /// Making calls.
    Calling,
    /// Handling of inbound calls.
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
    /// Policies that this version does not know.
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

    /// The category's name in JSON.
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
    pub(super) fn heading(self, labels: &Labels) -> Text {
        labels.text(&["category.", self.as_str()], self.label())
    }

    /// The category as a heading in English.
    pub(super) fn label(self) -> &'static str {
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

named!(Category);

/// Which state or value of a policy, or of a detail, permits more. Whether calls should be recorded or transcribed is
/// for the law and the organization to decide: such policies have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permissive {
    /// On permits more; in a list, each item permits more.
    On,
    /// Off permits more: the policy is a safeguard.
    Off,
    /// Codes in order, the most permissive first.
    Ranked(&'static [i64]),
    /// Neither is known to permit more.
    Unknown,
}

/// A policy in words.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Described {
    /// The policy's name on the wire.
    pub key: &'static str,
    /// Its label.
    pub label: &'static str,
    /// Its subject.
    pub category: Category,
    /// Which state permits more.
    pub permissive: Permissive,
    /// What it means if it is on.
    pub on: &'static str,
    /// What it means if it is off.
    pub off: &'static str,
}

impl Described {
    pub(super) fn label(&self, labels: &Labels) -> Text {
        labels.text(&[self.key], self.label)
    }

    pub(super) fn on(&self, labels: &Labels) -> Text {
        labels.text(&[self.key, ".on"], self.on)
    }

    pub(super) fn off(&self, labels: &Labels) -> Text {
        labels.text(&[self.key, ".off"], self.off)
    }
}

macro_rules! catalog {
    ($($category:ident $key:ident: $label:literal, $permissive:ident, $on:literal, $off:literal;)*) => {
        /// All policies that the model declares, in its order.
        pub const CATALOG: &[Described] = &[$(Described {
            key: stringify!($key),
            label: $label,
            category: Category::$category,
            permissive: Permissive::$permissive,
            on: $on,
            off: $off,
        },)*];
    };
}

catalog! {
    Recording ad_hoc_call_recording: "Ad hoc call recording", On,
        "May record calls on demand", "May not record calls on demand";
    Recording ad_hoc_call_recording_access_members: "Access to ad hoc recordings", On,
        "Others may open the ad hoc recordings", "Nobody else may open the ad hoc recordings";
    Recording auto_call_recording: "Automatic call recording", Unknown,
        "Calls are recorded automatically", "Calls are not recorded automatically";
    Recording auto_call_recording_access_members: "Access to automatic recordings", On,
        "Others may open the automatic recordings", "Nobody else may open the automatic recordings";
    CallHandling call_overflow: "Call overflow", On,
        "Overflow calls may be forwarded to other numbers", "Overflow calls may not be forwarded to other numbers";
    CallHandling call_park: "Call park", On,
        "May park calls", "May not park calls";
    CallHandling call_transferring: "Call transfer", On,
        "May transfer calls", "May not transfer calls";
    CallHandling delegation: "Call delegation", On,
        "May let others make and take calls on their behalf", "May not let others make and take calls on their behalf";
    Calling elevate_to_meeting: "Elevate to meeting", On,
        "May turn a call into a meeting", "May not turn a call into a meeting";
    Emergency emergency_address_management: "Emergency address management", On,
        "May manage their own emergency addresses", "May not manage their own emergency addresses";
    Emergency emergency_calls_to_psap: "Emergency call delivery to PSAP", Off,
        "Emergency calls reach the public safety answering point",
        "Emergency calls reach only the internal response team, not the public safety answering point";
    CallHandling forwarding_to_external_numbers: "Forwarding to external numbers", On,
        "May forward calls to external numbers", "May not forward calls to external numbers";
    CallHandling call_handling_forwarding_to_other_users: "Call forwarding to other users", On,
        "May forward calls to other numbers", "May not forward calls to other numbers";
    Devices hand_off_to_room: "Hand off to room", On,
        "May hand off a call to a Zoom Room", "May not hand off a call to a Zoom Room";
    Calling international_calling: "International calling", On,
        "May call other countries beyond the calling plan", "May not call other countries beyond the calling plan";
    Devices mobile_switch_to_carrier: "Switch to mobile carrier", On,
        "May switch a call to the mobile carrier", "May not switch a call to the mobile carrier";
    Calling select_outbound_caller_id: "Outbound caller ID selection", On,
        "May choose the caller ID of outbound calls", "May not choose the caller ID of outbound calls";
    Messaging sms: "SMS", On,
        "May send and receive text messages", "May not send or receive text messages";
    Voicemail voicemail: "Voicemail", On,
        "May receive, open and share voicemail", "May not receive, open or share voicemail";
    Voicemail voicemail_access_members: "Access to voicemail", On,
        "Others may listen to the voicemail", "Nobody else may listen to the voicemail";
    Devices zoom_phone_on_mobile: "Zoom Phone on mobile", On,
        "May use Zoom Phone on mobile devices", "May not use Zoom Phone on mobile devices";
    CallHandling personal_audio_library: "Personal audio library", On,
        "May change their audio library", "May not change their audio library";
    Voicemail voicemail_transcription: "Voicemail transcription", Unknown,
        "May read transcriptions of voicemails", "May not read transcriptions of voicemails";
    Voicemail voicemail_notification_by_email: "Voicemail notification by email", On,
        "New voicemails are announced by email", "New voicemails are not announced by email";
    Voicemail shared_voicemail_notification_by_email: "Shared voicemail notification by email", On,
        "New shared voicemails are announced by email", "New shared voicemails are not announced by email";
    Voicemail check_voicemails_over_phone: "Voicemail check over phone", On,
        "May check voicemails over the phone with a PIN", "May not check voicemails over the phone";
    Calling audio_intercom: "Audio intercom", On,
        "May use the audio intercom", "May not use the audio intercom";
    Privacy peer_to_peer_media: "Peer-to-peer media", On,
        "Clients may send media directly to each other", "Clients may not send media directly to each other";
    Privacy e2e_encryption: "End-to-end encryption", Off,
        "May encrypt calls end to end", "May not encrypt calls end to end";
    Calling outbound_calling: "Outbound calling restriction", Off,
        "Calling rules restrict where the user may call", "No calling rules restrict where the user may call";
    Messaging outbound_sms: "Outbound SMS", On,
        "May send and receive messages, given a calling plan and a number", "May not send or receive messages";
    CallHandling allow_end_user_edit_call_handling: "Editing of call handling", On,
        "May edit how their calls are handled", "May not edit how their calls are handled";
    Voicemail voicemail_intent_based_prioritization: "Voicemail intent-based prioritization", Unknown,
        "Urgent voicemails are listed first", "Urgent voicemails are not listed first";
    Voicemail voicemail_tasks: "Voicemail task extraction", Unknown,
        "Tasks are extracted from voicemails", "Tasks are not extracted from voicemails";
    Devices zoom_phone_on_desktop: "Zoom Phone on desktop", On,
        "May use Zoom Phone on desktop computers", "May not use Zoom Phone on desktop computers";
    Fax online_fax: "Online fax", On,
        "May send and receive faxes", "May not send or receive faxes";
    Privacy show_custom_disclaimer_when_using_zoom_phone: "Custom disclaimer", Off,
        "A disclaimer is shown when Zoom Phone starts", "No disclaimer is shown when Zoom Phone starts";
}

/// A field of a policy in words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Detail {
    /// The field's name on the wire.
    pub name: &'static str,
    /// Its label.
    pub label: &'static str,
    /// How it reads within its policy's sentence, with `{value}` for its value in words; empty if it is not part of it.
    pub reads: &'static str,
    /// Which value permits more.
    pub permissive: Permissive,
}

impl Detail {
    /// The detail of a field, by its name.
    pub fn of(name: &str) -> Option<&'static Detail> {
        // Lengths first: compiled for size, a comparison of strings is a call.
        DETAILS.iter().find(|detail| detail.name.len() == name.len() && detail.name == name)
    }

    pub fn label(&self, labels: &Labels) -> Text {
        labels.text(&["detail.", self.name], self.label)
    }

    pub fn reads<'t>(&self, labels: &'t Labels) -> &'t str {
        labels.get(&["detail.", self.name, ".reads"], self.reads)
    }
}

macro_rules! details {
    ($($name:ident: $label:literal, $permissive:ident $(($ranks:expr))? $(, reads $reads:literal)?;)*) => {
        /// All fields of the policies, but for those that most policies have. A name means the same in every policy.
        pub(super) const DETAILS: &[Detail] = &[$(Detail {
            name: stringify!($name),
            label: $label,
            permissive: Permissive::$permissive $(($ranks))?,
            reads: concat!($($reads)?),
        },)*];
    };
}

details! {
    recording_start_prompt: "Prompt when recording starts", Off;
    recording_explicit_consent: "Press 1 to consent", Off;
    recording_transcription: "Recording transcription", Unknown;
    play_recording_beep_tone: "Recording beep", Off;
    play_beep_volume: "Volume", Unknown, reads "; beep volume {value}";
    play_beep_time_interval: "Interval", Unknown, reads "; a beep every {value}";
    play_beep_member: "Heard by", Unknown, reads "; beep heard by {value}";
    allow_stop_resume_recording: "May stop and resume recording", On;
    disconnect_on_recording_failure: "Disconnect if recording fails", Off;
    recording_calls: "Recorded calls", Unknown, reads ": {value}";
    inbound_audio_notification: "Inbound calls", Unknown;
    outbound_audio_notification: "Outbound calls", Unknown;
    call_overflow_type: "Overflow restriction", Ranked(&[4, 1, 2, 3]), reads "; {value}";
    call_not_picked_up_action: "If nobody picks up", Unknown, reads "; if nobody picks up: {value}";
    expiration_period: "Time limit", Unknown, reads "; time limit: {value}";
    forward_to: "Forward to", Unknown;
    display_name: "Name", Unknown, reads "; extension: {value}";
    extension_id: "Extension ID", Unknown;
    extension_number: "Extension number", Unknown;
    extension_type: "Extension type", Unknown;
    id: "ID", Unknown;
    call_transferring_type: "Transfer restriction", Ranked(&[1, 4, 2, 3]), reads "; {value}";
    prompt_default_address: "Prompt for a default address", Off;
    call_forwarding_type: "Forwarding restriction", Ranked(&[4, 1, 2, 3]), reads "; {value}";
    allow_hide_outbound_caller_id: "May hide the caller ID", On;
    international_sms: "International messages", On;
    international_sms_countries: "Countries for international messages", On, reads "; countries: {value}";
    allow_copy: "May copy messages", On;
    allow_paste: "May paste into messages", On;
    access_user_id: "User ID", Unknown;
    shared_id: "Share ID", Unknown;
    allow_delete: "May delete", On;
    allow_download: "May download", On;
    allow_transcription: "Transcription", Unknown;
    allow_videomail: "Video messages", On;
    allow_sharing: "May share", On;
    allow_calling_clients: "Clients for calls", On, reads "; calls on: {value}";
    allow_sms_mms_clients: "Clients for messages", On, reads "; messages on: {value}";
    allow_calling_sms_mms: "Calls and messages", On;
    allow_music_on_hold_customization: "Custom music on hold", On;
    allow_voicemail_and_message_greeting_customization: "Custom greetings", On;
    include_voicemail_file: "Voicemail attached", On;
    include_voicemail_transcription: "Transcription included", On;
    fax_notification_by_email: "Email for each fax", On;
    include_fax_as_attachment: "Fax attached", On;
    enable_outbound_fax_transmission_report: "Report on sent faxes", Unknown;
    display_frequency: "Frequency", Unknown, reads ": {value}";
    custom_disclaimer_list: "Disclaimers", Unknown, reads "; {value}";
    language: "Language", Unknown;
    title: "Title", Unknown;
    body: "Text", Unknown;
    default: "Default", Unknown;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    use crate::model::schema::{DeclaredShape, Shape};
    use crate::model::{self};
    use crate::validate::is_state_field;

    #[test]
    fn the_catalog_lists_the_policies_of_the_model() {
        let declared: Vec<_> = model::Policy::SHAPE.fields.iter().map(|field| field.name).collect();
        let described: Vec<_> = CATALOG.iter().map(|entry| entry.key).collect();
        assert_eq!(declared, described);
    }

    #[test]
    fn every_detail_has_a_label() {
        fn look(shape: &Shape, names: &mut BTreeSet<&str>) {
            for field in shape.fields {
                assert!(is_state_field(field.name) || Detail::of(field.name).is_some(), "{} has no label", field.name);
                names.insert(field.name);
                if let Some(below) = field.kind.shape() {
                    look(below, names);
                }
            }
        }
        let mut names = BTreeSet::new();
        for shape in model::Policy::SHAPE.fields.iter().filter_map(|field| field.kind.shape()) {
            look(shape, &mut names);
        }
        for detail in DETAILS {
            assert!(names.contains(detail.name), "{} is a detail of no policy", detail.name);
        }
    }
}
