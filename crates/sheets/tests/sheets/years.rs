//! Days without a year: a date of making is no period, and two years are none.

use jiff::civil::date;
use mingbai_sheets::{Mapping, read_journal};

use crate::{findings, named};

fn first_day(name: &str, title: &str) -> Result<jiff::civil::Date, Vec<String>> {
    let text = format!("{title}日期,摘要,收入,支出,科目\n10月5日,保洁,,1.00,保洁\n");
    let read = read_journal(&named(name, &text), &Mapping::default());
    let journal = read.map_err(|errors| findings(&errors))?;
    Ok(journal.rows[0].date)
}

#[test]
fn a_date_of_making_tells_no_year() {
    for title in [
        "制表日期：2026年1月8日\n",
        "打印时间：2026-01-08\n",
        "导出日期,2026年1月8日\n",
        "填报日期：2026年1月\n",
        "制表日期,2026年1月\n",
        "（2026年预算）\n",
    ] {
        let rule = first_day("表.csv", title).unwrap_err();
        assert_eq!(rule, ["3 A date-needs-year"], "{title}");
        let with = format!("2025年收支明细\n{title}");
        assert_eq!(first_day("表.csv", &with), Ok(date(2025, 10, 5)), "{title}");
    }
    for name in [
        "20260108导出.csv",
        "导出2026.csv",
        "收支2026年1月8日导出.csv",
    ] {
        assert_eq!(
            first_day(name, "").unwrap_err(),
            ["2 A date-needs-year"],
            "{name}"
        );
    }
}

#[test]
fn two_years_are_never_decided_by_a_weaker_name() {
    for name in [
        "收支2025-2026.csv",
        "收支_2025_2026.csv",
        "2025、2026收支.csv",
        "2025年与2026年.csv",
    ] {
        assert_eq!(
            first_day(name, "").unwrap_err(),
            ["2 A date-needs-year"],
            "{name}"
        );
    }
    for title in [
        "2025年10月、2026年1月收支明细\n",
        "2025、2026年收支\n",
        "2025-2026年度\n",
    ] {
        for name in ["收支2026年.csv", "2025年.csv", "表.csv"] {
            let rule = first_day(name, title).unwrap_err();
            assert_eq!(rule, ["3 A date-needs-year"], "{name} {title}");
        }
    }
    assert_eq!(first_day("2025年.csv", ""), Ok(date(2025, 10, 5)));
}
