//! The rules of the audit, the gravest first. Each asks for what it needs in a closure; `Case` says what an answer is.
//!
//! Facts are those of Zoom's page of the operation `phoneUser` (the sources name the field), or of the law named.

use super::case::{At, Case, Truth, at, lacks};
use super::{Risk, Rule};
use crate::row;
use crate::validate::{Tag, View};

/// The restriction types that stand for no restriction: transferring counts the other way from the others.
const UNRESTRICTED: i64 = 4;
const UNRESTRICTED_TRANSFER: i64 = 1;

macro_rules! rules {
    ($($severity:ident $id:ident: $title:literal, why $why:literal, remedy $remedy:literal, source $source:literal, $check:expr;)*) => {
        /// All rules, in the order of their findings.
        pub const RULES: &[Rule] = &[$(Rule {
            id: stringify!($id),
            severity: Risk::$severity,
            title: $title,
            why: $why,
            remedy: $remedy,
            source: $source,
            check: $check,
        },)*];
    };
}

rules! {
    High emergency_address_missing: "No emergency address",
        why "Help is sent to this address when the user calls an emergency service. Without it the caller has to say where they are, and may not be able to.",
        remedy "Give the user an emergency address, or a default one to their site.",
        source "RAY BAUM'S Act, section 506 (47 CFR 9.16): a dispatchable location with every emergency call; Zoom: `emergency_address`",
        no_address;

    High emergency_address_incomplete: "Incomplete emergency address",
        why "Responders need a street, a place and a country to find the caller; in the United States and Canada also a state or province and a postal code.",
        remedy "Complete the emergency address; the evidence names the parts that are missing.",
        source "RAY BAUM'S Act, section 506 (47 CFR 9.16); Zoom: `emergency_address`",
        incomplete_address;

    High emergency_calls_not_public: "Emergency calls that miss the public answering point",
        why "Emergency calls of this user reach only the organization's own response team, not the public safety answering point. If nobody of the team answers, nobody does.",
        remedy "Turn emergency calls to the PSAP on, unless the response team is staffed at all hours and the law allows it.",
        source "Zoom: `policy.emergency_calls_to_psap`; Kari's Law (47 CFR 9.16)",
        |case| case.off(at!("policy.emergency_calls_to_psap"));

    High recording_without_notice: "Automatic recording without notice",
        why "Calls are recorded and no prompt tells the other side. Many jurisdictions require that all parties know.",
        remedy "Turn the recording prompt on for the directions that are recorded.",
        source "Zoom: `policy.auto_call_recording.inbound_audio_notification` and `.outbound_audio_notification`",
        |case| case.on(at!("policy.auto_call_recording.enable")) & in_recorded_direction(case, without_notice);

    High ad_hoc_recording_without_notice: "Recording at will without notice",
        why "The user may record a call and no prompt tells the other side. Many jurisdictions require that all parties know.",
        remedy "Turn the recording prompt of ad hoc recording on.",
        source "Zoom: `policy.ad_hoc_call_recording.recording_start_prompt`",
        |case| case.on(at!("policy.ad_hoc_call_recording.enable")) & case.off(at!("policy.ad_hoc_call_recording.recording_start_prompt"));

    High recordings_shared_with_deletion: "Recordings that others may delete",
        why "Somebody other than the user may delete recordings. What is deleted is lost as evidence, and retention rules may be broken.",
        remedy "Take the right to delete from the members named by the evidence.",
        source "Zoom: `policy.auto_call_recording_access_members`, `policy.ad_hoc_call_recording_access_members`",
        |case| {
            case.any(at!("policy.auto_call_recording_access_members"), at!("policy.auto_call_recording_access_members[].allow_delete"))
                | case.any(at!("policy.ad_hoc_call_recording_access_members"), at!("policy.ad_hoc_call_recording_access_members[].allow_delete"))
        };

    Medium recording_without_consent: "Automatic recording without consent",
        why "A prompt tells that the call is recorded, but nobody is asked to agree. Where the law wants consent, staying on the line may not be enough.",
        remedy "Turn explicit consent (press 1) on for the directions that are recorded, where the law asks for it.",
        source "Zoom: `policy.auto_call_recording.inbound_audio_notification.recording_explicit_consent` and the outbound one",
        |case| case.on(at!("policy.auto_call_recording.enable")) & in_recorded_direction(case, without_consent);

    Medium recording_conflicts_with_encryption: "Automatic recording and end-to-end encryption in conflict",
        why "End-to-end encryption cannot be used while automatic recording is on: a user who relies on it is not protected.",
        remedy "Decide for one of the two, and turn the other off.",
        source "Zoom: `policy.e2e_encryption.enable`",
        |case| case.on(at!("policy.auto_call_recording.enable")) & case.on(at!("policy.e2e_encryption.enable"));

    Medium recordings_shared_with_download: "Recordings that others may download",
        why "Somebody other than the user may take recordings out of Zoom, beyond its access control and retention.",
        remedy "Take the right to download from the members named by the evidence.",
        source "Zoom: `policy.auto_call_recording_access_members`, `policy.ad_hoc_call_recording_access_members`",
        |case| {
            case.any(at!("policy.auto_call_recording_access_members"), at!("policy.auto_call_recording_access_members[].allow_download"))
                | case.any(at!("policy.ad_hoc_call_recording_access_members"), at!("policy.ad_hoc_call_recording_access_members[].allow_download"))
        };

    Medium voicemail_shared_with_deletion: "Voicemail that others may delete",
        why "Somebody other than the user may delete voicemails before the user has heard them.",
        remedy "Take the right to delete from the members named by the evidence.",
        source "Zoom: `policy.voicemail_access_members[].allow_delete`",
        |case| case.any(at!("policy.voicemail_access_members"), at!("policy.voicemail_access_members[].allow_delete"));

    Medium voicemail_shared_with_download: "Voicemail that others may download",
        why "Somebody other than the user may take voicemails out of Zoom, beyond its access control and retention.",
        remedy "Take the right to download from the members named by the evidence.",
        source "Zoom: `policy.voicemail_access_members[].allow_download`",
        |case| case.any(at!("policy.voicemail_access_members"), at!("policy.voicemail_access_members[].allow_download"));

    Medium voicemail_shared_onward: "Voicemail that others may share",
        why "Somebody other than the user may share voicemails with more people: who can listen is no longer under control.",
        remedy "Take the right to share from the members named by the evidence.",
        source "Zoom: `policy.voicemail_access_members[].allow_sharing`",
        |case| case.any(at!("policy.voicemail_access_members"), at!("policy.voicemail_access_members[].allow_sharing"));

    Medium international_calling_open: "International calling open and unlocked",
        why "The user may call other countries beyond the calling plan, and no lock holds it. Stolen credentials are turned into calls to costly numbers.",
        remedy "Turn international calling off, or lock it and set calling rules for the countries that are needed.",
        source "Zoom: `policy.international_calling`",
        |case| {
            let policy = at!("policy.international_calling");
            case.on(policy) & case.open(policy, at!("policy.international_calling.locked"))
        };

    Medium international_sms_open: "International messages open and unlocked",
        why "The user may send messages to other countries, and no lock holds it: a way to high bills and to data leaving unseen.",
        remedy "Turn international messages off, or lock the policy and list the countries that are needed.",
        source "Zoom: `policy.sms.international_sms`",
        |case| {
            case.on(at!("policy.sms.enable")) & case.on(at!("policy.sms.international_sms")) & case.off(at!("policy.sms.locked"))
        };

    Medium forwarding_unrestricted: "Call forwarding without restriction",
        why "Calls may be forwarded to any number, external ones included: a way around recording, and to toll fraud after an account is taken over.",
        remedy "Set a restriction: low rules out external numbers, medium also external contacts, high also internal extensions that are not recorded.",
        source "Zoom: `policy.call_handling_forwarding_to_other_users.call_forwarding_type`",
        |case| {
            case.on(at!("policy.call_handling_forwarding_to_other_users.enable"))
                & case.code(at!("policy.call_handling_forwarding_to_other_users.call_forwarding_type"), UNRESTRICTED)
        };

    Medium overflow_unrestricted: "Call overflow without restriction",
        why "Calls that cannot be taken may go on to any number, external ones included, unrecorded.",
        remedy "Set a restriction: low rules out external numbers, medium also external contacts, high also internal extensions that are not recorded.",
        source "Zoom: `policy.call_overflow.call_overflow_type`",
        |case| case.on(at!("policy.call_overflow.enable")) & case.code(at!("policy.call_overflow.call_overflow_type"), UNRESTRICTED);

    Medium transfer_unrestricted: "Call transfer without restriction",
        why "Calls may be transferred to any number, external ones included: a caller can be handed on out of the organization, at its cost.",
        remedy "Set a restriction. Mind the numbers: of this policy 1 is no restriction and 4 is low, the other way from forwarding.",
        source "Zoom: `policy.call_transferring.call_transferring_type`",
        |case| {
            case.on(at!("policy.call_transferring.enable"))
                & case.code(at!("policy.call_transferring.call_transferring_type"), UNRESTRICTED_TRANSFER)
        };

    Medium caller_id_hidden: "Caller ID that may be hidden",
        why "The user may call without showing a number. Called parties cannot call back, and calls cannot be traced to the organization.",
        remedy "Take away the right to hide the caller ID.",
        source "Zoom: `policy.select_outbound_caller_id.allow_hide_outbound_caller_id`",
        |case| {
            case.on(at!("policy.select_outbound_caller_id.enable"))
                & case.on(at!("policy.select_outbound_caller_id.allow_hide_outbound_caller_id"))
        };

    Medium outbound_calling_without_rules: "Outbound calls without rules",
        why "No rules restrict which countries, cities and numbers the user may call.",
        remedy "Set calling rules for the user, their group or their site.",
        source "Zoom: `policy.outbound_calling.enable`",
        |case| case.off(at!("policy.outbound_calling.enable"));

    Medium deactivated_with_numbers: "Deactivated user with numbers",
        why "The user is deactivated and still holds phone numbers: calls to them go unanswered, and the numbers are paid for.",
        remedy "Give the numbers to somebody else, or release them.",
        source "Zoom: `status`, `phone_numbers`",
        |case| case.word(at!("status"), &["deactivate"]) & case.filled(at!("phone_numbers"));

    Low deactivated_with_plan: "Deactivated user with a calling plan",
        why "The user is deactivated and still holds a calling plan, which is paid for.",
        remedy "Take the calling plan from the user.",
        source "Zoom: `status`, `calling_plans`",
        |case| case.word(at!("status"), &["deactivate"]) & case.filled(at!("calling_plans"));

    Low plan_without_number: "Calling plan without a number",
        why "The user holds a calling plan and no phone number: nobody outside can call them, and the plan is paid for.",
        remedy "Assign a number, or take the plan away.",
        source "Zoom: `calling_plans`, `phone_numbers`",
        |case| case.filled(at!("calling_plans")) & case.empty(at!("phone_numbers"));

    Low number_without_plan: "Number without a calling plan",
        why "The user holds a phone number and no calling plan: they cannot call outside numbers with it.",
        remedy "Assign a calling plan, or release the number.",
        source "Zoom: `phone_numbers`, `calling_plans`",
        |case| case.filled(at!("phone_numbers")) & case.empty(at!("calling_plans"));

    Low outbound_sms_unusable: "Messages without what they need",
        why "The user may send messages, but that takes a calling plan and a number, and one is missing.",
        remedy "Assign a calling plan and a number, or turn outbound messages off.",
        source "Zoom: `policy.outbound_sms.enable`",
        |case| {
            case.on(at!("policy.outbound_sms.enable")) & (case.empty(at!("calling_plans")) | case.empty(at!("phone_numbers")))
        };

    Low sensitive_policy_unlocked: "Sensitive policies left unlocked",
        why "The user can change these policies: recording, encryption, forwarding, transfer, caller ID and messages are where data and money leave.",
        remedy "Lock the policies named by the evidence for the account, the group or the site.",
        source "Zoom: `locked` of each policy",
        |case| {
            SENSITIVE.iter().fold(Truth::No, |found, locked| found | case.off(*locked))
        };

    Low recording_can_be_paused: "Automatic recording that can be stopped",
        why "The user may stop and resume automatic recording: recordings may have gaps just where they matter.",
        remedy "Take the right to stop and resume away, unless payment details must be kept out of recordings.",
        source "Zoom: `policy.auto_call_recording.allow_stop_resume_recording`",
        |case| {
            case.on(at!("policy.auto_call_recording.enable")) & case.on(at!("policy.auto_call_recording.allow_stop_resume_recording"))
        };

    Low recording_failure_ignored: "Calls that go on when recording fails",
        why "Calls go on unrecorded when automatic recording fails. Where every call must be recorded, that is a gap nobody sees.",
        remedy "Let calls disconnect when recording fails, where recording is a duty; emergency calls are exempt.",
        source "Zoom: `policy.auto_call_recording.disconnect_on_recording_failure`",
        |case| {
            case.on(at!("policy.auto_call_recording.enable")) & case.off(at!("policy.auto_call_recording.disconnect_on_recording_failure"))
        };

    Low voicemail_content_by_email: "Voicemail content in e-mails",
        why "Notifications carry the voicemail or its transcription: what was said leaves Zoom's access control and retention.",
        remedy "Let notifications tell of a voicemail without carrying it.",
        source "Zoom: `policy.voicemail_notification_by_email`",
        |case| {
            case.on(at!("policy.voicemail_notification_by_email.enable"))
                & (case.on(at!("policy.voicemail_notification_by_email.include_voicemail_file"))
                    | case.on(at!("policy.voicemail_notification_by_email.include_voicemail_transcription")))
        };

    Low voicemail_over_phone_open: "Voicemail from any phone, unlocked",
        why "Voicemails can be heard from any phone with a PIN alone, and no lock holds it. PINs are guessed.",
        remedy "Turn it off or lock it, and ask for long PINs.",
        source "Zoom: `policy.check_voicemails_over_phone`",
        |case| case.on(at!("policy.check_voicemails_over_phone.enable")) & case.off(at!("policy.check_voicemails_over_phone.locked"));

    Low messages_may_be_copied: "Messages that may be copied",
        why "The user may copy the content of messages into other apps: data leaves unseen.",
        remedy "Turn copying off where messages carry personal or regulated data.",
        source "Zoom: `policy.sms.allow_copy`",
        |case| case.on(at!("policy.sms.enable")) & case.on(at!("policy.sms.allow_copy"));

    Low faxes_by_email: "Faxes attached to e-mails",
        why "Notifications carry the fax itself: its content leaves Zoom's access control and retention.",
        remedy "Let notifications tell of a fax without carrying it.",
        source "Zoom: `policy.online_fax.include_fax_as_attachment`",
        |case| {
            case.on(at!("policy.online_fax.enable"))
                & case.on(at!("policy.online_fax.fax_notification_by_email"))
                & case.on(at!("policy.online_fax.include_fax_as_attachment"))
        };

    Low address_change_unprompted: "Own emergency addresses without a prompt",
        why "The user manages emergency addresses of their own and is not asked to confirm a default one: the address on file may be an old one.",
        remedy "Turn the prompt for a default address on.",
        source "Zoom: `policy.emergency_address_management.prompt_default_address`",
        |case| {
            case.on(at!("policy.emergency_address_management.enable")) & case.off(at!("policy.emergency_address_management.prompt_default_address"))
        };

    Low disclaimer_without_default: "Disclaimers without one default",
        why "Exactly one disclaimer has to be the default: users of other languages see that one.",
        remedy "Mark one disclaimer as the default.",
        source "Zoom: `policy.show_custom_disclaimer_when_using_zoom_phone.custom_disclaimer_list[].default`",
        |case| {
            let list = at!("policy.show_custom_disclaimer_when_using_zoom_phone.custom_disclaimer_list");
            let defaults = case.count(list, at!("policy.show_custom_disclaimer_when_using_zoom_phone.custom_disclaimer_list[].default"));
            case.on(at!("policy.show_custom_disclaimer_when_using_zoom_phone.enable")) & case.filled(list) & case.number(list, defaults, |count| count != 1)
        };

    Low forwarding_contradicts: "Old and new forwarding policy at odds",
        why "The deprecated policy allows forwarding to external numbers, and the one that replaces it forbids them. The new one decides; who reads the old one is misled.",
        remedy "Turn the deprecated policy off, and read the new one.",
        source "Zoom: `policy.forwarding_to_external_numbers`",
        |case| {
            let restriction = at!("policy.call_handling_forwarding_to_other_users.call_forwarding_type");
            let low = case.code(restriction, 1);
            let forbids = case.off(at!("policy.call_handling_forwarding_to_other_users.enable")) | low | case.code(restriction, 2) | case.code(restriction, 3);
            case.on(at!("policy.forwarding_to_external_numbers")) & forbids
        };

    Info voicemail_tasks_without_transcription: "Voicemail tasks without transcription",
        why "Tasks are found in transcriptions of voicemails, and those are off: the policy has no effect.",
        remedy "Turn voicemail transcription on, or voicemail tasks off.",
        source "Zoom: `policy.voicemail_tasks.enable`",
        |case| case.on(at!("policy.voicemail_tasks.enable")) & case.off(at!("policy.voicemail_transcription.enable"));

    Info voicemail_priority_without_transcription: "Voicemail prioritization without transcription",
        why "Urgent voicemails are found by their transcriptions, and those are off: the policy has no effect.",
        remedy "Turn voicemail transcription on, or prioritization off.",
        source "Zoom: `policy.voicemail_intent_based_prioritization.enable`",
        |case| {
            case.on(at!("policy.voicemail_intent_based_prioritization.enable")) & case.off(at!("policy.voicemail_transcription.enable"))
        };

    Info parked_calls_dropped: "Parked calls that are disconnected",
        why "A parked call that nobody picks up in time is disconnected: the caller is lost without a word.",
        remedy "Let such calls ring back, or go to voicemail or another extension.",
        source "Zoom: `policy.call_park.call_not_picked_up_action`",
        |case| case.on(at!("policy.call_park.enable")) & case.code(at!("policy.call_park.call_not_picked_up_action"), 9);

    Info encryption_unavailable: "No end-to-end encryption",
        why "The user cannot encrypt calls end to end.",
        remedy "Turn end-to-end encryption on for users with sensitive calls; it rules out automatic recording.",
        source "Zoom: `policy.e2e_encryption.enable`",
        |case| case.off(at!("policy.e2e_encryption.enable"));

    Info deprecated_fields: "Deprecated fields in use",
        why "Zoom has deprecated these fields and will stop returning them: what reads them will break.",
        remedy "Read the fields that replace them; the catalog names them.",
        source "Zoom: the fields' descriptions",
        deprecated_fields;
}

