//! Examples of the rules of low and info severity, in the order of `rules.rs`.

use super::*;

/// Members of `policy`, but where a document begins with a brace.
pub(super) const MINOR: &[Example] = &[
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
