//! What is refused: which object of the archive, and the rule that it breaks.
//!
//! Numbers are counted from 1, as people count. The English words here are for developers; the
//! command line has its own in two languages.

use std::fmt;

use serde::Serialize;

use crate::archive::event::EventKind;
use crate::election::ElectionError;
use crate::json::JsonError;

/// A thing in the archive, or in a list that the verifier was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Object {
    /// The file as a whole.
    File,
    /// A member of the file by its place; `BELENIOS` is 1.
    Member(usize),
    /// The election's parameters.
    Election,
    /// The list of trustees.
    Trustees,
    /// One of them.
    Trustee(usize),
    /// The list of credentials.
    Credentials,
    /// A line of it.
    Credential(usize),
    /// A ballot, or a part of one.
    Ballot(BallotPart),
    /// The encrypted tally.
    Tally,
    /// One of its ciphertexts.
    TallyChoice {
        /// Of the election.
        question: usize,
        /// Of the question; the blank choice, where there is one, is 1.
        choice: usize,
    },
    /// What a trustee decrypted: trustee's number.
    Decryption(usize),
    /// One factor of it.
    Factor {
        /// Number of the trustee.
        trustee: usize,
        /// Of the election.
        question: usize,
        /// Of the question; the blank choice, where there is one, is 1.
        choice: usize,
    },
    /// The result.
    Result,
    /// One number of it.
    Count {
        /// Of the election.
        question: usize,
        /// Of the question; the blank choice, where there is one, is 1.
        choice: usize,
    },
    /// A line of the roll.
    Roll(usize),
    /// A line of the heads seen earlier.
    Anchor(usize),
    /// A line of the announced keys.
    Announced(usize),
}

/// A ballot or a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BallotPart {
    /// Place among the ballots.
    pub number: usize,
    /// Base64 of its hash: what its voter wrote down.
    pub tracker: String,
    /// Of the election.
    pub question: Option<usize>,
    /// Of the question; the blank choice, where there is one, is 1.
    pub choice: Option<usize>,
}

/// A rule that was broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Rule {
    /// The file has no byte.
    #[error("the file is empty")]
    Empty,
    /// The first member is not `BELENIOS`.
    #[error("not an archive of an election")]
    NotAnArchive,
    /// Another version, or a time that is not the members'.
    #[error("the first member is not of version 1, or states another time than its header")]
    Preamble,
    /// It ends inside a member.
    #[error("the file ends inside this member")]
    Truncated,
    /// The header block is not the one that the format has.
    #[error("the header is not in its one form")]
    Header,
    /// Larger than any member is.
    #[error("larger than {max} bytes")]
    TooLarge {
        /// In bytes.
        max: u64,
    },
    /// Something other than zeros after the body.
    #[error("something is hidden after the body")]
    Padding,
    /// The body is not text.
    #[error("not UTF-8")]
    NotUtf8,
    /// Neither `<hash>.data.json` nor `<hash>.event.json`.
    #[error("the name is not a hash with .data.json or .event.json")]
    MemberName,
    /// The name is not the hash of the body.
    #[error("the name is not the hash of the body")]
    MemberHash,
    /// Another time than the first member's.
    #[error("the time is not that of the first member")]
    MemberTime,
    /// Not the JSON that is wanted.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// An event that cannot follow the one before.
    #[error("an event {found:?} cannot follow {after:?}")]
    EventOrder {
        /// The event.
        found: EventKind,
        /// The one before, if any.
        after: Option<EventKind>,
    },
    /// Parent is not the hash of the event before.
    #[error("the parent is not the event before")]
    Parent,
    /// Height does not count the events.
    #[error("the height is {found}, not {expected}")]
    Height {
        /// As written.
        found: u64,
        /// As counted.
        expected: u64,
    },
    /// The data before an event are not the ones that it names, one by one and in order.
    #[error("the event does not name the data before it")]
    Payload,
    /// Data without an event at the end of the file.
    #[error("data that no event names")]
    Unnamed,
    /// Parameters that no election has.
    #[error(transparent)]
    Election(#[from] ElectionError),
    /// A group that is not built here.
    #[error("the group {found:?} is not known")]
    UnknownGroup {
        /// As written, cut.
        found: String,
    },
    /// In range, but not in the group; or the neutral element where that tells everything.
    #[error("{what} is not an element of the group that may stand here")]
    NotMember {
        /// Which one.
        what: &'static str,
    },
    /// None, or more than anybody appoints.
    #[error("the number of trustees is not between 1 and 100")]
    TrusteeCount,
    /// Nobody has proved to know the secret key.
    #[error("the proof of the key does not hold")]
    KeyProof,
    /// One person in two places.
    #[error("the key is that of trustee {first}")]
    KeyRepeated {
        /// The earlier one.
        first: usize,
    },
    /// Somebody else has a part of the key, or the key.
    #[error("the election's key is not the product of the trustees' keys")]
    KeyProduct,
    /// Neither `credential` nor `credential,weight`.
    #[error("not a credential, or a credential and its weight")]
    CredentialForm,
    /// One person with two lines.
    #[error("the same credential as line {first}")]
    CredentialRepeated {
        /// The earlier line.
        first: usize,
    },
    /// The sum of the weights does not fit into 64 bits.
    #[error("the weights are too large to be added")]
    WeightTotal,
    /// Made for another election.
    #[error("made for another election")]
    OtherElection,
    /// A stranger's ballot.
    #[error("the credential is not on the list")]
    NotListed,
    /// The number of answers, choices or proofs is not the election's.
    #[error("the number of {what} is {found}, not {expected}")]
    Shape {
        /// Of what.
        what: &'static str,
        /// As written.
        found: usize,
        /// As the election has it.
        expected: usize,
    },
    /// A choice is neither 0 nor 1.
    #[error("no proof that the choice is 0 or 1")]
    IndividualProof,
    /// Too many or too few choices.
    #[error("no proof that the number of choices is allowed")]
    OverallProof,
    /// Blank and something else at once.
    #[error("no proof that a blank vote chooses nothing")]
    BlankProof,
    /// It was changed after it was signed.
    #[error("the signature is of another ballot")]
    SignatureHash,
    /// It was signed by somebody else.
    #[error("the signature is not the credential's")]
    Signature,
    /// An exact copy of an earlier ballot: it would undo a later vote of the same voter.
    #[error("a copy of ballot {first}")]
    Replayed {
        /// The earlier ballot.
        first: usize,
    },
    /// The number of voters whose ballot counts is not the published one.
    #[error("{published} ballots are said to be counted; there are {counted}")]
    NumTallied {
        /// As written.
        published: u64,
        /// As counted.
        counted: u64,
    },
    /// The weight of the ballots that count is not the published one.
    #[error("a total weight of {published} is published; the ballots have {counted}")]
    TotalWeight {
        /// As written.
        published: u64,
        /// As counted.
        counted: u64,
    },
    /// Not the product of the ballots that count.
    #[error("not the sum of the ballots that count")]
    TallyDiffers,
    /// A number that no trustee has.
    #[error("there is no such trustee")]
    NoSuchTrustee,
    /// A trustee decrypted twice.
    #[error("this trustee has decrypted before")]
    DecryptedTwice,
    /// The factor was not made with the trustee's key.
    #[error("no proof that it was decrypted with the trustee's key")]
    DecryptionProof,
    /// A result without all parts.
    #[error("there is a result, but nothing decrypted by this trustee")]
    NotDecrypted,
    /// Another number than the one that was encrypted.
    #[error("not the number that was decrypted")]
    ResultDiffers,
    /// Neither `credential` nor `credential,weight`, or a repeated credential.
    #[error("not a line of a roll: a credential, a comma, a weight")]
    RollForm,
    /// Of the roll, but not of the archive.
    #[error("on the roll, but not on the list of the election")]
    RollMissing,
    /// Of the archive, but not of the roll.
    #[error("not on the roll")]
    NotOnRoll,
    /// The two weights differ.
    #[error("weighs {listed} in the election and {roll} on the roll")]
    RollWeight {
        /// In the archive.
        listed: u64,
        /// On the roll.
        roll: u64,
    },
    /// Not 64 hexadecimal digits.
    #[error("not 64 lower-case hexadecimal digits")]
    AnchorForm,
    /// Something was dropped or changed since.
    #[error("this head, seen earlier, is not in the chain: something was dropped or changed since")]
    AnchorMissing,
    /// The heads are there, but in another order than they were seen.
    #[error("this head was seen after the one before it, but comes earlier in the chain")]
    AnchorOrder,
    /// Not a key.
    #[error("not a public key")]
    AnnouncedForm,
    /// An announced key that the election does not have.
    #[error("announced, but not a trustee of the election")]
    AnnouncedMissing,
    /// A trustee's key that was not announced.
    #[error("the key was not announced")]
    NotAnnounced,
}

