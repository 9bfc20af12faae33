//! Public files from a web server.

use std::io::{ErrorKind, Read};
use std::time::{Duration, Instant};

use ureq::Agent;

use super::SourceError;

/// The slowest that a server may be, behind a slow start.
const MIN_BYTES_PER_SECOND: usize = 4 << 10;
const START: Duration = Duration::from_secs(20);

const ATTEMPTS: u32 = 4;
const FIRST_PAUSE_MS: u64 = 200;

/// A server's address with the connections to it.
#[derive(Clone, Debug)]
pub struct Http {
    base: String,
    agent: Agent,
}

impl Http {
    /// The address under which `district/` and `c/` are served.
    pub fn new(base: &str) -> Self {
        let config = Agent::config_builder()
            .timeout_resolve(Some(Duration::from_secs(10)))
            .timeout_connect(Some(Duration::from_secs(10)))
            .timeout_recv_response(Some(Duration::from_secs(30)))
            .timeout_recv_body(Some(Duration::from_mins(5)))
            .max_redirects(3)
            .http_status_as_error(false)
            .user_agent(concat!("mingbai-verify/", env!("CARGO_PKG_VERSION")))
            .build();
        Self {
            base: base.trim_end_matches('/').to_owned(),
            agent: config.new_agent(),
        }
    }

    /// The file at a path. What may pass (a broken connection, a busy server) is tried again.
    pub(super) fn read(&self, path: &str, limit: usize) -> Result<Option<Vec<u8>>, SourceError> {
        let url = format!("{}/{path}", self.base);
        let mut attempt = 1;
        loop {
            match self.try_read(&url, limit) {
                Err(error) if attempt < ATTEMPTS && may_pass(&error) => {
                    std::thread::sleep(Duration::from_millis(FIRST_PAUSE_MS << attempt));
                    attempt += 1;
                }
                done => return done,
            }
        }
    }

    fn try_read(&self, url: &str, limit: usize) -> Result<Option<Vec<u8>>, SourceError> {
        let mut response = self
            .agent
            .get(url)
            .call()
            .map_err(|error| SourceError::Io(error.to_string()))?;
        match response.status().as_u16() {
            200 => {}
            404 | 410 => return Ok(None),
            status => return Err(SourceError::Status(status)),
        }
        read_all(response.body_mut().as_reader(), limit).map(Some)
    }
}

/// Reads a body, as long as it comes fast enough. The limit counts unpacked bytes.
fn read_all(body: impl Read, limit: usize) -> Result<Vec<u8>, SourceError> {
    read_body(body, limit, patience)
}

fn read_body(
    mut body: impl Read,
    limit: usize,
    patience: impl Fn(usize) -> Duration,
) -> Result<Vec<u8>, SourceError> {
    let (begun, mut bytes) = (Instant::now(), Vec::new());
    let mut part = [0; 16 << 10];
    loop {
        match body.read(&mut part) {
            Ok(0) => return Ok(bytes),
            Ok(read) if bytes.len() + read > limit => return Err(SourceError::TooLarge { limit }),
            Ok(read) => bytes.extend_from_slice(&part[..read]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(SourceError::Io(error.to_string())),
        }
        if begun.elapsed() > patience(bytes.len()) {
            return Err(SourceError::TooSlow);
        }
    }
}

/// How long so many bytes may take: whoever serves a byte now and then holds nobody up.
fn patience(bytes: usize) -> Duration {
    let seconds = u64::try_from(bytes / MIN_BYTES_PER_SECOND).unwrap_or(u64::MAX);
    START.saturating_add(Duration::from_secs(seconds))
}

fn may_pass(error: &SourceError) -> bool {
    matches!(
        error,
        SourceError::Io(_) | SourceError::Status(429 | 500..=599)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A body that gives one byte after each pause.
    struct Drips(Duration);

    impl Read for Drips {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            std::thread::sleep(self.0);
            into[0] = b'x';
            Ok(1)
        }
    }

    #[test]
    fn a_body_is_read_whole_up_to_its_limit_and_not_for_ever() {
        assert_eq!(read_all(&[7; 100][..], 100), Ok(vec![7; 100]));
        let refused = read_all(&[7; 101][..], 100);
        assert_eq!(refused, Err(SourceError::TooLarge { limit: 100 }));
        assert_eq!(patience(0), START);
        assert_eq!(patience(40 << 10), START + Duration::from_secs(10));
        let begun = Instant::now();
        let refused = read_body(Drips(Duration::from_millis(20)), 1 << 20, |_| {
            Duration::from_millis(200)
        });
        assert_eq!(refused, Err(SourceError::TooSlow));
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}
