//! Zoom's table of calling plans. Codes of newer plans may be missing from it.

/// The name of a calling plan in Zoom's table, the first if Zoom gives several; `None` if the table lacks the code.
///
/// ```
/// use zoom_phone_profile::policy::calling_plan;
///
/// assert_eq!(calling_plan(3000), Some("ZP_PRO"));
/// assert_eq!(calling_plan(83000), None);
/// ```
pub fn calling_plan(code: i64) -> Option<&'static str> {
    let index = PLANS.binary_search_by_key(&code, |(code, _)| i64::from(*code)).ok()?;
    PLANS.get(index).map(|(_, name)| *name)
}

/// Names by code, in ascending order of the codes.
const PLANS: &[(u32, &str)] = &[
    (1, "NO_FEATURE_PACKAGE"),
    (3, "INTERNATIONAL_TOLL_NUMBER"),
    (4, "INTERNATIONAL_TOLL_FREE_NUMBER"),
    (5, "BYOC_NUMBER"),
    (6, "BETA_NUMBER"),
    (100, "METERED_PLAN_US_CA"),
    (101, "METERED_PLAN_AU_NZ"),
    (102, "METERED_PLAN_GB_IE"),
    (103, "METERED_EURA"),
    (104, "METERED_EURB"),
    (107, "METERED_JP"),
    (200, "UNLIMITED_PLAN_US_CA"),
    (201, "UNLIMITED_PLAN_AU_NZ"),
    (202, "UNLIMITED_PLAN_GB_IE"),
    (203, "UNLIMITED_EURA"),
    (204, "UNLIMITED_EURB"),
    (207, "UNLIMITED_JP"),
    (300, "US_CA_NUMBER"),
    (301, "AU_NZ_NUMBER"),
    (302, "GB_IE_NUMBER"),
    (303, "EURA_NUMBER"),
    (304, "EURB_NUMBER"),
    (307, "JP_NUMBER"),
    (400, "US_CA_TOLLFREE_NUMBER"),
    (401, "AU_TOLLFREE_NUMBER"),
    (402, "GB_IE_TOLLFREE_NUMBER"),
    (403, "NZ_TOLLFREE_NUMBER"),
    (404, "GLOBAL_TOLLFREE_NUMBER"),
    (600, "BETA"),
    (1000, "UNLIMITED_DOMESTIC_SELECT"),
    (1001, "METERED_GLOBAL_SELECT"),
    (2000, "UNLIMITED_DOMESTIC_SELECT_NUMBER"),
    (3000, "ZP_PRO"),
    (3010, "BASIC"),
    (3040, "ZP_COMMON_AREA"),
    (3098, "RESERVED_PLAN"),
    (3099, "BASIC_MIGRATED"),
    (4000, "INTERNATIONAL_SELECT_ADDON"),
    (4010, "ZP_PREMIUM_ADDON"),
    (5000, "PREMIUM_NUMBER"),
    (30000, "METERED_US_CA_NUMBER_INCLUDED"),
    (30001, "METERED_AU_NZ_NUMBER_INCLUDED"),
    (30002, "METERED_GB_IE_NUMBER_INCLUDED"),
    (30003, "METERED_EURA_NUMBER_INCLUDED"),
    (30004, "METERED_EURB_NUMBER_INCLUDED"),
    (30007, "METERED_JP_NUMBER_INCLUDED"),
    (31000, "UNLIMITED_US_CA_NUMBER_INCLUDED"),
    (31001, "UNLIMITED_AU_NZ_NUMBER_INCLUDED"),
    (31002, "UNLIMITED_GB_IE_NUMBER_INCLUDED"),
    (31003, "UNLIMITED_EURA_NUMBER_INCLUDED"),
    (31004, "UNLIMITED_EURB_NUMBER_INCLUDED"),
    (31005, "UNLIMITED_DOMESTIC_SELECT_NUMBER_INCLUDED"),
    (31006, "METERED_GLOBAL_SELECT_NUMBER_INCLUDED"),
    (31007, "UNLIMITED_JP_NUMBER_INCLUDED"),
    (40200, "MEETINGS_PRO_UNLIMITED_US_CA"),
    (40201, "MEETINGS_PRO_UNLIMITED_AU_NZ"),
    (40202, "MEETINGS_PRO_UNLIMITED_GB_IE"),
    (40207, "MEETINGS_PRO_UNLIMITED_JP"),
    (41000, "MEETINGS_PRO_GLOBAL_SELECT"),
    (43000, "MEETINGS_PRO_PN_PRO"),
    (50200, "MEETINGS_BUS_UNLIMITED_US_CA"),
    (50201, "MEETINGS_BUS_UNLIMITED_AU_NZ"),
    (50202, "MEETINGS_BUS_UNLIMITED_GB_IE"),
    (50207, "MEETINGS_BUS_UNLIMITED_JP"),
    (51000, "MEETINGS_BUS_GLOBAL_SELECT"),
    (53000, "MEETINGS_BUS_PN_PRO"),
    (60200, "MEETINGS_ENT_UNLIMITED_US_CA"),
    (60201, "MEETINGS_ENT_UNLIMITED_AU_NZ"),
    (60202, "MEETINGS_ENT_UNLIMITED_GB_IE"),
    (60207, "MEETINGS_ENT_UNLIMITED_JP"),
    (61000, "MEETINGS_ENT_GLOBAL_SELECT"),
    (63000, "MEETINGS_ENT_PN_PRO"),
    (70200, "MEETINGS_US_CA_NUMBER_INCLUDED"),
    (70201, "MEETINGS_AU_NZ_NUMBER_INCLUDED"),
    (70202, "MEETINGS_GB_IE_NUMBER_INCLUDED"),
    (70207, "MEETINGS_JP_NUMBER_INCLUDED"),
    (71000, "MEETINGS_GLOBAL_SELECT_NUMBER_INCLUDED"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_zooms() {
        let fixture = include_str!("../../tests/fixtures/calling-plans.json");
        let fixture: serde_json::Value = serde_json::from_str(fixture).unwrap();
        let plans = fixture["plans"].as_array().unwrap();
        assert_eq!(plans.len(), PLANS.len());
        for plan in plans {
            assert_eq!(calling_plan(plan["code"].as_i64().unwrap()), plan["names"][0].as_str());
        }
    }
}
