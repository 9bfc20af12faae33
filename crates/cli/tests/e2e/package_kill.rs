//! kill -9 in the middle of a hand-over, a take-over and a restore: the same command again ends it,
//! and books, verifier and audit are right.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::handover::{giving, key, known_key};
use super::place::{Dice, Office, command, copy, good, run};

const ROUNDS: u64 = 20;
const SEED: u64 = 37;

/// Another installation with the same files, in the state of that moment.
fn copied(office: &Office) -> Office {
    let folder = tempfile::tempdir().unwrap();
    copy(office.folder.path(), folder.path());
    Office { folder }
}

/// Runs a command many times from the same state, each time killed somewhere, and run again.
struct Kills {
    dice: Dice,
    latest_ms: u64,
    rounds: u64,
    /// Kills that left something half done.
    halfway: u64,
}

impl Kills {
    /// `full` runs the command undisturbed, to know how long it takes here.
    fn new(full: impl FnOnce()) -> Self {
        let begun = Instant::now();
        full();
        let full_ms = u64::try_from(begun.elapsed().as_millis()).unwrap();
        Self {
            dice: Dice(SEED),
            latest_ms: full_ms + full_ms / 8,
            rounds: 0,
            halfway: 0,
        }
    }

    /// Kills the command after a while, then runs it to its end. `at` is its data directory.
    fn round(&mut self, args: &[String], at: &str, done_before: &str) -> String {
        let after_ms = self.dice.roll(self.latest_ms);
        let mut child = command(args)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Every second kill counts from the moment when the work is seen to have begun, so that some
        // fall in between however busy the machine is.
        let work = Path::new(at).join("incoming/work");
        self.rounds += 1;
        let wait = if self.rounds.is_multiple_of(2) {
            while !work.exists() && child.try_wait().unwrap().is_none() {
                std::thread::yield_now();
            }
            after_ms / 4
        } else {
            after_ms
        };
        std::thread::sleep(Duration::from_millis(wait));
        // One that has ended by itself cannot be killed any more.
        let _ = child.kill();
        child.wait().unwrap();
        let name = format!("seed {SEED}, round {}, killed after {wait} ms", self.rounds);
        if work.exists() {
            self.halfway += 1;
        }
        let again = run(args);
        // Killed behind its last step, it says that everything is there already.
        assert!(
            again.success || again.err.contains(done_before),
            "{name}: {again:?}"
        );
        name
    }

    fn end(&self) {
        assert!(
            self.halfway > 2,
            "{} kills in between: it tests nothing",
            self.halfway
        );
    }
}

fn english(mut args: Vec<String>) -> Vec<String> {
    args.splice(0..0, ["--lang".to_owned(), "en".to_owned()]);
    args
}

/// The community is here as it was there.
fn same(there: &Office, here: &Office, name: &str) {
    let (before, after) = (
        there.export("xingyuan", "csv"),
        here.export("xingyuan", "csv"),
    );
    assert_eq!(before, after, "{name}");
    good(here.on(&["audit"]));
    good(["verify", &here.data()]);
    let left = Path::new(&here.data()).join("incoming/take-xingyuan");
    assert!(!left.exists(), "{name}");
}

#[test]
fn a_hand_over_that_is_killed_is_ended_by_the_same_command() {
    let (office, next) = (Office::new(&["xingyuan"]), Office::empty("b.example"));
    let (vkey, old_key) = (key(&next), known_key(&office));
    let mut kills = Kills::new(|| {
        let office = copied(&office);
        good(giving(&office, &vkey).0);
    });
    for _ in 0..ROUNDS {
        let (office, next) = (copied(&office), copied(&next));
        let (args, tar) = giving(&office, &vkey);
        // A second hand-over writes its package again: there is no "done before".
        let name = kills.round(&english(args), &office.data(), "never said");
        good(office.on(&["audit"]));
        good(["verify", &office.data()]);
        good(next.on(&["handover", "take", &tar, "--old-key", &old_key]));
        same(&office, &next, &name);
    }
    kills.end();
}

