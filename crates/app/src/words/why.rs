//! 中文：规矩里的各种原因，以及不能签发、不能做这一步的原因。

use mingbai_domain::approvals::ExpenseState;
use mingbai_domain::book::{
    Field, NotClosed, Referred, WrongDraw, WrongEntry, WrongReversal, WrongSummary,
};

use crate::book::refusal::{FileFault, Fork};
use crate::error::Nothing;
use crate::money::refusal::{ExpenseRefusal, Needs};

pub(super) fn entry(why: WrongEntry) -> &'static str {
    match why {
        WrongEntry::NoDraw => "没有写明酬金是怎么算出来的；请由系统计算后入账",
        WrongEntry::OpeningLate => "期初余额只能记在所有账目之前；请改记账面调整",
        WrongEntry::NoBasis => "没有预算项目、业主决议或紧急情况作依据；请补上其中一项",
        WrongEntry::ApprovedLater => "审批时间晚于入账时间；请核对审批时间",
        WrongEntry::ChannelFee => "支付渠道扣的手续费超过结算金额的 1%；超过的部分请按支出报批",
        WrongEntry::OtherYear => "所用的预算是另一年的；请选当年的预算",
        WrongEntry::NoTarget => "没有写明冲销的是哪一笔；请填原账目的号码",
        WrongEntry::DrawElsewhere => "只有物业酬金可以写酬金计算；请去掉这一项",
        WrongEntry::TargetElsewhere => "只有冲销可以写被冲销的号码；请去掉这一项",
        WrongEntry::BudgetElsewhere => "只有支出可以占用预算项目；请去掉这一项",
    }
}

pub(super) fn reversal(why: WrongReversal) -> &'static str {
    match why {
        WrongReversal::NoEntry => "没有这一笔公开账目；请核对号码",
        WrongReversal::Before => "它已经冲销过了，不能再冲一次",
        WrongReversal::OfReversal => "它本身就是冲销；请重新记一笔",
        WrongReversal::NotMirror => "冲销的各行必须和原账目相同、借贷方向相反；请整笔冲销",
        WrongReversal::NoReason => "没有写冲销原因；请补上",
    }
}

pub(super) fn draw(why: WrongDraw) -> &'static str {
    match why {
        WrongDraw::Through => "计算基数截止的月份不在合同期内；请核对月份",
        WrongDraw::Base => "计算基数和公开账目加起来的不一样；请由系统重新计算",
        WrongDraw::Before => "以前已提取的酬金和账上的不一样；请由系统重新计算",
    }
}

pub(super) fn summary(why: WrongSummary) -> &'static str {
    match why {
        WrongSummary::Number => "汇总的序号必须连续",
        WrongSummary::Range => "汇总的范围必须紧接上一次汇总",
        WrongSummary::Order => "清单的顺序不对",
        WrongSummary::Accounts => "清单的科目和项目种类不相符",
        WrongSummary::Empty => "有一张清单是空的",
        WrongSummary::TooManyRows => "清单的行数太多",
        WrongSummary::Rows => "清单的行数和上一次汇总以来的住户项目数不一样",
    }
}

pub(super) fn closing(why: NotClosed) -> &'static str {
    match why {
        NotClosed::NotEnded => "这个月还没有过完；请下个月再结账",
        NotClosed::OutOfTurn => "上个月还没有结账，或者这个月已经结过；请按月份顺序结账",
        NotClosed::NotSummarised => "还有住户项目没有汇总；请先汇总再结账",
        NotClosed::Balances => "写明的余额和账目加起来的不一样；请由系统重新计算",
    }
}

/// What a dangling or repeated id names.
pub(super) fn referred(what: Referred) -> &'static str {
    match what {
        Referred::Agreement => "服务合同",
        Referred::Basis => "依据",
        Referred::Budget => "预算",
        Referred::BudgetLine => "预算项目",
        Referred::Contract => "合同",
        Referred::Entry => "公开账目",
        Referred::Objection => "异议",
        Referred::Resolution => "业主决议",
    }
}

