//! Who signed, when, and who has not: one row a person, what is missing said first.

use askama::Template;
use mingbai_domain::calendar::UnixMs;

use super::word;
use crate::format::moment;
use crate::lang::{Lang, Texts};

/// The signatures that something needs.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "parts/signs.html")]
pub struct Signatures {
    /// What is missing, or that nothing is.
    pub said: String,
    /// `open`, `all` or `none`.
    pub state: &'static str,
    /// One row a person.
    rows: Vec<Row>,
}

/// One person's signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    /// Who.
    pub name: String,
    /// In which office.
    pub office: String,
    /// When; `None` if not yet.
    pub at: Option<UnixMs>,
    /// Why they said no, if they did.
    pub refused: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    name: String,
    office: String,
    said: String,
    mark: &'static str,
}

impl Signatures {
    /// All who must sign, in their order.
    pub fn of(signs: &[Sign], lang: Lang) -> Self {
        let open: Vec<String> = signs
            .iter()
            .filter(|sign| sign.at.is_none() || sign.refused.is_some())
            .map(|sign| sign.office.clone())
            .collect();
        let state = match (signs.len(), open.len()) {
            (0, _) => "none",
            (_, 0) => "all",
            _ => "open",
        };
        let said = if signs.is_empty() {
            word("part.signs_none", &[], lang)
        } else if open.is_empty() {
            word("part.signs_all", &[("n", &signs.len())], lang)
        } else {
            let there = signs.len() - open.len();
            let who = lang.list(&open);
            word(
                "part.signs_some",
                &[("there", &there), ("all", &signs.len()), ("who", &who)],
                lang,
            )
        };
        Self {
            said,
            state,
            rows: signs.iter().map(|sign| row(sign, lang)).collect(),
        }
    }
}

fn row(sign: &Sign, lang: Lang) -> Row {
    let at = sign.at.map(|at| moment(at, lang)).unwrap_or_default();
    let (said, mark) = match (&sign.refused, sign.at) {
        (Some(why), _) => (
            word("part.refused", &[("at", &at), ("why", why)], lang),
            "refused",
        ),
        (None, Some(_)) => (word("part.signed", &[("at", &at)], lang), "signed"),
        (None, None) => (word("part.not_signed", &[], lang), "open"),
    };
    Row {
        name: sign.name.clone(),
        office: sign.office.clone(),
        said,
        mark,
    }
}

writes_html!(Signatures);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_missing_is_named_first() {
        let sign = |office: &str, at| Sign {
            name: "李四".to_owned(),
            office: office.to_owned(),
            at,
            refused: None,
        };
        let there = Some(UnixMs::from_rfc3339("2026-11-30T06:00:00Z").unwrap());
        let some = Signatures::of(&[sign("经办人", there), sign("业委会主任", None)], Lang::Zh);
        assert_eq!(some.said, "签了 1 个，一共要 2 个，还差：业委会主任");
        let all = Signatures::of(&[sign("经办人", there)], Lang::Zh);
        assert_eq!((some.state, all.state), ("open", "all"));
        assert_eq!(Signatures::of(&[], Lang::Zh).state, "none");
    }
}
