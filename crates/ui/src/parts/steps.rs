//! Where one is in a flow of a few steps. Steps that are done can be links back.

use askama::Template;

use super::word;
use crate::lang::Lang;

/// The steps of a flow.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "parts/steps.html")]
pub struct Steps {
    /// What the flow is.
    pub label: String,
    /// The steps.
    all: Vec<Step>,
    /// Whether they stand below each other on a phone: too many, or too long, for one row.
    upright: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Step {
    number: usize,
    label: String,
    href: Option<String>,
    state: State,
    said: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Done,
    Now,
    Later,
}

/// Steps that fit beside each other on the narrowest phone, and the characters that each may have.
const ROW: usize = 4;
const SHORT: usize = 9;

impl Steps {
    /// Steps by name and, where one can go back, address; `at` counts from 0, and is the number of
    /// steps when all are done.
    pub fn new(label: &str, names: &[(&str, Option<&str>)], at: usize, lang: Lang) -> Self {
        let steps: Vec<Step> = names
            .iter()
            .enumerate()
            .map(|(index, (name, href))| {
                let (state, key) = match index.cmp(&at) {
                    std::cmp::Ordering::Less => (State::Done, "part.step_done"),
                    std::cmp::Ordering::Equal => (State::Now, "part.step_now"),
                    std::cmp::Ordering::Greater => (State::Later, "part.step_later"),
                };
                Step {
                    number: index + 1,
                    label: (*name).to_owned(),
                    href: href.filter(|_| state == State::Done).map(str::to_owned),
                    state,
                    said: word(key, &[], lang),
                }
            })
            .collect();
        // A Chinese character is about as wide as two Latin ones.
        let width = |text: &str| {
            text.chars()
                .map(|c| if c.is_ascii() { 1 } else { 2 })
                .sum::<usize>()
        };
        let upright = steps.len() > ROW || steps.iter().any(|step| width(&step.label) > SHORT);
        Self {
            label: label.to_owned(),
            all: steps,
            upright,
        }
    }
}

impl Step {
    fn class(&self) -> &'static str {
        match self.state {
            State::Done => "done",
            State::Now => "now",
            State::Later => "later",
        }
    }
}

writes_html!(Steps);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_one_step_is_now_and_only_what_is_done_leads_back() {
        let names = [
            ("看账单", Some("/bill")),
            ("付款", Some("/pay")),
            ("收据", None),
        ];
        let html = Steps::new("缴费", &names, 1, Lang::Zh).to_string();
        assert_eq!(html.matches(r#"aria-current="step""#).count(), 1);
        assert!(html.contains(r#"href="/bill""#) && !html.contains(r#"href="/pay""#));
        let done = Steps::new("缴费", &names, 3, Lang::Zh).to_string();
        assert!(!done.contains("aria-current"), "{done}");
    }

    #[test]
    fn long_names_stand_below_each_other() {
        assert!(!Steps::new("", &[("选方式", None)], 0, Lang::Zh).upright);
        assert!(Steps::new("", &[("Choose how to pay", None)], 0, Lang::En).upright);
    }
}
