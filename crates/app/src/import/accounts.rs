//! What offices call their accounts and funds.

use mingbai_domain::ledger::{Account, CHART, Fund};

use crate::import::refused::RowProblem;

/// Words of offices in a category of income, and the account they stand for. A longer word covers
/// the shorter ones in it: 物业用房 is not 物业.
const INCOME: &[(&str, u16)] = &[
    ("违约金", 4007),
    ("滞纳金", 4007),
    ("物业费违约金", 4007),
    ("物业费滞纳金", 4007),
    ("物业", 4001),
    ("停车", 4002),
    ("车位", 4002),
    ("车辆", 4002),
    ("车位租", 4002),
    ("停车场", 4002),
    ("停车场地", 4002),
    ("停车场地租", 4002),
    ("广告", 4003),
    ("广告位租", 4003),
    ("广告场地", 4003),
    ("电梯广告", 4003),
    ("进场", 4005),
    ("快递柜", 4005),
    ("快递柜租", 4005),
    ("快递柜场地", 4005),
    ("充电", 4005),
    ("充电桩租", 4005),
    ("充电桩场地", 4005),
    ("基站", 4005),
    ("基站租", 4005),
    ("基站场地", 4005),
    ("租", 4004),
    ("场地", 4004),
    ("物业用房", 4004),
    ("物业管理用房", 4004),
    ("物业经营用房", 4004),
    ("利息", 4006),
    ("结息", 4006),
    ("补贴", 4008),
    ("奖补", 4008),
    ("补助", 4008),
    ("捐", 4009),
];

/// The same for expenses.
const EXPENSE: &[(&str, u16)] = &[
    ("酬金", 5010),
    ("经营成本", 5011),
    ("业委会", 5012),
    ("审计", 5013),
    ("手续费", 5015),
    ("税", 5014),
    ("保险", 5008),
    ("保洁", 5003),
    ("清洁", 5003),
    ("清运", 5003),
    ("垃圾", 5003),
    ("绿化", 5004),
    ("绿化养护", 5004),
    ("绿化维护", 5004),
    ("秩序", 5005),
    ("秩序维护", 5005),
    ("保安", 5005),
    ("安保", 5005),
    ("能耗", 5009),
    ("电费", 5009),
    ("电梯电费", 5009),
    ("水费", 5009),
    ("水电", 5009),
    ("微治理", 5016),
    ("活动", 5016),
    ("更新", 5019),
    ("维修", 5002),
    ("维护", 5002),
    ("保养", 5002),
    ("电梯", 5002),
    ("消防", 5002),
    ("办公", 5006),
    ("人员", 5001),
    ("工资", 5001),
    ("人工", 5001),
];

/// Income of no other kind.
const OTHER_INCOME: (&str, u16) = ("其他", 4099);

/// The account of a category: a code, a name of the chart, or a word that offices use. Two words
/// of two accounts are refused: the first of them would be as likely wrong as right.
pub(super) fn of_category(category: &str, income: bool) -> Result<Account, RowProblem> {
    let unknown = || RowProblem::UnknownCategory(category.to_owned());
    let text = without_remarks(category);
    for whole in [category.trim(), text.as_str()] {
        if let Some(account) = Account::named(whole) {
            let first = account.code() / 1000;
            let fits = first == if income { 4 } else { 5 };
            return Some(account).filter(|_| fits).ok_or_else(unknown);
        }
    }
    let found = longest(&text, if income { INCOME } else { EXPENSE });
    let other = Some(OTHER_INCOME).filter(|(word, _)| income && text.contains(word));
    match found.as_slice() {
        [] => match other {
            Some((_, code)) => Account::new(code).map_err(|_| unknown()),
            None => Err(unknown()),
        },
        [only] => Account::new(*only).map_err(|_| unknown()),
        [first, second, ..] => Err(RowProblem::SeveralAccounts {
            text: category.to_owned(),
            first: called(*first),
            second: called(*second),
        }),
    }
}

/// Code and name.
fn called(code: u16) -> String {
    let line = CHART.iter().find(|line| line.code == code);
    format!("{code} {}", line.map_or("", |line| line.zh))
}

