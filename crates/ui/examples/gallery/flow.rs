//! What leads through several steps, and says what has happened.

use mingbai_ui::bits::Link;
use mingbai_ui::parts::{Button, Matter, Sheet, Standing, Steps, TabLink, Tabs, Toast};

use crate::{Part, Say, Specimen};

pub fn parts(say: Say) -> Vec<Part> {
    vec![
        say.part("steps", "几步", "Steps", steps(say)),
        say.part("sheet", "底部确认", "A sheet that asks again", sheets(say)),
        say.part(
            "toast",
            "刚刚办好的事",
            "What has just happened",
            toasts(say),
        ),
        say.part("tabs", "分栏", "Tabs", tabs(say)),
        say.part(
            "standing",
            "空的、没信号、正在办",
            "Nothing, no connection, under way",
            standing(say),
        ),
    ]
}

fn link(href: &str, label: &str) -> Link {
    Link {
        href: href.to_owned(),
        label: label.to_owned(),
    }
}

fn steps(say: Say) -> Vec<Specimen> {
    let pay = [
        (say.w("看账单", "Bill"), Some("#steps")),
        (say.w("选方式", "Way"), Some("#steps")),
        (say.w("付款", "Pay"), None),
        (say.w("收据", "Receipt"), None),
    ];
    let label = say.w("缴费", "Payment");
    let spend = [
        (
            say.w("项目经理录入发票", "The manager enters the invoice"),
            None,
        ),
        (
            say.w(
                "会计核对合同和预算",
                "The accountant checks contract and budget",
            ),
            None,
        ),
        (
            say.w(
                "业委会主任和另一位委员签字（超过 1 万元要两个人）",
                "The chair and another member sign (above ¥10,000 it takes two)",
            ),
            None,
        ),
        (say.w("付款", "Payment"), None),
        (say.w("公布", "Publication"), None),
    ];
    vec![
        say.state("第一步", "The first", &Steps::new(label, &pay, 0, say.0)),
        say.state(
            "第二步，可以退回",
            "The second, with a way back",
            &Steps::new(label, &pay, 1, say.0),
        ),
        say.state("办完了", "Done", &Steps::new(label, &pay, 4, say.0)),
        say.state(
            "步数多、字长",
            "Many and long",
            &Steps::new(label, &spend, 2, say.0),
        ),
    ]
}

fn sheets(say: Say) -> Vec<Specimen> {
    let sheet = Sheet {
        id: "sheet1".to_owned(),
        title: say
            .w("您要投“同意”", "You are about to vote “Yes”")
            .to_owned(),
        text: say
            .w(
                "12月3日 18:00 以前可以改投，以最后一次为准。投了什么，只有您自己看得到。",
                "Until 3 Dec 18:00 you can vote again; the last one counts. What you chose, only you can see.",
            )
            .to_owned(),
        back: link("#sheet", say.w("再想想", "Not yet")),
        go: Button::main(say.w("确定投票", "Vote")),
        opener: None,
    };
    let mut danger = sheet.clone();
    danger.id = "sheet2".into();
    danger.opener = Some(say.w("停用这把钥匙…", "Stop this key…").into());
    danger.title = say
        .w(
            "停用以后，这把钥匙签不了字",
            "Once stopped, this key signs nothing",
        )
        .into();
    danger.text = say
        .w("以前签过的还算数。要再签字，得带身份证到社居委领一把新的。", "What it signed before still counts. For a new one you must come to the committee’s office with your identity card.")
        .into();
    danger.go = Button::danger(say.w("停用", "Stop it"));
    vec![
        say.state("作为一步，打开着", "As a step, open", &sheet),
        say.state("点了才打开", "Behind a button", &danger),
    ]
}

fn toasts(say: Say) -> Vec<Specimen> {
    let toast = |text: &str, bad, link| Toast {
        text: text.to_owned(),
        bad,
        link,
    };
    vec![
        say.state(
            "办好了",
            "Done",
            &toast(say.w("已签，还差业委会主任。", "Signed. The chair is still missing."), false, None),
        ),
        say.state(
            "可以去看",
            "With a link",
            &toast(
                say.w("1,134.00 元付好了，收据马上出来。", "¥1,134.00 is paid, the receipt is coming."),
                false,
                Some(link("#toast", say.w("看收据", "Receipt"))),
            ),
        ),
        say.state(
            "没办成，字长",
            "Not done, long",
            &toast(
                say.w(
                    "还不知道这一笔付成了没有：支付宝没有回话。先别再付一次，10 分钟内这里会说清楚，钱不会丢。",
                    "Nobody knows yet whether this was paid: Alipay has not answered. Do not pay again. Within 10 minutes this page will say it; the money is not lost.",
                ),
                true,
                Some(link("#toast", say.w("再看一次", "Look again"))),
            ),
        ),
    ]
}

fn tabs(say: Say) -> Vec<Specimen> {
    let tab = |label: &str, count, current, there: bool| TabLink {
        label: label.to_owned(),
        href: there.then(|| "#tabs".to_owned()),
        count,
        current,
    };
    let short = Tabs {
        label: say.w("单据", "Papers").to_owned(),
        links: vec![
            tab(say.w("待我签", "To sign"), Some(3), true, true),
            tab(say.w("退回", "Sent back"), Some(1), false, true),
            tab(say.w("已办", "Done"), None, false, true),
        ],
    };
    let long = Tabs {
        label: say.w("哪些事", "Which ones").to_owned(),
        links: vec![
            tab(say.w("我问过的", "What I asked"), None, false, true),
            tab(
                say.w("还没有答复的", "Without an answer"),
                Some(12),
                true,
                true,
            ),
            tab(say.w("答复晚了的", "Answered late"), None, false, true),
            tab(say.w("办结的（没有）", "Closed (none)"), None, false, false),
        ],
    };
    vec![
        say.state("短", "Short", &short),
        say.state("长，有一个是空的", "Long, one is empty", &long),
    ]
}

fn standing(say: Say) -> Vec<Specimen> {
    let empty = Standing {
        matter: Matter::Empty,
        title: say
            .w("这个月还没有支出", "Nothing was spent this month")
            .to_owned(),
        text: say
            .w(
                "有了第一笔，这里马上就能看到。",
                "The first payment will be here at once.",
            )
            .to_owned(),
        link: Some(link("#standing", say.w("看上个月", "The month before"))),
    };
    let offline = Standing {
        matter: Matter::Offline,
        title: say.w("没有信号", "No connection").to_owned(),
        text: say
            .w(
                "您写的 2 条走访记录存在这部手机上，有信号就自动送出。",
                "Your 2 notes are kept on this phone and go out when there is a connection.",
            )
            .to_owned(),
        link: None,
    };
    let busy = Standing {
        matter: Matter::Busy,
        title: say.w("正在等银行回话", "Waiting for the bank").to_owned(),
        text: say
            .w(
                "一般不到 1 分钟。可以离开这一页，付好了会告诉您。",
                "Mostly less than a minute. You can leave this page; you will be told.",
            )
            .to_owned(),
        link: Some(link("#standing", say.w("再看一次", "Look again"))),
    };
    vec![
        say.state("空的", "Nothing", &empty),
        say.state("没信号", "No connection", &offline),
        say.state("正在办", "Under way", &busy),
    ]
}
