//! What may stand in a package: its manifest, and the names of its files.
//!
//! ```text
//! manifest.json                      form, community, tables, rows; always first
//! district.json                      back-up only
//! rows.jsonl                         TABLE, a tab, a JSON array; a row a line
//! keys/SLUG, keys/_district          back-up only
//! public/district/log/policy         back-up only
//! public/c/SLUG/log/policy
//! public/c/SLUG/files/SHA256         vouchers and documents
//! public/c/SLUG/lists/SHA256         summaries' lists
//! private/files/SHA256               unredacted originals
//! ```
//!
//! Nothing else, and no name has two spellings. Each is also the file's place in a data directory.

use std::collections::BTreeMap;

use mingbai_domain::ids::Slug;
use mingbai_store::communities::DistrictRow;
use mingbai_store::{TABLES, dump};
use serde::{Deserialize, Serialize};

use super::refusal::Refusal;

/// The form of packages made by this program.
pub const FORM: &str = "mingbai-package-2";

/// What a package says of itself.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub form: String,
    /// Version of the program that wrote it.
    pub program: String,
    /// The community handed over; `None` for a back-up.
    pub community: Option<Slug>,
    pub made_at: String,
    /// The columns of each table, in the order of its rows.
    pub tables: BTreeMap<String, Vec<String>>,
    pub rows: u64,
    /// SHA-256 of `rows.jsonl`.
    pub rows_sha256: String,
}

impl Manifest {
    /// Reads it; the form is told apart first, because only it says what the rest is.
    pub fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        #[derive(Deserialize)]
        struct Form {
            form: String,
        }
        let form: Form = serde_json::from_slice(bytes).map_err(|_| Refusal::NotAPackage)?;
        if form.form != FORM {
            let shown = form.form.chars().filter(|c| !c.is_control()).take(60);
            return Err(Refusal::Form(shown.collect()));
        }
        let manifest: Self = serde_json::from_slice(bytes).map_err(|_| Refusal::NotAPackage)?;
        let (ours, theirs) = (tables(), &manifest.tables);
        let differs = |name: &&String| ours.get(*name) != theirs.get(*name);
        match ours.keys().chain(theirs.keys()).find(differs) {
            Some(name) => Err(Refusal::Table(name.clone())),
            None => Ok(manifest),
        }
    }
}

/// The tables of a package with their columns.
pub fn tables() -> BTreeMap<String, Vec<String>> {
    let of = |table: &&str| {
        let columns = dump::columns(table);
        let names = columns.into_iter().map(|(name, _)| name.to_owned());
        ((*table).to_owned(), names.collect())
    };
    let tables = TABLES.iter().filter(|table| **table != "district");
    tables.map(of).collect()
}

/// The district as a back-up states it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DistrictFile {
    host: String,
    name: String,
    name_en: String,
    synthetic: bool,
}

impl From<DistrictRow> for DistrictFile {
    fn from(row: DistrictRow) -> Self {
        let DistrictRow {
            name,
            name_en,
            host,
            synthetic,
        } = row;
        Self {
            host,
            name,
            name_en,
            synthetic,
        }
    }
}

impl From<DistrictFile> for DistrictRow {
    fn from(file: DistrictFile) -> Self {
        Self {
            name: file.name,
            name_en: file.name_en,
            host: file.host,
            synthetic: file.synthetic,
        }
    }
}

/// A file of a package by its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Member {
    Manifest,
    District,
    Rows,
    /// A log's key; the district's without a name.
    Key(Option<Slug>),
    /// A log's file of keys.
    Policy(Option<Slug>),
    File(Slug, [u8; 32]),
    List(Slug, [u8; 32]),
    Original([u8; 32]),
}

/// Where the district's key lies; no slug begins so.
const DISTRICT_KEY: &str = "_district";

