//! Signs and shows what is new. It also shows what other processes did: their records, their
//! checkpoints, and a halt that an audit set.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::Slug;
use mingbai_store::communities::{CommunityRow, DISTRICT};
use mingbai_store::{StoreError, log};

use super::status::{Status, class};
use crate::App;
use crate::book::publish::{self, Published};
use crate::error::AppError;
use crate::files::write::Durability;

/// How often the time is noted down for commands.
const NOTE_EVERY_MS: i64 = 600_000;

#[derive(Debug)]
pub(super) struct Publisher {
    pub(super) status: Status,
    /// The database's writer, asked at every run.
    pub(super) writer: Status,
    /// Communities with records that no checkpoint covers.
    pub(super) waiting: AtomicUsize,
    /// Communities that could not be published.
    pub(super) refused: AtomicUsize,
    noted: Mutex<Option<UnixMs>>,
    /// What was said of each log last: the same is not said every few seconds.
    said: Mutex<BTreeMap<String, String>>,
}

impl Publisher {
    pub(super) fn new(every: Duration) -> Self {
        Self {
            status: Status::new("publisher", every),
            writer: Status::new("writer", every),
            waiting: AtomicUsize::new(0),
            refused: AtomicUsize::new(0),
            noted: Mutex::default(),
            said: Mutex::default(),
        }
    }

    pub(super) fn run(&self, app: &App) {
        self.writer.run(app, || {
            // Changes nothing, and so costs no sync; a writer that hangs or is gone does not answer.
            let answer = app.db.write(DISTRICT, |_| Ok::<_, StoreError>(()));
            answer.map_err(|_| "database")
        });
        self.status.run(app, || self.publish(app));
    }

    fn publish(&self, app: &App) -> Result<(), &'static str> {
        self.note_time(app)
            .map_err(|error| self.say("clock", &error))?;
        let rows = app
            .communities()
            .map_err(|error| self.say("communities", &error))?;
        let (mut waiting, mut first) = (0, None);
        let mut refused = 0;
        for row in &rows {
            // What keeps one community from being signed does not keep the others.
            match publish_one(app, row) {
                Ok(Published::Newest) => self.forget(&row.slug),
                Ok(Published::Elsewhere) => waiting += 1,
                Err(error) => {
                    (waiting, refused) = (waiting + 1, refused + 1);
                    first = first.or(Some(self.say(row.slug.as_str(), &error)));
                }
            }
        }
        self.waiting.store(waiting, Ordering::Relaxed);
        self.refused.store(refused, Ordering::Relaxed);
        match publish_district(app) {
            Ok(()) => {}
            Err(error) => first = first.or(Some(self.say("district", &error))),
        }
        first.map_or(Ok(()), Err)
    }

    fn note_time(&self, app: &App) -> Result<(), AppError> {
        app.check_clock()?;
        let now = app.clock.now();
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.is_none_or(|noted| now.0.saturating_sub(noted.0).abs() >= NOTE_EVERY_MS) {
            app.note_time()?;
            *noted = Some(now);
        }
        Ok(())
    }

    /// Logs an error, once as long as it stays the same, and answers its kind.
    fn say(&self, log: &str, error: &AppError) -> &'static str {
        let text = error.to_string();
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.get(log) != Some(&text) {
            tracing::error!(log, %error, "publishing failed");
            said.insert(log.to_owned(), text);
        }
        class(error)
    }

    fn forget(&self, slug: &Slug) {
        self.said
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(slug.as_str());
    }
}

/// Publishes what a community has new, and shows a halt that was set or lifted elsewhere.
fn publish_one(app: &App, row: &CommunityRow) -> Result<Published, AppError> {
    if app.has_news(row)? {
        return app.publish_community(&row.slug, Durability::Synced);
    }
    match app.books.front(&row.slug) {
        None => app.refresh(row)?,
        Some(shown) if shown.halted != row.halted => app.show_halt(row),
        Some(_) => {}
    }
    Ok(Published::Newest)
}

/// The district's log grows with every community's, also by processes that ended before they
/// published it, and by servers on the same database whose files are not ours.
fn publish_district(app: &App) -> Result<(), AppError> {
    let size = app.db.read(|tx| log::get(tx, DISTRICT))?.size;
    if publish::served_size(app, None)? < size {
        app.publish_district(Durability::Synced)?;
    }
    Ok(())
}
