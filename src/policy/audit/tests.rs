//! Each rule on a profile where it fires, on one where it does not, and on one that does not say.

use super::*;
use crate::model::PROFILE;
use crate::model::schema::Shape;
use crate::validate::{Document, Options, Validator};

fn findings(document: &str) -> Vec<Finding> {
    let mut validator = Validator::new();
    validator.check(document.as_bytes(), &Options::default());
    audit(&validator.view(document.as_bytes()), &[])
}

/// What a rule says of a profile: its status and its evidence.
fn says(rule: &str, document: &str) -> Option<(Status, Vec<String>)> {
    let found: Vec<_> = findings(document).into_iter().filter(|finding| finding.id == rule).collect();
    assert!(found.len() < 2, "{rule} is found twice");
    found.into_iter().next().map(|finding| (finding.status, finding.evidence))
}

fn policy(policies: &str) -> String {
    format!("{{\"id\":\"x\",\"policy\":{{{policies}}}}}")
}

struct Example {
    rule: &'static str,
    /// What fires it, and the evidence.
    found: (&'static str, &'static [&'static str]),
    /// What does not.
    quiet: &'static [&'static str],
    /// What leaves it open, and where the answer would be. None where nothing can.
    open: &'static [(&'static str, &'static [&'static str])],
}

