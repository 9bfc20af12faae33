//! What a row is by its whole shape if it is no row of the table: a total, a balance carried
//! forward, a note. Never by a word somewhere in a cell: a row that is lost is the worst error.

use crate::values::compact;

/// Why a row with content is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Skip {
    /// A title or remark above the header.
    Above,
    /// The header.
    Header,
    /// The header again, as on every printed page.
    HeaderAgain,
    /// The example of a template.
    Example,
    /// A row of totals.
    Total,
    /// A balance brought forward.
    Opening,
    /// A balance at the end, or carried forward.
    Closing,
    /// Who made the list, a page number, a remark below the table.
    Note,
    /// Content only beside the table, in columns that are not read.
    Beside,
    /// Nothing but a number or a building.
    Numbered,
    /// A mark that the rest is empty (以下空白).
    Blank,
    /// A movement of zero.
    Zero,
    /// A bank's balance: brought forward, at the turn of a page, or the last one.
    Balance,
    /// Neither income nor expense in a wallet's own words (不计收支, 中性交易).
    Neutral,
    /// Its status says that it was paid back in full.
    Refunded,
    /// Its status says that no money moved: void, failed, not paid.
    NotPaid,
    /// Another sheet, which has no such table.
    OtherSheet,
}

/// What a text says as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    /// 上月结转, 8月结转, 期初余额.
    Opening,
    /// 月末余额, 结转下月.
    Closing,
    /// Sums of these rows.
    Sum(Sums),
    /// 以下空白.
    Blank,
}

/// Which rows a total adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sums {
    /// All, or those since the last total: 合计, 9月合计.
    All,
    /// Those since the last total of this kind: 小计, 本页合计.
    Part,
    /// Those since the last total of a place: 1栋合计.
    Place,
    /// More than the sheet shows: 累计, 本年合计.
    Longer,
}

/// Whose totals a label speaks of: `1栋小计`, `3号楼合计`.
const PLACES: [&str; 6] = ["号楼", "栋", "幢", "座", "单元", "楼"];

/// The label that the whole text is.
pub(crate) fn label(text: &str) -> Option<Label> {
    let plain = compact(text);
    let plain = plain.trim_matches(|c: char| ":-—=*()【】[]。.".contains(c));
    if ["以下空白", "以下无正文", "以下无内容", "本页空白"].contains(&plain) {
        return Some(Label::Blank);
    }
    let opening = ["承前页", "承上页", "期初", "期初数"];
    let closing = [
        "过次页",
        "结转下月",
        "结转下期",
        "结转下年",
        "结转次页",
        "转下页",
        "期末",
        "期末数",
    ];
    if opening.contains(&plain) {
        return Some(Label::Opening);
    }
    if closing.contains(&plain) {
        return Some(Label::Closing);
    }
    let (span, rest) = span(plain);
    let end = rest.strip_suffix("金额").unwrap_or(rest);
    let sum = match end {
        "小计" if span == Span::This => Some(Sums::All),
        "小计" => Some(Sums::Part),
        "合计" | "总计" | "共计" | "总合计" | "合计数" | "发生额" | "发生额合计" | "收入合计"
        | "支出合计" | "收支合计" | "发生额及余额" | "合计及余额" => {
            Some(match span {
                Span::Page => Sums::Part,
                Span::Long | Span::Last => Sums::Longer,
                Span::None | Span::This => Sums::All,
            })
        }
        "累计" | "累计数" | "累计发生额" | "累计合计" => Some(Sums::Longer),
        _ => None,
    };
    if let Some(sum) = sum {
        return Some(Label::Sum(sum));
    }
    let balance = ["余额", "结余", "结存"];
    if balance.contains(&rest)
        || balance
            .iter()
            .any(|word| rest.strip_prefix('末') == Some(*word))
    {
        return match span {
            Span::Last => Some(Label::Opening),
            Span::None if rest != "余额" && rest != "结余" && rest != "结存" => None,
            _ => Some(Label::Closing),
        };
    }
    let carried = ["结转", "转入", "转来", "结转余额"];
    (carried.contains(&rest) && matches!(span, Span::Last | Span::This)).then_some(Label::Opening)
}