/// What the words in `text` stand for, each once, in the order of the text; a word inside a longer
/// one does not count.
fn longest<T: Copy + PartialEq>(text: &str, words: &[(&str, T)]) -> Vec<T> {
    let mut places: Vec<(usize, usize, T)> = Vec::new();
    for (word, of) in words {
        let hits = text.match_indices(word);
        places.extend(hits.map(|(at, word)| (at, at + word.len(), *of)));
    }
    let inside = |&(from, to, _): &(usize, usize, T)| {
        let covers = |&(start, end, _): &(usize, usize, T)| {
            start <= from && to <= end && end - start > to - from
        };
        places.iter().any(covers)
    };
    let mut outer: Vec<_> = places.iter().filter(|place| !inside(place)).collect();
    outer.sort_by_key(|(from, ..)| *from);
    let mut found = Vec::new();
    for (.., of) in outer {
        if !found.contains(of) {
            found.push(*of);
        }
    }
    found
}

/// The text without brackets and what is in them, and without what it says of taxes.
fn without_remarks(text: &str) -> String {
    let mut depth = 0_usize;
    let mut plain = String::new();
    for c in text.chars() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            c if depth == 0 && !c.is_whitespace() => plain.push(c),
            _ => {}
        }
    }
    for tax in ["不含税", "含税", "税前", "税后"] {
        plain = plain.replace(tax, "");
    }
    plain
}

/// A fund by its code, its name, or a word of one.
pub(super) fn fund(text: &str) -> Result<Fund, RowProblem> {
    let text = text.trim();
    if let Some(fund) = Fund::named(text) {
        return Ok(fund);
    }
    let words = [
        ("维修资金", Fund::Smf),
        ("公共收益", Fund::Com),
        ("物业", Fund::Svc),
        ("押金", Fund::Agy),
        ("代收", Fund::Agy),
        ("补助", Fund::Sub),
        ("财政", Fund::Sub),
        ("应急", Fund::Res),
    ];
    match longest(text, &words).as_slice() {
        [] => Err(RowProblem::UnknownFund(text.to_owned())),
        [only] => Ok(*only),
        [first, second, ..] => Err(RowProblem::SeveralFunds {
            text: text.to_owned(),
            first: first.zh(),
            second: second.zh(),
        }),
    }
}

/// The fund that an income or expense account belongs to where the file names none.
pub(super) fn default_fund(account: Account) -> Fund {
    match account.code() {
        4008 => Fund::Sub,
        4002..=4005 | 4009 | 4099 | 5011 | 5012 | 5016 | 5019 => Fund::Com,
        _ => Fund::Svc,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_offices_stand_for_accounts() {
        let code = |word, income| of_category(word, income).map(Account::code).ok();
        for (word, expected) in [
            ("物业费", 4001),
            ("停车费", 4002),
            ("广告费", 4003),
            ("场地租赁", 4004),
            ("4006", 4006),
            ("物业用房租金", 4004),
            ("车位租金", 4002),
            ("快递柜租赁费", 4005),
            ("物业费违约金", 4007),
            ("其他", 4099),
            ("其他停车收入", 4002),
        ] {
            assert_eq!(code(word, true), Some(expected), "{word}");
        }
        for (word, expected) in [
            ("保洁", 5003),
            ("秩序维护", 5005),
            ("维修", 5002),
            ("公共能耗", 5009),
            ("绿化", 5004),
            ("物业酬金", 5010),
            ("共用设施运行维护", 5002),
            ("保洁费（含税）", 5003),
            ("公区电费（不含税）", 5009),
            ("消防设施年检（含税）", 5002),
            ("保洁费含税", 5003),
            ("增值税及附加", 5014),
        ] {
            assert_eq!(code(word, false), Some(expected), "{word}");
        }
        assert_eq!(code("4001", false), None, "an income account is no expense");
        assert_eq!(code("杂项", false), None);
    }

    #[test]
    fn two_accounts_in_one_text_are_refused_and_both_are_named() {
        for (text, income, accounts) in [
            ("停车费及广告费", true, ["4002", "4003"]),
            ("停车费违约金", true, ["4002", "4007"]),
            ("保洁绿化", false, ["5003", "5004"]),
            ("保洁人员工资", false, ["5003", "5001"]),
        ] {
            let Err(RowProblem::SeveralAccounts { first, second, .. }) = of_category(text, income)
            else {
                panic!("{text}")
            };
            assert!(
                first.starts_with(accounts[0]) && second.starts_with(accounts[1]),
                "{text}"
            );
        }
        assert!(matches!(
            fund("物业和维修资金"),
            Err(RowProblem::SeveralFunds { .. })
        ));
        assert!(matches!(fund("小金库"), Err(RowProblem::UnknownFund(_))));
    }
}
