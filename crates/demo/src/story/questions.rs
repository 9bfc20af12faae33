//! What owners ask and what they are told.

use mingbai_domain::calendar::{UnixMs, add_days};
use mingbai_domain::disclosure::reply_due;
use mingbai_domain::jurisdiction::Profile;
use mingbai_domain::registry::ManagementMode as Mode;

use crate::draft::Draft;
use crate::places::{OPEN_QUESTION, UNANSWERED};
use crate::plan::{Action, Label};
use crate::story::question::Question;
use crate::story::special::questionable;
use crate::when::{self, at, last_month, on};

/// Questions and answers by account.
const TALK: [(u16, &str, &str); 16] = [
    (
        5001,
        "工资比上个月多了，是加人了吗？",
        "没有加人。多出的是按规定发放的加班补贴，汇总表已经公示。",
    ),
    (
        5002,
        "这次维修修的是哪里？我们楼没有看到通知。",
        "维修地点写在验收单上。以后开工前一天在楼道张贴通知。",
    ),
    (
        5002,
        "去年也修过一次，有没有保修？",
        "去年修的是另一处。这次合同约定保修一年，再坏不再收费。",
    ),
    (
        5002,
        "报价有没有比过？",
        "按约定比了两家，选了低的一家，两份报价可以到办公室查看。",
    ),
    (
        5003,
        "这个月有几天楼道没有人打扫，费用为什么一样？",
        "缺的两天保洁公司第二周已经补做，签到记录可查，所以没有扣款。",
    ),
    (
        5003,
        "垃圾清运是不是另外收费？",
        "不另外收。清运包含在这份合同的月费里。",
    ),
    (
        5004,
        "补种的树有几棵没有活，还要再付钱吗？",
        "不付。合同包活一年，没活的由养护单位免费补种。",
    ),
    (
        5005,
        "夜班只看到一个人，合同写的是几个人？",
        "合同是夜班两人，一人在岗一人巡逻。巡逻打卡记录已贴在门岗。",
    ),
    (
        5006,
        "打印费用用在什么地方？",
        "主要是通知、账目公示和表决票的打印。",
    ),
    (
        5009,
        "公共用电怎么比上个月多这么多？",
        "这个月气温变化大，地下车库风机和水泵用得多。每块表的读数已贴在公示栏。",
    ),
    (
        5009,
        "路灯白天还亮着，这部分电费谁管？",
        "谢谢提醒。时控开关坏了，第二天已换好。",
    ),
    (
        5011,
        "道闸系统服务费能不能谈低一点？",
        "正在同三家谈下一年的价格，结果会公示。",
    ),
    (
        5012,
        "会务费具体买了什么？",
        "公告栏一块、会议桌牌和表决箱，发票和照片都在凭证里。",
    ),
    (
        5016,
        "活动有多少人参加？",
        "登记参加的有六十多户，剩余材料留给下次用。",
    ),
    (5019, "施工质保多久？", "质保两年，合同首页在凭证里。"),
    (
        5013,
        "审计报告在哪里看？",
        "报告已在公示栏张贴三十天，办公室也可以查阅和复印。",
    ),
];

/// Plans the questions of a community, with `own`, that belongs to its special event.
pub fn plan_questions(draft: &mut Draft, own: Option<Question>) {
    let mut questions: Vec<Question> = own.into_iter().collect();
    match draft.index {
        UNANSWERED => {
            let asked = at(on(last_month(), 3), 19, 26);
            let text = "这笔钱花在哪几栋楼？验收的时候有业主在场吗？";
            questions.extend(waiting(draft, asked, text));
        }
        OPEN_QUESTION => {
            let asked = at(on(last_month(), 19), 20, 41);
            questions.extend(waiting(draft, asked, "合同里的单价和去年相比涨了多少？"));
        }
        _ => {}
    }
    let times = if draft.dice.chance(38) {
        draft.dice.between(1, 2)
    } else {
        0
    };
    for _ in 0..times {
        let another = answered(draft);
        // Two questions about one entry would read like one.
        questions.extend(another.filter(|q| questions.iter().all(|has| has.entry != q.entry)));
    }
    questions.sort_by_key(|question| question.asked);
    publish(draft, questions);
}

fn publish(draft: &mut Draft, questions: Vec<Question>) {
    let Ok(profile) = Profile::national_default() else {
        return;
    };
    let by = match draft.place.mode() {
        Mode::SelfManaged => draft.manager.clone(),
        _ => format!("{}项目部", draft.place.name),
    };
    for (nth, question) in questions.into_iter().enumerate() {
        let due = reply_due(&profile, question.asked.date(), &draft.rest);
        let Question {
            entry,
            asked,
            text,
            answer,
        } = question;
        draft.step(asked, Action::Object { entry, due, text });
        if let Some((at, text)) = answer {
            let objection = u64::try_from(nth + 1).unwrap_or(u64::MAX);
            draft.step(
                at,
                Action::Answer {
                    objection,
                    by: by.clone(),
                    text,
                },
            );
        }
    }
}

/// A question about some expense, answered within the time.
fn answered(draft: &mut Draft) -> Option<Question> {
    let (code, question, answer) = draft.dice.pick(&TALK);
    let about: Vec<(Label, UnixMs)> = questionable(draft)
        .into_iter()
        .filter(|&(_, account, at)| account == code && at.date() < on(last_month(), 5))
        .map(|(label, _, at)| (label, at))
        .collect();
    if about.is_empty() {
        return None;
    }
    let (entry, posted) = about[draft.dice.index(about.len())];
    let day = add_days(posted.date(), draft.dice.days(1, 9));
    let asked = at(day, draft.dice.between(8, 21), draft.dice.between(0, 59));
    let reply = add_days(day, draft.dice.days(1, 6));
    let told = at(reply, draft.dice.between(9, 17), draft.dice.between(0, 59));
    let inside = reply <= when::last_day();
    inside.then(|| Question {
        entry,
        asked,
        text: question.to_owned(),
        answer: Some((told, answer.to_owned())),
    })
}

/// A question about the latest expense before it, without an answer.
fn waiting(draft: &Draft, asked: UnixMs, text: &str) -> Option<Question> {
    let before = questionable(draft)
        .into_iter()
        .filter(|&(_, _, at)| at < asked);
    let (entry, _, _) = before.max_by_key(|&(_, _, at)| at)?;
    Some(Question {
        entry,
        asked,
        text: text.to_owned(),
        answer: None,
    })
}
