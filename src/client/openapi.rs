//! The operations as OpenAPI 3.1: their addresses, rights, replies, failures and limits, with the profile out of
//! the declarations, and failures out of the table of errors.

use serde_json::{Map, Value, json};

use super::endpoint::DEFAULT_BASE_URL;
use super::error::{ErrorCode, Example, Resource};
use crate::model::{PhoneUserStatus, json_schema};

/// Zoom's regions, as they stand in the regional base URLs.
const REGIONS: &[&str] = &["au", "ca", "eu", "in", "sa", "sg", "uk", "us"];

/// The ID of examples.
const USER_ID: &str = "NL3cEpSdRc-c2t8aLoZqiw";

/// The scopes, each of which is enough, and what it lets an app do.
const SCOPES: &[(&str, &str)] = &[
    ("phone:read:user", "See one's own Zoom Phone profile (granular)"),
    ("phone:read:user:admin", "See the Zoom Phone profile of any user of the account (granular)"),
    ("phone:read", "See one's own Zoom Phone settings and data"),
    ("phone:read:admin", "See the Zoom Phone settings and data of the whole account"),
];

/// What each status of a failure means.
const STATUSES: &[(&str, &str)] = &[
    ("400", "The request is refused: the ID, the token, its scopes, or the user's account."),
    ("401", "The token is missing, invalid or expired."),
    ("403", "The token may not see this user, or there is no Zoom Phone."),
    ("404", "There is no such user, account or endpoint."),
    (
        "429",
        "A limit is met: by the second, by the day, or by requests at a time. All apps of an account share its limits.",
    ),
    ("5XX", "Zoom, or a gateway in front of it, fails. The body may be HTML or plain text."),
];

/// The whole description.
///
/// ```
/// let description = zoom_phone_profile::client::openapi::description();
/// assert_eq!(description["paths"]["/phone/users/{userId}"]["get"]["operationId"], "phoneUser");
/// ```
pub fn description() -> Value {
    let mut schemas = json_schema::components();
    schemas.insert("Error".into(), error_schema());
    json!({
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Zoom Phone: Get user's profile, list phone users",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Two operations of Zoom Phone's API, as far as they are known.",
            "description": "Described by the package zoom-phone-profile from Zoom's published pages. It is not Zoom's \
                own description, and not affiliated with Zoom. `x-documented` holds limits that Zoom documents and \
                does not always keep; `x-since` says when a field was first seen.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "externalDocs": { "description": "Zoom Phone's API", "url": "https://developers.zoom.us/docs/api/phone/" },
        "servers": servers(),
        "tags": [{ "name": "Users", "description": "Users of Zoom Phone" }],
        "paths": {
            "/phone/users/{userId}": { "get": operation() },
            "/phone/users": { "get": list_operation() },
        },
        "components": {
            "schemas": schemas,
            "headers": headers(),
            "securitySchemes": { "oauth": oauth() },
        },
    })
}

fn servers() -> Value {
    json!([
        { "url": DEFAULT_BASE_URL, "description": "Global" },
        {
            "url": "https://api-{region}.zoom.us/v2",
            "description": "Regional: `api_url` in the reply of the token endpoint says which",
            "variables": { "region": { "default": "us", "enum": REGIONS, "description": "The account's region" } },
        },
        {
            "url": "https://{vanity}.zoom.us/v2",
            "description": "The account's own host",
            "variables": { "vanity": { "default": "api", "description": "The account's vanity name" } },
        },
        { "url": "https://api.zoomgov.com/v2", "description": "Zoom for Government" },
    ])
}