impl Member {
    pub fn parse(name: &str) -> Option<Self> {
        let slug = |text: &str| Slug::new(text).ok();
        let parts: Vec<&str> = name.splitn(6, '/').collect();
        Some(match parts.as_slice() {
            ["manifest.json"] => Self::Manifest,
            ["district.json"] => Self::District,
            ["rows.jsonl"] => Self::Rows,
            ["keys", DISTRICT_KEY] => Self::Key(None),
            ["keys", log] => Self::Key(Some(slug(log)?)),
            ["public", "district", "log", "policy"] => Self::Policy(None),
            ["public", "c", log, "log", "policy"] => Self::Policy(Some(slug(log)?)),
            ["public", "c", of, "files", hash] => Self::File(slug(of)?, sha256(hash)?),
            ["public", "c", of, "lists", hash] => Self::List(slug(of)?, sha256(hash)?),
            ["private", "files", hash] => Self::Original(sha256(hash)?),
            _ => return None,
        })
    }

    /// Its name in the package, and its path in a data directory.
    pub fn name(&self) -> String {
        match self {
            Self::Manifest => "manifest.json".into(),
            Self::District => "district.json".into(),
            Self::Rows => "rows.jsonl".into(),
            Self::Key(None) => format!("keys/{DISTRICT_KEY}"),
            Self::Key(Some(slug)) => format!("keys/{slug}"),
            Self::Policy(None) => "public/district/log/policy".into(),
            Self::Policy(Some(slug)) => format!("public/c/{slug}/log/policy"),
            Self::File(slug, hash) => format!("public/c/{slug}/files/{}", hex::encode(hash)),
            Self::List(slug, hash) => format!("public/c/{slug}/lists/{}", hex::encode(hash)),
            Self::Original(hash) => format!("private/files/{}", hex::encode(hash)),
        }
    }

    /// The hash that its name states.
    pub fn sha256(&self) -> Option<&[u8; 32]> {
        match self {
            Self::File(_, hash) | Self::List(_, hash) | Self::Original(hash) => Some(hash),
            _ => None,
        }
    }
}

/// One spelling only: lower case.
fn sha256(text: &str) -> Option<[u8; 32]> {
    let mut hash = [0; 32];
    hex::decode_to_slice(text, &mut hash).ok()?;
    (hex::encode(hash) == text).then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_spelling_and_leads_nowhere_else() {
        let hash = "0a".repeat(32);
        let good = [
            "manifest.json".to_owned(),
            "keys/_district".into(),
            "keys/north".into(),
            "public/district/log/policy".into(),
            "public/c/north/log/policy".into(),
            format!("public/c/north/files/{hash}"),
            format!("public/c/north/lists/{hash}"),
            format!("private/files/{hash}"),
        ];
        for name in &good {
            let member = Member::parse(name).unwrap_or_else(|| panic!("{name}"));
            assert_eq!(member.name(), *name);
        }
        for name in [
            "",
            "/manifest.json",
            "./manifest.json",
            "manifest.json/",
            "keys/../north",
            "keys/North",
            "keys/",
            "public/c/../files/x",
            "public/c/north/log/checkpoint",
            "public/c/north/log/tile/0/000",
            "private/evil.sh",
            "mingbai.db",
            &format!("private/files/{}", hash.to_uppercase()),
            &format!("private/files/{hash}/x"),
            &format!("private/files/{hash}0"),
            &format!("public/c/north/other/{hash}"),
        ] {
            assert_eq!(Member::parse(name), None, "{name}");
        }
    }

    #[test]
    fn a_newer_form_and_an_unknown_column_are_named() {
        let manifest = Manifest {
            form: FORM.into(),
            program: "1".into(),
            community: None,
            made_at: String::new(),
            tables: tables(),
            rows: 0,
            rows_sha256: String::new(),
        };
        let mut json = serde_json::to_value(manifest).unwrap();
        let read = |json: &serde_json::Value| Manifest::read(json.to_string().as_bytes());
        assert!(read(&json).is_ok());
        json["tables"]["unit"][1] = "colour".into();
        assert!(matches!(read(&json), Err(Refusal::Table(name)) if name == "unit"));
        json["form"] = "mingbai-package-3".into();
        json["news"] = 1.into();
        assert!(matches!(read(&json), Err(Refusal::Form(form)) if form == "mingbai-package-3"));
    }
}
