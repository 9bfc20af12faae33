//! Hostile and damaged packages: each is refused for its own reason, before anything is written.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use mingbai_app::App;
use mingbai_app::DistrictRow;
use mingbai_app::error::AppError;
use mingbai_app::files::dir::DataDir;
use mingbai_app::files::write::Durability;
use mingbai_app::ops::audit::{self, Finding};
use mingbai_app::ops::package::{self, Refusal, RowFault};
use mingbai_app::ops::setup;
use mingbai_domain::book::{Disclosure, FileRef, file_hash};
use mingbai_domain::fees::BillItem;
use mingbai_testkit::{Engine, TestDatabase};
use tempfile::TempDir;

use super::cast::{Home, install, september, target};

type Files = Vec<(String, Vec<u8>)>;

/// A community with bills, a payment, a list and a document with its original.
fn home(db: &TestDatabase) -> Home {
    let home = Home::new(db);
    home.bill(BillItem::Fee, september()).unwrap();
    home.pay(home.payment("a", 0, 16_570)).unwrap();
    let (copy, original) = (b"%PDF-1.4 redacted", b"%PDF-1.4 original");
    let dir = &home.app.dir;
    let sha256 = dir
        .put_public(&home.slug, "files", copy, Durability::Synced)
        .unwrap();
    let original = dir.put_private(original, Durability::Synced).unwrap();
    let document = FileRef {
        media: "application/pdf".into(),
        name: "公示".into(),
        original: Some(original),
        sha256,
    };
    home.record(Disclosure {
        at: home.now(),
        document: Some(document),
        from: date(2026, 9, 1),
        item: "income_and_expenses".into(),
        to: date(2026, 9, 10),
    })
    .unwrap();
    home.summarise();
    home.app.publish(&home.slug).unwrap();
    home
}

/// A hand-over, who may take it, and the files in it.
struct Given {
    home: Home,
    next: App,
    folder: TempDir,
    files: Files,
    old_key: String,
    _databases: (TestDatabase, TestDatabase),
}

impl Given {
    fn new() -> Self {
        let db = TestDatabase::new(Engine::Sqlite);
        let home = home(&db);
        let next_db = TestDatabase::new(Engine::Sqlite);
        let (next, folder, _) = install(
            target(&next_db),
            tempfile::tempdir().unwrap(),
            "next.example",
        );
        let origin = "test.example/c/xingyuan-north/log";
        let vkey = package::successor_key(&next, &home.slug, origin).unwrap();
        let tar = home.folder.path().join("h.tar");
        let given = package::give(&home.app, &home.slug, "下一任物业", &vkey, &tar).unwrap();
        Self {
            files: read(&tar),
            home,
            next,
            folder,
            old_key: given.old_key,
            _databases: (db, next_db),
        }
    }

    /// What taking these files answers. Nothing is written if it is refused.
    fn take(&self, files: &Files) -> Result<(), AppError> {
        let tar = self.home.folder.path().join("p.tar");
        write(&tar, files);
        self.take_file(&tar)
    }

    fn take_file(&self, tar: &Path) -> Result<(), AppError> {
        let before = below(self.folder.path());
        let known = |found: &str| Ok(found == self.old_key);
        let taken = package::take(&self.next, tar, known).map(|_| ());
        if taken.is_err() {
            assert_eq!(below(self.folder.path()), before, "something was written");
            assert!(self.next.communities().unwrap().is_empty());
        }
        taken
    }

    #[track_caller]
    fn refused(&self, files: &Files) -> Refusal {
        match self.take(files) {
            Err(AppError::Package(refusal)) => refusal,
            other => panic!("{other:?}"),
        }
    }

    /// The files with other rows; the manifest states them as they are.
    fn with_rows(&self, rows: &[u8]) -> Files {
        let mut files = self.files.clone();
        get(&mut files, "rows.jsonl").clear();
        get(&mut files, "rows.jsonl").extend(rows);
        let manifest = get(&mut files, "manifest.json");
        let mut json: serde_json::Value = serde_json::from_slice(manifest).unwrap();
        json["rows"] = rows
            .split(|byte| *byte == b'\n')
            .count()
            .saturating_sub(1)
            .into();
        json["rows_sha256"] = hex::encode(file_hash(rows)).into();
        *manifest = json.to_string().into_bytes();
        files
    }

