//! A private `PostgreSQL` server in a temporary directory, for tests and measurements.
//!
//! It never touches a server or a database of the machine, and it never outlives this process: a
//! small shell waits at a pipe for our end, however we end, and then stops the server and removes
//! the directory.

use std::fs;
use std::io::Read;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{DirBuilderExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};

use crate::shell;

/// The variable that tests read (the same name as in `crates/testkit`).
pub const VARIABLE: &str = "MINGBAI_TEST_POSTGRES";

/// The oldest major version that the store supports.
const OLDEST: u32 = 15;

/// Another process can take the free port between our look and the server's start.
const ATTEMPTS: u32 = 3;

/// Stops the server and removes the directory as soon as standard input ends.
const KEEPER: &str = r#"trap "" INT TERM HUP; read -r _
"$1"/pg_ctl stop -D "$2"/data -m immediate -s; rm -rf "$2""#;

/// Whether writes survive a power cut.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// They do, as in production: for measurements.
    Full,
    /// They do not: for tests, which need speed.
    None,
}

/// A running server. Dropping it stops the server and removes its files.
pub struct Cluster {
    /// For clients: `postgres://postgres:password@127.0.0.1:port/postgres`.
    pub url: String,
    keeper: Child,
}

/// `cargo xtask postgres`: keeps a server running until the process is ended.
pub fn foreground(arguments: &[String]) -> Result<()> {
    let (durability, rest) = durability(arguments);
    if let Some(extra) = rest.first() {
        bail!("`{extra}` means nothing here; `cargo xtask with-postgres` runs a command");
    }
    let cluster = Cluster::start(durability)?;
    println!("export {VARIABLE}={}", cluster.url);
    eprintln!("PostgreSQL is running; Ctrl-C stops it and removes its data");
    loop {
        thread::park();
    }
}

/// `cargo xtask with-postgres CMD...`: runs one command beside a server.
pub fn with(arguments: &[String]) -> Result<()> {
    let (durability, rest) = durability(arguments);
    let Some((program, rest)) = rest.split_first() else {
        bail!("say which command to run: cargo xtask with-postgres cargo nextest run -p CRATE");
    };
    let cluster = Cluster::start(durability)?;
    // runs: anything
    let mut command = Command::new(program);
    shell::clean(&mut command);
    shell::run(command.args(rest).env(VARIABLE, &cluster.url))
}

fn durability(arguments: &[String]) -> (Durability, &[String]) {
    match arguments.split_first() {
        Some((first, rest)) if first == "--durable" => (Durability::Full, rest),
        _ => (Durability::None, arguments),
    }
}

