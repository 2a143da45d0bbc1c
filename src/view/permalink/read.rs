//! Reading a link.

use super::super::View;
use super::super::formula::FormulaName;
use super::keys::Key;
use super::percent::decode;
use super::problem::Problem;
use super::{values, write};

/// Problems that are told; a hostile link may have any number.
const MOST_PROBLEMS: usize = 24;

/// The view that a link names, and what in it could not be read.
///
/// Without `base` the keys left out take their defaults; with it they keep its
/// values. Without a readable `re`, `im` or `zoom` (and with a `base` that is
/// home, or none) the view is the formula's home. A text in front of a `#`, as
/// in an address that was pasted whole, is skipped.
///
/// Every text gives a view; the work is linear in its length.
#[must_use]
pub fn parse(text: &str, base: Option<&View>) -> (View, Vec<Problem>) {
    let link = text.rsplit_once('#').map_or(text, |(_, fragment)| fragment);
    let mut problems = Problems::default();
    let mut values: [Option<String>; Key::ALL.len()] = Default::default();
    // Each with what was expected. What is used instead is known once the view is.
    let mut unreadable: Vec<(Key, &str, String)> = Vec::new();
    for piece in link.split('&').filter(|piece| !piece.is_empty()) {
        let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
        let Some(key) = decode(name).and_then(|name| Key::from_name(&name)) else {
            problems.add(|| Problem::unknown_key(name, &Key::ALL.map(Key::name).join(", ")));
            continue;
        };
        let Some(value) = decode(value) else {
            let expected = "each % followed by two hexadecimal digits".to_owned();
            unreadable.push((key, value, expected));
            unreadable.truncate(MOST_PROBLEMS + 1); // As many as can be told.
            continue;
        };
        if values[key as usize].replace(value).is_some() {
            problems.add(|| Problem::repeated_key(key.name()));
        }
    }

    let mut view = base
        .cloned()
        .unwrap_or_else(|| View::home(FormulaName::default()));
    for (key, value) in Key::ALL.into_iter().zip(&values) {
        let Some(value) = value else { continue };
        match values::apply(&mut view, key, value) {
            Ok(()) => view.home &= !key.is_place(),
            Err(expected) => unreadable.push((key, value, expected)),
        }
    }
    if view.home {
        view = view.at_home_of(view.formula, view.constant.clone());
    }
    for (key, came, expected) in unreadable {
        problems.add(|| {
            let used = if view.home && key.is_place() {
                "that of the home view".to_owned()
            } else {
                write::value(&view, key)
            };
            Problem::unreadable_value(key.name(), came, &expected, &used)
        });
    }
    (view, problems.0)
}

#[derive(Default)]
struct Problems(Vec<Problem>);

impl Problems {
    fn add(&mut self, problem: impl FnOnce() -> Problem) {
        match self.0.len() {
            0..MOST_PROBLEMS => self.0.push(problem()),
            MOST_PROBLEMS => self.0.push(Problem::too_many()),
            _ => {}
        }
    }
}
