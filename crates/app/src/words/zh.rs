//! 中文：写给做账的人看。说清楚哪一笔、什么数、违反哪条规矩、接下来怎么办。

use std::io;

use mingbai_domain::approvals::Refusal;
use mingbai_domain::book::{
    CanonicalError, PersonalData, RecordError, Referred, RuleBroken, Violation,
};
use mingbai_domain::fees::FeeRefusal;
use mingbai_domain::ledger::{EntryError, Fund};
use mingbai_domain::money::{Fen, MoneyError};
use mingbai_domain::trust::AgreementRefusal;
use mingbai_sheets::MappingError;
use mingbai_store::{BadAddress, StoreError};

use super::names::{
    account, actor_name, bill_item, day, entry_kind, grouped, moment, month, record_kind, role,
    yuan,
};
use super::{Lang, why};
use crate::book::halt::Halt;
use crate::book::refusal::{BadFile, BookRefusal, Fork};
use crate::error::AppError;
use crate::import::refusal::BankRefusal;
use crate::import::refusal::ImportRefusal;
use crate::import::{FileProblem, RowProblem};
use crate::money::refusal::MoneyRefusal;
use crate::ops::refusal::SetupRefusal;
use mingbai_domain::access::Denied;

fn denied(refused: Denied) -> String {
    match refused {
        Denied::NotYours { actor, act } => {
            format!("{}不能做这一步：{act}", actor_name(actor))
        }
        Denied::Halted => "这个小区暂停记账".into(),
    }
}

pub(super) fn error(error: &AppError) -> String {
    match error {
        AppError::Store(failed) => store(failed),
        AppError::Rule(broken) => violation(broken),
        AppError::Record(refused) => record_error(refused),
        AppError::Money(refused) => money_refused(refused),
        AppError::Book(refused) => book(refused),
        AppError::Import(refused) => import(refused),
        AppError::Setup(refused) => setup(refused),
        AppError::Random(_) => {
            "系统取不到随机数，不能生成密钥和收据，什么都没有写入；请重启机器后再试".into()
        }
        AppError::Halted { slug, why } => halted(slug.as_str(), why),
        AppError::Denied(refused) => denied(*refused),
        AppError::KeyReused(key) => {
            format!("请求编号「{key}」已经用于另一笔内容不同的请求；请换一个新编号")
        }
        AppError::Nothing(what) => why::nothing(*what).into(),
        AppError::Clock { now, seen } => format!(
            "机器的时钟是 {}，可是这里已经见过 {}，没有写入，也没有签发；\
             请校准时钟；如果时钟没有错，加上 --clock-ok 再做一次",
            moment(&now.rfc3339()),
            moment(&seen.rfc3339())
        ),
        AppError::File { path, source } => format!("文件「{}」{}", path.display(), file(source)),
        AppError::Package(refusal) => super::package::zh(refusal),
        AppError::Unfinished { half, source } => super::package::half(*half, source),
    }
}

fn money_refused(refused: &MoneyRefusal) -> String {
    match refused {
        MoneyRefusal::Fee(why) => fee(*why),
        MoneyRefusal::Amount(why) => money(*why),
        MoneyRefusal::Overpaid { left } => format!(
            "多交了 {}：这户没有这么多欠款，这类账单也不能预缴；请核对金额",
            yuan(*left)
        ),
        MoneyRefusal::UnknownUnit => {
            "这个小区的台账里没有这套房屋；请核对房号，或先导入台账".into()
        }
        MoneyRefusal::AlreadyBilled { item, period } => {
            format!(
                "{}的{}账单已经开过，没有重复开",
                month(*period),
                bill_item(*item)
            )
        }
        MoneyRefusal::BillMonth(period) => format!(
            "{}不能开账单：只能开小区已经开始管理的月份，最多提前 12 个月；请核对月份",
            month(*period)
        ),
        MoneyRefusal::Expense(why) => why::expense(*why),
        MoneyRefusal::Arrived { held, arrived } => format!(
            "到账金额 {} 不对：支付渠道里一共只有 {}；请核对银行到账金额",
            yuan(*arrived),
            yuan(*held)
        ),
        MoneyRefusal::NoAgreement => "那一天没有生效的服务合同；请先登记合同，或核对日期".into(),
    }
}

