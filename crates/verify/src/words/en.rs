//! English.

use crate::failure::Rule;
use crate::mirror::MirrorError;
use crate::report::Note;

pub fn rule(rule: &Rule) -> String {
    match rule {
        Rule::Missing => "the file is missing".into(),
        Rule::Unreadable(error) => error.to_string(),
        Rule::Policy(error) => format!("the file of keys is not in its form: {error}"),
        Rule::Checkpoint(error) => format!("the checkpoint is not validly signed: {error}"),
        Rule::WrongKey { expected, size } => {
            format!("a checkpoint of {size} records must be signed by the key {expected}")
        }
        Rule::KeysDiffer => {
            "the keys in the policy are not those of the log's handover records".into()
        }
        Rule::NotPinned { found } => format!(
            "signed by {found}, which is not the key that you gave; if the manager changed, \
             compare the new key with the notice board"
        ),
        Rule::Origin { found } => {
            format!("the checkpoint belongs to another log, `{found}`")
        }
        Rule::Bundle => "the bundle does not hold exactly its records: bytes were changed".into(),
        Rule::RecordHash => {
            "the record is not the one that was signed: its hash is not in the tree".into()
        }
        Rule::RecordOrTile => {
            "the record's hash is not the one in the hash tile, and neither leads to the signed \
             root"
                .into()
        }
        Rule::Tile => "the hash tile is not what the records give".into(),
        Rule::Root { signed, found } => {
            format!("the records lead to the root {found}, signed is {signed}")
        }
        Rule::OldTile => "an earlier tile is not the beginning of the present one".into(),
        Rule::Record(error) => format!("not a record of the book: {error}"),
        Rule::Book(broken) => format!("breaks a rule of the book: {broken}"),
        Rule::OtherCommunity { found } if found.is_empty() => "the book is empty".into(),
        Rule::OtherCommunity { found } => {
            format!("the book does not begin with this community, but with {found}")
        }
        Rule::List(error) => format!("the list is not in its form: {error}"),
        Rule::Content => "the content is not what its name (SHA-256) says: it was changed".into(),
        Rule::ListRows { stated, found } => {
            format!("the summary states {stated} rows, the list has {found}")
        }
        Rule::ListTotal { stated, found } => {
            format!("the summary states {stated} yuan, the list adds up to {found}")
        }
        Rule::MoreRows { stated, found } => {
            format!(
                "the summary states {stated} rows, {found} items were sealed since the last one"
            )
        }
        Rule::RowNotSealed { line } => {
            format!("line {line} is no item sealed since the last summary: it was made up")
        }
        Rule::RowTwice { line } => format!("line {line} counts an item that is counted already"),
        Rule::NotListed { summary } => {
            format!("this item is in no list of summary {summary}: it was left out")
        }
        Rule::DistrictRecord(error) => format!("not a record of the district's log: {error}"),
        Rule::WentBack { before, then } => {
            format!("the district recorded {then} records after {before}: the book went back")
        }
        Rule::Rollback { seen, now } => format!(
            "the district has seen {seen} records, now there are {now}: records were removed"
        ),
        Rule::Fork { size } => format!(
            "the first {size} records are not those that the district has seen: two different \
             books were signed"
        ),
    }
}

pub fn note(note: &Note) -> String {
    match note {
        Note::KeysNotPinned { logs } => format!(
            "not checked: whether the keys of {logs} logs are the right ones; compare the \
             fingerprints with the notice board"
        ),
        Note::NoWitness { logs } => format!(
            "not checked: whether everybody is shown the same book; no witness has cosigned \
             {logs} logs"
        ),
        Note::Unsummarised { community, items } => {
            format!("{community}: {items} household items wait for the next summary")
        }
        Note::Withdrawn { community, files } => {
            format!("{community}: {files} files were withdrawn, with their reasons in the book")
        }
        Note::Originals { community, files } => format!(
            "{community}: not checked: {files} unredacted originals, which are not published"
        ),
        Note::UnknownFiles { community, files } => {
            let place = community
                .as_ref()
                .map_or("district log", |slug| slug.as_str());
            format!("{place}: not checked: {files} files that the checkpoint does not cover")
        }
        Note::NotInDistrict { community } => {
            format!("{community}: the district's log has not recorded it yet")
        }
        Note::RulesStopped { community, from } => format!(
            "{community}: from record {from} on the rules were not checked, because of a failure"
        ),
    }
}

pub fn mirror(error: &MirrorError) -> String {
    match error {
        MirrorError::Failure(failure) => failure.to_string(),
        MirrorError::Older {
            path,
            have,
            offered,
        } => format!(
            "{path}: the copy here is newer; this one was refused.\nhere:\n{have}\noffered:\n\
             {offered}"
        ),
        MirrorError::Fork {
            path,
            have,
            offered,
        } => format!(
            "{path}: TWO DIFFERENT BOOKS: the offered one does not continue the copy here. Keep \
             both checkpoints, they are the proof.\nhere:\n{have}\noffered:\n{offered}"
        ),
        MirrorError::KeyChanged { path } => {
            format!("{path}: the offered policy lacks a key that signed the copy here")
        }
        MirrorError::OtherLog {
            path,
            have,
            offered,
        } => format!(
            "{path}: the source offers the log {offered}, the copy here is of {have}; copy it to a \
             folder of its own"
        ),
        MirrorError::NotHandedOver { community } => format!(
            "{community}: the source is not the installation that was mirrored here, and the book \
             has no record of a hand-over to it"
        ),
        MirrorError::BadCopy { path, why } => {
            format!("{path}: the copy here cannot be used ({why}); move it aside to start anew")
        }
        MirrorError::Write { path, why } => format!("{path}: cannot be written: {why}"),
    }
}
