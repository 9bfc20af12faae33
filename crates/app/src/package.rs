//! Packages: a back-up of the whole installation, and the hand-over of one community.
//!
//! Both are tar files with the rows of each community as JSON lines and the files beside them. A
//! back-up holds the signing keys; a hand-over never does: the next manager continues the log with
//! a key that the `handover` record announces.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Component, Path, PathBuf};

use mingbai_domain::access::Act;
use mingbai_domain::book::{Fold, Handover};
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_store::communities::DISTRICT;
use mingbai_store::{Db, StoreError, Target, communities, dump, log};
use mingbai_tlog::{Checkpoint, Note};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::App;
use crate::act::Call;
use crate::dir::{DataDir, Durability};
use crate::env::{Clock, Random};
use crate::error::AppError;
use crate::folds::catch_up;
use crate::keys;

/// The form of packages made by this program.
const FORM: &str = "mingbai-package-1";

/// Bytes of one row; a record may have 64 kB, and hex doubles it.
const MAX_ROW: u64 = 16 << 20;

/// Why a community that was handed over accepts no writes. No audit lifts it.
pub const HANDED_OVER: &str = "handed over to the next manager";

/// What a package says of itself: the first file in it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    form: String,
    /// The community handed over; `None` for a back-up.
    community: Option<Slug>,
    made_at: String,
}

/// Writes a back-up of everything, keys included: keep it like a key.
pub fn backup(app: &App, to: &Path) -> Result<u64, AppError> {
    let mut ids: Vec<CommunityId> = app.communities()?.iter().map(|row| row.id).collect();
    ids.push(DISTRICT);
    let mut package = Package::create(to, app, None)?;
    let district = serde_json::to_vec(&DistrictFile::of(app)).map_err(json_error)?;
    package.add("district.json", &district)?;
    // The files first: rows that are newer than the public files are published after a restore,
    // public files that are newer than the rows would look like a rollback.
    for folder in ["public", "private", "keys"] {
        package.add_folder(app.dir.root(), folder)?;
    }
    let rows = package.add_rows(app, &ids)?;
    package.finish()?;
    Ok(rows)
}

/// Makes an installation from a back-up, in an empty place. If a newer checkpoint was already served
/// from there, it is refused: signing from an older state would fork the log.
pub fn restore(
    from: &Path,
    dir: &DataDir,
    target: Option<Target>,
    clock: Clock,
    random: Random,
) -> Result<App, AppError> {
    let unpacked = unpack(from)?;
    if unpacked.manifest.community.is_some() {
        return Err(AppError::Package("it is a hand-over, not a back-up".into()));
    }
    refuse_older(&unpacked, dir)?;
    fs::create_dir_all(dir.root()).map_err(AppError::file(dir.root()))?;
    let target = target.unwrap_or_else(|| Target::Sqlite(dir.database()));
    crate::dir::make_private(&target)?;
    let db = Db::open(target)?;
    let district = unpacked.read("district.json")?;
    let district: DistrictFile = serde_json::from_slice(&district).map_err(json_error)?;
    let rows = unpacked.path("rows.jsonl");
    db.write(DISTRICT, move |tx| -> Result<(), AppError> {
        if communities::find_district(tx)?.is_some() {
            return Err(AppError::AlreadyInitialised);
        }
        communities::insert_district(tx, &district.row())?;
        each_row(&rows, |table, row| Ok(dump::import(tx, table, row)?))
    })?;
    for folder in ["keys", "private", "public"] {
        copy_folder(&unpacked.path(folder), &dir.root().join(folder))?;
    }
    App::with(db, dir.clone(), clock, random)
}

