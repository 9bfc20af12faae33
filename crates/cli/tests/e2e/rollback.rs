//! Yesterday's database put back, and back-ups: nothing that contradicts what was shown is signed.

use std::fs;
use std::path::Path;

use super::place::{Office, copy, files, good, incomes, refused};
use super::web::Server;

/// An office whose database is older than what it has already shown, and the public files.
fn put_back() -> (Office, Vec<(String, Vec<u8>)>) {
    let office = Office::new(&["xingyuan", "changning"]);
    let data = office.data();
    let database = Path::new(&data).join("mingbai.db");
    let yesterday = fs::read(&database).unwrap();
    good(office.import("journal", "xingyuan", "s.csv", incomes(9, 3)));
    for end in ["-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{end}", database.display()));
    }
    fs::write(&database, yesterday).unwrap();
    let public = office.public();
    (office, public)
}

#[test]
fn yesterdays_database_is_not_signed_and_the_reason_is_said() {
    let (office, public) = put_back();
    for lang in ["zh", "en"] {
        let said = refused(office.on(&["--lang", lang, "publish"]));
        assert!(said.contains("xingyuan"), "{said}");
        assert!(
            said.contains('9') && said.contains('6'),
            "sizes are missing: {said}"
        );
    }
    // Not even when new records make it as long as what was shown, or longer.
    for (name, rows) in [("t.csv", 3), ("u.csv", 1)] {
        refused(office.import("journal", "xingyuan", name, incomes(10, rows)));
    }
    refused(office.on(&["publish", "--community", "xingyuan"]));
    assert!(public == office.public(), "public files changed");
}

#[test]
fn a_community_that_must_not_be_signed_does_not_keep_the_others_from_publishing() {
    let (office, before) = put_back();
    // The district's log was rolled back too and is not signed; changning's own log is.
    refused(office.import("journal", "changning", "c.csv", incomes(9, 1)));
    let after = office.public();
    let of = |files: &[(String, Vec<u8>)], log: &str| {
        files
            .iter()
            .find(|(name, _)| name == &format!("{log}/log/checkpoint"))
            .unwrap()
            .1
            .clone()
    };
    assert_ne!(of(&before, "c/changning"), of(&after, "c/changning"));
    for log in ["c/xingyuan", "district"] {
        assert_eq!(of(&before, log), of(&after, log), "{log}");
    }
}

#[test]
fn a_server_over_yesterdays_database_still_shows_what_was_signed() {
    let (office, public) = put_back();
    let server = Server::start(&office.data());
    let (status, checkpoint) = server.get("/c/xingyuan/log/checkpoint");
    let kept = public
        .iter()
        .find(|(name, _)| name == "c/xingyuan/log/checkpoint")
        .unwrap();
    assert_eq!((status, &checkpoint), (200, &kept.1));
    assert_eq!(server.get("/c/xingyuan").0, 200);
    assert_eq!(
        server.json("/api/v1/communities/xingyuan")["signed_records"],
        6
    );
    good(["verify", &server.url()]);
    let said = server.stop();
    assert!(said.contains("xingyuan"), "{said}");
    assert!(public == office.public(), "public files changed");
}

#[test]
fn a_back_up_is_the_same_installation_elsewhere() {
    let office = Office::new(&["xingyuan"]);
    let (tar, other) = (office.path("b.tar"), office.path("other"));
    good(office.on(&["backup", "-o", &tar]));
    good(["restore", &tar, "--data", &other]);
    assert!(
        office.public() == files(&Path::new(&other).join("public")),
        "public files differ"
    );
    good(["audit", "--data", &other]);
    let more = office.write("s.csv", incomes(9, 2));
    good([
        "import",
        "journal",
        &more,
        "--community",
        "xingyuan",
        "--data",
        &other,
    ]);
    good(["verify", &other]);
    // The mirror of the old place goes on with the new one.
    let mirror = office.path("mirror");
    good(["mirror", &office.data(), &mirror]);
    good(["mirror", &other, &mirror]);
    good(["verify", &mirror]);
    // And the older one is not taken for newer any more.
    refused(["mirror", &office.data(), &mirror]);
    for (lang, place) in [("zh", &other), ("en", &office.data())] {
        refused(["--lang", lang, "restore", &tar, "--data", place]);
    }
    good(["verify", &other]);
}

#[test]
fn an_older_back_up_does_not_replace_what_was_shown_since() {
    let office = Office::new(&["xingyuan"]);
    let tar = office.path("b.tar");
    good(office.on(&["backup", "-o", &tar]));
    good(office.import("journal", "xingyuan", "s.csv", incomes(9, 2)));
    let place = office.path("again");
    copy(
        &Path::new(&office.data()).join("public"),
        &Path::new(&place).join("public"),
    );
    refused(["restore", &tar, "--data", &place]);
    assert!(
        !Path::new(&place).join("mingbai.db").exists(),
        "a database was made"
    );
}

#[test]
fn a_damaged_package_is_refused_and_leaves_nothing() {
    let office = Office::new(&["xingyuan"]);
    let tar = office.path("b.tar");
    good(office.on(&["backup", "-o", &tar]));
    let whole = fs::read(&tar).unwrap();
    let place = office.path("place");
    let zeros = vec![0; 4096];
    for (what, bytes) in [
        ("empty", &[][..]),
        ("zeros", &zeros),
        ("cut", &whole[..whole.len() / 3]),
        ("text", b"hello"),
    ] {
        let bad = office.write("bad.tar", bytes);
        let said = refused(["restore", &bad, "--data", &place]);
        assert!(
            !Path::new(&place).join("mingbai.db").exists(),
            "{what}: {said}"
        );
        refused(office.on(&["handover", "take", &bad]));
    }
    refused(["restore", &office.path("nothing.tar"), "--data", &place]);
    good(["restore", &tar, "--data", &place]);
}
