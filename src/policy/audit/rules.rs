//! The rules of the audit, the gravest first. Each asks for what it needs in a closure; `ProfileQuery` says what an
//! answer is.
//!
//! Facts are those of Zoom's page of the operation `phoneUser` (the sources name the field), or of the law named.

use super::checks::{
    SENSITIVE, deprecated_fields, in_recorded_direction, incomplete_address, no_address, without_consent,
    without_notice,
};
use super::finding::Risk;
use super::query::Truth;
use super::rule::Rule;
use crate::row;

/// The restriction types that stand for no restriction: transferring counts the other way from the others.
const UNRESTRICTED: i64 = 4;
const UNRESTRICTED_TRANSFER: i64 = 1;

macro_rules! rules {
    (
        $($severity:ident $id:ident: $title:literal,
            why $why:literal,
            remedy $remedy:literal,
            source $source:literal,
            $check:expr;)*
    ) => {
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

        #[cfg(all(target_arch = "wasm32", feature = "js"))]
        const _: () = {
            use wasm_bindgen::prelude::wasm_bindgen;
            #[wasm_bindgen(typescript_custom_section)]
            const TYPESCRIPT: &str = concat!(
                "/** The ID of a rule that is built in. */\nexport type BuiltInRuleId =",
                $(" | \"", stringify!($id), "\"",)* ";\n",
                "/**\n * The ID of a finding: of a built-in rule, of a rule of your own, or of a departure from a \
                 baseline,\n * `baseline.` and the field's path.\n */\n",
                "export type RuleId = BuiltInRuleId | `baseline.${string}` | (string & {});\n"
            );
        };
    };
}

