//! A run as a file has it: its numbers, and what was measured.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Result;
use serde::Deserialize;

use super::report::{SCHEMA, Unit};
use super::series::Series;
use crate::fault::Fault;

/// A run, as `--json` writes it.
pub(super) struct Saved {
    /// What it is called: a file's name.
    pub(super) name: String,
    /// Of which program, on what.
    pub(super) by: String,
    /// Whether a page's workers shared memory; none where it is no page's, or not told.
    pub(super) shares_memory: Option<bool>,
    /// The plain scalar loop, once a round; empty where it was not measured.
    pub(super) pace: Series,
    /// What was measured in rounds, by name; none where that is not told.
    rounds_of: Option<Vec<String>>,
    titles: Vec<String>,
    pub(super) entries: Vec<Entry>,
}

/// A number of it.
pub(super) struct Entry {
    pub(super) title: String,
    pub(super) name: String,
    pub(super) unit: Unit,
    pub(super) series: Series,
}

/// The parts of the file that are looked at.
#[derive(Deserialize)]
struct File {
    version: String,
    cores: u64,
    #[serde(default)]
    browser: Option<String>,
    #[serde(default)]
    pace: Option<Measured>,
    /// What the page bench.html says of itself.
    #[serde(default)]
    page: Option<Page>,
    #[serde(default)]
    rounds: Option<BTreeMap<String, u32>>,
    sections: Vec<Section>,
    #[serde(default)]
    grids: Vec<Grid>,
    #[serde(default)]
    verdicts: Vec<Verdicts>,
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    isolated: Option<bool>,
}

#[derive(Deserialize)]
struct Section {
    title: String,
    rows: Vec<Measured>,
}

#[derive(Deserialize)]
struct Verdicts {
    title: String,
    figures: Vec<Measured>,
}

#[derive(Deserialize)]
struct Grid {
    title: String,
    rows: Vec<GridRow>,
}

#[derive(Deserialize)]
struct GridRow {
    name: String,
    columns: Vec<Measured>,
}

#[derive(Deserialize)]
struct Measured {
    name: String,
    unit: String,
    /// One that is no number stands as `null`.
    rounds: Vec<Option<f64>>,
}

impl Saved {
    /// Reads the file that the call named by `option`.
    ///
    /// # Errors
    /// A fault where it is not there, or is no such file.
    pub(super) fn read(option: &str, path: &Path) -> Result<Self> {
        let refuse = |what: String| {
            Fault::error(format!(
                "{option} {}: {what}; expected a file that `deepcanvas bench --json FILE` or the \
                 page bench.html wrote",
                path.display()
            ))
        };
        let text = fs::read_to_string(path).map_err(|error| refuse(error.to_string()))?;
        Self::parse(&path.display().to_string(), &text).map_err(refuse)
    }

    /// Reads the text of such a file.
    ///
    /// # Errors
    /// What it is instead.
    pub(super) fn parse(name: &str, text: &str) -> Result<Self, String> {
        let value: serde_json::Value =
            serde_json::from_str(text).map_err(|error| format!("it is not JSON: {error}"))?;
        match &value["schema"] {
            serde_json::Value::Null => return Err("it has no `schema`".to_owned()),
            schema if *schema != SCHEMA => {
                return Err(format!(
                    "its `schema` is {schema}, and this program reads {SCHEMA}: measure again"
                ));
            }
            _ => {}
        }
        let file: File = serde_json::from_value(value)
            .map_err(|error| format!("it is not what was measured: {error}"))?;
        let browser = file.browser.map(|name| format!(", in {name}"));
        let shares_memory = file.page.and_then(|page| page.isolated);
        let memory = match shares_memory {
            None => "",
            Some(true) => ", with shared memory",
            Some(false) => ", without shared memory",
        };
        let by = format!(
            "deepcanvas {} on {} cores{}{memory}",
            file.version,
            file.cores,
            browser.unwrap_or_default()
        );
        let pace = file
            .pace
            .map(|pace| pace.entry("").map(|entry| entry.series));
        let pace = pace.transpose()?.unwrap_or_default();
        let rounds_of = file.rounds.map(|rounds| rounds.into_keys().collect());
        let titles = file.sections.iter();
        let titles = titles.map(|section| section.title.clone()).collect();
        let mut entries = Vec::new();
        for Section { title, rows } in file.sections {
            for row in rows {
                entries.push(row.entry(&title)?);
            }
        }
        for Grid { title, rows } in file.grids {
            for GridRow { name, columns } in rows {
                for column in columns {
                    let mut entry = column.entry(&title)?;
                    entry.name = format!("{name}, {}", entry.name);
                    entries.push(entry);
                }
            }
        }
        for Verdicts { title, figures } in file.verdicts {
            for figure in figures {
                entries.push(figure.entry(&title)?);
            }
        }
        Ok(Self {
            name: name.to_owned(),
            by,
            shares_memory,
            pace,
            rounds_of,
            titles,
            entries,
        })
    }

    /// Whether it has a section of that title.
    pub(super) fn has_title(&self, title: &str) -> bool {
        self.titles.iter().any(|known| known == title)
    }

    /// Whether it measured that in rounds, or does not tell.
    pub(super) fn has_rounds_of(&self, what: &str) -> bool {
        let rounds_of = self.rounds_of.as_ref();
        rounds_of.is_none_or(|names| names.iter().any(|name| name == what))
    }

    /// Which run it is, and what it measured, where nothing of that is asked for.
    pub(super) fn without_match(&self) -> String {
        let measured = match self.rounds_of.as_deref() {
            None | Some([]) => "nothing".to_owned(),
            Some(names) => names.join(", "),
        };
        format!(
            "{}: it measured {measured}, and nothing of what is asked for; expected a run of the \
             same parts",
            self.name
        )
    }
}

impl Measured {
    fn entry(self, title: &str) -> Result<Entry, String> {
        let Self { name, unit, rounds } = self;
        let unit = Unit::called(&unit)
            .ok_or_else(|| format!("the unit of \"{name}\" is \"{unit}\", which is unknown"))?;
        Ok(Entry {
            title: title.to_owned(),
            name,
            unit,
            series: rounds.into_iter().flatten().collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn file() -> Value {
        json!({
            "schema": SCHEMA,
            "version": "0.1.0",
            "cores": 2,
            "sections": [{ "title": "native", "rows": [
                { "name": "a frame", "unit": "ms", "rounds": [100.0] },
            ] }],
        })
    }

    #[test]
    fn what_is_no_such_file_is_refused_with_what_it_is() {
        assert!(Saved::parse("x", &file().to_string()).is_ok());
        let mut unknown = file();
        unknown["sections"][0]["rows"][0]["unit"] = json!("parsecs");
        let mut newer = file();
        newer["schema"] = json!(SCHEMA + 1);
        for (text, expected) in [
            (String::new(), "it is not JSON"),
            ("[1, 2".to_owned(), "it is not JSON"),
            ("[1, 2]".to_owned(), "it has no `schema`"),
            ("{}".to_owned(), "it has no `schema`"),
            (
                "{ \"schema\": 1 }".to_owned(),
                "it is not what was measured",
            ),
            (
                newer.to_string(),
                "its `schema` is 2, and this program reads 1",
            ),
            (
                unknown.to_string(),
                "the unit of \"a frame\" is \"parsecs\"",
            ),
        ] {
            let said = Saved::parse("x", &text).err().expect("it is refused");
            assert!(said.starts_with(expected), "{text}: {said}");
        }
    }
}