/// Hands a community over: the last record names the next manager and the key it will sign with;
/// after that this installation writes nothing more to it. The package holds personal data.
pub fn hand_over(
    app: &App,
    slug: &Slug,
    successor: &str,
    vkey: &str,
    to: &Path,
) -> Result<u64, AppError> {
    let row = app.community(slug)?;
    let origin = app.signer(Some(slug))?.name().to_owned();
    let key: mingbai_tlog::Verifier = vkey
        .parse()
        .map_err(|_| AppError::Package("the successor's key is no key".into()))?;
    if key.name() != origin {
        let why = format!("the successor's key must be named `{origin}`");
        return Err(AppError::Package(why));
    }
    let id = row.id;
    let (successor, vkey) = (successor.to_owned(), vkey.to_owned());
    let mut package = Package::create(to, app, Some(slug))?;
    // A hand-over that was recorded before, but whose package did not get written, goes on here.
    let announced = app
        .fold(id)?
        .handovers()
        .last()
        .is_some_and(|(_, last)| last.vkey == vkey);
    if row.halted.as_deref() != Some(HANDED_OVER) || !announced {
        app.act(Call::shell(Act::HandOver, id), move |cx| {
            let at = cx.time();
            let handover = Handover {
                at,
                successor: successor.clone(),
                vkey: vkey.clone(),
            };
            cx.book.record(handover)?;
            // Whatever is behind this record is the successor's to sign.
            Ok(communities::mark_halted(cx.book.tx, id, Some(HANDED_OVER))?)
        })?;
    }
    app.publish(slug)?;
    let rows = package.add_rows(app, &[id])?;
    package.add_folder(&app.dir.root().join("public"), &format!("c/{slug}"))?;
    for original in originals(&*app.fold(id)?) {
        let name = hex::encode(original);
        if let Ok(bytes) = fs::read(app.dir.private().join(&name)) {
            package.add(&format!("private/files/{name}"), &bytes)?;
        }
    }
    package.finish()?;
    Ok(rows)
}

/// The key with which this installation would continue a community's log: made once, kept.
pub fn successor_key(app: &App, slug: &Slug, origin: &str) -> Result<String, AppError> {
    let signer = keys::create(&app.dir, &app.random, Some(slug), origin)?;
    Ok(signer.verifier().to_string())
}

/// Takes a handed-over community in. The package is checked first: its rows must give the tree of
/// its last checkpoint and a book without a broken rule, and it must name this installation's key.
pub fn take_over(app: &App, from: &Path) -> Result<Slug, AppError> {
    let unpacked = unpack(from)?;
    let slug = unpacked.manifest.community.clone();
    let slug = slug.ok_or_else(|| AppError::Package("it is a back-up, not a hand-over".into()))?;
    if app.community(&slug).is_ok() {
        return Err(AppError::CommunityExists(slug));
    }
    let checkpoint = unpacked.checkpoint()?;
    let rows = unpacked.path("rows.jsonl");
    let key = keys::load(&app.dir, Some(&slug), &checkpoint.origin)
        .map_err(|_| AppError::Package("make the successor's key here first".into()))?;
    let vkey = key.verifier().to_string();
    let wanted = slug.clone();
    app.db.write(DISTRICT, move |tx| {
        let mut found: Option<CommunityId> = None;
        each_row(&rows, |table, row| {
            // Every row leads with its community: a package cannot write into another's rows.
            let id = row.get(0).and_then(Value::as_i64).map(CommunityId);
            if id.is_none() || id == Some(DISTRICT) || found.is_some_and(|first| Some(first) != id)
            {
                return Err(AppError::Package(format!(
                    "a row of `{table}` is another community's"
                )));
            }
            found = id;
            Ok(dump::import(tx, table, row)?)
        })?;
        let id = found.ok_or_else(|| AppError::Package("it names no community".into()))?;
        if communities::get(tx, id)?.slug != wanted {
            return Err(AppError::Package("its rows are another community's".into()));
        }
        communities::mark_halted(tx, id, None)?;
        let mut fold = Fold::default();
        let size = log::get(tx, id)?.size;
        catch_up(tx, id, &mut fold, size)?;
        if crate::publish::root_at(tx, id, size)? != checkpoint.root || size != checkpoint.size {
            return Err(AppError::Package(
                "its rows are not those of its checkpoint".into(),
            ));
        }
        match fold.handovers().last() {
            Some((_, handover)) if handover.vkey == vkey => Ok(()),
            _ => Err(AppError::Package("it names another successor's key".into())),
        }
    })?;
    copy_folder(&unpacked.path("public"), &app.dir.community(&slug))?;
    copy_folder(&unpacked.path("private"), &app.dir.root().join("private"))?;
    app.publish(&slug)?;
    // The log has not grown here yet, but the district has a new community to vouch for.
    let row = app.community(&slug)?;
    if let Some(checkpoint) = app.db.read(|tx| log::last_checkpoint(tx, row.id))? {
        crate::publish::record_in_district(&app.db, &slug, &checkpoint)?;
        app.publish_district(Durability::Synced)?;
    }
    Ok(slug)
}

