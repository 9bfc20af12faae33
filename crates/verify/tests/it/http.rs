//! The same over HTTP, from a server of thirty lines.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use mingbai_verify::{Options, Rule, Source, SourceError, mirror, verify};

use crate::sample::{bills_and_payments_later, changning, north};
use crate::town::{Town, check, words};

/// Serves a directory, one thread a connection; the first answers to every `n`-th request fail.
struct Server {
    address: String,
    requests: Arc<AtomicUsize>,
}

impl Server {
    fn start(root: &Path, fail_every: usize) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(AtomicUsize::new(0));
        let (count, root) = (Arc::clone(&requests), root.to_owned());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (count, root) = (Arc::clone(&count), root.clone());
                std::thread::spawn(move || serve(&stream, &root, &count, fail_every));
            }
        });
        Self { address, requests }
    }

    fn source(&self) -> Source {
        Source::open(&self.address).unwrap()
    }
}

fn serve(stream: &TcpStream, root: &Path, count: &AtomicUsize, fail_every: usize) -> Option<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut request = String::new();
        reader
            .read_line(&mut request)
            .ok()
            .filter(|read| *read > 0)?;
        let mut header = String::new();
        while reader.read_line(&mut header).ok()? > 2 {
            header.clear();
        }
        let path = request.split(' ').nth(1)?.trim_start_matches('/');
        let number = count.fetch_add(1, Ordering::Relaxed) + 1;
        let (status, body) = match std::fs::read(PathBuf::from(root).join(path)) {
            _ if number.is_multiple_of(fail_every) => ("503 Busy", Vec::new()),
            Ok(body) => ("200 OK", body),
            Err(_) => ("404 Not Found", Vec::new()),
        };
        let mut writer = stream;
        write!(
            writer,
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        )
        .ok()?;
        writer.write_all(&body).ok()?;
    }
}

#[test]
fn a_served_district_is_verified_and_mirrored_and_the_mirror_grows_with_it() {
    let mut town = Town::new(vec![changning(), north(300)]);
    let server = Server::start(town.path(), 0);
    let report = verify(&server.source(), &Options::default(), &|_| ());
    assert_eq!(words(&report), "");
    assert_eq!(report.communities, 2);

    let dest = tempfile::tempdir().unwrap();
    let first = mirror(&server.source(), dest.path(), None, &|_| ()).unwrap();
    assert_eq!(words(&check(dest.path())), "");
    let before = server.requests.load(Ordering::Relaxed);
    let again = mirror(&server.source(), dest.path(), None, &|_| ()).unwrap();
    assert_eq!((again.copied, again.kept), (0, first.copied));
    // Checkpoint and policy of three logs: nothing else is asked for twice.
    assert_eq!(server.requests.load(Ordering::Relaxed) - before, 6);

    bills_and_payments_later(&mut town.books[1], 250);
    town.publish();
    mirror(&server.source(), dest.path(), None, &|_| ()).unwrap();
    assert_eq!(words(&check(dest.path())), "");
}

#[test]
fn a_busy_server_is_asked_again() {
    let town = Town::new(vec![changning()]);
    let server = Server::start(town.path(), 4);
    let report = verify(&server.source(), &Options::default(), &|_| ());
    assert_eq!(words(&report), "");
}

#[test]
fn a_server_that_always_fails_is_a_failure_in_words() {
    let town = Town::new(vec![changning()]);
    let server = Server::start(town.path(), 1);
    let report = verify(&server.source(), &Options::default(), &|_| ());
    let rule = Rule::Unreadable(SourceError::Status(503));
    assert_eq!(report.failures[0].rule, rule);
    let dest = tempfile::tempdir().unwrap();
    assert!(mirror(&server.source(), dest.path(), None, &|_| ()).is_err());
    assert!(crate::town::files_below(dest.path()).is_empty());
}

#[test]
fn an_answer_that_never_ends_is_cut_off() {
    let town = Town::new(vec![changning()]);
    let path = town.path().join("district/log/checkpoint");
    std::fs::write(&path, vec![b'x'; 3_000_000]).unwrap();
    let server = Server::start(town.path(), 0);
    let report = verify(&server.source(), &Options::default(), &|_| ());
    let found = &report.failures[0];
    assert!(
        matches!(
            found.rule,
            Rule::Unreadable(SourceError::TooLarge { limit: 1_000_000 })
        ),
        "{found}"
    );
}
