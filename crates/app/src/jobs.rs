//! What a server does by itself: it signs and shows what is new every few seconds, and every hour it
//! summarises household items, looks after the files and audits. A job that fails, or panics, is
//! told in `/healthz` and runs again at its next time.

mod auditing;
mod closing;
pub mod health;
mod hourly;
mod publisher;
mod status;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use crate::App;
use auditing::Auditing;
use closing::Closing;
use publisher::Publisher;

/// How often new public records are signed and shown.
const PUBLISH_EVERY: Duration = Duration::from_secs(5);
/// How often household items are summarised and files are looked for.
const CLOSING_EVERY: Duration = Duration::from_hours(1);
/// How often books are audited.
const AUDIT_EVERY: Duration = Duration::from_hours(1);
/// How often it is asked whether they are due: a server that is restarted often audits, too.
const AUDIT_ASKED_EVERY: Duration = Duration::from_mins(5);

/// The jobs of a server.
#[derive(Debug)]
pub struct Jobs {
    app: Arc<App>,
    publisher: Publisher,
    closing: Closing,
    auditing: Auditing,
}

impl Jobs {
    /// The jobs, not started.
    pub fn new(app: Arc<App>) -> Self {
        Self {
            publisher: Publisher::new(PUBLISH_EVERY),
            closing: Closing::new(CLOSING_EVERY),
            auditing: Auditing::new(AUDIT_EVERY),
            app,
        }
    }

    /// Runs all for as long as the process lives, each in a thread of its own: an audit of many
    /// books keeps nothing from being published.
    pub fn start(self: &Arc<Self>) -> io::Result<()> {
        let jobs = Arc::clone(self);
        spawn("publisher", PUBLISH_EVERY, move || jobs.publish())?;
        let jobs = Arc::clone(self);
        spawn("closing", CLOSING_EVERY, move || jobs.close())?;
        let jobs = Arc::clone(self);
        spawn("audit", AUDIT_ASKED_EVERY, move || jobs.audit())
    }

    /// Signs and shows what is new, once.
    pub fn publish(&self) {
        self.publisher.run(&self.app);
    }

    /// Summarises and looks after the files, once.
    pub fn close(&self) {
        self.closing.run(&self.app);
    }

    /// Audits what is due, once.
    pub fn audit(&self) {
        self.auditing.run(&self.app);
    }

    /// How it all goes.
    pub fn health(&self) -> health::Report {
        health::report(
            &self.app,
            &self.publisher,
            [&self.closing.status, &self.auditing.status],
        )
    }
}

fn spawn(name: &str, every: Duration, work: impl Fn() + Send + 'static) -> io::Result<()> {
    let run = move || loop {
        std::thread::sleep(every);
        work();
    };
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(run)
        .map(drop)
}
