//! The record kinds of the book. Documented for strangers in docs/formats/book.md.
//!
//! A record is one leaf of the community's log: canonical JSON with `kind`, `v` (the version of that
//! kind) and the fields of its kind. Unknown kinds, versions and fields are refused: a reader must
//! never skip what it does not understand.

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::canonical::{self, CanonicalError};
use super::scope::Scope;
use super::sealed::ItemKind;
use crate::approvals::Role;
use crate::calendar::{Period, UnixMs};
use crate::ids::Slug;
use crate::ledger::{Account, Fund, Posting};
use crate::money::{AreaC, Fen};
use crate::registry::{CommunityKind, ModeFrom};
use crate::trust;

/// Why bytes are not a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// Not canonical JSON.
    #[error(transparent)]
    Canonical(#[from] CanonicalError),
    /// No `kind`, or one that this version does not know.
    #[error("unknown record kind `{0}`")]
    UnknownKind(String),
    /// Another version of a kind.
    #[error("record kind `{kind}`: {}, and this program knows version {known}", stated(*.found))]
    UnknownVersion {
        /// The kind.
        kind: String,
        /// What the record says; `None` if it is no number.
        found: Option<i64>,
        /// What can be read.
        known: i64,
    },
    /// Missing, unknown or mistyped fields.
    #[error("record kind `{kind}`: {why}")]
    Fields {
        /// The kind.
        kind: String,
        /// What the reader said.
        why: String,
    },
}

fn stated(version: Option<i64>) -> String {
    version.map_or_else(
        || "it states no version".to_owned(),
        |version| format!("it has version {version}"),
    )
}

/// Takes `v` out of a record's fields; it must be the one version of the kind that is known.
pub(super) fn take_version(
    kind: &str,
    known: i64,
    fields: &mut serde_json::Map<String, Value>,
) -> Result<(), RecordError> {
    let found = fields.remove("v").and_then(|version| version.as_i64());
    if found == Some(known) {
        return Ok(());
    }
    Err(RecordError::UnknownVersion {
        kind: kind.to_owned(),
        found,
        known,
    })
}

macro_rules! records {
    ($($kind:literal $version:literal $name:ident: $doc:literal;)+) => {
        /// One record of the book.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Record {
            $(#[doc = $doc] $name($name),)+
        }

        impl Record {
            /// The `kind` of every record type.
            pub const KINDS: &[&str] = &[$($kind),+];

            /// The `kind` field.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$name(_) => $kind,)+ }
            }

            /// The one version of a kind that this program reads and writes; `None` for an
            /// unknown kind.
            pub fn version(kind: &str) -> Option<i64> {
                match kind {
                    $($kind => Some($version),)+
                    _ => None,
                }
            }

            fn fields(&self) -> Result<Value, serde_json::Error> {
                match self { $(Self::$name(body) => serde_json::to_value(body),)+ }
            }

            fn from_fields(kind: &str, fields: Value) -> Result<Self, RecordError> {
                match kind {
                    $($kind => read(kind, fields).map(Self::$name),)+
                    _ => Err(RecordError::UnknownKind(kind.to_owned())),
                }
            }
        }

        $(impl From<$name> for Record {
            fn from(body: $name) -> Self { Self::$name(body) }
        })+
    };
}

records! {
    "community" 1 Community: "Who this community is; the first record, and again at every change.";
    "registry" 1 Registry: "Totals of the register of units.";
    "agreement" 1 Agreement: "A service or trust agreement and its terms.";
    "budget" 1 Budget: "A year's budget.";
    "resolution" 1 Resolution: "A decision of the owners.";
    "contract" 1 Contract: "A contract with a vendor.";
    "entry" 1 Entry: "A public accounting entry.";
    "sealed" 1 Sealed: "A household's own item, as commitment.";
    "summary" 1 Summary: "All household items since the last summary.";
    "period_closed" 1 PeriodClosed: "A month's accounts are closed.";
    "statement" 1 Statement: "A statement disclosed outside the fund accounts (lump-sum mode).";
    "disclosure" 1 Disclosure: "Something that had to be published has been.";
    "objection" 1 Objection: "An owner questions an entry.";
    "answer" 1 Answer: "The publisher answers an objection.";
    "file_withdrawn" 1 FileWithdrawn: "A published file is no longer served.";
    "handover" 1 Handover: "The next manager continues this log with a key of its own.";
}

