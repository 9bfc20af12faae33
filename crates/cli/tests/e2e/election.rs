//! `mingbai election`: archives that a third party's program made, good and changed.

use serde_json::Value;
use tempfile::TempDir;

use crate::place::{Ran, good, refused, run};

/// A finished election of three credentials and two ballots, made by `belenios-tool` 2.0.
const ARCHIVE: &[u8] = include_bytes!("../../../belenios/tests/mutations/made-by-tool.bel");

struct Files(TempDir);

impl Files {
    fn new() -> Self {
        let files = Self(tempfile::tempdir().unwrap());
        files.write("a.bel", ARCHIVE);
        files
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn archive(&self) -> String {
        self.0.path().join("a.bel").to_str().unwrap().to_owned()
    }

    fn verify(&self, more: &[&str]) -> Ran {
        let archive = self.archive();
        run([&["--lang", "en", "election", "verify", &archive], more].concat())
    }
}

/// The text between two quotes, after a mark.
fn after<'a>(bytes: &'a str, mark: &str) -> &'a str {
    let from = bytes.find(mark).unwrap() + mark.len();
    bytes[from..].split('"').next().unwrap()
}

/// The archive as text, to find things in. It is all UTF-8.
fn text() -> &'static str {
    std::str::from_utf8(ARCHIVE).unwrap()
}

fn json(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn a_good_archive_is_verified_and_what_was_not_checked_is_said() {
    let files = Files::new();
    let ran = files.verify(&[]);
    assert!(ran.success, "{ran:?}");
    let head = "verified: 2 ballots, 2 counted, head ";
    assert!(ran.last_line().starts_with(head), "{}", ran.out);
    for part in ["roll", "anchors", "trustees"] {
        assert!(ran.out.contains(&format!("(give --{part})")), "{part}");
    }
    assert!(
        ran.out.contains("     A: 5\n     B: 1\n     C: 5\n"),
        "{}",
        ran.out
    );
    assert!(
        ran.out.contains("     (blank): 1\n     A: 5\n     B: 0\n"),
        "{}",
        ran.out
    );

    let zh = good(["election", "verify", &files.archive()]);
    assert!(zh.out.contains("未核对：有投票资格的人是否就是名册上的人"));
}

#[test]
fn with_all_lists_everything_was_checked() {
    let files = Files::new();
    let key = after(text(), "\"public_key\":\"");
    let keys = files.write("keys", key);
    let list = text()
        .split('\0')
        .find(|body| body.starts_with("[\"") && body.contains(",5\""));
    let roll: Vec<String> = serde_json::from_str(list.unwrap()).unwrap();
    let roll = files.write("roll.csv", format!("凭证,权重\n{}\n", roll.join("\n")));
    let report = json(&files.verify(&["--json"]));
    let head = report["report"]["head"].as_str().unwrap();
    let heads = files.write("heads", head);

    let lists = ["--roll", &roll, "--anchors", &heads, "--trustees", &keys];
    let ran = files.verify(&lists);
    assert!(ran.success && !ran.out.contains("not checked"), "{ran:?}");
    let ran = files.verify(&[&lists[..], &["--json"]].concat());
    assert_eq!(json(&ran)["not_checked"], serde_json::json!([]));

    let other = files.write("heads", "0".repeat(64));
    let ran = files.verify(&["--anchors", &other]);
    assert!(!ran.success);
    assert!(
        ran.err.contains("anchors, line 1: this head, seen earlier"),
        "{}",
        ran.err
    );
}

#[test]
fn a_changed_archive_is_refused_with_the_object_and_the_rule() {
    let files = Files::new();
    let mut bytes = ARCHIVE.to_vec();
    let at = text().find("{\"result\":[[5,1,5]").unwrap();
    bytes[at + 12] = b'6';
    files.write("a.bel", &bytes);
    let ran = files.verify(&[]);
    assert!(!ran.success && ran.out.is_empty());
    assert!(
        ran.err.contains("the name is not the hash of the body"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("NOT verified, failures: 1"));

    let ran = files.verify(&["--json"]);
    let answer = json(&ran);
    assert!(!ran.success);
    assert_eq!(answer["accepted"], false);
    assert_eq!(answer["refusals"][0]["rule"], "MemberHash");

    let zh = refused(["election", "verify", &files.archive()]);
    assert!(zh.contains("个成员：名字与内容的哈希不符"), "{zh}");
}

#[test]
fn inspecting_lists_the_ballots_and_says_that_nothing_was_checked() {
    let files = Files::new();
    let archive = files.archive();
    let ran = good(["--lang", "en", "election", "inspect", &archive]);
    assert!(ran.last_line().starts_with("only read:"), "{}", ran.out);
    let answer = json(&good(["election", "inspect", &archive, "--json"]));
    assert_eq!(answer["report"]["checked"], false);
    assert_eq!(answer["report"]["trackers"].as_array().unwrap().len(), 2);
}

#[test]
fn files_that_are_no_archives_are_refused_in_words() {
    let files = Files::new();
    for (name, bytes, expected) in [
        ("empty", &b""[..], "file: the file is empty"),
        (
            "text",
            b"hello",
            "member 1: the file ends inside this member",
        ),
        (
            "zeros",
            &[0; 2048],
            "member 1: the header is not in its one form",
        ),
    ] {
        let path = files.write(name, bytes);
        for verb in ["verify", "inspect"] {
            let error = refused(["--lang", "en", "election", verb, &path]);
            assert!(error.contains(expected), "{name}: {error}");
        }
    }
    let folder = files.0.path().to_str().unwrap();
    let error = refused(["--lang", "en", "election", "verify", folder]);
    assert!(error.contains("it is a directory"), "{error}");
    let error = refused(["--lang", "en", "election", "verify", "/nowhere/a.bel"]);
    assert!(error.contains("no such file"), "{error}");
    let roll = files.write("roll", [0xff, 0xfe]);
    let error = files.verify(&["--roll", &roll]).err;
    assert!(error.contains("not UTF-8"), "{error}");
}