    fn rows(&self) -> String {
        let rows = self.files.iter().find(|(name, _)| name == "rows.jsonl");
        String::from_utf8(rows.unwrap().1.clone()).unwrap()
    }

    /// With every row of a table changed, or left out.
    fn with_table(
        &self,
        table: &str,
        change: impl Fn(serde_json::Value) -> Option<serde_json::Value>,
    ) -> Files {
        let mut text = String::new();
        for line in self.rows().lines() {
            let (name, row) = line.split_once('\t').unwrap();
            let row = serde_json::from_str(row).unwrap();
            let row = if name == table {
                change(row)
            } else {
                Some(row)
            };
            if let Some(row) = row {
                text += &[name, "\t", &row.to_string(), "\n"].concat();
            }
        }
        self.with_rows(text.as_bytes())
    }

    fn with_line(&self, line: &[u8]) -> Files {
        self.with_rows(&[self.rows().as_bytes(), line].concat())
    }
}

fn read(tar: &Path) -> Files {
    let mut archive = tar::Archive::new(File::open(tar).unwrap());
    let entries = archive.entries().unwrap().map(|entry| {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().to_str().unwrap().to_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        (name, bytes)
    });
    entries.collect()
}

fn header(name: &str, size: u64, kind: tar::EntryType) -> tar::Header {
    let mut header = tar::Header::new_ustar();
    header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
    header.set_size(size);
    header.set_mode(0o600);
    header.set_entry_type(kind);
    header.set_cksum();
    header
}

fn write(tar: &Path, files: &Files) {
    let mut builder = tar::Builder::new(File::create(tar).unwrap());
    for (name, bytes) in files {
        let mut plain = tar::Header::new_ustar();
        plain.set_size(bytes.len() as u64);
        plain.set_mode(0o600);
        if plain.set_path(name).is_err() {
            plain = header(name, bytes.len() as u64, tar::EntryType::Regular);
        }
        plain.set_cksum();
        builder.append(&plain, bytes.as_slice()).unwrap();
    }
    builder.finish().unwrap();
}

fn get<'a>(files: &'a mut Files, name: &str) -> &'a mut Vec<u8> {
    let found = files.iter_mut().find(|(of, _)| of.contains(name));
    &mut found.unwrap_or_else(|| panic!("{name}")).1
}

fn without(files: &Files, part: &str) -> Files {
    let kept = files.iter().filter(|(name, _)| !name.contains(part));
    kept.cloned().collect()
}

fn with(files: &Files, name: &str, bytes: &[u8]) -> Files {
    let mut files = files.clone();
    files.push((name.to_owned(), bytes.to_vec()));
    files
}

/// Every file below a folder but the database's own and the lock.
fn below(folder: &Path) -> BTreeSet<PathBuf> {
    let (mut found, mut folders) = (BTreeSet::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("incoming/lock") {
                found.insert(path);
            }
        }
    }
    found
}

#[test]
fn names_and_kinds_that_no_package_has_are_refused() {
    let given = Given::new();
    let hash = hex::encode(file_hash(b"x"));
    let slug = "xingyuan-north";
    for name in [
        "../escaped".to_owned(),
        "/tmp/escaped".into(),
        "public/../../escaped".into(),
        "private/evil.sh".into(),
        "private/files/../x".into(),
        format!("private/sub/{hash}"),
        "public/index.html".into(),
        format!("public/c/{slug}/log/checkpoint"),
        format!("public/c/{slug}/log/tile/0/000.p/5"),
        "mingbai.db".into(),
        "keys/_district".into(),
        format!("keys/{slug}"),
        "district.json".into(),
        "public/district/log/policy".into(),
    ] {
        let refusal = given.refused(&with(&given.files, &name, b"x"));
        assert!(matches!(refusal, Refusal::Name(_)), "{name}: {refusal}");
    }
    // Right names, but nothing of this community.
    for name in [
        format!("private/files/{hash}"),
        format!("public/c/{slug}/files/{hash}"),
        format!("public/c/changning/files/{hash}"),
        "public/c/changning/log/policy".into(),
    ] {
        let refusal = given.refused(&with(&given.files, &name, b"x"));
        assert!(matches!(refusal, Refusal::NotNamed(_)), "{name}: {refusal}");
    }
    // The original of another community, replaced.
    let other = format!("private/files/{}", "ab".repeat(32));
    let refusal = given.refused(&with(&given.files, &other, b"overwritten"));
    assert!(matches!(refusal, Refusal::Content(_)), "{refusal}");
    for name in ["manifest.json", "rows.jsonl", "lists/"] {
        let again = given
            .files
            .iter()
            .find(|(of, _)| of.contains(name))
            .unwrap()
            .clone();
        let refusal = given.refused(&with(&given.files, &again.0, &again.1));
        assert!(matches!(refusal, Refusal::Twice(_)), "{name}: {refusal}");
    }
    let mut moved = given.files.clone();
    moved.swap(0, 1);
    assert!(matches!(given.refused(&moved), Refusal::NotAPackage));
    given.take(&given.files).unwrap();
}