/// The time that a label speaks of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Span {
    None,
    /// One month, or this one.
    This,
    /// The one before.
    Last,
    /// A page.
    Page,
    /// A year, a quarter, several months.
    Long,
}

/// Takes the time off the front of a label: `1-9月累计`, `本年合计`, `2026年9月合计`.
fn span(text: &str) -> (Span, &str) {
    let mut span = Span::None;
    let mut rest = text;
    if let Some((_, after)) = number(rest).filter(|(digits, _)| digits.len() == 4)
        && let Some(after) = after.strip_prefix('年')
    {
        (span, rest) = (Span::Long, after.strip_prefix('度').unwrap_or(after));
    }
    if let Some((_, after)) = number(rest) {
        let several = after
            .strip_prefix(['-', '—', '~', '至', '到', '、'])
            .and_then(number)
            .map(|(_, after)| after);
        let after_months = several.unwrap_or(after);
        if let Some(after) = after_months.strip_prefix('月') {
            let now = if several.is_some() {
                Span::Long
            } else {
                Span::This
            };
            return (now, after.strip_prefix('份').unwrap_or(after));
        }
    }
    let words = [
        ("期初", Span::Last),
        ("月初", Span::Last),
        ("年初", Span::Last),
        ("上月", Span::Last),
        ("上期", Span::Last),
        ("上年", Span::Last),
        ("上页", Span::Last),
        ("上季", Span::Last),
        ("期末", Span::This),
        ("月末", Span::This),
        ("年末", Span::This),
        ("本月", Span::This),
        ("当月", Span::This),
        ("本期", Span::This),
        ("本日", Span::Page),
        ("当日", Span::Page),
        ("本次", Span::Page),
        ("本页", Span::Page),
        ("本年", Span::Long),
        ("全年", Span::Long),
        ("年度", Span::Long),
        ("本季度", Span::Long),
        ("本季", Span::Long),
        ("一季度", Span::Long),
        ("二季度", Span::Long),
        ("三季度", Span::Long),
        ("四季度", Span::Long),
        ("上半年", Span::Long),
        ("下半年", Span::Long),
    ];
    let rest = rest.strip_prefix('第').unwrap_or(rest);
    for (word, of) in words {
        if let Some(after) = rest.strip_prefix(word) {
            return (of, after);
        }
    }
    (span, rest)
}

/// Digits in front and the rest; `None` without digits.
fn number(text: &str) -> Option<(&str, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    (end > 0 && end <= 4).then(|| text.split_at(end))
}

/// A label of totals, also of a place: `1栋小计`, `商铺合计`, `总户数`.
pub(crate) fn place_total(text: &str) -> Option<Sums> {
    if let Some(Label::Sum(sums)) = label(text) {
        return Some(sums);
    }
    let plain = compact(text);
    if plain == "总户数" {
        return Some(Sums::All);
    }
    let (place, end) = ["小计", "合计"]
        .iter()
        .find_map(|end| Some((plain.strip_suffix(end)?, *end)))?;
    let names_place = PLACES.iter().any(|word| place.ends_with(word))
        || [
            "住宅",
            "商铺",
            "商业",
            "车位",
            "车库",
            "储藏室",
            "办公",
            "高层",
            "多层",
            "别墅",
        ]
        .contains(&place);
    let short = place.chars().count() <= 8;
    let sums = if end == "小计" {
        Sums::Part
    } else {
        Sums::Place
    };
    (names_place && short).then_some(sums)
}

/// Whether the whole text marks the example row of a template.
pub(crate) fn is_example(text: &str) -> bool {
    let plain = compact(text);
    let plain = plain.trim_matches(|c: char| "()[]【】:".contains(c));
    ["示例", "示例行", "样例", "例", "例如", "举例"].contains(&plain)
}

/// Words of those who sign a list, and of remarks below it.
const NOTES: [&str; 16] = [
    "制表",
    "填表",
    "制单",
    "审核",
    "复核",
    "审批",
    "编制",
    "会计",
    "出纳",
    "打印",
    "收款人",
    "负责人",
    "经办",
    "记账",
    "注",
    "说明",
];