#[test]
fn a_take_over_that_is_killed_is_ended_by_the_same_command() {
    let (office, next) = (Office::new(&["xingyuan"]), Office::empty("b.example"));
    let old_key = known_key(&office);
    let (args, tar) = giving(&office, &key(&next));
    good(args);
    let take = |next: &Office| english(next.on(&["handover", "take", &tar, "--old-key", &old_key]));
    let mut kills = Kills::new(|| {
        let next = copied(&next);
        good(take(&next));
    });
    for _ in 0..ROUNDS {
        let next = copied(&next);
        let name = kills.round(&take(&next), &next.data(), "already a community");
        same(&office, &next, &name);
    }
    kills.end();
}

#[test]
fn a_restore_that_is_killed_is_ended_by_the_same_command_and_by_no_other_package() {
    let office = Office::new(&["xingyuan", "changning"]);
    let (tar, other) = (office.path("b.tar"), office.path("o.tar"));
    good(office.on(&["backup", "-o", &tar]));
    good(office.on(&["backup", "-o", &other]));
    let place = |name: &str| office.path(name);
    let restore = |tar: &str, to: &str| {
        let args = ["--lang", "en", "restore", tar, "--data", to];
        args.map(str::to_owned).to_vec()
    };
    let mut kills = Kills::new(|| {
        good(restore(&tar, &place("full")));
    });
    let mut marked = 0;
    for round in 0..ROUNDS {
        let to = place(&format!("r{round}"));
        let name = kills.round(&restore(&tar, &to), &to, "already holds an installation");
        let again = Office {
            folder: tempfile::tempdir().unwrap(),
        };
        copy(Path::new(&to), Path::new(&again.data()));
        same(&office, &again, &name);
        // Half done by one package, it is not finished by another.
        let half = place(&format!("h{round}"));
        copy(
            &Path::new(&to).join("public"),
            &Path::new(&half).join("public"),
        );
        let mark = Path::new(&half).join("incoming/restore");
        std::fs::create_dir_all(mark.parent().unwrap()).unwrap();
        std::fs::write(&mark, "0".repeat(64)).unwrap();
        let said = run(restore(&other, &half));
        assert!(
            said.err.contains("another package is half restored"),
            "{said:?}"
        );
        marked += 1;
    }
    assert_eq!(marked, ROUNDS);
    kills.end();
}

#[test]
fn exit_status_and_words_tell_done_from_half_done_and_from_nothing() {
    let (office, next) = (Office::new(&["xingyuan"]), Office::empty("b.example"));
    let code = |args: Vec<String>| command(args).output().unwrap().status.code();
    let (args, tar) = giving(&office, &key(&next));
    // Nothing: the place of the package cannot be written, so the book says nothing either.
    let records = office.records();
    let mut nowhere = args.clone();
    *nowhere.last_mut().unwrap() = office.path("none/h.tar");
    assert_eq!(code(nowhere), Some(1));
    assert_eq!(office.records(), records);
    // Half: the record is there, the public folder takes no checkpoint.
    let log = Path::new(&office.data()).join("public/c/xingyuan/log");
    let policy = log.join("policy");
    let kept = std::fs::read(&policy).unwrap();
    std::fs::remove_file(&policy).unwrap();
    assert_eq!(
        code(args.clone()),
        Some(1),
        "what cannot be checked is not announced"
    );
    assert_eq!(office.records(), records);
    std::fs::write(&policy, kept).unwrap();
    // The package cannot get its name: a folder is there.
    std::fs::create_dir(&tar).unwrap();
    let half = run(english(args.clone()));
    assert!(
        !half.success && half.err.contains("run the same command again"),
        "{half:?}"
    );
    assert_eq!(code(args.clone()), Some(3));
    std::fs::remove_dir(&tar).unwrap();
    assert_eq!(code(args), Some(0));
}
