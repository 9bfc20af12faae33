//! Money by what it may be used for, as pages show it: the headline is what daily life is paid from,
//! everything else stands beside it.

use mingbai_domain::book::figures::Purse;
use mingbai_ui::bits::Figure;
use mingbai_ui::chart::Split;
use mingbai_ui::format::yuan;
use mingbai_ui::lang::{Lang, Texts};

/// A purse in words and figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PurseView {
    /// Property fees and common income at hand.
    pub usable: Figure,
    /// The same rounded and in words, where that is easier to read.
    pub about: String,
    /// Whose money it is, by the funds that the book has.
    pub means: String,
    /// What of it is owed for what, what would be left, and what was paid ahead.
    pub owed: String,
    /// The parts of all money.
    pub split: Split,
    /// All parts together.
    pub total: String,
}

impl PurseView {
    /// The view; `funds` is the address of the page of funds, if there is one.
    pub fn of(purse: &Purse, funds: Option<&str>, lang: Lang) -> Self {
        let part = |key: &str, fen: i128| (lang.t(key), funds.map(str::to_owned), fen);
        let (means, usable) = match (purse.svc, purse.com) {
            (true, false) => ("purse.means_svc", "purse.usable_svc"),
            (false, true) => ("purse.means_com", "purse.usable_com"),
            _ => ("purse.means", "purse.usable"),
        };
        let split = Split::of(
            vec![
                part(usable, purse.usable),
                part("purse.maintenance", purse.maintenance),
                part("purse.held", purse.held),
                part("purse.reserved", purse.reserved),
            ],
            lang,
        );
        Self {
            usable: Figure::of(purse.usable),
            about: about(purse.usable, lang),
            means: lang.t(means),
            owed: owed(purse, lang),
            split,
            total: yuan(purse.total(), lang),
        }
    }
}

/// What is owed by what for, and what was paid ahead; only the parts that are there.
fn owed(purse: &Purse, lang: Lang) -> String {
    const NAMES: [&str; 4] = [
        "purse.bills",
        "purse.remuneration",
        "purse.loans",
        "purse.deposits",
    ];
    let named = NAMES.into_iter().zip(purse.owes.parts());
    let parts: Vec<String> = named
        .filter(|(_, fen)| *fen != 0)
        .map(|(name, fen)| {
            let (name, amount) = (lang.t(name), yuan(fen, lang));
            lang.with("purse.part", &[("name", &name), ("amount", &amount)])
        })
        .collect();
    let (all, left) = (
        yuan(purse.owed, lang),
        yuan(purse.usable - purse.owed, lang),
    );
    let list = lang.list(&parts);
    let owed = match parts.len() {
        0 => String::new(),
        1 => lang.with("purse.owed_one", &[("parts", &list), ("left", &left)]),
        _ => lang.with(
            "purse.owed",
            &[("owed", &all), ("parts", &list), ("left", &left)],
        ),
    };
    if purse.ahead == 0 {
        return owed;
    }
    let ahead = lang.with("purse.ahead", &[("ahead", &yuan(purse.ahead, lang))]);
    if owed.is_empty() {
        ahead
    } else {
        format!("{owed} {ahead}")
    }
}

/// `约 48 万元`: cut to two digits behind 万 or 亿 at most; nothing for small amounts or in English.
fn about(fen: i128, lang: Lang) -> String {
    let yuan = fen / 100;
    let (unit, name) = match yuan.abs() {
        100_000_000.. => (100_000_000, "亿"),
        10_000.. => (10_000, "万"),
        _ => return String::new(),
    };
    if lang.is_en() {
        return String::new();
    }
    let tenths = (yuan * 10 + unit / 2 * yuan.signum()) / unit;
    let (whole, tenth) = (tenths / 10, (tenths % 10).abs());
    let figure = if tenth == 0 {
        whole.to_string()
    } else {
        format!("{whole}.{tenth}")
    };
    lang.with("purse.about", &[("figure", &format!("{figure} {name}"))])
}

#[cfg(test)]
mod tests {
    use mingbai_domain::book::figures::Owes;

    use super::*;

    #[test]
    fn large_amounts_are_said_as_people_say_them() {
        for (fen, said) in [
            (47_949_919, "约 47.9 万元"),
            (48_000_000, "约 48 万元"),
            (999_999, ""),
            (1_000_000, "约 1 万元"),
            (-47_949_919, "约 -47.9 万元"),
            (1_234_500_000_000, "约 123.5 亿元"),
        ] {
            assert_eq!(about(fen, Lang::Zh), said);
        }
        assert_eq!(about(48_000_000, Lang::En), "");
    }

    #[test]
    fn what_is_owed_is_said_beside_the_figure() {
        let mut purse = Purse {
            usable: 47_949_919,
            com: true,
            owed: 13_600_000,
            owes: Owes {
                bills: 1_600_000,
                loans: 12_000_000,
                ..Owes::default()
            },
            ahead: 700,
            maintenance: 494_953_294,
            held: 4_600_000,
            ..Purse::default()
        };
        let view = PurseView::of(&purse, None, Lang::Zh);
        for said in [
            "136,000.00",
            "没付的账单 16,000.00",
            "120,000.00",
            "343,499.19",
            "7.00",
        ] {
            assert!(view.owed.contains(said), "{said}: {}", view.owed);
        }
        assert!(!view.owed.contains("押金") && !view.means.contains("物业费"));
        assert_eq!(view.split.parts.len(), 3);
        assert_eq!(view.total, "5,475,032.13\u{a0}元");
        purse.owes.bills = 0;
        purse.owed = 12_000_000;
        let view = PurseView::of(&purse, None, Lang::Zh);
        assert_eq!(view.owed.matches("120,000.00").count(), 1, "{}", view.owed);
        assert!(
            PurseView::of(&Purse::default(), None, Lang::Zh)
                .owed
                .is_empty()
        );
    }
}