fn operation() -> Value {
    let security: Vec<_> = SCOPES.iter().map(|(scope, _)| json!({ "oauth": [scope] })).collect();
    json!({
        "operationId": "phoneUser",
        "tags": ["Users"],
        "summary": "Get user's profile",
        "description": "A user's Zoom Phone profile: plans, numbers, emergency address, and every policy with its \
            locks. Needs a Business or Enterprise account and a Zoom Phone license. Rate limit label: Light, which is \
            20 requests a second on Pro accounts and 40 on Business and above, for all apps of the account together.",
        "security": security,
        "parameters": [{
            "name": "userId",
            "in": "path",
            "required": true,
            "description": "A Zoom user ID or email address, encoded as one segment of the path. A user's own token \
                must pass `me`; a Server-to-Server token must not.",
            "schema": { "type": "string", "minLength": 1, "not": { "enum": [".", ".."] } },
            "examples": {
                "me": { "summary": "Whose token it is", "value": "me" },
                "id": { "summary": "A user ID", "value": USER_ID },
                "email": { "summary": "An email address", "value": "user@example.com" },
            },
        }],
        "responses": responses(),
    })
}

/// The scopes that list users, each of which is enough.
const LIST_SCOPES: &[(&str, &str)] = &[
    ("phone:read:admin", "See the Zoom Phone settings and data of the whole account"),
    ("phone:read:list_users:admin", "List the users of Zoom Phone (granular)"),
];

/// The parameters of the list's query: name, type, documentation.
const LIST_PARAMETERS: &[(&str, &str, &str)] = &[
    ("next_page_token", "string", "The token of the page before. It is valid for 15 minutes."),
    ("site_id", "string", "Only users of this site."),
    ("calling_type", "integer", "Only users with this calling plan, by its code."),
    ("department", "string", "Only users of this department."),
    ("cost_center", "string", "Only users of this cost center."),
    ("keyword", "string", "Only users whose name, email or number has this part."),
];

fn list_operation() -> Value {
    let security: Vec<_> = LIST_SCOPES.iter().map(|(scope, _)| json!({ "oauth": [scope] })).collect();
    let parameter = |name: &str, schema: Value, what: &str| {
        let mut members = Map::from_iter([("name".into(), name.into()), ("in".into(), "query".into())]);
        members.extend([("description".into(), what.into()), ("schema".into(), schema)]);
        Value::Object(members)
    };
    let mut parameters = vec![
        parameter(
            "page_size",
            json!({ "type": "integer", "minimum": 1, "maximum": 100, "default": 30 }),
            "Users on a page.",
        ),
        parameter(
            "status",
            json!({ "type": "string", "enum": PhoneUserStatus::WORDS }),
            "Only users of this state. `pending`: with the Zoom Workplace license, and not Zoom Phone yet.",
        ),
    ];
    parameters.extend(LIST_PARAMETERS.iter().map(|(name, kind, what)| parameter(name, json!({ "type": kind }), what)));
    let mut responses = Map::new();
    let success = json!({
        "description": "A page of users. The last page's token is empty or absent. Users may move between pages: the \
            same one may come twice. A row is no profile: what it does not hold is unknown.",
        "headers": references(SUCCESS_HEADERS),
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/PhoneUserPage" } } },
    });
    responses.insert("200".into(), success);
    responses.extend(STATUSES.iter().map(|(status, description)| {
        let own = LIST_STATUSES.iter().find(|(own, _)| own == status);
        let description = own.map_or(*description, |(_, description)| description);
        ((*status).into(), failure(status, description, Resource::List))
    }));
    json!({
        "operationId": "listPhoneUsers",
        "tags": ["Users"],
        "summary": "List phone users",
        "description": "The users of the account who have a Zoom Phone license, page by page. Needs a Pro account or \
            higher. Rate limit label: Medium, which is 10 requests a second on Pro accounts and 20 on Business and \
            above, counted apart from profiles.",
        "security": security,
        "parameters": parameters,
        "responses": responses,
    })
}

/// What some statuses mean for a list.
const LIST_STATUSES: &[(&str, &str)] = &[
    (
        "400",
        "The request is refused: the page token is invalid or has expired (begin again), a filter, the token, its \
         scopes, or a site that it may not see.",
    ),
    ("403", "The token may not list users, or there is no Zoom Phone."),
    ("404", "There is no such account, site or endpoint."),
];

