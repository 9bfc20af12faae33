//! Which files a workbook names, before its rows are read.

use std::collections::BTreeSet;

use crate::fields::{Field, Spec};
use crate::grid::Workbook;
use crate::header;
use crate::mapping::Mapping;
use crate::values;

/// The files that the columns 文件 or 附件, and 原件, name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedFiles {
    /// For everyone to see.
    pub public: BTreeSet<String>,
    /// Unredacted originals.
    pub originals: BTreeSet<String>,
}

impl NamedFiles {
    /// All names.
    pub fn all(&self) -> BTreeSet<String> {
        self.public.union(&self.originals).cloned().collect()
    }
}

/// Every file that a sheet with columns of `specs` names.
pub fn named_files(workbook: &Workbook, specs: &[Spec], mapping: &Mapping) -> NamedFiles {
    let mut named = NamedFiles::default();
    for sheet in workbook.sheets.iter().filter(|sheet| sheet.visible) {
        let Some(header) = header::find(sheet, specs, mapping) else {
            continue;
        };
        for column in &header.columns {
            let into = match column.field {
                Field::File => &mut named.public,
                Field::Original => &mut named.originals,
                _ => continue,
            };
            let below = sheet.rows.iter().filter(|row| row.number > header.row);
            let texts = below.filter_map(|row| values::text(row.cell(column.index)).ok()?);
            // The whole cell as well: a file's name may have a comma in it.
            into.extend(texts.flat_map(|text| {
                let parts = list(&text);
                [text].into_iter().chain(parts)
            }));
        }
    }
    named
}

/// The parts of a list in a cell.
pub(crate) fn list(text: &str) -> Vec<String> {
    text.split(['、', ',', '，', ';', '；', '\n'])
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{JOURNAL, Limits, open};

    #[test]
    fn files_are_named_by_their_columns() {
        let csv =
            "日期,摘要,支出,附件,原件\n2026-09-02,保洁,1.00,发票.pdf、验收单.png,发票原件.pdf\n";
        let workbook = open(csv.as_bytes(), "收支.csv", &Limits::default()).unwrap();
        let mut named = named_files(&workbook, JOURNAL, &Mapping::default());
        named.public.remove("发票.pdf、验收单.png");
        assert_eq!(
            named.public,
            BTreeSet::from(["发票.pdf".into(), "验收单.png".into()])
        );
        assert_eq!(named.originals, BTreeSet::from(["发票原件.pdf".into()]));
        assert_eq!(named.all().len(), 3);
    }
}