/// The unredacted originals that a community's records name; nobody else's go along.
fn originals(fold: &Fold) -> BTreeSet<[u8; 32]> {
    let vouchers = fold
        .entries()
        .iter()
        .flat_map(|posted| &posted.entry.vouchers);
    let documents = fold
        .agreements()
        .values()
        .filter_map(|agreement| agreement.document.as_ref())
        .chain(
            fold.budgets()
                .values()
                .filter_map(|budget| budget.document.as_ref()),
        )
        .chain(
            fold.resolutions()
                .values()
                .filter_map(|decision| decision.document.as_ref()),
        )
        .chain(
            fold.contracts()
                .values()
                .filter_map(|contract| contract.document.as_ref()),
        )
        .chain(
            fold.disclosures()
                .iter()
                .filter_map(|item| item.disclosure.document.as_ref()),
        );
    vouchers
        .chain(documents)
        .filter_map(|file| file.original)
        .collect()
}

/// The district as a back-up states it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DistrictFile {
    host: String,
    name: String,
    name_en: String,
    synthetic: bool,
}

impl DistrictFile {
    fn of(app: &App) -> Self {
        let row = app.district().clone();
        Self {
            host: row.host,
            name: row.name,
            name_en: row.name_en,
            synthetic: row.synthetic,
        }
    }

    fn row(&self) -> communities::DistrictRow {
        communities::DistrictRow {
            name: self.name.clone(),
            name_en: self.name_en.clone(),
            host: self.host.clone(),
            synthetic: self.synthetic,
        }
    }
}

/// A package being written; its name appears when it is whole.
struct Package {
    tar: tar::Builder<tempfile::NamedTempFile>,
    to: PathBuf,
}

impl Package {
    fn create(to: &Path, app: &App, community: Option<&Slug>) -> Result<Self, AppError> {
        let folder = to
            .parent()
            .filter(|p| !p.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let file = tempfile::NamedTempFile::new_in(folder).map_err(AppError::file(to))?;
        let mut package = Self {
            tar: tar::Builder::new(file),
            to: to.to_owned(),
        };
        let manifest = Manifest {
            form: FORM.to_owned(),
            community: community.cloned(),
            made_at: app.clock.now().rfc3339(),
        };
        package.add(
            "manifest.json",
            &serde_json::to_vec(&manifest).map_err(json_error)?,
        )?;
        Ok(package)
    }

    fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), AppError> {
        let mut header = tar::Header::new_ustar();
        header.set_size(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        header.set_mode(0o600);
        header.set_cksum();
        self.tar
            .append_data(&mut header, name, bytes)
            .map_err(AppError::file(&self.to))
    }

    /// All rows in one consistent view, through a temporary file so that memory stays small.
    fn add_rows(&mut self, app: &App, ids: &[CommunityId]) -> Result<u64, AppError> {
        let mut file = tempfile::tempfile().map_err(AppError::file(&self.to))?;
        let mut count = 0;
        {
            let mut out = std::io::BufWriter::new(&mut file);
            app.db.read(|tx| -> Result<(), StoreError> {
                for &id in ids {
                    dump::export(tx, id, |table, row| {
                        count += 1;
                        writeln!(out, "{table}\t{row}")
                            .map_err(|error| StoreError::Inconsistent(error.to_string()))
                    })?;
                }
                Ok(())
            })?;
            out.flush().map_err(AppError::file(&self.to))?;
        }
        std::io::Seek::rewind(&mut file).map_err(AppError::file(&self.to))?;
        self.tar
            .append_file("rows.jsonl", &mut file)
            .map_err(AppError::file(&self.to))?;
        Ok(count)
    }

    fn add_folder(&mut self, root: &Path, folder: &str) -> Result<(), AppError> {
        let path = root.join(folder);
        let name = if folder.starts_with("c/") {
            "public"
        } else {
            folder
        };
        if !path.exists() {
            return Ok(());
        }
        self.tar
            .append_dir_all(name, &path)
            .map_err(AppError::file(&path))
    }

    fn finish(self) -> Result<(), AppError> {
        let failed = AppError::file(&self.to);
        let finish = || -> std::io::Result<()> {
            let file = self.tar.into_inner()?;
            file.as_file().sync_all()?;
            file.persist(&self.to)?;
            Ok(())
        };
        finish().map_err(failed)
    }
}

/// A package unpacked to a temporary folder.
struct Unpacked {
    folder: tempfile::TempDir,
    manifest: Manifest,
}

impl Unpacked {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> Result<Vec<u8>, AppError> {
        fs::read(self.path(name)).map_err(|_| AppError::Package(format!("`{name}` is missing")))
    }

