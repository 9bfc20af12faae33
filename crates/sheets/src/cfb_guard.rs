//! Looks into an old workbook (.xls) before the spreadsheet reader does.
//!
//! The reader reserves memory for the rectangle that a sheet states and for the one that its cells
//! span, and follows chains of sectors that may run in circles. Here both are walked with limits.
//! Nothing is read for import.

use crate::hidden::{Hidden, MAX_SPANS};
use crate::limits::Limits;
use crate::open_error::OpenError;

const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
const FIRST_RESERVED: u32 = 0xFFFF_FFFA;
/// The reader's rectangles, over all sheets, in cells; each takes about 56 bytes.
const MAX_RECTANGLE_CELLS: u64 = 8_000_000;

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;
/// The version in a BOF record since Excel 97.
const VERSION_8: u16 = 0x0600;
const ROW: u16 = 0x0208;
const ROW_HIDDEN: u16 = 0x0020;
const COLUMNS: u16 = 0x007D;
const COLUMNS_HIDDEN: u16 = 0x0001;
const BOUND_SHEET: u16 = 0x0085;
const FILE_PASS: u16 = 0x002F;
const DIMENSIONS: u16 = 0x0200;
const CONTINUE: u16 = 0x003C;
const MULTIPLE_RK: u16 = 0x00BD;
/// Records of one cell: number, label, rich label, truth or error, RK number, shared label, formula.
const CELLS: [u16; 7] = [0x0203, 0x0204, 0x00D6, 0x0205, 0x027E, 0x00FD, 0x0006];

/// What the reader does not tell of a workbook.
#[derive(Default)]
pub(crate) struct Inside {
    /// Whether texts are UTF-16: since Excel 97 they are, whatever code page the file states.
    pub(crate) wide_texts: bool,
    /// Hidden rows of each sheet, in the order of the workbook; from 1.
    pub(crate) hidden: Vec<Hidden>,
}

/// An error if the file is encrypted, has no workbook, or would take too much memory.
pub(crate) fn check(bytes: &[u8], limits: &Limits) -> Result<Inside, OpenError> {
    let file = File::new(bytes).ok_or_else(damaged)?;
    if file.entry("EncryptedPackage").is_some() {
        return Err(OpenError::Encrypted);
    }
    // The reader takes the second if it cannot read the first.
    let entries: Vec<Entry> = ["Workbook", "Book"]
        .iter()
        .filter_map(|name| file.entry(name))
        .collect();
    if entries.is_empty() {
        return Err(OpenError::NotASpreadsheet);
    }
    let mut first = None;
    for entry in &entries {
        let stream = file.stream(entry).ok_or_else(damaged)?;
        let inside = check_stream(&stream, limits)?;
        first.get_or_insert(inside);
    }
    Ok(first.unwrap_or_default())
}

fn damaged() -> OpenError {
    OpenError::Broken {
        detail: "the sectors of the file do not fit together".to_owned(),
    }
}

/// A compound file: sectors, chained by a table.
struct File<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    directory: Vec<u8>,
    mini_fat: Vec<u32>,
    mini: Vec<u8>,
}

/// A stream's name in the directory, first sector and length.
struct Entry {
    start: u32,
    length: usize,
}

