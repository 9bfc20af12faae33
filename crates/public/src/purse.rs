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
    /// What of it is owed, and what would be left.
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
        let owed = |left: i128| {
            let (owed, left) = (yuan(purse.owed, lang), yuan(left, lang));
            lang.with("purse.owed", &[("owed", &owed), ("left", &left)])
        };
        let split = Split::of(
            vec![
                part("purse.usable", purse.usable),
                part("purse.maintenance", purse.maintenance),
                part("purse.held", purse.held),
                part("purse.reserved", purse.reserved),
            ],
            lang,
        );
        Self {
            usable: Figure::of(purse.usable),
            about: about(purse.usable, lang),
            owed: if purse.owed == 0 {
                String::new()
            } else {
                owed(purse.usable - purse.owed)
            },
            split,
            total: yuan(purse.total(), lang),
        }
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
        let purse = Purse {
            usable: 47_949_919,
            owed: 13_600_000,
            maintenance: 494_953_294,
            held: 4_600_000,
            reserved: 0,
        };
        let view = PurseView::of(&purse, None, Lang::Zh);
        assert!(view.owed.contains("136,000.00") && view.owed.contains("343,499.19"));
        assert_eq!(view.split.parts.len(), 3);
        assert_eq!(view.total, "5,475,032.13\u{a0}元");
    }
}
