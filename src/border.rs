//! Numbers and names that the package's TypeScript shares with Rust, as a module of TypeScript. Each is declared once,
//! where Rust uses it; the build writes this module, which TypeScript imports as `#border`.

use std::fmt::{Debug, Write};

use crate::client::call::{
    CallEvent, DEFAULT_MAX_RETRIES, DEFAULT_TIMEOUT_MS, Headers, MAX_REPLY, MAX_TIMEOUT_MS, MOST_RETRIES, ReplyBody,
    ReplyCheck, Resource, TokenSource,
};
use crate::client::endpoint::DEFAULT_BASE_URL;
use crate::client::list::AfterPage;
use crate::fleet;
use crate::json::MAX_DEPTH;
use crate::model::Policy;
use crate::model::schema::DeclaredShape;
use crate::policy::{FieldKind, Format};
use crate::validate::{DEFAULT_MAX_ISSUES, FOREIGN, ISSUE_COLUMNS, IssueCode, Strictness, Verdict};

/// Returns the module.
///
/// ```
/// assert!(zoom_phone_profile::border::module().contains("export const enum Strictness {\n  Strict = 0,\n"));
/// ```
pub fn module() -> String {
    let mut module = Module("// Generated from the Rust declarations: see src/border.rs.\n".into());
    module.validation();
    module.calls();
    module.fleets();
    module.constant("How a policy summary can be written.", "FORMATS", Format::NAMES);
    module.numbered("What a field of a baseline holds.", "FieldKind", FieldKind::IDENTIFIERS);
    module.0
}

/// A module of TypeScript. Strings and lists are written as Rust writes them, which is the same for plain ones.
struct Module(String);

impl Module {
    fn validation(&mut self) {
        self.numbered("How much a document may deviate.", "Strictness", Strictness::IDENTIFIERS);
        self.constant("Their names, by number.", "STRICTNESS", Strictness::NAMES);
        let bits = [("Passed", Verdict::PASSED), ("HasNulls", Verdict::HAS_NULLS), ("Issue", Verdict::ISSUE)];
        self.enumeration(
            "What a verdict is the sum of.",
            "VerdictPart",
            bits.map(|(name, bit)| (name.into(), bit.into())),
        );
        let columns = ISSUE_COLUMNS.iter().map(|column| pascal_case(column)).chain(["Length".into()]);
        self.enumeration("The columns of an issue, and their number.", "IssueColumn", columns.zip(0..));
        self.constant("Issues that are listed, by default.", "DEFAULT_MAX_ISSUES", &DEFAULT_MAX_ISSUES);
        let codes: Vec<_> = IssueCode::ALL.iter().map(|code| [code.as_str(), code.severity().as_str()]).collect();
        self.constant("The codes of issues with their severities, by number.", "ISSUE_CODES", &codes);
        self.constant("The deepest nesting of a profile.", "MAX_DEPTH", &MAX_DEPTH);
        let members: String =
            FOREIGN.iter().fold(String::new(), |members, (name, byte)| format!("{members}  {name}: {byte},\n"));
        self.raw(
            "What stands for a value that JSON cannot carry, by its kind.",
            "FOREIGN",
            &format!("{{\n{members}}} as const"),
        );
        let characters: String = FOREIGN.iter().map(|(_, byte)| format!("\\u{byte:04x}")).collect();
        self.raw("Any of them.", "FOREIGN_CHARACTERS", &format!("/[{characters}]/g"));
    }

    fn calls(&mut self) {
        self.numbered("Where a token comes from.", "TokenSource", TokenSource::IDENTIFIERS);
        self.numbered("What a request asks for.", "Resource", Resource::IDENTIFIERS);
        self.numbered("What is reported to a call, if it is no response.", "CallEvent", CallEvent::IDENTIFIERS);
        self.numbered("How far a body was read.", "ReplyBody", ReplyBody::IDENTIFIERS);
        self.numbered("What is known of a body as a profile.", "ReplyCheck", ReplyCheck::IDENTIFIERS);
        self.numbered("What follows from a page of a list.", "AfterPage", AfterPage::IDENTIFIERS);
        self.constant("The headers that a call asks for, in their order.", "REPLY_HEADERS", &Headers::NAMES);
        self.constant("The largest reply that is read, in bytes.", "MAX_REPLY", &MAX_REPLY);
        self.constant("Milliseconds for a call, by default.", "DEFAULT_TIMEOUT_MS", &DEFAULT_TIMEOUT_MS);
        self.constant("Milliseconds for a call, at most.", "MAX_TIMEOUT_MS", &MAX_TIMEOUT_MS);
        self.constant("Retries, by default.", "DEFAULT_MAX_RETRIES", &DEFAULT_MAX_RETRIES);
        self.constant("Retries, at most.", "MOST_RETRIES", &MOST_RETRIES);
        self.constant("Zoom's global base URL.", "DEFAULT_BASE_URL", &DEFAULT_BASE_URL);
    }

