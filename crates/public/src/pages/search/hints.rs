//! What people look for here and is not in the book: an honest sentence for each, and words that do
//! find something.

use mingbai_domain::book::Fold;
use mingbai_ui::bits::Link;
use mingbai_ui::lang::{Lang, Texts};
use mingbai_ui::query::encoded;
use mingbai_ui::site::Place;

use super::matching;
use crate::pages::search::asked::Asked;

/// A sentence with the place to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    pub text: String,
    pub link: Link,
}

/// Words of a question, the sentence about them, and the page that comes nearest.
const SUBJECTS: [(&[&str], &str, &str, &str); 4] = [
    (
        &[
            "欠", "我家", "自家", "催费", "缴费", "交费", "账单", "arrears", "bill",
        ],
        "search.own",
        "#ask",
        "nav.ask",
    ),
    (
        &["投票", "表决", "选举", "vote"],
        "search.vote",
        "/basis",
        "basis.resolutions",
    ),
    (
        &[
            "电话",
            "联系",
            "地址",
            "办公室",
            "找谁",
            "问谁",
            "投诉",
            "报修",
            "phone",
        ],
        "search.contact",
        "#ask",
        "nav.ask",
    ),
    (
        &["异议", "质疑", "举报", "意见", "objection"],
        "search.objection",
        "#ask",
        "nav.ask",
    ),
];

/// The sentences for a question.
pub fn of(place: &Place, query: &str, lang: Lang) -> Vec<Hint> {
    let query = query.to_lowercase();
    let named = |words: &[&str]| words.iter().any(|word| query.contains(word));
    let manager = place.manager();
    SUBJECTS
        .into_iter()
        .filter(|(words, ..)| named(words))
        .map(|(_, text, path, label)| Hint {
            text: lang.with(text, &[("manager", &manager)]),
            link: Link {
                href: format!("{}{path}", place.href()),
                label: lang.t(label),
            },
        })
        .collect()
}

/// What residents ask for most; those that this book knows are offered.
const USUAL: [&str; 10] = [
    "电梯", "保洁", "保安", "绿化", "停车", "广告", "消防", "维修", "工资", "电费",
];

/// Words that find something.
pub fn words(fold: &Fold, action: &str) -> Vec<Link> {
    USUAL
        .into_iter()
        .filter(|word| !matching(fold, &Asked::new(word)).is_empty())
        .map(|word| Link {
            href: format!("{action}?q={}", encoded(word)),
            label: word.to_owned(),
        })
        .collect()
}
