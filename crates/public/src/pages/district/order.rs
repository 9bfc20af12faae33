//! The list of communities in another order than by centre: one table, sorted by plain links.

use std::cmp::Reverse;
use std::str::FromStr;

use super::{Asked, Row};
use mingbai_ui::bits::{Choice, Tag};
use mingbai_ui::format::money;
use mingbai_ui::lang::{Lang, Texts};
use mingbai_ui::parts::{Column, Data, Group, Table};
use mingbai_ui::query::encoded;
use mingbai_ui::sums::Sums;

/// The order of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By centre, then by name.
    #[default]
    Place,
    /// By name.
    Name,
    /// Most overdue publications first.
    Late,
    /// Most unanswered questions first.
    Open,
    /// Most money for daily life first.
    Money,
}

impl Order {
    const ALL: [Self; 5] = [Self::Place, Self::Name, Self::Late, Self::Open, Self::Money];

    fn as_str(self) -> &'static str {
        match self {
            Self::Place => "place",
            Self::Name => "name",
            Self::Late => "late",
            Self::Open => "open",
            Self::Money => "money",
        }
    }

    /// Its value in the search form; empty if it is the usual one.
    pub fn in_form(self) -> &'static str {
        match self {
            Self::Place => "",
            other => other.as_str(),
        }
    }

    fn href(self, query: &str) -> String {
        let pairs = [("q", encoded(query)), ("sort", self.in_form().to_owned())];
        let pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if pairs.is_empty() {
            "/#list".to_owned()
        } else {
            format!("/?{}#list", pairs.join("&"))
        }
    }
}

impl FromStr for Order {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let found = Self::ALL.into_iter().find(|order| order.as_str() == text);
        found.ok_or(())
    }
}

/// A community with the figures it is sorted by.
pub struct Line {
    /// What is shown.
    pub row: Row,
    /// The figures.
    pub sums: Sums,
}

/// The orders to choose from.
pub fn choices(asked: &Asked, lang: Lang) -> Vec<Choice> {
    let choice = |order: Order| Choice {
        href: order.href(&asked.query),
        label: lang.t(&format!("district.by_{}", order.as_str())),
        current: order == asked.order,
    };
    Order::ALL.into_iter().map(choice).collect()
}

/// The communities in the order that was asked for; equal ones by name, as the characters are
/// numbered: by sound it would need a dictionary.
pub fn table(mut lines: Vec<Line>, asked: &Asked, lang: Lang) -> Table {
    lines.sort_by(|a, b| a.row.name.cmp(&b.row.name));
    match asked.order {
        Order::Place | Order::Name => {}
        Order::Late => lines.sort_by_key(|line| Reverse(line.sums.overdue)),
        Order::Open => lines.sort_by_key(|line| Reverse(line.sums.open)),
        Order::Money => lines.sort_by_key(|line| Reverse(line.sums.purse.usable)),
    }
    let column = |order: Order, key: &str| Column {
        label: lang.t(key),
        figures: order != Order::Name,
        sort: Some(order.href(&asked.query)),
        sorted: (order == asked.order).then_some(if order == Order::Name {
            "ascending"
        } else {
            "descending"
        }),
    };
    Table {
        caption: lang.t("district.heading"),
        columns: vec![
            column(Order::Name, "district.communities"),
            column(Order::Late, "district.col_late"),
            column(Order::Open, "district.col_open"),
            column(Order::Money, "district.col_money"),
        ],
        groups: vec![Group {
            rows: lines.into_iter().map(|line| row(line, lang)).collect(),
            ..Group::default()
        }],
        empty: lang.t("district.none_found"),
    }
}

fn row(line: Line, lang: Lang) -> Vec<Data> {
    let Line { row, sums } = line;
    let number = |n: usize| {
        if n == 0 {
            Data::nothing()
        } else {
            Data::tag(Tag::amber(n.to_string()))
        }
    };
    let mut name = Data::link(row.href, row.name);
    name.own_words = row.own_words && lang.is_en();
    name.tag = row.mode.map(|mode| Tag::plain(mode.text));
    vec![
        name,
        number(sums.overdue),
        number(sums.open),
        Data::text(money(sums.purse.usable)),
    ]
}