fn book(refused: &BookRefusal) -> String {
    match refused {
        BookRefusal::UnknownEntry(seq) => {
            format!("没有第 {seq} 号公开账目：可能是住户项目，也可能号码不对；请核对号码")
        }
        BookRefusal::WouldFork { log, why } => would_fork(log, why),
        BookRefusal::BadFiles { slug, bad } => {
            let lines = bad.iter().map(|bad| bad_file(slug.as_str(), bad) + "\n");
            lines.collect::<String>() + "写明这些文件的记录没有签发；请从备份放回这些文件"
        }
    }
}

fn import(refused: &ImportRefusal) -> String {
    match refused {
        ImportRefusal::Bank(BankRefusal::Reconciled { entries }) => {
            let entries: Vec<String> = entries.iter().map(|seq| format!("#{seq}")).collect();
            format!(
                "账本的 {} 写着这份对账单里的银行流水号，已经对上；要撤回对账单，请先冲销（reverse）这些账",
                entries.join("、")
            )
        }
        ImportRefusal::Cells(cells) => {
            format!(
                "表格里有 {} 处错误，什么都没有导入；请逐处改正后再导入",
                cells.len()
            )
        }
        ImportRefusal::Sheet(refused) => {
            mingbai_sheets::words::open_error(refused, mingbai_sheets::Lang::Zh)
        }
        ImportRefusal::Mapping(refused) => mapping(refused),
        ImportRefusal::Rows(rows) => {
            let lines = rows
                .iter()
                .map(|refused| super::row(refused, Lang::Zh) + "\n");
            let count = rows.len();
            lines.collect::<String>()
                + &format!("有 {count} 行不合记账规矩，什么都没有导入；请改正后再导入")
        }
    }
}

fn setup(refused: &SetupRefusal) -> String {
    match refused {
        SetupRefusal::NotInitialised => "这个数据目录还没有建账；请先运行 mingbai init".into(),
        SetupRefusal::AlreadyInitialised => {
            "这个数据目录已经建过账；请直接使用，或换一个空目录".into()
        }
        SetupRefusal::NotAKey(path) => {
            format!("「{}」不是签名密钥", path.display())
        }
        SetupRefusal::UnknownCommunity(slug) => {
            format!("这里没有小区「{slug}」；请核对小区的网址名称")
        }
        SetupRefusal::CommunityExists(slug) => {
            format!("已经有小区「{slug}」；请换一个网址名称")
        }
    }
}

fn store(error: &StoreError) -> String {
    match error {
        StoreError::Duplicate(_) => "这一条已经有了，什么都没有写入；请核对是否重复".into(),
        StoreError::Constraint(_) => {
            "有一项不合数据库的规定，什么都没有写入；请把日志交给技术人员".into()
        }
        StoreError::Full => "磁盘满了，什么都没有写入；请腾出空间后再试".into(),
        StoreError::ReadOnly(_) => {
            "数据库只能读、不能写，什么都没有写入；请检查文件权限或服务器状态".into()
        }
        StoreError::Damaged(_) => {
            "数据库文件损坏，什么都没有写入；请停止使用，从备份恢复，并把日志交给技术人员".into()
        }
        StoreError::Lost(_) => "连不上数据库服务器，什么都没有写入；请稍后再试".into(),
        StoreError::Contended(_) => "另一个程序正在写数据库，这次没有写入；请再试一次".into(),
        StoreError::Database(_) => {
            "数据库出错，什么都没有写入；请稍后再试，还不行就把日志交给技术人员".into()
        }
        StoreError::Address(bad) => format!("数据库地址不能用：{}", address(bad)),
        StoreError::Tls(_) => {
            "和数据库服务器建立不了安全连接；请核对证书、主机名和地址里的 sslmode".into()
        }
        StoreError::Inconsistent(_) => {
            "数据库里的内容前后矛盾，什么都没有写入；请先运行 mingbai audit 查账".into()
        }
        StoreError::RowCount {
            what: _,
            expected,
            changed,
        } => format!(
            "写数据库时应改 {expected} 行，实际改了 {changed} 行，已全部撤回；请再试一次，还不行就把日志交给技术人员"
        ),
        StoreError::Schema(_) => "数据库的版本和本程序不一样；请换成相同或更新版本的程序".into(),
        StoreError::Stopped => "数据库已停止写入；请重新启动服务".into(),
        StoreError::Panicked | StoreError::Unheeded => {
            "程序出了故障，这次已全部撤回，什么都没有写入；请把日志交给技术人员".into()
        }
        StoreError::Busy { waiting } => {
            format!("已有 {waiting} 笔在排队，这次没有写入；请稍后再试")
        }
        StoreError::NoReader { readers } => {
            format!("{readers} 个读取连接一直都在用；请稍后再试")
        }
        StoreError::Unknown => {
            "数据库服务器在保存时断开，不知道这次写进去没有；请先核对，不要马上重做".into()
        }
    }
}

