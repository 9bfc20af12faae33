//! 中文提示：写给做账的人看，说清楚哪里错、该怎么改。

use super::{map_option, mebibytes};
use crate::error::Code;
use crate::open_error::{OpenError, QuoteFault};
use crate::rows::Skip;

#[expect(clippy::too_many_lines, reason = "one table")]
pub(super) fn rule(code: &Code) -> String {
    let fixed = match code {
        Code::Bank(finding) => return super::bank::zh(finding),
        Code::MissingColumns {
            found,
            missing,
            guesses,
        } => {
            return missing_columns(found, missing, guesses);
        }
        Code::AmbiguousColumn { field, other, map } => {
            let map = map.as_ref().map(|header| map_option(header, field));
            let map = map
                .map(|map| format!("，用这一列请加 {map}"))
                .unwrap_or_default();
            return format!(
                "这一列和 {other} 都像是「{field}」，分不清用哪一列；请给不用的那一列改个名字{map}"
            );
        }
        Code::SecondColumn { field, used } => {
            return format!(
                "没有读这一列：「{field}」用的是 {used}；要用这一列，请给那一列改个名字"
            );
        }
        Code::RowAboveHeader => "这一行在表头上面，却像是数据；请把表头移到所有数据的上面，再导入",
        Code::HiddenRow => "这一行在表格里是隐藏的，已照常读取；如果不该导入，请删掉这一行",
        Code::HiddenColumn { read: true } => "这一列是隐藏的，仍然读取了；不需要请删掉",
        Code::HiddenColumn { read: false } => "这一列是隐藏的，没有读取；需要请取消隐藏并写清列名",
        Code::MergedAmount {
            first_row,
            last_row,
        } => {
            return format!(
                "金额写在合并的单元格里（第{first_row}至{last_row}行），分不清是哪一行、哪一栏的；请取消合并，每行各写各的金额"
            );
        }
        Code::RowTotal { stated, added } => {
            return format!("这一行的合计写 {stated}，各项相加是 {added}；请核对");
        }
        Code::ItemColumn => {
            "这一列有金额，却不是物业费或车位费，不能丢下不管；请从表里移出这一列：违约金、租金等收入用「收支明细」导入，代收的水电费、垃圾费和押金用「记账凭证」导入（科目 2006 代收代付款、2005 押金保证金，资金 AGY）"
        }
        Code::Refund => {
            "金额是负数，像是退款；缴费明细只记收款。退款请用「记账凭证」导入：借 4001（车位费 4002）、贷 1002，并把这一行从这张表里移出"
        }
        Code::SeveralItems => {
            "一笔金额里有几项费用；请拆成几行，每行一项、各写各的金额（同一流水号后加 -1、-2）"
        }
        Code::LooksLikeUnit {
            first_sheet,
            first_row,
        } => {
            return format!(
                "和「{first_sheet}」第{first_row}行的房号只差前面的 0，像是同一户；如果是，请改成一样的写法，只留一行"
            );
        }
        Code::CoOwner { first_row } => {
            return format!("作为第{first_row}行那一户的共有人读取；如果是另外一户，请改正房号");
        }
        Code::OwnerWithoutUnit => "房屋表里没有这一户；请核对房号，或在房屋表里补上",
        Code::RowRepeated { first_row } => {
            return format!("和第{first_row}行的日期、金额、摘要都一样；如果是同一笔，请删掉一行");
        }
        Code::DateOutsideSpan { first, last } => {
            return format!(
                "日期不在标题所写的 {}年{}月至{}年{}月里；请改日期或标题",
                first.year(),
                first.month(),
                last.year(),
                last.month()
            );
        }
        Code::MappedHeaderAbsent { header } => {
            return format!("表头里没有 --map 指定的列「{header}」；请核对列名，一个字都不能差");
        }
        Code::SheetAbsent { sheets } => {
            return format!("文件里没有这张工作表；现有：{}", sheets.join("、"));
        }
        Code::FieldMissing { field } => {
            return format!("「{field}」没有填；请填上");
        }
        Code::DiffersFromRow { field, first_row } => {
            return format!(
                "编号相同的行是同一份预算，「{field}」要和第{first_row}行相同；请改成相同，或者另外编号"
            );
        }
        Code::NotWhole { least, most } => {
            return format!("这里要写 {least} 到 {most} 的整数");
        }
        Code::LineRepeated { first_row } => {
            return format!("行号和第{first_row}行相同；同一份预算里，每个项目一个行号");
        }
        Code::EndsBeforeStart => "终止日期比起始日期早；请核对",
        Code::CountsNotNested => "参与的不能多于总数，同意的不能多于参与的；请核对人数或面积",
        Code::WordUnknown { known } => {
            return format!("看不懂；可以写：{}", known.join("、"));
        }
        Code::MoreErrors { more } => {
            return format!("后面还有 {more} 处错误没有列出；请先改正上面的，再导入一次");
        }
        Code::AreaTooLarge { limit } => {
            return format!("面积超过上限 {limit} 平方米，像是多写了几位；请核对");
        }
        Code::DuplicateUnit {
            unit,
            first_sheet,
            first_row,
        } => {
            return format!(
                "房屋 {unit} 和「{first_sheet}」第{first_row}行重复；请改房号，或删掉一行"
            );
        }
        Code::IdNumberForm { chars } => {
            return format!(
                "证件号码应为 18 位（护照等以字母开头），这里是 {chars} 位；请对照证件改正"
            );
        }
        Code::TotalCount {
            stated,
            counted,
            hidden,
        } => {
            let hidden = hidden_rows(hidden);
            return format!(
                "合计行写 {stated} 户，上面实际有 {counted} 行；请核对有没有漏行、多行{hidden}"
            );
        }
        Code::TotalArea {
            stated,
            added,
            hidden,
        } => {
            let hidden = hidden_rows(hidden);
            return format!("合计行写 {stated} 平方米，各行相加是 {added} 平方米；请核对{hidden}");
        }
        Code::PhoneCountDiffers { owners, phones } => {
            return format!(
                "{owners} 位业主却有 {phones} 个电话：只留了第一个，记在第一位业主名下；请按业主的顺序一人写一个"
            );
        }
        Code::SameName {
            first_sheet,
            first_row,
        } => {
            return format!(
                "有业主和「{first_sheet}」第{first_row}行的业主同名，都没有电话和证件号码，按两个人计算；如果是同一个人，请两处都填上电话或证件号码"
            );
        }
        Code::IdCountDiffers { owners, ids } => {
            return format!(
                "{owners} 位业主却有 {ids} 个证件号码：分不清是谁的，都没有保存；请按业主的顺序一人写一个"
            );
        }
        Code::DateOutsidePeriod { period } => {
            return format!(
                "日期不在本表的月份（{}年{}月）里；请改日期，或把这一行移到对应月份的表里",
                period.year(),
                period.month()
            );
        }
        Code::BalanceMismatch { expected, stated } => {
            return format!(
                "余额对不上：按上一行余额加收入减支出应为 {expected}，这里写 {stated}；请核对这一行的金额和余额"
            );
        }
        Code::TotalAmount {
            stated,
            added,
            hidden,
        } => {
            let hidden = hidden_rows(hidden);
            return format!("合计行写 {stated}，各行相加是 {added}；请核对{hidden}");
        }
        Code::OpeningMismatch {
            before,
            expected,
            stated,
        } => {
            return format!(
                "期初余额和上一张表对不上：「{before}」的期末余额是 {expected}，这里写 {stated}"
            );
        }
        Code::VoucherRepeated { first_row } => {
            return format!("凭证号和第{first_row}行相同；如果是同一笔重复录入，请删掉一行");
        }
        Code::VoucherBooked { entry } => {
            return format!(
                "这个月以前导入过同一个凭证号（本账编号 {entry}）；如果是同一笔，请冲销其中一笔"
            );
        }
        Code::VoucherDateDiffers { first_row } => {
            return format!(
                "同一张凭证的日期要相同，这一行和第{first_row}行不同；请改日期或凭证号"
            );
        }
        Code::VoucherSplit { first_row } => {
            return format!(
                "凭证号在第{first_row}行已经用过；同一张凭证的各行要连在一起，不同凭证要换号"
            );
        }
        Code::EntryUnbalanced {
            voucher,
            difference,
        } => {
            return format!("凭证 {voucher} 借贷不平：借方减贷方差 {difference}；请核对各行金额");
        }
        Code::FundUnbalanced {
            voucher,
            fund,
            difference,
        } => {
            let fund = if fund.is_empty() {
                "（未填资金）"
            } else {
                fund
            };
            return format!(
                "凭证 {voucher} 在资金「{fund}」里借贷不平，差 {difference}；每个资金都要各自平衡，跨资金请用往来科目"
            );
        }
        Code::ReferenceRepeated {
            first_sheet,
            first_row,
        } => {
            return format!(
                "流水号和「{first_sheet}」第{first_row}行相同；同一笔款请删掉一行，一笔款分交两项请在流水号后加 -1、-2"
            );
        }
        Code::Unit { unit } => {
            return format!(
                "单位是「{unit}」；账目只用人民币元，面积用平方米，收费标准按月，请把数字换算好，改掉这个单位再导入"
            );
        }
        Code::NoRows => "表头下面没有数据；请确认选对了文件和工作表",
        Code::NoDocuments => {
            "没有认出一张工作表；请把工作表命名为 决议、服务协议、预算、合同、公示 或 报表"
        }
        Code::NotAShare => "这里要写 0 到 100% 的比例，例如 10%",
        Code::FormulaError => "公式出错了；请在表格里改好公式，或直接填写结果",
        Code::FormulaWithoutResult => "公式没有计算结果；请用表格软件打开、保存一次，再导入",
        Code::BuildingMissing => "缺少楼栋；请填写，例如 1栋",
        Code::BuildingForm => "楼栋写法认不出；请写成 1栋、A座 这样，不超过 16 个字",
        Code::EntranceForm => "单元写法认不出；请写成 1单元 这样",
        Code::RoomMissing => "缺少房号；请填写，例如 101",
        Code::RoomForm => "房号写法认不出；请写成 101 这样，不要写成日期或范围",
        Code::PlaceDiffers => {
            "房号里写的楼栋、单元和楼栋列、单元列不一致；请改成一致，或者房号只写 101 这样"
        }
        Code::AreaMissing => "缺少面积；请按产权证、测绘报告或购房合同填写",
        Code::AreaNotNumber => "面积不是数字；请填写阿拉伯数字，例如 98.60",
        Code::AreaNotPositive => "面积必须大于 0；请按产权证、测绘报告或购房合同填写",
        Code::AreaDecimals => "面积最多两位小数；请按证书上的数字填写",
        Code::DateUnknown => "日期认不出，或没有这一天；请写成 2026-09-02 这样",
        Code::DateImplausible => "日期应在 1900 年到 2100 年之间；请核对年份",
        Code::OwnerMissing => "缺少业主姓名；没有卖出的房屋请在备注里写「未售」",
        Code::PhoneForm => "不像电话号码；手机应为 11 位，座机请带区号。没有就留空",
        Code::IdNumberRounded => {
            "证件号码被表格当成数字，后几位已经丢失；请先把这一列设为「文本」，再重新填写"
        }
        Code::IdCheckDigit => "证件号码的最后一位校验不符，可能抄错了一位；可以导入，请核对",
        Code::DateThoughUndelivered => {
            "房屋写明未交付或未售，却有交付日期；已按未交付处理，日期没有采用"
        }
        Code::OwnerThoughUnsold => "备注写「未售」，却有业主姓名；已按未售处理，姓名没有采用",
        Code::DeveloperAsOwner => "业主写的是开发商；已按未售处理。如已卖出，请填写业主",
        Code::UseUnknown => "用途认不出；已按「其他」处理",
        Code::AreaSourceUnknown => "面积来源认不出；请写 产权登记、测绘 或 合同",
        Code::SheetSkipped => "这张工作表缺少需要的列，没有读取",
        Code::HiddenSheetSkipped => "这张工作表是隐藏的，没有读取；需要时请取消隐藏，或指定这张表",
        Code::DateMissing => "缺少日期；每一笔都要写日期",
        Code::DateNeedsYear => "日期没有年份，标题和工作表名里也没有；请写全，例如 2026年9月2日",
        Code::SummaryMissing => "缺少摘要；请写明这笔钱的用途",
        Code::AmountMissing => "没有金额；收入、支出必须填一个",
        Code::AmountTwice => "同时填了两边的金额；一行只能填一边，请拆成两行",
        Code::AmountNotNumber => "金额不是数字；请填写阿拉伯数字，例如 1250.00",
        Code::AmountNegative => "金额不能是负数；要冲减以前的账，请用冲销（红冲），不要填负数",
        Code::AmountDecimals => "金额最多两位小数（到分）；公式结果请用 ROUND 保留两位",
        Code::AmountTooLarge => "金额大得不合情理；请核对有没有多写几位",
        Code::PaymentMissing => "没有缴费金额；请填写，例如 165.70",
        Code::RateForm => {
            "物业费单价应是 0 到 100 的数字，最多四位小数，单位是元/平方米/月，例如 1.85"
        }
        Code::ReferenceRounded => {
            "流水号被表格当成数字，后几位已经丢失；请先把这一列设为「文本」，再重新填写"
        }
        Code::ReferenceLong => "流水号超过 100 个字；请只写银行或支付渠道的交易号",
        Code::BillItemUnknown => {
            "这里只记物业费和车位费；违约金、租金等收入请用「收支明细」导入，代收的水电费、垃圾费和押金请用「记账凭证」导入（科目 2006 代收代付款、2005 押金保证金，资金 AGY），并把这一行移出"
        }

        Code::MethodUnknown => {
            "收款方式认不出；请写「银行转账」「现金」「微信」「支付宝」「POS」之一"
        }
        Code::DirectionUnknown => "看不出是收还是支；请写「收入」或「支出」",
        Code::StatusUnknown => {
            "看不懂这个状态，不知道钱有没有动；没有成交的行请删去，成交的请写「交易成功」"
        }
        Code::YesNoUnknown => "请写「是」或「否」",
        Code::LooksLikeTotal => {
            "摘要像是合计，金额却不是上面各行之和，已作为一笔收支；如果是合计，请删去或改对"
        }
        Code::OpeningMisplaced => "期初余额（上月结转）应当写在第一笔之前，或与当时的余额相同",
        Code::OpeningMissing => "期初余额没有金额；没有结余请填 0",
        Code::VoucherMissing => "缺少凭证号；每张凭证的第一行要写",
        Code::AccountMissing => "缺少科目代码；请填写，例如 5004",
    };
    fixed.to_owned()
}

