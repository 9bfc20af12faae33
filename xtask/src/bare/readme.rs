//! The commands that README.md promises, as they stand there.

use anyhow::{Context, Result, bail};

/// The headings that the commands stand under.
pub const ENGLISH: &str = "## Try it";
#[cfg(test)]
const CHINESE: &str = "## 先试一试";

/// What somebody copies out of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Readme {
    /// Installs the C compiler.
    pub compiler: String,
    pub demo: String,
    pub test: String,
    /// Where the demo says that it serves.
    pub url: String,
}

impl Readme {
    /// Reads the section below `heading`: two code blocks, a link, an installation in the text.
    pub fn parse(text: &str, heading: &str) -> Result<Self> {
        let behind = text.split_once(&format!("\n{heading}\n"));
        let (_, section) = behind.with_context(|| format!("the README has no `{heading}`"))?;
        let section = section.split("\n## ").next().unwrap_or_default();
        let parts: Vec<&str> = section.split("```").collect();
        let [before, demo, between, tests, _] = parts.as_slice() else {
            bail!(
                "below `{heading}` stand {} code blocks: two are expected, demo and test",
                parts.len() / 2
            );
        };
        let compiler = before
            .split('`')
            .find(|code| code.starts_with("apt-get install"))
            .context("the README does not say how to install the C compiler")?;
        let url = between
            .split(['<', '>'])
            .find(|text| text.starts_with("http://"))
            .context("the README does not say where the demo serves")?;
        Ok(Self {
            compiler: compiler.to_owned(),
            demo: demo.trim().to_owned(),
            test: tests.trim().to_owned(),
            url: url.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell;

    #[test]
    fn both_languages_promise_the_same_commands() {
        let read = |name| std::fs::read_to_string(shell::root().join(name)).unwrap();
        let english = Readme::parse(&read("README.md"), ENGLISH).unwrap();
        let chinese = Readme::parse(&read("README.zh-CN.md"), CHINESE).unwrap();
        assert_eq!(english, chinese);
        assert!(english.demo.ends_with("demo") && english.test.ends_with("test"));
    }

    #[test]
    fn commands_are_taken_word_for_word() {
        let install = concat!("apt-get ", "install a");
        let text = format!(
            "# X\n\n## Try it\n\nNeeds `{install}`.\n\n```\nrun  a\n```\n\n<http://127.0.0.1:1/>\n\n```\ntest b\n```\n\n## Next\n```\nc\n```\n"
        );
        let readme = Readme::parse(&text, ENGLISH).unwrap();
        assert_eq!(readme.compiler, install);
        assert_eq!(
            (readme.demo.as_str(), readme.test.as_str()),
            ("run  a", "test b")
        );
        assert_eq!(readme.url, "http://127.0.0.1:1/");
        assert!(Readme::parse(&text.replace("test b", "```\n```"), ENGLISH).is_err());
        assert!(Readme::parse(&text.replace("## Try it", "## Try"), ENGLISH).is_err());
        assert!(Readme::parse(&text.replace("<http", "http"), ENGLISH).is_err());
    }
}
