//! Going through the communities: when which one is due, what is remembered of it, and what follows
//! from what was found.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use mingbai_domain::access::Actor;
use mingbai_domain::book::Fold;
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_store::audit::{RawRow, fingerprint, layouts};
use mingbai_store::cards::{self, CardRow};
use mingbai_store::{StoreError, Tx, communities};
use mingbai_tlog::{Frontier, Policy, Verifier};

use super::cursor::Cursor;
use super::finding::{Finding, Findings, Key, Place, Why};
use super::{Audit, book, card, district, papers, register};
use crate::App;
use crate::book::halt::Halt;
use crate::error::AppError;
use crate::files::keys;
use crate::ops::refusal::SetupRefusal;

/// How often a community is looked at.
const EVERY_MS: i64 = 3_600_000;
/// How often it is gone through whole, whether it changed or not.
const WHOLE_EVERY_MS: i64 = 24 * EVERY_MS;

/// Audits again and again, for a thread of its own.
///
/// It remembers, in memory, what every community was when it was last gone through: its tree, and a
/// fingerprint of all its tables (numbers of rows, and sums over their cells weighted by their keys,
/// which the database adds up). One that is the same an hour later is left alone; once a day, and
/// after a restart, everything is gone through, because a fingerprint is no proof. `mingbai audit`
/// is always whole.
#[derive(Debug)]
pub struct Auditor {
    actor: Actor,
    known: BTreeMap<CommunityId, Known>,
    district: District,
}

#[derive(Debug, Default)]
struct District {
    looked_at: Option<UnixMs>,
    whole_at: Option<UnixMs>,
    /// How far its log was found in order.
    tree: Frontier,
    /// What it contradicts of the communities.
    of: BTreeMap<CommunityId, Vec<Finding>>,
}

#[derive(Debug)]
struct Known {
    looked_at: UnixMs,
    whole_at: UnixMs,
    print: Print,
    findings: Vec<Finding>,
}

/// What a community's rows look like from afar.
#[derive(Debug, PartialEq, Eq)]
struct Print {
    sums: Vec<Vec<i64>>,
    frontier: Option<Vec<u8>>,
    community: RawRow,
    card: Option<CardRow>,
}

/// A community to be gone through.
struct Target {
    id: CommunityId,
    place: Place,
    row: RawRow,
}

impl Target {
    fn slug(&self) -> Option<&Slug> {
        match &self.place {
            Place::Community(slug) => Some(slug),
            Place::District | Place::Unnamed(_) => None,
        }
    }

    fn halted(&self) -> Option<&str> {
        self.row.text_opt("halted").ok().flatten()
    }
}

impl Auditor {
    /// One that halts and frees in this actor's name.
    pub fn of(actor: Actor) -> Self {
        Self {
            actor,
            known: BTreeMap::new(),
            district: District::default(),
        }
    }

    /// Goes through what is due now, one community after the other, each in a read transaction of its
    /// own; the writer is asked only where a halt changes. `between` is called behind each; when it
    /// breaks, the rest stays due. A loop may call this as often as it likes: with nothing due it
    /// costs one short query.
    ///
    /// Halts show on the pages at once. The answer holds what was looked at in this call, with what is
    /// remembered of communities that did not change; an `Err` says that not even the communities could
    /// be listed.
    pub fn due(
        &mut self,
        app: &App,
        mut between: impl FnMut(&Place) -> ControlFlow<()>,
    ) -> Result<Audit, AppError> {
        let now = app.clock.now();
        let mut ids = app.db.read(communities::ids)?;
        let mut audit = Audit::default();
        let old = |at: Option<UnixMs>, every| is_old(at, every, now);
        if old(self.district.looked_at, EVERY_MS) {
            let whole = old(self.district.whole_at, WHOLE_EVERY_MS);
            let targets = targets(app, &ids)?;
            self.look_at_district(app, &targets, whole, &mut audit);
            if between(&Place::District).is_break() {
                return Ok(audit);
            }
        }
        self.known.retain(|id, _| ids.binary_search(id).is_ok());
        ids.retain(|id| old(self.known.get(id).map(|known| known.looked_at), EVERY_MS));
        for target in targets(app, &ids)? {
            let known = self.known.get(&target.id);
            let whole = old(known.map(|known| known.whole_at), WHOLE_EVERY_MS);
            self.look_at(app, &target, whole, &mut audit);
            if between(&target.place).is_break() {
                break;
            }
        }
        show_halts(app)?;
        Ok(audit)
    }

    /// Everything, or one community, whole.
    pub(super) fn whole(
        &mut self,
        app: &App,
        only: Option<&Slug>,
        mut progress: impl FnMut(&Place),
    ) -> Result<Audit, AppError> {
        let targets = targets(app, &app.db.read(communities::ids)?)?;
        if let Some(slug) = only
            && !targets.iter().any(|target| target.slug() == Some(slug))
        {
            return Err(SetupRefusal::UnknownCommunity(slug.to_string()).into());
        }
        let mut audit = Audit::default();
        self.look_at_district(app, &targets, true, &mut audit);
        if only.is_some() {
            audit = Audit::default();
        } else {
            progress(&Place::District);
        }
        let asked = |target: &&Target| only.is_none_or(|slug| target.slug() == Some(slug));
        for target in targets.iter().filter(asked) {
            self.look_at(app, target, true, &mut audit);
            progress(&target.place);
        }
        show_halts(app)?;
        Ok(audit)
    }