impl<'a> File<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let sectors = bytes.len() / sector + 1;
        let mut file = Self {
            bytes,
            sector,
            fat: vec![],
            directory: vec![],
            mini_fat: vec![],
            mini: vec![],
        };

        let mut tables: Vec<u32> = (0..109).filter_map(|i| u32_at(bytes, 76 + 4 * i)).collect();
        let mut next = u32_at(bytes, 68)?;
        let mut steps = 0;
        while next < FIRST_RESERVED {
            steps += 1;
            if steps > sectors {
                return None;
            }
            let mut ids = words(file.sector_bytes(next)?);
            next = ids.pop()?;
            tables.extend(ids);
        }
        tables.retain(|id| *id < FIRST_RESERVED);
        // A table of n sectors describes n * 128 others: more tables than sectors is a trap.
        if tables.len() > sectors / (sector / 4) + 2 {
            return None;
        }
        for id in tables {
            let part = words(file.sector_bytes(id)?);
            file.fat.extend(part);
        }
        file.directory = file.chain(u32_at(bytes, 48)?, usize::MAX)?;
        let root = file.directory.get(..128)?;
        let (root_start, root_length) = (u32_at(root, 116)?, file.length(root)?);
        let mini_fat_sectors = usize::try_from(u32_at(bytes, 64)?).ok()?;
        if mini_fat_sectors > 0 {
            let length = mini_fat_sectors.checked_mul(sector)?;
            file.mini_fat = words(&file.chain(u32_at(bytes, 60)?, length)?);
            file.mini = file.chain(root_start, root_length)?;
        }
        Some(file)
    }

    fn sector_bytes(&self, id: u32) -> Option<&'a [u8]> {
        // The header takes the place of one sector.
        let start = usize::try_from(id)
            .ok()?
            .checked_add(1)?
            .checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end).filter(|part| !part.is_empty())
    }

    fn chain(&self, start: u32, length: usize) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let mut id = start;
        let mut steps = 0;
        while id != END_OF_CHAIN && out.len() < length {
            steps += 1;
            if steps > self.fat.len() {
                return None;
            }
            let part = self.sector_bytes(id)?;
            out.extend_from_slice(&part[..part.len().min(length - out.len())]);
            id = *self.fat.get(usize::try_from(id).ok()?)?;
        }
        Some(out)
    }

    fn mini_chain(&self, start: u32, length: usize) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let mut id = start;
        let mut steps = 0;
        while id != END_OF_CHAIN && out.len() < length {
            steps += 1;
            if steps > self.mini_fat.len() {
                return None;
            }
            let from = usize::try_from(id).ok()?.checked_mul(64)?;
            let part = self
                .mini
                .get(from..from.checked_add(64)?.min(self.mini.len()))?;
            out.extend_from_slice(&part[..part.len().min(length - out.len())]);
            id = *self.mini_fat.get(usize::try_from(id).ok()?)?;
        }
        Some(out)
    }

    fn entry(&self, name: &str) -> Option<Entry> {
        let found = self.directory.chunks_exact(128).find(|entry| {
            let units = entry[..64]
                .chunks_exact(2)
                .map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
            let units: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
            String::from_utf16_lossy(&units).eq_ignore_ascii_case(name)
        })?;
        Some(Entry {
            start: u32_at(found, 116)?,
            length: self.length(found)?,
        })
    }

    /// The length in a directory entry: 4 bytes, or 8 in files with large sectors.
    fn length(&self, entry: &[u8]) -> Option<usize> {
        let (low, high) = (u32_at(entry, 120)?, u32_at(entry, 124)?);
        let long = self.sector == 4096 && high > 0;
        if long {
            None
        } else {
            usize::try_from(low).ok()
        }
    }

    fn stream(&self, entry: &Entry) -> Option<Vec<u8>> {
        if entry.length < 4096 {
            self.mini_chain(entry.start, entry.length)
        } else {
            self.chain(entry.start, entry.length)
        }
    }
}

fn check_stream(stream: &[u8], limits: &Limits) -> Result<Inside, OpenError> {
    let mut inside = Inside::default();
    let mut sheets = Vec::new();
    for (kind, data) in Records(stream) {
        match kind {
            BOUND_SHEET => sheets.push(u32_at(data, 0).ok_or_else(damaged)?),
            FILE_PASS => return Err(OpenError::Encrypted),
            BOF => inside.wide_texts = u16_at(data, 0) == Some(VERSION_8),
            EOF => break,
            _ => {}
        }
        if sheets.len() > limits.sheets {
            return Err(OpenError::TooManySheets {
                limit: limits.sheets,
            });
        }
    }
    let mut left = MAX_RECTANGLE_CELLS;
    for start in sheets {
        let start = usize::try_from(start).unwrap_or(usize::MAX);
        let sheet = stream.get(start..).ok_or_else(damaged)?;
        let taken = rectangle(sheet).ok_or_else(damaged)?;
        left = left.checked_sub(taken).ok_or(OpenError::TooManyCells {
            cells: limits.cells,
        })?;
        inside.hidden.push(hidden(sheet));
    }
    Ok(inside)
}

