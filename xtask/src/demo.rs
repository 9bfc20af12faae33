//! The demo district for tests of the whole: built once into a temporary directory, served when
//! asked, removed at the end.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::shell;

/// Enough to have every management mode, few enough to be built in seconds.
const COMMUNITIES: &str = "4";

/// Building the district included, on a slow machine.
const START_LIMIT: Duration = Duration::from_mins(3);

/// A demo district in a directory of its own.
pub struct Demo {
    /// The `mingbai` program.
    pub program: PathBuf,
    /// The data directory.
    pub data: PathBuf,
    home: PathBuf,
}

/// A server on the demo's data. Dropping it ends the server.
pub struct Server {
    /// `http://127.0.0.1:port`
    pub url: String,
    child: Child,
    log: PathBuf,
}

/// Builds `mingbai` and says where it is. As the tests build it: alone it would have other features,
/// and everything would be compiled once more.
pub fn program() -> Result<PathBuf> {
    let mut cargo = shell::cargo();
    cargo.args(["test", "--workspace", "--no-run"]);
    shell::run(cargo.args(shell::locked()))?;
    Ok(target_directory()?.join("debug/mingbai"))
}

impl Demo {
    /// Builds the program and an empty place.
    pub fn new(name: &str) -> Result<Self> {
        let program = program()?;
        let home = std::env::temp_dir().join(format!("mingbai-{name}-{}", std::process::id()));
        fs::create_dir_all(&home)?;
        Ok(Self {
            program,
            data: home.join("data"),
            home,
        })
    }

    /// Fills the data directory without serving it.
    pub fn build(&self) -> Result<()> {
        shell::run(self.command().arg("--no-serve"))
    }

    /// Serves it, and returns when it answers.
    pub fn serve(&self) -> Result<Server> {
        let mut command = self.command();
        command.arg("--listen");
        Server::start(command, self.beside("server.log"))
    }

    /// Serves the gallery of parts, a program of its own that was built beside `mingbai`.
    pub fn serve_gallery(&self) -> Result<Server> {
        let program = target_directory()?.join("debug/examples/gallery");
        fs::create_dir_all(&self.home)?;
        // runs: itself
        Server::start(shell::command(program), self.beside("gallery.log"))
    }

    /// A place inside the demo's temporary directory.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.home.join(name)
    }

    fn command(&self) -> Command {
        // runs: itself
        let mut command = shell::command(&self.program);
        command
            .args(["demo", "--communities", COMMUNITIES, "--data"])
            .arg(&self.data);
        command
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.home);
    }
}

impl Server {
    /// Starts a program that serves at the address which its last argument says, and returns when it
    /// answers.
    fn start(mut command: Command, log: PathBuf) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let listen = format!("127.0.0.1:{port}");
        let file = fs::File::create(&log)?;
        command.arg(&listen).stdin(Stdio::null());
        command.stdout(file.try_clone()?).stderr(file);
        let child = command.spawn();
        let child = child.with_context(|| format!("could not start {command:?}"))?;
        let mut server = Self {
            url: format!("http://{listen}"),
            child,
            log,
        };
        server.wait_until_ready(&listen)?;
        Ok(server)
    }

    /// Fails when the server wrote of an error or a panic, even one that no page showed.
    pub fn must_be_content(&self) -> Result<()> {
        let said = fs::read_to_string(&self.log)?;
        let bad = |line: &&str| line.contains("panicked") || line.contains("\"level\":\"ERROR\"");
        let lines: Vec<&str> = said.lines().filter(bad).collect();
        if !lines.is_empty() {
            bail!("the server wrote of errors:\n{}", lines.join("\n"));
        }
        Ok(())
    }

    fn wait_until_ready(&mut self, listen: &str) -> Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < START_LIMIT {
            if let Some(status) = self.child.try_wait()? {
                let said = fs::read_to_string(&self.log).unwrap_or_default();
                bail!(
                    "the server ended before it answered ({status}):\n{}",
                    said.trim()
                );
            }
            if is_healthy(listen).unwrap_or(false) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(200));
        }
        bail!(
            "the server did not answer /healthz within {} s",
            START_LIMIT.as_secs()
        )
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn is_healthy(listen: &str) -> Result<bool> {
    let mut stream = TcpStream::connect(listen)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    write!(
        stream,
        "GET /healthz HTTP/1.1\r\nHost: {listen}\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = [0; 12];
    stream.read_exact(&mut answer)?;
    Ok(&answer == b"HTTP/1.1 200")
}

/// Where cargo puts what it builds: next to this very program.
fn target_directory() -> Result<PathBuf> {
    let program = std::env::current_exe()?;
    let target = program
        .parent()
        .and_then(Path::parent)
        .context("xtask is not in a target")?;
    Ok(target.to_path_buf())
}
