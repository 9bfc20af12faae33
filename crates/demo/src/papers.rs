//! Generated documents: invoices, acceptance sheets, pay slips, contracts, minutes.
//!
//! A document with personal parts has two renderings: the original shows them, the public copy has
//! them blacked out. Pictures are SVG without scripts or outside references, below 4 kB.

use std::fmt::Write;

use mingbai_domain::money::Fen;

use crate::plan::PlannedFile;

/// A document before it is drawn.
pub struct Paper {
    title: &'static str,
    colour: &'static str,
    number: String,
    rows: Vec<(&'static str, String)>,
    personal: Vec<(&'static str, String)>,
    stamp: String,
}

/// An invoice: no personal parts.
pub fn invoice(
    number: i64,
    date: &str,
    seller: &str,
    buyer: &str,
    what: &str,
    amount: Fen,
) -> Paper {
    Paper {
        title: "电子发票（普通发票）",
        colour: "#8a4b2a",
        number: format!("发票号码 2634{number:012}"),
        rows: vec![
            ("开票日期", date.to_owned()),
            ("购买方", buyer.to_owned()),
            ("销售方", seller.to_owned()),
            ("项目", what.to_owned()),
            ("价税合计", format!("{amount} 元")),
        ],
        personal: Vec::new(),
        stamp: seller.to_owned(),
    }
}

/// What was repaired where, signed by those who looked at it.
pub fn acceptance(
    date: &str,
    place: &str,
    what: &str,
    amount: Fen,
    signed: [&str; 2],
    phone: &str,
) -> Paper {
    Paper {
        title: "维修验收单",
        colour: "#2f5d50",
        number: format!("验收日期 {date}"),
        rows: vec![
            ("地点", place.to_owned()),
            ("内容", what.to_owned()),
            ("结算金额", format!("{amount} 元")),
            ("结论", "合格，现场已清理".to_owned()),
        ],
        personal: vec![
            ("业主代表", format!("{} {phone}", signed[0])),
            ("维修人员", signed[1].to_owned()),
        ],
        stamp: "验收合格".to_owned(),
    }
}

/// The bank's slip.
pub fn slip(date: &str, from: &str, to: &str, amount: Fen, reference: &str) -> Paper {
    Paper {
        title: "银行电子回单",
        colour: "#274b7a",
        number: format!("流水号 {reference}"),
        rows: vec![
            ("日期", date.to_owned()),
            ("付款人", from.to_owned()),
            ("收款人", to.to_owned()),
            ("金额", format!("{amount} 元")),
            ("状态", "交易成功".to_owned()),
        ],
        personal: Vec::new(),
        stamp: "电子回单专用章".to_owned(),
    }
}

/// The wages of a team: posts and totals are public, names are not.
pub fn payroll(month: &str, posts: &str, amount: Fen, names: &str) -> Paper {
    Paper {
        title: "工资发放汇总表",
        colour: "#5a4a7a",
        number: month.to_owned(),
        rows: vec![
            ("岗位", posts.to_owned()),
            ("实发与社保合计", format!("{amount} 元")),
            ("发放方式", "银行代发".to_owned()),
        ],
        personal: vec![("人员", names.to_owned())],
        stamp: "财务专用章".to_owned(),
    }
}

/// The first page of a contract.
pub fn contract(
    title: &str,
    owner: &str,
    vendor: &str,
    price: &str,
    term: &str,
    signed: &str,
) -> Paper {
    Paper {
        title: "合同首页",
        colour: "#5b4636",
        number: title.to_owned(),
        rows: vec![
            ("甲方", owner.to_owned()),
            ("乙方", vendor.to_owned()),
            ("价款", price.to_owned()),
            ("期限", term.to_owned()),
        ],
        personal: vec![("乙方签字人", signed.to_owned())],
        stamp: vendor.to_owned(),
    }
}

/// Minutes of a decision of the owners.
pub fn minutes(title: &str, date: &str, counts: &str, signed: &str) -> Paper {
    Paper {
        title: "业主大会会议纪要",
        colour: "#7a2f2f",
        number: format!("表决日期 {date}"),
        rows: vec![
            ("议题", title.to_owned()),
            ("结果", counts.to_owned()),
            ("结论", "通过，公示期内无有效异议".to_owned()),
        ],
        personal: vec![("计票、监票人", signed.to_owned())],
        stamp: "业主大会".to_owned(),
    }
}

impl Paper {
    /// Draws it.
    pub fn draw(&self) -> PlannedFile {
        let whole = || self.svg(false).into_bytes();
        if self.personal.is_empty() {
            PlannedFile {
                bytes: whole(),
                original: None,
            }
        } else {
            PlannedFile {
                bytes: self.svg(true).into_bytes(),
                original: Some(whole()),
            }
        }
    }

    fn svg(&self, redacted: bool) -> String {
        let mut svg = String::with_capacity(2_000);
        let colour = self.colour;
        // Writing to a String cannot fail.
        let _ = write!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"600\" height=\"400\" \
             viewBox=\"0 0 600 400\" font-family=\"sans-serif\" font-size=\"15\">\
             <rect width=\"600\" height=\"400\" fill=\"#fffdf8\"/>\
             <rect x=\"8\" y=\"8\" width=\"584\" height=\"384\" fill=\"none\" stroke=\"{colour}\"/>\
             <text x=\"300\" y=\"48\" text-anchor=\"middle\" font-size=\"24\" fill=\"{colour}\">{}</text>\
             <text x=\"300\" y=\"74\" text-anchor=\"middle\" font-size=\"13\">{}</text>",
            escape(self.title),
            escape(&self.number)
        );
        let mut y = 112;
        for (label, value) in &self.rows {
            row(&mut svg, y, label, value, false);
            y += 32;
        }
        for (label, value) in &self.personal {
            row(&mut svg, y, label, value, redacted);
            y += 32;
        }
        let _ = write!(
            svg,
            "<g fill=\"none\" stroke=\"#c0392b\" opacity=\"0.7\"><circle cx=\"490\" cy=\"310\" \
             r=\"56\" stroke-width=\"3\"/></g><text x=\"490\" y=\"314\" text-anchor=\"middle\" \
             font-size=\"11\" fill=\"#c0392b\">{}</text><text x=\"300\" y=\"382\" \
             text-anchor=\"middle\" font-size=\"12\" fill=\"#777\">演示数据，均为虚构</text></svg>",
            escape(&self.stamp.chars().take(9).collect::<String>())
        );
        svg
    }
}

fn row(svg: &mut String, y: i32, label: &str, value: &str, black: bool) {
    let _ = write!(
        svg,
        "<text x=\"40\" y=\"{y}\" fill=\"#666\">{}</text><path d=\"M36 {under}H564\" stroke=\"#ddd\"/>",
        escape(label),
        under = y + 10
    );
    if black {
        let _ = write!(
            svg,
            "<rect x=\"158\" y=\"{}\" width=\"240\" height=\"20\" fill=\"#111\"/>",
            y - 15
        );
    } else {
        let shown: String = value.chars().take(26).collect();
        let _ = write!(svg, "<text x=\"160\" y=\"{y}\">{}</text>", escape(&shown));
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