/// Locks of the policies by which data or money may leave.
const SENSITIVE: [At; 7] = [
    at!("policy.auto_call_recording.locked"),
    at!("policy.ad_hoc_call_recording.locked"),
    at!("policy.e2e_encryption.locked"),
    at!("policy.call_handling_forwarding_to_other_users.locked"),
    at!("policy.call_transferring.locked"),
    at!("policy.select_outbound_caller_id.locked"),
    at!("policy.sms.locked"),
];

const ADDRESS: [At; 5] = [
    at!("emergency_address.address_line1"),
    at!("emergency_address.city"),
    at!("emergency_address.country"),
    at!("emergency_address.state_code"),
    at!("emergency_address.zip"),
];

/// Parts of an address that are needed anywhere; the others in the United States and Canada.
const NEEDED_ANYWHERE: usize = 3;

/// Whether none of an address's parts is there.
pub fn lacks_address(view: &View<'_>) -> bool {
    // A fleet asks for each of its profiles, many of which have no address at all.
    view.slot(row!("emergency_address")).tag != Tag::Object || ADDRESS.iter().all(|part| lacks(view, *part))
}

/// That nothing is said of the address is itself the finding.
fn no_address(case: &mut Case<'_>) -> Truth {
    let is_empty = lacks_address(&case.view);
    case.decide(at!("emergency_address"), is_empty)
}