fn address(bad: &BadAddress) -> String {
    match bad {
        BadAddress::Form => {
            "看不懂；请写成 postgres://用户:密码@主机:端口/库名，密码里的 @ : / ? # 等要用百分号编码"
                .into()
        }
        BadAddress::Unsupported(name) => format!("本程序不支持参数 {name}"),
        BadAddress::Mode => {
            "sslmode 只能是 disable、prefer、require、verify-ca 或 verify-full".into()
        }
        BadAddress::NoRoots(mode) => {
            format!("sslmode={mode} 还要写明 sslrootcert=证书文件 或 sslrootcert=system")
        }
        BadAddress::WeakSystem => {
            "sslrootcert=system 只能和 sslmode=verify-full 一起用".into()
        }
        BadAddress::Roots { path, .. } => {
            format!("证书文件「{}」读不了，或里面没有能用的证书", path.display())
        }
    }
}

fn halted(slug: &str, why: &Halt) -> String {
    match why {
        Halt::HandedOver => {
            format!("小区「{slug}」不能记账：已经移交给下一任管理单位，这里不再记账")
        }
        Halt::Found(_) => {
            format!("小区「{slug}」的账目核对不上，已停止记账；请运行 mingbai audit 查看是哪一笔")
        }
    }
}

fn mapping(error: &MappingError) -> String {
    match error {
        MappingError::NotAPair { pair } => {
            format!("「{pair}」的写法不对；请写成 列名=字段，例如 户主名字=业主姓名")
        }
        MappingError::UnknownField { field, known } => {
            format!("没有「{field}」这个字段；可用的字段：{}", known.join("、"))
        }
    }
}

/// What the operating system refused.
fn file(error: &io::Error) -> &'static str {
    use io::ErrorKind as Kind;
    match error.kind() {
        Kind::NotFound => "不存在；请核对路径",
        Kind::PermissionDenied => "没有读写权限；请检查权限",
        Kind::AlreadyExists => "已经存在；请换一个名称",
        Kind::IsADirectory => "是目录，不是文件；请核对路径",
        Kind::NotADirectory => "的路径中有一段不是目录；请核对路径",
        Kind::ReadOnlyFilesystem => "所在的磁盘只能读；请换一个位置",
        Kind::StorageFull => "写不下，磁盘已满；请清理磁盘后再试",
        _ => "读写失败；请检查磁盘，还不行就把日志交给技术人员",
    }
}

fn would_fork(log: &str, why: &Fork) -> String {
    let log = match log {
        "district" => "全区".to_owned(),
        slug => format!("「{slug}」"),
    };
    format!("{log}的公开日志没有签发：{}", why::fork(why))
}

fn bad_file(slug: &str, bad: &BadFile) -> String {
    let BadFile {
        record,
        file,
        folder,
        why,
    } = bad;
    let what = why::file(*why);
    format!("小区「{slug}」第 {record} 条记录写明的文件「{folder}/{file}」{what}")
}

pub(super) fn violation(broken: &Violation) -> String {
    let kind = record_kind(broken.kind).unwrap_or("记录");
    let rule = rule(&broken.rule);
    // A record that was refused before it got its place has index 0.
    if broken.index == 0 && broken.kind != "community" {
        rule
    } else {
        format!("第 {} 条记录（{kind}）：{rule}", broken.index)
    }
}

