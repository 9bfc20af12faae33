//! Bad input on the command line: refused in both languages, without panic, and nothing written.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use super::place::{JOURNAL, Office, REGISTER, good, incomes, refused};
use super::web::Server;

/// Refused in both languages: the Chinese message has Chinese in it, the English one none.
fn refused_in_both(args: &[String]) -> (String, String) {
    let said = |lang: &str| {
        let lang = ["--lang".to_owned(), lang.to_owned()];
        refused(lang.iter().chain(args))
    };
    let (zh, en) = (said("zh"), said("en"));
    let chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    assert!(zh.contains(chinese), "no Chinese: {args:?}: {zh}");
    // Words of the file itself are quoted as they stand.
    let files = args
        .iter()
        .filter_map(|arg| fs::read(arg).ok().filter(|file| file.len() < 10_000));
    let files: String = files
        .map(|file| String::from_utf8_lossy(&file).into_owned())
        .collect();
    let given = args.concat() + &files;
    // Columns and their examples have Chinese names in every language.
    let listed = ["--map", "such as `", "the fields are"];
    let names = |line: &&str| listed.iter().all(|words| !line.contains(words));
    let mut en_words = en.lines().filter(names).flat_map(str::chars);
    let strange = en_words.find(|&c| chinese(c) && !given.contains(c));
    assert!(strange.is_none(), "not English: {args:?}: {en}");
    (zh, en)
}

#[test]
fn files_that_are_no_spreadsheets_are_refused() {
    let office = Office::new(&["xingyuan"]);
    let (records, public) = (office.records(), office.public());
    let mut noise = vec![0_u8; 5000];
    let mut dice = super::place::Dice(7);
    noise.fill_with(|| u8::try_from(dice.roll(256)).unwrap());
    let mut cases: Vec<(&str, Vec<u8>)> = Vec::new();
    for name in ["a.xlsx", "a.xls", "a.ods", "a.csv"] {
        cases.push((name, Vec::new()));
        cases.push((name, noise.clone()));
        cases.push((name, b"PK\x03\x04".to_vec()));
        cases.push((name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec()));
    }
    cases.push(("bomb.xlsx", bomb()));
    cases.push(("headers.csv", "甲,乙,丙\n1,2,3\n".into()));
    cases.push(("plain.csv", "hello\n".into()));
    cases.push(("no-name.txt", JOURNAL.replace("日期", "那天").into()));
    for (name, bytes) in cases {
        for what in ["registry", "journal", "entries", "bank"] {
            let begun = Instant::now();
            refused_in_both(&office.import(what, "xingyuan", name, &bytes));
            assert!(begun.elapsed() < Duration::from_mins(1), "{name} took long");
        }
    }
    let sparse = office.path("zeros.xlsx");
    File::create(&sparse).unwrap().set_len(100 << 20).unwrap();
    refused_in_both(&office.on(&["import", "journal", &sparse, "--community", "xingyuan"]));
    let folder = office.folder.path().to_str().unwrap().to_owned();
    for path in [&office.path("nothing.xlsx"), &folder] {
        refused_in_both(&office.on(&["import", "journal", path, "--community", "xingyuan"]));
    }
    assert_eq!(office.records(), records);
    assert!(office.public() == public, "public files changed");
}

