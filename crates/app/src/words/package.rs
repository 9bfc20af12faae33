//! 备份包、移交包为什么不能用。

use super::{Lang, error, finding};
use crate::error::AppError;
use crate::ops::package::{Findings, Half, Refusal, RowFault, SHOWN};

/// Something half done, and what stopped it.
pub(super) fn half(half: Half, source: &AppError) -> String {
    let what = match half {
        Half::Restore => "恢复只做了一半，这个数据目录现在还不能用",
        Half::Give => "移交记录已经写进账本，移交包还没有写好",
        Half::Take => "接收移交只做了一半",
    };
    let why = error(source, Lang::Zh);
    format!("{what}；排除下面的问题以后，把同一条命令再运行一次就会接着做完。停下的原因：{why}")
}

/// Why a package is not made, or not taken.
pub(super) fn zh(refusal: &Refusal) -> String {
    format!("这个文件包不能用：{}", reason(refusal))
}

fn reason(refusal: &Refusal) -> String {
    match refusal {
        Refusal::NotAPackage => "它不是本程序写的备份或移交包；请核对文件".into(),
        Refusal::Form(form) => {
            format!("它的格式「{form}」这个版本的程序不认识；请用写它的那个版本")
        }
        Refusal::IsHandover => "这是移交包，不是备份；请用接收移交的命令".into(),
        Refusal::IsBackup => "这是备份，不是移交包；请用恢复备份的命令".into(),
        Refusal::Damaged(_) => "文件损坏或不完整；请重新传一份".into(),
        Refusal::NotPlain(name) => format!("其中的「{name}」不是普通文件；请对方重新导出"),
        Refusal::Name(name) => format!("其中的「{name}」不是包里该有的文件；请对方重新导出"),
        Refusal::Twice(name) => format!("其中的「{name}」出现了两次；请对方重新导出"),
        Refusal::TooLarge { name, limit } => {
            format!("其中的「{name}」超过 {limit} 字节；请对方重新导出")
        }
        Refusal::TooMany(limit) => format!("里面的文件超过 {limit} 个"),
        Refusal::TooMuch(limit) => format!("里面的文件加起来超过 {limit} 字节"),
        Refusal::Content(name) => {
            format!("其中「{name}」的内容和它的校验值对不上，被改过或损坏了；请对方重新导出")
        }
        Refusal::Manifest {
            what,
            stated,
            found,
        } => format!(
            "它的说明写的是「{stated}」，里面却是「{found}」（{}）",
            what_zh(what)
        ),
        Refusal::Table(table) => {
            format!("数据表「{table}」的栏目和这个版本的程序不一样；请用写它的那个版本")
        }
        Refusal::Row { line, why } => format!("数据第 {line} 行{}；请对方重新导出", row(why)),
        Refusal::NoCommunity => "里面没有小区".into(),
        Refusal::NotNamed(names) => format!("里面有账上没有提到的文件：{}", named(names)),
        Refusal::Missing(names) => format!("账上提到的文件缺失或损坏：{}", named(names)),
        Refusal::Policy(log) => format!("「{log}」的密钥文件缺失或写法不对"),
        Refusal::ForeignPolicy(log) => {
            format!("「{log}」的密钥文件里的密钥，和账本里交接记录写的不一致")
        }
        Refusal::Checkpoint { log, size } => {
            format!("「{log}」在 {size} 条记录处的签名不成立，或签的不是这些记录")
        }
        Refusal::Behind(log) => format!("「{log}」的记录和最后一次签名的条数不一样"),
        Refusal::Key(log) => format!("「{log}」的签名密钥缺失、损坏，或不是签过它的那一把"),
        Refusal::Findings(findings) => all(findings),
        Refusal::SuccessorKey => "接管方的公钥写法不对；请让对方重新生成并完整复制".into(),
        Refusal::SuccessorName(name) => {
            format!("接管方的公钥名称必须是「{name}」；请让对方按这个名称重新生成")
        }
        Refusal::OtherSuccessor(name) => format!("账本里写的接收方是「{name}」；请照它写"),
        Refusal::NumberThere => "里面小区的编号和这里另一个小区的相同；请对方重新导出".into(),
        Refusal::NoKeyHere => {
            "请先在这里生成接管用的密钥（mingbai handover key），再接收移交".into()
        }
        Refusal::OtherKey => "这个包移交给的是另一把密钥；请对方按本处的公钥重新移交".into(),
        Refusal::NotHandedOver => "最后一条记录不是交接".into(),
        Refusal::OldKey { found } => {
            format!("以前签名的密钥指纹是 {found}，不是您给出的那一把；请与公告栏或以前的副本核对")
        }
        Refusal::OldKeyNotCompared { found } => format!(
            "以前签名的密钥指纹是 {found}；请与公告栏或以前的副本核对，再写在 --old-key 后面"
        ),
        Refusal::Rows(_) => "里面的数据前后矛盾；请对方重新导出".into(),
        Refusal::Begun => {
            "这个数据目录里有另一份备份恢复到一半；请用那一份做完，或换一个空目录".into()
        }
        Refusal::Busy => "另一个恢复或接收移交的命令正在这里运行；请等它结束".into(),
        Refusal::KeyThere(name) => format!("这个数据目录里已经有另一把密钥「{name}」"),
    }
}

fn what_zh(what: &str) -> &'static str {
    match what {
        "community" => "小区",
        "rows" => "数据行数",
        _ => "数据的校验值",
    }
}

fn row(why: &RowFault) -> String {
    match why {
        RowFault::TooLong(limit) => format!("超过 {limit} 字节"),
        RowFault::Form => "不是一行数据".into(),
        RowFault::Misfit(table) => format!("和数据表「{table}」的栏目不符"),
        RowFault::Table(table) => format!("的数据表「{table}」不该在包里"),
        RowFault::Foreign => "是另一个小区的".into(),
        RowFault::Twice(table) => format!("在数据表「{table}」里重复"),
    }
}

fn named(names: &[String]) -> String {
    let shown: Vec<String> = names
        .iter()
        .take(SHOWN)
        .map(|name| format!("「{name}」"))
        .collect();
    let more = names.len().saturating_sub(SHOWN);
    match more {
        0 => shown.join("、"),
        _ => format!("{}，还有 {more} 个", shown.join("、")),
    }
}

fn all(findings: &Findings) -> String {
    let mut lines = vec!["核验没有通过，什么都没有写入：".to_owned()];
    lines.extend(findings_zh(findings));
    lines.join("\n")
}

/// One line each.
pub fn findings_zh(findings: &Findings) -> Vec<String> {
    let public = findings.public.iter().map(|f| f.words(Lang::Zh));
    let audit = findings.audit.iter();
    let audit = audit.map(|(at, found)| {
        let at = super::place(at, Lang::Zh);
        format!("{at}：{}", finding(found, Lang::Zh))
    });
    let missing = findings.missing.iter();
    let missing = missing.map(|name| format!("「{name}」缺失或损坏"));
    public.chain(audit).chain(missing).collect()
}
