//! What the user said about headers that are not recognised: pairs `列名=字段`.

use crate::fields::{Field, Spec};
use crate::spelling::{exact_header, plain_header, whole_header};

/// Headers that the user matched with fields, and the sheet to read. The caller remembers it from
/// one import to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// Header as in the file, and the field's Chinese name or id.
    pub pairs: Vec<(String, String)>,
    /// The same from earlier imports: used where the header is there, and not missed where it is not.
    pub remembered: Vec<(String, String)>,
    /// The only sheet to read; all sheets with a fitting header if `None`.
    pub sheet: Option<String>,
}

/// Why a mapping cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    /// A pair is not in the form `header=field`.
    #[error("`{pair}` is not a pair such as `户主名字=业主姓名`")]
    NotAPair {
        /// The text.
        pair: String,
    },
    /// A field is unknown.
    #[error("`{field}` is not a field; the fields are {}", known.join(", "))]
    UnknownField {
        /// The text.
        field: String,
        /// The names of all fields.
        known: Vec<String>,
    },
}

impl Mapping {
    /// Reads pairs such as `户主名字=业主姓名` or `户主名字=owner` for a table with the columns
    /// `specs` ([`crate::REGISTRY`], [`crate::JOURNAL`], [`crate::ENTRIES`]).
    pub fn parse<S: AsRef<str>>(pairs: &[S], specs: &[Spec]) -> Result<Self, MappingError> {
        let mut mapping = Self::default();
        for pair in pairs.iter().map(AsRef::as_ref) {
            let (header, field) = pair
                .split_once(['=', '＝'])
                .map(|(header, field)| (header.trim(), field.trim()))
                .filter(|(header, field)| !header.is_empty() && !field.is_empty())
                .ok_or_else(|| MappingError::NotAPair {
                    pair: pair.to_owned(),
                })?;
            if named(specs, field).is_none() {
                return Err(MappingError::UnknownField {
                    field: field.to_owned(),
                    known: specs.iter().map(|spec| spec.name.to_owned()).collect(),
                });
            }
            mapping.pairs.push((header.to_owned(), field.to_owned()));
        }
        Ok(mapping)
    }

    /// The same mapping for one sheet only.
    #[must_use]
    pub fn for_sheet(mut self, sheet: &str) -> Self {
        self.sheet = Some(sheet.to_owned());
        self
    }

    /// The field that the user gave `header`, if it did: by its whole text, or without brackets as
    /// long as it is the `only` header of its row that reads so.
    pub(crate) fn field(&self, specs: &[Spec], header: &str, only: bool) -> Option<Field> {
        let said = [&self.pairs, &self.remembered];
        let whole = whole_header(header);
        let exact = exact_header(header);
        // What is said now goes before what is remembered, and the whole text before a part of it.
        said.into_iter().find_map(|pairs| {
            let by_whole = pairs.iter().find(|(from, _)| whole_header(from) == whole);
            let by_exact = || {
                pairs
                    .iter()
                    .find(|(from, _)| only && exact_header(from) == exact)
            };
            let (_, field) = by_whole.or_else(by_exact)?;
            named(specs, field)
        })
    }
}

/// The field with this id, Chinese name or synonym.
fn named(specs: &[Spec], text: &str) -> Option<Field> {
    let fits = |spec: &&Spec| {
        spec.id == text || spec.name == text || spec.synonyms.contains(&plain_header(text).as_str())
    };
    specs.iter().find(fits).map(|spec| spec.field)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::REGISTRY;

    #[test]
    fn a_mapping_takes_chinese_names_ids_and_synonyms() {
        let given =
            Mapping::parse(&["住户=业主姓名", "平方数＝area", "号码=手机"], REGISTRY).unwrap();
        assert_eq!(given.field(REGISTRY, "住户", true), Some(Field::Owner));
        assert_eq!(
            given.field(REGISTRY, " 平方数（㎡）", true),
            Some(Field::Area)
        );
        assert_eq!(given.field(REGISTRY, "号码", true), Some(Field::Phone));
        assert_eq!(given.field(REGISTRY, "房号", true), None);
        assert_eq!(given.field(REGISTRY, "号码2", true), None);
        assert_eq!(given.field(REGISTRY, "平方数（㎡）", false), None);
    }

    #[test]
    fn what_is_said_now_goes_before_what_is_remembered() {
        let mut given = Mapping::parse(&["号码=手机"], REGISTRY).unwrap();
        given.remembered = vec![
            ("号码".into(), "area".into()),
            ("户".into(), "owner".into()),
        ];
        assert_eq!(given.field(REGISTRY, "号码", true), Some(Field::Phone));
        assert_eq!(given.field(REGISTRY, "户", true), Some(Field::Owner));
    }

    #[test]
    fn a_mapping_to_nothing_is_refused_and_lists_the_fields() {
        let refused = Mapping::parse(&["住户=主人"], REGISTRY).unwrap_err();
        assert!(refused.to_string().contains("业主姓名"), "{refused}");
        assert!(Mapping::parse(&["住户"], REGISTRY).is_err());
        assert!(Mapping::parse(&["=area"], REGISTRY).is_err());
    }
}
