//! A community goes to the next manager: same balances, one log, no fork.

use std::fs;
use std::path::Path;

use super::place::{Office, copy, files, good, incomes, refused};

const ORIGIN: &str = "a.example/c/xingyuan/log";

pub fn key(next: &Office) -> String {
    let made = good(next.on(&[
        "handover",
        "key",
        "--community",
        "xingyuan",
        "--origin",
        ORIGIN,
    ]));
    made.out.trim().to_owned()
}

/// The arguments that hand xingyuan over, and the package.
pub fn giving(office: &Office, key: &str) -> (Vec<String>, String) {
    let tar = office.path("h.tar");
    let mut args = office.on(&["handover", "give", "--community", "xingyuan", "--key", key]);
    args.extend(["--successor", "新兴物业", "-o", &tar].map(str::to_owned));
    (args, tar)
}

/// Hands xingyuan over. Answers the package and the fingerprint of the key that signed so far, as the
/// public knows it.
fn give(office: &Office, key: &str) -> (String, String) {
    let old_key = known_key(office);
    let (args, tar) = giving(office, key);
    let said = good(args).out;
    assert!(said.contains(&old_key), "{said}");
    (tar, old_key)
}

/// The fingerprint of xingyuan's key that a stranger reads off `verify`.
pub fn known_key(office: &Office) -> String {
    let said = good(["--lang", "en", "verify", &office.data()]).out;
    let line = said
        .lines()
        .find_map(|line| line.strip_prefix("key fingerprint xingyuan: "));
    line.unwrap_or_else(|| panic!("{said}")).to_owned()
}

#[test]
fn the_next_manager_has_the_same_balances_and_goes_on_with_the_log() {
    let (office, next) = (
        Office::new(&["xingyuan", "changning"]),
        Office::empty("b.example"),
    );
    let mirror = office.path("mirror");
    good(["mirror", &office.data(), &mirror]);
    let (tar, old_key) = give(&office, &key(&next));
    good(["verify", &office.data()]);
    good(next.on(&["handover", "take", &tar, "--old-key", &old_key]));
    for format in ["csv", "hledger", "beancount"] {
        assert_eq!(
            office.export("xingyuan", format),
            next.export("xingyuan", format)
        );
    }
    good(["verify", &next.data()]);
    good(next.on(&["audit"]));
    for table in ["unit", "owner", "tenure"] {
        assert_eq!(next.count(table), office.count(table) / 2, "{table}");
    }

    // It goes on here and nowhere else.
    let more = incomes(9, 2);
    refused(office.import("journal", "xingyuan", "s.csv", &more));
    good(office.on(&["audit"]));
    refused(office.import("journal", "xingyuan", "s.csv", &more));
    good(next.import("journal", "xingyuan", "s.csv", &more));
    let reverse = [
        "reverse",
        "--community",
        "xingyuan",
        "--entry",
        "2",
        "--reason",
        "录入重复",
    ];
    good(next.on(&reverse));
    good(next.on(&["audit"]));
    good(["verify", &next.data()]);
    good(["verify", &office.data()]);
    good(office.import("journal", "changning", "s.csv", &more));

    // Who kept a copy of the old manager's installation follows the community, and keeps the rest.
    let before = files(&Path::new(&mirror).join("district"));
    let said = good(["--lang", "en", "mirror", &next.data(), &mirror]).out;
    assert!(said.contains("another district's"), "{said}");
    let followed = fs::read(Path::new(&mirror).join("c/xingyuan/log/checkpoint")).unwrap();
    let newest = fs::read(Path::new(&next.data()).join("public/c/xingyuan/log/checkpoint"));
    assert_eq!(followed, newest.unwrap());
    assert!(files(&Path::new(&mirror).join("district")) == before);
    good(["verify", &mirror]);
    // Where it was handed over from is behind it now; what stayed there goes on.
    let said = refused(["mirror", &office.data(), &mirror]);
    assert!(
        said.contains("c/xingyuan/log/policy"),
        "it does not know the new key: {said}"
    );
    good(["verify", &mirror]);
    // A copy without the district begins with the new one's.
    let kept = next.path("kept");
    let log = "c/xingyuan";
    copy(&Path::new(&mirror).join(log), &Path::new(&kept).join(log));
    good(["mirror", &next.data(), &kept]);
    good(["verify", &kept]);
    // And the old place is behind it.
    let back = Path::new(&kept).join("district");
    std::fs::remove_dir_all(back).unwrap();
    let said = refused(["mirror", &office.data(), &kept]);
    assert!(said.contains("c/xingyuan/log/"), "{said}");
}

#[test]
fn a_package_is_taken_once_by_whom_it_names() {
    let (office, next) = (Office::new(&["xingyuan"]), Office::empty("b.example"));
    let stranger = Office::empty("c.example");
    let (tar, old_key) = give(&office, &key(&next));
    let take = |who: &Office, old_key: &str| {
        who.on(&[
            "--lang",
            "en",
            "handover",
            "take",
            &tar,
            "--old-key",
            old_key,
        ])
    };
    let said = refused(take(&stranger, &old_key));
    assert!(said.contains("make the successor's key"), "{said}");
    key(&stranger);
    let said = refused(take(&stranger, &old_key));
    assert!(said.contains("another key"), "{said}");
    assert_eq!((stranger.count("leaf"), stranger.count("unit")), (0, 0));
    // Nobody compared the old key, or it is another than the public knows.
    let said = refused(next.on(&["--lang", "en", "handover", "take", &tar]));
    assert!(
        said.contains(&old_key) && said.contains("--old-key"),
        "{said}"
    );
    let said = refused(take(&next, &"0123 ".repeat(8)));
    assert!(
        said.contains(&old_key) && said.contains("not by the one"),
        "{said}"
    );
    assert_eq!((next.count("leaf"), next.count("unit")), (0, 0));
    assert!(!Path::new(&next.data()).join("public/c").exists());
    good(take(&next, &old_key.to_uppercase().replace(' ', ":")));
    let said = refused(take(&next, &old_key));
    assert!(said.contains("already a community"), "{said}");
    let said = refused(take(&office, &old_key));
    assert!(said.contains("already a community"), "{said}");
    let said = refused([
        "--lang",
        "en",
        "restore",
        &tar,
        "--data",
        &next.path("other"),
    ]);
    assert!(said.contains("not a back-up"), "{said}");
    // A back-up is no hand-over.
    let backup = office.path("b.tar");
    good(office.on(&["backup", "-o", &backup]));
    let said = refused(stranger.on(&["--lang", "en", "handover", "take", &backup]));
    assert!(said.contains("not a hand-over"), "{said}");
}

#[test]
fn a_successor_key_of_another_log_is_refused_and_nothing_is_written() {
    let office = Office::new(&["xingyuan"]);
    let records = office.records();
    let other = office.on(&[
        "handover",
        "key",
        "--community",
        "else",
        "--origin",
        "x.example/c/else/log",
    ]);
    let other = good(other).out;
    for key in ["", "no key", other.trim()] {
        let mut args = office.on(&["handover", "give", "--community", "xingyuan", "--key", key]);
        args.extend(["--successor", "新兴物业", "-o", &office.path("h.tar")].map(str::to_owned));
        refused(args);
    }
    assert_eq!(office.records(), records);
    assert!(!Path::new(&office.path("h.tar")).exists());
}
