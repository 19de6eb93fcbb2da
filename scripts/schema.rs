//! Prints what is made from the declarations: `schema` the profile's JSON Schema, `openapi` the operation's
//! description, `labels` all texts on policies by key.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let document = match std::env::args().nth(1).as_deref() {
        Some("schema") => zoom_phone_profile::model::json_schema::profile(),
        Some("labels") => zoom_phone_profile::policy::messages().into_iter().collect(),
        Some("openapi") => zoom_phone_profile::client::openapi::description(),
        _ => return Err("usage: schema schema|openapi|labels".into()),
    };
    println!("{}", serde_json::to_string_pretty(&document)?);
    Ok(())
}
