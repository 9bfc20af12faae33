//! Chinese for what an audit finds.

use super::names::{account, account_of, yuan};
use super::zh;
use crate::ops::audit::{Finding, Key, Total, Why};
use mingbai_domain::ledger::Posting;

pub(super) fn finding(finding: &Finding) -> String {
    match finding {
        Finding::Row {
            table: of,
            key: at,
            why: what,
        } => format!("{}{}：{}", table(of), key(at), why(*what)),
        Finding::Rule(violation) => format!(
            "第 {} 条记录不合账本的规矩，后面的记录没有再按规矩核对：{}",
            violation.index,
            zh::rule(&violation.rule)
        ),
        Finding::Posting {
            seq,
            line,
            book,
            row,
        } => format!(
            "明细行 {seq}/{line}：公开账本是 {}，数据库是 {}",
            posting(book),
            posting(row)
        ),
        Finding::Running {
            seq,
            line,
            stood,
            says,
        } => format!(
            "明细行 {seq}/{line}：科目余额应是 {}，这一行写的是 {}",
            yuan(*stood),
            yuan(*says)
        ),
        Finding::Balance {
            fund,
            account: at,
            stored,
            summed,
        } => format!(
            "「{}」科目 {}：保存的余额是 {}，明细加起来是 {}",
            fund.zh(),
            account(*at),
            yuan(*stored),
            yuan(*summed)
        ),
        Finding::Households {
            account,
            households,
            ledger,
        } => format!(
            "科目 {}：各户加起来是 {}，账上是 {}",
            account_of(*account),
            yuan(*households),
            yuan(*ledger)
        ),
        Finding::Register {
            total: of,
            published,
            counted,
        } => format!(
            "台账和公布的总数不一样（{}）：公布 {published}，现在数出来 {counted}",
            total(*of)
        ),
        Finding::More(more) => format!("另外还有 {more} 处"),
    }
}

fn posting(posting: &Posting) -> String {
    format!(
        "「{}」科目 {} {}",
        posting.fund.zh(),
        account(posting.account),
        yuan(posting.amount)
    )
}

/// What a table holds; its own name if it is not known here.
pub(super) fn table(name: &str) -> &str {
    match name {
        "district" => "全区资料",
        "community" => "小区",
        "unit" => "房屋",
        "owner" => "业主",
        "tenure" => "产权（房屋编号）",
        "charge" => "收费标准（房屋编号）",
        "log" => "日志状态",
        "leaf" => "记录",
        "checkpoint" => "检查点",
        "entry" => "账目",
        "posting" => "明细行",
        "balance" => "余额",
        "item" => "住户项目",
        "bill" => "账单",
        "allocation" => "缴款分配",
        "prepaid" => "预缴（房屋编号）",
        "summary" => "汇总",
        "request" => "请求",
        "expense" => "支出单",
        "import_file" => "导入的文件",
        "header_map" => "表头对照",
        "bank_line" => "银行流水",
        "bank_source" => "流水的来源文件",
        "trail" => "操作记录",
        "card" => "列表上的数",
        other => other,
    }
}

