//! The texts of `args.rs` in Chinese.

mod desk;

/// The Chinese of a help text; the text itself if it has none.
pub fn of(english: &str) -> String {
    let found = TEXTS
        .iter()
        .chain(desk::TEXTS)
        .find(|(text, _)| *text == english);
    found.map_or(english, |(_, chinese)| chinese).to_owned()
}

/// Every English text that is translated here.
#[cfg(test)]
pub fn texts() -> impl Iterator<Item = &'static &'static str> {
    TEXTS.iter().chain(desk::TEXTS).map(|(english, _)| english)
}

const TEXTS: &[(&str, &str)] = &[
    (
        "Accounts of a residential community that everyone can verify (明白账)",
        "明白账：小区的账，每一户都能自己核对",
    ),
    (
        "Language of messages: 中文 or English",
        "提示用的语言：zh 中文，en 英文",
    ),
    (
        "Build the synthetic demo district, then serve it",
        "生成一个虚构的演示区并打开网页",
    ),
    ("Data directory", "数据目录"),
    ("PostgreSQL instead of SQLite", "用 PostgreSQL，不用 SQLite"),
    ("Address to serve on", "网页的监听地址"),
    (
        "Memory for the books that are kept ready, in MiB; what does not fit is read again when it is asked for",
        "常备账本可用的内存（MiB）；放不下的，有人看时再读",
    ),
    ("How many communities, up to 82", "小区个数，最多 82"),
    ("Seed of the generator", "生成用的种子"),
    ("Build only", "只生成，不打开网页"),
    ("Begin an installation of your own", "新建自己的数据目录"),
    (
        "PostgreSQL instead of the SQLite file in the data directory",
        "用 PostgreSQL，不用数据目录里的 SQLite 文件",
    ),
    ("Name of the district or office", "区或单位的名称"),
    ("Its English name", "英文名称"),
    (
        "Public host name, without https:// (it is part of every log's identity)",
        "对外的域名，不带 https://（写进每本账的身份，定了不要改）",
    ),
    ("Add or list communities", "添加或列出小区"),
    ("Add a community", "添加小区"),
    (
        "Address name: a-z, 0-9, -",
        "网址里的名字：小写字母、数字和 -",
    ),
    ("Name", "名称"),
    ("English name", "英文名称"),
    (
        "commercial or resettlement",
        "commercial 商住，resettlement 回迁",
    ),
    (
        "`lump_sum`, `remuneration`, `trust` or `self_managed`",
        "lump_sum 包干制，remuneration 酬金制，trust 信托制，self_managed 社居委自管",
    ),
    (
        "First day of that mode, such as 2026-01-01",
        "从哪天起实行，例如 2026-01-01",
    ),
    (
        "Property company or residents' committee that manages it",
        "管理单位：物业公司或社居委",
    ),
    ("Centre it belongs to", "所属中心"),
    ("Residents' committee of the area", "所在社居委"),
    ("List communities", "列出小区"),
    (
        "Take in a spreadsheet: all of it, or nothing and every wrong cell named",
        "导入表格：全部导入；有错就一行都不写，并列出每一处错误",
    ),
    ("What the file holds", "表里是什么"),
    (
        ".xlsx, .xls, .ods or .csv",
        "文件：.xlsx、.xls、.ods 或 .csv",
    ),
    ("Address name of the community", "小区在网址里的名字"),
    (
        "Folder with the documents and vouchers that the file names",
        "表里写的文件和票据放在哪个文件夹",
    ),
    ("Check only; write nothing", "只检查，不写入"),
    ("Do not ask before writing", "写入前不再询问"),
    (
        "Leave out rows that are in the book already: same day, side, amount and text",
        "跳过账上已有的行（日期、收支、金额、摘要都一样）",
    ),
    (
        "Book rows that look like ones in the book once more",
        "和账上一样的行也再记一次",
    ),
    (
        "Take days before the community's first day, or years from the other rows",
        "小区第一天以前、或和其他行差一年以上的日期也记",
    ),
    (
        "A header that is not recognised: 列名=字段; remembered for the next time",
        "认不出的表头写成 列名=字段；下次会记住",
    ),
    (
        "Write an empty spreadsheet that `import` accepts",
        "写一份可以导入的空白模板",
    ),
    ("For what", "哪一种"),
    ("File to write", "写到哪个文件"),
    (
        "Publish what is new: household summary, tiles, checkpoint",
        "公开新的内容：住户汇总、日志、检查点",
    ),
    ("One community only", "只处理这一个小区"),
    (
        "Read every file that the books name and compare it with its record",
        "把账上写明的每个文件都读一遍，和记录核对",
    ),
    (
        "The machine's clock is right, although it is far ahead of, or behind, what was seen before",
        "机器的时钟没有错，虽然和这里上次见到的时间差得远",
    ),
    ("Close a month's accounts", "月末结账"),
    ("Month, such as 2026-09", "月份，例如 2026-09"),
    (
        "Compare the bank's statements with the book, and list what only one of them has",
        "银行对账：列出只在银行或只在账上的款项",
    ),
    (
        "The imported statements, and taking one back (银行对账单)",
        "导入过的银行对账单：列出，撤回",
    ),
    (
        "List the imported statements: number, day of import, movements, first and last day, file",
        "列出导入过的对账单：编号、导入日期、笔数、起止日期、文件名",
    ),
    (
        "Take the import of a statement back, until an entry of the book names one of its movements",
        "撤回一份对账单的导入；账本里已经写了其中的银行流水号，就不能再撤回",
    ),
    (
        "The file that was imported, or its number in the list",
        "导入的文件，或列表里的编号",
    ),
    (
        "Last day, such as 2026-09-30; the statements' last day if absent",
        "对到哪一天，例如 2026-09-30；不写就到对账单的最后一天",
    ),
    (
        "Take back a public entry, with the reason that everyone will read",
        "冲销一笔公开的账，写明理由，人人可见",
    ),
    ("Number of the entry", "这笔账的编号"),
    ("Why", "理由"),
    (
        "Write the public book for other programs",
        "把公开账导出给别的软件",
    ),
    ("For which program", "给哪种软件"),
    (
        "File to write; standard output if absent",
        "写到哪个文件；不写就直接显示",
    ),
    (
        "Copy every public file of a server or data directory",
        "把网站或数据目录的公开文件全部复制一份",
    ),
    ("URL or directory", "网址或目录"),
    ("Directory to fill or bring up to date", "复制到哪个目录"),
    (
        "One community only; check the copy with `verify --community`",
        "只复制这一个小区；用 verify --community 核验",
    ),
    (
        "Check everything that a server, mirror or data directory publishes",
        "核验网站、副本或数据目录公开的全部内容",
    ),
    (
        "A log's key that you know from elsewhere, such as the notice board; may be repeated",
        "从别处（例如公告栏）得知的密钥；可以写多个",
    ),
    (
        "Compare private rows, book and tree; what differs stops the community's writes",
        "核对数据库、账本和日志；对不上的小区停止写入",
    ),
    (
        "Write everything into one file, keys included: keep it like a key",
        "全部备份到一个文件，含密钥：要像密钥一样保管",
    ),
    ("Make an installation from a back-up", "用备份恢复"),
    ("The back-up", "备份文件"),
    (
        "Write it also when files are missing or damaged that records name; each is named",
        "账上提到的文件有缺失或损坏时也照样备份，并逐个列出",
    ),
    (
        "Restore it also when verifier or audit find something; its communities are on hold then",
        "核验或核对有问题时也照样恢复，有问题的小区停止记账",
    ),
    (
        "Fingerprint of the key that signed until now, from the notice board or an old copy; asked for on a terminal if absent",
        "以前签名的密钥的指纹，从公告栏或以前的副本抄来；不写时在终端里询问",
    ),
    (
        "Hand a community over to the next manager, or take one over",
        "把小区移交给下一家管理单位，或接收移交",
    ),
    (
        "At the next manager's: make the key that will continue the log, and print its public part",
        "接收方：生成接续日志的密钥，显示公开的一半",
    ),
    (
        "The log's origin, as its page shows it",
        "日志的来源名，网页上有",
    ),
    (
        "At the present manager's: name the successor in the book and write the package",
        "移交方：在账上写明接收方，并写出移交包",
    ),
    ("Who takes over", "接收方"),
    (
        "The key that `handover key` printed there",
        "接收方用 handover key 得到的密钥",
    ),
    (
        "Package to write; it holds personal data",
        "写出的移交包；里面有个人信息",
    ),
    (
        "At the next manager's: check the package and take the community in",
        "接收方：检查移交包并接收小区",
    ),
    ("The package", "移交包"),
    (
        "Check a secret election from its public archive",
        "用公开的选举档案核验无记名投票",
    ),
    (
        "Check everything that the archive publishes, more strictly than `belenios-tool`",
        "核验档案的全部内容，比 belenios-tool 更严格",
    ),
    ("The archive, `<uuid>.bel`", "选举档案 <uuid>.bel"),
    (
        "Who may vote: a line or CSV row `credential,weight` each",
        "选民名册：每行一个 凭证,权重",
    ),
    (
        "Heads seen earlier, the earliest first: one SHA-256 in hexadecimal a line",
        "以前见过的链头，从早到晚，每行一个 SHA-256（十六进制）",
    ),
    (
        "Public keys of the trustees as they were announced: one a line",
        "公告过的开票人公钥，每行一个",
    ),
    (
        "Weights are area x 10^4 + heads: show both",
        "权重是 面积×10^4＋人数：两项都显示",
    ),
    ("Answer for programs", "给程序看的结果"),
    (
        "Say what an archive holds, without checking ballots or proofs",
        "说明档案里有什么，不核验选票和证明",
    ),
    (
        "Serve pages, public files and the API",
        "打开网页、公开文件和接口",
    ),
];
