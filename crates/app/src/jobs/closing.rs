//! What is due every hour: the summary of household items, and a look at the files that records name.

use std::time::Duration;

use mingbai_domain::access::Act;
use mingbai_store::communities::CommunityRow;
use mingbai_store::items;

use super::hourly;
use super::status::{Status, class};
use crate::App;
use crate::act::Call;
use crate::book::closing;
use crate::book::publish::files::{self, Look};
use crate::error::AppError;

#[derive(Debug)]
pub(super) struct Closing {
    pub(super) status: Status,
}

impl Closing {
    pub(super) fn new(every: Duration) -> Self {
        Self {
            status: Status::new("closing", every),
        }
    }

    pub(super) fn run(&self, app: &App) {
        self.status.run(app, || {
            if !hourly::is_due(app, "closing").map_err(|error| class(&error))? {
                return Ok(());
            }
            let mut first = None;
            for row in app.communities().map_err(|error| class(&error))? {
                if let Err(error) = close(app, &row) {
                    tracing::error!(log = %row.slug, %error, "the hourly closing failed");
                    first.get_or_insert(class(&error));
                }
            }
            first.map_or(Ok(()), Err)
        });
    }
}

fn close(app: &App, row: &CommunityRow) -> Result<(), AppError> {
    // Whoever has nothing to count is left alone: an act needs the book's fold, and every hour all
    // books would be folded for nothing.
    let waiting = app.db.read(|tx| items::any_after_summary(tx, row.id))?;
    if waiting && row.halted.is_none() {
        app.act(Call::job(Act::Summarise, row.id), closing::summarise)?;
    }
    files::look(app, &row.slug, Look::There).map(drop)
}