/// Codes whose examples are about one user.
const OF_ONE_USER: [ErrorCode; 3] = [ErrorCode::UserNotFound, ErrorCode::BadRequest, ErrorCode::Forbidden];

const SUCCESS_HEADERS: &[&str] =
    &["X-RateLimit-Category", "X-RateLimit-Type", "X-RateLimit-Limit", "X-RateLimit-Remaining", "x-zm-trackingid"];

fn responses() -> Value {
    let mut responses = Map::new();
    let success = json!({
        "description": "The profile. Nothing in it is required: an absent field is unknown, not off; fields that are \
            not described here may come. An error body (a `code` other than 0 and no field of a profile) has been seen \
            under this status as well.",
        "headers": references(SUCCESS_HEADERS),
        "content": { "application/json": {
            "schema": { "$ref": "#/components/schemas/UserProfile" },
            "examples": { "profile": { "summary": "Some of what a profile holds", "value": {
                "id": USER_ID,
                "email": "user@example.com",
                "status": "activate",
                "extension_number": 1001,
                "phone_numbers": [{ "id": "---M1padRvSUtw7YihN7sA", "number": "+14085550100" }],
                "policy": {
                    "sms": { "enable": true, "international_sms": false, "locked": true, "locked_by": "account" },
                    "delegation": true,
                },
            } } },
        } },
    });
    responses.insert("200".into(), success);
    for (status, description) in STATUSES {
        responses.insert((*status).into(), failure(status, description, Resource::User));
    }
    responses.into()
}

fn failure(status: &str, description: &str, resource: Resource) -> Value {
    let mut examples = Map::new();
    for code in ErrorCode::ALL.iter().filter(|code| resource != Resource::List || !OF_ONE_USER.contains(code)) {
        let bodies = code.examples().iter().filter(|example| is_under(status, example.status));
        if let Some(body) = bodies.filter_map(|example| zooms_body(example, resource)).next() {
            examples.insert(code.as_str().into(), json!({ "summary": code.as_str(), "value": body }));
        }
    }
    let limits = [
        "Retry-After",
        "X-RateLimit-Category",
        "X-RateLimit-Type",
        "X-RateLimit-Limit",
        "X-RateLimit-Remaining",
        "X-RateLimit-Reset",
    ];
    let mut headers = vec!["x-zm-trackingid"];
    if status == "429" {
        headers.extend(limits);
    }
    json!({
        "description": description,
        "headers": references(&headers),
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Error" }, "examples": examples } },
    })
}

/// Whether an HTTP status belongs to one of the description, such as `5XX`.
fn is_under(described: &str, status: u16) -> bool {
    described == status.to_string() || described.strip_suffix("XX") == Some(&(status / 100).to_string())
}

/// The body of an example, if it is in Zoom's form; with the scopes of what was asked for.
fn zooms_body(example: &Example, resource: Resource) -> Option<Value> {
    let mut body = example.body.replace("{userId}", USER_ID);
    if resource == Resource::List {
        body = body.replace("phone:read:user, phone:read:user:admin", "phone:read:admin, phone:read:list_users:admin");
    }
    serde_json::from_str(&body).ok().filter(|body: &Value| body.get("code").is_some())
}

fn references(names: &[&str]) -> Value {
    let reference = |name: &&str| ((*name).to_string(), json!({ "$ref": format!("#/components/headers/{name}") }));
    Value::Object(names.iter().map(reference).collect())
}

/// A header of a response.
fn header(description: &str, schema: Value, example: Value) -> Value {
    json!({ "description": description, "schema": schema, "example": example })
}