#[test]
fn links_devices_and_extended_headers_are_refused_before_they_are_read() {
    use tar::EntryType as Kind;
    let given = Given::new();
    let tar = given.home.folder.path().join("raw.tar");
    let manifest = &given.files[0];
    for (kind, size, wanted) in [
        (Kind::Symlink, 0, "NotPlain"),
        (Kind::Link, 0, "NotPlain"),
        (Kind::Char, 0, "NotPlain"),
        (Kind::Fifo, 0, "NotPlain"),
        (Kind::Directory, 0, "NotPlain"),
        (Kind::XHeader, 1500 << 20, "NotPlain"),
        (Kind::XGlobalHeader, 1500 << 20, "NotPlain"),
        (Kind::GNULongName, 1500 << 20, "NotPlain"),
        (Kind::GNULongLink, 1500 << 20, "NotPlain"),
        (Kind::GNUSparse, 512, "NotPlain"),
        (Kind::Regular, 1 << 60, "TooLarge"),
        (Kind::Regular, (1 << 63) + 5, "TooLarge"),
        (Kind::Regular, 65 << 20, "TooLarge"),
    ] {
        let mut builder = tar::Builder::new(File::create(&tar).unwrap());
        let first = header(&manifest.0, manifest.1.len() as u64, Kind::Regular);
        builder.append(&first, manifest.1.as_slice()).unwrap();
        let name = format!("private/files/{}", "ab".repeat(32));
        // Only the claim: nothing of that size follows.
        builder
            .append(&header(&name, size, kind), &b""[..])
            .unwrap();
        builder.finish().unwrap();
        let refusal = match given.take_file(&tar) {
            Err(AppError::Package(refusal)) => format!("{refusal:?}"),
            other => panic!("{kind:?}: {other:?}"),
        };
        let refused = refusal.starts_with(wanted) || refusal.starts_with("Damaged");
        assert!(refused, "{kind:?} {size}: {refusal}");
        assert!(
            size > 1 << 62 || refusal.starts_with(wanted),
            "{kind:?} {size}: {refusal}"
        );
    }
    for bytes in [&b""[..], &[0; 4096], b"PK\x03\x04 something zipped"] {
        fs::write(&tar, bytes).unwrap();
        assert!(matches!(
            given.take_file(&tar),
            Err(AppError::Package(
                Refusal::NotAPackage | Refusal::Damaged(_)
            ))
        ));
    }
    let whole = given.home.folder.path().join("h.tar");
    let cut = fs::metadata(&whole).unwrap().len() / 2;
    File::options()
        .write(true)
        .open(&whole)
        .unwrap()
        .set_len(cut)
        .unwrap();
    assert!(matches!(
        given.take_file(&whole),
        Err(AppError::Package(Refusal::Damaged(_) | Refusal::Missing(_)))
    ));
}

