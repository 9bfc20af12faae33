//! A wire to a `PostgreSQL` server that can be cut at the worst moments: before a COMMIT, in the
//! middle of one, and behind one, so that its answer is lost.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// Where the wire is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The server never hears of the COMMIT.
    Before,
    /// The server hears it, and nobody waits for what comes of it.
    During,
    /// The server has committed and said so; the client does not hear it.
    After,
}

/// A proxy in front of the server of a URL. It ends with the process.
#[derive(Debug)]
pub struct Proxy {
    /// The same database, through the wire.
    pub url: String,
    plan: Arc<Plan>,
}

#[derive(Debug, Default)]
struct Plan {
    next: Mutex<Option<Cut>>,
    made: Condvar,
    /// Whether the server goes with the next cut.
    leaves: AtomicBool,
    /// Whether nobody gets through.
    away: AtomicBool,
}

impl Plan {
    fn lock(&self) -> MutexGuard<'_, Option<Cut>> {
        self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Option<Cut> {
        self.lock().take()
    }
}

impl Proxy {
    /// Listens on a free port.
    ///
    /// # Panics
    /// When the URL names no host and port, or there is no free port.
    pub fn start(url: &str) -> Self {
        let (head, rest) = url.rsplit_once('@').expect("a URL with a user");
        let (server, tail) = rest.split_once('/').expect("a URL with a database");
        let server: SocketAddr = server.parse().expect("a server's address and port");
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("a bound port").port();
        let plan: Arc<Plan> = Arc::default();
        let shared = Arc::clone(&plan);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if shared.away.load(Ordering::SeqCst) {
                    continue;
                }
                let plan = Arc::clone(&shared);
                thread::spawn(move || Wire::new(client, server)?.carry(&plan));
            }
            io::Result::Ok(())
        });
        Self {
            url: format!("{head}@127.0.0.1:{port}/{tail}"),
            plan,
        }
    }

    /// Cuts the wire of whoever commits next; returns when that has happened.
    ///
    /// # Panics
    /// When nobody commits for half a minute.
    pub fn cut(&self, at: Cut) {
        *self.plan.lock() = Some(at);
        let patience = Duration::from_secs(30);
        let (left, _) = self
            .plan
            .made
            .wait_timeout_while(self.plan.lock(), patience, |next| next.is_some())
            .unwrap_or_else(PoisonError::into_inner);
        assert!(left.is_none(), "nobody committed");
    }
}

impl Proxy {
    /// Cuts the wire of whoever commits next, and of everybody who comes after.
    pub fn cut_and_stay_away(&self, at: Cut) {
        self.plan.leaves.store(true, Ordering::SeqCst);
        *self.plan.lock() = Some(at);
    }

    /// Lets everybody through again.
    pub fn come_back(&self) {
        self.plan.leaves.store(false, Ordering::SeqCst);
        self.plan.away.store(false, Ordering::SeqCst);
    }
}

/// One client's connection and the server's, with a thread for the way back.
struct Wire {
    client: TcpStream,
    server: TcpStream,
    /// Set before a COMMIT whose answer is to be lost.
    swallow: Arc<AtomicBool>,
}

impl Wire {
    fn new(client: TcpStream, server: SocketAddr) -> io::Result<Self> {
        let server = TcpStream::connect(server)?;
        client.set_nodelay(true)?;
        server.set_nodelay(true)?;
        let swallow: Arc<AtomicBool> = Arc::default();
        let (mut from, mut to) = (server.try_clone()?, client.try_clone()?);
        let lost = Arc::clone(&swallow);
        thread::spawn(move || {
            let mut buffer = [0; 16 * 1024];
            loop {
                let count = from.read(&mut buffer).unwrap_or(0);
                if count == 0 || lost.load(Ordering::SeqCst) {
                    break;
                }
                if to.write_all(&buffer[..count]).is_err() {
                    break;
                }
            }
            cut(&from, &to);
        });
        Ok(Self {
            client,
            server,
            swallow,
        })
    }

    fn carry(mut self, plan: &Plan) -> io::Result<()> {
        let ended = self.carry_messages(plan);
        cut(&self.client, &self.server);
        ended
    }

    fn carry_messages(&mut self, plan: &Plan) -> io::Result<()> {
        /// The two questions that may come before the real beginning.
        const SECURE: [u32; 2] = [80_877_103, 80_877_104];
        loop {
            let body = self.pass_body(&[])?;
            let code = body.first_chunk().map(|code| u32::from_be_bytes(*code));
            if !code.is_some_and(|code| SECURE.contains(&code)) {
                break;
            }
        }
        loop {
            let mut kind = [0];
            self.client.read_exact(&mut kind)?;
            let body = self.read_body()?;
            let commit = kind == *b"Q" && body == b"COMMIT\0";
            match commit.then(|| plan.take()).flatten() {
                None => self.forward(&kind, &body)?,
                Some(at) => {
                    plan.away
                        .store(plan.leaves.load(Ordering::SeqCst), Ordering::SeqCst);
                    self.swallow.store(true, Ordering::SeqCst);
                    if at != Cut::Before {
                        self.forward(&kind, &body)?;
                    }
                    if at == Cut::After {
                        // The thread of the way back cuts when the answer is there.
                        let _ = self.client.read(&mut kind);
                    }
                    cut(&self.client, &self.server);
                    plan.made.notify_all();
                    return Ok(());
                }
            }
        }
    }

    fn read_body(&mut self) -> io::Result<Vec<u8>> {
        let mut length = [0; 4];
        self.client.read_exact(&mut length)?;
        let length = u32::from_be_bytes(length).saturating_sub(4);
        let mut body = vec![0; usize::try_from(length).unwrap_or(0)];
        self.client.read_exact(&mut body)?;
        Ok(body)
    }

    fn pass_body(&mut self, kind: &[u8]) -> io::Result<Vec<u8>> {
        let body = self.read_body()?;
        self.forward(kind, &body)?;
        Ok(body)
    }

    fn forward(&mut self, kind: &[u8], body: &[u8]) -> io::Result<()> {
        let length = u32::try_from(body.len() + 4).unwrap_or(u32::MAX);
        let message = [kind, &length.to_be_bytes(), body].concat();
        self.server.write_all(&message)
    }
}

fn cut(one: &TcpStream, other: &TcpStream) {
    let _ = one.shutdown(Shutdown::Both);
    let _ = other.shutdown(Shutdown::Both);
}
