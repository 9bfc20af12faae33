//! 中文。

use mingbai_domain::book::RuleBroken;

use crate::failure::Rule;
use crate::mirror::MirrorError;
use crate::report::Note;
use crate::source::SourceError;

pub fn kind(kind: &str) -> &str {
    match kind {
        "community" => "小区信息",
        "registry" => "户数面积",
        "agreement" => "合同约定",
        "budget" => "预算",
        "resolution" => "业主决议",
        "contract" => "采购合同",
        "entry" => "账目",
        "sealed" => "住户款项",
        "summary" => "住户款项汇总",
        "period_closed" => "月结",
        "statement" => "收支说明",
        "disclosure" => "公示",
        "objection" => "业主质疑",
        "answer" => "答复",
        "file_withdrawn" => "文件撤下",
        "handover" => "交接",
        "checkpoint" => "检查点",
        other => other,
    }
}

pub fn rule(rule: &Rule) -> String {
    match rule {
        Rule::Missing => "文件不见了".into(),
        Rule::Unreadable(error) => source(error),
        Rule::Policy(error) => format!("密钥文件格式不对（{error}）"),
        Rule::Checkpoint(error) => format!("检查点的签名不成立（{error}）"),
        Rule::WrongKey { expected, size } => {
            format!("有 {size} 条记录的检查点应由密钥 {expected} 签名")
        }
        Rule::KeysDiffer => "密钥文件里的密钥与交接记录不一致".into(),
        Rule::NotPinned { found } => {
            format!(
                "签名的密钥是 {found}，不是您给出的那一把；如果换了管理人，请与公告栏上的新密钥核对"
            )
        }
        Rule::Origin { found } => format!("这个检查点属于另一本日志 {found}"),
        Rule::Bundle => "记录文件的字节被改动过，读不出应有的记录".into(),
        Rule::RecordHash => "这条记录不是当初签名的那一条：内容被改动过".into(),
        Rule::RecordOrTile => "这条记录与哈希文件对不上，而且两者都对不上签名".into(),
        Rule::Tile => "哈希文件与记录算出来的不一致".into(),
        Rule::Root { signed, found } => {
            format!("由全部记录算出的总哈希是 {found}，签名的是 {signed}")
        }
        Rule::OldTile => "早先的文件不是现在文件的开头部分".into(),
        Rule::Record(error) => format!("不是账簿的记录（{error}）"),
        Rule::Book(broken) => format!("违反记账规则：{}（{broken}）", book(broken)),
        Rule::OtherCommunity { found } if found.is_empty() => "账簿是空的".into(),
        Rule::OtherCommunity { found } => format!("账簿的开头不是本小区，而是 {found}"),
        Rule::List(error) => format!("清单格式不对（{error}）"),
        Rule::Content => "文件内容与文件名（SHA-256）不符：内容被改动过".into(),
        Rule::ListRows { stated, found } => {
            format!("汇总写明 {stated} 行，清单实有 {found} 行")
        }
        Rule::ListTotal { stated, found } => {
            format!("汇总写明 {stated} 元，清单加起来是 {found} 元")
        }
        Rule::MoreRows { stated, found } => {
            format!("汇总写明 {stated} 行，上次汇总以来登记的住户款项只有 {found} 笔")
        }
        Rule::RowNotSealed { line } => {
            format!("第 {line} 行不是上次汇总以来登记的住户款项：凭空多出来的")
        }
        Rule::RowTwice { line } => format!("第 {line} 行把同一笔款项算了两次"),
        Rule::NotListed { summary } => format!("第 {summary} 号汇总的清单漏掉了这笔款项"),
        Rule::DistrictRecord(error) => format!("不是区级日志的记录（{error}）"),
        Rule::WentBack { before, then } => {
            format!("区里先记到 {before} 条，后来又记成 {then} 条：账簿倒退了")
        }
        Rule::Rollback { seen, now } => {
            format!("区里见过 {seen} 条记录，现在只有 {now} 条：有记录被删掉")
        }
        Rule::Fork { size } => {
            format!("前 {size} 条记录与区里见过的不同：有人签了两本不同的账")
        }
    }
}

fn source(error: &SourceError) -> String {
    match error {
        SourceError::NotASource(place) => format!("{place} 既不是目录，也不是网址"),
        SourceError::BadPath(path) => format!("{path} 不是公开文件的路径"),
        SourceError::TooLarge { limit } => format!("文件超过 {limit} 字节"),
        SourceError::TooMany { limit } => format!("文件和文件夹超过 {limit} 个"),
        SourceError::NotAFile => "这里不是文件".into(),
        SourceError::Status(status) => format!("服务器答复了状态码 {status}"),
        SourceError::TooSlow => "服务器发送得太慢".into(),
        SourceError::Io(why) => format!("读不出来（{why}）"),
    }
}