#[test]
fn a_manifest_that_lies_is_refused() {
    let given = Given::new();
    let with_manifest = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut files = given.files.clone();
        let manifest = get(&mut files, "manifest.json");
        let mut json = serde_json::from_slice(manifest).unwrap();
        change(&mut json);
        *manifest = json.to_string().into_bytes();
        given.refused(&files)
    };
    let refusal = with_manifest(&|json| json["community"] = "changning".into());
    assert!(
        matches!(
            refusal,
            Refusal::Manifest {
                what: "community",
                ..
            }
        ),
        "{refusal}"
    );
    let refusal = with_manifest(&|json| json["rows"] = 1.into());
    assert!(
        matches!(refusal, Refusal::Manifest { what: "rows", .. }),
        "{refusal}"
    );
    let refusal = with_manifest(&|json| json["rows_sha256"] = "00".into());
    assert!(
        matches!(
            refusal,
            Refusal::Manifest {
                what: "rows_sha256",
                ..
            }
        ),
        "{refusal}"
    );
    let refusal = with_manifest(&|json| json["form"] = "mingbai-package-3".into());
    assert!(matches!(refusal, Refusal::Form(_)), "{refusal}");
    let refusal = with_manifest(&|json| json["tables"]["unit"][3] = "colour".into());
    assert!(matches!(refusal, Refusal::Table(name) if name == "unit"));
    let refusal = with_manifest(&|json| json["tables"]["pet"] = serde_json::json!(["id"]));
    assert!(matches!(refusal, Refusal::Table(name) if name == "pet"));
    let refusal = with_manifest(&|json| json["community"] = serde_json::Value::Null);
    assert!(matches!(refusal, Refusal::IsBackup), "{refusal}");
    for (what, change) in [("slug", "community"), ("field", "more")] {
        let refusal = with_manifest(&|json| json[change] = "../../x".into());
        assert!(matches!(refusal, Refusal::NotAPackage), "{what}: {refusal}");
    }
}

#[test]
fn keys_and_signatures_that_are_not_the_logs_are_refused() {
    let given = Given::new();
    let with_policy = |text: &str| {
        let mut files = given.files.clone();
        *get(&mut files, "log/policy") = text.as_bytes().to_vec();
        given.refused(&files)
    };
    let policy = given
        .files
        .iter()
        .find(|(name, _)| name.contains("policy"))
        .unwrap();
    let policy = String::from_utf8(policy.1.clone()).unwrap();
    let origin = "test.example/c/xingyuan-north/log";
    let mallory = mingbai_tlog::Signer::new(origin, &[9; 32]).unwrap();
    let foreign = format!("log {}\nquorum none\n", mallory.verifier());
    let refusal = with_policy(&foreign);
    assert!(matches!(refusal, Refusal::Checkpoint { .. }), "{refusal}");
    let both = policy.replace("quorum", &format!("log {}\nquorum", mallory.verifier()));
    let refusal = with_policy(&both);
    assert!(matches!(refusal, Refusal::ForeignPolicy(_)), "{refusal}");
    // The successor's key, which signs nothing before it has the book.
    let next = package::successor_key(&given.next, &given.home.slug, origin).unwrap();
    for early in [
        policy.replace("quorum", &format!("log {next}\nquorum")),
        format!("log {next}\n{policy}"),
    ] {
        let refusal = with_policy(&early);
        assert!(matches!(refusal, Refusal::ForeignPolicy(_)), "{refusal}");
    }
    for odd in [
        "",
        "quorum none\n",
        &policy.replace('\n', "\r\n"),
        "# empty\nquorum none\n",
    ] {
        let refusal = with_policy(odd);
        let refused = matches!(refusal, Refusal::Policy(_) | Refusal::Checkpoint { .. });
        assert!(refused, "{odd:?}: {refusal}");
    }
    let refusal = given.refused(&without(&given.files, "log/policy"));
    assert!(matches!(refusal, Refusal::Policy(_)), "{refusal}");

    let broken = given.with_table("checkpoint", |mut row| {
        let note = row[3].as_str().unwrap();
        let (text, signature) = note.split_at(note.len() - 12);
        let flipped: String = signature.chars().rev().collect();
        row[3] = format!("{text}{flipped}").into();
        Some(row)
    });
    let refusal = given.refused(&broken);
    assert!(matches!(refusal, Refusal::Checkpoint { .. }), "{refusal}");
    let none = given.with_table("checkpoint", |_| None);
    let refusal = given.refused(&none);
    assert!(
        matches!(refusal, Refusal::NotNamed(_) | Refusal::Behind(_)),
        "{refusal}"
    );
    // Another community's word for a smaller book.
    let smaller = given.with_table("checkpoint", |mut row| {
        row[1] = (row[1].as_i64().unwrap() - 1).into();
        Some(row)
    });
    let refusal = given.refused(&smaller);
    assert!(matches!(refusal, Refusal::Checkpoint { .. }), "{refusal}");
}