/// What a column holds; its own name if it is not known here.
pub(super) fn column(name: &str) -> &str {
    match name {
        "name" => "名称",
        "name_en" => "英文名",
        "host" => "网址",
        "synthetic" => "演示标记",
        "slug" => "网址名称",
        "halted" => "停止原因",
        "created_ms" => "建立时间",
        "unit_id" => "房屋编号",
        "building" => "楼栋",
        "entrance" => "单元",
        "room" => "房号",
        "area_c" => "面积",
        "area_source" => "面积来源",
        "unit_use" => "用途",
        "status" | "state" => "状态",
        "delivered" => "交付日期",
        "owner_id" => "业主编号",
        "holder" => "识别码",
        "phone" => "电话",
        "id_number" => "证件号",
        "from_date" => "起始日期",
        "to_date" => "终止日期",
        "item" => "项目",
        "rate_e4" => "单价",
        "amount_fen" => "金额",
        "size" => "记录数",
        "frontier" => "校验树",
        "next_seq" => "下一个号码",
        "idx" | "no" | "only_row" => "序号",
        "sealed" => "住户项目标记",
        "hash" => "校验值",
        "bytes" | "body" => "内容",
        "root" => "树根",
        "note" => "签发的原文",
        "at_ms" => "时间",
        "actor" => "操作者",
        "act" => "操作",
        "records_from" => "起始记录数",
        "records_to" => "结束记录数",
        "seq" => "号码",
        "household" => "住户标记",
        "period" => "月份",
        "leaf_idx" => "记录序号",
        "reverses" => "冲销的号码",
        "line" => "行号",
        "fund" => "资金",
        "account" => "科目",
        "account_version" => "科目序号",
        "balance_after" => "其后余额",
        "version" => "笔数",
        "kind" => "种类",
        "debit" => "借方科目",
        "credit" => "贷方科目",
        "number" => "单据号",
        "salt" => "随机数",
        "paid_fen" => "已缴金额",
        "due" => "到期日",
        "seq_to" => "汇总到的号码",
        "request_key" => "请求编号",
        "answer" => "答复",
        "expense_id" => "支出单编号",
        "budget" => "预算",
        "budget_line" => "预算项目",
        "sha256" => "文件校验值",
        "lines" => "行数",
        "header" => "表头",
        "field" => "字段",
        "line_key" => "流水识别码",
        "date" => "日期",
        "balance_fen" => "余额",
        "reference" => "流水号",
        "counterparty" => "对方",
        "summary" => "摘要",
        other => other,
    }
}

fn key(key: &Key) -> String {
    match key {
        Key::Only => String::new(),
        Key::Number(number) => format!(" {number}"),
        Key::Line(seq, line) => format!(" {seq}/{line}"),
        Key::Account(fund, at) => format!("「{}」科目 {}", fund.zh(), account(*at)),
        Key::Nth(place) => format!("第 {place} 行"),
    }
}

fn total(total: Total) -> String {
    match total {
        Total::Units => "房屋套数".to_owned(),
        Total::Area => "面积，0.01 平方米".to_owned(),
        Total::Heads => "业主人数".to_owned(),
        Total::Developer => "建设单位持有的套数".to_owned(),
        Total::Building(place) => format!("公布的第 {place} 栋"),
    }
}

fn why(why: Why) -> String {
    let fixed = match why {
        Why::Cell(of) => return format!("「{}」里的内容不可能是对的", column(of)),
        Why::NotOfBook(of) => return format!("「{}」和公开账本不一样", column(of)),
        Why::NotOfItems(of) => return format!("「{}」和住户项目加起来的不一样", column(of)),
        Why::Missing => "缺失",
        Why::NotInBook => "公开账本里没有",
        Why::Gap => "和前一次操作接不上",
        Why::Hash => "内容和它的校验值对不上",
        Why::NoRecord => "不是账本的记录，读不出来",
        Why::SealedFlag => "标成了住户项目却不是，或者相反",
        Why::Tree => "保存的校验树和记录对不上",
        Why::Ahead => "签发过的检查点比现有的记录多，像是放回了旧数据",
        Why::OtherRoot => "签发过的检查点和现有的记录对不上",
        Why::Note => "签发的原文和这一行不一样",
        Why::Signature => "不是用这本日志的密钥签发的",
        Why::District => "和区级总账日志里的不一样，或者缺失",
        Why::NoCommunity => "写明的小区这里没有",
        Why::NotSealed => "和公开账本里封存的不是同一个",
        Why::NoSalt => "收据用的随机数缺失",
        Why::Item => "不可能有这样的住户项目",
        Why::BilledTwice => "同一项目同一月份有不止一张账单",
        Why::Overpaid => "缴的比欠的多",
        Why::NoRequest => "没有对应的缴款请求",
        Why::Request => "请求的内容和答复的不一样",
        Why::NoUnit => "台账里没有这套房屋",
        Why::NoOwner => "台账里没有这位业主",
        Why::HoldsNothing => "名下从来没有房屋",
        Why::Holder => "识别码和其他几栏对不上",
        Why::Together => "几栏内容互相矛盾",
        Why::Tenure => "和同一套房屋的另一段产权重叠，或者还没开始就结束了",
        Why::Approvals => "审批的人数不够",
        Why::Lines => "公开账本里由这个文件入账的笔数不一样",
        Why::Overflow => "加起来超出了能记的金额",
    };
    fixed.to_owned()
}
