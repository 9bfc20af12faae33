//! A household's item with what opens its commitment: the `extra` of a receipt. Whoever holds it
//! knows the item; it is given to the household alone.
//!
//! Nothing in it may be believed for its own sake: it is checked against the sealed record.

use serde::{Deserialize, Serialize};

use super::record::{Record, RecordError, Sealed};
use super::sealed::{Item, ItemKind, Salt};
use crate::calendar::UnixMs;
use crate::ids::{Slug, UnitId};
use crate::ledger::Account;
use crate::money::Fen;

/// An item, its salt and its number in the accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedItem {
    /// The item.
    pub item: Item,
    /// What blinds it.
    pub salt: Salt,
    /// Its number in the community's accounts.
    pub seq: u64,
}

/// The seven committed fields as texts, the salt as 64 hex digits, and the number.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    account: String,
    amount: String,
    community: String,
    number: String,
    period: String,
    salt: String,
    seq: u64,
    time: String,
    unit: String,
}

impl OpenedItem {
    /// The JSON of a receipt's `extra`: names in alphabetical order, without spaces.
    pub fn to_bytes(&self) -> Vec<u8> {
        let [community, unit, account, period, number, amount, time] = self.item.fields();
        let form = Form {
            account,
            amount,
            community,
            number,
            period,
            salt: hex::encode(self.salt),
            seq: self.seq,
            time,
            unit,
        };
        serde_json::to_vec(&form).unwrap_or_default() // texts and a number always are JSON
    }

    /// Reads it; `None` unless every field has exactly the form in which it is committed.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let form: Form = serde_json::from_slice(bytes).ok()?;
        let parts: Vec<&str> = form.account.split('/').collect();
        let [kind, fund, debit, credit] = parts.as_slice() else {
            return None;
        };
        let account = |text: &str| Account::new(text.parse().ok()?).ok();
        let mut salt = [0; 32];
        hex::decode_to_slice(&form.salt, &mut salt).ok()?;
        let item = Item {
            community: Slug::new(&form.community).ok()?,
            unit: UnitId(form.unit.parse().ok()?),
            kind: ItemKind::parse(kind)?,
            fund: fund.parse().ok()?,
            debit: account(debit)?,
            credit: account(credit)?,
            period: form.period.parse().ok()?,
            number: form.number,
            amount: Fen(form.amount.parse().ok()?),
            at: UnixMs::from_rfc3339(&form.time)?,
        };
        let opened = Self {
            item,
            salt,
            seq: form.seq,
        };
        (opened.to_bytes() == bytes).then_some(opened)
    }

    /// The sealed record that stands in the log.
    pub fn record(&self) -> Result<Vec<u8>, RecordError> {
        Record::from(Sealed {
            cid: self.item.cid(&self.salt),
            seq: self.seq,
        })
        .to_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Fund;
    use crate::ledger::templates::accounts as a;

    fn opened() -> OpenedItem {
        OpenedItem {
            item: Item {
                community: Slug::new("xingyuan-north").unwrap(),
                unit: UnitId(7),
                kind: ItemKind::Bill,
                fund: Fund::Svc,
                debit: a::FEES_RECEIVABLE,
                credit: a::FEE_INCOME,
                period: "2026-10".parse().unwrap(),
                number: "B2026-10-000001".into(),
                amount: Fen(16_570),
                at: UnixMs(1_792_000_000_000),
            },
            salt: [9; 32],
            seq: 1,
        }
    }

    #[test]
    fn an_opened_item_is_read_as_it_was_written_and_in_no_other_form() {
        let opened = opened();
        let bytes = opened.to_bytes();
        assert_eq!(OpenedItem::from_bytes(&bytes), Some(opened.clone()));
        let text = String::from_utf8(bytes).unwrap();
        for (from, to) in [
            ("\"16570\"", "\"016570\""),
            ("0909", "0A0A"),
            ("1101", "9999"),
            ("{\"account\"", "{ \"account\""),
            ("\"seq\":1", "\"seq\":1,\"more\":2"),
            ("bill/", "bill/bill/"),
        ] {
            let odd = text.replace(from, to);
            assert_ne!(odd, text, "{from}");
            assert_eq!(OpenedItem::from_bytes(odd.as_bytes()), None, "{odd}");
        }
        let sealed = String::from_utf8(opened.record().unwrap()).unwrap();
        assert!(sealed.contains(&hex::encode(opened.item.cid(&opened.salt))));
    }
}
