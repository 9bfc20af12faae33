//! The command line in the user's language: help texts and what is wrong with the arguments.
//!
//! clap speaks English. In Chinese, every text of `args.rs` is replaced by its translation, and an
//! error is said in our own words with clap's findings in it.

mod zh;

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches};
use mingbai_app::words::Lang;

use crate::args::Cli;

/// Chinese help: what it is, how it is called, commands, options.
const TEMPLATE: &str = "{about-with-newline}\n用法: {usage}\n\n{all-args}{after-help}";

/// Reads the arguments of this process; help, version and mistakes end it.
pub fn parse() -> Cli {
    let args: Vec<OsString> = std::env::args_os().collect();
    let lang = wanted(&args, std::env::var("MINGBAI_LANG").ok().as_deref());
    let read = command(lang)
        .try_get_matches_from(args)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    read.unwrap_or_else(|error| {
        if lang == Lang::En || !error.use_stderr() {
            error.exit();
        }
        eprintln!("{}", explain(&error));
        std::process::exit(error.exit_code());
    })
}

/// The language, found before the arguments are understood.
fn wanted(args: &[OsString], variable: Option<&str>) -> Lang {
    let texts: Vec<&str> = args.iter().filter_map(|arg| arg.to_str()).collect();
    let separate = texts.windows(2).rev().find(|pair| pair[0] == "--lang");
    let joined = texts
        .iter()
        .rev()
        .find_map(|arg| arg.strip_prefix("--lang="));
    let said = separate.map(|pair| pair[1]).or(joined).or(variable);
    if said == Some("en") {
        Lang::En
    } else {
        Lang::Zh
    }
}

fn command(lang: Lang) -> Command {
    match lang {
        Lang::En => Cli::command(),
        Lang::Zh => chinese(Cli::command(), true),
    }
}

/// The same commands with Chinese texts.
fn chinese(command: Command, top: bool) -> Command {
    let about = command.get_about().map(|text| zh::of(&text.to_string()));
    let names: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect();
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .help("显示说明")
        .help_heading("选项");
    let mut command = command
        .mut_args(|arg| {
            let help = arg.get_help().map(|text| zh::of(&text.to_string()));
            let heading = if arg.is_positional() {
                "参数"
            } else {
                "选项"
            };
            let arg = arg.help_heading(heading);
            match help {
                Some(help) => arg.help(help),
                None => arg,
            }
        })
        .disable_help_flag(true)
        .arg(help)
        .help_template(TEMPLATE)
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令");
    if top {
        let version = Arg::new("version")
            .short('V')
            .long("version")
            .action(ArgAction::Version)
            .help("显示版本")
            .help_heading("选项");
        command = command.disable_version_flag(true).arg(version);
    }
    if let Some(about) = about {
        command = command.about(about);
    }
    for name in names {
        command = command.mut_subcommand(name, |sub| chinese(sub, false));
    }
    command
}

/// A mistake in the arguments, in Chinese.
fn explain(error: &clap::Error) -> String {
    let found = |kind| error.get(kind).map(text_of).unwrap_or_default();
    let (argument, value) = (
        found(ContextKind::InvalidArg),
        found(ContextKind::InvalidValue),
    );
    let mut text = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => format!("「{argument}」后面要写一个值"),
        ErrorKind::InvalidValue => format!(
            "「{argument}」不能是「{value}」，可以写：{}",
            found(ContextKind::ValidValue)
        ),
        ErrorKind::ValueValidation => format!("「{argument}」的值「{value}」写得不对"),
        ErrorKind::UnknownArgument => format!("不认识的参数「{argument}」"),
        ErrorKind::InvalidSubcommand => {
            format!("没有「{}」这个命令", found(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("还缺少：{argument}"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "请写明要做什么".to_owned()
        }
        ErrorKind::ArgumentConflict => format!(
            "「{argument}」不能重复，也不能和「{}」一起用",
            found(ContextKind::PriorArg)
        ),
        ErrorKind::InvalidUtf8 => "参数里有看不懂的字符，请用 UTF-8".to_owned(),
        _ => format!("「{argument}」写得不对"),
    };
    let near = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ];
    let near: Vec<String> = near
        .map(found)
        .into_iter()
        .filter(|n| !n.is_empty())
        .collect();
    if !near.is_empty() {
        text = format!("{text}；是不是：{}", near.join("、"));
    }
    text.push_str("\n用 --help 看说明，用 --lang en 看英文。");
    text
}

fn text_of(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join("、"),
        ContextValue::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(command: &Command, into: &mut Vec<String>) {
        into.extend(command.get_about().map(ToString::to_string));
        let helps = command.get_arguments().filter_map(Arg::get_help);
        into.extend(helps.map(ToString::to_string));
        command.get_subcommands().for_each(|sub| texts(sub, into));
    }

    #[test]
    fn every_help_text_has_its_chinese_and_none_is_left_over() {
        let mut all = Vec::new();
        texts(&Cli::command(), &mut all);
        let lost: Vec<&String> = all.iter().filter(|text| zh::of(text) == **text).collect();
        assert!(lost.is_empty(), "without Chinese: {lost:#?}");
        let old: Vec<&&str> = zh::texts()
            .filter(|text| !all.iter().any(|t| t == **text))
            .collect();
        assert!(old.is_empty(), "no longer said: {old:#?}");
    }

    #[test]
    fn the_chinese_command_line_is_the_same_command_line() {
        command(Lang::Zh).debug_assert();
        let mut words = command(Lang::Zh);
        let page = words.render_long_help().to_string();
        assert!(page.contains("用法") && page.contains("命令"), "{page}");
        assert!(
            !page.contains("Usage") && !page.contains("Print help"),
            "{page}"
        );
    }

    #[test]
    fn mistakes_are_said_in_chinese_with_what_was_written() {
        let cases: [(&[&str], &[&str]); 6] = [
            (&["verfy"], &["verfy", "verify"]),
            (&["verify"], &["SOURCE"]),
            (
                &["verify", "x", "--comunity", "y"],
                &["--comunity", "--community"],
            ),
            (
                &["import", "all", "f", "--data", "d", "--community", "c"],
                &["all", "registry"],
            ),
            (
                &["demo", "--communities", "many"],
                &["--communities", "many"],
            ),
            (&["demo", "--seed"], &["--seed", "要写一个值"]),
        ];
        for (args, parts) in cases {
            let args = ["mingbai"].iter().chain(args);
            let error = command(Lang::Zh).try_get_matches_from(args).unwrap_err();
            let said = explain(&error);
            for part in parts {
                assert!(said.contains(part), "{part}: {said}");
            }
        }
    }

    #[test]
    fn the_language_is_known_before_the_rest_is() {
        let args = |text: &str| text.split(' ').map(OsString::from).collect::<Vec<_>>();
        assert_eq!(wanted(&args("mingbai verfy"), None), Lang::Zh);
        assert_eq!(wanted(&args("mingbai --lang en verfy"), None), Lang::En);
        assert_eq!(
            wanted(&args("mingbai verfy --lang=en"), Some("zh")),
            Lang::En
        );
        assert_eq!(wanted(&args("mingbai verfy"), Some("en")), Lang::En);
    }
}
