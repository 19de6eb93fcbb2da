//! Emergency calling: the address that help is sent to, and its policy.

use super::declare::object;
use super::shared::CountryCode;

object! {
    /// Where help is sent when the user calls an emergency service.
    pub struct EmergencyAddress {
        /// House number and street.
        address_line1: String, since "2022";
        /// Building, floor, unit.
        address_line2: String, since "2022";
        /// The city.
        city: String, since "2022";
        /// The country, two letters (ISO 3166-1 alpha-2).
        country: CountryCode, since "2022", limit min_length = 2, limit max_length = 2;
        /// The address's ID.
        id: String, since "2022";
        /// The code of the state, province or region.
        state_code: String, since "2022";
        /// The postal code.
        zip: String, since "2022";
    }

    /// Whether the user may manage their own emergency addresses.
    pub struct EmergencyAddressManagement {
        /// Whether the policy is on.
        enable: bool, since "2022";
        /// Whether the user is asked to set or confirm a default address.
        prompt_default_address: bool, since "2022";
    }
}
