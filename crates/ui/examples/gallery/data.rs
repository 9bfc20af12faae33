//! What says how something stands.

use mingbai_domain::calendar::{Period, UnixMs};
use mingbai_ui::bits::Tag;
use mingbai_ui::parts::{
    Column, Data, Deadline, Group, Meter, Month, MonthPicker, Sign, Signatures, Table,
};

use crate::{NOW, Part, Say, Specimen};

pub fn parts(say: Say) -> Vec<Part> {
    vec![
        say.part(
            "table",
            "表，手机上变成卡片",
            "A table that becomes cards",
            tables(say),
        ),
        say.part(
            "meter",
            "占多少、到多少",
            "How much of a whole",
            meters(say),
        ),
        say.part("deadline", "期限", "Until when", deadlines(say)),
        say.part(
            "signs",
            "谁签了、谁没签",
            "Who signed, who has not",
            signs(say),
        ),
        say.part("months", "选月份", "Choose a month", months(say)),
    ]
}

fn tables(say: Say) -> Vec<Specimen> {
    let column = |label: &str, figures, sort: bool, sorted| Column {
        label: label.to_owned(),
        figures,
        sort: sort.then(|| "#table".to_owned()),
        sorted,
    };
    let columns = vec![
        column(say.w("小区", "Community"), false, true, None),
        column(
            say.w("晚了没公示", "Overdue"),
            true,
            true,
            Some("descending"),
        ),
        column(say.w("没答复的问题", "Open questions"), true, true, None),
        column(
            say.w("平时能用（元）", "For daily life (¥)"),
            true,
            true,
            None,
        ),
    ];
    let text = |text: &str| Data::text(text.to_owned());
    let name = |zh: &'static str, en| Data::link("#table".to_owned(), say.w(zh, en).to_owned());
    let late = |zh: &'static str, en: &'static str| Data::tag(Tag::amber(say.w(zh, en).to_owned()));
    let rows = vec![
        vec![
            name("祥和新村", "Xianghe"),
            late("1 项，51 天", "1, 51 days"),
            Data::nothing(),
            text("83,204.11"),
        ],
        vec![
            name(
                "云溪高新区创新产业园人才公寓三期（北区）",
                "Talent Apartments of Yunxi Innovation Park, Phase Three (North)",
            ),
            Data::nothing(),
            late("2 个，1 个晚了", "2, 1 late"),
            text("−1,204,800.52"),
        ],
        vec![
            name("惠民新村", "Huimin"),
            Data::nothing(),
            Data::nothing(),
            text("0.00"),
        ],
    ];
    let table = |groups| Table {
        caption: say
            .w("小区的公示和答复", "Publications and answers")
            .to_owned(),
        columns: columns.clone(),
        groups,
        empty: say.w("没有符合的小区。", "No community fits.").to_owned(),
    };
    let group = Group {
        name: say.w("云栖中心", "Yunqi centre").to_owned(),
        count: say.w("3 个小区", "3 communities").to_owned(),
        rows,
        ..Group::default()
    };
    vec![
        say.state(
            "按“晚了没公示”排",
            "Sorted by what is overdue",
            &table(vec![group]),
        ),
        say.state("空的", "Nothing", &table(Vec::new())),
    ]
}

fn meters(say: Say) -> Vec<Specimen> {
    let people = say.w("参与的户数", "Households that took part");
    let vote = Meter::of(
        people,
        say.w(
            "已投 412 户，一共 686 户（60.1%）",
            "412 of 686 households (60.1%)",
        ),
        412,
        686,
    )
    .line(
        667,
        say.w(
            "竖线是三分之二：458 户",
            "The upright line is two thirds: 458 households",
        ),
    );
    let over = Meter::of(
        say.w("预算第 8 项", "Budget line 8"),
        say.w(
            "用了 12,110.00 元，比预算多 2,110.00 元",
            "¥12,110.00 used, ¥2,110.00 more than the budget",
        ),
        12_110,
        10_000,
    );
    vec![
        say.state("有线要过", "With a line to pass", &vote),
        say.state("超了", "Too much", &over),
        say.state(
            "零",
            "Nothing",
            &Meter::of(people, say.w("还没有人投", "Nobody yet"), 0, 686),
        ),
        say.state(
            "正在办",
            "Under way",
            &Meter::of(
                say.w("上传", "Sending"),
                say.w("正在上传，62%", "Sending, 62%"),
                62,
                100,
            )
            .under_way(),
        ),
    ]
}

fn deadlines(say: Say) -> Vec<Specimen> {
    let hours = |n: i64| Deadline::of(UnixMs(NOW.0 + n * 3_600_000), NOW, say.0);
    vec![
        say.state("还早", "Not soon", &hours(76)),
        say.state("快到了", "Soon", &hours(4)),
        say.state("过了", "Over", &hours(-72)),
    ]
}

fn signs(say: Say) -> Vec<Specimen> {
    let sign = |office: &str, name: &str, hours_ago: Option<i64>, refused: Option<&str>| Sign {
        name: name.to_owned(),
        office: office.to_owned(),
        at: hours_ago.map(|n| UnixMs(NOW.0 - n * 3_600_000)),
        refused: refused.map(str::to_owned),
    };
    let manager = say.w("项目经理", "Manager");
    let chair = say.w("业委会主任", "Chair of the committee");
    let member = say.w("业委会委员", "Member of the committee");
    let some = [
        sign(manager, "张三", Some(26), None),
        sign(member, "王五", Some(3), None),
        sign(chair, "李四", None, None),
    ];
    let no = [
        sign(manager, "张三", Some(26), None),
        sign(
            chair,
            "李四",
            Some(2),
            Some(say.w(
                "发票上的单位和合同不一样，请换一张。",
                "the invoice names another company than the contract.",
            )),
        ),
    ];
    let all = [
        sign(manager, "张三", Some(26), None),
        sign(chair, "李四", Some(2), None),
    ];
    vec![
        say.state("还差一个", "One is missing", &Signatures::of(&some, say.0)),
        say.state(
            "有人不同意",
            "Somebody said no",
            &Signatures::of(&no, say.0),
        ),
        say.state("齐了", "Complete", &Signatures::of(&all, say.0)),
        say.state("不用签", "None needed", &Signatures::of(&[], say.0)),
    ]
}

fn months(say: Say) -> Vec<Specimen> {
    let month = |year, number, there: bool| Month {
        period: Period::new(year, number).expect("a month"),
        href: there.then(|| "#months".to_owned()),
    };
    let months: Vec<Month> = (1..=12)
        .map(|n| month(2026, n, n <= 11))
        .chain((9..=12).map(|n| month(2025, n, n > 9)))
        .collect();
    let current = Period::new(2026, 11);
    vec![
        say.state(
            "收着",
            "Folded",
            &MonthPicker::of(&months, current, false, say.0),
        ),
        say.state(
            "打开",
            "Open",
            &MonthPicker::of(&months, current, true, say.0),
        ),
        say.state(
            "还没选",
            "None chosen",
            &MonthPicker::of(&months[..3], None, false, say.0),
        ),
    ]
}
