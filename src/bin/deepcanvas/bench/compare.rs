//! A run against an earlier one: what changed.

use std::collections::HashMap;
use std::fmt;

use anyhow::Result;

use super::noise::{Change, FEWEST};
use super::report::Unit;
use super::saved::{Entry, Saved};
use crate::fault::Fault;

/// What became of the numbers of a run.
pub(super) struct Comparison<'a> {
    old: &'a Saved,
    new: &'a Saved,
    /// How the machine's own pace changed; not a number where that is unknown.
    pace: f64,
    changes: Vec<(&'a Entry, &'a Entry, Change)>,
}

impl<'a> Comparison<'a> {
    /// Sets what was measured in both beside each other.
    ///
    /// # Errors
    /// A fault where nothing was.
    pub(super) fn of(old: &'a Saved, new: &'a Saved) -> Result<Self> {
        let pace = new.pace.median() / old.pace.median();
        let known = old
            .entries
            .iter()
            .map(|entry| ((&*entry.title, &*entry.name), entry));
        let known: HashMap<_, _> = known.collect();
        let change = |now: &'a Entry| {
            let before = *known.get(&(&*now.title, &*now.name))?;
            let change = Change::between(&before.series, &now.series, now.unit.drift(pace))?;
            (before.unit == now.unit).then_some((before, now, change))
        };
        let changes: Vec<_> = new.entries.iter().filter_map(change).collect();
        if changes.is_empty() {
            return Err(Fault::error(format!(
                "{} has nothing that was measured in {} too: expected runs of the same parts, on \
                 as many cores",
                old.name, new.name
            )));
        }
        Ok(Self {
            old,
            new,
            pace,
            changes,
        })
    }

    /// How many numbers are outside of the noise.
    fn outside(&self) -> usize {
        let changes = self.changes.iter();
        changes.filter(|(.., change)| change.is_outside).count()
    }
}

impl fmt::Display for Comparison<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { old, new, .. } = self;
        writeln!(
            formatter,
            "{} ({})\nover {} ({}): medians and their ratios, of shares their differences in \
             points, ± what noise alone may make of either",
            new.name, new.by, old.name, old.by
        )?;
        if self.pace.is_finite() {
            writeln!(
                formatter,
                "(the machine's plain scalar loop ran {:.3} times as fast: of rates and times, \
                 that much counts as noise, and nothing is scaled)",
                self.pace
            )?;
        } else {
            writeln!(
                formatter,
                "(one of them does not tell the machine's pace, which may have changed)"
            )?;
        }
        let memories = old.shares_memory.zip(new.shares_memory);
        if memories.is_some_and(|(old, new)| old != new) {
            writeln!(
                formatter,
                "(one of them shared memory and the other did not: what is marked may be that alone)"
            )?;
        }
        let names = self.changes.iter().map(|(_, now, _)| now.name.chars());
        let width = names.map(Iterator::count).max().unwrap_or(0);
        let mut title = "";
        for (before, now, change) in &self.changes {
            if now.title != title {
                title = &now.title;
                writeln!(formatter, "\n{title}")?;
            }
            let line = format!(
                "  {:width$}  {:>9} to {:>9} {:14}  {}  {}",
                now.name,
                now.unit.show(before.series.median()),
                now.unit.show(now.series.median()),
                now.unit.name(),
                moved(now.unit, change),
                mark(now.unit, before, now, change),
            );
            writeln!(formatter, "{}", line.trim_end())?;
        }
        writeln!(
            formatter,
            "\n{} of {} numbers are outside of the noise",
            self.outside(),
            self.changes.len()
        )?;
        let untold = self
            .changes
            .iter()
            .filter(|(.., change)| !change.is_telling);
        let untold = untold.count();
        if untold > 0 {
            writeln!(
                formatter,
                "{untold} of them have fewer than {FEWEST} rounds in one of the runs, too few to \
                 tell change from noise, and none of these is marked (`--rounds {FEWEST}`, or more)"
            )?;
        }
        let only = |one: &Saved| one.entries.len() - self.changes.len();
        if only(old) + only(new) > 0 {
            writeln!(
                formatter,
                "left out, for they were not measured in both: {} of {}, {} of {}",
                only(old),
                old.name,
                only(new),
                new.name
            )?;
        }
        Ok(())
    }
}