fn incomplete_address(case: &mut Case<'_>) -> Truth {
    if lacks_address(&case.view) {
        return Truth::No;
    }
    let is_american = case.is_word(at!("emergency_address.country"), &["US", "CA"]);
    let needed = if is_american { ADDRESS.len() } else { NEEDED_ANYWHERE };
    ADDRESS.iter().take(needed).fold(Truth::No, |found, part| found | case.decide(*part, lacks(&case.view, *part)))
}

/// The fields of one direction that tell the other side of recording; where they are absent, the deprecated ones that once
/// stood for both directions.
#[derive(Clone, Copy)]
struct Notice {
    prompt: At,
    consent: At,
}

const INBOUND: Notice = Notice {
    prompt: at!("policy.auto_call_recording.inbound_audio_notification.recording_start_prompt"),
    consent: at!("policy.auto_call_recording.inbound_audio_notification.recording_explicit_consent"),
};
const OUTBOUND: Notice = Notice {
    prompt: at!("policy.auto_call_recording.outbound_audio_notification.recording_start_prompt"),
    consent: at!("policy.auto_call_recording.outbound_audio_notification.recording_explicit_consent"),
};
const DEPRECATED: Notice = Notice {
    prompt: at!("policy.auto_call_recording.recording_start_prompt"),
    consent: at!("policy.auto_call_recording.recording_explicit_consent"),
};

