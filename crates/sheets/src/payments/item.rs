//! For what a household paid, as a cell says it: only a text that means one item as a whole.

use mingbai_domain::fees::BillItem;

use crate::error::Code;
use crate::grid::Cell;
use crate::values::{compact, text};

/// Words of the property fee.
const FEE: [&str; 7] = [
    "物业服务管理费",
    "物业服务费",
    "物业管理费",
    "物业费",
    "物管费",
    "物业",
    "物管",
];
/// Words of parking.
const PARKING: [&str; 12] = [
    "停车服务费",
    "停车管理费",
    "车位服务费",
    "车位管理费",
    "车位租赁费",
    "车位租金",
    "停车位",
    "停车费",
    "车位费",
    "车库",
    "停车",
    "车位",
];
/// Words beside them that change nothing: when, and of which kind.
const BESIDE: [&str; 31] = [
    "管理费",
    "服务费",
    "租金",
    "费用",
    "费",
    "地下",
    "地面",
    "机动车",
    "固定",
    "月租",
    "季度",
    "上半年",
    "下半年",
    "全年",
    "年度",
    "年",
    "月份",
    "月",
    "日",
    "住宅",
    "商铺",
    "商业",
    "预缴",
    "预交",
    "补缴",
    "补交",
    "缴纳",
    "第",
    "至",
    "-",
    ".",
];
/// Words in brackets that say that more is in the amount.
const MORE: [&str; 8] = ["含", "代收", "水", "电", "违约", "滞纳", "押金", "垃圾"];

/// What the cell names.
pub(super) fn item(cell: &Cell) -> Result<Option<BillItem>, Code> {
    let Some(text) = text(cell)? else {
        return Ok(None);
    };
    let plain = compact(&text);
    if plain.contains('退') {
        return Err(Code::Refund);
    }
    let (outside, inside) = brackets(&plain);
    if MORE.iter().any(|word| inside.contains(word)) {
        return Err(Code::SeveralItems);
    }
    let parts = outside.split(['+', '、', '和', '及', '与', '&', '/', ',']);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    let kinds: Option<Vec<BillItem>> = parts.iter().map(|part| one(part)).collect();
    match kinds.as_deref() {
        Some([first, rest @ ..]) if rest.iter().all(|kind| kind == first) => Ok(Some(*first)),
        Some([_, _, ..]) => Err(Code::SeveralItems),
        None if parts.len() > 1 && parts.iter().any(|part| one(part).is_some()) => {
            Err(Code::SeveralItems)
        }
        _ => Err(Code::BillItemUnknown),
    }
}

/// What is outside of brackets, and what is inside.
fn brackets(text: &str) -> (String, String) {
    let (mut outside, mut inside) = (String::new(), String::new());
    let mut depth = 0_usize;
    for c in text.chars() {
        match c {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' => depth = depth.saturating_sub(1),
            c if depth > 0 => inside.push(c),
            c => outside.push(c),
        }
    }
    (outside, inside)
}

/// The item of a text that consists of known words only.
fn one(text: &str) -> Option<BillItem> {
    let mut rest = text.trim_matches(|c: char| c.is_ascii_digit());
    let mut found = None;
    while !rest.is_empty() {
        let starts =
            |words: &[&'static str]| words.iter().copied().find(|word| rest.starts_with(word));
        let (word, kind) = match (starts(&FEE), starts(&PARKING)) {
            (Some(word), _) => (word, Some(BillItem::Fee)),
            (None, Some(word)) => (word, Some(BillItem::Parking)),
            (None, None) => (starts(&BESIDE)?, None),
        };
        match (found, kind) {
            (Some(before), Some(now)) if before != now => return None,
            (_, Some(now)) => found = Some(now),
            (_, None) => {}
        }
        rest = rest[word.len()..].trim_start_matches(|c: char| c.is_ascii_digit());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Option<BillItem>, Code> {
        item(&Cell::Text(text.to_owned()))
    }

    #[test]
    fn an_item_is_known_by_its_whole_text() {
        for text in [
            "物业费",
            "物业服务费",
            "2026年10月物业费",
            "10月份物业管理费",
            "住宅物业费",
            "物业费（10月）",
            "物业费2026年1-6月",
            "预交物业费",
        ] {
            assert_eq!(of(text), Ok(Some(BillItem::Fee)), "{text}");
        }
        for text in [
            "车位费",
            "停车费",
            "地下车位租金",
            "10月车位管理费",
            "机动车停车费",
            "车位服务费(1-3月)",
        ] {
            assert_eq!(of(text), Ok(Some(BillItem::Parking)), "{text}");
        }
        for text in [
            "物业费违约金",
            "垃圾清运费",
            "代收水费",
            "装修押金",
            "电费",
            "物业用房租金",
            "停车罚款",
        ] {
            assert_eq!(of(text), Err(Code::BillItemUnknown), "{text}");
        }
        for text in [
            "物业费+车位费",
            "物业服务费(含公摊电费)",
            "物业费、水费",
            "物业费和停车费",
        ] {
            assert_eq!(of(text), Err(Code::SeveralItems), "{text}");
        }
        assert_eq!(of("物业费退款"), Err(Code::Refund));
        assert_eq!(of(" "), Ok(None));
    }
}
