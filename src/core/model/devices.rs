//! Zoom Phone on mobile and desktop devices, and the disclaimer at its start.

use super::declare::{object, vocabulary};
use super::shared::{DesktopLockLevel, DisclaimerLockLevel, LockLevel};

vocabulary! {
    /// A client on a phone or tablet.
    pub enum MobileClient {
        /// iPhone and iPad.
        Ios = "ios",
        /// Android.
        Android = "android",
        /// A client managed by Microsoft Intune.
        Intune = "intune",
        /// A client managed by BlackBerry.
        Blackberry = "blackberry",
    }

    /// A client on a desktop computer.
    pub enum DesktopClient {
        /// macOS.
        MacOs = "mac_os",
        /// Windows.
        Windows = "windows",
        /// A virtual desktop.
        VdiClient = "vdi_client",
        /// Linux.
        Linux = "linux",
    }

    /// How often a disclaimer is shown.
    pub enum DisplayFrequency {
        /// At the first start only.
        FirstTimeOnly = "first_time_only",
        /// At every start.
        EveryTime = "every_time",
        /// Every month.
        EveryMonth = "every_month",
        /// Every three months.
        EveryQuarter = "every_quarter",
        /// Every six months.
        Every6Months = "every_6_months",
        /// Every year.
        EveryYear = "every_year",
    }

    /// A language that a disclaimer can be written in.
    pub enum DisclaimerLanguage {
        /// English.
        English = "en",
        /// German.
        German = "de",
        /// Spanish.
        Spanish = "es",
        /// French.
        French = "fr",
        /// Italian.
        Italian = "it",
        /// Dutch.
        Dutch = "nl",
        /// Portuguese.
        Portuguese = "pt",
        /// Japanese.
        Japanese = "ja",
        /// Korean.
        Korean = "ko",
        /// Chinese, simplified.
        SimplifiedChinese = "zh-cn",
        /// Chinese, traditional.
        TraditionalChinese = "zh-tw",
        /// Norwegian.
        Norwegian = "no",
        /// Russian.
        Russian = "ru",
        /// Malay.
        Malay = "ms",
        /// Vietnamese.
        Vietnamese = "vi",
        /// Ukrainian.
        Ukrainian = "uk",
        /// Indonesian.
        Indonesian = "id",
        /// Polish.
        Polish = "pl",
        /// Turkish.
        Turkish = "tr",
    }
}

object! {
    /// Zoom Phone on phones and tablets.
    pub struct ZoomPhoneOnMobile {
        /// The clients that may make and receive calls.
        allow_calling_clients: Vec<MobileClient>, since "2025-06", limit distinct = true;
        /// The clients that may send and receive messages.
        allow_sms_mms_clients: Vec<MobileClient>, since "2025-06", limit distinct = true;
        /// Whether mobile clients may be used for calls and messages.
        allow_calling_sms_mms: bool, since "2022",
            deprecated "use `allow_calling_clients` and `allow_sms_mms_clients`, which tell the clients apart";
        /// Whether Zoom Phone may be used on mobile devices.
        enable: bool, since "2022";
        /// Whether the user may not change the policy; `locked_by` gives the level that locked it.
        locked: bool, since "2022";
        /// The level that locked it.
        locked_by: LockLevel, since "2022";
    }

    /// Zoom Phone on desktop computers.
    pub struct ZoomPhoneOnDesktop {
        /// The clients that may make and receive calls.
        allow_calling_clients: Vec<DesktopClient>, since "2025-06", limit distinct = true;
        /// The clients that may send and receive messages.
        allow_sms_mms_clients: Vec<DesktopClient>, since "2025-06", limit distinct = true;
        /// Whether Zoom Phone may be used on desktop computers.
        enable: bool, since "2025-06";
        /// Whether the user may not change the policy; `locked_by` gives the level that locked it.
        locked: bool, since "2025-06";
        /// The level that locked it, or `invalid`.
        locked_by: DesktopLockLevel, since "2025-06";
        /// Whether it differs from what it inherits, and could be reset.
        modified: bool, since "2025-06";
    }

    /// A disclaimer in one language.
    pub struct CustomDisclaimer {
        /// Its language.
        language: DisclaimerLanguage, since "2026-07";
        /// Its title, at most 60 characters.
        title: String, since "2026-07", limit max_length = 60;
        /// Its text, at most 500 characters.
        body: String, since "2026-07", limit max_length = 500;
        /// Whether users of languages that are not in the list see this one. Exactly one disclaimer is the default.
        default: bool, since "2026-07";
    }

    /// A disclaimer that is shown when the user starts Zoom Phone.
    pub struct CustomDisclaimerPolicy {
        /// Whether it is shown.
        enable: bool, since "2026-07";
        /// Whether the user may not change the policy; `locked_by` gives the level that locked it.
        locked: bool, since "2026-07";
        /// The level that locked it, or `invalid`.
        locked_by: DisclaimerLockLevel, since "2026-07";
        /// How often it is shown.
        display_frequency: DisplayFrequency, since "2026-07";
        /// The disclaimer in each of its languages.
        custom_disclaimer_list: Vec<CustomDisclaimer>, since "2026-07";
    }
}