impl Record {
    /// The leaf's bytes.
    pub fn to_bytes(&self) -> Result<Vec<u8>, RecordError> {
        let fields = self.fields().map_err(|error| self.misfit(&error))?;
        let Value::Object(mut fields) = fields else {
            return Err(self.misfit(&"not an object"));
        };
        fields.insert("kind".into(), self.kind().into());
        fields.insert("v".into(), Self::version(self.kind()).into());
        Ok(canonical::to_bytes(&Value::Object(fields))?)
    }

    /// Reads a leaf; anything but the one canonical form of a known kind is refused.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RecordError> {
        // Nearly all leaves of a large book are sealed items, which have one simple form.
        if let Some(sealed) = Sealed::from_canonical(bytes) {
            return Ok(Self::Sealed(sealed));
        }
        let read = canonical::parse(bytes)
            .map_err(RecordError::from)
            .and_then(Self::from_value);
        if let Ok(record) = read
            && record.to_bytes()? == bytes
        {
            return Ok(record);
        }
        // Only now is it worth to look for the reason.
        Self::from_value(canonical::from_bytes(bytes)?)?;
        // A field spelled in a way that reads the same (a default written out) is another record.
        Err(CanonicalError::NotCanonical.into())
    }

    fn from_value(mut value: Value) -> Result<Self, RecordError> {
        let fields = value
            .as_object_mut()
            .ok_or(RecordError::UnknownKind(String::new()))?;
        let Some(Value::String(kind)) = fields.remove("kind") else {
            return Err(RecordError::UnknownKind(String::new()));
        };
        let known = Self::version(&kind).ok_or_else(|| RecordError::UnknownKind(kind.clone()))?;
        take_version(&kind, known, fields)?;
        Self::from_fields(&kind, value)
    }

    fn misfit(&self, why: &dyn std::fmt::Display) -> RecordError {
        RecordError::Fields {
            kind: self.kind().to_owned(),
            why: why.to_string(),
        }
    }
}

