//! A table read in the order of its key, a page at a time: several tables are gone through side by
//! side without holding any of them.

use std::collections::VecDeque;

use mingbai_domain::ids::CommunityId;
use mingbai_store::audit::{Cell, Layout, RawRow, layout, page};
use mingbai_store::{StoreError, Tx};

/// Rows read at once: a leaf may have 64 kB.
const PAGE: i64 = 500;

#[derive(Debug)]
pub(super) struct Cursor {
    id: CommunityId,
    layout: &'static Layout,
    page: VecDeque<RawRow>,
    after: Option<Vec<Cell>>,
    done: bool,
    /// Rows taken so far.
    pub taken: u64,
}

impl Cursor {
    pub fn open(id: CommunityId, table: &'static str) -> Result<Self, StoreError> {
        Ok(Self {
            id,
            layout: layout(table)?,
            page: VecDeque::new(),
            after: None,
            done: false,
            taken: 0,
        })
    }

    /// From behind a key.
    pub fn behind(
        id: CommunityId,
        table: &'static str,
        after: Vec<Cell>,
    ) -> Result<Self, StoreError> {
        let mut cursor = Self::open(id, table)?;
        cursor.after = Some(after);
        Ok(cursor)
    }

    /// The next row, which stays.
    pub fn peek(&mut self, tx: &mut Tx<'_>) -> Result<Option<&RawRow>, StoreError> {
        if self.page.is_empty() && !self.done {
            let rows = page(tx, self.id, self.layout, self.after.as_deref(), PAGE)?;
            let full = i64::try_from(rows.len()).is_ok_and(|rows| rows == PAGE);
            self.done = !full || self.layout.key.is_empty();
            self.after = rows.last().map(RawRow::key).or(self.after.take());
            self.page = rows.into();
        }
        Ok(self.page.front())
    }

    /// The next row.
    pub fn next(&mut self, tx: &mut Tx<'_>) -> Result<Option<RawRow>, StoreError> {
        self.peek(tx)?;
        let row = self.page.pop_front();
        self.taken += u64::from(row.is_some());
        Ok(row)
    }

    /// The next row if its number in `column` is below `number`: nothing was found to go with it.
    pub fn stray(
        &mut self,
        tx: &mut Tx<'_>,
        column: &'static str,
        number: u64,
    ) -> Result<Option<RawRow>, StoreError> {
        let stray = self
            .peek(tx)?
            .is_some_and(|row| row.count(column).map_or(true, |at| at < number));
        if stray { self.next(tx) } else { Ok(None) }
    }

    /// The next row if its number in `column` is `number`.
    pub fn own(
        &mut self,
        tx: &mut Tx<'_>,
        column: &'static str,
        number: u64,
    ) -> Result<Option<RawRow>, StoreError> {
        let own = self
            .peek(tx)?
            .is_some_and(|row| row.count(column) == Ok(number));
        if own { self.next(tx) } else { Ok(None) }
    }
}
