//! The door: everything that writes to a community, and every read of its private rows, comes
//! through here.
//!
//! An act always goes in this order: the book's lock, the fold, [`may`], the idempotency key, the
//! work, a row in the trail, the commit. Nothing is read before the lock, so that two servers and a
//! shell on one database each decide on the newest rows. A use case takes a [`Cx`], and nobody but
//! the door can make one. An act may run twice (a serialisation failure): it changes nothing but the
//! database.

use std::sync::Arc;

use mingbai_domain::access::{Act, Actor, Denied, Effect, Permit, Target, may};
use mingbai_domain::book::{Fold, file_hash};
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_store::requests::{ACT_KEY, RequestRow};
use mingbai_store::trail::{self, NewTrail};
use mingbai_store::{StoreError, Tx, communities, log, requests};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::App;
use crate::book::append::Append;
use crate::book::folds::Folds;
use crate::book::halt::Halt;
use crate::env::{Clock, Random};
use crate::error::{AppError, Nothing};
use crate::files::dir::DataDir;

/// Who asks for what, of which community.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// Who.
    pub actor: Actor,
    /// What.
    pub act: Act,
    /// Of which community.
    pub community: CommunityId,
}

impl Call {
    /// From the machine's shell.
    pub fn shell(act: Act, community: CommunityId) -> Self {
        let actor = Actor::Shell;
        Self {
            actor,
            act,
            community,
        }
    }

    /// From the server's own work.
    pub fn job(act: Act, community: CommunityId) -> Self {
        let actor = Actor::Job;
        Self {
            actor,
            act,
            community,
        }
    }
}

/// A caller's idempotency key: the same key with the same request is answered as the first time and
/// changes nothing; with another request it is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    key: String,
    body: [u8; 32],
}

impl Key {
    /// `key` is the caller's, unique within the community; `request` is everything that is asked,
    /// in one fixed form.
    pub fn new(key: impl Into<String>, request: &[u8]) -> Self {
        let key = format!("{ACT_KEY}{}", key.into());
        let body = file_hash(request);
        Self { key, body }
    }
}

/// What an act works with: the community's book, locked, and what the world gives.
pub struct Cx<'t, 'c> {
    /// The book, open for adding; its transaction is the act's.
    pub book: Append<'t, 'c>,
    /// Now, as the records will say.
    pub now: UnixMs,
    /// Salts and ids.
    pub random: &'t Random,
    /// Where files lie.
    pub dir: &'t DataDir,
    permit: Permit,
    /// Nothing was done: the request had been answered before.
    repeated: bool,
}

impl Cx<'_, '_> {
    /// Everything recorded so far, by this act too.
    pub fn fold(&self) -> &Fold {
        self.book.fold()
    }

    /// The community.
    pub fn id(&self) -> CommunityId {
        self.book.id
    }

    /// The time for a record: now, but never before the record in front.
    pub fn time(&self) -> UnixMs {
        self.book.time(self.now)
    }

    /// The trail's row, and everything that was added.
    fn finish(self) -> Result<(), AppError> {
        let Self {
            book,
            permit,
            repeated,
            ..
        } = self;
        if permit.act().effect() == Effect::Writes && !repeated {
            let row = row_of(&permit, book.sizes());
            trail::insert(book.tx, book.id, &row)?;
        }
        book.finish()
    }
}

/// What a permitted look at private rows works with.
pub struct Look<'t, 'c> {
    /// A consistent view of the database.
    pub tx: &'t mut Tx<'c>,
    /// Its address name.
    pub slug: Slug,
    /// Now.
    pub now: UnixMs,
    folds: Folds,
    permit: Permit,
}

impl Look<'_, '_> {
    /// The community.
    pub fn id(&self) -> CommunityId {
        self.permit.community()
    }

    /// The fold of everything recorded in this view.
    pub fn fold(&mut self) -> Result<Arc<Fold>, AppError> {
        self.folds.newest(self.tx, self.permit.community())
    }
}

/// What an act takes along into the writer's thread.
#[derive(Clone)]
pub(crate) struct Door {
    folds: Folds,
    clock: Clock,
    random: Random,
    dir: DataDir,
}

impl Door {
    /// Goes through the door inside an open transaction.
    pub(crate) fn enter<T>(
        &self,
        tx: &mut Tx<'_>,
        call: Call,
        work: impl FnOnce(&mut Cx<'_, '_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let book = Append::open(tx, &self.folds, call.community)?;
        let target = Target {
            community: call.community,
            halted: book.halted.is_some(),
        };
        let now = self.clock.now();
        let permit = may(call.actor, call.act, target, now).map_err(|denied| match denied {
            Denied::Halted => AppError::Halted {
                slug: book.slug.clone(),
                why: Halt::parse(book.halted.as_deref().unwrap_or_default()),
            },
            denied @ Denied::NotYours { .. } => AppError::Denied(denied),
        })?;
        let mut cx = Cx {
            book,
            now,
            random: &self.random,
            dir: &self.dir,
            permit,
            repeated: false,
        };
        let answer = work(&mut cx)?;
        cx.finish()?;
        Ok(answer)
    }
}

/// What the trail says of an act.
fn row_of(permit: &Permit, records: (u64, u64)) -> NewTrail {
    NewTrail {
        at: permit.at(),
        actor: permit.actor(),
        act: permit.act(),
        records,
    }
}

/// How a rehearsal ends: always undone.
enum Undone<T> {
    Rehearsed(T),
    Failed(AppError),
}

impl<T> From<StoreError> for Undone<T> {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl App {
    pub(crate) fn door(&self) -> Door {
        Door {
            folds: self.folds.clone(),
            clock: self.clock.clone(),
            random: self.random.clone(),
            dir: self.dir.clone(),
        }
    }