pub(super) fn rule(rule: &RuleBroken) -> String {
    match rule {
        RuleBroken::Beginning => {
            "账本的第一条必须是本小区的资料，以后小区的网址名称不能改；请核对是哪个小区的账本"
                .into()
        }
        RuleBroken::Time { at } => {
            format!("记录时间 {} 早于前一条记录；请核对机器的时钟", moment(at))
        }
        RuleBroken::Sequence { expected, found } => {
            format!("账目号码应是 {expected}，却写成了 {found}；号码必须连续，请重新提交")
        }
        RuleBroken::Entry(error) => entry_error(error),
        RuleBroken::Money(error) => money(*error),
        RuleBroken::PeriodClosed(period) => format!(
            "{}已经结账，不能再记；请记到还没有结账的月份，并写明原因",
            month(*period)
        ),
        RuleBroken::Closing { period, why } => {
            format!("{}不能结账：{}", month(*period), why::closing(*why))
        }
        RuleBroken::Dated { date, period } => format!(
            "发生日期 {}，却记在{}：日期和月份不能在将来，记到以后的月份要写明原因；请核对日期",
            day(*date),
            month(*period)
        ),
        RuleBroken::LumpSum => {
            "包干制小区的物业费归物业公司，不进业主的账；请改用公共收益等资金，或另行公开报表"
                .into()
        }
        RuleBroken::KindMismatch { kind, account: at } => {
            format!(
                "「{}」不能记到科目 {}；请换科目或换类别",
                entry_kind(*kind),
                account(*at)
            )
        }
        RuleBroken::EntryField { kind, why } => {
            format!("「{}」这笔账：{}", entry_kind(*kind), why::entry(*why))
        }
        RuleBroken::Dangling {
            what: Referred::Basis,
            id,
        } => {
            format!("依据「{id}」不是账本里登记的文件；请只写说明，不写编号")
        }
        RuleBroken::Dangling { what, id } => {
            format!(
                "账本里没有{}「{id}」；请先登记，或核对编号",
                why::referred(*what)
            )
        }
        RuleBroken::Repeated { what, id } => {
            format!("账本里已经有{}「{id}」；请换一个编号", why::referred(*what))
        }
        RuleBroken::Reversal(seq, why) => {
            format!("第 {seq} 号账目不能这样冲销：{}", why::reversal(*why))
        }
        RuleBroken::Approvals(refused) => refusal(*refused),
        RuleBroken::Budget {
            budget,
            line,
            left,
            asked,
        } => format!(
            "超出预算「{budget}」第 {line} 项：只剩 {}，这笔要 {}；请减少金额，或先由业主决议",
            yuan(*left),
            yuan(*asked)
        ),
        RuleBroken::Remuneration { due, found } => format!(
            "按合同现在可提取酬金 {}，这笔却提取 {}；请按可提取的金额入账",
            yuan(*due),
            yuan(*found)
        ),
        RuleBroken::Draw(why) => format!("酬金的计算不对：{}", why::draw(*why)),
        RuleBroken::SmfWithoutResolution => {
            "动用维修资金必须有业主决议，或经确认的紧急情况；请补上依据".into()
        }
        RuleBroken::Summary { no, why } => {
            format!("第 {no} 次住户汇总不对：{}；请重新汇总", why::summary(*why))
        }
        RuleBroken::PersonalData { field: name, found } => {
            format!("「{}」里{}", why::field(*name), personal_data(*found))
        }
        RuleBroken::Text { field: name, limit } => format!(
            "「{}」是空的，或超过 {limit} 个字；请填写或缩短",
            why::field(*name)
        ),
        RuleBroken::Field(name) => {
            format!("「{}」的值不可能；请核对后重填", why::field(*name))
        }
    }
}

pub(super) fn personal_data(found: PersonalData) -> &'static str {
    match found {
        PersonalData::Phone => "好像有手机号码；账本是公开的，请删去",
        PersonalData::IdNumber => "好像有身份证号码；账本是公开的，请删去",
        PersonalData::BankCard => "好像有银行卡号；账本是公开的，请删去",
        PersonalData::Room => "写明了住户的房号；账本是公开的，请只写到楼栋或单元",
        PersonalData::Plate => "好像有车牌号码；账本是公开的，请删去",
    }
}