    fn checkpoint(&self) -> Result<Checkpoint, AppError> {
        read_checkpoint(&self.path("public/log/checkpoint"))
            .ok_or_else(|| AppError::Package("its checkpoint is missing or damaged".into()))
    }
}

fn read_checkpoint(path: &Path) -> Option<Checkpoint> {
    let bytes = fs::read(path).ok()?;
    Checkpoint::parse(Note::parse(&bytes).ok()?.text()).ok()
}

/// Unpacks plain files below the folder and nothing else: no links, no absolute or upward paths.
fn unpack(from: &Path) -> Result<Unpacked, AppError> {
    let file = File::open(from).map_err(AppError::file(from))?;
    let folder = tempfile::tempdir().map_err(AppError::file(from))?;
    let damaged = |error: std::io::Error| AppError::Package(error.to_string());
    let mut archive = tar::Archive::new(BufReader::new(file));
    for entry in archive.entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        let path = entry.path().map_err(damaged)?.into_owned();
        let plain = path
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        match entry.header().entry_type() {
            tar::EntryType::Directory => {}
            tar::EntryType::Regular if plain => {
                let to = folder.path().join(&path);
                let parent = to.parent().unwrap_or(folder.path());
                fs::create_dir_all(parent).map_err(AppError::file(parent))?;
                let mut out = File::create(&to).map_err(AppError::file(&to))?;
                std::io::copy(&mut entry.by_ref(), &mut out).map_err(damaged)?;
            }
            _ => {
                return Err(AppError::Package(format!(
                    "`{}` is no plain file",
                    path.display()
                )));
            }
        }
    }
    let manifest = fs::read(folder.path().join("manifest.json"))
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Manifest>(&bytes).ok())
        .filter(|manifest| manifest.form == FORM)
        .ok_or_else(|| AppError::Package(format!("it is not a {FORM}")))?;
    Ok(Unpacked { folder, manifest })
}

/// Refuses a back-up that is older than what was served from the place it would go to.
fn refuse_older(unpacked: &Unpacked, dir: &DataDir) -> Result<(), AppError> {
    let mut served = BTreeMap::new();
    if let Ok(communities) = fs::read_dir(dir.public().join("c")) {
        for entry in communities.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            served.insert(format!("c/{name}/log"), entry.path().join("log/checkpoint"));
        }
    }
    served.insert("district/log".into(), dir.log(None).join("checkpoint"));
    for (log, path) in served {
        let Some(newest) = read_checkpoint(&path) else {
            continue;
        };
        let kept = read_checkpoint(&unpacked.path("public").join(&log).join("checkpoint"));
        let kept = kept.map_or(0, |checkpoint| checkpoint.size);
        if kept < newest.size {
            let why = format!(
                "a checkpoint over {} records was served, the back-up ends at {kept}",
                newest.size
            );
            return Err(AppError::WouldFork { log, why });
        }
    }
    Ok(())
}

fn each_row(
    rows: &Path,
    mut take: impl FnMut(&str, &Value) -> Result<(), AppError>,
) -> Result<(), AppError> {
    let file = File::open(rows).map_err(AppError::file(rows))?;
    let mut reader = BufReader::new(file);
    let damaged = || AppError::Package("a row cannot be read".into());
    let mut line = Vec::new();
    loop {
        line.clear();
        let mut limited = reader.by_ref().take(MAX_ROW);
        let read = limited.read_until(b'\n', &mut line);
        if read.map_err(AppError::file(rows))? == 0 {
            return Ok(());
        }
        let text = line.strip_suffix(b"\n").ok_or_else(damaged)?;
        let text = std::str::from_utf8(text).map_err(|_| damaged())?;
        let (table, row) = text.split_once('\t').ok_or_else(damaged)?;
        let row: Value = serde_json::from_str(row).map_err(|_| damaged())?;
        take(table, &row)?;
    }
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), AppError> {
    if !from.exists() {
        return Ok(());
    }
    fs::create_dir_all(to).map_err(AppError::file(to))?;
    for entry in fs::read_dir(from).map_err(AppError::file(from))? {
        let entry = entry.map_err(AppError::file(from))?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_folder(&path, &target)?;
        } else {
            fs::copy(&path, &target).map_err(AppError::file(&target))?;
            set_key_mode(&target)?;
        }
    }
    Ok(())
}

/// Keys stay readable by their owner alone.
#[cfg(unix)]
fn set_key_mode(path: &Path) -> Result<(), AppError> {
    use std::os::unix::fs::PermissionsExt;
    let is_key = path.parent().is_some_and(|parent| parent.ends_with("keys"));
    let mode = if is_key { 0o600 } else { 0o644 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(AppError::file(path))
}

#[cfg(not(unix))]
fn set_key_mode(_: &Path) -> Result<(), AppError> {
    Ok(())
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the form that `map_err` wants"
)]
fn json_error(error: serde_json::Error) -> AppError {
    AppError::Package(error.to_string())
}
