//! Modules use layers below them only, and the files of a module do not use each other in circles. Read from the `use`
//! lines and paths of the sources; test modules are left out.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// From the ground up: a module may use those before it.
const LAYERS: [&str; 8] = ["json", "model", "validate", "policy", "fleet", "client", "fetch", "wasm"];

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

#[test]
fn files_of_a_module_do_not_use_each_other_in_circles() {
    for layer in LAYERS {
        let sources = sources(layer);
        let mut folders: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for name in sources.keys() {
            let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
            folders.entry(folder).or_default().insert(file);
        }
        for (folder, files) in folders {
            let path = |file: &str| if folder.is_empty() { file.to_string() } else { format!("{folder}/{file}") };
            let uses: BTreeMap<&str, BTreeSet<String>> = files
                .iter()
                // The opening of a module hands its files on, and so stands above them.
                .filter(|file| **file != "mod" && **file != "lib")
                .map(|file| {
                    let mut used = names_after(&sources[&path(file)], "super::");
                    used.retain(|name| files.contains(name.as_str()) && name != file);
                    (*file, used)
                })
                .collect();
            for start in uses.keys() {
                let mut seen = BTreeSet::new();
                let mut open: Vec<&str> = uses[start].iter().map(String::as_str).collect();
                while let Some(file) = open.pop() {
                    assert_ne!(&file, start, "{layer}/{}.rs is part of a circle: {uses:#?}", path(start));
                    if seen.insert(file) {
                        open.extend(uses.get(file).into_iter().flatten().map(String::as_str));
                    }
                }
            }
        }
    }
}

#[test]
fn names_are_read_out_of_every_form() {
    let code = "use super::{a::B, c, d::{E, F}};\nuse super::g::h;\nlet x = super::i(1);";
    let names: Vec<_> = names_after(code, "super::").into_iter().collect();
    assert_eq!(names, ["a", "c", "d", "g", "i"]);
}