impl Cluster {
    /// Makes a cluster and starts it on a free port of the loopback address.
    pub fn start(durability: Durability) -> Result<Self> {
        let bin = binaries().context(
            "PostgreSQL 15 or newer is not installed: `cargo xtask test` installs it, or `apt-get \
             install postgresql`",
        )?;
        let owner = Owner::find()?;
        let home = owner.make_home()?;
        // From here on the keeper cleans up, whatever fails.
        let mut keeper = owner.command("sh");
        keeper.args(["-c", KEEPER, "keeper"]).arg(&bin).arg(&home);
        keeper
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let keeper = keeper
            .spawn()
            .context("could not start the server's keeper")?;
        let mut cluster = Self {
            url: String::new(),
            keeper,
        };

        let password = random_hex()?;
        owner.init(&bin, &home, &password, durability)?;
        let port = owner.start(&bin, &home, durability)?;
        cluster.url = format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres");
        Ok(cluster)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// The account that the server runs as: it refuses to run as root.
struct Owner {
    /// Name and numeric ids, when we are root and have to become somebody else.
    other: Option<(String, u32, u32)>,
}

impl Owner {
    fn find() -> Result<Self> {
        if !shell::is_root() {
            return Ok(Self { other: None });
        }
        for name in ["postgres", "nobody"] {
            let id = |flag| shell::output(Command::new("id").args([flag, name]));
            if let (Ok(user), Ok(group)) = (id("-u"), id("-g")) {
                let ids = (name.to_owned(), user.trim().parse()?, group.trim().parse()?);
                return Ok(Self { other: Some(ids) });
            }
        }
        bail!("PostgreSQL refuses to run as root, and there is no user postgres or nobody")
    }

    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = match &self.other {
            None => Command::new(program),
            Some((name, ..)) => {
                // runs: itself
                let mut command = Command::new("runuser");
                command.args(["-u", name, "--"]).arg(program);
                command
            }
        };
        // The current directory may be closed to the other user.
        command.current_dir("/");
        command
    }

    /// A directory for the owner's eyes only. Its path is short, because a socket's path must be.
    fn make_home(&self) -> Result<PathBuf> {
        let home = Path::new("/tmp").join(format!("mingbai-pg-{}", random_hex()?.split_at(12).0));
        let made = fs::DirBuilder::new().mode(0o700).create(&home);
        made.with_context(|| format!("could not make {}", home.display()))?;
        if let Some((_, user, group)) = &self.other {
            chown(&home, Some(*user), Some(*group))?;
        }
        Ok(home)
    }

    fn init(&self, bin: &Path, home: &Path, password: &str, durability: Durability) -> Result<()> {
        let file = home.join("password");
        fs::write(&file, password)?;
        if let Some((_, user, group)) = &self.other {
            chown(&file, Some(*user), Some(*group))?;
        }
        // runs: initdb
        let mut init = self.command(bin.join("initdb"));
        init.args([
            "-U",
            "postgres",
            "-A",
            "password",
            "-E",
            "UTF8",
            "--locale=C",
        ]);
        if durability == Durability::None {
            init.arg("--no-sync");
        }
        shell::output(
            init.arg("--pwfile")
                .arg(&file)
                .arg("-D")
                .arg(home.join("data")),
        )?;
        Ok(())
    }

    /// Starts the server and returns its port.
    fn start(&self, bin: &Path, home: &Path, durability: Durability) -> Result<u16> {
        let log = home.join("log");
        for _ in 0..ATTEMPTS {
            let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
                .local_addr()?
                .port();
            let settings = settings(home, port, durability);
            // runs: pg_ctl
            let mut start = self.command(bin.join("pg_ctl"));
            start
                .args(["start", "-w", "-s", "-t", "60", "-D"])
                .arg(home.join("data"));
            start.arg("-l").arg(&log).args(["-o", &settings]);
            let status = start
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            if status.status()?.success() {
                return Ok(port);
            }
        }
        let mut text = String::new();
        fs::File::open(&log).and_then(|mut file| file.read_to_string(&mut text))?;
        bail!("PostgreSQL did not start:\n{}", text.trim())
    }
}

fn settings(home: &Path, port: u16, durability: Durability) -> String {
    let mut settings = format!(
        "-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={} \
         -c max_connections=200 -c shared_buffers=128MB",
        home.display()
    );
    if durability == Durability::None {
        settings.push_str(" -c fsync=off -c full_page_writes=off -c synchronous_commit=off");
    }
    settings
}

/// The directory with the newest server's programs.
pub fn binaries() -> Option<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql")
        .ok()
        .and_then(|versions| {
            let number = |name: &std::ffi::OsStr| name.to_str()?.parse::<u32>().ok();
            let found = versions
                .flatten()
                .filter_map(|entry| number(&entry.file_name()));
            let bin = |version| PathBuf::from(format!("/usr/lib/postgresql/{version}/bin"));
            let usable = found.filter(|v| *v >= OLDEST && bin(*v).join("postgres").is_file());
            usable.max().map(bin)
        });
    // Elsewhere the programs are on the search path.
    debian.or_else(|| shell::find("pg_ctl")?.parent().map(Path::to_path_buf))
}

/// 16 bytes that nobody can guess, as 32 hex digits.
fn random_hex() -> Result<String> {
    let mut bytes = [0; 16];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(hex_digit)
        .collect())
}

fn hex_digit(nibble: u8) -> char {
    char::from_digit(u32::from(nibble), 16).unwrap_or('0')
}