rules! {
    High emergency_address_missing: "No emergency address",
        why "Help is sent to this address when the user calls an emergency service. Without it, callers have to say \
            where they are, and may not be able to.",
        remedy "Give the user an emergency address, or their site a default one.",
        source "RAY BAUM'S Act, section 506 (47 CFR 9.16): a dispatchable location with every emergency call; Zoom: \
            `emergency_address`",
        no_address;

    High emergency_address_incomplete: "Incomplete emergency address",
        why "Responders need a street, a city and a country to find the caller, and in the United States and Canada \
            also a state or province and a postal code.",
        remedy "Complete the emergency address. The evidence names the missing parts.",
        source "RAY BAUM'S Act, section 506 (47 CFR 9.16); Zoom: `emergency_address`",
        incomplete_address;

    High emergency_calls_not_public: "Emergency calls that do not reach the PSAP",
        why "Such calls reach only the organization's internal response team, not the public safety answering point \
            (PSAP). If nobody on the team answers, nobody does.",
        remedy "Turn on emergency call delivery to the PSAP, unless the team is staffed at all hours and the law \
            allows it.",
        source "Zoom: `policy.emergency_calls_to_psap`; Kari's Law (47 CFR 9.16)",
        |query| query.off(row!("policy.emergency_calls_to_psap"));

    High recording_without_notice: "Automatic recording without notice",
        why "If no prompt plays, the other party does not know of the recording. Many jurisdictions require that all \
            parties know.",
        remedy "Turn on the recording prompt for the recorded directions.",
        source "Zoom: `policy.auto_call_recording.inbound_audio_notification` and `.outbound_audio_notification`",
        |query| query.on(row!("policy.auto_call_recording.enable")) & in_recorded_direction(query, without_notice);

    High ad_hoc_recording_without_notice: "Ad hoc recording without notice",
        why "If no prompt plays, the other party does not know of the recording. Many jurisdictions require that all \
            parties know.",
        remedy "Turn on the prompt of ad hoc recording.",
        source "Zoom: `policy.ad_hoc_call_recording.recording_start_prompt`",
        |query| {
            query.on(row!("policy.ad_hoc_call_recording.enable"))
                & query.off(row!("policy.ad_hoc_call_recording.recording_start_prompt"))
        };

    High recordings_shared_with_deletion: "Recordings that others may delete",
        why "Deleted recordings are lost as evidence, and their deletion may break retention rules.",
        remedy "Remove the right to delete from the members in the evidence.",
        source "Zoom: `policy.auto_call_recording_access_members`, `policy.ad_hoc_call_recording_access_members`",
        |query| {
            query.any(
                row!("policy.auto_call_recording_access_members"),
                row!("policy.auto_call_recording_access_members[].allow_delete"),
            )
                | query.any(
                    row!("policy.ad_hoc_call_recording_access_members"),
                    row!("policy.ad_hoc_call_recording_access_members[].allow_delete"),
                )
        };

    Medium recording_without_consent: "Automatic recording without consent",
        why "A prompt announces the recording, but nobody is asked to agree. Where the law requires consent, staying \
            on the line may not be enough.",
        remedy "Where the law requires it, turn on explicit consent (press 1) for the recorded directions.",
        source "Zoom: `policy.auto_call_recording.inbound_audio_notification.recording_explicit_consent` and the \
            outbound one",
        |query| query.on(row!("policy.auto_call_recording.enable")) & in_recorded_direction(query, without_consent);

    Medium recording_conflicts_with_encryption: "Automatic recording and end-to-end encryption in conflict",
        why "End-to-end encryption cannot be used while automatic recording is on. Users who rely on it are not \
            protected.",
        remedy "Turn off one of the two.",
        source "Zoom: `policy.e2e_encryption.enable`",
        |query| query.on(row!("policy.auto_call_recording.enable")) & query.on(row!("policy.e2e_encryption.enable"));

    Medium recordings_shared_with_download: "Recordings that others may download",
        why "Zoom's access control and retention do not apply to downloaded recordings.",
        remedy "Remove the right to download from the members in the evidence.",
        source "Zoom: `policy.auto_call_recording_access_members`, `policy.ad_hoc_call_recording_access_members`",
        |query| {
            query.any(
                row!("policy.auto_call_recording_access_members"),
                row!("policy.auto_call_recording_access_members[].allow_download"),
            )
                | query.any(
                    row!("policy.ad_hoc_call_recording_access_members"),
                    row!("policy.ad_hoc_call_recording_access_members[].allow_download"),
                )
        };

    Medium voicemail_shared_with_deletion: "Voicemails that others may delete",
        why "Others may delete voicemails before the user has heard them.",
        remedy "Remove the right to delete from the members in the evidence.",
        source "Zoom: `policy.voicemail_access_members[].allow_delete`",
        |query| {
            query.any(row!("policy.voicemail_access_members"), row!("policy.voicemail_access_members[].allow_delete"))
        };

    Medium voicemail_shared_with_download: "Voicemails that others may download",
        why "Zoom's access control and retention do not apply to downloaded voicemails.",
        remedy "Remove the right to download from the members in the evidence.",
        source "Zoom: `policy.voicemail_access_members[].allow_download`",
        |query| {
            query.any(row!("policy.voicemail_access_members"), row!("policy.voicemail_access_members[].allow_download"))
        };

    Medium voicemail_shared_onward: "Voicemails that others may share",
        why "Others may share voicemails with more people, so the user cannot control who listens.",
        remedy "Remove the right to share from the members in the evidence.",
        source "Zoom: `policy.voicemail_access_members[].allow_sharing`",
        |query| {
            query.any(row!("policy.voicemail_access_members"), row!("policy.voicemail_access_members[].allow_sharing"))
        };

    Medium international_calling_open: "International calling without a lock",
        why "Calls beyond the calling plan cost extra, and users can change an unlocked policy. Attackers use stolen \
            credentials to call costly numbers.",
        remedy "Turn international calling off, or lock it and set calling rules for the needed countries.",
        source "Zoom: `policy.international_calling`",
        |query| {
            // A plain boolean, which is the documented form, says nothing on locks: at most it cannot be told.
            query.on(row!("policy.international_calling")) & query.off(row!("policy.international_calling.locked"))
        };

    Medium international_sms_open: "International messages without a lock",
        why "Messages to other countries cost extra and can carry data out, and users can change an unlocked policy.",
        remedy "Turn international messages off, or lock the policy and list the needed countries.",
        source "Zoom: `policy.sms.international_sms`",
        |query| {
            query.on(row!("policy.sms.enable"))
                & query.on(row!("policy.sms.international_sms"))
                & query.off(row!("policy.sms.locked"))
        };

    Medium forwarding_unrestricted: "Call forwarding without restriction",
        why "Calls may be forwarded to any number, including external ones. This avoids recording, and permits toll \
            fraud if an account is taken over.",
        remedy "Set a restriction: low excludes external numbers, medium also external contacts, high also internal \
            extensions without automatic recording.",
        source "Zoom: `policy.call_handling_forwarding_to_other_users.call_forwarding_type`",
        |query| {
            query.on(row!("policy.call_handling_forwarding_to_other_users.enable"))
                & query.code(row!("policy.call_handling_forwarding_to_other_users.call_forwarding_type"), UNRESTRICTED)
        };

    Medium overflow_unrestricted: "Call overflow without restriction",
        why "Overflow calls may be forwarded to any number, including external ones, where they are not recorded.",
        remedy "Set a restriction: low excludes external numbers, medium also external contacts, high also internal \
            extensions without automatic recording.",
        source "Zoom: `policy.call_overflow.call_overflow_type`",
        |query| {
            query.on(row!("policy.call_overflow.enable"))
                & query.code(row!("policy.call_overflow.call_overflow_type"), UNRESTRICTED)
        };

    Medium transfer_unrestricted: "Call transfer without restriction",
        why "Calls may be transferred to any number, including external ones, at the organization's cost.",
        remedy "Set a restriction. In this policy, 1 is no restriction and 4 is low: the reverse of call forwarding.",
        source "Zoom: `policy.call_transferring.call_transferring_type`",
        |query| {
            query.on(row!("policy.call_transferring.enable"))
                & query.code(row!("policy.call_transferring.call_transferring_type"), UNRESTRICTED_TRANSFER)
        };

    Medium caller_id_hidden: "Caller ID that may be hidden",
        why "Called parties cannot call back, and calls cannot be traced to the organization.",
        remedy "Remove the right to hide the caller ID.",
        source "Zoom: `policy.select_outbound_caller_id.allow_hide_outbound_caller_id`",
        |query| {
            query.on(row!("policy.select_outbound_caller_id.enable"))
                & query.on(row!("policy.select_outbound_caller_id.allow_hide_outbound_caller_id"))
        };

    Medium outbound_calling_without_rules: "Outbound calls without rules",
        why "No calling rules restrict which countries, cities and numbers the user may call.",
        remedy "Set calling rules for the user, their group or their site.",
        source "Zoom: `policy.outbound_calling.enable`",
        |query| query.off(row!("policy.outbound_calling.enable"));

    Medium deactivated_with_numbers: "Deactivated user with phone numbers",
        why "Calls to these numbers go unanswered, and the numbers are still paid for.",
        remedy "Assign the numbers to someone else, or release them.",
        source "Zoom: `status`, `phone_numbers`",
        |query| query.word(row!("status"), &["deactivate"]) & query.filled(row!("phone_numbers"));

    Low deactivated_with_plan: "Deactivated user with a calling plan",
        why "The user cannot use the calling plan, which is still paid for.",
        remedy "Remove the calling plan from the user.",
        source "Zoom: `status`, `calling_plans`",
        |query| query.word(row!("status"), &["deactivate"]) & query.filled(row!("calling_plans"));

    Low plan_without_number: "Calling plan without a phone number",
        why "Nobody outside can call the user, and the plan is still paid for.",
        remedy "Assign a number, or remove the plan.",
        source "Zoom: `calling_plans`, `phone_numbers`",
        |query| query.filled(row!("calling_plans")) & query.empty(row!("phone_numbers"));

    Low number_without_plan: "Phone number without a calling plan",
        why "Without a calling plan, the user cannot call outside numbers.",
        remedy "Assign a calling plan, or release the number.",
        source "Zoom: `phone_numbers`, `calling_plans`",
        |query| query.filled(row!("phone_numbers")) & query.empty(row!("calling_plans"));

    Low outbound_sms_unusable: "Outbound SMS without a plan or number",
        why "Messages need a calling plan and a phone number. Without both, the policy has no effect.",
        remedy "Assign what is missing, or turn outbound SMS off.",
        source "Zoom: `policy.outbound_sms.enable`",
        |query| {
            query.on(row!("policy.outbound_sms.enable"))
                & (query.empty(row!("calling_plans")) | query.empty(row!("phone_numbers")))
        };

    Low sensitive_policy_unlocked: "Sensitive policies left unlocked",
        why "Users can change unlocked policies. Changes to recording, encryption, forwarding, transfer, caller ID and \
            messages can leak data or cost money.",
        remedy "Lock the policies in the evidence at account, group or site level.",
        source "Zoom: `locked` of each policy",
        |query| {
            SENSITIVE.iter().fold(Truth::No, |found, locked| found | query.off(*locked))
        };

    Low recording_can_be_paused: "Automatic recording that can be stopped",
        why "If the user may stop and resume recording, recordings may lack what matters most.",
        remedy "Remove the right to stop and resume, unless payment details must stay out of recordings.",
        source "Zoom: `policy.auto_call_recording.allow_stop_resume_recording`",
        |query| {
            query.on(row!("policy.auto_call_recording.enable"))
                & query.on(row!("policy.auto_call_recording.allow_stop_resume_recording"))
        };

    Low recording_failure_ignored: "Calls that continue if recording fails",
        why "Where every call must be recorded, calls that continue without recording are a gap that nobody notices.",
        remedy "Where recording is mandatory, let calls disconnect if it fails. Emergency calls are exempt.",
        source "Zoom: `policy.auto_call_recording.disconnect_on_recording_failure`",
        |query| {
            query.on(row!("policy.auto_call_recording.enable"))
                & query.off(row!("policy.auto_call_recording.disconnect_on_recording_failure"))
        };

    Low voicemail_content_by_email: "Voicemail content in emails",
        why "Zoom's access control and retention do not apply to voicemails and transcriptions in emails.",
        remedy "Send notifications without the voicemail and its transcription.",
        source "Zoom: `policy.voicemail_notification_by_email`",
        |query| {
            query.on(row!("policy.voicemail_notification_by_email.enable"))
                & (query.on(row!("policy.voicemail_notification_by_email.include_voicemail_file"))
                    | query.on(row!("policy.voicemail_notification_by_email.include_voicemail_transcription")))
        };

    Low voicemail_over_phone_open: "Voicemail over phone without a lock",
        why "Anyone with the PIN can hear the voicemails from any phone. PINs can be guessed, and users can change an \
            unlocked policy.",
        remedy "Turn the policy off, or lock it and require long PINs.",
        source "Zoom: `policy.check_voicemails_over_phone`",
        |query| {
            query.on(row!("policy.check_voicemails_over_phone.enable"))
                & query.off(row!("policy.check_voicemails_over_phone.locked"))
        };

    Low messages_may_be_copied: "Messages that may be copied",
        why "Users can copy messages into other apps, where Zoom's access control does not apply.",
        remedy "Turn copying off if messages contain personal or regulated data.",
        source "Zoom: `policy.sms.allow_copy`",
        |query| query.on(row!("policy.sms.enable")) & query.on(row!("policy.sms.allow_copy"));

    Low faxes_by_email: "Faxes attached to emails",
        why "Zoom's access control and retention do not apply to faxes in emails.",
        remedy "Send notifications without the fax.",
        source "Zoom: `policy.online_fax.include_fax_as_attachment`",
        |query| {
            query.on(row!("policy.online_fax.enable"))
                & query.on(row!("policy.online_fax.fax_notification_by_email"))
                & query.on(row!("policy.online_fax.include_fax_as_attachment"))
        };

    Low address_change_unprompted: "Self-managed emergency addresses without a prompt",
        why "Users who are not asked to confirm a default address may have an outdated one on file.",
        remedy "Turn on the prompt for a default address.",
        source "Zoom: `policy.emergency_address_management.prompt_default_address`",
        |query| {
            query.on(row!("policy.emergency_address_management.enable"))
                & query.off(row!("policy.emergency_address_management.prompt_default_address"))
        };

    Low disclaimer_without_default: "Disclaimers without exactly one default",
        why "Users of other languages see the default disclaimer, so exactly one must be the default.",
        remedy "Mark exactly one disclaimer as the default.",
        source "Zoom: `policy.show_custom_disclaimer_when_using_zoom_phone.custom_disclaimer_list[].default`",
        |query| {
            let list = row!("policy.show_custom_disclaimer_when_using_zoom_phone.custom_disclaimer_list");
            let default = row!("policy.show_custom_disclaimer_when_using_zoom_phone.custom_disclaimer_list[].default");
            query.on(row!("policy.show_custom_disclaimer_when_using_zoom_phone.enable"))
                & query.filled(list)
                & !query.one(list, default)
        };

    Low forwarding_contradicts: "Conflicting forwarding policies",
        why "The deprecated policy allows forwarding to external numbers, but its replacement forbids it. The \
            replacement decides: whoever reads the old policy is misled.",
        remedy "Turn the deprecated policy off, and read its replacement.",
        source "Zoom: `policy.forwarding_to_external_numbers`",
        |query| {
            let restriction = row!("policy.call_handling_forwarding_to_other_users.call_forwarding_type");
            let low = query.code(restriction, 1);
            let forbids = query.off(row!("policy.call_handling_forwarding_to_other_users.enable"))
                | low
                | query.code(restriction, 2)
                | query.code(restriction, 3);
            query.on(row!("policy.forwarding_to_external_numbers")) & forbids
        };

    Info voicemail_tasks_without_transcription: "Voicemail task extraction without transcription",
        why "Tasks are extracted from transcriptions. Without voicemail transcription, the policy has no effect.",
        remedy "Turn voicemail transcription on, or task extraction off.",
        source "Zoom: `policy.voicemail_tasks.enable`",
        |query| {
            query.on(row!("policy.voicemail_tasks.enable"))
                & query.off(row!("policy.voicemail_transcription.enable"))
        };

    Info voicemail_priority_without_transcription: "Voicemail prioritization without transcription",
        why "Urgent voicemails are recognized by their transcriptions. Without voicemail transcription, the policy has \
            no effect.",
        remedy "Turn voicemail transcription on, or prioritization off.",
        source "Zoom: `policy.voicemail_intent_based_prioritization.enable`",
        |query| {
            query.on(row!("policy.voicemail_intent_based_prioritization.enable"))
                & query.off(row!("policy.voicemail_transcription.enable"))
        };

    Info parked_calls_dropped: "Parked calls that are disconnected",
        why "A parked caller is disconnected if nobody picks up in time.",
        remedy "Let such calls ring back, or go to voicemail or to another extension.",
        source "Zoom: `policy.call_park.call_not_picked_up_action`",
        |query| {
            query.on(row!("policy.call_park.enable"))
                & query.code(row!("policy.call_park.call_not_picked_up_action"), 9)
        };

    Info encryption_unavailable: "No end-to-end encryption",
        why "The user cannot encrypt calls end to end.",
        remedy "Turn end-to-end encryption on for users with sensitive calls. It cannot be used with automatic \
            recording.",
        source "Zoom: `policy.e2e_encryption.enable`",
        |query| query.off(row!("policy.e2e_encryption.enable"));

    Info deprecated_fields: "Deprecated fields in use",
        why "Zoom has deprecated these fields. Code that reads them breaks once Zoom stops returning them.",
        remedy "Read their replacements, which the catalog names.",
        source "Zoom: the fields' descriptions",
        deprecated_fields;
}
