//! What offices call their accounts, funds and scopes.

use mingbai_domain::book::Scope;
use mingbai_domain::ledger::{Account, CHART, Fund};

/// Words in a category, most telling first, and the account they stand for.
const INCOME: &[(&str, u16)] = &[
    ("违约金", 4007),
    ("滞纳金", 4007),
    ("物业", 4001),
    ("停车", 4002),
    ("车位", 4002),
    ("车辆", 4002),
    ("广告", 4003),
    ("进场", 4005),
    ("快递柜", 4005),
    ("充电", 4005),
    ("基站", 4005),
    ("租", 4004),
    ("场地", 4004),
    ("利息", 4006),
    ("结息", 4006),
    ("补贴", 4008),
    ("奖补", 4008),
    ("补助", 4008),
    ("捐", 4009),
    ("其他", 4099),
];

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
    ("秩序", 5005),
    ("保安", 5005),
    ("安保", 5005),
    ("能耗", 5009),
    ("电费", 5009),
    ("水费", 5009),
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

/// The account of a category: a code, a name of the chart, or a word that offices use.
pub(super) fn of_category(category: &str, income: bool) -> Option<Account> {
    let text = category.trim();
    if let Some(account) = named(text) {
        let first = account.code() / 1000;
        return (first == if income { 4 } else { 5 }).then_some(account);
    }
    let words = if income { INCOME } else { EXPENSE };
    let (_, code) = words.iter().find(|(word, _)| text.contains(word))?;
    Account::new(*code).ok()
}

/// An account by its code or its full name.
pub(super) fn named(text: &str) -> Option<Account> {
    let text = text.trim();
    let code = text
        .get(..4)
        .filter(|head| head.bytes().all(|b| b.is_ascii_digit()));
    if let Some(account) = code.and_then(|code| code.parse().ok()) {
        return Some(account);
    }
    let line = CHART.iter().find(|line| line.zh == text)?;
    Account::new(line.code).ok()
}

/// A fund by its code or name.
pub(super) fn fund(text: &str) -> Option<Fund> {
    let text = text.trim();
    let exact = Fund::ALL
        .into_iter()
        .find(|fund| fund.as_str() == text || fund.zh() == text);
    exact.or_else(|| {
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
        words
            .into_iter()
            .find(|(word, _)| text.contains(word))
            .map(|(_, fund)| fund)
    })
}

/// The fund that an income or expense account belongs to where the file names none.
pub(super) fn default_fund(account: Account) -> Fund {
    match account.code() {
        4008 => Fund::Sub,
        4002..=4005 | 4009 | 4099 | 5011 | 5012 | 5016 | 5019 => Fund::Com,
        _ => Fund::Svc,
    }
}

/// `全体`, `3栋`, `3栋2单元`.
pub(super) fn scope(text: &str) -> Option<Scope> {
    let text = text.trim();
    if matches!(text, "" | "全体" | "全小区" | "全部" | "公共") {
        return Some(Scope::All);
    }
    let cut = |text: &str, ends: &[&str]| -> Option<(String, String)> {
        let (at, end) = ends
            .iter()
            .find_map(|end| text.find(end).map(|at| (at, *end)))?;
        Some((text[..at].to_owned(), text[at + end.len()..].to_owned()))
    };
    let (building, rest) = cut(text, &["号楼", "栋", "幢", "座", "楼"])?;
    let plain = |code: &str| !code.is_empty() && code.chars().all(char::is_alphanumeric);
    if !plain(&building) {
        return None;
    }
    match cut(&rest, &["单元", "门"]) {
        Some((entrance, _)) if plain(&entrance) => Some(Scope::Entrance(building, entrance)),
        Some(_) => None,
        None => rest.is_empty().then_some(Scope::Building(building)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_offices_stand_for_accounts() {
        let code = |word, income| of_category(word, income).map(Account::code);
        for (word, expected) in [
            ("物业费", 4001),
            ("停车费", 4002),
            ("广告费", 4003),
            ("场地租赁", 4004),
            ("4006", 4006),
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
        ] {
            assert_eq!(code(word, false), Some(expected), "{word}");
        }
        assert_eq!(code("4001", false), None, "an income account is no expense");
        assert_eq!(code("杂项", false), None);
    }

    #[test]
    fn scopes_are_read_as_offices_write_them() {
        assert_eq!(scope("3栋"), Some(Scope::Building("3".into())));
        assert_eq!(
            scope("12号楼2单元"),
            Some(Scope::Entrance("12".into(), "2".into()))
        );
        assert_eq!(scope("全体"), Some(Scope::All));
        assert_eq!(scope("水泵房"), None);
    }
}
