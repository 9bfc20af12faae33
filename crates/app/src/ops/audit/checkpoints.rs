//! Signed checkpoints against the records that they cover, and their notes against the log's keys.

use mingbai_domain::ids::CommunityId;
use mingbai_store::audit::{Cell, RawRow};
use mingbai_store::{StoreError, Tx};
use mingbai_tlog::{Checkpoint, Frontier, Hash, Note, Verifier};

use super::cursor::Cursor;
use super::finding::{Findings, Why, number};

/// The checkpoints of a log, gone through beside its leaves.
pub(super) struct Checkpoints {
    rows: Cursor,
    keys: Vec<Verifier>,
    origin: Option<String>,
}

impl Checkpoints {
    pub fn open(id: CommunityId, keys: Vec<Verifier>) -> Result<Self, StoreError> {
        Ok(Self {
            rows: Cursor::open(id, "checkpoint")?,
            keys,
            origin: None,
        })
    }

    /// Those over more leaves than `size`.
    pub fn behind(id: CommunityId, keys: Vec<Verifier>, size: Cell) -> Result<Self, StoreError> {
        Ok(Self {
            rows: Cursor::behind(id, "checkpoint", vec![size])?,
            keys,
            origin: None,
        })
    }

    /// The checkpoints of the tree as it is now.
    pub fn at(
        &mut self,
        tx: &mut Tx<'_>,
        tree: &Frontier,
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        // One below was of a tree of which a leaf is missing now.
        while let Some(row) = self.rows.stray(tx, "size", tree.size())? {
            findings.row("checkpoint", number(&row, "size"), Why::OtherRoot);
        }
        while let Some(row) = self.rows.own(tx, "size", tree.size())? {
            if let Err(why) = self.check(&row, tree) {
                findings.row("checkpoint", number(&row, "size"), why);
            }
        }
        Ok(())
    }

    /// The checkpoints behind the last leaf; every note must have named `origin`.
    pub fn finish(
        mut self,
        tx: &mut Tx<'_>,
        tree: &Frontier,
        origin: Option<&str>,
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        self.at(tx, tree, findings)?;
        while let Some(row) = self.rows.next(tx)? {
            findings.row("checkpoint", number(&row, "size"), Why::Ahead);
        }
        if let (Some(said), Some(origin)) = (&self.origin, origin)
            && said != origin
        {
            findings.row("checkpoint", super::finding::Key::Only, Why::Note);
        }
        Ok(())
    }

    fn check(&mut self, row: &RawRow, tree: &Frontier) -> Result<(), Why> {
        let (size, root) = (row.count("size")?, Hash(row.hash("root")?));
        row.int("at_ms")?;
        if root != tree.root() {
            return Err(Why::OtherRoot);
        }
        let note = Note::parse(row.text("note")?.as_bytes()).map_err(|_| Why::Note)?;
        let said = Checkpoint::parse(note.text()).map_err(|_| Why::Note)?;
        let origin = self.origin.get_or_insert_with(|| said.origin.clone());
        if (said.size, said.root) != (size, root) || *origin != said.origin {
            return Err(Why::Note);
        }
        let signed = note.verify(&self.keys);
        if !self.keys.is_empty() && !signed.is_ok_and(|by| !by.is_empty()) {
            return Err(Why::Signature);
        }
        Ok(())
    }
}