    /// Does something to a community, in one transaction; an error means that nothing was done.
    pub fn act<T: Send + 'static>(
        &self,
        call: Call,
        mut work: impl FnMut(&mut Cx<'_, '_>) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        self.check_clock()?;
        let door = self.door();
        self.db
            .write(call.community, move |tx| door.enter(tx, call, &mut work))
    }

    /// The same, at most once for each key.
    pub fn act_once<T: Serialize + DeserializeOwned + Send + 'static>(
        &self,
        call: Call,
        key: Key,
        mut work: impl FnMut(&mut Cx<'_, '_>) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        self.act(call, move |cx| {
            let id = cx.id();
            if let Some(before) = requests::list(cx.book.tx, id, &[&key.key])?.pop() {
                cx.repeated = true;
                return answered(&before, &key);
            }
            let answer = work(cx)?;
            let text = serde_json::to_string(&answer)
                .map_err(|error| StoreError::Inconsistent(format!("an answer: {error}")))?;
            let row = RequestRow {
                key: key.key.clone(),
                body: key.body,
                answer: text,
            };
            requests::insert(cx.book.tx, id, &[row])?;
            Ok(answer)
        })
    }

    /// Does something as [`Self::act`] would, answers what it would, and undoes all of it.
    pub fn rehearse<T: Send + 'static>(
        &self,
        call: Call,
        mut work: impl FnMut(&mut Cx<'_, '_>) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        self.check_clock()?;
        let door = self.door();
        let undone = self.db.write(call.community, move |tx| {
            let answer = door.enter(tx, call, &mut work);
            // What the database would refuse only at the end is refused here, too.
            let answer = answer.and_then(|answer| Ok(tx.settle().map(|()| answer)?));
            Err::<(), _>(answer.map_or_else(Undone::Failed, Undone::Rehearsed))
        });
        match undone {
            Err(Undone::Rehearsed(answer)) => Ok(answer),
            Err(Undone::Failed(error)) => Err(error),
            Ok(()) => Err(Nothing::Record.into()),
        }
    }

    /// Stops a community's writes, with the reason that everyone reads, or allows them again, unless
    /// somebody changed that since it was read as `was`. It does not look at the book, which may be
    /// damaged.
    pub fn halt(
        &self,
        actor: Actor,
        community: CommunityId,
        was: Option<String>,
        why: Option<String>,
    ) -> Result<(), AppError> {
        let clock = self.clock.clone();
        self.db
            .write(community, move |tx| -> Result<(), AppError> {
                // A log whose own row is gone is stopped all the same.
                let size = log::lock(tx, community).map_or(0, |state| state.size);
                let now = clock.now();
                let target = Target {
                    community,
                    halted: false,
                };
                let permit = may(actor, Act::Halt, target, now)?;
                if !communities::mark_halted_if(tx, community, was.as_deref(), why.as_deref())? {
                    return Ok(());
                }
                Ok(trail::insert(
                    tx,
                    community,
                    &row_of(&permit, (size, size)),
                )?)
            })?;
        // Where its pages are served, they say so from now on.
        if let Ok(row) = self.db.read(|tx| communities::get(tx, community))
            && self.books.front(&row.slug).is_some()
        {
            self.show_halt(&row);
        }
        Ok(())
    }

    /// The fold of everything a community has recorded.
    pub fn fold(&self, id: CommunityId) -> Result<Arc<Fold>, AppError> {
        self.db.read(|tx| self.folds.newest(tx, id))
    }

    /// Reads private rows of a community, in one consistent view.
    pub fn look<T>(
        &self,
        call: Call,
        work: impl FnOnce(&mut Look<'_, '_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let now = self.clock.now();
        self.db.read(|tx| {
            let row = communities::get(tx, call.community)?;
            let target = Target {
                community: call.community,
                halted: row.halted.is_some(),
            };
            let permit = may(call.actor, call.act, target, now).map_err(AppError::Denied)?;
            work(&mut Look {
                tx,
                slug: row.slug,
                now,
                folds: self.folds.clone(),
                permit,
            })
        })
    }
}

/// The answer of the first time.
fn answered<T: DeserializeOwned>(before: &RequestRow, key: &Key) -> Result<T, AppError> {
    if before.body != key.body {
        let key = key.key.trim_start_matches(ACT_KEY);
        return Err(AppError::KeyReused(key.to_owned()));
    }
    serde_json::from_str(&before.answer).map_err(|_| {
        StoreError::Inconsistent(format!("the answer of request `{}`", before.key)).into()
    })
}
