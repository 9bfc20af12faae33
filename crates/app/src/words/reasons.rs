//! Chinese for the fixed reasons that rules and use cases give in English. A test reads the
//! sources and finds every reason here.

/// The reason in Chinese; `None` if it is not a fixed one.
pub(super) fn known(reason: &str) -> Option<&'static str> {
    Some(match reason {
        // Entries.
        "it states how it was computed" => "没有写明酬金是怎么算出来的；请由系统计算后入账",
        "it comes before all other entries" => "期初余额只能记在所有账目之前；请改记账面调整",
        "it needs a budget line, a resolution or an emergency" => {
            "没有预算项目、业主决议或紧急情况作依据；请补上其中一项"
        }
        "it is approved before it is posted" => "审批时间晚于入账时间；请核对审批时间",
        "the channel keeps at most 1 % of what it settles" => {
            "支付渠道扣的手续费超过结算金额的 1%；超过的部分请按支出报批"
        }
        "its budget is another year's" => "所用的预算是另一年的；请选当年的预算",
        "it names the entry it takes back" => "没有写明冲销的是哪一笔；请填原账目的号码",
        "only remuneration states a draw" => "只有物业酬金可以写酬金计算；请去掉这一项",
        "only a reversal takes an entry back" => "只有冲销可以写被冲销的号码；请去掉这一项",
        "only an expense uses a budget line" => "只有支出可以占用预算项目；请去掉这一项",
        // Reversals.
        "there is no such public entry" => "没有这一笔公开账目；请核对号码",
        "it was reversed before" => "它已经冲销过了，不能再冲一次",
        "it is itself a reversal" => "它本身就是冲销；请重新记一笔",
        "the postings are not its mirror" => "冲销的各行必须和原账目相同、借贷方向相反；请整笔冲销",
        "the reason is missing" => "没有写冲销原因；请补上",
        // Remuneration.
        "the base ends outside the agreement's months" => {
            "计算基数截止的月份不在合同期内；请核对月份"
        }
        "the base is not what the public records add up to" => {
            "计算基数和公开账目加起来的不一样；请由系统重新计算"
        }
        "what was drawn before is not what the entries show" => {
            "以前已提取的酬金和账上的不一样；请由系统重新计算"
        }
        // Summaries.
        "summaries are numbered without gaps" => "汇总的序号必须连续",
        "it covers other records than those since the last summary" => {
            "汇总的范围必须紧接上一次汇总"
        }
        "its lists are out of order" => "清单的顺序不对",
        "a list has accounts that its items do not touch" => "清单的科目和项目种类不相符",
        "a list is empty" => "有一张清单是空的",
        "it has too many rows" => "清单的行数太多",
        "its rows are not as many as the sealed items since the last one" => {
            "清单的行数和上一次汇总以来的住户项目数不一样"
        }
        // Closings.
        "it has not ended" => "这个月还没有过完；请下个月再结账",
        "the month before is still open, or it is closed already" => {
            "上个月还没有结账，或者这个月已经结过；请按月份顺序结账"
        }
        "household items are not summarised yet" => "还有住户项目没有汇总；请先汇总再结账",
        "its balances are not what the records add up to" => {
            "写明的余额和账目加起来的不一样；请由系统重新计算"
        }
        // Expenses.
        "wrong kind" => "这里只能登记支出",
        "only a draft is approved" => "只有等待审批的支出可以审批",
        "only an approved expense is paid" => "审批齐全以后才能付款；请先补齐审批",
        "it can no longer be given up" => "已经付款或作废，不能撤回；付错的请用冲销",
        "an approval names a person" => "没有写审批人姓名；请写上",
        "this person approved it before" => "这个人以同样的身份已经批过；请由另一个人来批",
        "there is no such expense" => "没有这一笔支出；请核对号码",
        // Nothing to do.
        "record" => "没有要记的内容",
        "seal with" => "缺少住户项目用的随机数，没有记账；请再试一次",
        // Signing.
        "the leaves do not add up to the tree that grew with them" => {
            "记录和一路累计的校验树对不上；请恢复最新的备份"
        }
        "its key file holds another key than the one that signed before" => {
            "密钥文件里的密钥和以前签发用的不是同一把；请放回原来的密钥文件"
        }
        "the district's public log is ahead of the database and damaged" => {
            "全区的公开日志比数据库新，而且读不出来，像是放回了旧数据；请恢复最新的一份"
        }
        "it is not there" => "不见了",
        "its content is another" => "内容和记录里写的不一样",
        // Packages.
        crate::ops::package::HANDED_OVER => "已经移交给下一任管理单位，这里不再记账",
        _ => return None,
    })
}
