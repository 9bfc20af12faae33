//! Publishing a log: compare, persist what the records name and the tiles, sign, record, serve.
//!
//! A log never signs two checkpoints of which neither continues the other, and nothing that was
//! shown is replaced by anything older. One process at a time publishes a log ([`turn`]); under its
//! turn the database is compared with everything that was shown before ([`compare`]); the files that
//! the new records name are there and on the disk ([`files`]); and the checkpoint gets into the
//! database and into the district's log in one transaction ([`district`]).

mod compare;
mod district;
pub mod files;
mod tiles;
mod turn;

use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_store::StoreError;
use mingbai_store::cards::{self, CardRow};
use mingbai_store::communities::{CommunityRow, DISTRICT};
use mingbai_store::log::{self, CheckpointRow, LogState};
use mingbai_tlog::{Checkpoint, Frontier, Hash, Note, Signer};

use crate::App;
use crate::book::cards as card_rows;
use crate::book::refusal::{BookRefusal, Fork};
use crate::error::AppError;
use crate::files::public::{PublicFiles, Unsynced, log_name};
use crate::files::write::Durability;

pub use compare::root_at;
pub use district::record_in_district;

/// One log of this installation.
#[derive(Clone, Debug)]
pub struct Log<'a> {
    /// The community's id, or the district's.
    pub id: CommunityId,
    /// The community's address name; `None` for the district.
    pub slug: Option<&'a Slug>,
    /// The key that signs it.
    pub signer: &'a Signer,
}

impl Log<'_> {
    fn name(&self) -> String {
        name_of(self.slug)
    }

    fn file(&self, name: &str) -> String {
        format!("{}/{name}", log_name(self.slug))
    }

    fn fork(&self, why: Fork) -> AppError {
        AppError::Book(BookRefusal::WouldFork {
            log: self.name(),
            why,
        })
    }
}

/// What a log is called in messages.
fn name_of(slug: Option<&Slug>) -> String {
    slug.map_or_else(|| "district".to_owned(), ToString::to_string)
}

/// What became of a publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Published {
    /// Everything that the log has is signed and served.
    Newest,
    /// Another process is publishing this log. What is new is shown by it, or with the next
    /// publication.
    Elsewhere,
}

impl Published {
    /// Both of two logs, or not.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match self {
            Self::Newest => other,
            Self::Elsewhere => Self::Elsewhere,
        }
    }
}

impl App {
    /// The community with this address name, if what is written now can be signed afterwards.
    pub fn community_to_write(&self, slug: &Slug) -> Result<CommunityRow, AppError> {
        let row = self.community(slug)?;
        let signer = self.signer(Some(slug))?;
        let log = Log {
            id: row.id,
            slug: Some(slug),
            signer: &signer,
        };
        self.check_clock()?;
        check(self, &log)?;
        Ok(row)
    }

    /// Publishes a community's log, records it in the district's and publishes that, and puts the
    /// new state in front of the pages.
    pub fn publish(&self, slug: &Slug) -> Result<Published, AppError> {
        let community = self.publish_community(slug, Durability::Synced)?;
        Ok(community.and(self.publish_district(Durability::Synced)?))
    }

    /// Publishes a community's log and records its checkpoint in the district's.
    pub fn publish_community(
        &self,
        slug: &Slug,
        durability: Durability,
    ) -> Result<Published, AppError> {
        let row = self.community(slug)?;
        let signer = self.signer(Some(slug))?;
        let log = Log {
            id: row.id,
            slug: Some(slug),
            signer: &signer,
        };
        let published = publish(self, &log, durability)?;
        self.refresh(&row)?;
        Ok(published)
    }

    /// Publishes the district's log.
    pub fn publish_district(&self, durability: Durability) -> Result<Published, AppError> {
        let signer = self.signer(None)?;
        let log = Log {
            id: DISTRICT,
            slug: None,
            signer: &signer,
        };
        publish(self, &log, durability)
    }
}

