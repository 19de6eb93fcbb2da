//! The profile as JSON Schema 2020-12, made from the declarations.
//!
//! It accepts what the *standard* validation accepts: types must hold, while vocabularies stay open (a documented
//! value, or any other of its type) and documented limits are annotations, since Zoom's own sample breaks some of them.

use serde_json::{Map, Value, json};

use super::schema::{DeclaredShape, Field, Kind, Shape};
use super::{PROFILE, PhoneUserPage};

/// Identifies the schema. Not an address: where the package is served from is up to whoever serves it.
const ID: &str = "urn:zoom-phone-profile:schema.json";

/// The schema of the whole profile. A member may be null, as *standard* notes it and counts it as absent.
pub fn profile() -> Value {
    let writer = Writer { root: "#/$defs/", nulls: true, annotate: comment };
    let mut definitions = writer.definitions();
    let mut schema = definitions.remove(PROFILE.name).unwrap_or_default();
    if let Value::Object(schema) = &mut schema {
        schema.insert("$id".into(), ID.into());
        schema.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        schema.insert("title".into(), PROFILE.name.into());
        // A document with none of these fields is no profile. Each is named under `properties` again for ajv's option
        // `strict: true`, which refuses to require what is not defined beside it.
        let stated = |field: &Field| json!({ "properties": { field.name: true }, "required": [field.name] });
        schema.insert("anyOf".into(), PROFILE.fields.iter().map(stated).collect());
        schema.insert("$defs".into(), definitions.into());
    }
    schema
}

/// The object types of the profile and of the list of phone users by name, as OpenAPI's `components.schemas` has them:
/// what Zoom documents, where nothing is null.
pub fn components() -> Map<String, Value> {
    let writer = Writer { root: "#/components/schemas/", nulls: false, annotate: extensions };
    let mut definitions = writer.definitions();
    writer.define(PhoneUserPage::SHAPE, &mut definitions);
    definitions
}

/// How a schema is written.
struct Writer {
    /// Where definitions are found.
    root: &'static str,
    /// Whether members may be null.
    nulls: bool,
    /// Adds when a property was first seen, and the limits that Zoom documents.
    annotate: fn(&mut Map<String, Value>, &Field),
}

impl Writer {
    fn definitions(&self) -> Map<String, Value> {
        let mut definitions = Map::new();
        self.define(PROFILE, &mut definitions);
        definitions
    }

    /// Defines an object type, and those below it.
    fn define(&self, shape: &Shape, definitions: &mut Map<String, Value>) {
        if definitions.contains_key(shape.name) {
            return;
        }
        definitions.insert(shape.name.into(), Value::Null);
        let mut properties = Map::new();
        for field in shape.fields {
            if let Some(below) = field.kind.shape() {
                self.define(below, definitions);
            }
            properties.insert(field.name.into(), self.property(field));
        }
        let definition = json!({ "type": "object", "description": sentence(shape.docs), "properties": properties });
        definitions.insert(shape.name.into(), definition);
    }

    fn property(&self, field: &Field) -> Value {
        let mut property = Map::new();
        property.insert("description".into(), sentence(field.docs).into());
        let kind = match field.limits.digits {
            true => json!({ "anyOf": [self.kind(field.kind), { "type": "string", "pattern": "^[0-9]+$" }] }),
            false => self.kind(field.kind),
        };
        if let Value::Object(kind) = if self.nulls { or_null(kind) } else { kind } {
            property.extend(kind);
        }
        if field.deprecated.is_some() {
            property.insert("deprecated".into(), true.into());
        }
        (self.annotate)(&mut property, field);
        property.into()
    }

    fn kind(&self, kind: Kind) -> Value {
        match kind {
            Kind::Boolean => json!({ "type": "boolean" }),
            Kind::Integer => json!({ "type": "integer" }),
            Kind::Code(codes) => json!({ "anyOf": [{ "type": "integer", "enum": codes }, { "type": "integer" }] }),
            Kind::Text | Kind::Country => json!({ "type": "string" }),
            Kind::Word(words) => json!({ "anyOf": [{ "type": "string", "enum": words }, { "type": "string" }] }),
            Kind::Object(shape) => self.reference(shape),
            Kind::List(item) => json!({ "type": "array", "items": self.kind(*item) }),
            Kind::Switch(shape) => json!({ "anyOf": [{ "type": "boolean" }, self.reference(shape)] }),
        }
    }

    fn reference(&self, shape: &Shape) -> Value {
        json!({ "$ref": format!("{}{}", self.root, shape.name) })
    }
}

/// What a schema accepts, or null.
fn or_null(mut schema: Value) -> Value {
    let nothing = json!({ "type": "null" });
    if schema.get("$ref").is_some() {
        return json!({ "anyOf": [schema, nothing] });
    }
    if let Some(forms) = schema.get_mut("anyOf").and_then(Value::as_array_mut) {
        forms.push(nothing);
    } else if let Some(name) = schema.get_mut("type") {
        *name = json!([name.take(), "null"]);
    }
    schema
}

/// As a comment, such as `since 2022; documented: maxLength 255`: strict validators refuse unknown keywords.
fn comment(property: &mut Map<String, Value>, field: &Field) {
    let limits: Vec<_> = limits(field).iter().map(|(name, limit)| format!("{name} {limit}")).collect();
    let documented = if limits.is_empty() { String::new() } else { format!("; documented: {}", limits.join(", ")) };
    property.insert("$comment".into(), format!("since {}{documented}", field.since).into());
}

/// As extensions, which OpenAPI permits.
fn extensions(property: &mut Map<String, Value>, field: &Field) {
    property.insert("x-since".into(), field.since.into());
    let documented = limits(field);
    if !documented.is_empty() {
        property.insert("x-documented".into(), documented.into());
    }
}

fn limits(field: &Field) -> Map<String, Value> {
    let limits = field.limits;
    let mut documented = Map::new();
    let mut put = |name: &str, is_there: bool, value: Value| {
        if is_there {
            documented.insert(name.into(), value);
        }
    };
    put("minLength", limits.min_length > 0, limits.min_length.into());
    put("maxLength", limits.max_length != u16::MAX, limits.max_length.into());
    put("maxItems", limits.max_items != u16::MAX, limits.max_items.into());
    put("uniqueItems", limits.unique, true.into());
    documented
}

/// Documentation as one line.
fn sentence(docs: &str) -> String {
    docs.split_whitespace().collect::<Vec<_>>().join(" ")
}
