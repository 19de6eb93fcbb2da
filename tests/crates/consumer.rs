//! A program that depends on the packages alone: see `package.test.js`.

use zoom_phone_profile::{FleetOptions, PolicyState, parse_user_profile, summarize_fleet, summarize_policy};

#[cfg(target_arch = "wasm32")]
pub async fn fetched() -> Result<(), Box<dyn std::error::Error>> {
    use zoom_phone_profile::fetch::{Options, get_user_profile};
    let profile = get_user_profile("me", &Options::default()).await?;
    let value = zoom_phone_profile::to_js_value(&profile)?;
    zoom_phone_profile::user_profile_from_js(value)?;
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let profile = parse_user_profile(br#"{"id":"abc","policy":{"sms":{"enable":true}}}"#)?;
    let summary = summarize_policy(&profile);
    let sms = summary.entries.iter().find(|entry| entry.key == "sms").ok_or("no policy of this name")?;
    assert_eq!(sms.state, PolicyState::On);
    let fleet = summarize_fleet([profile], &FleetOptions::default());
    println!("{} is {}: {} of {} profiles", sms.label, sms.state, fleet.policies["sms"].on, fleet.profiles);
    Ok(())
}
