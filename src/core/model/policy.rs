//! The policies of a user: one field for each, in the order in which Zoom documents them.

use super::calling::{
    CallForwarding, CallOverflow, CallPark, CallTransferring, OutboundCallerId, PersonalAudioLibrary,
};
use super::declare::object;
use super::devices::{CustomDisclaimerPolicy, ZoomPhoneOnDesktop, ZoomPhoneOnMobile};
use super::emergency::EmergencyAddressManagement;
use super::messaging::{OnlineFax, Sms};
use super::recording::{AdHocCallRecording, AutoCallRecording};
use super::shared::{
    BasicToggle, LockableToggle, PolicySwitch, RecordingAccessMember, UnleveledToggle, VoicemailAccessMember,
};
use super::voicemail::{Voicemail, VoicemailNotificationByEmail};

object! {
    /// The user's policies. An absent policy is unknown, not off.
    pub struct Policy {
        /// Recording that the user starts during a call.
        ad_hoc_call_recording: AdHocCallRecording, since "2022";
        /// The people who may open the user's ad hoc recordings, at most 50.
        ad_hoc_call_recording_access_members: Vec<RecordingAccessMember>, since "2023-04",
            limit max_items = 50, limit unique = true, limit distinct = true;
        /// Recording of all calls, or of all calls in one direction.
        auto_call_recording: AutoCallRecording, since "2022";
        /// The people who may open the user's automatic recordings, at most 50.
        auto_call_recording_access_members: Vec<RecordingAccessMember>, since "2023-04",
            limit max_items = 50, limit unique = true, limit distinct = true;
        /// Forwarding calls that cannot be answered to other numbers.
        call_overflow: CallOverflow, since "2022";
        /// Parking calls, so that they can be picked up from another phone with a retrieval code.
        call_park: CallPark, since "2022";
        /// Transferring calls to someone else.
        call_transferring: CallTransferring, since "2023-01";
        /// Whether the user may let others make and take calls on their behalf.
        delegation: PolicySwitch, since "2022";
        /// Whether the user may turn a phone call into a meeting.
        elevate_to_meeting: PolicySwitch, since "2022";
        /// Whether the user may manage their own emergency addresses.
        emergency_address_management: EmergencyAddressManagement, since "2022";
        /// Whether emergency calls reach the public safety answering point (PSAP). If off, they reach only the
        /// organization's internal response team.
        emergency_calls_to_psap: PolicySwitch, since "2022";
        /// Whether the user may forward calls to external numbers.
        forwarding_to_external_numbers: PolicySwitch, since "2022",
            deprecated "use `call_handling_forwarding_to_other_users`, which says how far calls may be forwarded";
        /// Forwarding calls to other numbers.
        call_handling_forwarding_to_other_users: CallForwarding, since "2023-04";
        /// Whether the user may hand off a call to a Zoom Room.
        hand_off_to_room: BasicToggle, since "2022";
        /// Whether the user may call other countries beyond their calling plan.
        international_calling: PolicySwitch, since "2022";
        /// Whether the user may switch a call to their mobile carrier.
        mobile_switch_to_carrier: BasicToggle, since "2022";
        /// Choosing the caller ID of outbound calls.
        select_outbound_caller_id: OutboundCallerId, since "2022";
        /// Text and picture messages.
        sms: Sms, since "2022";
        /// Receiving, opening and sharing voicemail.
        voicemail: Voicemail, since "2022";
        /// The people who may listen to the user's voicemail, at most 50.
        voicemail_access_members: Vec<VoicemailAccessMember>, since "2022",
            limit max_items = 50, limit distinct = true;
        /// Zoom Phone on phones and tablets.
        zoom_phone_on_mobile: ZoomPhoneOnMobile, since "2022";
        /// The user's own music and greetings.
        personal_audio_library: PersonalAudioLibrary, since "2022";
        /// Whether the user may read transcriptions of voicemails.
        voicemail_transcription: LockableToggle, since "2022";
        /// Email notifications of new voicemails.
        voicemail_notification_by_email: VoicemailNotificationByEmail, since "2022";
        /// Email notifications of new voicemails that are shared with the user.
        shared_voicemail_notification_by_email: LockableToggle, since "2022";
        /// Whether the user may check voicemails over the phone with a PIN.
        check_voicemails_over_phone: LockableToggle, since "2022";
        /// Whether the user may use the audio intercom.
        audio_intercom: LockableToggle, since "2022";
        /// Whether clients may send media directly to each other. Recording and monitoring may prevent it.
        peer_to_peer_media: LockableToggle, since "2025-05";
        /// Whether the user may encrypt calls end to end. Not possible while automatic recording is on.
        e2e_encryption: LockableToggle, since "2023-04";
        /// Whether calling rules restrict which countries, cities and numbers the user may call.
        outbound_calling: UnleveledToggle, since "2025-05";
        /// Whether the user may send and receive messages. Needs a calling plan and a number.
        outbound_sms: UnleveledToggle, since "2025-05";
        /// Whether the user may edit how their calls are handled and forwarded.
        allow_end_user_edit_call_handling: UnleveledToggle, since "2025-05";
        /// Whether urgent voicemails are listed first, by predefined topics. Needs voicemail transcription.
        voicemail_intent_based_prioritization: LockableToggle, since "2025-05";
        /// Whether tasks are extracted from English voicemails. Needs voicemail transcription.
        voicemail_tasks: LockableToggle, since "2025-05";
        /// Zoom Phone on desktop computers.
        zoom_phone_on_desktop: ZoomPhoneOnDesktop, since "2025-06";
        /// Faxes, sent and received online.
        online_fax: OnlineFax, since "2026-07";
        /// A disclaimer that is shown when the user starts Zoom Phone.
        show_custom_disclaimer_when_using_zoom_phone: CustomDisclaimerPolicy, since "2026-07";
    }
}
