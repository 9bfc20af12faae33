//! A table that becomes a card a row on a phone: each value then carries its column's name. Roles
//! are written out, because a table that is drawn as cards is no table to some screen readers.

use askama::Template;

use crate::bits::Tag;

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "parts/table.html")]
pub struct Table {
    /// What it is, for those who do not see what stands around it.
    pub caption: String,
    /// The columns; the first one names the row.
    pub columns: Vec<Column>,
    /// The rows, in groups.
    pub groups: Vec<Group>,
    /// What is said when there is no row.
    pub empty: String,
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub label: String,
    /// Whether it holds figures.
    pub figures: bool,
    /// Where the table is sorted by it.
    pub sort: Option<String>,
    /// `ascending` or `descending`, if it is sorted by it.
    pub sorted: Option<&'static str>,
}

/// Rows that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// Their name; empty if there is but one group.
    pub name: String,
    /// Whether the name is a text of the book, in Chinese whatever the page's language.
    pub own_words: bool,
    /// How many, in words.
    pub count: String,
    /// The rows: as many values as columns.
    pub rows: Vec<Vec<Data>>,
}

/// A value of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Data {
    /// The text.
    pub value: Value,
    /// A mark beside it.
    pub tag: Option<Tag>,
    /// The language attribute of texts of the book on an English page.
    pub own_words: bool,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A text that leads somewhere.
    Link(String, String),
    /// Nothing: drawn as a dash, left out on a card.
    Nothing,
}

impl Default for Value {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl Data {
    /// A text.
    pub fn text(text: String) -> Self {
        Self {
            value: Value::Text(text),
            ..Self::default()
        }
    }

    /// A text that leads somewhere.
    pub fn link(href: String, text: String) -> Self {
        Self {
            value: Value::Link(href, text),
            ..Self::default()
        }
    }

    /// Only a mark.
    pub fn tag(tag: Tag) -> Self {
        Self {
            tag: Some(tag),
            ..Self::default()
        }
    }

    /// Nothing.
    pub fn nothing() -> Self {
        Self {
            value: Value::Nothing,
            ..Self::default()
        }
    }
}

impl Column {
    /// The way in which the table is sorted by it, for those who see it.
    fn arrow(&self) -> &'static str {
        match self.sorted {
            Some("ascending") => "▲",
            Some(_) => "▼",
            None => "",
        }
    }
}

impl Table {
    /// Each value of a row with its column.
    fn cells<'a>(&'a self, row: &'a [Data]) -> impl Iterator<Item = (&'a Column, &'a Data)> {
        self.columns.iter().zip(row)
    }

    fn is_empty(&self) -> bool {
        self.groups.iter().all(|group| group.rows.is_empty())
    }
}

writes_html!(Table);