impl Notice {
    fn or_deprecated(self, case: &Case<'_>) -> Notice {
        let choose = |current: At, old: At| {
            if case.boolean(current).is_none() && case.boolean(old).is_some() { old } else { current }
        };
        Notice { prompt: choose(self.prompt, DEPRECATED.prompt), consent: choose(self.consent, DEPRECATED.consent) }
    }
}

/// No prompt, nor a question for consent, which is a prompt as well.
fn without_notice(case: &mut Case<'_>, notice: Notice) -> Truth {
    match case.boolean(notice.consent) {
        Some(true) => Truth::No,
        _ => case.off(notice.prompt),
    }
}

fn without_consent(case: &mut Case<'_>, notice: Notice) -> Truth {
    case.on(notice.prompt) & case.off(notice.consent)
}

/// Whether something holds in a direction that is recorded.
fn in_recorded_direction(case: &mut Case<'_>, holds: fn(&mut Case<'_>, Notice) -> Truth) -> Truth {
    let calls = at!("policy.auto_call_recording.recording_calls");
    let (inbound, outbound) = (INBOUND.or_deprecated(case), OUTBOUND.or_deprecated(case));
    match (case.is_word(calls, &["inbound", "both"]), case.is_word(calls, &["outbound", "both"])) {
        (true, true) => holds(case, inbound) | holds(case, outbound),
        (true, false) => holds(case, inbound),
        (false, true) => holds(case, outbound),
        // Which direction is recorded is not known: certain only where it is so in both, or in neither.
        (false, false) => match (holds(case, inbound), holds(case, outbound)) {
            (inbound, outbound) if inbound == outbound => inbound,
            _ => case.unknown(calls),
        },
    }
}

fn deprecated_fields(case: &mut Case<'_>) -> Truth {
    let fields = [
        at!("policy.auto_call_recording.recording_explicit_consent"),
        at!("policy.auto_call_recording.recording_start_prompt"),
        at!("policy.forwarding_to_external_numbers"),
        at!("policy.zoom_phone_on_mobile.allow_calling_sms_mms"),
    ];
    let found = fields.iter().fold(Truth::No, |found, field| found | case.decide(*field, case.has(*field)));
    let policy = at!("policy");
    if case.has(policy) { found } else { case.unknown(policy) }
}
