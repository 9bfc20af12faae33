//! Public files from a web server.

use std::time::Duration;

use ureq::{Agent, Error};

use super::SourceError;

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
            .map_err(|error| failed(&error, limit))?;
        match response.status().as_u16() {
            200 => {}
            404 | 410 => return Ok(None),
            status => return Err(SourceError::Status(status)),
        }
        // The limit counts unpacked bytes; reading exactly that many is still within it.
        let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
        let body = response.body_mut().with_config().limit(most).read_to_vec();
        let bytes = body.map_err(|error| failed(&error, limit))?;
        if bytes.len() > limit {
            Err(SourceError::TooLarge { limit })
        } else {
            Ok(Some(bytes))
        }
    }
}

fn may_pass(error: &SourceError) -> bool {
    matches!(
        error,
        SourceError::Io(_) | SourceError::Status(429 | 500..=599)
    )
}

fn failed(error: &Error, limit: usize) -> SourceError {
    match error {
        Error::BodyExceedsLimit(_) => SourceError::TooLarge { limit },
        other => SourceError::Io(other.to_string()),
    }
}
