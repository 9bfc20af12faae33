//! An unpacked package, gone through as if it were an installation: its rows in a database of their
//! own, the public files that follow from them, the public verifier, the operator's audit.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use mingbai_domain::book::Fold;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_store::communities::{CommunityRow, DISTRICT, DistrictRow};
use mingbai_store::{Db, StoreError, Target, Tx, communities, log};
use mingbai_tlog::{Checkpoint, Note, Policy};
use mingbai_verify::{Options, Source, verify_books};

use super::manifest::Member;
use super::named::Named;
use super::refusal::{Findings, Refusal};
use super::rows::{self, Whose};
use super::shown::{ShownLog, write_log};
use super::unpack::Unpacked;
use crate::App;
use crate::book::publish;
use crate::book::refusal::{BookRefusal, Fork};
use crate::env::{Clock, Random};
use crate::error::AppError;
use crate::files::dir::DataDir;
use crate::files::keys;
use crate::ops::audit;

/// A package as an installation of its own, in the folder where it was unpacked.
pub struct Checked {
    app: App,
    /// Every log, the district's last.
    pub logs: Vec<ShownLog>,
    /// What does not hold.
    pub findings: Findings,
}

/// Goes through a back-up.
pub fn backup(
    unpacked: &Unpacked,
    district: DistrictRow,
    clock: Clock,
    random: Random,
) -> Result<Checked, AppError> {
    let mut checked = build(unpacked, district, Whose::All, clock, random)?;
    checked.show(Some(DISTRICT))?;
    checked.check_files(unpacked)?;
    for log in checked.logs.iter().filter(|log| log.signed.is_some()) {
        checked.check_own_key(log)?;
    }
    checked.look()?;
    Ok(checked)
}

/// A hand-over that holds, and what its book says of the keys.
pub struct HandedOver {
    pub slug: Slug,
    /// The key that has signed so far.
    pub old_key: String,
    /// The key that the last record announces.
    pub new_key: String,
    pub checked: Checked,
}

/// Goes through a hand-over, which must hold.
pub fn handover(
    unpacked: &Unpacked,
    slug: Slug,
    here: &DistrictRow,
    clock: Clock,
    random: Random,
) -> Result<HandedOver, AppError> {
    let not_ours = |member: &&Member| {
        matches!(
            member,
            Member::Key(_) | Member::District | Member::Policy(None)
        )
    };
    if let Some(member) = unpacked.members.iter().find(not_ours) {
        return Err(Refusal::Name(member.name()).into());
    }
    let mut checked = build(unpacked, here.clone(), Whose::One, clock, random)?;
    checked.show(None)?;
    let [log] = checked.logs.as_slice() else {
        return Err(Refusal::NoCommunity.into());
    };
    if log.slug.as_ref() != Some(&slug) {
        return Err(Refusal::Manifest {
            what: "community",
            stated: slug.to_string(),
            found: log.name(),
        }
        .into());
    }
    let log = log.clone();
    checked.check_files(unpacked)?;
    if log.signed != Some(log.size) {
        return Err(Refusal::Behind(log.name()).into());
    }
    let fold = checked.fold(log.id)?;
    let new_key = match fold.handovers().last() {
        Some((index, handover)) if index + 1 == log.size => handover.vkey.clone(),
        _ => return Err(Refusal::NotHandedOver.into()),
    };
    check_policy(unpacked, &log, &fold)?;
    checked.look()?;
    let old_key = log.signer.map(|key| key.to_string()).unwrap_or_default();
    if !checked.findings.is_empty() {
        return Err(Refusal::Findings(checked.findings).into());
    }
    Ok(HandedOver {
        slug,
        old_key,
        new_key,
        checked,
    })
}