/// Every header is optional: a proxy may not pass it on.
fn headers() -> Value {
    let text = |description: &str, example: &str| header(description, json!({ "type": "string" }), json!(example));
    let whole = |description: &str, example: u32| {
        header(description, json!({ "type": "integer", "minimum": 0 }), json!(example))
    };
    json!({
        "X-RateLimit-Category": text("The label of the operation's limit.", "Light"),
        "X-RateLimit-Type": text("Which limit is meant: `QPS` by the second, `Daily-limit` by the day.", "QPS"),
        "X-RateLimit-Limit": whole("Requests allowed in the time that the limit is for.", 40),
        "X-RateLimit-Remaining": whole("Requests left in that time.", 39),
        "X-RateLimit-Reset": whole("When the limit starts anew, in unix seconds.", 1_790_000_000),
        "Retry-After": text(
            "When to try again: Zoom writes a date and time by ISO 8601, others seconds or an HTTP date.",
            "2026-07-01T00:00:00Z",
        ),
        "x-zm-trackingid": text("Identifies the request to Zoom's support.", "v=2.0;clid=aw1;rid=WEB_0123456789abcdef"),
    })
}

fn oauth() -> Value {
    let scopes: Map<String, Value> =
        SCOPES.iter().chain(LIST_SCOPES).map(|(scope, what)| ((*scope).into(), (*what).into())).collect();
    json!({
        "type": "oauth2",
        "description": "A bearer token that lives one hour, in the header `Authorization` only. Server-to-Server apps \
            get it from the same token URL by the grant `account_credentials` with `account_id`, which OpenAPI cannot \
            express. A scope that is added to an app needs a new token.",
        "flows": { "authorizationCode": {
            "authorizationUrl": "https://zoom.us/oauth/authorize",
            "tokenUrl": "https://zoom.us/oauth/token",
            "refreshUrl": "https://zoom.us/oauth/token",
            "scopes": scopes,
        } },
    })
}

fn error_schema() -> Value {
    json!({
        "type": "object",
        "description": "What Zoom says of a failure. The code is independent of the HTTP status.",
        "properties": {
            "code": { "type": "integer", "description": "Zoom's own code." },
            "message": { "type": "string", "description": "What is wrong, in English." },
            "errors": {
                "type": "array",
                "description": "What is wrong with each field of the request, where fields are.",
                "items": {
                    "type": "object",
                    "properties": {
                        "field": { "type": "string", "description": "The field." },
                        "message": { "type": "string", "description": "What is wrong with it." },
                    },
                },
            },
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_failure_that_a_reply_can_mean_has_an_example() {
        let description = description();
        let responses = description["paths"]["/phone/users/{userId}"]["get"]["responses"].as_object().unwrap();
        let examples = |response: &Value| response["content"]["application/json"]["examples"].as_object().cloned();
        let described: Vec<String> = responses
            .values()
            .filter_map(examples)
            .flat_map(|examples| examples.into_iter().map(|(name, _)| name))
            .collect();
        // All but for what has no status of its own.
        use ErrorCode::*;
        let without = [InvalidArgument, Network, Timeout, InvalidResponse, ResponseTooLarge];
        for code in ErrorCode::ALL.iter().filter(|code| !without.contains(code)) {
            assert!(described.iter().any(|name| name == code.as_str()), "{code:?} is not described");
        }
    }

    #[test]
    fn failures_of_the_list_are_about_no_single_user() {
        let responses = &description()["paths"]["/phone/users"]["get"]["responses"];
        let text = responses.to_string();
        for wrong in ["user_not_found", "phone:read:user", "this user", "such user", "userId"] {
            assert!(!text.contains(wrong), "{wrong}");
        }
        assert!(text.contains("phone:read:list_users:admin"));
    }

    #[test]
    fn references_lead_somewhere() {
        fn look(description: &Value, value: &Value) {
            match value {
                Value::Object(members) => {
                    if let Some(reference) = members.get("$ref") {
                        let pointer = reference.as_str().unwrap().strip_prefix('#').unwrap();
                        assert!(description.pointer(pointer).is_some(), "{reference}");
                    }
                    members.values().for_each(|member| look(description, member));
                }
                Value::Array(items) => items.iter().for_each(|item| look(description, item)),
                _ => {}
            }
        }
        let description = description();
        look(&description, &description);
    }
}