impl Sealed {
    /// Reads exactly the canonical form of version 1, and nothing else.
    fn from_canonical(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(br#"{"cid":""#)?;
        let (cid, rest) = rest.split_at_checked(64)?;
        let rest = rest.strip_prefix(br#"","kind":"sealed","seq":"#)?;
        let seq = std::str::from_utf8(rest.strip_suffix(br#","v":1}"#)?).ok()?;
        let mut read = Self {
            cid: [0; 32],
            seq: seq.parse().ok()?,
        };
        hex::decode_to_slice(cid, &mut read.cid).ok()?;
        let plain = !cid.iter().any(u8::is_ascii_uppercase) && read.seq.to_string() == seq;
        (plain && read.seq <= canonical::MAX_INTEGER.cast_unsigned()).then_some(read)
    }
}

fn read<T: DeserializeOwned>(kind: &str, fields: Value) -> Result<T, RecordError> {
    serde_json::from_value(fields).map_err(|error| RecordError::Fields {
        kind: kind.to_owned(),
        why: error.to_string(),
    })
}

/// Times as RFC 3339 in UTC with whole seconds.
mod rfc3339 {
    use super::UnixMs;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
    pub fn serialize<S: Serializer>(at: &UnixMs, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&at.rfc3339())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<UnixMs, D::Error> {
        let text = String::deserialize(d)?;
        UnixMs::from_rfc3339(&text)
            .ok_or_else(|| D::Error::custom("a time is 2026-11-20T08:45:00Z"))
    }
}

/// 32 bytes as 64 lower-case hex digits.
mod hex32 {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(bytes: &[u8; 32], s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&hex::encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<[u8; 32], D::Error> {
        let text = String::deserialize(d)?;
        let mut bytes = [0; 32];
        hex::decode_to_slice(&text, &mut bytes).map_err(D::Error::custom)?;
        Ok(bytes)
    }
}

/// The same for an optional hash.
mod hex32_opt {
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::ref_option, reason = "serde's signature")]
    pub fn serialize<S: Serializer>(bytes: &Option<[u8; 32]>, s: S) -> Result<S::Ok, S::Error> {
        match bytes {
            Some(bytes) => super::hex32::serialize(bytes, s),
            None => s.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<[u8; 32]>, D::Error> {
        #[derive(Deserialize)]
        struct Hash(#[serde(with = "super::hex32")] [u8; 32]);
        Ok(Option::<Hash>::deserialize(d)?.map(|hash| hash.0))
    }
}

/// A file by its content: served under `c/SLUG/files/<sha256>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRef {
    /// Media type, such as `image/png`.
    pub media: String,
    /// What it is, in the publisher's words.
    pub name: String,
    /// SHA-256 of the unredacted original, when the served file is a redacted copy.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "hex32_opt")]
    pub original: Option<[u8; 32]>,
    /// SHA-256 of the served file.
    #[serde(with = "hex32")]
    pub sha256: [u8; 32],
}

/// Who this community is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Community {
    /// When it was recorded.
    #[serde(with = "rfc3339")]
    pub at: UnixMs,
    /// The centre it belongs to; empty if none.
    pub centre: String,
    /// The district.
    pub district: String,
    /// Commercial or resettlement.
    #[serde(rename = "community_kind")]
    pub kind: CommunityKind,
    /// Who manages it: a property company or a residents' committee.
    pub manager: String,
    /// Management modes with the dates from which they apply, by date.
    pub modes: Vec<ModeFrom>,
    /// Its name.
    pub name: String,
    /// Its name in English; empty if none.
    pub name_en: String,
    /// The log's origin: this record belongs to no other log.
    pub origin: String,
    /// The jurisdiction profile whose periods and limits apply.
    pub profile: String,
    /// The residents' committee of the area; empty if none.
    pub residents_committee: String,
    /// The address name.
    pub slug: Slug,
    /// True if everything here is invented.
    pub synthetic: bool,
}

/// Totals of the register of units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Registry {
    /// Exclusive area of all units.
    pub area_c: AreaC,
    /// When it was recorded.
    #[serde(with = "rfc3339")]
    pub at: UnixMs,
    /// Totals by building, by code.
    pub buildings: Vec<BuildingTotal>,
    /// The day for which it counts.
    pub date: Date,
    /// Owners as heads are counted for votes (judicial interpretation on ownership, art. 9).
    pub heads: i64,
    /// The developer's unsold and undelivered units.
    pub held_by_developer: i64,
    /// Number of units.
    pub units: i64,
}

/// One building's totals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuildingTotal {
    /// Exclusive area.
    pub area_c: AreaC,
    /// Code, such as `3`.
    pub building: String,
    /// Entrance codes, such as `1`, sorted.
    pub entrances: Vec<String>,
    /// Number of units.
    pub units: i64,
}

/// A service or trust agreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// When it was recorded.
    #[serde(with = "rfc3339")]
    pub at: UnixMs,
    /// The signed document, redacted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<FileRef>,
    /// Its name in this book.
    pub id: String,
    /// The resolution that approved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<String>,
    /// Remuneration, approval limits, periods, first and last day.
    pub terms: trust::Agreement,
    /// Title.
    pub title: String,
}

/// A year's budget. A later record with the same id is an amendment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// When it was recorded.
    #[serde(with = "rfc3339")]
    pub at: UnixMs,
    /// The document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<FileRef>,
    /// Its name in this book.
    pub id: String,
    /// The lines, by `line`.
    pub lines: Vec<BudgetLine>,
    /// The resolution that approved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<String>,
    /// Title.
    pub title: String,
    /// Calendar year.
    pub year: i16,
}

/// One line of a budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BudgetLine {
    /// Expense account.
    pub account: Account,
    /// What may be spent in the year.
    pub amount_fen: Fen,
    /// Fund.
    pub fund: Fund,
    /// Number within the budget, from 1.
    pub line: i64,
    /// What it is for.
    pub name: String,
}

/// A decision of the owners with its counts (Civil Code 278).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resolution {
    /// Area of those who voted for it.
    pub area_for_c: AreaC,
    /// Area of those who took part.
    pub area_took_part_c: AreaC,
    /// Area of all owners.
    pub area_total_c: AreaC,
    /// When it was recorded.
    #[serde(with = "rfc3339")]
    pub at: UnixMs,
    /// Day of the decision.
    pub decided: Date,
    /// Minutes, redacted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<FileRef>,
    /// Owners who voted for it.
    pub heads_for: i64,
    /// Owners who took part.
    pub heads_took_part: i64,
    /// All owners.
    pub heads_total: i64,
    /// Its name in this book.
    pub id: String,
    /// Number of the matter in Civil Code 278, 1 to 9.
    pub matter: u8,
    /// Title.
    pub title: String,
}