/// The policy is written as this program writes it, and names the keys that signed so far: the first
/// one and those that were announced, but for the successor's.
fn check_policy(unpacked: &Unpacked, log: &ShownLog, fold: &Fold) -> Result<(), AppError> {
    let bytes = unpacked.read(&Member::Policy(log.slug.clone()))?;
    let policy = std::str::from_utf8(&bytes).ok();
    let policy = policy.and_then(|text| Policy::parse(text).ok().filter(|p| p.to_string() == text));
    let policy = policy.ok_or_else(|| Refusal::Policy(log.name()))?;
    let named: Vec<String> = policy.logs().iter().map(|l| l.key.to_string()).collect();
    let announced = fold.handovers().iter().rev().skip(1).rev();
    let announced = announced.map(|(_, handover)| handover.vkey.clone());
    let mut expected: Vec<String> = Vec::new();
    for key in named.first().cloned().into_iter().chain(announced) {
        if !expected.contains(&key) {
            expected.push(key);
        }
    }
    if named == expected {
        Ok(())
    } else {
        Err(Refusal::ForeignPolicy(log.name()).into())
    }
}

/// A database of the package's rows alone.
fn build(
    unpacked: &Unpacked,
    district: DistrictRow,
    whose: Whose,
    clock: Clock,
    random: Random,
) -> Result<Checked, AppError> {
    let db = Db::open(Target::Sqlite(unpacked.folder.join("check.db")))?;
    let rows = unpacked.path(&Member::Rows);
    let (count, _) = db.write(DISTRICT, move |tx| -> Result<_, AppError> {
        communities::insert_district(tx, &district)?;
        rows::import(tx, &rows, whose)
    })?;
    let stated = unpacked.manifest.rows;
    if count != stated {
        return Err(Refusal::Manifest {
            what: "rows",
            stated: stated.to_string(),
            found: count.to_string(),
        }
        .into());
    }
    Ok(Checked {
        app: App::with(db, DataDir::new(&unpacked.folder), clock, random)?,
        logs: Vec::new(),
        findings: Findings::default(),
    })
}

impl Checked {
    /// Makes the public files of every log.
    fn show(&mut self, district: Option<CommunityId>) -> Result<(), AppError> {
        let dir = self.app.dir.clone();
        let logs = self.app.db.read(|tx| -> Result<Vec<ShownLog>, AppError> {
            let mut logs = Vec::new();
            for CommunityRow { id, slug, .. } in communities::list(tx)? {
                logs.push(write_log(tx, id, Some(&slug), &dir.log(Some(&slug)))?);
            }
            if let Some(id) = district {
                logs.push(write_log(tx, id, None, &dir.log(None))?);
            }
            for log in &logs {
                no_more_leaves(tx, log)?;
            }
            Ok(logs)
        });
        self.logs = logs.map_err(of_rows)?;
        if self.logs.iter().all(|log| log.slug.is_none()) && district.is_none() {
            return Err(Refusal::NoCommunity.into());
        }
        Ok(())
    }

    /// Every file is named by a row, and every named file is there.
    fn check_files(&mut self, unpacked: &Unpacked) -> Result<(), AppError> {
        let named = self.app.db.read(|tx| -> Result<Named, AppError> {
            let mut named = Named::default();
            for CommunityRow { id, slug, .. } in communities::list(tx)? {
                named.add(tx, id, &slug)?;
            }
            Ok(named)
        });
        let mut named = named.map_err(of_rows)?;
        let signed = self.logs.iter().filter(|log| log.signed.is_some());
        named
            .needed
            .extend(signed.map(|log| Member::Policy(log.slug.clone())));
        let files = unpacked
            .members
            .iter()
            .filter(|member| member.sha256().is_some() || matches!(member, Member::Policy(_)));
        let extra = files.filter(|m| !named.needed.contains(*m) && !named.allowed.contains(*m));
        let extra: Vec<String> = extra.map(Member::name).collect();
        // Rows that cannot be read may have named them; the audit says which rows.
        if !extra.is_empty() && named.unreadable.is_empty() {
            return Err(Refusal::NotNamed(extra).into());
        }
        let missing = named.needed.difference(&unpacked.members);
        self.findings.missing = missing.map(Member::name).collect();
        Ok(())
    }

    /// The key in the package is the one that signs the log from now on.
    fn check_own_key(&self, log: &ShownLog) -> Result<(), AppError> {
        let wrong = || AppError::from(Refusal::Key(log.name()));
        let last = log.signer.as_ref().ok_or_else(wrong)?;
        let key = keys::load(&self.app.dir, log.slug.as_ref(), last.name()).map_err(|_| wrong())?;
        let announced = match log.slug {
            // A community that was taken over and not written to since.
            Some(_) => self
                .fold(log.id)?
                .handovers()
                .last()
                .map(|(_, h)| h.vkey.clone()),
            None => None,
        };
        let own = key.verifier();
        if own == last || announced == Some(own.to_string()) {
            Ok(())
        } else {
            Err(wrong())
        }
    }

