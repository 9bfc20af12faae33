//! Reads .ods files by streaming their one table of contents.
//!
//! Not with calamine: it writes repeated cells out before it counts them, so a small file can
//! take all memory, and it drops merged regions. Here repetitions stay numbers until they have
//! content, and numbers keep the decimal text of the file.

use std::io::{BufReader, Cursor};

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;
use zip::read::ZipFile;

use crate::dates;
use crate::grid::{Budget, Cell, Merge, Sheet, SheetBuilder};
use crate::hidden::{Hidden, MAX_SPANS};
use crate::limits::Limits;
use crate::open_error::OpenError;

/// Merged regions read of one sheet.
const MAX_MERGES: usize = 100_000;
/// Text of one cell, in bytes; spreadsheet programs allow 32,767 characters.
const MAX_TEXT_BYTES: usize = 1 << 20;

type Xml<'a> = Reader<BufReader<ZipFile<'a, Cursor<&'a [u8]>>>>;

/// The sheets of an .ods file that passed the zip guard.
pub(crate) fn read(
    bytes: &[u8],
    limits: &Limits,
    budget: &mut Budget<'_>,
) -> Result<Vec<Sheet>, OpenError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(OpenError::broken)?;
    let part = archive.by_name("content.xml").map_err(OpenError::broken)?;
    let mut xml: Xml<'_> = Reader::from_reader(BufReader::new(part));
    xml.config_mut().expand_empty_elements = true;
    let mut hidden_styles = Vec::new();
    let mut style = None;
    let mut sheets = Vec::new();
    let mut buf = Vec::new();
    loop {
        buf.clear();
        match xml.read_event_into(&mut buf).map_err(OpenError::broken)? {
            Event::Start(e) => match e.name().as_ref() {
                "style:style" => style = attribute(&e, "style:name")?,
                "style:table-properties"
                    if attribute(&e, "table:display")?.as_deref() == Some("false") =>
                {
                    hidden_styles.extend(style.clone());
                }
                "table:table" => {
                    if sheets.len() >= limits.sheets {
                        return Err(OpenError::TooManySheets {
                            limit: limits.sheets,
                        });
                    }
                    let name = attribute(&e, "table:name")?.unwrap_or_default();
                    let style = attribute(&e, "table:style-name")?;
                    let visible = style.is_none_or(|style| !hidden_styles.contains(&style));
                    let builder = SheetBuilder::new(budget, &name);
                    sheets.push(Table::new(builder).read(&mut xml, visible)?);
                }
                _ => {}
            },
            Event::Eof => return Ok(sheets),
            _ => {}
        }
    }
}

/// One table while it is read.
struct Table<'a, 'b> {
    builder: SheetBuilder<'a, 'b>,
    merges: Vec<Merge>,
    hidden: Hidden,
    /// The column that the next definition of columns is about.
    defined: u32,
    /// Whether the row being read is hidden.
    hides: bool,
    /// The row being read, how often it is repeated, and the column reached; from 0.
    row: u32,
    repeat: u32,
    column: u32,
    cells: Vec<(u32, u32, Cell)>,
}

impl<'a, 'b> Table<'a, 'b> {
    fn new(builder: SheetBuilder<'a, 'b>) -> Self {
        Self {
            builder,
            merges: Vec::new(),
            hidden: Hidden::default(),
            defined: 0,
            hides: false,
            row: 0,
            repeat: 1,
            column: 0,
            cells: Vec::new(),
        }
    }

    fn read(mut self, xml: &mut Xml<'_>, visible: bool) -> Result<Sheet, OpenError> {
        let mut buf = Vec::new();
        loop {
            buf.clear();
            match xml.read_event_into(&mut buf).map_err(OpenError::broken)? {
                Event::Start(e) => match e.name().as_ref() {
                    "table:table-row" => {
                        self.repeat = count(&e, "table:number-rows-repeated")?;
                        let visibility = attribute(&e, "table:visibility")?;
                        self.hides = visibility.is_some_and(|state| state != "visible");
                        self.column = 0;
                    }
                    "table:table-column" => self.columns(&e)?,
                    "table:table-cell" | "table:covered-table-cell" => self.cell(&e, xml)?,
                    _ => {}
                },
                Event::End(e) => match e.name().as_ref() {
                    "table:table-row" => self.end_row()?,
                    "table:table" => {
                        return Ok(Sheet {
                            hidden: self.hidden.rows,
                            hidden_columns: self.hidden.columns,
                            ..self.builder.finish(visible, self.merges)
                        });
                    }
                    _ => {}
                },
                Event::Eof => return Err(OpenError::broken("a table does not end")),
                _ => {}
            }
        }
    }

    fn columns(&mut self, e: &BytesStart<'_>) -> Result<(), OpenError> {
        let repeat = count(e, "table:number-columns-repeated")?;
        let visibility = attribute(e, "table:visibility")?;
        let next = self.defined.saturating_add(repeat);
        let spans = &mut self.hidden.columns;
        if visibility.is_some_and(|state| state != "visible") && spans.len() < MAX_SPANS {
            spans.push((self.defined, next - 1));
        }
        self.defined = next;
        Ok(())
    }