#[test]
fn files_that_are_missing_or_exchanged_are_named() {
    let given = Given::new();
    for part in ["/files/", "/lists/", "private/"] {
        match given.refused(&without(&given.files, part)) {
            Refusal::Findings(found) => {
                assert!(!found.missing.is_empty(), "{part}");
                assert!(
                    found.missing.iter().any(|name| name.contains(part)),
                    "{part}"
                );
            }
            other => panic!("{part}: {other}"),
        }
        let mut files = given.files.clone();
        *get(&mut files, part) = b"%PDF other".to_vec();
        let refusal = given.refused(&files);
        assert!(matches!(refusal, Refusal::Content(_)), "{part}: {refusal}");
    }
}

#[test]
fn rows_that_cannot_be_are_refused_with_their_line() {
    let given = Given::new();
    let id = given.home.id.0;
    let fault = |line: &[u8]| match given.refused(&given.with_line(line)) {
        Refusal::Row { line, why } => {
            assert_eq!(line, given.rows().lines().count() as u64 + 1);
            why
        }
        other => panic!("{other}"),
    };
    let table = |name: &str| RowFault::Table(name.into());
    assert_eq!(fault(b"sqlite_master\t[1]\n"), table("sqlite_master"));
    assert_eq!(fault(b"migration\t[1]\n"), table("migration"));
    let district = format!("district\t[{id},\"EVIL\",\"\",\"evil.example\",false]\n");
    assert_eq!(fault(district.as_bytes()), table("district"));
    let sql = "leaf (community_id) VALUES (1); DROP TABLE leaf; --";
    assert_eq!(fault(format!("{sql}\t[1]\n").as_bytes()), table(sql));
    assert_eq!(fault(b"charge\t[9,1,\"fee\",1,1]\n"), RowFault::Foreign);
    assert_eq!(fault(b"log\t[0,1,{\"hex\":\"\"},1]\n"), RowFault::Foreign);
    let second = format!("community\t[{},\"north\",null,1]\n", id + 1);
    assert_eq!(fault(second.as_bytes()), RowFault::Foreign);
    let more = format!("prepaid\t[{id},1,1,1]\n");
    assert_eq!(fault(more.as_bytes()), RowFault::Misfit("prepaid".into()));
    let fewer = format!("prepaid\t[{id},1]\n");
    assert_eq!(fault(fewer.as_bytes()), RowFault::Misfit("prepaid".into()));
    let text = format!("prepaid\t[{id},1,\"1\"]\n");
    assert_eq!(fault(text.as_bytes()), RowFault::Misfit("prepaid".into()));
    assert_eq!(fault(b"[]\t[]\n"), table("[]"));
    assert_eq!(fault(b"nonsense\n"), RowFault::Form);
    assert_eq!(fault(b"leaf\t[1]"), RowFault::Form);
    let commas = [b"leaf\t[1", ",1".repeat(1 << 20).as_bytes(), b"]\n"].concat();
    assert_eq!(fault(&commas), RowFault::Form);
    let long = [b"leaf\t[1", ",".repeat(51 << 20).as_bytes(), b"]\n"].concat();
    assert!(matches!(fault(&long), RowFault::TooLong(_)));
    let rows = given.rows();
    let again = rows
        .lines()
        .find(|line| line.starts_with("unit\t"))
        .unwrap();
    let again = format!("{again}\n");
    assert_eq!(fault(again.as_bytes()), RowFault::Twice("unit".into()));

    let cut = given.with_rows(&rows.as_bytes()[..rows.len() - 20]);
    assert!(matches!(
        given.refused(&cut),
        Refusal::Row {
            why: RowFault::Form,
            ..
        }
    ));
    let refusal = given.refused(&given.with_rows(b""));
    assert!(matches!(refusal, Refusal::NoCommunity), "{refusal}");
    let leaf = format!(
        "leaf\t[{id},900,false,{{\"hex\":\"{}\"}},{{\"hex\":\"00\"}}]\n",
        "00".repeat(32)
    );
    let refusal = given.refused(&given.with_line(leaf.as_bytes()));
    assert!(matches!(refusal, Refusal::Rows(_)), "{refusal}");
}