/// Hidden rows among those of a total: programs leave them out of what they show.
fn hidden_rows(hidden: &[u32]) -> String {
    if hidden.is_empty() {
        return String::new();
    }
    let rows: Vec<String> = hidden.iter().take(10).map(u32::to_string).collect();
    let more = if hidden.len() > rows.len() { "等" } else { "" };
    format!("。其中第{}{more}行是隐藏的", rows.join("、"))
}

pub(super) fn skip(why: Skip) -> &'static str {
    match why {
        Skip::Above => "表头上面的标题或说明",
        Skip::Header => "表头",
        Skip::HeaderAgain => "重复的表头",
        Skip::Example => "模板的示例行",
        Skip::Total => "合计行，已核对能核对的，不作为数据",
        Skip::Opening => "期初余额，不作为一笔收支",
        Skip::Closing => "期末余额或结转，不作为一笔收支",
        Skip::Note => "签名、页码或备注",
        Skip::Beside => "只有表格以外的内容",
        Skip::Numbered => "只有序号或楼栋，没有内容",
        Skip::Blank => "「以下空白」标记",
        Skip::Zero => "金额为 0",
        Skip::Balance => "期初、期末或结转的余额，不作为一笔收支",
        Skip::Neutral => "不计收支",
        Skip::Refunded => "状态是已全额退款，不作为数据",
        Skip::NotPaid => "状态是作废、失败或没有付款，不作为数据",
        Skip::OtherSheet => "不是要导入的表，整张没有读取",
    }
}