    fn cell(&mut self, e: &BytesStart<'_>, xml: &mut Xml<'_>) -> Result<(), OpenError> {
        let repeat = count(e, "table:number-columns-repeated")?;
        let rows = count(e, "table:number-rows-spanned")?;
        let columns = count(e, "table:number-columns-spanned")?;
        let kind = attribute(e, "office:value-type")?;
        let is_error = attribute(e, "calcext:value-type")?.as_deref() == Some("error");
        let value = attribute(e, "office:value")?;
        let day = attribute(e, "office:date-value")?;
        let boolean = attribute(e, "office:boolean-value")?;
        let string = attribute(e, "office:string-value")?;
        let formula = attribute(e, "table:formula")?.is_some();
        let text = content(xml, e.name().as_ref())?;

        let cell = match kind.as_deref() {
            _ if is_error => Cell::Error(text),
            Some("float" | "currency" | "percentage") => value.map_or(Cell::Empty, number),
            Some("date") => day.map_or(Cell::Empty, |day| date(&day)),
            Some("boolean") => Cell::Bool(boolean.as_deref() == Some("true")),
            _ if text.starts_with('#') && formula => Cell::Error(text),
            Some(_) => Cell::Text(string.filter(|_| text.is_empty()).unwrap_or(text)),
            None if formula && text.is_empty() => Cell::NoResult,
            None => Cell::Text(text),
        };
        if (rows > 1 || columns > 1) && self.merges.len() < MAX_MERGES {
            let top = self.row.saturating_add(1);
            self.merges.push(Merge {
                top,
                left: self.column,
                bottom: top.saturating_add(rows - 1),
                right: self.column.saturating_add(columns - 1),
            });
        }
        let blank = matches!(&cell, Cell::Text(text) if text.trim().is_empty());
        if cell != Cell::Empty && !blank {
            self.cells.push((self.column, repeat, cell));
        }
        self.column = self.column.saturating_add(repeat);
        Ok(())
    }

    /// Writes the row as often as it is repeated; the builder's limits end a repetition early.
    fn end_row(&mut self) -> Result<(), OpenError> {
        if !self.cells.is_empty() {
            for row in self.row..=self.row.saturating_add(self.repeat - 1) {
                if self.hides {
                    self.hidden.rows.push(row.saturating_add(1));
                }
                for (column, repeat, cell) in &self.cells {
                    for column in *column..=column.saturating_add(*repeat - 1) {
                        self.builder.put(row, column, cell.clone())?;
                    }
                }
            }
        }
        self.cells.clear();
        self.row = self.row.saturating_add(self.repeat);
        Ok(())
    }
}

/// The text up to the end of the cell, paragraphs joined by line breaks, without annotations.
fn content(xml: &mut Xml<'_>, cell: &str) -> Result<String, OpenError> {
    let mut out = String::new();
    let mut buf = Vec::new();
    let mut annotation = 0_usize;
    loop {
        buf.clear();
        match xml.read_event_into(&mut buf).map_err(OpenError::broken)? {
            Event::Start(e) => match e.name().as_ref() {
                "office:annotation" => annotation += 1,
                "text:p" if annotation == 0 && !out.is_empty() => out.push('\n'),
                "text:s" | "text:tab" | "text:line-break" if annotation == 0 => out.push(' '),
                _ => {}
            },
            Event::End(e) if e.name().as_ref() == cell => return Ok(out),
            Event::End(e) if e.name().as_ref() == "office:annotation" => {
                annotation = annotation.saturating_sub(1);
            }
            Event::Text(text) if annotation == 0 => out.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) if annotation == 0 => {
                let named = match &*reference.xml10_content() {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => reference.resolve_char_ref().map_err(OpenError::broken)?,
                };
                out.extend(named);
            }
            Event::Eof => return Err(OpenError::broken("a cell does not end")),
            _ => {}
        }
        if out.len() > MAX_TEXT_BYTES {
            return Err(OpenError::broken("a cell holds too much text"));
        }
    }
}

/// The file's decimal text as it is; other forms, such as `1e9`, by way of a number.
fn number(text: String) -> Cell {
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-');
    if text.chars().all(plain) && text.len() <= 15 {
        return Cell::Number(text);
    }
    let value = text
        .parse::<f64>()
        .ok()
        .and_then(crate::number::decimal_text);
    value.map_or(Cell::Text(text), Cell::Number)
}

fn date(text: &str) -> Cell {
    let cell = Cell::Text(text.to_owned());
    dates::date(&cell, None)
        .ok()
        .flatten()
        .map_or(cell, Cell::Date)
}

/// A count of at least 1; 1 if it is not given.
fn count(e: &BytesStart<'_>, name: &str) -> Result<u32, OpenError> {
    match attribute(e, name)? {
        Some(text) => text
            .parse::<u32>()
            .map(|n| n.max(1))
            .map_err(OpenError::broken),
        None => Ok(1),
    }
}

fn attribute(e: &BytesStart<'_>, name: &str) -> Result<Option<String>, OpenError> {
    let found = e.try_get_attribute(name).map_err(OpenError::broken)?;
    let value = found.map(|a| {
        a.normalized_value(XmlVersion::Implicit1_0)
            .map(std::borrow::Cow::into_owned)
    });
    value.transpose().map_err(OpenError::broken)
}
