//! One community goes to the next manager.

use std::path::Path;

use mingbai_domain::access::Act;
use mingbai_domain::book::Handover;
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_store::communities::DISTRICT;
use mingbai_store::{communities, log};
use mingbai_tlog::Verifier;
use mingbai_verify::{Options, Source, fingerprint, verify_books};

use super::check::{self, HandedOver};
use super::manifest::Member;
use super::named::Named;
use super::place::Incoming;
use super::refusal::{Findings, Half, Refusal};
use super::rows::{self, Whose};
use super::unpack::{LIMITS, unpack};
use super::write::{Rows, Writer, sound};
use crate::App;
use crate::act::Call;
use crate::book::halt::Halt;
use crate::book::publish;
use crate::error::AppError;
use crate::files::keys;
use crate::files::write::Durability;
use crate::ops::audit;
use crate::ops::refusal::SetupRefusal;

/// A hand-over that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Rows in the package.
    pub rows: u64,
    /// Fingerprint of the key that has signed so far: the successor is asked for it.
    pub old_key: String,
    /// Fingerprint of the successor's key, which the book announces now.
    pub new_key: String,
}

/// The key with which this installation would continue a community's log: made once, kept.
pub fn successor_key(app: &App, slug: &Slug, origin: &str) -> Result<String, AppError> {
    let signer = keys::create(&app.dir, &app.random, Some(slug), origin)?;
    Ok(signer.verifier().to_string())
}

/// Hands a community over: the last record names the next manager and the key it will sign with;
/// after that this installation writes nothing more to it. The package holds personal data.
///
/// There is no way back behind the record. So everything that could keep the package from being
/// taken is looked at before it, and a hand-over whose package did not get written goes on from
/// there when it is asked for again.
pub fn give(
    app: &App,
    slug: &Slug,
    successor: &str,
    vkey: &str,
    to: &Path,
) -> Result<Given, AppError> {
    let row = app.community(slug)?;
    let signer = app.signer(Some(slug))?;
    let key: Verifier = vkey.parse().map_err(|_| Refusal::SuccessorKey)?;
    if key.name() != signer.name() {
        return Err(Refusal::SuccessorName(signer.name().to_owned()).into());
    }
    let last = app.fold(row.id)?.handovers().last().cloned();
    let announced =
        last.filter(|(_, last)| last.vkey == vkey && Halt::is_hand_over(row.halted.as_deref()));
    if let Some((_, last)) = announced
        .as_ref()
        .filter(|(_, last)| last.successor != successor)
    {
        return Err(Refusal::OtherSuccessor(last.successor.clone()).into());
    }
    must_hold(app, row.id, slug)?;
    let mut writer = Writer::create(to)?;
    if announced.is_none() {
        announce(app, row.id, successor, vkey)?;
    }
    let mut write = || -> Result<u64, AppError> {
        app.publish(slug)?;
        write_package(app, row.id, slug, to, &mut writer)
    };
    let rows = write().map_err(AppError::unfinished(Half::Give))?;
    let name = || -> Result<(), AppError> {
        let ended = writer.end()?;
        // What the successor will check, it would be too late to hear from the successor.
        let incoming = Incoming::open(app.dir.root())?;
        let unpacked = unpack(ended.path(), &incoming.work(), LIMITS)?;
        let (clock, random) = (app.clock.clone(), app.random.clone());
        check::handover(&unpacked, slug.clone(), app.district(), clock, random)?;
        ended.name()
    };
    name().map_err(AppError::unfinished(Half::Give))?;
    Ok(Given {
        rows,
        old_key: fingerprint(&signer.verifier().to_string()),
        new_key: fingerprint(vkey),
    })
}

/// Rows, public files and originals hold: what is handed over is accepted at the other end.
fn must_hold(app: &App, id: CommunityId, slug: &Slug) -> Result<(), AppError> {
    let audit = audit::run(app, Some(slug), |_| ())?;
    let named = app.db.read(|tx| -> Result<Named, AppError> {
        let mut named = Named::default();
        named.add(tx, id, slug)?;
        Ok(named)
    })?;
    let needed = named.needed.iter();
    let missing = needed.filter(|member| sound(app.dir.root(), member).is_none());
    let mut findings = Findings {
        audit: audit.each()?,
        missing: missing.map(Member::name).collect(),
        public: Vec::new(),
    };
    if app.dir.log(Some(slug)).join("checkpoint").exists() {
        let source = Source::Dir(app.dir.public());
        let books = std::slice::from_ref(slug);
        findings.public = verify_books(&source, books, false, &Options::default()).failures;
    }
    if findings.is_empty() {
        Ok(())
    } else {
        Err(Refusal::Findings(findings).into())
    }
}

