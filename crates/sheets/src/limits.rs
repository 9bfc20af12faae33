//! How much a spreadsheet may contain before it is refused.

/// Limits on a file and on what it unpacks to. [`Limits::default`] suits a community of tens of
/// thousands of households.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file, in bytes.
    pub file_bytes: usize,
    /// Sum of all parts of a zipped workbook after unpacking, in bytes.
    pub unpacked_bytes: u64,
    /// Number of parts of a zipped workbook.
    pub zip_entries: usize,
    /// How many times larger than the file the unpacked parts may be, once they exceed 16 MiB.
    pub zip_ratio: u64,
    /// Number of sheets.
    pub sheets: usize,
    /// The last row that may hold anything.
    pub rows: u32,
    /// The number of columns, from A, that may hold anything.
    pub columns: u32,
    /// Number of cells with content, over all sheets.
    pub cells: usize,
    /// Length of all texts together, in bytes.
    pub text_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 50 << 20,
            unpacked_bytes: 256 << 20,
            zip_entries: 2_000,
            zip_ratio: 200,
            sheets: 64,
            rows: 200_000,
            columns: 256,
            cells: 3_000_000,
            text_bytes: 128 << 20,
        }
    }
}
