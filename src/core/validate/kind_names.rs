//! The names by which documents are told apart: see `document_kind.rs`.
//!
//! Lists of members, with spaces between them: `name`, whatever its value; `name"`, a string; `name#`, a number;
//! `name=x`, this string; `name{`, an object; `name{x`, an object that has `x`; `name[x`, an array whose first item has
//! `x`.

/// Members that only another document has.
pub(super) struct Others {
    /// The document in words.
    pub(super) words: &'static str,
    pub(super) names: &'static str,
    /// The names' first letters, as [`initial`] has them.
    pub(super) initials: u64,
}

const fn others(words: &'static str, names: &'static str) -> Others {
    let (mut rest, mut is_first, mut initials) = (names.as_bytes(), true, 0);
    while let [byte, behind @ ..] = rest {
        if is_first {
            initials |= 1u64 << (*byte & 63);
        }
        is_first = *byte == b' ';
        rest = behind;
    }
    Others { words, names, initials }
}

/// Members that only other documents have, by the document, the more telling first.
pub(super) const OTHERS: &[Others] = &[
    others(PAGE, "next_page_token page_size total_records page_count"),
    others(JSON_RPC, "jsonrpc"),
    others("a reply of Zoom's token endpoint", "access_token"),
    others("a role", "total_members"),
    others("a site", "site_code main_auto_receptionist short_extension sip_zone"),
    others("a user's settings", "voice_mail outbound_caller music_on_hold_id company_number"),
    others("a setting template", "user_settings"),
    others("a common area", "area_code outbound_caller_ids"),
    others("a call queue", "members{users primary_number"),
    others("a Zoom user", "first_name last_name pmi dept user_name"),
    others("an auto receptionist", "audio_prompt_language recording_storage_location"),
    others("a device", "device_type mac_address provision_template_id assignees"),
    others("a phone number", "number number_type location capability assignee carrier_code"),
    others(
        "a call or a message",
        "call_id call_type caller_name callee_name caller_number callee_number caller_ext_number call_log_id \
         call_history_uuid call_queue_id duration direction date_time session_id message_id download_url file_url",
    ),
    others(
        DIRECTORY,
        "schemas userName userPrincipalName displayName @odata.context profile{login user_id primaryEmail sub",
    ),
    others("an account", "account_name owner_email"),
    others("a contact", "presence_status jid sip_phone_number"),
    others("an event", "payload{object"),
    others("a change of a policy", "weakens"),
    others("a finding or a rule of audits", "remedy"),
    others(
        "a user's presence",
        "status=available status=away status=busy status=do_not_disturb status=in_calendar_event",
    ),
    others(
        ANOTHER,
        "address_line1 state_code zip bssid elin event_ts timezone phone_number join_url uuid agenda member_count \
         monitoring_privileges bound_device_count number_pattern block_type match_type sms_histories use_case \
         extension_name extension_type country{code calling_plans[subscribed phone_numbers[subscribed \
         phone_numbers[assignee phone_numbers[number_type phone_numbers[location workspace_name device_name \
         conference_code recommended_values poll_type threadId etag job_title status=online status=draft \
         status=submitted status=processing status=published",
    ),
];
pub(super) const PAGE: &str = "a page of a list";
pub(super) const JSON_RPC: &str = "a JSON-RPC reply";
pub(super) const DIRECTORY: &str = "a user of another directory";
pub(super) const ANOTHER: &str = "another Zoom object";

/// Fields that only a user's profile has, and how much each says for one: nothing where Zoom's other objects have it
/// too.
pub(super) const OWN: &[(usize, &str)] = &[
    (CERTAIN, "phone_user_id site_admin activation_status\" status=activate status=deactivate"),
    (PERSONAL, "email"),
    (2, "site_id policy{"),
    (1, "department cost_center"),
];
/// More than any number of members of other documents says against it.
pub(super) const CERTAIN: usize = 1000;
pub(super) const PERSONAL: usize = 3;
/// A member that only other documents have.
pub(super) const OTHER: usize = 4;

pub(super) const NAMES: &str = "name\" display_name\"";
/// A row of the user list, whose name and site say nothing.
pub(super) const PENDING: &str = "status=pending";
/// Parts of rooms, common areas and call queues, which have a name, and the policies that they have as a profile has.
pub(super) const PARTS: &str = "site{name members{users";
pub(super) const SHARED: &str =
    "call_park delegation international_calling select_outbound_caller_id voicemail_access_members";
/// Parts of common areas, which may have any policy: an object has both.
pub(super) const OF_AREAS: &str = "outbound_caller_ids[number country{country_code";
/// Parts of sites and setting templates, and the fields and the policies that they do not have.
pub(super) const SETTINGS: &str = "main_auto_receptionist{id profile{area_code";
pub(super) const NOT_OF_SETTINGS: &str = "extension_number department calling_plans phone_numbers";
pub(super) const OF_USERS: &str = "ad_hoc_call_recording_access_members auto_call_recording_access_members \
     e2e_encryption emergency_address_management emergency_calls_to_psap forwarding_to_external_numbers";
/// Members of replies: in which their document is, others, and those of which none is a wrapper though it has an `id`.
pub(super) const ENVELOPE: &str = "[0] data result response body payload record profile user users";
pub(super) const REMARKS: &str = "message error errors code msg";
pub(super) const ASIDES: &str =
    "error errors meta metadata _meta links _links request properties headers context trace paging pagination";
pub(super) const FAULTS: &str = "error error_message errorMessage message errors code reason";
/// What `status` says in replies that are no profile.
pub(super) const SUCCESS: &str = "status=success status=ok";
pub(super) const FAILURE: &str = "status=error status=fail status=failed status=failure status=unauthorized \
     status=unauthenticated status=forbidden status=denied status=rejected";

/// A bit for the first letter of a key or a name; all bits for a key that an escape begins.
pub(super) fn initial(name: &[u8]) -> u64 {
    match name.first() {
        Some(b'\\') => u64::MAX,
        Some(byte) => 1 << (byte & 63),
        None => 0,
    }
}