/// Whether the whole text is a note: `制表：某某`, `审核人`, `注：以上为预估`, `第1页 共3页`.
pub(crate) fn is_note(text: &str) -> bool {
    let plain = compact(text);
    let head = plain.split(':').next().unwrap_or_default();
    let colon = head.len() < plain.len();
    let of = |ends: &[&str]| {
        ends.iter()
            .find_map(|end| head.strip_suffix(end))
            .unwrap_or(head)
    };
    let bare = of(&["人", "员", "者", "日期", "时间", "单位"]);
    let signs =
        |text: &str| NOTES.iter().any(|word| text.ends_with(word)) || text.ends_with("备注");
    if colon && head.chars().count() <= 8 && (signs(head) || signs(bare)) {
        return true;
    }
    if NOTES.contains(&bare) || NOTES.contains(&head) {
        return true;
    }
    is_page(&plain)
}

/// `第1页`, `第1页共3页`, `共3页`.
fn is_page(plain: &str) -> bool {
    let mut rest = plain.trim_matches(['-', '—', ',']);
    let mut pages = 0;
    while let Some(after) = rest.strip_prefix(['第', '共']) {
        let Some((_, after)) = number(after) else {
            return false;
        };
        let Some(after) = after.strip_prefix('页') else {
            return false;
        };
        pages += 1;
        rest = after.trim_start_matches([',', '/', '、']);
    }
    pages > 0 && rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_as_a_whole() {
        use Label::{Blank, Closing, Opening, Sum};
        let cases = [
            ("8月结转", Opening),
            ("上月结转", Opening),
            ("上期余额", Opening),
            ("期初余额：", Opening),
            ("年初结余", Opening),
            ("承前页", Opening),
            ("9月合计", Sum(Sums::All)),
            ("2026年9月合计", Sum(Sums::All)),
            ("本月合计", Sum(Sums::All)),
            ("合 计", Sum(Sums::All)),
            ("本月小计", Sum(Sums::All)),
            ("小计", Sum(Sums::Part)),
            ("本页合计", Sum(Sums::Part)),
            ("1-9月累计", Sum(Sums::Longer)),
            ("本年累计", Sum(Sums::Longer)),
            ("2026年合计", Sum(Sums::Longer)),
            ("三季度合计", Sum(Sums::Longer)),
            ("本月发生额", Sum(Sums::All)),
            ("9月末余额", Closing),
            ("期末余额", Closing),
            ("本月结余", Closing),
            ("结转下月", Closing),
            ("过次页", Closing),
            ("以下空白", Blank),
            ("——以下空白——", Blank),
        ];
        for (text, expected) in cases {
            assert_eq!(label(text), Some(expected), "{text}");
        }
        for text in [
            "上期电费",
            "本期保洁费",
            "合计收取停车费",
            "8月结转停车费",
            "累计折旧",
            "期末考核酬金",
            "9月物业费",
            "电费余额退回",
            "小计单打印费",
            "结转",
            "转入",
            "空白",
            "收入",
            "2026",
            "上月物业费",
            "本年广告费",
        ] {
            assert_eq!(label(text), None, "{text}");
        }
    }

    #[test]
    fn totals_of_a_place_are_parts() {
        for (text, expected) in [
            ("1栋小计", Sums::Part),
            ("12号楼合计", Sums::Place),
            ("商铺小计", Sums::Part),
            ("总 计", Sums::All),
            ("总户数", Sums::All),
        ] {
            assert_eq!(place_total(text), Some(expected), "{text}");
        }
        for text in ["合计两户共用", "小计数器", "张合计", "共同合计"] {
            assert_eq!(place_total(text), None, "{text}");
        }
    }

    #[test]
    fn notes_and_examples_are_whole_texts() {
        for text in [
            "制表：某某",
            "审核人:",
            "制表人",
            "注：以上为预估",
            "第1页 共3页",
            "第 2 页",
            "打印日期：2026-09-30",
            "备注：无",
        ] {
            assert!(is_note(text), "{text}");
        }
        for text in [
            "审核费",
            "说明会场地费",
            "会计服务费",
            "打印纸",
            "注册费",
            "第1页起",
            "出纳交来",
            "收款人张三退款:电费",
        ] {
            assert!(!is_note(text), "{text}");
        }
        assert!(is_example("示例") && is_example("（示例）"));
        assert!(!is_example("示例小区广告费"));
    }
}
