//! Running the binary, and the two installations that the tests work on: a small one of an office's
//! own, and the demo district.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::UNIX_EPOCH;

use tempfile::TempDir;

/// What a run of the binary answered.
#[derive(Debug)]
pub struct Ran {
    pub success: bool,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The last line of standard output.
    pub fn last_line(&self) -> &str {
        self.out.lines().last().unwrap_or_default()
    }
}

/// The binary, with nothing of the caller's environment that changes its answers.
pub fn command<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mingbai"));
    command.args(args).stdin(Stdio::null());
    for name in [
        "MINGBAI_LANG",
        "MINGBAI_DATABASE",
        "RUST_BACKTRACE",
        "RUST_LOG",
    ] {
        command.env_remove(name);
    }
    command
}

/// Runs the binary to its end. Whatever it is asked, it must not panic.
pub fn run<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Ran {
    let done = command(args).output().expect("the binary runs");
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    let ran = Ran {
        success: done.status.success(),
        out: text(&done.stdout),
        err: text(&done.stderr),
    };
    assert!(
        !ran.err.contains("panicked") && done.status.code().is_some(),
        "{ran:?}"
    );
    ran
}

/// A run that succeeds.
pub fn good<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Ran {
    let ran = run(args);
    assert!(ran.success, "{ran:?}");
    ran
}

/// A run that is refused with a message. Answers the message.
pub fn refused<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> String {
    let ran = run(args);
    assert!(
        !ran.success && !ran.err.trim().is_empty(),
        "not refused: {ran:?}"
    );
    ran.err
}

/// An office's own installation with one or more communities of four homes and one journal each.
pub struct Office {
    pub folder: TempDir,
}

pub const REGISTER: &str = "楼栋,单元,房号,建筑面积,业主姓名,联系电话\n\
    1栋,1单元,101,89.57,张三,13900000001\n\
    1栋,1单元,102,89.57,李四,13900000002\n\
    1栋,2单元,101,120.00,王五、赵六,13900000003\n\
    2栋,1单元,101,66.60,钱七,13900000004\n";

pub const JOURNAL: &str = "日期,凭证号,摘要,收入,支出,余额,科目,对方单位\n\
    ,,上月结转,,,1000.00,,\n\
    2026-08-02,记-001,物业费收入,312.77,,1312.77,物业费,业主\n\
    2026-08-03,记-002,地面车位费,450.00,,1762.77,停车费,业主\n\
    2026-08-05,记-003,保洁,,86.01,1676.76,保洁,某保洁公司\n";

impl Office {
    /// An installation without communities.
    pub fn empty(host: &str) -> Self {
        let office = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        good([
            "init",
            "--data",
            &office.data(),
            "--name",
            "云溪高新区",
            "--host",
            host,
        ]);
        office
    }

    /// With these communities.
    pub fn new(slugs: &[&str]) -> Self {
        let office = Self::empty("a.example");
        for slug in slugs {
            office.add(slug);
            good(office.import("registry", slug, "r.csv", REGISTER));
            good(office.import("journal", slug, "j.csv", JOURNAL));
        }
        office
    }

    fn add(&self, slug: &str) {
        let data = self.data();
        let mut args = vec!["community", "add", "--data", &data, "--slug", slug];
        args.extend([
            "--name",
            "兴园北区",
            "--mode",
            "self_managed",
            "--from",
            "2026-01-01",
        ]);
        args.extend(["--manager", "兴园社居委", "--kind", "resettlement"]);
        good(args);
    }

    pub fn data(&self) -> String {
        self.path("data")
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    /// A command on this installation.
    pub fn on<'a>(&self, args: &[&'a str]) -> Vec<String>
    where
        Self: 'a,
    {
        let mut all: Vec<String> = args.iter().map(|&arg| arg.to_owned()).collect();
        all.extend(["--data".to_owned(), self.data()]);
        all
    }

    /// The arguments that import a file with this content.
    pub fn import(
        &self,
        what: &str,
        slug: &str,
        name: &str,
        text: impl AsRef<[u8]>,
    ) -> Vec<String> {
        let file = self.write(name, text);
        self.on(&["import", what, &file, "--community", slug])
    }

    pub fn export(&self, slug: &str, format: &str) -> String {
        good(self.on(&["export", "--community", slug, "--format", format])).out
    }

    pub fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(Path::new(&self.data()).join("mingbai.db")).unwrap()
    }

    /// Number of records of all logs, to see that nothing was written.
    pub fn records(&self) -> i64 {
        self.count("leaf")
    }

    pub fn count(&self, table: &str) -> i64 {
        let sql = format!("SELECT count(*) FROM {table}");
        self.database()
            .query_row(&sql, [], |row| row.get(0))
            .unwrap()
    }

    /// What the public files say, byte by byte.
    pub fn public(&self) -> Vec<(String, Vec<u8>)> {
        files(&Path::new(&self.data()).join("public"))
    }
}

/// A journal of one income a row, each of one yuan.
pub fn incomes(month: u8, rows: usize) -> String {
    let row = |row: usize| {
        let day = (row - 1) % 28 + 1;
        format!("2026-{month:02}-{day:02},记-{row:03},物业费第{row}笔,1.00,,物业费,业主\n")
    };
    let header = "日期,凭证号,摘要,收入,支出,科目,对方单位\n".to_owned();
    header + &(1..=rows).map(row).collect::<String>()
}

/// All files below a folder by their paths from it, sorted.
pub fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path
                    .strip_prefix(folder)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                found.push((name, fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

pub fn copy(from: &Path, to: &Path) {
    for (name, bytes) in files(from) {
        let path = to.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// A demo district of three communities. It is built once for this binary and copied.
pub fn demo() -> TempDir {
    let built = demo_of(3);
    let folder = tempfile::tempdir().unwrap();
    copy(&built, &folder.path().join("data"));
    folder
}

/// Where the demo district of so many communities was built by this very binary. Nobody changes it.
pub fn demo_of(communities: usize) -> PathBuf {
    let made = fs::metadata(env!("CARGO_BIN_EXE_mingbai"))
        .unwrap()
        .modified()
        .unwrap();
    let stamp = made.duration_since(UNIX_EPOCH).unwrap().as_millis();
    let home = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("mingbai-e2e");
    fs::create_dir_all(&home).unwrap();
    let lock = File::create(home.join("lock")).unwrap();
    lock.lock().unwrap();
    let (name, prefix) = (format!("{communities}-{stamp}"), format!("{communities}-"));
    let built = home.join(&name);
    if !built.exists() {
        for old in fs::read_dir(&home).unwrap().flatten() {
            if old.file_name().to_string_lossy().starts_with(&prefix) {
                fs::remove_dir_all(old.path()).unwrap();
            }
        }
        let half = home.join(format!("{name}.half"));
        let count = communities.to_string();
        let data = half.to_str().unwrap();
        good([
            "demo",
            "--data",
            data,
            "--communities",
            &count,
            "--no-serve",
        ]);
        fs::rename(&half, &built).unwrap();
    }
    built
}

/// Numbers that look random and are the same on every run (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let at = self.roll(u64::try_from(from.len()).unwrap());
        &from[usize::try_from(at).unwrap()]
    }
}