    fn fleets(&mut self) {
        self.constant("What fleets can be grouped by.", "GROUPS", fleet::GroupBy::NAMES);
        self.constant("The forms of an export.", "EXPORT_FORMS", fleet::ExportForm::NAMES);
        self.constant("The largest profile of a fleet, in bytes.", "LARGEST_PROFILE", &fleet::LARGEST_PROFILE);
        self.constant("Failures that are listed.", "LISTED_FAILURES", &fleet::LISTED_FAILURES);
        self.constant("Names that are counted apart, such as sites.", "COUNTED_APART", &fleet::COUNTED_APART);
        self.constant("The name under which the rest is counted.", "OTHER", &fleet::OTHER);
        self.constant("Undocumented values that are counted apart.", "MOST_VALUES", &fleet::MOST_VALUES);
        self.constant(
            "The most users that the summary of a drift lists under `worst`.",
            "MOST_WORST",
            &fleet::MOST_WORST,
        );
        self.constant("Users that are named as examples.", "EXAMPLES", &fleet::EXAMPLES);
        let names: Vec<_> = Policy::SHAPE.fields.iter().map(|field| field.name).collect();
        self.constant("The policies that this version knows.", "KNOWN_POLICIES", &names);
        let known = names.len();
        self.constant("Policies of a summary.", "MOST_POLICIES", &(known + fleet::MOST_UNKNOWN_POLICIES));
        let in_groups = known + fleet::MOST_UNKNOWN_IN_GROUPS;
        self.constant("Policies of a group.", "MOST_POLICIES_IN_GROUPS", &in_groups);
    }

    /// An enum whose values are their indices.
    fn numbered(&mut self, documentation: &str, name: &str, values: &[&str]) {
        self.enumeration(documentation, name, values.iter().map(|value| (*value).into()).zip(0..));
    }

    fn enumeration(&mut self, documentation: &str, name: &str, values: impl IntoIterator<Item = (String, u32)>) {
        let values = values
            .into_iter()
            .fold(String::new(), |values, (value, number)| format!("{values}  {value} = {number},\n"));
        self.write(documentation, &format!("const enum {name} {{\n{values}}}"));
    }

    fn constant(&mut self, documentation: &str, name: &str, value: &(impl Debug + ?Sized)) {
        self.raw(documentation, name, &format!("{value:?} as const"));
    }

    fn raw(&mut self, documentation: &str, name: &str, value: &str) {
        self.write(documentation, &format!("const {name} = {value};"));
    }

    fn write(&mut self, documentation: &str, declaration: &str) {
        // A string takes whatever is written to it.
        let _ = writeln!(self.0, "\n/** {documentation} */\nexport {declaration}");
    }
}

/// `pointer_end` as `PointerEnd`.
fn pascal_case(name: &str) -> String {
    name.split('_')
        .flat_map(|word| {
            word.chars().enumerate().map(|(at, letter)| if at == 0 { letter.to_ascii_uppercase() } else { letter })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_module_has_enums_lists_and_numbers() {
        let module = module();
        let most = crate::policy::catalog().len() + fleet::MOST_UNKNOWN_POLICIES;
        let most = format!("export const MOST_POLICIES = {most} as const;\n");
        assert!(module.contains(&most), "{most}");
        for part in [
            "/** What a verdict is the sum of. */\nexport const enum VerdictPart {\n  Passed = 1,\n  HasNulls = 2,\n  \
             Issue = 4,\n}\n",
            "export const enum IssueColumn {\n  Code = 0,\n  Path = 1,\n  Pointer = 2,\n  PointerEnd = 3,\n",
            "export const GROUPS = [\"site\", \"department\", \"cost_center\", \"calling_plan\"] as const;\n",
            "export const ISSUE_CODES = [[\"invalid_json\", \"error\"], ",
            "export const FOREIGN = {\n  undefined: 1,\n  function: 2,\n",
            "export const FOREIGN_CHARACTERS = /[\\u0001\\u0002",
        ] {
            assert!(module.contains(part), "{part}");
        }
    }
}
