//! One flipped byte anywhere in a mirror: `verify` refuses and names the place.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use mingbai_domain::ids::Slug;
use mingbai_verify::{Lang, Options, Source, verify};

use super::place::{Dice, demo_of, files, good, refused};

/// Random places on top of one a kind of file.
const RANDOM_PLACES: usize = 200;

/// What kind of file this is, by its path; hashes and numbers left out.
fn kind_of(name: &str) -> String {
    let place = if name.starts_with("district/") {
        "district"
    } else {
        "community"
    };
    let parts: Vec<&str> = name.split('/').collect();
    let kind = match parts.iter().position(|part| *part == "tile") {
        Some(at) => {
            let partial = parts.iter().any(|part| part.strip_suffix(".p").is_some());
            format!(
                "tile {}{}",
                parts[at + 1],
                if partial { " partial" } else { "" }
            )
        }
        None if parts[parts.len() - 2] == "log" => parts[parts.len() - 1].to_owned(),
        None => parts[parts.len() - 2].to_owned(),
    };
    format!("{place} {kind}")
}

/// What verify says; only the community that the file belongs to is read.
fn failures(mirror: &Path, name: &str) -> Vec<String> {
    let slug = name
        .strip_prefix("c/")
        .and_then(|rest| rest.split('/').next());
    let community = slug.map(|slug| Slug::new(slug).unwrap());
    let source = Source::dir(mirror).unwrap();
    let report = verify(
        &source,
        &Options {
            community,
            ..Options::default()
        },
        &|_| (),
    );
    report
        .failures
        .iter()
        .map(|failure| failure.words(Lang::En))
        .collect()
}

/// Flips one byte at a time: in `random_places` of all files, or in three files of every kind.
fn sweep(seed: u64, random_places: Option<usize>) {
    let folder = tempfile::tempdir().unwrap();
    let mirror = folder.path();
    good([
        "mirror",
        demo_of(3).to_str().unwrap(),
        mirror.to_str().unwrap(),
    ]);
    let all = files(mirror);
    let mut dice = Dice(seed);
    let mut wrong = Vec::new();
    for at in places(&all, &mut dice, random_places) {
        let (name, bytes) = &all[at];
        let offset = usize::try_from(dice.roll(u64::try_from(bytes.len()).unwrap())).unwrap();
        let mask = u8::try_from(dice.roll(255)).unwrap() + 1;
        let mut changed = bytes.clone();
        changed[offset] ^= mask;
        fs::write(mirror.join(name), changed).unwrap();
        let said = failures(mirror, name);
        if said.is_empty() {
            wrong.push(format!("accepted: {name}, byte {offset}, mask {mask:#x}"));
        } else if !said.iter().any(|line| line.contains(name.as_str())) {
            wrong.push(format!(
                "not named: {name}, byte {offset}, mask {mask:#x}: {said:?}"
            ));
        }
        fs::write(mirror.join(name), bytes).unwrap();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn places(all: &[(String, Vec<u8>)], dice: &mut Dice, random_places: Option<usize>) -> Vec<usize> {
    let anywhere: Vec<usize> = (0..all.len()).collect();
    if let Some(count) = random_places {
        return (0..count).map(|_| *dice.pick(&anywhere)).collect();
    }
    let mut kinds: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for at in anywhere {
        kinds.entry(kind_of(&all[at].0)).or_default().push(at);
    }
    for kind in [
        "checkpoint",
        "policy",
        "tile entries",
        "tile 0",
        "tile 1 partial",
        "lists",
        "files",
    ] {
        assert!(
            kinds.contains_key(&format!("community {kind}")),
            "no {kind}: {:?}",
            kinds.keys()
        );
    }
    kinds
        .values()
        .flat_map(|files| [0; 3].map(|_| *dice.pick(files)))
        .collect()
}

#[test]
fn a_flipped_byte_in_a_file_of_any_kind_is_found_and_its_place_is_named() {
    sweep(20_260_901, None);
}

// Two halves, so that no single test is slow.
#[test]
fn a_flipped_byte_anywhere_is_found_and_its_place_is_named() {
    sweep(20_260_902, Some(RANDOM_PLACES / 2));
}

#[test]
fn a_flipped_byte_anywhere_else_is_found_and_its_place_is_named() {
    sweep(20_260_903, Some(RANDOM_PLACES / 2));
}

#[test]
fn every_byte_of_the_small_files_counts() {
    let folder = tempfile::tempdir().unwrap();
    let mirror = folder.path();
    good([
        "mirror",
        demo_of(3).to_str().unwrap(),
        mirror.to_str().unwrap(),
    ]);
    let mut wrong = Vec::new();
    for name in ["district/log/checkpoint", "district/log/policy"] {
        let bytes = fs::read(mirror.join(name)).unwrap();
        for offset in 0..bytes.len() {
            for mask in [0x01, 0x20] {
                let mut changed = bytes.clone();
                changed[offset] ^= mask;
                fs::write(mirror.join(name), &changed).unwrap();
                // A community that is not there is one failure; the district's own come on top.
                let source = Source::dir(mirror).unwrap();
                let options = Options {
                    community: Some(Slug::new("nobody").unwrap()),
                    ..Options::default()
                };
                let report = verify(&source, &options, &|_| ());
                if report
                    .failures
                    .iter()
                    .all(|failure| failure.community.is_some())
                {
                    wrong.push(format!("{name}, byte {offset}, mask {mask:#x}"));
                }
            }
        }
        fs::write(mirror.join(name), &bytes).unwrap();
    }
    assert!(wrong.is_empty(), "accepted: {}", wrong.join("; "));
}

#[test]
fn the_command_refuses_a_flipped_byte_and_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let mirror = folder.path().to_str().unwrap();
    good(["mirror", demo_of(3).to_str().unwrap(), mirror]);
    for part in [
        "changning/log/tile/entries/000",
        "changning/lists/",
        "district/log/checkpoint",
    ] {
        let all = files(folder.path());
        let (name, bytes) = all.iter().find(|(name, _)| name.contains(part)).unwrap();
        let mut changed = bytes.clone();
        changed[bytes.len() / 2] ^= 1;
        fs::write(folder.path().join(name), changed).unwrap();
        let said = refused(["verify", mirror]);
        assert!(said.contains(name.as_str()), "{said}");
        let said = refused(["--lang", "en", "verify", mirror]);
        assert!(
            said.contains(name.as_str()) && said.contains("NOT verified"),
            "{said}"
        );
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    good(["verify", mirror]);
}