/// A field of a record.
pub(super) fn field(field: Field) -> &'static str {
    match field {
        Field::AmountFen => "金额",
        Field::BankRef => "银行流水号",
        Field::Building => "楼栋号",
        Field::Buildings => "楼栋合计",
        Field::By => "答复单位",
        Field::Centre => "社区",
        Field::District => "区",
        Field::Entrance => "单元号",
        Field::HeadsFor => "表决的人数或面积",
        Field::Decided => "决议日期",
        Field::Id => "编号",
        Field::Item => "公开事项",
        Field::Lines => "预算项目",
        Field::Manager => "管理单位",
        Field::Media => "文件类型",
        Field::Modes => "管理方式",
        Field::Name => "名称",
        Field::NameEn => "英文名称",
        Field::No => "序号",
        Field::Note => "依据说明",
        Field::Number => "凭证号",
        Field::Payee => "收付款单位",
        Field::Reason => "原因",
        Field::ResidentsCommittee => "社居委名称",
        Field::Scope => "受益范围",
        Field::Sheet => "工作表名称",
        Field::Successor => "接管单位",
        Field::Terms => "合同约定",
        Field::Text => "文字说明",
        Field::Title => "标题",
        Field::To => "结束日期",
        Field::Vendor => "供应商",
        Field::Vkey => "验证公钥",
    }
}

pub(super) fn expense(refused: ExpenseRefusal) -> String {
    match refused {
        ExpenseRefusal::NoExpense => "这笔不是支出：这里只能登记支出".into(),
        ExpenseRefusal::Unknown => "没有这一笔支出；请核对号码".into(),
        ExpenseRefusal::NotNow { state, why } => {
            format!("这笔支出{}：{}", expense_state(state), needs(why))
        }
    }
}

fn expense_state(state: ExpenseState) -> &'static str {
    match state {
        ExpenseState::Draft => "还在等待审批",
        ExpenseState::Pending => "已审批、等待付款",
        ExpenseState::Posted => "已付款入账",
        ExpenseState::Void => "已作废",
    }
}

fn needs(why: Needs) -> &'static str {
    match why {
        Needs::Draft => "只有等待审批的支出可以审批",
        Needs::Name => "没有写审批人姓名；请写上",
        Needs::AnotherPerson => "这个人以同样的身份已经批过；请由另一个人来批",
        Needs::Approved => "审批齐全以后才能付款；请先补齐审批",
        Needs::Open => "已经付款或作废，不能撤回；付错的请用冲销",
    }
}

pub(super) fn nothing(what: Nothing) -> &'static str {
    match what {
        Nothing::Record => "没有要记的内容",
        Nothing::Salt => "缺少住户项目用的随机数，没有记账；请再试一次",
    }
}

pub(super) fn fork(why: &Fork) -> String {
    match why {
        Fork::Older { shown, kept, by: _ } | Fork::OlderPackage { shown, kept } => format!(
            "已经签发过 {shown} 条记录，现在只有 {kept} 条，放回来的是旧数据；请恢复最新的一份"
        ),
        Fork::Other { size, by: _ } | Fork::OtherPackage { size } => {
            format!("前 {size} 条记录和已经签发的不一样，数据库被改过或换过；请恢复原来的数据库")
        }
        Fork::Tree => "记录和一路累计的校验树对不上；请恢复最新的备份".into(),
        Fork::OtherKey => "密钥文件里的密钥和以前签发用的不是同一把；请放回原来的密钥文件".into(),
        Fork::DistrictDamaged => {
            "全区的公开日志比数据库新，而且读不出来，像是放回了旧数据；请恢复最新的一份".into()
        }
        Fork::Checkpoint(_) => "和以前签发的对不上；请先不要操作，把日志交给技术人员".into(),
    }
}

pub(super) fn file(why: FileFault) -> &'static str {
    match why {
        FileFault::Missing => "不见了",
        FileFault::Content => "内容和记录里写的不一样",
    }
}
