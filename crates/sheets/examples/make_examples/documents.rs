//! The public documents of 春和苑, and the papers that they and the journals name.

use rust_xlsxwriter::{Workbook, XlsxError};

/// Name of a sheet, its headers, its rows.
type Sheet = (
    &'static str,
    &'static [&'static str],
    &'static [&'static [&'static str]],
);

const SHEETS: &[Sheet] = &[
    (
        "决议",
        &[
            "编号",
            "标题",
            "表决事项",
            "日期",
            "总人数",
            "总面积",
            "参与人数",
            "参与面积",
            "同意人数",
            "同意面积",
            "文件",
        ],
        &[
            &[
                "业主大会决议2026-01",
                "利用共有车位和场地的办法",
                "8",
                "2025-12-20",
                "119",
                "13106.07",
                "98",
                "10842.50",
                "91",
                "9975.30",
                "业主大会决议2026-01.pdf",
            ],
            &[
                "业主大会决议2026-02",
                "选聘物业服务人，通过服务协议和2026年度预算",
                "4",
                "2025-12-20",
                "119",
                "13106.07",
                "98",
                "10842.50",
                "87",
                "9640.10",
                "",
            ],
        ],
    ),
    (
        "服务协议",
        &[
            "编号",
            "标题",
            "起始日期",
            "酬金方式",
            "酬金",
            "计提科目",
            "结余",
            "小管家限额",
            "业委会限额",
            "决议",
            "文件",
            "原件",
        ],
        &[&[
            "物业服务合同",
            "春和苑物业服务信托协议",
            "2026-01-01",
            "比例",
            "10%",
            "物业费、停车费、广告费、场地租赁、设备进场",
            "全部转入下年预算",
            "50000",
            "200000",
            "业主大会决议2026-02",
            "物业服务信托协议.pdf",
            "物业服务信托协议_原件.pdf",
        ]],
    ),
    (
        "预算",
        &[
            "编号", "年度", "标题", "行号", "项目", "科目", "金额", "决议",
        ],
        &[
            &[
                "2026年度预算",
                "2026",
                "春和苑2026年度预算",
                "1",
                "保洁",
                "保洁",
                "420000",
                "业主大会决议2026-02",
            ],
            &[
                "2026年度预算",
                "2026",
                "",
                "2",
                "秩序维护",
                "秩序维护",
                "560000",
                "",
            ],
            &[
                "2026年度预算",
                "2026",
                "",
                "3",
                "维修",
                "维修",
                "180000",
                "",
            ],
            &[
                "2026年度预算",
                "2026",
                "",
                "4",
                "公共能耗",
                "公共能耗",
                "96000",
                "",
            ],
            &["2026年度预算", "2026", "", "5", "绿化", "绿化", "60000", ""],
        ],
    ),
    (
        "合同",
        &[
            "编号",
            "标题",
            "对方单位",
            "起始日期",
            "终止日期",
            "金额",
            "关联方",
            "文件",
            "原件",
        ],
        &[
            &[
                "保洁合同2026-01",
                "保洁服务合同",
                "某某保洁有限公司",
                "2026-01-01",
                "2026-12-31",
                "384000",
                "否",
                "保洁服务合同.pdf",
                "保洁服务合同_原件.pdf",
            ],
            &[
                "合同2026-02",
                "秩序维护服务合同",
                "某某保安有限公司",
                "2026-01-01",
                "2026-12-31",
                "540000",
                "否",
                "",
                "",
            ],
            &[
                "租赁合同2026-02",
                "快递柜场地租赁合同",
                "某某智能柜有限公司",
                "2026-01-01",
                "2027-12-31",
                "",
                "否",
                "",
                "",
            ],
            &[
                "广告合同2026-03",
                "电梯轿厢广告合同",
                "某某传媒有限公司",
                "2026-03-01",
                "2027-02-28",
                "",
                "否",
                "",
                "",
            ],
        ],
    ),
    (
        "公示",
        &["公示事项", "起始日期", "终止日期", "文件"],
        &[
            &["公共收益收支", "2026-07-01", "2026-09-30", ""],
            &["物业费资金收支", "2026-07-01", "2026-09-30", ""],
            &[
                "服务履行情况",
                "2026-07-01",
                "2026-09-30",
                "第三季度服务履行情况.pdf",
            ],
        ],
    ),
];

/// The workbook, as an office fills in the template.
pub fn workbook(mut book: Workbook) -> Result<Vec<u8>, XlsxError> {
    for (name, headers, rows) in SHEETS {
        let sheet = book.add_worksheet();
        sheet.set_name(*name)?;
        sheet.write(0, 0, format!("春和苑{name}（示例，内容都是虚构的）"))?;
        for (column, header) in (0_u16..).zip(*headers) {
            sheet.write(1, column, *header)?;
            sheet.set_column_width(column, 16)?;
        }
        for (row, cells) in (2_u32..).zip(*rows) {
            for (column, cell) in (0_u16..).zip(*cells) {
                if !cell.is_empty() {
                    sheet.write(row, column, *cell)?;
                }
            }
        }
    }
    book.save_to_buffer()
}

/// Papers in `files/`: name and what is written on it.
const PAPERS: &[(&str, &str)] = &[
    (
        "业主大会决议2026-01.pdf",
        "Resolution 2026-01 of the owners' assembly",
    ),
    (
        "物业服务信托协议.pdf",
        "Property service agreement, personal data blackened",
    ),
    (
        "物业服务信托协议_原件.pdf",
        "Property service agreement, original",
    ),
    (
        "保洁服务合同.pdf",
        "Cleaning contract 2026-01, personal data blackened",
    ),
    (
        "保洁服务合同_原件.pdf",
        "Cleaning contract 2026-01, original",
    ),
    (
        "第三季度服务履行情况.pdf",
        "Service report, third quarter of 2026",
    ),
    (
        "保洁发票_9月.pdf",
        "Invoice of the cleaning company, September 2026",
    ),
    (
        "保洁发票_10月.pdf",
        "Invoice of the cleaning company, October 2026",
    ),
];

/// Every paper as a PDF of one page.
pub fn papers() -> impl Iterator<Item = (&'static str, Vec<u8>)> {
    PAPERS.iter().map(|(name, text)| (*name, pdf(text)))
}

/// The smallest PDF that shows a line of text.
fn pdf(text: &str) -> Vec<u8> {
    let text = text.replace(['(', ')', '\\'], "");
    let page = format!(
        "BT /F1 16 Tf 60 760 Td ({text}) Tj 0 -28 Td (This is an example. Everything is invented.) Tj ET"
    );
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
         /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{page}\nendstream", page.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::with_capacity(objects.len());
    for (number, object) in (1..).zip(&objects) {
        places.push(format!("{:010} 00000 n \n", out.len()));
        out.extend([format!("{number} 0 obj\n{object}\nendobj\n")]);
    }
    let (table, count) = (out.len(), objects.len() + 1);
    let places = places.concat();
    let end = format!(
        "xref\n0 {count}\n0000000000 65535 f \n{places}\
         trailer << /Size {count} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"
    );
    (out + &end).into_bytes()
}
