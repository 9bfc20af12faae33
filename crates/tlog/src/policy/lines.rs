//! The lines of a policy file, read one after the other.

use std::collections::BTreeSet;

use super::{GroupLine, LogLine, NONE, WitnessLine};
use crate::{
    key::{KeyError, SignatureType, Verifier},
    text,
};

/// The most logs, witnesses or groups, each; the document asks for at least 32.
const MAX_ITEMS: usize = 256;

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// A control character.
    #[error("control character")]
    NotText,
    /// Unknown first word, or too few or too many words.
    #[error("expected log, witness, group or quorum with its words")]
    Syntax,
    /// The key cannot be read.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A log signs with type 0x01, a witness with type 0x04.
    #[error("the key is not of the type that this line needs")]
    WrongKeyType,
    /// The same public key stands on two lines of the same kind.
    #[error("the key was named before")]
    DuplicateKey,
    /// The name is `none` or was given before.
    #[error("the name {0} is taken")]
    DuplicateName(String),
    /// No earlier line defines the name.
    #[error("the name {0} is not defined above")]
    UnknownName(String),
    /// A witness or group may be a member once only.
    #[error("{0} is already a member of a group")]
    DuplicateMember(String),
    /// Not `all`, `any` or a number from 1 to the number of members.
    #[error("the threshold must be all, any or a number from 1 to the number of members")]
    BadThreshold,
    /// There is a quorum line already.
    #[error("there is a quorum line already")]
    DuplicateQuorum,
    /// More than 256 logs, witnesses or groups.
    #[error("too many lines of this kind")]
    TooMany,
}

/// The lines read so far.
#[derive(Default)]
pub(super) struct Parser {
    pub(super) logs: Vec<LogLine>,
    pub(super) witnesses: Vec<WitnessLine>,
    pub(super) groups: Vec<GroupLine>,
    pub(super) quorum: Option<String>,
    names: BTreeSet<String>,
    members: BTreeSet<String>,
}

impl Parser {
    /// Reads one line, without its newline.
    pub(super) fn line(&mut self, line: &str) -> Result<(), LineError> {
        if line
            .bytes()
            .any(|byte| (byte < b' ' && byte != b'\t') || byte == 0x7f)
        {
            return Err(LineError::NotText);
        }
        let words: Vec<_> = line
            .split([' ', '\t'])
            .filter(|word| !word.is_empty())
            .collect();
        match words.as_slice() {
            [] => Ok(()),
            [first, ..] if first.starts_with('#') => Ok(()),
            ["log", key] => self.log(key, None),
            ["log", key, url] => self.log(key, Some(url)),
            ["witness", name, key] => self.witness(name, key, None),
            ["witness", name, key, url] => self.witness(name, key, Some(url)),
            ["group", name, threshold, members @ ..] if !members.is_empty() => {
                self.group(name, threshold, members)
            }
            ["quorum", name] => self.set_quorum(name),
            _ => Err(LineError::Syntax),
        }
    }

    fn log(&mut self, key: &str, url: Option<&str>) -> Result<(), LineError> {
        let key = read_key(key, SignatureType::Ed25519)?;
        if self
            .logs
            .iter()
            .any(|log| log.key.public_key() == key.public_key())
        {
            return Err(LineError::DuplicateKey);
        }
        push(
            &mut self.logs,
            LogLine {
                key,
                url: url.map(str::to_owned),
            },
        )
    }

    fn witness(&mut self, name: &str, key: &str, url: Option<&str>) -> Result<(), LineError> {
        let key = read_key(key, SignatureType::Cosignature)?;
        if self
            .witnesses
            .iter()
            .any(|witness| witness.key.public_key() == key.public_key())
        {
            return Err(LineError::DuplicateKey);
        }
        let name = self.define(name)?;
        push(
            &mut self.witnesses,
            WitnessLine {
                name,
                key,
                url: url.map(str::to_owned),
            },
        )
    }

    fn group(&mut self, name: &str, threshold: &str, members: &[&str]) -> Result<(), LineError> {
        for member in members {
            self.must_be_defined(member)?;
            if !self.members.insert((*member).to_owned()) {
                return Err(LineError::DuplicateMember((*member).to_owned()));
            }
        }
        let threshold = read_threshold(threshold, members.len()).ok_or(LineError::BadThreshold)?;
        let members = members.iter().map(|member| (*member).to_owned()).collect();
        let name = self.define(name)?;
        push(
            &mut self.groups,
            GroupLine {
                name,
                threshold,
                members,
            },
        )
    }

    fn set_quorum(&mut self, name: &str) -> Result<(), LineError> {
        if self.quorum.is_some() {
            return Err(LineError::DuplicateQuorum);
        }
        if name != NONE {
            self.must_be_defined(name)?;
        }
        self.quorum = Some(name.to_owned());
        Ok(())
    }

    fn define(&mut self, name: &str) -> Result<String, LineError> {
        let is_new = name != NONE && self.names.insert(name.to_owned());
        if is_new {
            Ok(name.to_owned())
        } else {
            Err(LineError::DuplicateName(name.to_owned()))
        }
    }

    fn must_be_defined(&self, name: &str) -> Result<(), LineError> {
        let known = self.names.contains(name);
        if known {
            Ok(())
        } else {
            Err(LineError::UnknownName(name.to_owned()))
        }
    }
}

fn push<T>(items: &mut Vec<T>, item: T) -> Result<(), LineError> {
    if items.len() >= MAX_ITEMS {
        return Err(LineError::TooMany);
    }
    items.push(item);
    Ok(())
}

fn read_key(vkey: &str, kind: SignatureType) -> Result<Verifier, LineError> {
    let key: Verifier = vkey.parse()?;
    if key.kind() == kind {
        Ok(key)
    } else {
        Err(LineError::WrongKeyType)
    }
}

fn read_threshold(word: &str, members: usize) -> Option<usize> {
    match word {
        "all" => Some(members),
        "any" => Some(1),
        number => text::decimal(number)
            .and_then(|number| usize::try_from(number).ok())
            .filter(|number| (1..=members).contains(number)),
    }
}
