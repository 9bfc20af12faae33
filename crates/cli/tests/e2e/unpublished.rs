//! Something is written, and publishing fails: the command says so with a status of its own, says
//! what was written, and sends nobody to write it again.

use std::fs;
use std::path::{Path, PathBuf};

use super::place::{Office, command, good};

const HALF_DONE: i32 = 3;

/// Nothing can be published while a file stands where the locks should be.
struct Blocked {
    locks: PathBuf,
    aside: PathBuf,
}

impl Blocked {
    fn new(office: &Office) -> Self {
        let locks = Path::new(&office.data()).join("locks");
        let aside = locks.with_extension("aside");
        fs::rename(&locks, &aside).unwrap();
        fs::write(&locks, "").unwrap();
        Self { locks, aside }
    }

    fn end(self) {
        fs::remove_file(&self.locks).unwrap();
        fs::rename(&self.aside, &self.locks).unwrap();
    }
}

#[test]
fn what_is_written_but_not_published_is_said_and_is_not_done_again() {
    let office = Office::new(&["xingyuan"]);
    let at = ["--community", "xingyuan", "--lang", "en"];
    let question = [
        "objection",
        "record",
        "--entry",
        "1",
        "--text",
        "为何这么多？",
    ];
    let question = [&question[..], &at].concat();
    let reversal = ["reverse", "--entry", "1", "--reason", "重复入账"];
    let reversal = [&reversal[..], &at].concat();
    let journal =
        "日期,凭证号,摘要,收入,支出,科目,对方单位\n2026-09-28,记-90,广告,5.00,,广告,某公司\n";
    let import = office.import("journal", "xingyuan", "later.csv", journal);
    let import: Vec<&str> = import.iter().map(String::as_str).collect();
    let import = &import[..import.len() - 2];
    for (args, said) in [
        (question.as_slice(), "objection 1"),
        (reversal.as_slice(), "Reversed by entry"),
        (&[import, &["--lang", "en"]].concat(), ""),
    ] {
        let before = office.records();
        let blocked = Blocked::new(&office);
        let done = command(office.on(args)).output().unwrap();
        let (out, err) = (
            String::from_utf8_lossy(&done.stdout),
            String::from_utf8_lossy(&done.stderr),
        );
        assert_eq!(done.status.code(), Some(HALF_DONE), "{args:?} {out} {err}");
        assert!(out.contains(said), "{args:?} {out} {err}");
        assert!(
            err.contains("written in the book, but not published")
                && err.contains("mingbai publish"),
            "{err}"
        );
        assert!(office.records() > before, "{args:?}");
        blocked.end();
    }
    let records = office.records();
    good(office.on(&["publish"]));
    assert_eq!(
        office.records(),
        records + 1,
        "only the district's record is new"
    );
    good(["verify", &office.data()]);
    good(office.on(&["audit"]));
}
