//! What a link could not say.

use super::percent::decode;
use std::fmt;

/// Characters of a foreign text that are repeated in a message.
const SHOWN: usize = 32;

/// A piece of a link that had no effect, or not the one it was meant to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind it is.
    pub kind: ProblemKind,
    /// The key, decoded where it can be, and shortened.
    pub key: String,
    message: String,
}

/// The kinds of problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// No key of that name; it has no effect.
    UnknownKey,
    /// The key came before; the last one counts.
    RepeatedKey,
    /// The value cannot be read; that of the view is used.
    UnreadableValue,
    /// There are more problems than are told.
    TooMany,
}

impl ProblemKind {
    /// A short name for programs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::UnknownKey => "unknown-key",
            Self::RepeatedKey => "repeated-key",
            Self::UnreadableValue => "unreadable-value",
            Self::TooMany => "too-many-problems",
        }
    }
}

impl Problem {
    pub(super) fn unknown_key(key: &str, known: &str) -> Self {
        let key = shortened(&decode(key).unwrap_or_else(|| key.to_owned()));
        Self {
            kind: ProblemKind::UnknownKey,
            message: format!("`{key}` is no key: expected one of {known}"),
            key,
        }
    }

    pub(super) fn repeated_key(key: &str) -> Self {
        Self {
            kind: ProblemKind::RepeatedKey,
            message: format!("`{key}` is given more than once: the last one counts"),
            key: key.to_owned(),
        }
    }

    pub(super) fn unreadable_value(key: &str, value: &str, expected: &str, used: &str) -> Self {
        let [value, used] = [value, used].map(shortened);
        Self {
            kind: ProblemKind::UnreadableValue,
            message: format!("`{key}` is \"{value}\": expected {expected}; {used} is used"),
            key: key.to_owned(),
        }
    }

    pub(super) fn too_many() -> Self {
        Self {
            kind: ProblemKind::TooMany,
            message: "there are more problems than these".to_owned(),
            key: String::new(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "permalink: {}", self.message)
    }
}

/// The beginning of a foreign text, fit for one line.
fn shortened(text: &str) -> String {
    let mut chars = text.chars();
    let mut short: String = chars
        .by_ref()
        .take(SHOWN)
        .flat_map(char::escape_debug)
        .collect();
    if chars.next().is_some() {
        short.push('…');
    }
    short
}
