//! What is called beyond Rust, and which package gives it. `cargo xtask tidy` searches the sources
//! and refuses what is not here.

use crate::{postgres, shell};

use super::{has, imports};

/// Where somebody adds to this list.
pub const PLACE: &str = "xtask/src/packages/list.rs";

/// What a package brings.
pub enum Gift {
    Program(&'static str),
    /// A Python module.
    Python(&'static str),
    /// A Go package with everything below it.
    Go(&'static str),
    /// A file or directory with everything below it.
    Place(&'static str),
}
use Gift::{Go, Place, Program, Python};

/// One thing that the tests need; `cargo xtask packages` installs it.
pub struct Need {
    /// The package's name on Debian and Ubuntu.
    pub package: &'static str,
    /// What it is for.
    pub purpose: &'static str,
    pub gives: &'static [Gift],
    /// When it is there. `None`: when everything that it gives is.
    pub check: Option<fn() -> bool>,
}

/// Something that no test needs and that somebody installs by hand who runs what calls it.
pub struct ByHand {
    /// The command that installs it.
    pub install: &'static str,
    pub gives: &'static [Gift],
    /// The only files that may call it.
    pub callers: &'static [&'static str],
}

const fn need(package: &'static str, purpose: &'static str, gives: &'static [Gift]) -> Need {
    let check = None;
    Need {
        package,
        purpose,
        gives,
        check,
    }
}

pub const NEEDS: &[Need] = &[
    need("gcc", "links Rust, builds SQLite", &[Program("cc")]),
    need(
        "libc6-dev",
        "the C library's headers, for SQLite",
        &[Place("/usr/include/stdio.h")],
    ),
    need("git", "lists the repository's files", &[Program("git")]),
    Need {
        package: "postgresql",
        purpose: "the second database engine, 15 or newer",
        gives: &[
            Program("initdb"),
            Program("pg_ctl"),
            Place("/usr/lib/postgresql"),
        ],
        check: Some(|| postgres::binaries().is_some()),
    },
    need("golang-go", "the log's verifier in Go", &[Program("go")]),
    need(
        "golang-golang-x-mod-dev",
        "the Go authors' own log library",
        &[
            Go("golang.org/x/mod"),
            Place("/usr/share/gocode"),
            Place("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog"),
        ],
    ),
    need("hledger", "reads our exports", &[Program("hledger")]),
    need("ledger", "reads our exports", &[Program("ledger")]),
    need(
        "beancount",
        "reads our exports",
        &[Program("bean-check"), Program("bean-query")],
    ),
    need(
        "belenios-tool",
        "the third party's verifier of secret ballots",
        &[Program("belenios-tool")],
    ),
    need(
        "openssl",
        "the fingerprint of an election, as its document tells it",
        &[Program("openssl")],
    ),
    need(
        "python3",
        "the log's verifier in Python, and the schemas",
        &[Program("python3")],
    ),
    need(
        "python3-venv",
        "keeps the verifier's packages apart",
        &[Python("ensurepip"), Python("venv")],
    ),
    need(
        "python3-jsonschema",
        "holds records against their schemas",
        &[Python("jsonschema")],
    ),
    need("nodejs", "drives the browser", &[Program("node")]),
    need(
        "npm",
        "fetches the browser tests' library",
        &[Program("npm")],
    ),
    Need {
        package: "chromium",
        purpose: "the browser",
        // One of them; Debian's is the first.
        gives: &[
            Program("chromium"),
            Program("chromium-browser"),
            Program("google-chrome"),
        ],
        check: Some(has_chromium),
    },
    need(
        "fontconfig",
        "knows which fonts there are",
        &[Program("fc-list")],
    ),
    Need {
        package: "fonts-noto-cjk",
        purpose: "Chinese letters in the browser",
        gives: &[],
        check: Some(has_cjk),
    },
];

pub const BY_HAND: &[ByHand] = &[
    ByHand {
        install: "apt-get install libreoffice-calc-nogui python3-openpyxl",
        gives: &[Program("soffice"), Python("openpyxl")],
        callers: &["crates/sheets/tests/samples/make_fixtures.py"],
    },
    ByHand {
        install: "apt-get install debootstrap",
        gives: &[Program("debootstrap")],
        callers: &["xtask/src/bare/machine.rs"],
    },
    ByHand {
        // For who is not root; asked for before it is used.
        install: "apt-get install sudo",
        gives: &[Program("sudo")],
        callers: &["xtask/src/packages.rs"],
    },
    ByHand {
        // The test command does without, more slowly.
        install: "cargo install cargo-nextest --locked",
        gives: &[Program("cargo-nextest")],
        callers: &["CONTRIBUTING.md"],
    },
    ByHand {
        install: "cargo install cargo-deny --locked",
        gives: &[Program("cargo-deny")],
        callers: &["docs/decisions/0002-dependency-audit.md"],
    },
];

/// What every Debian has, the smallest too: packages that are essential or required there
/// (`debootstrap --variant=minbase`), with those of their programs that are called.
/// `cargo xtask bare` looks for each of them before it installs anything.
pub const BASE: &[(&str, &[&str])] = &[
    ("apt", &["apt-config", "apt-get"]),
    ("bash", &["bash"]),
    (
        "coreutils",
        &[
            "base64",
            "cat",
            "chroot",
            "cp",
            "cut",
            "dd",
            "dirname",
            "env",
            "id",
            "install",
            "ln",
            "mkdir",
            "mknod",
            "mktemp",
            "mv",
            "rm",
            "rmdir",
            "sha256sum",
            "sleep",
            "sort",
            "tail",
            "tr",
            "truncate",
        ],
    ),
    ("dash", &["sh"]),
    ("grep", &["grep"]),
    ("mawk", &["awk"]),
    ("passwd", &["useradd"]),
    ("sed", &["sed"]),
    ("tar", &["tar"]),
    ("util-linux", &["mount", "runuser", "unshare"]),
];

/// Words that the shell itself knows.
const SHELL: &[&str] = &[
    "[", "alias", "cd", "command", "echo", "eval", "exec", "exit", "export", "for", "kill",
    "local", "printf", "pwd", "read", "return", "set", "shift", "test", "trap", "true", "wait",
];

/// Python's own modules, those that are used.
pub const PYTHON: &[&str] = &["datetime", "json", "pathlib", "struct", "subprocess", "sys"];

/// What Rust brings: rustup, its components (`.ci/run` adds those that are missing), and cargo's own
/// commands.
const RUST: &[&str] = &[
    "cargo",
    "cargo-bench",
    "cargo-build",
    "cargo-clippy",
    "cargo-fmt",
    "cargo-install",
    "cargo-run",
    "rustc",
    "rustup",
];

/// What this repository builds, and its own cargo command.
const OURS: &[&str] = &["mingbai", "cargo-xtask"];

/// Whether a program is there before anything is installed, or is built here.
pub fn is_everywhere(program: &str) -> bool {
    let base = BASE.iter().any(|(_, programs)| programs.contains(&program));
    base || [SHELL, RUST, OURS]
        .iter()
        .any(|programs| programs.contains(&program))
}

/// Whether some entry installs this package.
pub fn names_package(package: &str) -> bool {
    let by_hand = |extra: &ByHand| extra.install.split(' ').any(|word| word == package);
    NEEDS.iter().any(|need| need.package == package) || BY_HAND.iter().any(by_hand)
}

impl Need {
    /// Whether it is installed.
    pub fn is_there(&self) -> bool {
        match self.check {
            Some(check) => check(),
            None => self.gives.iter().all(Gift::is_there),
        }
    }
}

impl Gift {
    fn is_there(&self) -> bool {
        match self {
            Program(name) => has(name),
            Python(name) => imports(name),
            Place(path) => std::path::Path::new(path).exists(),
            // Only places can be looked at; the package names one too.
            Go(_) => true,
        }
    }
}

fn has_chromium() -> bool {
    std::env::var_os("CHROMIUM").is_some()
        || ["chromium", "chromium-browser", "google-chrome"]
            .into_iter()
            .any(has)
}

fn has_cjk() -> bool {
    // Before fontconfig is there, no font counts as installed.
    let mut fonts = shell::command("fc-list");
    shell::output(fonts.arg(":lang=zh-cn")).is_ok_and(|found| !found.is_empty())
}