    fn look_at_district(&mut self, app: &App, targets: &[Target], whole: bool, audit: &mut Audit) {
        let now = app.clock.now();
        let slugs = targets
            .iter()
            .filter_map(|target| Some((target.slug()?.clone(), target.id)));
        let slugs: BTreeMap<Slug, CommunityId> = slugs.collect();
        let from = if whole {
            Frontier::new()
        } else {
            self.district.tree.clone()
        };
        let (keys, origin) = (keys_of(app, None), keys::origin(&app.district().host, None));
        let looked = app
            .db
            .read(|tx| district::check(tx, &slugs, (&keys, &origin), from));
        let looked: district::Looked = match looked {
            Ok(looked) => looked,
            Err(failed) => {
                let failed: StoreError = failed;
                audit.failed.insert(Place::District, failed.into());
                return;
            }
        };
        let own = looked.own.into_vec();
        let of = looked
            .of
            .into_iter()
            .map(|(id, findings)| (id, findings.into_vec()));
        if whole {
            self.district.of.clear();
            self.district.whole_at = Some(now);
        }
        for (id, findings) in of {
            self.district.of.entry(id).or_default().extend(findings);
        }
        // What is out of order is gone through again from the beginning.
        self.district.tree = if own.is_empty() {
            looked.tree
        } else {
            Frontier::new()
        };
        self.district.looked_at = Some(now);
        audit.findings.insert(Place::District, own);
    }

    fn look_at(&mut self, app: &App, target: &Target, whole: bool, audit: &mut Audit) {
        let now = app.clock.now();
        let known = self.known.get(&target.id);
        let before = known.filter(|_| !whole).map(|known| &known.print);
        let keys = target
            .slug()
            .map(|slug| keys_of(app, Some(slug)))
            .unwrap_or_default();
        let read = app.db.read(|tx| look(tx, app, target, &keys, before));
        let (print, looked) = match read {
            Ok(read) => read,
            Err(failed) => {
                let failed: StoreError = failed;
                audit.failed.insert(target.place.clone(), failed.into());
                return;
            }
        };
        let whole_at = match (&looked, known) {
            (None, Some(known)) => known.whole_at,
            _ => now,
        };
        let mut findings = match (looked, self.known.remove(&target.id)) {
            (Some((findings, entries)), _) => {
                audit.entries += entries;
                findings
            }
            (None, known) => known.map(|known| known.findings).unwrap_or_default(),
        };
        let remembered = findings.clone();
        findings.extend(
            self.district
                .of
                .get(&target.id)
                .into_iter()
                .flatten()
                .cloned(),
        );
        // A halt is in the trail, which is not what somebody else changed.
        let settled = settle(app, self.actor, target, &findings);
        let settled = settled.and_then(|changed| Ok(changed | make_good(app, target, &findings)?));
        let settled = settled.and_then(|changed| {
            let after = || app.db.read(|tx| print_of(tx, target));
            changed
                .then(after)
                .transpose()
                .map_err(|error: StoreError| error.into())
        });
        let print = match settled {
            Ok(after) => after.unwrap_or(print),
            Err(failed) => {
                audit.failed.insert(target.place.clone(), failed);
                print
            }
        };
        let known = Known {
            looked_at: now,
            whole_at,
            print,
            findings: remembered,
        };
        self.known.insert(target.id, known);
        audit.findings.insert(target.place.clone(), findings);
    }
}

fn is_old(at: Option<UnixMs>, every_ms: i64, now: UnixMs) -> bool {
    // A clock that was put back makes it due, too.
    at.is_none_or(|at| now.0 < at.0 || now.0 - at.0 >= every_ms)
}

/// These communities, whatever their rows hold.
fn targets(app: &App, ids: &[CommunityId]) -> Result<Vec<Target>, AppError> {
    let mut targets = Vec::with_capacity(ids.len());
    for &id in ids {
        let row = app.db.read(|tx| Cursor::open(id, "community")?.next(tx))?;
        let Some(row) = row else { continue };
        let slug = row.text("slug").ok().and_then(|text| Slug::new(text).ok());
        let place = slug.map_or(Place::Unnamed(id), Place::Community);
        targets.push(Target { id, place, row });
    }
    targets.sort_by(|a, b| a.place.cmp(&b.place));
    Ok(targets)
}

/// The keys that may have signed a log: those that its public policy names. Without a policy nothing
/// is said of signatures.
fn keys_of(app: &App, slug: Option<&Slug>) -> Vec<Verifier> {
    let text = std::fs::read_to_string(app.dir.log(slug).join("policy")).unwrap_or_default();
    let policy = Policy::parse(&text).ok();
    let logs = policy.iter().flat_map(Policy::logs);
    logs.map(|log| log.key.clone()).collect()
}

type LookedAt = (Print, Option<(Vec<Finding>, u64)>);

