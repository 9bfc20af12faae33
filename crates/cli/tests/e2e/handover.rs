//! A community goes to the next manager: same balances, one log, no fork.

use std::path::Path;

use super::place::{Office, copy, good, incomes, refused};

const ORIGIN: &str = "a.example/c/xingyuan/log";

fn key(next: &Office) -> String {
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

fn give(office: &Office, key: &str) -> String {
    let tar = office.path("h.tar");
    let mut args = office.on(&["handover", "give", "--community", "xingyuan", "--key", key]);
    args.extend(["--successor", "新兴物业", "-o", &tar].map(str::to_owned));
    good(args);
    tar
}

#[test]
fn the_next_manager_has_the_same_balances_and_goes_on_with_the_log() {
    let (office, next) = (
        Office::new(&["xingyuan", "changning"]),
        Office::empty("b.example"),
    );
    let mirror = office.path("mirror");
    good(["mirror", &office.data(), &mirror]);
    let tar = give(&office, &key(&next));
    good(["verify", &office.data()]);
    good(next.on(&["handover", "take", &tar]));
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

    // Who kept a copy of the old manager's log goes on with the new one's: no fork.
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
    let tar = give(&office, &key(&next));
    refused(stranger.on(&["handover", "take", &tar]));
    key(&stranger);
    refused(stranger.on(&["handover", "take", &tar]));
    assert_eq!((stranger.count("leaf"), stranger.count("unit")), (0, 0));
    good(next.on(&["handover", "take", &tar]));
    refused(next.on(&["handover", "take", &tar]));
    refused(office.on(&["handover", "take", &tar]));
    refused(next.on(&["restore", &tar]));
    // A back-up is no hand-over.
    let backup = office.path("b.tar");
    good(office.on(&["backup", "-o", &backup]));
    refused(stranger.on(&["handover", "take", &backup]));
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
