//! Just enough reading of pages to take figures out of them.

/// A page, or a part of one.
#[derive(Clone)]
pub struct Html(pub String);

impl Html {
    /// What follows the first `mark`.
    pub fn after(&self, mark: &str) -> Self {
        let found = self.0.split_once(mark);
        Self(
            found
                .unwrap_or_else(|| panic!("no `{mark}` in:\n{}", self.0))
                .1
                .to_owned(),
        )
    }

    /// What is between the first `mark` and the `end` that follows it.
    pub fn part(&self, mark: &str, end: &str) -> Self {
        let rest = self.after(mark);
        Self(rest.0.split(end).next().unwrap_or_default().to_owned())
    }

    /// The parts that `mark` divides it into.
    pub fn split(&self, mark: &str) -> Vec<Self> {
        self.0
            .split(mark)
            .map(|part| Self(part.to_owned()))
            .collect()
    }

    /// Without tags; the rest of a tag that was cut in front goes, too.
    pub fn text(&self) -> String {
        let cut = self.0.find('>').filter(|at| !self.0[..*at].contains('<'));
        let mut out = String::new();
        let mut inside = false;
        for c in self.0[cut.map_or(0, |at| at + 1)..].chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => out.push(c),
                _ => {}
            }
        }
        out
    }

    /// The one large figure.
    pub fn hero(&self) -> i128 {
        let figure = self.part("class=\"figure", "</p>").text();
        let digits = figure.split('¥').nth(1).unwrap();
        fen(digits).unwrap_or_else(|| panic!("{figure}"))
    }

    /// The figure of a card, if it has one.
    pub fn small_figure(&self) -> Option<i128> {
        self.0
            .contains("class=\"figure small\"")
            .then(|| self.hero())
    }

    /// The amounts of all `dd`.
    pub fn values(&self) -> Vec<i128> {
        let values = self.split("<dd").into_iter().skip(1);
        values
            .filter_map(|dd| {
                amounts(&Self(dd.0.split("</dd>").next().unwrap().into()).text()).pop()
            })
            .collect()
    }

    /// The amounts of a list's cells.
    pub fn cells(&self) -> Vec<i128> {
        let cells = self.split("class=\"cell").into_iter().skip(1);
        cells
            .filter(|cell| cell.0.contains("class=\"amount"))
            .map(|cell| amounts(&cell.part("class=\"amount", "</span>").text())[0])
            .collect()
    }

    /// The amounts of all bars.
    pub fn bars(&self) -> Vec<i128> {
        let bars = self.split("class=\"label\"").into_iter().skip(1);
        bars.map(|bar| amounts(&bar.part("class=\"amount", "</span>").text())[0])
            .collect()
    }

    /// The rows of a table.
    pub fn rows(&self) -> Vec<Self> {
        self.split("<tr").into_iter().skip(1).collect()
    }

    /// The amounts of a row.
    pub fn numbers(&self) -> Vec<i128> {
        let cells = self.split("<td").into_iter().skip(1);
        cells.map(|cell| amounts(&cell.text())[0]).collect()
    }
}

/// All amounts in a text, with their signs: whatever ends with 元.
pub fn amounts(text: &str) -> Vec<i128> {
    let mut found = Vec::new();
    for before in text
        .split("\u{a0}元")
        .collect::<Vec<_>>()
        .split_last()
        .unwrap()
        .1
    {
        let from = before
            .char_indices()
            .rev()
            .take_while(|(_, c)| c.is_ascii_digit() || matches!(c, ',' | '.' | '−' | '+'))
            .last();
        found.extend(from.and_then(|(at, _)| fen(&before[at..])));
    }
    found
}

/// `−1,234.50` in fen.
fn fen(text: &str) -> Option<i128> {
    let plain: String = text
        .trim()
        .replace(',', "")
        .replace('−', "-")
        .replace('+', "");
    let (yuan, cents) = plain.split_once('.')?;
    let sign = if yuan.starts_with('-') { -1 } else { 1 };
    let yuan: i128 = yuan.trim_start_matches('-').parse().ok()?;
    Some(sign * (yuan * 100 + cents.parse::<i128>().ok().filter(|_| cents.len() == 2)?))
}
