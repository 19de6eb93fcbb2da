//! Examples of the rules of high and medium severity, in the order of `rules.rs`.

use super::*;

/// Members of `policy`, but where a document begins with a brace.
pub(super) const GRAVE: &[Example] = &[
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
        rule: "emergency_address_incomplete",
        found: (
            r#"{"emergency_address":{"address_line1":"1","city":"Austin","state_code":"TX","country":"us","zip":""}}"#,
            &["/emergency_address/zip"],
        ),
        quiet: &[],
        open: &[(
            r#"{"emergency_address":{"address_line1":"1","city":"Toronto","country":"ca","zip":"7"}}"#,
            &["/emergency_address/state_code"],
        )],
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
];
