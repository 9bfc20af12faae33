//! A `PostgreSQL` server of a test's own, with a certificate.

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// A running server; it stops and its files go when the value is dropped, or the test's process ends.
#[derive(Debug)]
pub struct TlsServer {
    /// The port on the loopback address.
    pub port: u16,
    keeper: Child,
    _home: TempDir,
}

/// Stops the server as soon as standard input ends.
const KEEPER: &str = r#"trap "" INT TERM HUP; read -r _
"$1"/pg_ctl stop -D "$2" -m immediate -s"#;

impl TlsServer {
    /// Starts a server that asks everybody on the loopback address for the password `secret` of the
    /// user `postgres`.
    ///
    /// # Panics
    /// When `PostgreSQL` is not installed or does not start.
    pub fn start(certificate_pem: &str, key_pem: &str) -> Self {
        let bin = binaries();
        let home = tempfile::tempdir().expect("a temporary directory");
        let owner = owner();
        let data = home.path().join("data");
        give(home.path(), owner.as_ref());
        let place = |name: &str, text: &str| {
            let path = home.path().join(name);
            let mut file = fs::File::create(&path).expect("a file");
            file.write_all(text.as_bytes()).expect("written");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("private");
            give(&path, owner.as_ref());
            path.display().to_string()
        };
        let password = place("password", "secret");
        let certificate = place("server.crt", certificate_pem);
        let key = place("server.key", key_pem);
        // runs: initdb
        let init = as_owner(owner.as_ref(), &bin.join("initdb"))
            .args([
                "-U",
                "postgres",
                "-A",
                "password",
                "-E",
                "UTF8",
                "--locale=C",
            ])
            .args(["--no-sync", "--pwfile", &password, "-D"])
            .arg(&data)
            .output()
            .expect("initdb");
        assert!(
            init.status.success(),
            "{}",
            String::from_utf8_lossy(&init.stderr)
        );
        // runs: sh
        let keeper = as_owner(owner.as_ref(), Path::new("sh"))
            .args(["-c", KEEPER, "keeper"])
            .arg(&bin)
            .arg(&data)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("sh");
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("a bound port").port();
        drop(listener);
        let settings = format!(
            "-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories= -c fsync=off \
             -c ssl=on -c ssl_cert_file={certificate} -c ssl_key_file={key}"
        );
        // runs: pg_ctl
        let start = as_owner(owner.as_ref(), &bin.join("pg_ctl"))
            .args(["start", "-w", "-s", "-t", "60", "-o", &settings, "-l"])
            .arg(home.path().join("data/log"))
            .arg("-D")
            .arg(&data)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .expect("pg_ctl");
        assert!(
            start.success(),
            "the server with a certificate did not start"
        );
        Self {
            port,
            keeper,
            _home: home,
        }
    }
}

impl Drop for TlsServer {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

/// The directory with the newest server's programs.
fn binaries() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let newest = versions
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .filter(|bin| bin.join("initdb").is_file())
        .max();
    newest.expect("PostgreSQL is not installed: `cargo xtask test` installs it")
}

/// Who runs the server when we are root, which it refuses: user and group.
fn owner() -> Option<(u32, u32)> {
    let id = |arguments: &[&str]| -> u32 {
        let output = Command::new("id").args(arguments).output().expect("id");
        let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        text.parse()
            .expect("the user postgres, whom the packages of PostgreSQL make")
    };
    (id(&["-u"]) == 0).then(|| (id(&["-u", "postgres"]), id(&["-g", "postgres"])))
}

fn give(path: &Path, owner: Option<&(u32, u32)>) {
    if let Some((user, group)) = owner {
        chown(path, Some(*user), Some(*group)).expect("given to the server's user");
    }
}

fn as_owner(owner: Option<&(u32, u32)>, program: &Path) -> Command {
    let mut command = if owner.is_none() {
        Command::new(program)
    } else {
        // runs: itself
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    };
    command.current_dir("/");
    command
}
