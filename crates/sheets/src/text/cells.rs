//! Splits a text into cells, and refuses what quotation marks would swallow.
//!
//! A mark that nothing closes, or that another row's mark closes, would make one cell of many rows:
//! they would be gone, and every check of the rest would pass. So a cell is quoted only if a mark
//! begins it and another ends it, and what stands between must not look like rows of the table.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::open_error::QuoteFault;

/// Goes through the cells of a text whose last character is a line end.
pub(super) struct Cells<'t> {
    text: &'t str,
    delimiter: u8,
}

/// One cell.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cell<'t> {
    pub(super) text: Cow<'t, str>,
    /// Whether it is the last one of its row.
    pub(super) ends_row: bool,
    /// Line ends inside.
    pub(super) breaks: usize,
    /// How many delimiters each line behind the first has; that in which the cell ends, with those
    /// behind the cell. As many as a row of the table has, if rows were swallowed.
    pub(super) like_rows: Vec<usize>,
}

/// A cell whose marks cannot be believed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bad<'t> {
    pub(super) text: &'t str,
    pub(super) fault: QuoteFault,
}

impl<'t> Cells<'t> {
    pub(super) fn new(text: &'t str, delimiter: u8) -> Self {
        Self { text, delimiter }
    }

    /// The next cell; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Cell<'t>>, Bad<'t>> {
        if self.text.is_empty() {
            return Ok(None);
        }
        match self.text.strip_prefix('"') {
            Some(inside) => self.quoted(inside).map(Some),
            None => Ok(Some(self.plain())),
        }
    }

    /// A cell up to the next delimiter or line end. A mark in it is data.
    fn plain(&mut self) -> Cell<'t> {
        let text = self.text;
        let (end, ends_row) = self.end_of(text);
        self.go_on(text, end);
        Cell {
            text: Cow::Borrowed(text.get(..end).unwrap_or_default()),
            ends_row,
            breaks: 0,
            like_rows: Vec::new(),
        }
    }

    fn quoted(&mut self, inside: &'t str) -> Result<Cell<'t>, Bad<'t>> {
        let Some(close) = closing(inside) else {
            let fault = QuoteFault::NeverClosed;
            return Err(Bad {
                text: inside,
                fault,
            });
        };
        let content = inside.get(..close).unwrap_or_default();
        let behind = inside.get(close + 1..).unwrap_or_default();
        let (end, ends_row) = self.end_of(behind);
        let more = behind.get(..end).unwrap_or_default();
        if more.chars().any(|c| !c.is_whitespace()) {
            // `"万达"广告费` was never quoted: the marks are a part of it.
            if content.contains('\n') || self.count(content) > 0 {
                let fault = QuoteFault::TextBehind;
                return Err(Bad {
                    text: content,
                    fault,
                });
            }
            return Ok(self.plain());
        }
        let breaks = content.matches('\n').count();
        let like_rows = if breaks > 0 {
            self.like_rows(content, behind)
        } else {
            Vec::new()
        };
        self.go_on(behind, end);
        let text = if content.contains('"') {
            Cow::Owned(content.replace("\"\"", "\""))
        } else {
            Cow::Borrowed(content)
        };
        Ok(Cell {
            text,
            ends_row,
            breaks,
            like_rows,
        })
    }

    fn like_rows(&self, content: &str, behind: &str) -> Vec<usize> {
        let mut lines: Vec<usize> = content.split('\n').skip(1).map(|l| self.count(l)).collect();
        let rest = behind.split('\n').next().unwrap_or_default();
        // A cell of two lines may be the first of its row: without a delimiter inside it is one cell.
        if let Some(last) = lines.last_mut().filter(|last| **last > 0) {
            *last += self.count(rest);
        }
        lines
    }

    fn count(&self, text: &str) -> usize {
        text.bytes().filter(|byte| *byte == self.delimiter).count()
    }

    /// Where the cell ends that `text` begins with, and whether its row ends there.
    fn end_of(&self, text: &str) -> (usize, bool) {
        let is_end = |byte: u8| byte == self.delimiter || byte == b'\n';
        let end = text.bytes().position(is_end).unwrap_or(text.len());
        (end, text.as_bytes().get(end) != Some(&self.delimiter))
    }

    fn go_on(&mut self, text: &'t str, end: usize) {
        self.text = text.get(end + 1..).unwrap_or_default();
    }
}

/// Where the mark stands that closes what `inside` begins with; a doubled mark is one of the text.
fn closing(inside: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + inside.get(from..)?.find('"')?;
        if inside.as_bytes().get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        from = at + 2;
    }
}

/// How wide the rows of a table are, and its cells that may have swallowed some.
#[derive(Default)]
pub(super) struct Widths<P> {
    rows: BTreeMap<usize, usize>,
    /// The first cell of each number of delimiters.
    suspects: BTreeMap<usize, P>,
}

impl<P> Widths<P> {
    pub(super) fn new() -> Self {
        Self {
            rows: BTreeMap::new(),
            suspects: BTreeMap::new(),
        }
    }

    /// Counts a row of so many cells, none of which has several lines.
    pub(super) fn row(&mut self, cells: usize) {
        *self.rows.entry(cells).or_default() += 1;
    }

    /// Keeps the first cell with a line of so many delimiters.
    pub(super) fn suspect(&mut self, like_rows: &[usize], place: impl Fn() -> P) {
        for delimiters in like_rows.iter().filter(|delimiters| **delimiters > 0) {
            self.suspects.entry(*delimiters).or_insert_with(&place);
        }
    }

    /// A cell with a line that has as many delimiters as the table's usual row.
    pub(super) fn swallowed(mut self) -> Option<P> {
        let wide = self.rows.iter().filter(|(width, _)| **width > 1);
        let usual = wide.max_by_key(|(width, rows)| (**rows, **width))?;
        let delimiters = usual.0 - 1;
        self.suspects.remove(&delimiters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every cell, `|` between them and `/` behind a row.
    fn split(text: &str) -> Result<String, QuoteFault> {
        let text = format!("{text}\n");
        let mut cells = Cells::new(&text, b',');
        let mut out = String::new();
        while let Some(cell) = cells.next().map_err(|bad| bad.fault)? {
            out.push_str(&cell.text);
            out.push(if cell.ends_row { '/' } else { '|' });
        }
        Ok(out)
    }

    #[test]
    fn marks_around_a_cell_are_dropped_and_marks_in_it_are_data() {
        for (text, cells) in [
            ("a,b\nc", "a|b/c/"),
            (",\n\n,", "|//|/"),
            ("\"a,b\",\"c\"\"d\",\"\"", "a,b|c\"d|/"),
            ("\"a\nb\",c", "a\nb|c/"),
            ("5\"管,\"万达\"广告费,x\"\ny", "5\"管|\"万达\"广告费|x\"/y/"),
            ("\"a\" ,b", "a|b/"),
            ("\"\"\"a\"\"\",b", "\"a\"|b/"),
        ] {
            assert_eq!(split(text).as_deref(), Ok(cells), "{text:?}");
        }
    }

    #[test]
    fn a_mark_that_closes_nowhere_or_before_more_text_is_a_fault() {
        assert_eq!(split("a,\"b\nc,d"), Err(QuoteFault::NeverClosed));
        assert_eq!(split("a,\"b\nc,5\"管\n"), Err(QuoteFault::TextBehind));
        assert_eq!(split("a,\"b,c\"d\n"), Err(QuoteFault::TextBehind));
        assert_eq!(split("\"\"\""), Err(QuoteFault::NeverClosed));
    }
}