/// The rule in a few words; its numbers follow in the domain's own sentence.
fn book(broken: &RuleBroken) -> &'static str {
    match broken {
        RuleBroken::Beginning => "账簿应以本小区信息开头",
        RuleBroken::Time { .. } => "时间早于前一条记录",
        RuleBroken::Sequence { .. } => "编号应当连续",
        RuleBroken::Entry(_) => "借贷应当平衡，科目与资金应当相符",
        RuleBroken::Money(_) => "金额超出范围",
        RuleBroken::PeriodClosed(_) => "该月已经结账",
        RuleBroken::Closing { .. } => "不能这样月结",
        RuleBroken::Dated { .. } => "日期与入账月份不符",
        RuleBroken::LumpSum => "包干制下物业费不进小区账",
        RuleBroken::KindMismatch { .. } => "这类账目不用这个科目",
        RuleBroken::EntryField { .. } => "缺少应有的内容",
        RuleBroken::Dangling { .. } => "所引用的记录不存在",
        RuleBroken::Repeated { .. } => "重复登记",
        RuleBroken::Reversal(..) => "不能这样冲销",
        RuleBroken::Approvals(_) => "审批不符合约定",
        RuleBroken::Budget { .. } => "超出预算",
        RuleBroken::Remuneration { .. } | RuleBroken::Draw(_) => "酬金与约定的算法不符",
        RuleBroken::SmfWithoutResolution => "动用维修资金须有决议或紧急情况",
        RuleBroken::Summary { .. } => "汇总与住户款项不符",
        RuleBroken::PersonalData { .. } => "文字里疑有个人信息",
        RuleBroken::Text { .. } => "文字为空或过长",
        RuleBroken::Field(_) => "数值不可能成立",
    }
}

pub fn note(note: &Note) -> String {
    match note {
        Note::KeysNotPinned { logs } => {
            format!("未核对：{logs} 本日志的密钥是不是真的；请把指纹与公告栏核对")
        }
        Note::NoWitness { logs } => {
            format!("未核对：是否给每个人看的都是同一本账；{logs} 本日志没有见证人联署")
        }
        Note::Unsummarised { community, items } => {
            format!("{community}：{items} 笔住户款项等待下一次汇总")
        }
        Note::Withdrawn { community, files } => {
            format!("{community}：{files} 个文件已撤下，理由记在账簿里")
        }
        Note::Originals { community, files } => {
            format!("{community}：未核对：{files} 个未公开的原件（公开的是遮盖后的版本）")
        }
        Note::UnknownFiles { community, files } => {
            let place = community.as_ref().map_or("区级日志", |slug| slug.as_str());
            format!("{place}：未核对：{files} 个检查点没有涵盖的文件")
        }
        Note::NotInDistrict { community } => format!("{community}：区级日志还没有登记它"),
        Note::RulesStopped { community, from } => {
            format!("{community}：因为前面的问题，从记录 {from} 起没有再核对记账规则")
        }
    }
}

pub fn mirror(error: &MirrorError) -> String {
    match error {
        MirrorError::Failure(failure) => super::failure(failure, super::Lang::Zh),
        MirrorError::Older {
            path,
            have,
            offered,
        } => format!("{path}：本地的副本更新，拒绝用旧的覆盖。\n本地：\n{have}\n对方：\n{offered}"),
        MirrorError::Fork {
            path,
            have,
            offered,
        } => format!(
            "{path}：出现两本不同的账！对方的账不是本地这本的延续。请保存两份检查点，它们就是证据。\n\
             本地：\n{have}\n对方：\n{offered}"
        ),
        MirrorError::KeyChanged { path } => {
            format!("{path}：对方的密钥文件里没有签过本地副本的密钥")
        }
        MirrorError::OtherLog {
            path,
            have,
            offered,
        } => format!(
            "{path}：对方的日志是 {offered}，本地副本是 {have} 的，不是同一本；请另用一个目录复制"
        ),
        MirrorError::NotHandedOver { community } => format!(
            "{community}：对方不是本地副本原来的那一处，账簿里也没有移交给它的记录，没有复制"
        ),
        MirrorError::BadCopy { path, why } => {
            format!("{path}：本地的副本不能用（{why}）；请先移走再重新复制")
        }
        MirrorError::Write { path, why } => format!("{path}：写不进去：{why}"),
    }
}