pub(super) fn record_error(error: &RecordError) -> String {
    let named = |kind: &str| record_kind(kind).map_or_else(|| kind.to_owned(), ToOwned::to_owned);
    match error {
        RecordError::Canonical(error) => canonical(error),
        RecordError::UnknownKind(kind) => {
            format!("不认识的记录种类「{kind}」；请升级本程序，或核对文件来源")
        }
        RecordError::UnknownVersion { kind, found, known } => {
            let found = found.map_or("没有写版本".to_owned(), |found| {
                format!("是第 {found} 版")
            });
            format!(
                "「{}」记录{found}，本程序只认识第 {known} 版；请升级本程序，或核对文件来源",
                named(kind)
            )
        }
        RecordError::Fields { kind, why: _ } => {
            format!("「{}」记录少了、多了或写错了一项；请核对内容", named(kind))
        }
    }
}

fn canonical(error: &CanonicalError) -> String {
    match error {
        CanonicalError::NotJson(_) => "这条记录读不出来，内容已损坏；请核对文件来源".into(),
        CanonicalError::Number => "有一个数太大或带小数，公开账本写不下；请核对金额和数量".into(),
        CanonicalError::Key => "这条记录有不认识的项目名称；请核对文件来源".into(),
        CanonicalError::NotCanonical => {
            "这条记录不是账本规定的唯一写法，可能被改过；请核对文件来源".into()
        }
        CanonicalError::TooLong(bytes) => format!(
            "这条记录有 {} 字节，超过上限 65,535 字节；请缩短文字或减少附件",
            grouped(u64::try_from(*bytes).unwrap_or(u64::MAX))
        ),
    }
}

pub(super) fn entry_error(error: &EntryError) -> String {
    match error {
        EntryError::Count(lines) => {
            format!("一笔账要有 2 到 200 行，这笔有 {lines} 行；请补全或拆成几笔")
        }
        EntryError::Zero(line) => format!("第 {} 行没有金额；请填金额或删掉这一行", line + 1),
        EntryError::Unbalanced { fund, difference } => format!(
            "「{}」借贷不平，{}；请核对各行金额",
            fund.zh(),
            surplus(*difference)
        ),
        EntryError::WrongFund { fund, account: at } => format!(
            "「{}」不能用科目 {}；请换科目，或换一种资金",
            fund.zh(),
            account(*at)
        ),
        EntryError::InterFund(difference) => format!(
            "资金之间划转（科目 1290）两边不相等，{}；请让转出和转入的金额相同",
            surplus(*difference)
        ),
        EntryError::AgencyGap => {
            "代收代付和押金只能在存款和应付给别人的款项之间记账，不能挪作他用；请核对科目".into()
        }
        EntryError::Money(error) => money(*error),
    }
}

fn surplus(difference: Fen) -> String {
    let side = if difference < Fen::ZERO {
        "贷方"
    } else {
        "借方"
    };
    let magnitude = Fen(difference.0.saturating_abs());
    format!("{side}多 {}", yuan(magnitude))
}

pub(super) fn refusal(refusal: Refusal) -> String {
    match refusal {
        Refusal::NotPositive { amount } => {
            format!("付款金额必须大于 0，这笔是 {}；请核对金额", yuan(amount))
        }
        Refusal::NoTier { amount } => {
            format!("合同没有约定 {} 由谁审批；请先补充合同约定", yuan(amount))
        }
        Refusal::TooFewPersons { need, have } => {
            format!("要 {need} 个不同的人审批，现在只有 {have} 个；请再找一个人审批")
        }
        Refusal::TooManyApprovals { have, limit } => {
            format!("审批有 {have} 个，最多 {limit} 个；请去掉多余的")
        }
        Refusal::PayeeApproves { role: as_role } => format!(
            "收款人不能给自己审批（身份：{}）；请换一个人审批",
            role(as_role)
        ),
        Refusal::RoleMissing {
            role: missing,
            amount,
        } => format!(
            "{} 还缺{}审批，而且必须是另一个人；请补上",
            yuan(amount),
            role(missing)
        ),
        Refusal::NeedsResolution { amount, limit } => format!(
            "{} 超过了授权限额 {}；请先由业主决议，并写明决议编号",
            yuan(amount),
            yuan(limit)
        ),
        Refusal::RelatedPartyNotFlagged => {
            "收款单位和管理单位有关联，这笔账却没有写明；请勾选关联方".into()
        }
        Refusal::RelatedPartyNeedsResolution { amount } => format!(
            "付给关联方 {} 必须有业主决议；请先决议，并写明决议编号",
            yuan(amount)
        ),
    }
}