/// The record behind which everything is the successor's to sign.
fn announce(app: &App, id: CommunityId, successor: &str, vkey: &str) -> Result<(), AppError> {
    let (successor, vkey) = (successor.to_owned(), vkey.to_owned());
    app.act(Call::shell(Act::HandOver, id), move |cx| {
        let handover = Handover {
            at: cx.time(),
            successor: successor.clone(),
            vkey: vkey.clone(),
        };
        cx.book.record(handover)?;
        Ok(communities::mark_halted(
            cx.book.tx,
            id,
            Some(Halt::HandedOver.as_str()),
        )?)
    })
}

fn write_package(
    app: &App,
    id: CommunityId,
    slug: &Slug,
    to: &Path,
    writer: &mut Writer,
) -> Result<u64, AppError> {
    let mut rows = Rows::new(to)?;
    let mut named = app.db.read(|tx| -> Result<Named, AppError> {
        let mut named = Named::default();
        rows.add(tx, id)?;
        named.add(tx, id, slug)?;
        Ok(named)
    })?;
    named.needed.insert(Member::Policy(Some(slug.clone())));
    let rows = writer.begin(app, Some(slug), rows)?;
    let mut missing = Vec::new();
    for member in &named.needed {
        if !writer.add_file(app.dir.root(), member)? {
            missing.push(member.name());
        }
    }
    for member in &named.allowed {
        writer.add_file(app.dir.root(), member)?;
    }
    if missing.is_empty() {
        Ok(rows)
    } else {
        Err(Refusal::Missing(missing).into())
    }
}

/// Takes a handed-over community in. The package is checked first, by the public verifier and the
/// operator's audit, and it must name this installation's key. Then `compare` is asked with the
/// fingerprint of the key that signed so far: only the successor can say whether it is the one that
/// the public knows.
pub fn take(
    app: &App,
    from: &Path,
    compare: impl FnOnce(&str) -> Result<bool, AppError>,
) -> Result<Slug, AppError> {
    let incoming = Incoming::open(app.dir.root())?;
    let unpacked = unpack(from, &incoming.work(), LIMITS)?;
    let slug = unpacked.manifest.community.clone();
    let slug = slug.ok_or(Refusal::IsBackup)?;
    let mark = format!("take-{slug}");
    if app.community(&slug).is_ok() {
        // The rows are in since a run that was killed behind them, or it is another community.
        if incoming.mark(&mark).as_ref() != Some(&unpacked.mark) {
            return Err(SetupRefusal::CommunityExists(slug).into());
        }
        return end_take(app, &incoming, &mark, &slug)
            .map_err(AppError::unfinished(Half::Take))
            .map(|()| slug);
    }
    let (clock, random) = (app.clock.clone(), app.random.clone());
    let HandedOver {
        slug,
        old_key,
        new_key,
        checked,
    } = check::handover(&unpacked, slug, app.district(), clock, random)?;
    let origin = old_key.split('+').next().unwrap_or_default();
    let own = keys::load(&app.dir, Some(&slug), origin).map_err(|_| Refusal::NoKeyHere)?;
    if own.verifier().to_string() != new_key {
        return Err(Refusal::OtherKey.into());
    }
    let number = checked.logs.first().map(|log| log.id);
    if app.communities()?.iter().any(|row| Some(row.id) == number) {
        return Err(Refusal::NumberThere.into());
    }
    checked.must_continue(&app.dir, &[Some(slug.clone())])?;
    let found = fingerprint(&old_key);
    if !compare(&found)? {
        return Err(Refusal::OldKey { found }.into());
    }
    incoming.set_mark(&mark, &unpacked.mark)?;
    let write = || -> Result<(), AppError> {
        incoming.move_files()?;
        let rows = unpacked.path(&Member::Rows);
        let wanted = slug.clone();
        app.db.write(DISTRICT, move |tx| -> Result<(), AppError> {
            rows::import(tx, &rows, Whose::One)?;
            let row = communities::find(tx, &wanted)?.ok_or(Refusal::NoCommunity)?;
            // Halted at the old manager's, for good; here it goes on.
            Ok(communities::mark_halted(tx, row.id, None)?)
        })?;
        end_take(app, &incoming, &mark, &slug)
    };
    write().map_err(AppError::unfinished(Half::Take))?;
    Ok(slug)
}

/// The district vouches for its new community.
fn end_take(app: &App, incoming: &Incoming, mark: &str, slug: &Slug) -> Result<(), AppError> {
    app.publish(slug)?;
    // The log has not grown here yet, so publishing it recorded nothing in the district's.
    let row = app.community(slug)?;
    if let Some(checkpoint) = app.db.read(|tx| log::last_checkpoint(tx, row.id))? {
        publish::record_in_district(app, slug, &checkpoint)?;
        app.publish_district(Durability::Synced)?;
    }
    incoming.clear_mark(mark)
}