/// Publishes everything that the log has, and sees that the district knows of it. Whatever a crash
/// left undone is made good, also when nothing is new.
pub fn publish(app: &App, log: &Log<'_>, durability: Durability) -> Result<Published, AppError> {
    app.check_clock()?;
    let Some(turn) = turn::wait(app, log)? else {
        return Ok(Published::Elsewhere);
    };
    let files = app.dir.public_files();
    let served = served_checkpoint(log, &files)?;
    let (state, signed) = compared(app, log, &files, served.as_ref())?;
    if let Some(signed) = &signed {
        show(app, log, &files, served.as_ref(), signed, durability)?;
        district::bring_up(app, log, signed)?;
        if signed.size == state.size {
            return Ok(Published::Newest);
        }
    }
    let Some(lease) = turn.lease(app, log)? else {
        return Ok(Published::Elsewhere);
    };
    let done = sign(app, log, &files, &lease, durability);
    if !matches!(done, Ok(Published::Newest)) {
        lease.give_back(app);
    }
    done
}

/// Refuses a log that could not be signed any more, because its database is not the newest one:
/// whoever is about to write to it would lose the work.
pub fn check(app: &App, log: &Log<'_>) -> Result<(), AppError> {
    let files = app.dir.public_files();
    let mut looks = 0;
    loop {
        let served = served_checkpoint(log, &files)?;
        looks += 1;
        match compared(app, log, &files, served.as_ref()) {
            // No turn is taken here: whoever published between the look at the database and the
            // look at the files made them differ. Nobody does so every time.
            Err(AppError::Book(BookRefusal::WouldFork { .. })) if looks < LOOKS => {}
            done => return done.map(drop),
        }
    }
}

/// How often a log that seems to fork is looked at before it is said.
const LOOKS: u32 = 3;

fn compared(
    app: &App,
    log: &Log<'_>,
    files: &PublicFiles,
    served: Option<&Checkpoint>,
) -> Result<(LogState, Option<CheckpointRow>), AppError> {
    app.db.read(|tx| compare::state_of(tx, log, files, served))
}

/// Signs what is new. The lease is held: nobody else signs this log meanwhile, and if it is lost
/// nothing is recorded.
fn sign(
    app: &App,
    log: &Log<'_>,
    files: &PublicFiles,
    lease: &turn::Lease,
    durability: Durability,
) -> Result<Published, AppError> {
    // Another server may have signed in between.
    let served = served_checkpoint(log, files)?;
    let (state, signed) = compared(app, log, files, served.as_ref())?;
    let signed_size = signed.map_or(0, |signed| signed.size);
    if let Some(slug) = log.slug {
        let new = signed_size..state.size;
        files::secure(app, log.id, slug, new, files::Look::of(durability))?;
    }
    let mut unsynced = Unsynced::new(durability);
    write_policy(log, files, &mut unsynced)?;
    let old_size = served.map_or(0, |served| served.size);
    let root = app
        .db
        .read(|tx| tiles::write(tx, log, files, (old_size, state.size), &mut unsynced))?;
    unsynced.finish()?;
    if frontier(&state)?.root() != root {
        return Err(log.fork(Fork::Tree));
    }
    let row = checkpoint(app, log, state.size, root)?;
    let card = card(app, log, &state)?;
    // Recorded before it is served: what was shown to anybody is known after a crash.
    let (id, slug, holder, record) = (log.id, log.slug.cloned(), lease.holder(), row.clone());
    let kept = app.db.write(id, move |tx| -> Result<bool, AppError> {
        if !turn::end(tx, id, &holder)? {
            return Ok(false);
        }
        log::insert_checkpoint(tx, id, &record)?;
        if let Some(slug) = &slug {
            district::record_newer(tx, id, slug, &record)?;
        }
        if let Some(card) = &card {
            cards::put(tx, id, card)?;
        }
        Ok(true)
    })?;
    if !kept {
        return Ok(Published::Elsewhere);
    }
    serve(log, files, &row, durability)?;
    Ok(Published::Newest)
}

/// The card of what is about to be signed: it becomes the newest with its checkpoint, or not at all.
/// What breaks a rule of the book is not signed, because no verifier would accept it.
fn card(app: &App, log: &Log<'_>, state: &LogState) -> Result<Option<CardRow>, AppError> {
    if log.slug.is_none() {
        return Ok(None);
    }
    let tree = frontier(state)?;
    let fold = app.db.read(|tx| app.folds.read(tx, log.id, &tree))?;
    Ok(Some(card_rows::row_of(&fold, &tree)?))
}