pub(super) fn fee(refusal: FeeRefusal) -> String {
    match refusal {
        FeeRefusal::Negative { area, rate } => format!(
            "面积 {area} 平方米、单价 {}.{:04} 元，有一个小于 0，不能开账单；请核对面积和单价",
            rate.0 / 10_000,
            (rate.0 % 10_000).abs()
        ),
        FeeRefusal::PrepaidTooFar { months, allowed } => {
            format!("要预缴 {months} 个月，最多只能预缴 {allowed} 个月；请减少月数")
        }
        FeeRefusal::NotPositive { amount } => {
            format!("缴费金额必须大于 0，这笔是 {}；请核对金额", yuan(amount))
        }
        FeeRefusal::NegativeItem { index } => {
            format!("第 {} 项欠费小于 0；请先核对账单", index + 1)
        }
        FeeRefusal::NoSuchItem { index } => {
            format!("没有第 {} 项欠费；请重新选择要缴的账单", index + 1)
        }
        FeeRefusal::Money(error) => money(error),
    }
}

pub(super) fn money(error: MoneyError) -> String {
    match error {
        MoneyError::OutOfRange => "金额太大，超出了能计算的范围；请核对有没有多写几位".into(),
        MoneyError::BadFraction { num, den } => {
            format!("比例 {num}/{den} 不成立：分母必须大于 0，分子不能小于 0；请核对比例")
        }
        MoneyError::NoWeight => "没有可以分摊的对象，分摊比例加起来是 0；请核对面积或户数".into(),
        MoneyError::NegativeWeight { index } => {
            format!("第 {} 个分摊比例小于 0；请核对面积或户数", index + 1)
        }
    }
}