/// How far a number moved, and what noise may make of that.
fn moved(unit: Unit, change: &Change) -> String {
    // Of a share that is next to nothing, or less than that, a ratio says nothing.
    let (moved, noise) = if unit == Unit::Percent {
        let (difference, noise) = change.difference();
        let moved = format!("{:+.2}", difference * 100.0);
        (
            moved,
            finite(noise, |noise| format!("{:.2}", noise * 100.0)),
        )
    } else {
        let (ratio, noise) = change.ratio();
        let moved = finite(ratio, |ratio| format!("{ratio:.3}"));
        let moved = moved.unwrap_or_else(|| "-".to_owned());
        (moved, finite(noise, |noise| format!("{noise:.3}")))
    };
    let noise = noise.unwrap_or_else(|| "?".to_owned());
    format!("{moved:>6} {:7}", format!("±{noise}"))
}

fn finite(number: f64, show: impl FnOnce(f64) -> String) -> Option<String> {
    number.is_finite().then(|| show(number))
}

/// What is outside of the noise, in a word.
fn mark(unit: Unit, before: &Entry, now: &Entry, change: &Change) -> &'static str {
    if !change.is_outside {
        return "";
    }
    let grew = now.series.median() > before.series.median();
    match (unit, grew) {
        (Unit::Rate, true) | (Unit::Milliseconds, false) => "FASTER",
        (Unit::Rate, false) | (Unit::Milliseconds, true) => "SLOWER",
        (_, true) => "MORE",
        (_, false) => "LESS",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::report::SCHEMA;
    use super::*;

    fn file(frame: &[f64], pace: f64) -> Value {
        json!({
            "schema": SCHEMA,
            "version": "0.1.0",
            "cores": 2,
            "pace": { "name": "plain scalar loop", "unit": "iterations/s", "rounds": [pace] },
            "sections": [{ "title": "native", "rows": [
                { "name": "a frame", "unit": "ms", "rounds": frame },
                { "name": "kernel", "unit": "iterations/s", "rounds": [2e9, 2.1e9, 2e9, 2.1e9, 2.1e9] },
            ] }],
            "grids": [{ "title": "sessions", "rows": [{ "name": "zoomIn", "columns": [
                { "name": "missed", "unit": "share", "rounds": [0.5, null, 0.5, 0.5, 0.5, 0.5] },
            ] }] }],
            "verdicts": [{ "title": "motion", "figures": [
                { "name": "latency", "unit": "intervals", "rounds": [], "value": null },
            ] }],
        })
    }

    fn saved(name: &str, file: &Value) -> Saved {
        Saved::parse(name, &file.to_string()).expect(name)
    }

    const OLD: [f64; 5] = [100.0, 101.0, 99.0, 100.0, 100.0];
    const SLOWER: [f64; 5] = [120.0, 121.0, 119.0, 120.0, 120.0];
    /// By as much as a machine that runs 0.8 times as fast makes it.
    const BY_A_QUARTER: [f64; 5] = [125.0, 126.0, 124.0, 125.0, 125.0];

    fn compared(new: &[f64], pace: f64) -> String {
        let (old, new) = (
            saved("old.json", &file(&OLD, 4e8)),
            saved("new.json", &file(new, pace)),
        );
        Comparison::of(&old, &new)
            .expect("they have much in common")
            .to_string()
    }

    #[test]
    fn a_person_reads_ratios_and_what_is_outside_of_the_noise() {
        assert_eq!(
            compared(&SLOWER, 4.04e8).lines().collect::<Vec<_>>(),
            [
                "new.json (deepcanvas 0.1.0 on 2 cores)",
                "over old.json (deepcanvas 0.1.0 on 2 cores): medians and their ratios, of shares \
                 their differences in points, ± what noise alone may make of either",
                "(the machine's plain scalar loop ran 1.010 times as fast: of rates and times, \
                 that much counts as noise, and nothing is scaled)",
                "",
                "native",
                "  a frame             100.0 to     120.0 ms               1.200 ±0.015   SLOWER",
                "  kernel              2.100 to     2.100 G iterations/s   1.000 ±0.058",
                "",
                "sessions",
                "  zoomIn, missed      50.00 to     50.00 %                +0.00 ±0.00",
                "",
                "1 of 3 numbers are outside of the noise",
                "left out, for they were not measured in both: 1 of old.json, 1 of new.json",
            ]
        );
    }

    #[test]
    fn shares_are_compared_by_their_difference_in_points() {
        let share = |missed: [f64; 5]| {
            let mut file = file(&OLD, 4e8);
            file["grids"][0]["rows"][0]["columns"][0]["rounds"] = json!(missed);
            file
        };
        let (old, new) = (
            saved("old", &share([0.1581, 0.1581, 0.1681, 0.1581, 0.1581])),
            saved("new", &share([-0.0931; 5])),
        );
        let text = Comparison::of(&old, &new).expect("much").to_string();
        let expected = "15.81 to     -9.31 %               -25.12 ±0.50    LESS\n";
        assert!(text.contains(expected), "{text}");
    }

    #[test]
    fn what_a_slower_machine_explains_is_not_marked() {
        let text = compared(&BY_A_QUARTER, 0.8 * 4e8);
        assert!(text.contains("\n0 of 3 numbers"), "{text}");
    }

    #[test]
    fn a_file_compared_with_itself_marks_nothing() {
        let text = compared(&OLD, 4e8);
        assert!(text.contains("\n0 of 3 numbers"), "{text}");
        assert!(!text.contains("ER\n"), "{text}");
    }

    #[test]
    fn of_too_few_rounds_nothing_is_marked_and_that_is_said() {
        let (old, new) = (
            saved("old", &file(&OLD[..3], 4e8)),
            saved("new", &file(&[900.0; 3], 4e8)),
        );
        let text = Comparison::of(&old, &new).expect("much").to_string();
        assert!(text.contains("\n0 of 3 numbers"), "{text}");
        assert!(
            text.contains("\n1 of them have fewer than 5 rounds"),
            "{text}"
        );
        assert!(!compared(&OLD, 4e8).contains("fewer than"));
    }

    #[test]
    fn a_pace_that_is_not_told_is_said() {
        let mut plain = file(&OLD, 4e8);
        plain["pace"].take();
        let (old, new) = (saved("old", &plain), saved("new", &file(&OLD, 4e8)));
        let text = Comparison::of(&old, &new).expect("much").to_string();
        assert!(text.contains("does not tell the machine's pace"), "{text}");
    }

    #[test]
    fn pages_with_shared_memory_and_without_are_told_apart() {
        let page = |isolated: bool| {
            let mut file = file(&OLD, 4e8);
            file["browser"] = json!("Firefox 153");
            file["page"] = json!({ "width": 1920, "isolated": isolated });
            saved("page.json", &file)
        };
        let (with, without) = (page(true), page(false));
        let text = Comparison::of(&with, &without).expect("much").to_string();
        assert!(
            text.contains("in Firefox 153, with shared memory)"),
            "{text}"
        );
        assert!(
            text.contains("in Firefox 153, without shared memory)"),
            "{text}"
        );
        assert!(text.contains("\n(one of them shared memory"), "{text}");
        let text = Comparison::of(&without, &without).expect("all").to_string();
        assert!(!text.contains("one of them shared memory"), "{text}");
    }

    #[test]
    fn runs_with_nothing_in_common_are_refused() {
        let mut other = file(&OLD, 4e8);
        other["sections"][0]["title"] = json!("elsewhere");
        other["grids"] = json!([]);
        let (old, new) = (saved("old", &other), saved("new", &file(&OLD, 4e8)));
        let error = Comparison::of(&old, &new).err().expect("it is refused");
        assert!(error.is::<Fault>());
        let said = error.to_string();
        assert!(said.starts_with("old has nothing that was measured in new too"));
    }
}
