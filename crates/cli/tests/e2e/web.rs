//! A served installation, and requests as raw bytes: nothing tidies a path on its way.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;

use super::place::command;

/// A running `mingbai serve` on a free port; it ends with this value.
pub struct Server {
    child: Child,
    address: SocketAddr,
    errors: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
}

impl Server {
    pub fn start(data: &str) -> Self {
        Self::spawn(command([
            "serve",
            "--data",
            data,
            "--listen",
            "127.0.0.1:0",
        ]))
    }

    /// With no more than this many descriptors.
    pub fn start_with(data: &str, descriptors: u32) -> Self {
        let mut limited = std::process::Command::new("sh");
        let script = format!("ulimit -n {descriptors} && exec \"$0\" \"$@\"");
        // runs: itself
        limited.args(["-c", &script, env!("CARGO_BIN_EXE_mingbai")]);
        limited.args(["serve", "--data", data, "--listen", "127.0.0.1:0"]);
        Self::spawn(limited)
    }

    fn spawn(mut command: std::process::Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let errors = Arc::default();
        let (kept, err) = (Arc::clone(&errors), child.stderr.take().unwrap());
        let reader = Some(std::thread::spawn(move || keep(err, &kept)));
        let out = BufReader::new(child.stdout.take().unwrap());
        let line = out
            .lines()
            .map_while(Result::ok)
            .find(|line| line.contains("http://"));
        let Some(line) = line else {
            let _ = child.kill();
            panic!("it does not serve: {}", errors.lock().unwrap());
        };
        let (_, address) = line.split_once("http://").unwrap();
        let address = address.trim_end_matches('/').parse().unwrap();
        Self {
            child,
            address,
            errors,
            reader,
        }
    }

    /// A connection that says nothing.
    pub fn connect(&self) -> Option<TcpStream> {
        TcpStream::connect(self.address).ok()
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it wrote to standard error so far.
    pub fn errors(&self) -> String {
        self.errors.lock().unwrap().clone()
    }

    /// Ends it and answers everything that it wrote to standard error.
    pub fn stop(mut self) -> String {
        let _ = self.child.kill();
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
        self.errors()
    }

    /// Status and body of the answer to `GET path`.
    pub fn get(&self, path: &str) -> (u16, Vec<u8>) {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes())
    }

    pub fn json(&self, path: &str) -> Value {
        let (status, body) = self.get(path);
        assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).unwrap()
    }

    /// Status and body of the answer to these bytes; status 0 if the connection was closed.
    pub fn send(&self, request: &[u8]) -> (u16, Vec<u8>) {
        let mut stream = TcpStream::connect(self.address).expect("the server is alive");
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .unwrap();
        // A server that has already refused closes while we still write.
        let _ = stream.write_all(request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let head = answer.windows(4).position(|four| four == b"\r\n\r\n");
        let status = answer
            .get(9..12)
            .and_then(|three| std::str::from_utf8(three).ok());
        let status = status.and_then(|text| text.parse().ok()).unwrap_or(0);
        (
            status,
            head.map(|at| answer[at + 4..].to_vec()).unwrap_or_default(),
        )
    }
}

fn keep(err: impl Read, kept: &Mutex<String>) {
    for line in BufReader::new(err).lines().map_while(Result::ok) {
        let mut kept = kept.lock().unwrap();
        kept.push_str(&line);
        kept.push('\n');
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