/// What the program does not show of one sheet.
fn hidden(sheet: &[u8]) -> Hidden {
    let mut depth = 0_usize;
    let mut hidden = Hidden::default();
    for (kind, data) in Records(sheet) {
        let flag = |at, flag| u16_at(data, at).is_some_and(|flags| flags & flag != 0);
        match kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            ROW if flag(12, ROW_HIDDEN) => {
                let row = u16_at(data, 0).map(|row| u32::from(row) + 1);
                hidden.rows.extend(row);
            }
            COLUMNS if flag(8, COLUMNS_HIDDEN) && hidden.columns.len() < MAX_SPANS => {
                let span = u16_at(data, 0).zip(u16_at(data, 2));
                let span = span.map(|(first, last)| (u32::from(first), u32::from(last)));
                hidden.columns.extend(span);
            }
            _ => {}
        }
    }
    hidden.rows.sort_unstable();
    hidden.rows.dedup();
    hidden
}

/// Cells of the rectangles of one sheet: the stated one and the one that its cells span.
fn rectangle(sheet: &[u8]) -> Option<u64> {
    let mut stated = 0_u64;
    let (mut top, mut left, mut bottom, mut right) = (u64::MAX, u64::MAX, 0, 0);
    let mut depth = 0_usize;
    let mut cells = 0_u64;
    for (kind, data) in Records(sheet) {
        match kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            // Two widths of the record: rows of 2 or 4 bytes. Both start with the first row.
            DIMENSIONS => stated = stated.saturating_add(stated_cells(data)?),
            MULTIPLE_RK | CONTINUE => {}
            _ if !CELLS.contains(&kind) => continue,
            _ => {}
        }
        if kind == MULTIPLE_RK || CELLS.contains(&kind) {
            let (row, first) = (u64::from(u16_at(data, 0)?), u64::from(u16_at(data, 2)?));
            let more = if kind == MULTIPLE_RK {
                (data.len() as u64) / 6
            } else {
                0
            };
            cells = cells.saturating_add(1 + more);
            (top, bottom) = (top.min(row), bottom.max(row));
            (left, right) = (left.min(first), right.max(first + more));
        }
    }
    let spanned = if cells == 0 {
        0
    } else {
        (bottom - top + 1) * (right - left + 1)
    };
    Some(spanned.saturating_add(stated).saturating_add(cells))
}

/// Cells of a stated rectangle, as the reader counts them: the ends are one beyond the last row
/// and column, and a first column that makes no sense is taken for 0. `None` for an end before its
/// start, which would wrap around.
fn stated_cells(data: &[u8]) -> Option<u64> {
    let (top, bottom, left, right) = if data.len() == 10 {
        (
            u16_at(data, 0)?.into(),
            u16_at(data, 2)?.into(),
            u16_at(data, 4)?,
            u16_at(data, 6)?,
        )
    } else {
        (
            u32_at(data, 0)?,
            u32_at(data, 4)?,
            u16_at(data, 8)?,
            u16_at(data, 10)?,
        )
    };
    if bottom == 0 || right == 0 {
        return Some(1);
    }
    let left = if left > 0xFF || right < left { 0 } else { left };
    let rows = u64::from(bottom.checked_sub(top)?);
    Some(rows.saturating_mul(u64::from(right - left)))
}

/// The records of a workbook stream: kind, length, data.
struct Records<'a>(&'a [u8]);

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = u16_at(self.0, 0)?;
        let length = usize::from(u16_at(self.0, 2)?);
        let data = self.0.get(4..4 + length)?;
        self.0 = &self.0[4 + length..];
        Some((kind, data))
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let part = bytes.get(at..at.checked_add(2)?)?;
    part.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let part = bytes.get(at..at.checked_add(4)?)?;
    part.try_into().ok().map(u32::from_le_bytes)
}

fn words(bytes: &[u8]) -> Vec<u32> {
    (0..bytes.len() / 4)
        .filter_map(|i| u32_at(bytes, 4 * i))
        .collect()
}
