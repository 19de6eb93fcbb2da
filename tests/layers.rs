//! Modules use layers below them only, and the files of a module, its opening (`mod.rs`) included, do not use each
//! other in circles. Read from the `use` lines and paths of the sources; test modules are left out.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// From the ground up: a module may use those before it.
const LAYERS: [&str; 10] =
    ["json", "model", "validate", "policy", "fleet", "client", "exchange", "facade", "fetch", "wasm"];

/// Where the layers are.
fn folder(layer: &str) -> String {
    let is_core = matches!(layer, "json" | "model" | "validate");
    format!("src/{}{layer}", if is_core { "core/" } else { "" })
}

/// The sources of a layer without comments and tests, by their names within it: `audit/rules`.
fn sources(layer: &str) -> BTreeMap<String, String> {
    fn read(folder: &Path, prefix: &str, found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_string();
            if path.is_dir() {
                read(&path, &format!("{prefix}{name}/"), found);
            } else if path.extension().is_some_and(|extension| extension == "rs") && name != "tests" {
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
                let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
                found.insert(format!("{prefix}{name}"), lines.collect::<Vec<_>>().join("\n"));
            }
        }
    }
    let mut found = BTreeMap::new();
    read(Path::new(&folder(layer)), "", &mut found);
    found
}

/// The identifiers that follow `prefix` in a source: of `use super::{a::B, c}` too.
fn names_after(code: &str, prefix: &str) -> BTreeSet<String> {
    let identifier = |text: &str| -> String { text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect() };
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices(prefix) {
        let rest = &code[at + prefix.len()..];
        match rest.strip_prefix('{') {
            None => drop(names.insert(identifier(rest))),
            Some(list) => {
                let mut depth = 0;
                let mut start = true;
                for (at, character) in list.char_indices() {
                    match character {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' => start = depth == 0,
                        _ if start && !character.is_whitespace() => {
                            names.insert(identifier(&list[at..]));
                            start = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    names
}

#[test]
fn a_layer_uses_layers_below_it_only() {
    for (index, layer) in LAYERS.iter().enumerate() {
        for (file, code) in sources(layer) {
            for used in names_after(&code, "crate::") {
                if let Some(above) = LAYERS.iter().position(|name| *name == used) {
                    assert!(above <= index, "{}/{file}.rs uses the layer `{used}` above it", folder(layer));
                }
            }
        }
    }
}

/// The statements of a module's opening that export names, such as `pub use slots::{Slot, View};`, and the rest without
/// the declarations of files.
fn split_exports(opening: &str) -> (Vec<&str>, String) {
    let statements = opening.split_inclusive(';').filter(|statement| {
        let last_line = statement.lines().last().unwrap_or_default();
        !last_line.trim_start_matches("pub ").starts_with("mod ")
    });
    let (exports, rest): (Vec<&str>, Vec<&str>) = statements.partition(|statement| {
        let start = statement.trim_start();
        start.starts_with("pub use ") || start.starts_with("pub(") && start.contains(" use ")
    });
    (exports, rest.concat())
}

/// The identifiers of a source, keywords included.
fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// Which files and folders of one folder use which others, where `mod` is the folder's opening.
struct Folder<'s> {
    /// The path within the crate, such as `policy::audit`.
    module: String,
    /// Each file or folder, with the sources that belong to it: the path of each, and its code.
    members: BTreeMap<String, Vec<(&'s str, &'s str)>>,
    opening: String,
    exports: Vec<&'s str>,
}

impl<'s> Folder<'s> {
    fn of(layer: &str, folder: &str, sources: &'s BTreeMap<String, String>) -> Folder<'s> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let mut members: BTreeMap<String, Vec<(&str, &str)>> = BTreeMap::new();
        for (path, code) in sources {
            if let Some(rest) = path.strip_prefix(&prefix) {
                let member = rest.split('/').next().unwrap().to_string();
                members.entry(member).or_default().push((rest, code.as_str()));
            }
        }
        let (exports, opening) = members.get("mod").map(|files| split_exports(files[0].1)).unwrap_or_default();
        let module = format!(
            "{layer}{}",
            folder.split('/').filter(|name| !name.is_empty()).fold(String::new(), |all, name| all + "::" + name)
        );
        Folder { module, members, opening, exports }
    }

    /// The file that the opening exports a name from.
    fn exported_from(&self, name: &str) -> Option<String> {
        self.exports.iter().find_map(|export| {
            let (file, names) = export.split("use ").nth(1)?.split_once("::")?;
            words(names).any(|word| word == name).then(|| file.trim().to_string())
        })
    }

    /// Where a name of this folder's module is: in a file, or in the opening.
    fn home_of(&self, name: &str) -> String {
        match self.members.contains_key(name) {
            true => name.to_string(),
            false => self.exported_from(name).unwrap_or_else(|| "mod".to_string()),
        }
    }

    /// What a file or folder uses of the others.
    fn uses(&self, member: &str) -> BTreeSet<String> {
        if member == "mod" {
            let by_path = self.members.keys().filter(|name| self.opening.contains(&format!("{name}::"))).cloned();
            return by_path.chain(words(&self.opening).filter_map(|word| self.exported_from(word))).collect();
        }
        let mut used = BTreeSet::new();
        for (path, code) in &self.members[member] {
            let depth = path.matches('/').count() - usize::from(path.ends_with("/mod"));
            let up = "super::".repeat(depth + 1);
            let marked = code.replace(&format!("{up}super::"), "above::").replace(&up, "here::");
            let names = names_after(&marked, "here::").into_iter();
            used.extend(names.chain(names_after(code, &format!("crate::{}::", self.module))));
        }
        used.remove("");
        let homes = used.iter().map(|name| self.home_of(name));
        homes.filter(|home| home != member && self.members.contains_key(home)).collect()
    }
}

/// The circles among uses: each with its members, and what these use of each other.
fn circles(uses: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let reached = |start: &String| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![start]);
        while let Some(name) = open.pop() {
            open.extend(uses.get(name).into_iter().flatten().filter(|next| seen.insert((*next).clone())));
        }
        seen
    };
    let reach: BTreeMap<&String, BTreeSet<String>> = uses.keys().map(|name| (name, reached(name))).collect();
    let mut found: BTreeSet<Vec<&String>> = BTreeSet::new();
    for (name, reached) in &reach {
        let circle: Vec<&String> = reached
            .iter()
            .filter_map(|other| reach.get_key_value(other))
            .filter(|(_, back)| back.contains(*name))
            .map(|(other, _)| *other)
            .collect();
        if !circle.is_empty() {
            found.insert(circle);
        }
    }
    let line = |circle: &Vec<&String>| {
        let inside = |name: &&String| {
            format!("{name} → {:?}", uses[*name].iter().filter(|used| circle.contains(used)).collect::<Vec<_>>())
        };
        circle.iter().map(inside).collect::<Vec<_>>().join(", ")
    };
    found.iter().map(line).collect()
}

#[test]
fn files_of_a_module_do_not_use_each_other_in_circles() {
    let mut found = Vec::new();
    for layer in LAYERS {
        let sources = sources(layer);
        let folders: BTreeSet<&str> =
            sources.keys().map(|name| name.rsplit_once('/').map_or("", |(folder, _)| folder)).collect();
        for folder in folders {
            let folder = Folder::of(layer, folder, &sources);
            let uses = folder.members.keys().map(|member| (member.clone(), folder.uses(member))).collect();
            found.extend(circles(&uses).into_iter().map(|circle| format!("{}: {circle}", folder.module)));
        }
    }
    assert!(found.is_empty(), "files that use each other in circles:\n{}", found.join("\n"));
}

#[test]
fn every_circle_is_reported() {
    let uses = [("a", &["b"][..]), ("b", &["a", "c"]), ("c", &["d"]), ("d", &["c"]), ("e", &["a"])];
    let set = |names: &[&str]| names.iter().map(|name| name.to_string()).collect();
    let uses = uses.into_iter().map(|(name, used)| (name.to_string(), set(used))).collect();
    assert_eq!(circles(&uses), [r#"a → ["b"], b → ["a"]"#, r#"c → ["d"], d → ["c"]"#]);
}

#[test]
fn names_are_read_out_of_every_form() {
    let code = "use super::{a::B, c, d::{E, F}};\nuse super::g::h;\nlet x = super::i(1);";
    let names: Vec<_> = names_after(code, "super::").into_iter().collect();
    assert_eq!(names, ["a", "c", "d", "g", "i"]);
}