fn checkpoint(app: &App, log: &Log<'_>, size: u64, root: Hash) -> Result<CheckpointRow, AppError> {
    let checkpoint = Checkpoint {
        origin: log.signer.name().to_owned(),
        size,
        root,
    };
    let signed = checkpoint
        .sign(log.signer)
        .map_err(|error| log.fork(Fork::Checkpoint(error.to_string())))?;
    Ok(CheckpointRow {
        size,
        root: root.0,
        note: signed.note().to_string(),
        at: app.clock.now(),
    })
}

/// Makes good what a crash left undone between signing and serving, and what another server on the
/// same database signed: the tiles and the file `checkpoint` of the newest signed one.
fn show(
    app: &App,
    log: &Log<'_>,
    files: &PublicFiles,
    served: Option<&Checkpoint>,
    signed: &CheckpointRow,
    durability: Durability,
) -> Result<(), AppError> {
    let old_size = served.map_or(0, |served| served.size);
    if old_size < signed.size {
        let mut unsynced = Unsynced::new(durability);
        write_policy(log, files, &mut unsynced)?;
        let sizes = (old_size, signed.size);
        let root = app
            .db
            .read(|tx| tiles::write(tx, log, files, sizes, &mut unsynced))?;
        unsynced.finish()?;
        if root != Hash(signed.root) {
            return Err(log.fork(Fork::Tree));
        }
    }
    serve(log, files, signed, durability)
}

fn serve(
    log: &Log<'_>,
    files: &PublicFiles,
    row: &CheckpointRow,
    durability: Durability,
) -> Result<(), AppError> {
    let name = log.file("checkpoint");
    // One that covers more is another server's, and newer: it stays.
    files.put_if_newer(&name, row.note.as_bytes(), size_of, durability)?;
    Ok(())
}

/// Refuses a key file that is not the one by which this log was signed before: nobody could verify
/// what it signs.
pub fn check_key(log: &Log<'_>, signed: Option<&CheckpointRow>) -> Result<(), AppError> {
    let Some(signed) = signed else { return Ok(()) };
    let note = Note::parse(signed.note.as_bytes())
        .map_err(|error| log.fork(Fork::Checkpoint(error.to_string())))?;
    let by = note.verify(std::slice::from_ref(log.signer.verifier()));
    if by.is_ok_and(|by| !by.is_empty()) {
        Ok(())
    } else {
        Err(log.fork(Fork::OtherKey))
    }
}

fn frontier(state: &LogState) -> Result<Frontier, StoreError> {
    Frontier::from_bytes(&state.frontier)
        .ok_or_else(|| StoreError::Inconsistent("the log's frontier".to_owned()))
}

/// A checkpoint from the note that carries it.
fn parsed(note: &[u8]) -> Result<Checkpoint, String> {
    let note = Note::parse(note).map_err(|error| error.to_string())?;
    Checkpoint::parse(note.text()).map_err(|error| error.to_string())
}

fn size_of(note: &[u8]) -> Option<u64> {
    parsed(note).ok().map(|checkpoint| checkpoint.size)
}

/// The checkpoint among the public files, if one was ever served. One that cannot be read is a reason
/// to stop, too.
fn served_checkpoint(log: &Log<'_>, files: &PublicFiles) -> Result<Option<Checkpoint>, AppError> {
    let note = files.get(&log.file("checkpoint"))?;
    note.map(|note| parsed(&note).map_err(|why| log.fork(Fork::Checkpoint(why))))
        .transpose()
}

/// The policy that names the log's key. An older key's line stays in front of a newer one's.
fn write_policy(
    log: &Log<'_>,
    files: &PublicFiles,
    unsynced: &mut Unsynced,
) -> Result<(), AppError> {
    let name = log.file("policy");
    let line = format!("log {}\n", log.signer.verifier());
    let before = files.get(&name)?.unwrap_or_default();
    let before = String::from_utf8_lossy(&before);
    if before.contains(&line) {
        return Ok(());
    }
    let logs = before.strip_suffix("quorum none\n").unwrap_or(&before);
    files.put(
        &name,
        format!("{logs}{line}quorum none\n").as_bytes(),
        unsynced,
    )
}

/// How many records the checkpoint among this directory's public files covers.
pub(crate) fn served_size(app: &App, slug: Option<&Slug>) -> Result<u64, AppError> {
    let name = format!("{}/checkpoint", log_name(slug));
    let note = app.dir.public_files().get(&name)?;
    Ok(note.and_then(|note| size_of(&note)).unwrap_or(0))
}