#[test]
fn rows_that_differ_from_the_book_are_found_by_the_audit() {
    let given = Given::new();
    let found = |files: &Files| match given.refused(files) {
        Refusal::Findings(found) => found.audit,
        other => panic!("{other}"),
    };
    let balances = given.with_table("balance", |mut row| {
        row[3] = (row[3].as_i64().unwrap() + 12_345).into();
        Some(row)
    });
    let audit = found(&balances);
    assert!(
        audit
            .iter()
            .any(|(_, f)| matches!(f, Finding::Balance { .. })),
        "{audit:?}"
    );
    let amounts = given.with_table("item", |mut row| {
        row[9] = (row[9].as_i64().unwrap() + 1).into();
        Some(row)
    });
    let audit = found(&amounts);
    assert!(
        audit.iter().any(|(_, f)| matches!(f, Finding::Row { .. })),
        "{audit:?}"
    );
    let audit = found(&given.with_table("bill", |_| None));
    assert!(
        audit
            .iter()
            .any(|(_, f)| matches!(f, Finding::Row { table: "bill", .. })),
        "{audit:?}"
    );
    let audit = found(&given.with_table("posting", |_| None));
    assert!(
        audit.iter().any(|(_, f)| matches!(f, Finding::Row { .. })),
        "{audit:?}"
    );
}

#[test]
fn a_back_up_is_checked_like_a_hand_over_and_restores_private_files_private() {
    let db = TestDatabase::new(Engine::Sqlite);
    let home = home(&db);
    // A draft's voucher is in no record yet.
    let tar = home.folder.path().join("b.tar");
    let written = package::backup(&home.app, &tar, false).unwrap();
    assert!(
        written.missing.is_empty() && written.files > 4,
        "{written:?}"
    );
    let files = read(&tar);
    let place = home.folder.path().join("place");
    let restore = |files: &Files, accept: bool| {
        let bad = home.folder.path().join("bad.tar");
        write(&bad, files);
        let edge = (home.app.clock.clone(), home.app.random.clone());
        package::restore(&bad, &DataDir::new(&place), None, edge, accept)
    };
    let refused = |files: &Files| {
        let refused = restore(files, false).map(|_| ()).unwrap_err();
        assert!(!place.exists(), "{refused}");
        match refused {
            AppError::Package(refusal) => refusal,
            other => panic!("{other}"),
        }
    };
    let refusal = refused(&without(&files, "keys/xingyuan-north"));
    assert!(matches!(refusal, Refusal::Key(log) if log == "xingyuan-north"));
    let mut other_key = files.clone();
    *get(&mut other_key, "keys/_district") = "01".repeat(32).into_bytes();
    assert!(matches!(refused(&other_key), Refusal::Key(log) if log == "district"));
    assert!(matches!(
        refused(&without(&files, "district.json")),
        Refusal::Missing(_)
    ));
    let lost = without(&files, "/files/");
    assert!(matches!(refused(&lost), Refusal::Findings(found) if found.missing.len() == 2));
    // Who has nothing better may have it all the same, and is told.
    let restored = restore(&lost, true).unwrap();
    assert!(!restored.findings.is_empty());
    drop(restored);
    fs::remove_dir_all(&place).unwrap();
    let restored = restore(&files, false).unwrap().app;
    assert!(audit::run(&restored, None, |_| ()).unwrap().is_clean());
    restored.publish(&home.slug).unwrap();
    modes(&place, &tar);
}