/// Goes through a community, unless it is as it was `before`.
fn look(
    tx: &mut Tx<'_>,
    app: &App,
    target: &Target,
    keys: &[Verifier],
    before: Option<&Print>,
) -> Result<LookedAt, StoreError> {
    let print = print_of(tx, target)?;
    if before == Some(&print) {
        return Ok((print, None));
    }
    let (id, slug) = (target.id, target.slug());
    let mut findings = Findings::default();
    if slug.is_none() {
        findings.row("community", Key::Number(id.0), Why::Cell("slug"));
    }
    let book = book::walk(tx, id, slug, keys, &mut findings)?;
    book.households.finish(tx, &book.balances, &mut findings)?;
    let fold = book.whole.then_some(&book.fold);
    check_community(app, target, &book.fold, &mut findings);
    let published = match fold.map(Fold::registry) {
        None => register::Published::Unknown,
        Some(None) => register::Published::None,
        Some(Some(totals)) => register::Published::Totals(totals),
    };
    register::check(tx, id, &published, &mut findings)?;
    papers::check(tx, id, fold, &mut findings)?;
    Ok((print, Some((findings.into_vec(), book.entries))))
}

fn print_of(tx: &mut Tx<'_>, target: &Target) -> Result<Print, StoreError> {
    let tables = layouts()
        .iter()
        .filter(|layout| layout.table != "community");
    let sums = tables.map(|layout| fingerprint(tx, target.id, layout));
    let sums = sums.collect::<Result<_, _>>()?;
    let log = Cursor::open(target.id, "log")?.next(tx)?;
    let mut community = target.row.clone();
    // The halt follows from the audit.
    let halted = community
        .layout
        .columns
        .iter()
        .position(|(name, _)| *name == "halted");
    if let Some(cell) = halted.and_then(|at| community.cells.get_mut(at)) {
        *cell = mingbai_store::audit::Cell::Null;
    }
    Ok(Print {
        sums,
        frontier: log.and_then(|log| log.bytes("frontier").map(<[u8]>::to_vec).ok()),
        community,
        card: cards::find(tx, target.id)?,
    })
}

/// The community's row against the first record of its book, and that against the district's row.
fn check_community(
    app: &App,
    target: &Target,
    fold: &mingbai_domain::book::Fold,
    findings: &mut Findings,
) {
    let key = Key::Number(target.id.0);
    let Some(said) = fold.community() else {
        return findings.row("community", key, Why::NotInBook);
    };
    if target.slug().is_some_and(|slug| *slug != said.slug) {
        findings.row("community", key, Why::NotOfBook("slug"));
    }
    // A record's time is in whole seconds.
    let created = target.row.int("created_ms").map(|at| UnixMs(at).seconds());
    if created != Ok(said.at.seconds()) {
        findings.row("community", key, Why::NotOfBook("created_ms"));
    }
    if target.row.text_opt("halted").is_err() {
        findings.row("community", key, Why::Cell("halted"));
    }
    let ours = app.district();
    // A community that was founded elsewhere and handed over keeps its first record.
    let founded_here = said.origin.starts_with(&format!("{}/", ours.host));
    if founded_here && fold.handovers().is_empty() {
        if said.district != ours.name {
            findings.row("district", Key::Only, Why::NotOfBook("name"));
        }
        if said.synthetic != ours.synthetic {
            findings.row("district", Key::Only, Why::NotOfBook("synthetic"));
        }
    }
}

/// Stops or frees a community's writes; whether anything changed.
fn settle(
    app: &App,
    actor: Actor,
    target: &Target,
    findings: &[Finding],
) -> Result<bool, AppError> {
    let (id, was) = (target.id, target.halted().map(ToOwned::to_owned));
    let why = findings.first().map(ToString::to_string);
    if why == was || Halt::is_hand_over(was.as_deref()) {
        return Ok(false);
    }
    // Somebody may have handed it over since it was read.
    app.halt(actor, id, was, why)?;
    Ok(true)
}

/// Has a card made anew that was not its fold's; whether anything changed. The community stays
/// halted until the next audit: somebody was shown false figures. Where anything else is wrong, too,
/// the card stays: made of damaged records, it would be the wrong one when they are put back.
fn make_good(app: &App, target: &Target, findings: &[Finding]) -> Result<bool, AppError> {
    let of_card =
        |finding: &Finding| matches!(finding, Finding::Row { table, .. } if *table == card::TABLE);
    let of_card = !findings.is_empty() && findings.iter().all(of_card);
    let Some(slug) = target.slug().filter(|_| of_card) else {
        return Ok(false);
    };
    let id = target.id;
    app.db.write(id, move |tx| cards::forget(tx, id))?;
    app.refresh(&app.community(slug)?)?;
    Ok(true)
}

/// Puts in front of the pages which communities are halted, whoever halted or freed them: this
/// process or a command beside it.
pub fn show_halts(app: &App) -> Result<(), AppError> {
    for row in app.communities()? {
        let shown = app.books.front(&row.slug);
        if shown.is_some_and(|shown| shown.halted != row.halted) {
            app.show_halt(&row);
        }
    }
    Ok(())
}