/// A contract with a vendor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// Price, where it is fixed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_fen: Option<Fen>,
    /// When it was recorded.
    #[serde(with = "rfc3339")]
    pub at: UnixMs,
    /// The document, redacted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<FileRef>,
    /// First day.
    pub from: Date,
    /// Its name in this book.
    pub id: String,
    /// Whether the vendor is related to the manager (Trust Law 28).
    pub related_party: bool,
    /// Title.
    pub title: String,
    /// Last day.
    pub to: Date,
    /// The vendor, a legal person.
    pub vendor: String,
}

named! {
    /// What an entry records.
    pub enum EntryKind {
        /// Balances brought forward at the start of the book.
        Opening = "opening",
        /// Income from common parts, subsidies, interest.
        Income = "income",
        /// An expense: it names its basis and who approved it.
        Expense = "expense",
        /// A vendor, channel or authority is paid, or pays, what is already in the accounts.
        Settlement = "settlement",
        /// The manager's remuneration, drawn by rule.
        Remuneration = "remuneration",
        /// Money moves between funds.
        Transfer = "transfer",
        /// A draw on the maintenance fund; needs a resolution or an emergency.
        SmfDraw = "smf_draw",
        /// Another entry is taken back.
        Reversal = "reversal",
        /// Year end (J22).
        YearEnd = "year_end",
        /// Accruals, depreciation and other adjustments without money.
        Adjustment = "adjustment",
    }
}

/// A public accounting entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Who approved it, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approvals: Vec<Approval>,
    /// When it was recorded.
    #[serde(with = "rfc3339")]
    pub at: UnixMs,
    /// The bank's reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank_ref: Option<String>,
    /// On what grounds, nearest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<Basis>,
    /// The budget line it uses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<BudgetUse>,
    /// The day of the event.
    pub date: Date,
    /// How the remuneration was computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draw: Option<Draw>,
    /// What it records.
    #[serde(rename = "entry_kind")]
    pub kind: EntryKind,
    /// The voucher number that the office uses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Who was paid or who paid: a legal person or a post, never a resident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payee: Option<String>,
    /// The month it counts in; not before the month of `date`.
    pub period: Period,
    /// The postings.
    pub postings: Vec<Posting>,
    /// Why it was reversed or made late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether the payee is related to the manager.
    pub related_party: bool,
    /// The entry it takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverses: Option<u64>,
    /// For whom: everyone, one building or one entrance.
    pub scope: Scope,
    /// Number in the community's accounts, from 1, without gaps (shared with sealed items).
    pub seq: u64,
    /// The workbook it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// What it was, in one line.
    pub text: String,
    /// Invoices, acceptance sheets, statements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vouchers: Vec<FileRef>,
}

/// One approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// When.
    #[serde(with = "rfc3339")]
    pub at: UnixMs,
    /// The person, who holds a public office in the community.
    pub name: String,
    /// In which office.
    pub role: Role,
}

named! {
    /// What an entry rests on.
    pub enum BasisKind {
        /// A recorded contract.
        Contract = "contract",
        /// A recorded budget.
        Budget = "budget",
        /// A recorded resolution.
        Resolution = "resolution",
        /// A recorded agreement's clause.
        Agreement = "agreement",
        /// An emergency with its two confirmations (Civil Code 281).
        Emergency = "emergency",
        /// A basis in the office's own words, not recorded in the book.
        Other = "other",
    }
}

/// One basis. `id` names a record of that kind; empty for emergencies and others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// The record's id.
    pub id: String,
    /// What kind of record.
    #[serde(rename = "basis_kind")]
    pub kind: BasisKind,
    /// Clause, price line or the office's words.
    pub note: String,
}

/// The budget line that an expense uses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BudgetUse {
    /// Budget id.
    pub budget: String,
    /// Line number.
    pub line: i64,
}

/// How a remuneration draw was computed: anyone repeats it from the public records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draw {
    /// Agreement id.
    pub agreement: String,
    /// Cumulative base from the agreement's start through `through`.
    pub base_fen: Fen,
    /// What was drawn before.
    pub drawn_before_fen: Fen,
    /// The last month in the base.
    pub through: Period,
}

/// Where an imported entry came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Row in the sheet, from 1.
    pub row: i64,
    /// SHA-256 of the workbook (kept by the office, not published).
    #[serde(with = "hex32")]
    pub sha256: [u8; 32],
    /// Sheet name.
    pub sheet: String,
}

/// A household's own item, as commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// The commitment: see [`super::Item::cid`].
    #[serde(with = "hex32")]
    pub cid: [u8; 32],
    /// Number in the community's accounts.
    pub seq: u64,
}