/// A workbook of a few hundred kilobytes that unpacks to 300 MB.
fn bomb() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let zeros = vec![b' '; 1 << 20];
    for part in [
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
    ] {
        zip.start_file(part, options).unwrap();
        for _ in 0..100 {
            zip.write_all(&zeros).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn wrong_rows_are_all_named_and_nothing_is_written() {
    let office = Office::new(&["xingyuan"]);
    let (records, units) = (office.records(), office.count("unit"));
    let registry = "楼栋,单元,房号,建筑面积,业主姓名\n\
        7,1,101,0,甲\n7,1,102,1000000000,乙\n7,1,103,-5,丙\n7,1,104,九十,丁\n7,1,105,50,戊\n7,1,105,51,己\n";
    let (zh, _) = refused_in_both(&office.import("registry", "xingyuan", "r.csv", registry));
    for row in ["2", "3", "4", "5", "7"] {
        assert!(
            zh.contains(&format!("第{row}行")),
            "row {row} is missing: {zh}"
        );
    }
    let journal = "日期,凭证号,摘要,收入,支出,科目,对方单位\n\
        2026-13-45,1,甲,1.00,,物业费,业主\n2026-09-01,2,乙,-5,,物业费,业主\n\
        2026-09-01,3,丙,1.005,,物业费,业主\n2026-09-01,4,丁,,,物业费,业主\n\
        2026-09-01,5,戊,#REF!,,物业费,业主\n2026-09-01,6,己,1,2,物业费,业主\n\
        2026-09-01,7,庚,99999999999999999999,,物业费,业主\n";
    let (zh, _) = refused_in_both(&office.import("journal", "xingyuan", "j.csv", journal));
    for row in 2..=8 {
        assert!(
            zh.contains(&format!("第{row}行")),
            "row {row} is missing: {zh}"
        );
    }
    // Rows that are well-formed and break a rule of the book.
    let journal = "日期,凭证号,摘要,收入,支出,科目,对方单位\n\
        2026-09-01,1,甲,1.00,,飞船,业主\n2026-09-01,2,联系13900001234,1.00,,物业费,业主\n\
        2026-09-01,3,丙,1.00,,物业费,业主\n2026-09-01,4,丁,,1.00,飞船,某公司\n";
    let (zh, en) = refused_in_both(&office.import("journal", "xingyuan", "k.csv", journal));
    for row in [2, 3, 5] {
        assert!(
            zh.contains(&format!("第{row}行")),
            "row {row} is missing: {zh}"
        );
        assert!(
            en.contains(&format!("row {row}")),
            "row {row} is missing: {en}"
        );
    }
    let entries = "日期,凭证号,摘要,科目代码,借方,贷方,资金\n\
        2026-09-03,1,甲,1002,1.00,,SVC\n2026-09-03,1,甲,4001,,2.00,SVC\n\
        2026-09-03,2,乙,1002,1.00,,SVC\n2026-09-03,2,乙,4002,,1.00,COM\n";
    refused_in_both(&office.import("entries", "xingyuan", "e.csv", entries));
    let entries = "日期,凭证号,摘要,科目代码,借方,贷方,资金\n\
        2026-09-03,1,甲,1002,1.00,,SVC\n2026-09-03,1,甲,7777,,1.00,SVC\n";
    refused_in_both(&office.import("entries", "xingyuan", "e.csv", entries));
    let entries = entries.replace("7777", "4001").replace("SVC", "XYZ");
    refused_in_both(&office.import("entries", "xingyuan", "e.csv", entries));
    assert_eq!((office.records(), office.count("unit")), (records, units));
}

#[test]
fn arguments_that_name_nothing_are_refused() {
    let office = Office::new(&["xingyuan"]);
    let (records, public) = (office.records(), office.public());
    let journal = office.write("n.csv", incomes(9, 1));
    for slug in [
        "nobody",
        "../xingyuan",
        "",
        "A B",
        "长宁",
        "xingyuan/",
        "-",
        "a\nb",
    ] {
        let slug = format!("--community={slug}");
        for args in [
            &["import", "journal", &journal, &slug][..],
            &["export", "--format", "csv", &slug],
            &["publish", &slug],
            &["close", "--period", "2026-08", &slug],
            &["reverse", "--entry", "1", "--reason", "x", &slug],
            &["audit", &slug],
        ] {
            refused_in_both(&office.on(args));
        }
        refused_in_both(&["verify".to_owned(), office.data(), slug]);
    }
    for map in ["x", "=", "甲=", "=日期", "甲=不存在的字段"] {
        let args = [
            "import",
            "journal",
            &journal,
            "--community",
            "xingyuan",
            "--map",
            map,
        ];
        refused_in_both(&office.on(&args));
    }
    for period in ["2026-13", "2026-9x", "", "0000-00", "September"] {
        refused_in_both(&office.on(&["close", "--community", "xingyuan", "--period", period]));
    }
    for (entry, reason) in [
        ("0", "x"),
        ("99", "x"),
        ("18446744073709551615", "x"),
        ("1", ""),
        ("1", "电话13900001234"),
    ] {
        let args = [
            "reverse",
            "--community",
            "xingyuan",
            "--entry",
            entry,
            "--reason",
            reason,
        ];
        refused_in_both(&office.on(&args));
    }
    let add = |slug: &str, name: &str, kind: &str, mode: &str, from: &str| {
        let slug = format!("--slug={slug}");
        let args = [
            "community",
            "add",
            &slug,
            "--name",
            name,
            "--kind",
            kind,
            "--mode",
            mode,
        ];
        let args = [&args[..], &["--from", from, "--manager", "某物业"]].concat();
        refused_in_both(&office.on(&args));
    };
    add("xingyuan", "兴园北区", "commercial", "trust", "2026-01-01");
    add("new", "新区", "villa", "trust", "2026-01-01");
    add("new", "新区", "commercial", "free", "2026-01-01");
    add("new", "新区", "commercial", "trust", "2026-02-30");
    add("new", "", "commercial", "trust", "2026-01-01");
    for slug in ["", "NEW", "a b", "../x", "新区", "a/b", "_district"] {
        add(slug, "新区", "commercial", "trust", "2026-01-01");
    }
    let out = "/nowhere/at/all";
    refused_in_both(&office.on(&[
        "export",
        "--community",
        "xingyuan",
        "--format",
        "csv",
        "-o",
        out,
    ]));
    refused_in_both(&office.on(&["backup", "-o", out]));
    refused_in_both(&["template", "registry", "-o", out].map(str::to_owned));
    assert_eq!(office.records(), records);
    assert!(office.public() == public, "public files changed");
}

#[test]
fn sources_that_are_none_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::create_dir(path("empty")).unwrap();
    fs::write(path("file"), "x").unwrap();
    let nobody = "http://127.0.0.1:1".to_owned();
    for source in [
        path("empty"),
        path("file"),
        path("missing"),
        nobody,
        "ftp://x".into(),
        String::new(),
    ] {
        refused_in_both(&["verify".to_owned(), source.clone()]);
        refused_in_both(&["mirror".to_owned(), source, path("mirror")]);
    }
    refused_in_both(&["verify", &path("empty"), "--key", "no key"].map(str::to_owned));
}

#[test]
fn data_directories_that_are_none_are_refused() {
    let office = Office::new(&["xingyuan"]);
    let file = office.write("file", "x");
    let empty = office.path("empty");
    fs::create_dir(&empty).unwrap();
    let noise = office.path("noise");
    fs::create_dir(&noise).unwrap();
    fs::write(Path::new(&noise).join("mingbai.db"), vec![b'x'; 9000]).unwrap();
    let folder = office.path("folder");
    fs::create_dir_all(Path::new(&folder).join("mingbai.db")).unwrap();
    let missing = office.path("missing");
    for data in [&file, &empty, &noise, &folder, &missing, "/sys/kernel"] {
        for args in [
            &["audit"][..],
            &["publish"],
            &["serve", "--listen", "127.0.0.1:0"],
            &["community", "list"],
            &["export", "--community", "xingyuan", "--format", "csv"],
            &["backup", "-o", "/tmp/never-made.tar"],
        ] {
            let args = [args, &["--data", data]].concat();
            refused_in_both(&args.into_iter().map(str::to_owned).collect::<Vec<_>>());
        }
    }
    assert!(!Path::new(&missing).exists(), "a directory was made");
    assert!(
        fs::read_dir(&empty).unwrap().next().is_none(),
        "files were made"
    );
    for data in [&file, &noise, &folder, "/sys/kernel", "/dev/null/x"] {
        let args = ["init", "--name", "云溪", "--data", data].map(str::to_owned);
        refused_in_both(&args);
    }
    let taken = ["serve", "--listen", "256.0.0.1:99999"];
    refused_in_both(&office.on(&taken));
}

#[test]
fn a_second_init_is_refused_and_changes_nothing() {
    let office = Office::new(&["xingyuan"]);
    let before = super::place::files(&Path::new(&office.data()).join("keys"));
    let records = office.records();
    refused_in_both(&office.on(&["init", "--name", "别处", "--host", "evil.example"]));
    assert!(before == super::place::files(&Path::new(&office.data()).join("keys")));
    assert_eq!(office.records(), records);
    good(office.import("journal", "xingyuan", "s.csv", incomes(9, 1)));
    good(["verify", &office.data()]);
}

#[test]
fn a_key_that_is_lost_or_anothers_signs_nothing() {
    let office = Office::new(&["xingyuan", "changning"]);
    let keys = Path::new(&office.data()).join("keys");
    let own = fs::read(keys.join("xingyuan")).unwrap();
    let public = office.public();
    let others = fs::read(keys.join("changning")).unwrap();
    for (at, wrong) in [None, Some(others), Some(b"nonsense".to_vec())]
        .into_iter()
        .enumerate()
    {
        match wrong {
            None => fs::remove_file(keys.join("xingyuan")).unwrap(),
            Some(bytes) => fs::write(keys.join("xingyuan"), bytes).unwrap(),
        }
        let month = u8::try_from(at + 9).unwrap();
        let args = office.import("journal", "xingyuan", "s.csv", incomes(month, 1));
        refused(&args);
        refused_in_both(&office.on(&["publish", "--community", "xingyuan"]));
        assert!(
            public == office.public(),
            "case {at}: something was published"
        );
    }
    fs::write(keys.join("xingyuan"), own).unwrap();
    good(office.on(&["publish"]));
    good(["verify", &office.data()]);
}

#[test]
fn an_import_while_serving_is_shown_soon() {
    let office = Office::new(&["xingyuan"]);
    let server = Server::start(&office.data());
    let entries = || {
        let answer = server.json("/api/v1/communities/xingyuan/entries?limit=100");
        answer.to_string().matches("第1笔").count()
    };
    assert_eq!(entries(), 0);
    good(office.import("journal", "xingyuan", "s.csv", incomes(9, 2)));
    good(office.import("registry", "xingyuan", "same.csv", format!("{REGISTER}\n")));
    let begun = Instant::now();
    while entries() == 0 {
        assert!(
            begun.elapsed() < Duration::from_mins(1),
            "{}",
            server.errors()
        );
        std::thread::sleep(Duration::from_millis(200));
    }
    good(["verify", &server.url()]);
    good(office.on(&["audit"]));
    assert!(!server.errors().contains("panicked"), "{}", server.errors());
}

#[test]
fn a_dry_run_writes_nothing_and_a_template_is_accepted() {
    let office = Office::new(&["xingyuan"]);
    let (records, public) = (office.records(), office.public());
    for (what, text) in [
        ("journal", incomes(9, 3)),
        ("registry", REGISTER.replace("1栋", "9栋")),
    ] {
        let mut args = office.import(what, "xingyuan", "dry.csv", &text);
        args.push("--dry-run".into());
        good(&args);
        good(&args);
    }
    assert_eq!(office.records(), records);
    assert!(office.public() == public, "public files changed");
    for what in ["registry", "journal", "entries", "documents", "payments"] {
        let file = office.path(&format!("{what}.xlsx"));
        good(["template", what, "-o", &file]);
        let ran = super::place::run(office.on(&["import", what, &file, "--community", "xingyuan"]));
        // Its headers are understood; what is missing is rows.
        assert!(
            ran.success || ran.err.contains("没有数据"),
            "{what}: {ran:?}"
        );
    }
}