pub(super) fn row_problem(problem: &RowProblem) -> String {
    match problem {
        RowProblem::UnknownCategory(text) => {
            format!("类别「{text}」没有对应的科目；请写科目表里的名称或代码")
        }
        RowProblem::SeveralAccounts {
            text,
            first,
            second,
        } => format!("类别「{text}」可以是 {first}，也可以是 {second}；请只写一个，或写科目代码"),
        RowProblem::SeveralFunds {
            text,
            first,
            second,
        } => format!("资金「{text}」可以是{first}，也可以是{second}；请只写一个"),
        RowProblem::LooksBooked { entry } => format!(
            "和账上第 {entry} 号分录的日期、收支、金额、摘要都一样；是同一笔请加 --only-new 跳过这些行，确实又有一笔请加 --again"
        ),
        RowProblem::BeforeFirstDay { date, first } => format!(
            "{}早于本小区的第一天（{}）；请核对年份，确实要记请加 --other-days",
            day(*date),
            day(*first)
        ),
        RowProblem::YearsAway { date, usual } => format!(
            "{}和其他行（{}前后）差了一年以上；请核对年份，确实要记请加 --other-days",
            day(*date),
            day(*usual)
        ),
        RowProblem::UnknownFund(text) => {
            let funds: Vec<&str> = Fund::ALL.iter().map(|fund| fund.zh()).collect();
            format!("没有「{text}」这种资金；请写：{}", funds.join("、"))
        }
        RowProblem::UnknownBudgetLine(text) => {
            format!("当年的预算里没有「{text}」这一项；请核对名称，或先登记预算")
        }
        RowProblem::UnknownScope(text) => {
            format!("受益范围「{text}」看不懂；请写 全体、3栋 或 3栋2单元")
        }
        RowProblem::ScopeGoesOn { text, rest } => format!(
            "受益范围「{text}」后面还有「{rest}」，只记前面的会漏掉；请只写一栋或一个单元，或写 全体，或分成几行"
        ),
        RowProblem::UnitDiffers {
            unit,
            registered,
            stated,
        } => format!(
            "房屋 {unit} 登记的面积是 {registered} 平方米，表里写的是 {stated} 平方米；请按产权证核对"
        ),
        RowProblem::BankLineDiffers(reference) => format!(
            "流水号「{reference}」以前导入过，日期、金额或余额却不一样；请用银行导出的原文件"
        ),
        RowProblem::OwnersDiffer { unit } => format!(
            "房屋 {unit} 的业主或房屋状态和登记的不一样；换了业主请在「过户日期」列填写日期，开发商新交付的请填「交付日期」，写错了请改正"
        ),
        RowProblem::TransferDay { unit, from } => format!(
            "房屋 {unit} 的过户日期不能早于{}：现在登记的业主是前一天才开始的；请核对日期",
            day(*from)
        ),
        RowProblem::DayToCome(date) => {
            format!("{}还没有到；请核对日期", day(*date))
        }
        RowProblem::UnknownUnit(unit) => {
            format!("台账里没有房屋 {unit}；请核对楼栋、单元、房号，或先导入台账")
        }
        RowProblem::Overpaid { unit, left } => format!(
            "房屋 {unit} 的车位费多交了 {}，车位费不能预缴；请先开账单，或核对金额",
            yuan(*left)
        ),
        RowProblem::ReferenceUsed(reference) => format!(
            "流水号「{reference}」已经记过一笔，房屋、日期、金额、项目或收款方式却不一样；请核对"
        ),
        RowProblem::PaidAlready(unit) => format!(
            "房屋 {unit} 同一天、同样金额、同样项目的一笔已经记过；是同一笔请加 --only-new 跳过这些行，真的又交了一次请加 --again"
        ),
        RowProblem::File { name, why } => format!("文件「{name}」：{}", file_problem(*why)),
        RowProblem::OriginalAlone(original) => format!(
            "原件「{original}」没有对应的公开文件；请把遮盖后的文件写在「文件」或「附件」列"
        ),
        RowProblem::OriginalsMissing { copies, originals } => {
            format!("附件有 {copies} 个，原件只有 {originals} 个，对不上；没有原件的请写 -")
        }
        RowProblem::RecordDiffers { what, id } => format!(
            "账上已有{} {id}，内容和这里不一样；已公开的不能改，请用新的编号另记一份",
            record_kind(what).unwrap_or("记录")
        ),
        RowProblem::Terms(refusal) => agreement_terms(refusal),
        RowProblem::Rule(broken) => rule(broken),
    }
}

fn file_problem(why: FileProblem) -> &'static str {
    match why {
        FileProblem::NoFolder => "请用 --files 指明文件放在哪个文件夹",
        FileProblem::Outside => "只能写文件夹里面的文件，不能用 .. 或指向别处的链接",
        FileProblem::Missing => "文件夹里没有这个文件",
        FileProblem::Empty => "文件是空的",
        FileProblem::TooLarge => "文件超过 50 兆",
        FileProblem::TooMuch => "这次导入的文件一共超过 1024 兆，请分几次导入",
        FileProblem::Media => "内容不是 PDF，也不是 PNG、JPEG 或 WebP 图片",
    }
}

fn agreement_terms(refusal: &AgreementRefusal) -> String {
    match refusal {
        AgreementRefusal::NeverInBase { account } => {
            format!("科目 {account} 不能计入酬金基数")
        }
        AgreementRefusal::NotAShare { num, den } => {
            format!("{num}/{den} 不是 0 到 1 的比例")
        }
        AgreementRefusal::Negative { amount } => format!("约定的金额不能是负数：{}", yuan(*amount)),
        AgreementRefusal::Day { day: number } => {
            format!("不是每个月都有 {number} 日，请写 1 到 28")
        }
        AgreementRefusal::EndsBeforeStart { from, to } => {
            format!("终止日期（{}）早于起始日期（{}）", day(*to), day(*from))
        }
        AgreementRefusal::Approvals(_) => {
            "审批限额要大于 0，而且业委会限额要大于小管家限额".to_owned()
        }
    }
}