/// Members of `policy`, but where a document begins with a brace.
const EXAMPLES: &[Example] = &[
    Example {
        rule: "emergency_address_missing",
        found: (r#"{"id":"x","policy":{}}"#, &["/emergency_address"]),
        quiet: &[r#"{"emergency_address":{"city":"Bonn"}}"#],
        open: &[
            (r#"{"id":"x"}"#, &["/emergency_address"]),
            (r#"{"id":"x","site":{"id":"s"},"phone_numbers":[],"policy":null}"#, &["/emergency_address"]),
            (r#"{"policy":{},"emergency_address":"none"}"#, &["/emergency_address"]),
        ],
    },
    Example {
        rule: "emergency_address_missing",
        found: (
            r#"{"emergency_address":{"id":"7","address_line1":"","city":" ","country":"","state_code":"","zip":"\t"}}"#,
            &["/emergency_address"],
        ),
        quiet: &[r#"{"emergency_address":{"address_line1":"1 High Street","city":"Leeds","country":"GB"}}"#],
        open: &[(
            r#"{"policy":{},"emergency_address":{"id":"7","city":" ","country":"","zip":null}}"#,
            &["/emergency_address/address_line1", "/emergency_address/state_code", "/emergency_address/zip"],
        )],
    },
    Example {
        rule: "emergency_address_incomplete",
        found: (
            r#"{"emergency_address":{"address_line1":"1 High Street","city":"","country":"US","zip":"1"}}"#,
            &["/emergency_address/city"],
        ),
        quiet: &[
            r#"{"emergency_address":{"address_line1":"1 High Street","city":"Leeds","country":"GB","zip":""}}"#,
            r#"{"emergency_address":{"address_line1":"","city":"","country":"","state_code":"","zip":""}}"#,
        ],
        open: &[
            (r#"{"id":"x"}"#, &["/emergency_address"]),
            (r#"{"policy":{}}"#, &["/emergency_address"]),
            (r#"{"emergency_address":{"address_line1":"1","city":"Leeds"}}"#, &["/emergency_address/country"]),
            (
                r#"{"emergency_address":{"address_line1":"1","city":"Austin","country":"US","zip":"7"}}"#,
                &["/emergency_address/state_code"],
            ),
            (
                r#"{"emergency_address":{"address_line1":"","city":"","country":""}}"#,
                &["/emergency_address/state_code", "/emergency_address/zip"],
            ),
        ],
    },
    Example {
        rule: "emergency_calls_not_public",
        found: (r#""emergency_calls_to_psap":false"#, &["/policy/emergency_calls_to_psap"]),
        quiet: &[r#""emergency_calls_to_psap":true"#, r#""emergency_calls_to_psap":{"enable":true}"#],
        open: &[
            ("", &["/policy/emergency_calls_to_psap"]),
            (r#""emergency_calls_to_psap":{"locked":true}"#, &["/policy/emergency_calls_to_psap/enable"]),
        ],
    },
    Example {
        rule: "emergency_calls_not_public",
        found: (r#""emergency_calls_to_psap":{"enable":false}"#, &["/policy/emergency_calls_to_psap/enable"]),
        quiet: &[],
        open: &[],
    },
    Example {
        rule: "recording_without_notice",
        found: (
            r#""auto_call_recording":{"enable":true,"recording_calls":"both",
                "inbound_audio_notification":{"recording_start_prompt":true},
                "outbound_audio_notification":{"recording_start_prompt":false,"recording_explicit_consent":false}}"#,
            &[
                "/policy/auto_call_recording/enable",
                "/policy/auto_call_recording/outbound_audio_notification/recording_start_prompt",
                "/policy/auto_call_recording/outbound_audio_notification/recording_explicit_consent",
            ],
        ),
        quiet: &[
            r#""auto_call_recording":{"enable":false,"recording_start_prompt":false}"#,
            r#""auto_call_recording":{"enable":true,"recording_calls":"inbound",
                "inbound_audio_notification":{"recording_start_prompt":true},
                "outbound_audio_notification":{"recording_start_prompt":false}}"#,
            r#""auto_call_recording":{"enable":true,"recording_calls":"outbound",
                "outbound_audio_notification":{"recording_start_prompt":false,"recording_explicit_consent":true}}"#,
        ],
        open: &[
            (
                r#""auto_call_recording":{"enable":true,"inbound_audio_notification":{"recording_start_prompt":true},
                    "outbound_audio_notification":
                        {"recording_start_prompt":false,"recording_explicit_consent":false}}"#,
                &["/policy/auto_call_recording/recording_calls"],
            ),
            (
                r#""auto_call_recording":{"enable":true,"recording_calls":"outbound"}"#,
                &[
                    "/policy/auto_call_recording/outbound_audio_notification/recording_start_prompt",
                    "/policy/auto_call_recording/outbound_audio_notification/recording_explicit_consent",
                ],
            ),
            // Consent is a notice as well.
            (
                r#""auto_call_recording":{"enable":true,"recording_calls":"inbound",
                    "inbound_audio_notification":{"recording_start_prompt":false}}"#,
                &["/policy/auto_call_recording/inbound_audio_notification/recording_explicit_consent"],
            ),
            // The fields that replace the deprecated ones may still say otherwise.
            (
                r#""auto_call_recording":{"enable":true,"recording_calls":"inbound","recording_start_prompt":false,
                    "recording_explicit_consent":false}"#,
                &[
                    "/policy/auto_call_recording/inbound_audio_notification/recording_start_prompt",
                    "/policy/auto_call_recording/inbound_audio_notification/recording_explicit_consent",
                ],
            ),
        ],
    },
    Example {
        rule: "recording_without_notice",
        found: (
            r#""auto_call_recording":{"enable":true,
                "inbound_audio_notification":{"recording_start_prompt":false,"recording_explicit_consent":false},
                "outbound_audio_notification":{"recording_start_prompt":false,"recording_explicit_consent":false}}"#,
            &[
                "/policy/auto_call_recording/enable",
                "/policy/auto_call_recording/inbound_audio_notification/recording_start_prompt",
                "/policy/auto_call_recording/inbound_audio_notification/recording_explicit_consent",
                "/policy/auto_call_recording/outbound_audio_notification/recording_start_prompt",
                "/policy/auto_call_recording/outbound_audio_notification/recording_explicit_consent",
            ],
        ),
        quiet: &[],
        open: &[],
    },
    Example {
        rule: "ad_hoc_recording_without_notice",
        found: (
            r#""ad_hoc_call_recording":{"enable":true,"recording_start_prompt":false}"#,
            &["/policy/ad_hoc_call_recording/enable", "/policy/ad_hoc_call_recording/recording_start_prompt"],
        ),
        quiet: &[
            r#""ad_hoc_call_recording":{"enable":false}"#,
            r#""ad_hoc_call_recording":{"recording_start_prompt":true}"#,
        ],
        open: &[(
            r#""ad_hoc_call_recording":{"enable":true}"#,
            &["/policy/ad_hoc_call_recording/recording_start_prompt"],
        )],
    },
    Example {
        rule: "recordings_shared_with_deletion",
        found: (
            r#""auto_call_recording_access_members":[{"access_user_id":"a"},{"access_user_id":"b",
                "allow_delete":true}]"#,
            &["/policy/auto_call_recording_access_members/1/allow_delete"],
        ),
        quiet: &[r#""auto_call_recording_access_members":[],
                "ad_hoc_call_recording_access_members":[{"allow_delete":false}]"#],
        open: &[
            (r#""auto_call_recording_access_members":[]"#, &["/policy/ad_hoc_call_recording_access_members"]),
            // A right of a wrong type is neither given nor refused, and takes nothing from the field that follows.
            (
                r#""auto_call_recording_access_members":[{"allow_delete":{},"allow_download":true},
                    {"allow_delete":false},
                    {"allow_download":true},null],"ad_hoc_call_recording_access_members":[]"#,
                &[
                    "/policy/auto_call_recording_access_members/0/allow_delete",
                    "/policy/auto_call_recording_access_members/2/allow_delete",
                    "/policy/auto_call_recording_access_members/3/allow_delete",
                ],
            ),
        ],
    },
    Example {
        rule: "recording_without_consent",
        found: (
            r#""auto_call_recording":{"enable":true,"recording_calls":"inbound",
                "inbound_audio_notification":{"recording_start_prompt":true,"recording_explicit_consent":false}}"#,
            &[
                "/policy/auto_call_recording/enable",
                "/policy/auto_call_recording/inbound_audio_notification/recording_start_prompt",
                "/policy/auto_call_recording/inbound_audio_notification/recording_explicit_consent",
            ],
        ),
        quiet: &[
            r#""auto_call_recording":{"enable":true,"recording_calls":"inbound",
                "inbound_audio_notification":{"recording_start_prompt":false,"recording_explicit_consent":false}}"#,
            r#""auto_call_recording":{"enable":true,"recording_calls":"outbound",
                "outbound_audio_notification":{"recording_start_prompt":true,"recording_explicit_consent":true}}"#,
        ],
        open: &[(
            r#""auto_call_recording":{"enable":true,"inbound_audio_notification":{"recording_start_prompt":true},
                "outbound_audio_notification":{"recording_start_prompt":true}}"#,
            &[
                "/policy/auto_call_recording/inbound_audio_notification/recording_explicit_consent",
                "/policy/auto_call_recording/outbound_audio_notification/recording_explicit_consent",
            ],
        )],
    },
    Example {
        rule: "recording_conflicts_with_encryption",
        found: (
            r#""auto_call_recording":{"enable":true},"e2e_encryption":{"enable":true}"#,
            &["/policy/auto_call_recording/enable", "/policy/e2e_encryption/enable"],
        ),
        quiet: &[r#""auto_call_recording":{"enable":false}"#, r#""e2e_encryption":{"enable":false}"#],
        open: &[(r#""auto_call_recording":{"enable":true}"#, &["/policy/e2e_encryption/enable"])],
    },
    Example {
        rule: "recordings_shared_with_download",
        found: (
            r#""ad_hoc_call_recording_access_members":[{"allow_download":true}]"#,
            &["/policy/ad_hoc_call_recording_access_members/0/allow_download"],
        ),
        quiet: &[r#""auto_call_recording_access_members":[{"allow_download":false}],
                "ad_hoc_call_recording_access_members":[]"#],
        open: &[("", &["/policy/auto_call_recording_access_members", "/policy/ad_hoc_call_recording_access_members"])],
    },
    Example {
        rule: "voicemail_shared_with_deletion",
        found: (
            r#""voicemail_access_members":[{"allow_delete":true},{"allow_delete":true}]"#,
            &["/policy/voicemail_access_members/0/allow_delete", "/policy/voicemail_access_members/1/allow_delete"],
        ),
        quiet: &[r#""voicemail_access_members":[{"access_user_id":"a","allow_delete":false,"allow_download":true}]"#],
        open: &[
            ("", &["/policy/voicemail_access_members"]),
            (
                r#""voicemail_access_members":[{"access_user_id":"a","allow_download":true}]"#,
                &["/policy/voicemail_access_members/0/allow_delete"],
            ),
        ],
    },
    Example {
        rule: "voicemail_shared_with_download",
        found: (
            r#""voicemail_access_members":[{"allow_download":true}]"#,
            &["/policy/voicemail_access_members/0/allow_download"],
        ),
        quiet: &[r#""voicemail_access_members":[]"#],
        open: &[("", &["/policy/voicemail_access_members"])],
    },
    Example {
        rule: "voicemail_shared_onward",
        found: (
            r#""voicemail_access_members":[{"allow_sharing":true}]"#,
            &["/policy/voicemail_access_members/0/allow_sharing"],
        ),
        quiet: &[r#""voicemail_access_members":[{"allow_delete":true,"allow_sharing":false}]"#],
        open: &[("", &["/policy/voicemail_access_members"])],
    },
    Example {
        rule: "international_calling_open",
        found: (
            r#""international_calling":{"enable":true,"locked":false}"#,
            &["/policy/international_calling/enable", "/policy/international_calling/locked"],
        ),
        quiet: &[
            r#""international_calling":false"#,
            r#""international_calling":{"enable":true,"locked":true}"#,
            r#""international_calling":{"locked":true}"#,
        ],
        open: &[
            ("", &["/policy/international_calling", "/policy/international_calling/locked"]),
            (r#""international_calling":{"enable":true}"#, &["/policy/international_calling/locked"]),
            // The documented form says nothing on locks.
            (r#""international_calling":true"#, &["/policy/international_calling/locked"]),
        ],
    },
    Example {
        rule: "international_sms_open",
        found: (
            r#""sms":{"enable":true,"international_sms":true,"locked":false}"#,
            &["/policy/sms/enable", "/policy/sms/international_sms", "/policy/sms/locked"],
        ),
        quiet: &[r#""sms":{"enable":true,"international_sms":true,"locked":true}"#, r#""sms":{"enable":false}"#],
        open: &[(r#""sms":{"enable":true,"locked":false}"#, &["/policy/sms/international_sms"])],
    },
    Example {
        rule: "forwarding_unrestricted",
        found: (
            r#""call_handling_forwarding_to_other_users":{"enable":true,"call_forwarding_type":4}"#,
            &[
                "/policy/call_handling_forwarding_to_other_users/enable",
                "/policy/call_handling_forwarding_to_other_users/call_forwarding_type",
            ],
        ),
        quiet: &[r#""call_handling_forwarding_to_other_users":{"enable":true,"call_forwarding_type":1}"#],
        open: &[(
            r#""call_handling_forwarding_to_other_users":{"enable":true}"#,
            &["/policy/call_handling_forwarding_to_other_users/call_forwarding_type"],
        )],
    },
    Example {
        rule: "overflow_unrestricted",
        found: (
            r#""call_overflow":{"enable":true,"call_overflow_type":4}"#,
            &["/policy/call_overflow/enable", "/policy/call_overflow/call_overflow_type"],
        ),
        quiet: &[r#""call_overflow":{"enable":true,"call_overflow_type":1}"#],
        open: &[(r#""call_overflow":{"call_overflow_type":4}"#, &["/policy/call_overflow/enable"])],
    },
    Example {
        rule: "transfer_unrestricted",
        found: (
            r#""call_transferring":{"enable":true,"call_transferring_type":1}"#,
            &["/policy/call_transferring/enable", "/policy/call_transferring/call_transferring_type"],
        ),
        quiet: &[r#""call_transferring":{"enable":true,"call_transferring_type":4}"#],
        open: &[(r#""call_transferring":{"enable":true}"#, &["/policy/call_transferring/call_transferring_type"])],
    },
    Example {
        rule: "caller_id_hidden",
        found: (
            r#""select_outbound_caller_id":{"enable":true,"allow_hide_outbound_caller_id":true}"#,
            &[
                "/policy/select_outbound_caller_id/enable",
                "/policy/select_outbound_caller_id/allow_hide_outbound_caller_id",
            ],
        ),
        quiet: &[r#""select_outbound_caller_id":{"enable":false,"allow_hide_outbound_caller_id":true}"#],
        open: &[(
            r#""select_outbound_caller_id":{"enable":true}"#,
            &["/policy/select_outbound_caller_id/allow_hide_outbound_caller_id"],
        )],
    },
    Example {
        rule: "outbound_calling_without_rules",
        found: (r#""outbound_calling":{"enable":false}"#, &["/policy/outbound_calling/enable"]),
        quiet: &[r#""outbound_calling":{"enable":true}"#],
        open: &[("", &["/policy/outbound_calling/enable"])],
    },
    Example {
        rule: "deactivated_with_numbers",
        found: (r#"{"status":"deactivate","phone_numbers":[{"number":"+1"}]}"#, &["/status", "/phone_numbers"]),
        quiet: &[
            r#"{"status":"activate","phone_numbers":[{"number":"+1"}]}"#,
            r#"{"status":"deactivate","phone_numbers":[]}"#,
        ],
        open: &[
            (r#"{"status":"deactivate"}"#, &["/phone_numbers"]),
            (r#"{"status":"","phone_numbers":[{"number":"+1"}]}"#, &["/status"]),
        ],
    },
    Example {
        rule: "deactivated_with_plan",
        found: (r#"{"status":"deactivate","calling_plans":[{"type":3}]}"#, &["/status", "/calling_plans"]),
        quiet: &[r#"{"status":"deactivate","calling_plans":[]}"#],
        open: &[(r#"{"calling_plans":[{"type":3}]}"#, &["/status"])],
    },
    Example {
        rule: "plan_without_number",
        found: (r#"{"calling_plans":[{"type":3}],"phone_numbers":[]}"#, &["/calling_plans", "/phone_numbers"]),
        quiet: &[r#"{"calling_plans":[]}"#, r#"{"calling_plans":[{}],"phone_numbers":[{}]}"#],
        open: &[(r#"{"calling_plans":[{"type":3}]}"#, &["/phone_numbers"])],
    },
    Example {
        rule: "number_without_plan",
        found: (r#"{"calling_plans":[],"phone_numbers":[{"number":"+1"}]}"#, &["/phone_numbers", "/calling_plans"]),
        quiet: &[r#"{"phone_numbers":[]}"#],
        open: &[(r#"{"phone_numbers":[{"number":"+1"}]}"#, &["/calling_plans"])],
    },
    Example {
        rule: "outbound_sms_unusable",
        found: (
            r#"{"phone_numbers":[],"policy":{"outbound_sms":{"enable":true}}}"#,
            &["/policy/outbound_sms/enable", "/phone_numbers"],
        ),
        quiet: &[
            r#"{"phone_numbers":[{}],"calling_plans":[{}],"policy":{"outbound_sms":{"enable":true}}}"#,
            r#"{"phone_numbers":[],"policy":{"outbound_sms":{"enable":false}}}"#,
        ],
        open: &[(r#"{"calling_plans":[{}],"policy":{"outbound_sms":{"enable":true}}}"#, &["/phone_numbers"])],
    },
    Example {
        rule: "sensitive_policy_unlocked",
        found: (
            r#""sms":{"locked":false},"e2e_encryption":{"locked":true},"call_transferring":{"locked":false}"#,
            &["/policy/call_transferring/locked", "/policy/sms/locked"],
        ),
        quiet: &[r#""sms":{"locked":true},"e2e_encryption":{"locked":true},"call_transferring":{"locked":true},
            "auto_call_recording":{"locked":true},"ad_hoc_call_recording":{"locked":true},
            "call_handling_forwarding_to_other_users":{"locked":true},"select_outbound_caller_id":{"locked":true}"#],
        open: &[(
            r#""sms":{"locked":true},"e2e_encryption":{"locked":true},"call_transferring":{"locked":true},
            "auto_call_recording":{"locked":true},"ad_hoc_call_recording":{"locked":true},
            "call_handling_forwarding_to_other_users":{"locked":true}"#,
            &["/policy/select_outbound_caller_id/locked"],
        )],
    },
    Example {
        rule: "recording_can_be_paused",
        found: (
            r#""auto_call_recording":{"enable":true,"allow_stop_resume_recording":true}"#,
            &["/policy/auto_call_recording/enable", "/policy/auto_call_recording/allow_stop_resume_recording"],
        ),
        quiet: &[r#""auto_call_recording":{"enable":true,"allow_stop_resume_recording":false}"#],
        open: &[(
            r#""auto_call_recording":{"enable":true}"#,
            &["/policy/auto_call_recording/allow_stop_resume_recording"],
        )],
    },
    Example {
        rule: "recording_failure_ignored",
        found: (
            r#""auto_call_recording":{"enable":true,"disconnect_on_recording_failure":false}"#,
            &["/policy/auto_call_recording/enable", "/policy/auto_call_recording/disconnect_on_recording_failure"],
        ),
        quiet: &[r#""auto_call_recording":{"disconnect_on_recording_failure":true}"#],
        open: &[(
            r#""auto_call_recording":{"disconnect_on_recording_failure":false}"#,
            &["/policy/auto_call_recording/enable"],
        )],
    },
    Example {
        rule: "voicemail_content_by_email",
        found: (
            r#""voicemail_notification_by_email":{"enable":true,"include_voicemail_file":false,
                "include_voicemail_transcription":true}"#,
            &[
                "/policy/voicemail_notification_by_email/enable",
                "/policy/voicemail_notification_by_email/include_voicemail_transcription",
            ],
        ),
        quiet: &[r#""voicemail_notification_by_email":{"enable":true,"include_voicemail_file":false,
                "include_voicemail_transcription":false}"#],
        open: &[(
            r#""voicemail_notification_by_email":{"enable":true,"include_voicemail_file":false}"#,
            &["/policy/voicemail_notification_by_email/include_voicemail_transcription"],
        )],
    },
    Example {
        rule: "voicemail_over_phone_open",
        found: (
            r#""check_voicemails_over_phone":{"enable":true,"locked":false}"#,
            &["/policy/check_voicemails_over_phone/enable", "/policy/check_voicemails_over_phone/locked"],
        ),
        quiet: &[r#""check_voicemails_over_phone":{"enable":true,"locked":true}"#],
        open: &[(r#""check_voicemails_over_phone":{"enable":true}"#, &["/policy/check_voicemails_over_phone/locked"])],
    },
    Example {
        rule: "messages_may_be_copied",
        found: (r#""sms":{"enable":true,"allow_copy":true}"#, &["/policy/sms/enable", "/policy/sms/allow_copy"]),
        quiet: &[r#""sms":{"enable":true,"allow_copy":false}"#],
        open: &[(r#""sms":{"enable":true}"#, &["/policy/sms/allow_copy"])],
    },
    Example {
        rule: "faxes_by_email",
        found: (
            r#""online_fax":{"enable":true,"fax_notification_by_email":true,"include_fax_as_attachment":true}"#,
            &[
                "/policy/online_fax/enable",
                "/policy/online_fax/fax_notification_by_email",
                "/policy/online_fax/include_fax_as_attachment",
            ],
        ),
        quiet: &[r#""online_fax":{"enable":true,"fax_notification_by_email":false}"#],
        open: &[(
            r#""online_fax":{"enable":true,"fax_notification_by_email":true}"#,
            &["/policy/online_fax/include_fax_as_attachment"],
        )],
    },
    Example {
        rule: "address_change_unprompted",
        found: (
            r#""emergency_address_management":{"enable":true,"prompt_default_address":false}"#,
            &[
                "/policy/emergency_address_management/enable",
                "/policy/emergency_address_management/prompt_default_address",
            ],
        ),
        quiet: &[r#""emergency_address_management":{"enable":false}"#],
        open: &[(
            r#""emergency_address_management":{"enable":true}"#,
            &["/policy/emergency_address_management/prompt_default_address"],
        )],
    },
    Example {
        rule: "disclaimer_without_default",
        found: (
            r#""show_custom_disclaimer_when_using_zoom_phone":{"enable":true,
                "custom_disclaimer_list":[{"default":false},{"default":false}]}"#,
            &[
                "/policy/show_custom_disclaimer_when_using_zoom_phone/enable",
                "/policy/show_custom_disclaimer_when_using_zoom_phone/custom_disclaimer_list",
            ],
        ),
        quiet: &[
            r#""show_custom_disclaimer_when_using_zoom_phone":{"enable":true,
                "custom_disclaimer_list":[{"default":true},{"default":false}]}"#,
            r#""show_custom_disclaimer_when_using_zoom_phone":{"enable":true,"custom_disclaimer_list":[]}"#,
        ],
        open: &[
            (
                r#""show_custom_disclaimer_when_using_zoom_phone":{"enable":true}"#,
                &["/policy/show_custom_disclaimer_when_using_zoom_phone/custom_disclaimer_list"],
            ),
            (
                r#""show_custom_disclaimer_when_using_zoom_phone":{"enable":true,
                    "custom_disclaimer_list":[{"default":true},{}]}"#,
                &["/policy/show_custom_disclaimer_when_using_zoom_phone/custom_disclaimer_list/1/default"],
            ),
            (
                r#""show_custom_disclaimer_when_using_zoom_phone":{"enable":true,
                    "custom_disclaimer_list":[{"default":"yes"}]}"#,
                &["/policy/show_custom_disclaimer_when_using_zoom_phone/custom_disclaimer_list/0/default"],
            ),
        ],
    },
    Example {
        rule: "disclaimer_without_default",
        found: (
            r#""show_custom_disclaimer_when_using_zoom_phone":{"enable":true,
                "custom_disclaimer_list":[{"default":true},{},{"default":true}]}"#,
            &[
                "/policy/show_custom_disclaimer_when_using_zoom_phone/enable",
                "/policy/show_custom_disclaimer_when_using_zoom_phone/custom_disclaimer_list",
            ],
        ),
        quiet: &[],
        open: &[],
    },
    Example {
        rule: "forwarding_contradicts",
        found: (
            r#""forwarding_to_external_numbers":true,"call_handling_forwarding_to_other_users":{"enable":true,
                "call_forwarding_type":2}"#,
            &[
                "/policy/call_handling_forwarding_to_other_users/call_forwarding_type",
                "/policy/forwarding_to_external_numbers",
            ],
        ),
        quiet: &[
            r#""forwarding_to_external_numbers":true,"call_handling_forwarding_to_other_users":{"enable":true,
                "call_forwarding_type":4}"#,
            r#""forwarding_to_external_numbers":false"#,
        ],
        open: &[(
            r#""forwarding_to_external_numbers":true,"call_handling_forwarding_to_other_users":{"enable":true}"#,
            &["/policy/call_handling_forwarding_to_other_users/call_forwarding_type"],
        )],
    },
    Example {
        rule: "voicemail_tasks_without_transcription",
        found: (
            r#""voicemail_tasks":{"enable":true},"voicemail_transcription":{"enable":false}"#,
            &["/policy/voicemail_tasks/enable", "/policy/voicemail_transcription/enable"],
        ),
        quiet: &[r#""voicemail_transcription":{"enable":true}"#],
        open: &[(r#""voicemail_tasks":{"enable":true}"#, &["/policy/voicemail_transcription/enable"])],
    },
    Example {
        rule: "voicemail_priority_without_transcription",
        found: (
            r#""voicemail_intent_based_prioritization":{"enable":true},"voicemail_transcription":{"enable":false}"#,
            &["/policy/voicemail_intent_based_prioritization/enable", "/policy/voicemail_transcription/enable"],
        ),
        quiet: &[r#""voicemail_intent_based_prioritization":{"enable":false}"#],
        open: &[(
            r#""voicemail_transcription":{"enable":false}"#,
            &["/policy/voicemail_intent_based_prioritization/enable"],
        )],
    },
    Example {
        rule: "parked_calls_dropped",
        found: (
            r#""call_park":{"enable":true,"call_not_picked_up_action":9}"#,
            &["/policy/call_park/enable", "/policy/call_park/call_not_picked_up_action"],
        ),
        quiet: &[r#""call_park":{"enable":true,"call_not_picked_up_action":100}"#],
        open: &[(r#""call_park":{"enable":true}"#, &["/policy/call_park/call_not_picked_up_action"])],
    },
    Example {
        rule: "encryption_unavailable",
        found: (r#""e2e_encryption":{"enable":false}"#, &["/policy/e2e_encryption/enable"]),
        quiet: &[r#""e2e_encryption":{"enable":true}"#],
        open: &[("", &["/policy/e2e_encryption/enable"])],
    },
    Example {
        rule: "deprecated_fields",
        found: (
            r#""auto_call_recording":{"recording_start_prompt":false},"forwarding_to_external_numbers":true"#,
            &["/policy/auto_call_recording/recording_start_prompt", "/policy/forwarding_to_external_numbers"],
        ),
        quiet: &[r#""sms":{"enable":true}"#],
        open: &[(r#"{"id":"x"}"#, &["/policy"])],
    },
];

fn document(example: &str) -> String {
    if example.starts_with('{') { example.into() } else { policy(example) }
}

#[test]
fn each_rule_fires_keeps_quiet_and_cannot_tell() {
    for Example { rule, found: (fires, evidence), quiet, open } in EXAMPLES {
        let found = Some((Status::Found, evidence.iter().map(ToString::to_string).collect()));
        assert_eq!(says(rule, &document(fires)), found, "{rule} on {fires}");
        for example in *quiet {
            assert_eq!(says(rule, &document(example)), None, "{rule} on {example}");
        }
        for (example, evidence) in *open {
            let cannot_tell = Some((Status::CannotTell, evidence.iter().map(ToString::to_string).collect()));
            assert_eq!(says(rule, &document(example)), cannot_tell, "{rule} on {example}");
        }
    }
}

#[test]
fn every_rule_has_its_examples_and_an_id_of_its_own() {
    for (index, rule) in RULES.iter().enumerate() {
        let examples = EXAMPLES.iter().filter(|example| example.rule == rule.id);
        assert!(examples.clone().any(|example| !example.quiet.is_empty()), "{} has no example", rule.id);
        assert!(examples.clone().any(|example| !example.open.is_empty()), "{}", rule.id);
        assert!(RULES.iter().skip(index + 1).all(|other| other.id != rule.id), "{} stands twice", rule.id);
    }
    assert!(RULES.len() >= 25 && RULES.is_sorted_by_key(|rule| rule.severity));
}

#[test]
fn an_absent_policy_is_never_found_and_every_finding_has_evidence() {
    for document in [
        "{}",
        r#"{"id":"x"}"#,
        r#"{"policy":{}}"#,
        r#"{"policy":null}"#,
        r#"{"policy":[]}"#,
        r#"{"policy":{"sms":null}}"#,
    ] {
        let has_policy = document.contains("policy\":{");
        for finding in findings(document) {
            assert!(!finding.evidence.is_empty(), "{} on {document}", finding.id);
            let is_found = finding.id == "emergency_address_missing" && has_policy;
            assert_eq!(finding.status == Status::Found, is_found, "{} on {document}", finding.id);
        }
    }
    assert_eq!(findings("{}").len(), RULES.len());
}

#[test]
fn the_rule_about_deprecated_fields_knows_them_all() {
    fn collect(shape: &Shape, prefix: &str, found: &mut Vec<String>) {
        for field in shape.fields {
            let path = format!("{prefix}/{}", field.name);
            if field.deprecated.is_some() {
                found.push(path.clone());
            }
            if let Some(below) = field.kind.shape() {
                collect(below, &path, found);
            }
        }
    }
    let mut deprecated = Vec::new();
    collect(PROFILE, "", &mut deprecated);
    let all = r#""auto_call_recording":{"recording_start_prompt":true,"recording_explicit_consent":true},
        "forwarding_to_external_numbers":true,"zoom_phone_on_mobile":{"allow_calling_sms_mms":true}"#;
    let (_, mut evidence) = says("deprecated_fields", &policy(all)).unwrap_or((Status::CannotTell, Vec::new()));
    evidence.sort();
    deprecated.sort();
    assert_eq!(evidence, deprecated);
}

#[test]
fn ignored_rules_are_left_out() {
    let mut validator = Validator::new();
    validator.check(b"{}", &Options::default());
    let ignored: Vec<_> = RULES.iter().skip(1).map(|rule| rule.id).collect();
    assert_eq!(audit(&validator.view(b"{}"), &ignored).len(), 1);
}

#[test]
fn what_an_undocumented_code_permits_cannot_be_told() {
    for (id, named) in [
        ("transfer_unrestricted", r#""call_transferring":{"enable":true,"call_transferring_type":7}"#),
        (
            "forwarding_unrestricted",
            r#""call_handling_forwarding_to_other_users":{"enable":true,"call_forwarding_type":7}"#,
        ),
        ("parked_calls_dropped", r#""call_park":{"enable":true,"call_not_picked_up_action":7}"#),
    ] {
        let document = Document::read(policy(named).into_bytes());
        let findings = audit(&document.view(), &[]);
        let status = findings.iter().find(|finding| finding.id == id).map(|finding| finding.status);
        assert_eq!(status, Some(Status::CannotTell), "{id}");
    }
}

/// The departures of a profile from a baseline, both given as policies.
fn drift_of(baseline: &str, profile: &str) -> Vec<Finding> {
    let [baseline, profile] = [baseline, profile].map(|policies| Document::read(policy(policies).into_bytes()));
    drift(&profile.view(), &baseline.view())
}

#[test]
fn a_departure_says_what_is_and_what_is_required() {
    let cases = [
        (
            r#""sms":{"enable":false}"#,
            r#""sms":{"enable":true}"#,
            Status::Found,
            "SMS is on; the baseline requires off",
        ),
        (r#""sms":{"enable":false}"#, "", Status::CannotTell, "SMS is unknown; the baseline requires off"),
        (
            r#""sms":{"enable":false}"#,
            r#""sms":{"enable":null}"#,
            Status::CannotTell,
            "SMS is unknown; the baseline requires off",
        ),
        (
            r#""delegation":{"enable":true}"#,
            r#""delegation":false"#,
            Status::Found,
            "Call delegation is off; the baseline requires on",
        ),
        (
            r#""delegation":true"#,
            r#""delegation":{"enable":false}"#,
            Status::Found,
            "Call delegation is off; the baseline requires on",
        ),
        (
            r#""sms":{"allow_copy":false}"#,
            r#""sms":{"allow_copy":true}"#,
            Status::Found,
            "SMS, May copy messages: yes; the baseline requires no",
        ),
        (
            r#""auto_call_recording":{"play_recording_beep_tone":{"enable":true}}"#,
            r#""auto_call_recording":{"play_recording_beep_tone":{"enable":false}}"#,
            Status::Found,
            "Automatic call recording, Recording beep is off; the baseline requires on",
        ),
        (
            r#""voicemail_access_members":[]"#,
            "",
            Status::CannotTell,
            "Access to voicemail is unknown; the baseline requires none",
        ),
        (
            r#""sms":{"international_sms_countries":["US","DE"]}"#,
            r#""sms":{"international_sms_countries":["DE","FR"]}"#,
            Status::Found,
            "SMS, Countries for international messages: DE, FR; the baseline requires US, DE",
        ),
    ];
    for (baseline, profile, status, title) in cases {
        let found = drift_of(baseline, profile);
        let [finding] = found.as_slice() else { panic!("{baseline} {profile}: {found:?}") };
        assert_eq!((finding.status, &*finding.title), (status, title), "{baseline} {profile}");
        assert!(finding.expected.is_some() && finding.actual.is_some() == (status == Status::Found), "{finding:?}");
        assert!(finding.id.starts_with("baseline.") && finding.evidence.len() == 1);
    }
    let [countries] = &drift_of(cases[8].0, cases[8].1)[..] else { panic!() };
    assert!(countries.why.ends_with("Missing: US. Extra: FR."), "{}", countries.why);
    assert_eq!(drift_of(r#""sms":{"enable":true}"#, r#""sms":{"enable":true,"locked":true},"call_park":true"#), []);
}

#[test]
fn a_departure_of_a_list_names_who_is_missing_who_is_extra_and_whose_rights_differ() {
    let baseline = r#""voicemail_access_members":[{"access_user_id":"anna"},{"access_user_id":"bob",
        "allow_delete":false},
        {"access_user_id":"carl","shared_id":"s1"}]"#;
    let profile = r#""voicemail_access_members":[{"access_user_id":"carl","shared_id":"s1"},
        {"access_user_id":"carl","shared_id":"s2","allow_delete":true},
        {"access_user_id":"bob","shared_id":"s3","allow_delete":true,"allow_sharing":true},{"access_user_id":"dora"}]"#;
    let [finding] = &drift_of(baseline, profile)[..] else { panic!() };
    assert_eq!(finding.id, "baseline.voicemail_access_members");
    assert_eq!((finding.status, finding.severity), (Status::Found, Risk::Medium));
    assert_eq!(finding.title, "Access to voicemail: not as the baseline requires");
    assert_eq!(
        finding.why,
        "Missing: anna. Extra: carl (s2), dora. Not as required: bob (s3): May delete, bob (s3): May share."
    );
    let list = "/policy/voicemail_access_members";
    let places = ["", "/2/allow_delete", "/2/allow_sharing", "/1", "/3"].map(|place| format!("{list}{place}"));
    assert_eq!(finding.evidence, places);
    assert!(finding.expected.as_ref().is_some_and(|list| list.as_str().contains("anna")));
    assert!(finding.actual.as_ref().is_some_and(|list| list.as_str().contains("dora")));

    // A right that the baseline names and the profile does not cannot be told; what the baseline does not name is not
    // asked for.
    let [finding] =
        &drift_of(baseline, &profile.replace(r#""allow_delete":true,"allow_sharing":true"#, r#""x":1"#))[..]
    else {
        panic!()
    };
    assert!(finding.why.ends_with("Not known to be as required: bob (s3): May delete."), "{}", finding.why);
    let [finding] = &drift_of(
        r#""voicemail_access_members":[{"access_user_id":"a","allow_delete":false}]"#,
        r#""voicemail_access_members":[{"access_user_id":"a","shared_id":"s","x":1,"allow_sharing":false}]"#,
    )[..] else {
        panic!()
    };
    assert_eq!(
        (finding.status, finding.evidence.as_slice()),
        (Status::CannotTell, [format!("{list}/0/allow_delete")].as_slice())
    );
    assert_eq!(finding.title, "Access to voicemail: the profile does not say whether it is as the baseline requires");
    // What a person may do is the union of their shares, in whichever order they stand; a baseline without a share
    // means all of them.
    let required = r#""voicemail_access_members":[{"access_user_id":"u","allow_delete":true,"allow_download":true}]"#;
    let [one, other] = [
        r#"{"access_user_id":"u","shared_id":"s1","allow_delete":true,"allow_download":false}"#,
        r#"{"access_user_id":"u","shared_id":"s2","allow_download":true}"#,
    ];
    for items in [[one, other], [other, one]] {
        let profile = format!(r#""voicemail_access_members":[{}]"#, items.join(","));
        assert_eq!(drift_of(required, &profile), [], "{profile}");
        let more = profile.replace(r#""allow_download":true"#, r#""allow_sharing":true,"allow_download":true"#);
        assert_eq!(drift_of(required, &more)[0].status, Status::Found, "{more}");
    }
    // An item that names nobody may be the one that is missing, but not both of two.
    for (baseline, profile, status) in [
        (r#"[{"access_user_id":"u","allow_delete":true}]"#, r#"[{"allow_delete":true}]"#, Status::CannotTell),
        (r#"[{"access_user_id":"u"},{"access_user_id":"v"}]"#, r#"[{"allow_delete":true}]"#, Status::Found),
        (r#"[{"access_user_id":"u"}]"#, r#"[{"allow_delete":true},{"access_user_id":"w"}]"#, Status::Found),
    ] {
        let [baseline, profile] = [baseline, profile].map(|list| format!(r#""voicemail_access_members":{list}"#));
        let [finding] = &drift_of(&baseline, &profile)[..] else { panic!() };
        assert_eq!(finding.status, status, "{baseline} {profile}");
        assert!(!finding.evidence.is_empty());
    }
    for same in [r#"{"access_user_id":"a","shared_id":"s"}"#, r#"{"access_user_id":"a","allow_delete":false}"#] {
        let profile = format!(r#""voicemail_access_members":[{same},{same}]"#);
        assert_eq!(drift_of(r#""voicemail_access_members":[{"access_user_id":"a"}]"#, &profile), []);
    }
}
