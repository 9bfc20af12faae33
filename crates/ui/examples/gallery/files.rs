//! Files and codes.

use mingbai_ui::bits::Link;
use mingbai_ui::parts::{Qr, Sent, Sight, Upload, Uploaded, Viewer};

use crate::{Part, Say, Specimen};

pub fn parts(say: Say) -> Vec<Part> {
    vec![
        say.part("upload", "传照片和文件", "Sending files", uploads(say)),
        say.part("viewer", "看凭证", "Looking at a voucher", viewers(say)),
        say.part("qr", "二维码", "A code for phones", codes(say)),
    ]
}

fn uploads(say: Say) -> Vec<Specimen> {
    let upload = |id: &str, files| Upload {
        id: id.to_owned(),
        label: say.w("凭证的照片", "Pictures of the vouchers").to_owned(),
        hint: say
            .w(
                "发票、验收单，每张不超过 10 MB，最多 9 张。",
                "Invoice, acceptance; at most 10 MB each, 9 in all.",
            )
            .to_owned(),
        wrong: None,
        accept: "image/*,application/pdf".to_owned(),
        files,
        full: false,
        lang: say.0,
    };
    let file = |name: &str, size: &str, sent| Uploaded {
        name: name.to_owned(),
        size: size.to_owned(),
        sent,
    };
    let covered = say.w("已遮住 2 处姓名", "2 names are covered").to_owned();
    let some = vec![
        file(
            say.w("发票.jpg", "invoice.jpg"),
            "1.8 MB",
            Sent::There(covered),
        ),
        file(
            say.w("验收单.jpg", "acceptance.jpg"),
            "2.4 MB",
            Sent::UnderWay(62),
        ),
        file(
            "IMG_20261106_093412_维修现场照片全景_第二部电梯机房曳引轮更换后.heic",
            "14.2 MB",
            Sent::Failed(
                say.w("太大了，最多 10 MB。", "Too large: at most 10 MB.")
                    .to_owned(),
            ),
        ),
    ];
    let mut wrong = upload("files3", Vec::new());
    wrong.wrong = Some(
        say.w("至少要有发票。", "The invoice at least must be there.")
            .into(),
    );
    let mut full = upload("files4", Vec::new());
    full.full = true;
    vec![
        say.state("没传", "Nothing", &upload("files1", Vec::new())),
        say.state(
            "传好了、正在传、没传成",
            "There, under way, failed",
            &upload("files2", some),
        ),
        say.state("有错", "Wrong", &wrong),
        say.state("不能再传", "No more", &full),
    ]
}

fn viewers(say: Say) -> Vec<Specimen> {
    let viewer = |name: &'static str, file: &str, sight| Viewer {
        lang: say.0,
        back: Link {
            href: "#viewer".to_owned(),
            label: say.w("回到这一笔", "Back to the entry").to_owned(),
        },
        name: name.to_owned(),
        own_words: true,
        file: file.to_owned(),
        sight,
        place: String::new(),
        prev: None,
        next: None,
        note: String::new(),
    };
    let mut picture = viewer("平步电梯发票", "/invoice.svg", Sight::Picture);
    picture.place = say.w("第 2 张，共 3 张", "2 of 3").into();
    picture.prev = Some("#viewer".into());
    picture.next = Some("#viewer".into());
    picture.note = say
        .w(
            "图片已遮盖个人信息",
            "Personal data in the picture is covered",
        )
        .into();
    let withdrawn = Sight::Withdrawn("照片里有业主的脸，没有遮住。".to_owned());
    vec![
        say.state("图片", "A picture", &picture),
        say.state(
            "PDF",
            "PDF",
            &viewer("电梯维保合同", "/contract.pdf", Sight::Document),
        ),
        say.state(
            "网页里看不了的",
            "Only a file",
            &viewer("维修资金使用明细表", "/invoice.svg", Sight::Other),
        ),
        say.state(
            "撤下了",
            "Taken down",
            &viewer("验收现场照片", "", withdrawn),
        ),
    ]
}

fn codes(say: Say) -> Vec<Specimen> {
    let label = say.w(
        "二维码：长宁家园2026年10月的账",
        "Code: the accounts of Changning Jiayuan, October 2026",
    );
    let qr = Qr::of(
        "https://zhang.example/c/changning/accounts?month=2026-10",
        label,
    );
    let long = Qr::of(
        "https://zhang.example/c/changning/entries/20072/proof?from=notice&print=2026-11-30T14:00:00&entrance=3-2",
        label,
    );
    vec![
        say.state(
            "贴在单元门口",
            "For the entrance",
            &qr.expect("it fits").beside(
                say.w("扫码看10月的账", "October’s accounts"),
                say.w(
                    "收 156,003.71 元，支 108,386.72 元。",
                    "In ¥156,003.71, out ¥108,386.72.",
                ),
            ),
        ),
        say.state("网址长", "A long address", &long.expect("it fits")),
    ]
}
