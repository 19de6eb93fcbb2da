//! The profile itself: who the user is, their plans and numbers, and where their policies begin.
//!
//! `GET {baseUrl}/phone/users/{userId}`, Zoom's operation `phoneUser`.

use super::declare::{object, vocabulary};
use super::emergency::EmergencyAddress;
use super::policy::Policy;
use super::shared::ExtensionNumber;

vocabulary! {
    /// Whether the user is active in Zoom Phone.
    pub enum UserStatus {
        /// The user can use Zoom Phone.
        Activate = "activate",
        /// The user has been deactivated in Zoom Phone.
        Deactivate = "deactivate",
    }
}

object! {
    /// A calling plan that the user holds.
    pub struct CallingPlan {
        /// The plan's code in Zoom's table of calling plans. Codes of newer plans may be missing there.
        r#type: i64, since "2022";
        /// The plan's name. Seen in replies, not documented.
        name: String, since "live, undocumented";
        /// The billing account's ID; only for users in India.
        billing_account_id: String, since "2025-05";
        /// The billing account's name; only for users in India.
        billing_account_name: String, since "2025-05";
        /// The billing subscription's ID; only if the account has several subscriptions.
        billing_subscription_id: String, since "2026-03";
        /// The billing subscription's name; only if the account has several subscriptions.
        billing_subscription_name: String, since "2026-03";
    }

    /// A phone number assigned to the user.
    pub struct PhoneNumber {
        /// The number's ID.
        id: String, since "2022";
        /// The number itself, with or without a leading `+`.
        number: String, since "2022";
    }

    /// A user's Zoom Phone profile, as `GET /phone/users/{userId}` returns it.
    ///
    /// Nothing is required: an absent field is unknown, not off. Fields that this version does not know are kept.
    pub struct UserProfile {
        /// The calling plans that the user holds, at most 150.
        calling_plans: Vec<CallingPlan>, since "2022", limit max_items = 150;
        /// The cost center's name.
        cost_center: String, since "2022";
        /// The department's name.
        department: String, since "2022";
        /// The user's email address.
        email: String, since "2022";
        /// Where help is sent when the user calls an emergency service.
        emergency_address: EmergencyAddress, since "2022";
        /// The ID of the user's extension.
        extension_id: String, since "2022";
        /// The number of the user's extension.
        extension_number: ExtensionNumber, since "2022", limit digits = true;
        /// The Zoom user ID.
        id: String, since "2022";
        /// The user's phone numbers, at most 10.
        phone_numbers: Vec<PhoneNumber>, since "2022", limit max_items = 10, limit distinct = true;
        /// The Zoom Phone user ID.
        phone_user_id: String, since "2022";
        /// The user's policies.
        policy: Policy, since "2022";
        /// Whether the user administers a site.
        site_admin: bool, since "2022";
        /// The ID of the user's site.
        site_id: String, since "2022";
        /// Whether the user is active in Zoom Phone.
        status: UserStatus, since "2022";
    }
}
