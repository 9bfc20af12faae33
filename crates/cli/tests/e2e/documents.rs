//! The example of the README: an office's own community with its documents and vouchers, from the
//! files of `examples/` to accounts that a stranger verifies.

use std::fs;
use std::path::{Path, PathBuf};

use super::place::{Office, good, refused};

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");

fn example(name: &str) -> String {
    format!("{EXAMPLES}/{name}")
}

/// 春和苑 with its register.
fn office() -> Office {
    let office = Office::empty("book.example");
    let mut add = vec!["community", "add", "--slug", "chunheyuan"];
    add.extend(["--name", "春和苑", "--mode", "trust"]);
    add.extend(["--from", "2026-01-01", "--manager", "示范物业服务有限公司"]);
    good(office.on(&add));
    good(take(&office, "registry", "春和苑_住户台账.xlsx", None));
    office
}

fn take(office: &Office, what: &str, name: &str, files: Option<&Path>) -> Vec<String> {
    let file = example(name);
    let mut args = office.on(&["import", what, &file, "--community", "chunheyuan"]);
    if let Some(files) = files {
        args.extend(["--files".to_owned(), files.to_str().unwrap().to_owned()]);
    }
    args
}

/// Names in the folder of public files.
fn public_files(office: &Office) -> usize {
    let folder = PathBuf::from(office.data()).join("public/c/chunheyuan/files");
    fs::read_dir(folder).map_or(0, Iterator::count)
}

#[test]
fn the_example_with_documents_and_vouchers_is_verified_and_audited() {
    let office = office();
    let files = PathBuf::from(example("files"));
    let documents = |files| take(&office, "documents", "春和苑_公开资料.xlsx", files);
    let mut dry = documents(Some(files.as_path()));
    dry.push("--dry-run".to_owned());
    let records = office.records();
    assert!(good(dry).out.contains("可导入行数: 11"));
    assert_eq!((office.records(), public_files(&office)), (records, 0));
    good(documents(Some(&files)));
    // And the new checkpoint in the district's log.
    assert_eq!(office.records(), records + 11 + 1);
    let again = good(documents(Some(&files))).out;
    assert!(again.contains("已经导入过"), "{again}");

    for month in ["2026年9月", "2026年10月"] {
        let name = format!("春和苑_收支明细_{month}.xlsx");
        good(take(&office, "journal", &name, Some(&files)));
    }
    let vouchers = "春和苑_记账凭证_2026年10月.xlsx";
    good(take(&office, "entries", vouchers, None));
    // Six papers are public; the two originals stay here.
    assert_eq!(public_files(&office), 6);
    let private = PathBuf::from(office.data()).join("private/files");
    assert_eq!(fs::read_dir(private).unwrap().count(), 2);

    good(office.on(&["audit"]));
    let copy = office.path("copy");
    good(["mirror", &office.data(), &copy]);
    let verified = good(["--lang", "en", "verify", &copy]);
    assert!(
        verified.last_line().starts_with("verified: 1 communities"),
        "{verified:?}"
    );
    let original = b"Property service agreement, original";
    let leaked = office.public().into_iter().any(|(_, bytes)| {
        bytes
            .windows(original.len())
            .any(|window| window == original)
    });
    assert!(!leaked, "the unredacted original is public");
}

#[test]
fn without_its_files_or_with_others_nothing_of_the_example_is_taken() {
    let office = office();
    let records = office.records();
    let documents = |files| take(&office, "documents", "春和苑_公开资料.xlsx", files);
    let no_folder = refused(documents(None));
    assert!(
        no_folder.contains("--files") && no_folder.contains("第3行"),
        "{no_folder}"
    );
    let folder = office.folder.path().join("files");
    fs::create_dir(&folder).unwrap();
    for entry in fs::read_dir(example("files")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
    }
    fs::write(folder.join("保洁服务合同.pdf"), "<html>").unwrap();
    fs::remove_file(folder.join("业主大会决议2026-01.pdf")).unwrap();
    let mut english = documents(Some(&folder));
    english.extend(["--lang".to_owned(), "en".to_owned()]);
    let said = refused(english);
    for part in [
        "there is no such file",
        "neither PDF nor PNG",
        "保洁服务合同.pdf",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!((office.records(), public_files(&office)), (records, 0));
    assert!(!PathBuf::from(office.data()).join("private/files").exists());
}

#[test]
fn the_template_of_documents_is_written_and_has_nothing_to_import() {
    let office = office();
    let file = office.path("公开资料.xlsx");
    good(["template", "documents", "-o", &file]);
    let empty = refused(office.on(&["import", "documents", &file, "--community", "chunheyuan"]));
    assert!(empty.contains("决议"), "{empty}");
}
