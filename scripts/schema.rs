//! Prints what is made from the declarations: `schema` the profile's JSON Schema, `openapi` the operation's description.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let document = match std::env::args().nth(1).as_deref() {
        Some("schema") => zoom_phone_profile::model::json_schema::profile(),
        Some("openapi") => zoom_phone_profile::client::openapi::description(),
        _ => return Err("usage: schema schema|openapi".into()),
    };
    println!("{}", serde_json::to_string_pretty(&document)?);
    Ok(())
}
