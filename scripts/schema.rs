//! Prints the JSON Schema of a profile, made from the declarations.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("{}", serde_json::to_string_pretty(&zoom_phone_profile::model::json_schema::profile())?);
    Ok(())
}
