//! A household's own receipt against the public files: its item is sealed in the log at the place
//! that the receipt names, and it is a row of the list that the public total counts.

use mingbai_domain::book::{Item, List, ListRef, OpenedItem, Record, Summary, file_hash};
use mingbai_tlog::receipt::MAX_RECEIPT_BYTES;
use mingbai_tlog::{Receipt, SignedCheckpoint};

use crate::layout;
use crate::log::{Leaf, OpenLog, walk};
use crate::source::Source;
use mingbai_domain::lang::Lang;

/// The largest receipt file.
pub const MAX_BYTES: usize = MAX_RECEIPT_BYTES;

/// A receipt that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptHolds {
    /// The household's item.
    pub item: Item,
    /// Its place in the log.
    pub index: u64,
    /// The summary that counts it; `None` while none does.
    pub summary: Option<u64>,
}

/// Why a receipt does not hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptFails {
    /// It is no receipt, or not a household's.
    #[error("it is not a household's receipt, or it is damaged")]
    Form,
    /// The log cannot be read.
    #[error("the community's log cannot be read or does not hold; see what `verify` says of it")]
    Log,
    /// No key of the log has signed its checkpoint.
    #[error("its checkpoint is not signed by a key of this log")]
    Signature,
    /// Its proof does not lead from the item to the checkpoint.
    #[error("its item, salt or proof was changed: it does not lead to the signed checkpoint")]
    Proof,
    /// The source is older than the receipt.
    #[error("the public files end before the receipt's checkpoint; fetch newer ones")]
    Older,
    /// The log had another tree when the receipt was made.
    #[error(
        "the log that is shown is not the one that signed this receipt: its history was changed"
    )]
    Fork,
    /// The public list does not have the item.
    #[error("summary {no} counts this item, but its public list does not have it")]
    NotListed {
        /// Number of the summary.
        no: u64,
    },
}

impl ReceiptFails {
    /// In words.
    pub fn words(&self, lang: Lang) -> String {
        if lang == Lang::En {
            return self.to_string();
        }
        match self {
            Self::Form => "这不是住户凭据，或已经损坏；请向物业重新要一份".into(),
            Self::Log => "小区的公开日志读不出来或对不上；请看核验结果里怎么说".into(),
            Self::Signature => "凭据里的检查点不是这个小区的密钥签发的".into(),
            Self::Proof => "项目、随机数或证明被改过，对不上签发过的检查点".into(),
            Self::Older => "公开文件比凭据旧；请重新下载最新的公开文件".into(),
            Self::Fork => {
                "现在公开的日志和签发凭据时的不一样，历史被改过；请保留凭据并提出异议".into()
            }
            Self::NotListed { no } => {
                format!("第 {no} 次汇总应当有这一项，公开的清单里却没有；请提出异议")
            }
        }
    }
}

/// Checks one receipt against what a source shows. That the rest of the log and its lists hold is
/// [`crate::verify()`]'s to say.
pub fn check_receipt(source: &Source, bytes: &[u8]) -> Result<ReceiptHolds, ReceiptFails> {
    let receipt = Receipt::parse(bytes).map_err(|_| ReceiptFails::Form)?;
    let opened = OpenedItem::from_bytes(&receipt.extra).ok_or(ReceiptFails::Form)?;
    let entry = opened.record().map_err(|_| ReceiptFails::Form)?;
    let log = OpenLog::open(source, Some(&opened.item.community)).map_err(|_| ReceiptFails::Log)?;
    let signed = signature(&log, &receipt)?;
    receipt_leads(&log, &receipt, &entry)?;
    let size = signed.checkpoint().size;
    if size > log.size() {
        return Err(ReceiptFails::Older);
    }
    let (mut sealed_there, mut counted) = (false, None);
    let walked = walk(
        &log,
        &[size],
        |index, bytes| match Record::from_bytes(bytes) {
            Ok(Record::Summary(body)) if index > receipt.index => Some(Seen::Summary(body)),
            _ if index == receipt.index => Some(Seen::Here(bytes == entry)),
            _ => None,
        },
        |leaf: Leaf<Option<Seen>>| match leaf.parsed.flatten() {
            Some(Seen::Here(same)) => sealed_there = same,
            Some(Seen::Summary(body)) if counted.is_none() => {
                let covers = (body.from..body.to).contains(&receipt.index);
                counted = Some(body).filter(|_| covers);
            }
            _ => {}
        },
    );
    let same_tree = walked.roots.first() == Some(&signed.checkpoint().root);
    if !walked.failures.is_empty() {
        return Err(ReceiptFails::Log);
    }
    if !same_tree || !sealed_there {
        return Err(ReceiptFails::Fork);
    }
    if let Some(summary) = &counted {
        listed(source, &opened, summary)?;
    }
    Ok(ReceiptHolds {
        item: opened.item,
        index: receipt.index,
        summary: counted.map(|summary| summary.no),
    })
}

/// What a record is to the receipt.
enum Seen {
    /// It stands at the receipt's place: whether it is the receipt's.
    Here(bool),
    Summary(Summary),
}

fn signature(log: &OpenLog<'_>, receipt: &Receipt) -> Result<SignedCheckpoint, ReceiptFails> {
    let signed = log
        .keys()
        .into_iter()
        .find_map(|key| SignedCheckpoint::from_note(receipt.checkpoint.clone(), &key).ok());
    signed.ok_or(ReceiptFails::Signature)
}

fn receipt_leads(log: &OpenLog<'_>, receipt: &Receipt, entry: &[u8]) -> Result<(), ReceiptFails> {
    let leads = |key| receipt.verify(entry, key).is_ok();
    if log.keys().iter().any(leads) {
        Ok(())
    } else {
        Err(ReceiptFails::Proof)
    }
}

/// The item is a row of the one list of its kind, accounts and month, with its amount.
fn listed(source: &Source, opened: &OpenedItem, summary: &Summary) -> Result<(), ReceiptFails> {
    let item = &opened.item;
    let missing = ReceiptFails::NotListed { no: summary.no };
    let key = (item.credit, item.debit, item.fund, item.kind, item.period);
    let same = |list: &&ListRef| list.key() == key;
    let list = summary.lists.iter().find(same).ok_or(missing.clone())?;
    let path = layout::list(&item.community, &list.sha256);
    let bytes = source.read(&path, layout::MAX_LIST).ok().flatten();
    let bytes = bytes.filter(|bytes| file_hash(bytes) == list.sha256);
    let rows = bytes.and_then(|bytes| List::from_bytes(&bytes).ok());
    let rows = rows.ok_or(ReceiptFails::Log)?;
    let cid = item.cid(&opened.salt);
    let row = |row: &mingbai_domain::book::ListRow| row.cid == cid && row.amount == item.amount;
    if rows.rows().iter().any(row) {
        Ok(())
    } else {
        Err(missing)
    }
}
