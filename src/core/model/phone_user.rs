//! A page of the list of phone users, and its rows: `GET {baseUrl}/phone/users`, Zoom's operation `listPhoneUsers`.
//!
//! A row is no profile: it never holds `policy`, `emergency_address` or `site_id`.

use super::declare::{object, vocabulary};
use super::profile::{CallingPlan, PhoneNumber};
use super::shared::ExtensionNumber;

vocabulary! {
    /// The state of a user in the list.
    pub enum PhoneUserStatus {
        /// The user can use Zoom Phone.
        Activate = "activate",
        /// The user has been deactivated in Zoom Phone.
        Deactivate = "deactivate",
        /// The user has the Zoom Workplace license, and not Zoom Phone yet.
        Pending = "pending",
    }

    /// Whether the user's extension can be used.
    pub enum ActivationStatus {
        /// It is in use.
        Activated = "activated",
        /// It can be activated.
        ReadyToActivate = "ready to activate",
        /// It cannot be activated yet.
        NotReady = "not ready",
    }
}

object! {
    /// The site of a user in the list.
    pub struct PhoneUserSite {
        /// The site's ID.
        id: String, since "2022";
        /// The site's name.
        name: String, since "2022";
    }

    /// A user of Zoom Phone as the list of phone users has it. It is no profile: what it does not hold is unknown.
    pub struct PhoneUser {
        /// Whether the user's extension can be used.
        activation_status: ActivationStatus, since "2022";
        /// The calling plans that the user holds.
        calling_plans: Vec<CallingPlan>, since "2022";
        /// The cost center's name.
        cost_center: String, since "2022";
        /// The department's name.
        department: String, since "2022";
        /// The user's email address.
        email: String, since "2022";
        /// The ID of the user's extension.
        extension_id: String, since "2022";
        /// The number of the user's extension.
        extension_number: ExtensionNumber, since "2022", limit digits = true;
        /// The Zoom user ID: the `userId` of the profile.
        id: String, since "2022";
        /// The user's name.
        name: String, since "2022";
        /// The user's phone numbers.
        phone_numbers: Vec<PhoneNumber>, since "2022";
        /// The Zoom Phone user ID.
        phone_user_id: String, since "2022";
        /// The user's site.
        site: PhoneUserSite, since "2022";
        /// The state of the user.
        status: PhoneUserStatus, since "2022";
    }

    /// A page of the list of phone users.
    pub struct PhoneUserPage {
        /// The token of the next page, valid for 15 minutes; empty or absent on the last page.
        next_page_token: String, since "2022";
        /// Users on a page, at most 100.
        page_size: i64, since "2022";
        /// Users in all.
        total_records: i64, since "2022";
        /// The users of this page.
        users: Vec<PhoneUser>, since "2022";
    }
}
