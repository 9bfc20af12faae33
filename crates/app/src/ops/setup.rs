//! Beginnings: an installation, a community.

use mingbai_domain::access::Act;
use mingbai_domain::book::Community;
use mingbai_domain::ids::{CommunityId, Slug, time_sortable};
use mingbai_store::communities::{DISTRICT, DistrictRow};
use mingbai_store::{Db, Target, communities, log};
use mingbai_tlog::Frontier;

use crate::App;
use crate::act::{Call, Cx};
use crate::env::{Clock, Random};
use crate::error::AppError;
use crate::files::dir::DataDir;
use crate::files::keys;
use crate::ops::refusal::SetupRefusal;

/// Begins an installation: database, district, the district log's key.
pub fn init(
    dir: DataDir,
    target: Option<Target>,
    district: DistrictRow,
    clock: Clock,
    random: Random,
) -> Result<App, AppError> {
    std::fs::create_dir_all(dir.root()).map_err(AppError::file(dir.root()))?;
    let target = target.unwrap_or_else(|| Target::Sqlite(dir.database()));
    crate::files::write::make_private(&target)?;
    let db = Db::open(target)?;
    keys::create(&dir, &random, None, &keys::origin(&district.host, None))?;
    db.write(DISTRICT, move |tx| -> Result<(), AppError> {
        if communities::find_district(tx)?.is_some() {
            return Err(SetupRefusal::AlreadyInitialised.into());
        }
        communities::insert_district(tx, &district)?;
        log::insert(tx, DISTRICT, &Frontier::new().to_bytes())?;
        Ok(())
    })?;
    App::with(db, dir, clock, random)
}

/// Adds a community with its first record. `community.district`, `origin` and `synthetic` are
/// replaced by the installation's; `community.at` by now where it is 0.
pub fn add_community(app: &App, community: Community) -> Result<CommunityId, AppError> {
    add_community_with(app, community, |cx| Ok(cx.id()))
}

/// The same, with more in the same transaction: a community is there with all of it, or not at all.
pub fn add_community_with<T: Send + 'static>(
    app: &App,
    community: Community,
    mut work: impl FnMut(&mut Cx<'_, '_>) -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    let (id, community) = prepare_community(app, community)?;
    app.check_clock()?;
    let door = app.door();
    let call = Call::shell(Act::AddCommunity, id);
    app.db.write(id, move |tx| {
        if communities::find(tx, &community.slug)?.is_some() {
            return Err(SetupRefusal::CommunityExists(community.slug.clone()).into());
        }
        communities::insert(tx, id, &community.slug, community.at)?;
        log::insert(tx, id, &Frontier::new().to_bytes())?;
        door.enter(tx, call, |cx| {
            cx.book.record(community.clone())?;
            work(cx)
        })
    })
}

/// What a community needs before its transaction: an id, its key file, and its record completed.
fn prepare_community(
    app: &App,
    mut community: Community,
) -> Result<(CommunityId, Community), AppError> {
    let now = app.clock.now();
    let district = app.district();
    if community.at.0 == 0 {
        community.at = now;
    }
    community.district.clone_from(&district.name);
    community.origin = keys::origin(&district.host, Some(&community.slug));
    community.synthetic = district.synthetic;
    let id = CommunityId(time_sortable(now, app.random.low_bits()?));
    // A key whose community was not recorded is used when it is tried again.
    keys::create(
        &app.dir,
        &app.random,
        Some(&community.slug),
        &community.origin,
    )?;
    Ok((id, community))
}

/// The community's address name exists and is well-formed.
pub fn slug(text: &str) -> Result<Slug, AppError> {
    Slug::new(text).map_err(|_| AppError::Setup(SetupRefusal::UnknownCommunity(text.to_owned())))
}