fn missing_columns(found: &[String], missing: &[String], guesses: &[(String, String)]) -> String {
    let missing = missing.join("、");
    if found.is_empty() {
        return format!(
            "找不到需要的列：{missing}。表里没有表头；请在第一行写上列名，或下载模板填写"
        );
    }
    let found = found.join("、");
    let maps = guesses
        .iter()
        .map(|(header, field)| map_option(header, field));
    let maps = maps.collect::<Vec<_>>().join(" ");
    let advice = if maps.is_empty() {
        "请改列名，或用 --map 列名=字段 说明哪一列是什么".to_owned()
    } else {
        format!("是不是：{maps}？是的话请加上，下次会记住")
    };
    format!("找不到需要的列：{missing}。表里的列名：{found}。{advice}")
}

pub(super) fn open_error(error: &OpenError) -> String {
    match error {
        OpenError::Empty => "文件是空的，没有任何内容".to_owned(),
        OpenError::TooLarge { limit, .. } => format!(
            "文件太大，最多 {} MB；请只保留要导入的工作表，去掉图片",
            mebibytes(*limit as u64)
        ),
        OpenError::NotASpreadsheet => "不是表格文件；请用 .xlsx、.xls、.ods 或 .csv".to_owned(),
        OpenError::Html => {
            "这个文件其实是网页格式，只是名字像表格；请用表格软件打开，另存为 .xlsx 再导入"
                .to_owned()
        }
        OpenError::BinaryWorkbook => "不支持 .xlsb 格式；请另存为 .xlsx 再导入".to_owned(),
        OpenError::Encrypted => "文件有密码；请去掉密码再导入".to_owned(),
        OpenError::UnpacksTooLarge { limit } => format!(
            "文件解压后过大，最多 {} MB；请只保留要导入的工作表",
            mebibytes(*limit)
        ),
        OpenError::TooManyParts { limit } => {
            format!("文件内部超过 {limit} 个部分；请复制内容到一个新的表格文件再导入")
        }
        OpenError::TooManySheets { limit } => format!("工作表超过 {limit} 张；请分成几个文件"),
        OpenError::FarCell {
            sheet,
            address,
            rows,
            columns,
        } => format!(
            "工作表「{sheet}」的 {address} 有内容，超出了第 {rows} 行、{columns} 列的范围；请清除表格以外的单元格再导入"
        ),
        OpenError::TooManyCells { cells } => {
            format!("内容太多，最多 {cells} 个单元格；请分成几个文件")
        }
        OpenError::Encoding => "文字编码认不出；请另存为 .xlsx，或「CSV UTF-8」格式".to_owned(),
        OpenError::CutCharacter { row, column } => format!(
            "第{row}行 {column}列 的文字在一个汉字中间被截断了；请在表格软件里打开，改好这一格，另存为 .xlsx 再导入，或重新导出"
        ),
        OpenError::Quotes {
            sheet,
            row,
            column,
            value,
            fault,
        } => format!(
            "{sheet} 第{row}行 {column}列: 值「{value}」— {}",
            quote_fault(*fault)
        ),
        OpenError::Broken { detail } => {
            format!("文件打不开，可能已损坏；请用表格软件打开后另存一份再导入（{detail}）")
        }
    }
}

fn quote_fault(fault: QuoteFault) -> String {
    match fault {
        QuoteFault::NeverClosed => {
            "这一格以英文引号开头，后面却没有配对的引号，下面的行都会丢掉；请删掉这个引号，或另存为 .xlsx 再导入".to_owned()
        }
        QuoteFault::TextBehind => {
            "这一格以英文引号开头，配对的引号后面却还有文字；请删掉引号或写成两个引号，或另存为 .xlsx 再导入".to_owned()
        }
        QuoteFault::HoldsRows { lines } => format!(
            "这一格的引号里有 {lines} 行，看起来是表里的几行数据；请删掉开头的引号，真是一格的文字请写成一行"
        ),
    }
}