#[cfg(unix)]
fn modes(place: &Path, tar: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(tar), 0o600);
    for folder in ["keys", "private", "private/files"] {
        assert_eq!(mode(&place.join(folder)), 0o700, "{folder}");
    }
    for path in below(place) {
        let inside = path.strip_prefix(place).unwrap();
        let expected = if inside.starts_with("public") {
            0o644
        } else {
            0o600
        };
        let database = inside.to_string_lossy().starts_with("mingbai.db");
        assert!(
            database || mode(&path) == expected,
            "{}: {:o}",
            path.display(),
            mode(&path)
        );
    }
}

#[test]
fn a_file_that_is_lost_is_named_by_backup_and_by_give_before_anything_is_written() {
    let db = TestDatabase::new(Engine::Sqlite);
    let home = home(&db);
    let origin = "test.example/c/xingyuan-north/log";
    let key = mingbai_tlog::Signer::new(origin, &[7; 32]).unwrap();
    let vkey = key.verifier().to_string();
    let size = home.app.fold(home.id).unwrap().size();
    for folder in [
        home.app.dir.private(),
        home.app.dir.community(&home.slug).join("files"),
    ] {
        let lost = fs::read_dir(&folder)
            .unwrap()
            .next()
            .unwrap()
            .unwrap()
            .path();
        let bytes = fs::read(&lost).unwrap();
        for damage in [None, Some(b"damaged".to_vec())] {
            match damage {
                None => fs::remove_file(&lost).unwrap(),
                Some(other) => fs::write(&lost, other).unwrap(),
            }
            let name = lost.file_name().unwrap().to_str().unwrap();
            let tar = home.folder.path().join("none.tar");
            let refused = package::backup(&home.app, &tar, false).unwrap_err();
            assert!(refused.to_string().contains(name), "{refused}");
            let refused = package::give(&home.app, &home.slug, "下一任", &vkey, &tar).unwrap_err();
            assert!(refused.to_string().contains(name), "{refused}");
            assert!(!tar.exists());
            assert_eq!(
                home.app.fold(home.id).unwrap().size(),
                size,
                "it was announced"
            );
            let written = package::backup(&home.app, &tar, true).unwrap();
            assert!(written.missing.iter().any(|of| of.contains(name)));
            fs::remove_file(tar).unwrap();
        }
        fs::write(&lost, bytes).unwrap();
    }
}

#[test]
fn a_backup_says_which_community_it_could_not_read() {
    let db = TestDatabase::new(Engine::Sqlite);
    let home = home(&db);
    let id = home.id;
    home.rows()
        .write(id, move |tx| {
            let sql = "UPDATE community SET slug = 'No Slug!' WHERE community_id = $1";
            tx.execute(sql, &[id.0.into()]).map(drop)
        })
        .unwrap();
    let tar = home.folder.path().join("b.tar");
    let refused = package::backup(&home.app, &tar, false).unwrap_err();
    let named = format!("community {id}");
    assert!(refused.to_string().contains(&named), "{refused}");
    assert!(!tar.exists());
    let written = package::backup(&home.app, &tar, true).unwrap();
    assert!(written.missing.iter().any(|of| of.contains(&named)));
    assert!(written.rows > 10, "its rows are there all the same");
}

#[test]
fn a_successor_may_call_its_district_otherwise_under_the_same_host() {
    let db = TestDatabase::new(Engine::Sqlite);
    let home = home(&db);
    let next_db = TestDatabase::new(Engine::Sqlite);
    let folder = tempfile::tempdir().unwrap();
    let district = DistrictRow {
        name: "另一个区".into(),
        name_en: "Another".into(),
        synthetic: false,
        ..home.app.district().clone()
    };
    let (clock, random) = (home.app.clock.clone(), home.app.random.clone());
    let dir = DataDir::new(folder.path());
    let next = setup::init(dir, Some(target(&next_db)), district, clock, random).unwrap();
    let origin = "test.example/c/xingyuan-north/log";
    let vkey = package::successor_key(&next, &home.slug, origin).unwrap();
    let tar = home.folder.path().join("h.tar");
    let given = package::give(&home.app, &home.slug, "下一任物业", &vkey, &tar).unwrap();
    package::take(&next, &tar, |found: &str| Ok(found == given.old_key)).unwrap();
    next.publish(&home.slug).unwrap();
    let found = audit::run(&next, None, |_| ()).unwrap();
    assert!(found.is_clean(), "{found:?}");
}
