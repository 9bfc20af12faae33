//! Communities and the district: small tables that a whole installation shares.

use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::{CommunityId, Slug};

use crate::row::parsed;
use crate::{Row, StoreError, Tx};

/// The log of the district itself.
pub const DISTRICT: CommunityId = CommunityId(0);

/// A community's row. What the public knows of it stands in its book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommunityRow {
    /// Id.
    pub id: CommunityId,
    /// Address name.
    pub slug: Slug,
    /// Why its writes are refused, if they are.
    pub halted: Option<String>,
}

/// The district's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistrictRow {
    /// Name.
    pub name: String,
    /// English name; empty if none.
    pub name_en: String,
    /// Scheme-less host of the public address: the beginning of every log's origin.
    pub host: String,
    /// Whether everything in this installation is invented.
    pub synthetic: bool,
}

const COLUMNS: &str = "SELECT community_id, slug, halted FROM community";

fn read(row: &Row<'_>) -> Result<CommunityRow, StoreError> {
    let slug = row.text(1)?;
    let slug = Slug::new(&slug).map_err(|_| StoreError::Inconsistent(format!("slug `{slug}`")))?;
    Ok(CommunityRow {
        id: CommunityId(row.int(0)?),
        slug,
        halted: row.text_opt(2)?,
    })
}

/// The ids of all communities, whatever else their rows hold.
pub fn ids(tx: &mut Tx<'_>) -> Result<Vec<CommunityId>, StoreError> {
    tx.list(
        "SELECT community_id FROM community ORDER BY community_id",
        &[],
        |row| row.int(0).map(CommunityId),
    )
}

/// All communities, by address name. One whose row is damaged is left out, so that it does not
/// stop the others; the audit, which reads rows by [`ids`], names it.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<CommunityRow>, StoreError> {
    let mut found = Vec::new();
    tx.each(&format!("{COLUMNS} ORDER BY slug"), &[], |row| {
        found.extend(read(row).ok());
        Ok(())
    })?;
    Ok(found)
}

/// The community with this address name.
pub fn find(tx: &mut Tx<'_>, slug: &Slug) -> Result<Option<CommunityRow>, StoreError> {
    tx.find(
        &format!("{COLUMNS} WHERE slug = $1"),
        &[slug.as_str().into()],
        read,
    )
}

/// The community with this id, which must exist.
pub fn get(tx: &mut Tx<'_>, id: CommunityId) -> Result<CommunityRow, StoreError> {
    tx.get(
        "community",
        &format!("{COLUMNS} WHERE community_id = $1"),
        &[id.0.into()],
        read,
    )
}

/// Adds a community; its log begins empty.
pub fn insert(
    tx: &mut Tx<'_>,
    id: CommunityId,
    slug: &Slug,
    now: UnixMs,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO community (community_id, slug, created_ms) VALUES ($1, $2, $3)",
        &[id.0.into(), slug.as_str().into(), now.0.into()],
    )?;
    Ok(())
}

/// Refuses, or allows again, all writes of a community.
pub fn mark_halted(tx: &mut Tx<'_>, id: CommunityId, why: Option<&str>) -> Result<(), StoreError> {
    tx.execute_one(
        "halt a community",
        "UPDATE community SET halted = $2 WHERE community_id = $1",
        &[id.0.into(), why.into()],
    )
}

/// The same as [`mark_halted`], unless somebody changed it since it was read as `was`. Answers whether
/// it was done.
pub fn mark_halted_if(
    tx: &mut Tx<'_>,
    id: CommunityId,
    was: Option<&str>,
    why: Option<&str>,
) -> Result<bool, StoreError> {
    let changed = tx.execute(
        "UPDATE community SET halted = $3 WHERE community_id = $1 \
         AND COALESCE(halted, '') = COALESCE($2, '')",
        &[id.0.into(), was.into(), why.into()],
    )?;
    Ok(changed == 1)
}

/// The district; `None` before `init`.
pub fn find_district(tx: &mut Tx<'_>) -> Result<Option<DistrictRow>, StoreError> {
    tx.find(
        "SELECT name, name_en, host, synthetic FROM district WHERE only_row = 1",
        &[],
        |row| {
            Ok(DistrictRow {
                name: row.text(0)?,
                name_en: row.text(1)?,
                host: row.text(2)?,
                synthetic: row.bool(3)?,
            })
        },
    )
}

/// Records the district, once.
pub fn insert_district(tx: &mut Tx<'_>, district: &DistrictRow) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO district (only_row, name, name_en, host, synthetic) \
         VALUES (1, $1, $2, $3, $4)",
        &[
            (&district.name).into(),
            (&district.name_en).into(),
            (&district.host).into(),
            district.synthetic.into(),
        ],
    )?;
    Ok(())
}

/// A date stored as text.
pub(crate) fn date(text: &str) -> Result<jiff::civil::Date, StoreError> {
    parsed(text)
}