    /// The public verifier over what everybody will see, the audit over everything.
    fn look(&mut self) -> Result<(), AppError> {
        let signed = |log: &&ShownLog| log.signed.is_some();
        let logs = self.logs.iter().filter(signed);
        let books: Vec<Slug> = logs.clone().filter_map(|log| log.slug.clone()).collect();
        let district = logs.clone().any(|log| log.slug.is_none());
        let source = Source::Dir(self.app.dir.public());
        let report = verify_books(&source, &books, district, &Options::default());
        self.findings.public = report.failures;
        // A hand-over brings no log of a district.
        let whole = self.logs.iter().any(|log| log.slug.is_none());
        let only = self.logs.iter().find_map(|log| log.slug.as_ref());
        let audit = audit::run(&self.app, only.filter(|_| !whole), |_| ()).map_err(of_rows)?;
        self.findings.audit = audit.each().map_err(of_rows)?;
        Ok(())
    }

    pub fn fold(&self, id: CommunityId) -> Result<Arc<Fold>, AppError> {
        self.app.fold(id).map_err(of_rows)
    }

    /// Refuses a package that what was served from a place does not lead to: signing on would
    /// contradict it.
    pub fn must_continue(&self, place: &DataDir, logs: &[Option<Slug>]) -> Result<(), AppError> {
        for slug in logs {
            let path = place.log(slug.as_ref()).join("checkpoint");
            if !path.exists() {
                continue;
            }
            let name = slug
                .as_ref()
                .map_or("district".to_owned(), ToString::to_string);
            let fork = |why: Fork| {
                AppError::Book(BookRefusal::WouldFork {
                    log: name.clone(),
                    why,
                })
            };
            let served = read_checkpoint(&path).ok_or_else(|| {
                fork(Fork::Checkpoint(
                    "the checkpoint that is served cannot be read".into(),
                ))
            })?;
            let of = self.logs.iter().find(|log| log.slug == *slug);
            let kept = of.and_then(|log| log.signed).unwrap_or(0);
            if kept < served.size {
                return Err(fork(Fork::OlderPackage {
                    shown: served.size,
                    kept,
                }));
            }
            let Some(log) = of else { continue };
            let root = self
                .app
                .db
                .read(|tx| publish::root_at(tx, log.id, served.size));
            if root.map_err(|error| of_rows(error.into()))? != served.root {
                return Err(fork(Fork::OtherPackage { size: served.size }));
            }
        }
        Ok(())
    }
}

/// A log's count is that of its leaves.
fn no_more_leaves(tx: &mut Tx<'_>, shown: &ShownLog) -> Result<(), AppError> {
    let last = u64::try_from(i64::MAX).unwrap_or(u64::MAX);
    let more = log::each_leaf(tx, shown.id, shown.size, last, |_, _| {
        Err(StoreError::Inconsistent(format!(
            "`{}` has leaves behind its last record",
            shown.name()
        )))
    });
    Ok(more?)
}

/// The logs that a place serves.
pub fn served_logs(place: &DataDir) -> Vec<Option<Slug>> {
    let mut logs = BTreeSet::from([None]);
    if let Ok(folders) = fs::read_dir(place.public().join("c")) {
        for entry in folders.flatten() {
            let name = entry.file_name();
            logs.extend(name.to_str().and_then(|n| Slug::new(n).ok()).map(Some));
        }
    }
    logs.into_iter().collect()
}

fn read_checkpoint(path: &Path) -> Option<Checkpoint> {
    let bytes = fs::read(path).ok()?;
    Checkpoint::parse(Note::parse(&bytes).ok()?.text()).ok()
}

/// What a database says of the package's rows is the package's fault.
fn of_rows(error: AppError) -> AppError {
    match error {
        AppError::Store(StoreError::Inconsistent(why)) => Refusal::Rows(why).into(),
        AppError::Store(StoreError::RowCount { what, .. }) => Refusal::Rows(what.into()).into(),
        other => other,
    }
}