/// All household items since the last summary, as lists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// When it was recorded.
    #[serde(with = "rfc3339")]
    pub at: UnixMs,
    /// First leaf index that may hold an item of these lists: where the last summary ended.
    pub from: u64,
    /// The lists, by credited account, debited account, fund, kind, month, in the order of the chart
    /// and of the names in docs/formats/book.md.
    pub lists: Vec<ListRef>,
    /// Number of the summary, from 1.
    pub no: u64,
    /// The leaf index behind the last item: this record's own index.
    pub to: u64,
}

/// One list: its file, and what it stands for in the accounts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListRef {
    /// Credited account of every row.
    pub credit: Account,
    /// Debited account of every row.
    pub debit: Account,
    /// Fund.
    pub fund: Fund,
    /// Kind of every row.
    pub item: ItemKind,
    /// Accounting period of every row.
    pub period: Period,
    /// Number of rows.
    pub rows: u64,
    /// SHA-256 of the list's file.
    #[serde(with = "hex32")]
    pub sha256: [u8; 32],
    /// Sum of the rows.
    pub total_fen: Fen,
}

impl ListRef {
    /// What its rows have in common; a summary has one list for each.
    pub fn key(&self) -> (Account, Account, Fund, ItemKind, Period) {
        (self.credit, self.debit, self.fund, self.item, self.period)
    }

    /// The list's total as postings.
    pub fn postings(&self) -> [Posting; 2] {
        [
            Posting::debit(self.fund, self.debit, self.total_fen),
            Posting::credit(self.fund, self.credit, self.total_fen),
        ]
    }
}

/// A month's accounts are closed: nothing is posted to it any more (I13).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeriodClosed {
    /// When it was recorded.
    #[serde(with = "rfc3339")]
    pub at: UnixMs,
    /// Every balance at this point, by fund and account.
    pub balances: Vec<AccountBalance>,
    /// The month.
    pub period: Period,
}

/// One account's balance; debit positive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountBalance {
    /// Account.
    pub account: Account,
    /// Debit positive.
    pub balance_fen: Fen,
    /// Fund.
    pub fund: Fund,
}

/// A statement that is disclosed but is not part of the fund accounts: a lump-sum manager's own
/// fee income and costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// When it was recorded.
    #[serde(with = "rfc3339")]
    pub at: UnixMs,
    /// First day.
    pub from: Date,
    /// Lines: income positive, cost negative.
    pub lines: Vec<StatementLine>,
    /// Title.
    pub title: String,
    /// Last day.
    pub to: Date,
}

/// One line of a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatementLine {
    /// Income positive, cost negative.
    pub amount_fen: Fen,
    /// What it was.
    pub text: String,
}

/// Something that had to be published has been (Civil Code 943).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosure {
    /// When it was recorded.
    #[serde(with = "rfc3339")]
    pub at: UnixMs,
    /// The document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<FileRef>,
    /// First day of the time it is about.
    pub from: Date,
    /// What: see `disclosure::Item`.
    pub item: String,
    /// Last day of the time it is about.
    pub to: Date,
}

/// An owner questions an entry. Owners are not named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objection {
    /// When it was recorded.
    #[serde(with = "rfc3339")]
    pub at: UnixMs,
    /// The last day for an answer.
    pub due: Date,
    /// The entry.
    pub entry: u64,
    /// Number of the objection, from 1.
    pub no: u64,
    /// The question.
    pub text: String,
}

/// The publisher answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// When it was recorded.
    #[serde(with = "rfc3339")]
    pub at: UnixMs,
    /// Who answers: an office, not a person.
    pub by: String,
    /// The objection's number.
    pub objection: u64,
    /// The answer.
    pub text: String,
}

/// A published file is no longer served; its name stays in the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileWithdrawn {
    /// When it was recorded.
    #[serde(with = "rfc3339")]
    pub at: UnixMs,
    /// Why.
    pub reason: String,
    /// The file.
    #[serde(with = "hex32")]
    pub sha256: [u8; 32],
}

/// The next manager continues this log: later checkpoints carry the new key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handover {
    /// When it was recorded.
    #[serde(with = "rfc3339")]
    pub at: UnixMs,
    /// Who takes over.
    pub successor: String,
    /// The verifier key of the next checkpoints: `name+hash+key`.
    pub vkey: String,
}
