//! A question, as it is compared with entries: as it stands, without the words that only ask, and in
//! pieces of two characters, because Chinese is written without spaces.

use std::collections::BTreeSet;

use mingbai_domain::book::Entry;

use crate::amount::Gist;

/// Words that ask and name nothing; longer ones before those that they contain.
const ASKING: [&str; 34] = [
    "是不是",
    "有没有",
    "为什么",
    "多少钱",
    "怎么样",
    "什么时候",
    "花了",
    "用了",
    "付了",
    "交了",
    "收了",
    "修了",
    "换了",
    "了吗",
    "了没",
    "没有",
    "多少",
    "怎么",
    "什么",
    "哪里",
    "哪些",
    "谁的",
    "请问",
    "我想",
    "看看",
    "查询",
    "今年",
    "去年",
    "吗",
    "呢",
    "吧",
    "的",
    "了",
    "钱",
];

/// A question.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    words: Vec<String>,
    /// Whether one of the words is enough.
    any: bool,
    /// Whether the words are only a part of what was asked.
    partly: bool,
    /// In fen, if the question is an amount; whole yuan find every amount of these yuan.
    amount: Option<(i128, bool)>,
}

impl Asked {
    /// The question as it stands.
    pub fn new(query: &str) -> Self {
        let plain = folded(query);
        Self {
            words: plain.split_whitespace().map(str::to_owned).collect(),
            amount: amount(&plain),
            ..Self::default()
        }
    }

    /// Less exact questions, to be tried in turn where it finds nothing.
    pub fn simpler(&self) -> Vec<Self> {
        let mut text = self.words.join(" ");
        for word in ASKING {
            text = text.replace(word, " ");
        }
        let words: Vec<String> = text
            .split(|c: char| !c.is_alphanumeric())
            // One or two letters are in every reference: they would find anything.
            .filter(|word| !word.is_empty() && (!word.is_ascii() || word.len() > 2))
            .map(str::to_owned)
            .collect();
        let mut pieces = BTreeSet::new();
        for word in &words {
            let chars: Vec<char> = word.chars().collect();
            // Pieces of letters and digits find anything.
            if word.is_ascii() {
                continue;
            }
            pieces.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>()));
        }
        let part = |words: Vec<String>, any: bool| Self {
            words,
            any,
            partly: true,
            amount: None,
        };
        vec![
            part(words.clone(), false),
            part(
                words.into_iter().filter(|word| !word.is_ascii()).collect(),
                true,
            ),
            part(pieces.into_iter().collect(), true),
        ]
    }

    /// The same with those words only that one of the entries has.
    pub fn words_in<'e>(&self, entries: impl Iterator<Item = &'e Entry>) -> Self {
        let texts: Vec<String> = entries.map(texts).collect();
        let has = |word: &&String| texts.iter().any(|text| text.contains(word.as_str()));
        Self {
            words: self.words.iter().filter(has).cloned().collect(),
            ..self.clone()
        }
    }

    /// The words that were looked for, where they are not the question itself.
    pub fn instead(&self) -> Option<&[String]> {
        self.partly.then_some(self.words.as_slice())
    }

    /// Every word (or one, if one is enough) is in one of the entry's texts, or the amount is its
    /// amount.
    pub fn matches(&self, entry: &Entry) -> bool {
        if self.words.is_empty() {
            return false;
        }
        let all = texts(entry);
        let fen = Gist::of(entry).fen;
        let is_amount = self
            .amount
            .is_some_and(|(asked, whole)| asked == fen || (whole && asked / 100 == fen / 100));
        let has = |word: &String| all.contains(word.as_str());
        is_amount
            || if self.any {
                self.words.iter().any(has)
            } else {
                self.words.iter().all(has)
            }
    }
}

fn texts(entry: &Entry) -> String {
    let notes = entry.basis.iter().map(|basis| basis.note.as_str());
    let texts = [
        Some(entry.text.as_str()),
        entry.payee.as_deref(),
        entry.number.as_deref(),
        entry.bank_ref.as_deref(),
        entry.reason.as_deref(),
    ];
    let all: Vec<&str> = texts.into_iter().flatten().chain(notes).collect();
    folded(&all.join("\n"))
}

/// Small letters, and full-width letters and digits as half-width ones.
fn folded(text: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    };
    text.chars().map(half).collect::<String>().to_lowercase()
}

/// `15,390`, `¥15390.00`, `15390元`: fen, and whether it was whole yuan.
fn amount(text: &str) -> Option<(i128, bool)> {
    let digits: String = text
        .trim_start_matches(['¥', '-', '−', '+'])
        .trim_end_matches('元')
        .chars()
        .filter(|c| !matches!(c, ',' | ' '))
        .collect();
    let (yuan, fen) = match digits.split_once('.') {
        Some((yuan, fen)) => (yuan, Some(fen)),
        None => (digits.as_str(), None),
    };
    let number = |text: &str| {
        let plain =
            !text.is_empty() && text.len() <= 15 && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse::<i128>().ok()).flatten()
    };
    let cents = match fen {
        None => return number(yuan).map(|yuan| (yuan * 100, true)),
        Some(one) if one.len() == 1 => number(one)? * 10,
        Some(two) if two.len() == 2 => number(two)?,
        Some(_) => return None,
    };
    number(yuan).map(|yuan| (yuan * 100 + cents, false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, read) in [
            ("15,390", Some((1_539_000, true))),
            ("¥15390.00", Some((1_539_000, false))),
            ("15390元", Some((1_539_000, true))),
            ("0.5", Some((50, false))),
            ("1.234", None),
            (".", None),
            ("电梯", None),
            ("9999999999999999999", None),
            ("１２", None),
        ] {
            assert_eq!(amount(text), read, "{text}");
        }
        assert_eq!(amount(&folded("１２")), Some((1_200, true)));
    }

    #[test]
    fn a_question_becomes_its_words() {
        let words = |query: &str, step: usize| Asked::new(query).simpler()[step].words.clone();
        assert_eq!(words("电梯修了吗", 0), ["电梯"]);
        assert_eq!(words("保洁花了多少钱？", 0), ["保洁"]);
        assert_eq!(words("有没有，绿化 公司", 0), ["绿化", "公司"]);
        assert_eq!(words("电梯维保", 2), ["梯维", "电梯", "维保"]);
        for odd in ["了吗", "？？", "zzz", "15391", "", "<b>"] {
            let simpler = Asked::new(odd).simpler();
            assert!(simpler[2].words.is_empty(), "{odd}");
        }
    }
}