impl Rule {
    /// The rule's name for programs: that of the variant, and of nothing that varies.
    pub fn code(&self) -> String {
        let debug = format!("{self:?}");
        let end = debug.find([' ', '(', '{']).unwrap_or(debug.len());
        debug[..end].to_owned()
    }
}

/// An object and the rule that it breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{object}: {rule}")]
pub struct Refusal {
    /// Which object.
    pub object: Object,
    /// Which rule.
    pub rule: Rule,
}

impl Refusal {
    /// This object breaks this rule.
    pub fn new(object: Object, rule: impl Into<Rule>) -> Self {
        let rule = rule.into();
        Self { object, rule }
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => write!(f, "file"),
            Self::Member(number) => write!(f, "member {number}"),
            Self::Election => write!(f, "election"),
            Self::Trustees => write!(f, "trustees"),
            Self::Trustee(number) => write!(f, "trustee {number}"),
            Self::Credentials => write!(f, "credentials"),
            Self::Credential(line) => write!(f, "credential {line}"),
            Self::Ballot(part) => part.fmt(f),
            Self::Tally => write!(f, "encrypted tally"),
            Self::TallyChoice { question, choice } => {
                write!(f, "encrypted tally, question {question}, choice {choice}")
            }
            Self::Decryption(trustee) => write!(f, "decryption by trustee {trustee}"),
            Self::Factor {
                trustee,
                question,
                choice,
            } => write!(
                f,
                "decryption by trustee {trustee}, question {question}, choice {choice}"
            ),
            Self::Result => write!(f, "result"),
            Self::Count { question, choice } => {
                write!(f, "result, question {question}, choice {choice}")
            }
            Self::Roll(line) => write!(f, "roll, line {line}"),
            Self::Anchor(line) => write!(f, "anchors, line {line}"),
            Self::Announced(line) => write!(f, "announced keys, line {line}"),
        }
    }
}

impl fmt::Display for BallotPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ballot {} (tracker {})", self.number, self.tracker)?;
        if let Some(question) = self.question {
            write!(f, ", question {question}")?;
        }
        if let Some(choice) = self.choice {
            write!(f, ", choice {choice}")?;
        }
        Ok(())
    }
}

impl Serialize for Refusal {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut out = serializer.serialize_struct("Refusal", 3)?;
        out.serialize_field("object", &self.object.to_string())?;
        out.serialize_field("rule", &self.rule.code())?;
        out.serialize_field("text", &self.rule.to_string())?;
        out.end()
    }
}
