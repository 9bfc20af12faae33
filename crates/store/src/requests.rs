//! Idempotency: a write request's key, what it asked and what it was answered.

use std::sync::LazyLock;

use mingbai_domain::ids::CommunityId;

use crate::bulk::Bulk;
use crate::{Kind, StoreError, Tx, Value};

/// A request that was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestRow {
    /// The caller's key, unique within the community.
    pub key: String,
    /// Hash of what was asked.
    pub body: [u8; 32],
    /// The answer.
    pub answer: String,
}

const COLUMNS: [(&str, Kind); 2] = [("community_id", Kind::Int), ("request_key", Kind::Text)];

static FIND: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::of(
        &COLUMNS,
        "SELECT request_key, body, answer FROM request \
         WHERE community_id = $1 AND request_key = $2",
        // One look into the index a key: as a plain join, the whole table is read for every batch.
        "SELECT r.request_key, r.body, r.answer FROM {keys} CROSS JOIN LATERAL \
         (SELECT request_key, body, answer FROM request \
         WHERE community_id = k.community_id AND request_key = k.request_key ORDER BY request_key LIMIT 1) r",
    )
});

static INSERT: LazyLock<Bulk> = LazyLock::new(|| {
    let columns = [
        COLUMNS[0],
        COLUMNS[1],
        ("body", Kind::Bytes),
        ("answer", Kind::Text),
    ];
    Bulk::insert("request", &columns)
});

/// The requests with these keys that were answered before.
pub fn list(
    tx: &mut Tx<'_>,
    id: CommunityId,
    keys: &[&str],
) -> Result<Vec<RequestRow>, StoreError> {
    let keys: Vec<Value<'_>> = keys
        .iter()
        .flat_map(|key| [Value::Int(id.0), Value::Text(key)])
        .collect();
    tx.ask_many(&FIND, &keys, |row| {
        Ok(RequestRow {
            key: row.text(0)?,
            body: row.hash(1)?,
            answer: row.text(2)?,
        })
    })
}

/// How the keys of acts begin; all other requests recorded a payment.
pub const ACT_KEY: &str = "act:";

/// Key and answer of every request that recorded a payment.
pub fn payments(tx: &mut Tx<'_>, id: CommunityId) -> Result<Vec<(String, String)>, StoreError> {
    tx.list(
        "SELECT request_key, answer FROM request \
         WHERE community_id = $1 AND substr(request_key, 1, 4) <> $2 ORDER BY request_key",
        &[id.0.into(), ACT_KEY.into()],
        |row| Ok((row.text(0)?, row.text(1)?)),
    )
}

/// Records answers.
pub fn insert(tx: &mut Tx<'_>, id: CommunityId, requests: &[RequestRow]) -> Result<(), StoreError> {
    let mut values = Vec::with_capacity(requests.len() * 4);
    for request in requests {
        values.extend([
            Value::Int(id.0),
            Value::Text(&request.key),
            Value::Bytes(&request.body),
            Value::Text(&request.answer),
        ]);
    }
    tx.later("record answers", &INSERT, &values)
}
