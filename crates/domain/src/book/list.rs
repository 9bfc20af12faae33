//! The flat list: every household item of one kind and month, as commitment and amount, sorted by
//! commitment. A phone adds it up; `awk` and `sha256sum` can, too.
//!
//! Form: one line a row, 64 hex digits, a space, the amount in fen, a newline. No header.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::money::{Fen, MoneyError};

/// The most bytes of one list: about 900,000 households.
pub const MAX_LIST_BYTES: usize = 64 << 20;

/// One row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListRow {
    /// The item's commitment.
    pub cid: [u8; 32],
    /// Its amount, positive.
    pub amount: Fen,
}

/// A list whose rows are sorted, unique and positive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List(Vec<ListRow>);

/// Why bytes or rows are not a list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// The line is not `<64 hex digits> <amount>`.
    #[error("line {0} is not a commitment and an amount")]
    Form(usize),
    /// An amount of zero or less.
    #[error("line {0} has no positive amount")]
    NotPositive(usize),
    /// Out of order, or the same commitment twice.
    #[error("line {0} is out of order or repeated")]
    Order(usize),
    /// Larger than [`MAX_LIST_BYTES`].
    #[error("the list is too large")]
    TooLarge,
}

impl List {
    /// Sorts the rows and checks them.
    pub fn new(mut rows: Vec<ListRow>) -> Result<Self, ListError> {
        rows.sort_unstable();
        let list = Self(rows);
        list.check()?;
        Ok(list)
    }

    /// The rows, sorted by commitment.
    pub fn rows(&self) -> &[ListRow] {
        &self.0
    }

    /// The exact total.
    pub fn total(&self) -> Result<Fen, MoneyError> {
        Fen::total(self.0.iter().map(|row| row.amount))
    }

    /// The file's bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut text = String::with_capacity(self.0.len() * 72);
        for row in &self.0 {
            for byte in row.cid {
                let _ = write!(text, "{byte:02x}"); // writing to a String cannot fail
            }
            let _ = writeln!(text, " {}", row.amount.0);
        }
        text.into_bytes()
    }

    /// Reads a file; every deviation from the form is an error.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ListError> {
        if bytes.len() > MAX_LIST_BYTES {
            return Err(ListError::TooLarge);
        }
        let mut rows = Vec::with_capacity(bytes.len() / 66);
        let mut rest = bytes;
        while !rest.is_empty() {
            let number = rows.len() + 1;
            let end = rest
                .iter()
                .position(|&b| b == b'\n')
                .ok_or(ListError::Form(number))?;
            rows.push(row(&rest[..end]).ok_or(ListError::Form(number))?);
            rest = &rest[end + 1..];
        }
        let list = Self(rows);
        list.check()?;
        Ok(list)
    }

    fn check(&self) -> Result<(), ListError> {
        for (at, row) in self.0.iter().enumerate() {
            if row.amount.0 <= 0 {
                return Err(ListError::NotPositive(at + 1));
            }
            if at > 0 && self.0[at - 1].cid >= row.cid {
                return Err(ListError::Order(at + 1));
            }
        }
        Ok(())
    }
}

/// The name of a file in the book: the SHA-256 of its bytes.
pub fn file_hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn row(line: &[u8]) -> Option<ListRow> {
    let (hex, amount) = (line.get(..64)?, line.get(65..)?);
    if line[64] != b' ' || hex.iter().any(u8::is_ascii_uppercase) {
        return None;
    }
    let mut cid = [0; 32];
    hex::decode_to_slice(hex, &mut cid).ok()?;
    let plain = amount.iter().all(u8::is_ascii_digit) && amount.len() <= 16;
    if !plain || (amount.len() > 1 && amount[0] == b'0') {
        return None;
    }
    let amount = std::str::from_utf8(amount).ok()?.parse().ok()?;
    Some(ListRow {
        cid,
        amount: Fen(amount),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn odd_files_are_refused() {
        let hex = "00".repeat(32);
        for (text, why) in [
            (format!("{hex} 1"), ListError::Form(1)),
            (format!("{hex}  1\n"), ListError::Form(1)),
            (format!("{hex} -1\n"), ListError::Form(1)),
            (format!("{hex} 01\n"), ListError::Form(1)),
            (format!("{hex} \n"), ListError::Form(1)),
            (format!("{hex} 0\n"), ListError::NotPositive(1)),
            (format!("{} 1\n", "AB".repeat(32)), ListError::Form(1)),
            (format!("{hex} 1\n{hex} 1\n"), ListError::Order(2)),
            (format!("{hex} 1\r\n"), ListError::Form(1)),
            ("\n".into(), ListError::Form(1)),
        ] {
            assert_eq!(List::from_bytes(text.as_bytes()), Err(why), "{text}");
        }
    }

    proptest! {
        #[test]
        fn lists_round_trip(rows in proptest::collection::btree_map(any::<[u8; 32]>(), 1..=i64::from(u32::MAX), 0..50)) {
            let rows = rows.into_iter().map(|(cid, fen)| ListRow { cid, amount: Fen(fen) });
            let list = List::new(rows.rev().collect()).unwrap();
            prop_assert_eq!(List::from_bytes(&list.to_bytes()).unwrap(), list);
        }

        #[test]
        fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = List::from_bytes(&bytes);
        }
    }
}
