//! The same for people.

use std::{fmt, iter};

use super::{Figure, Grid, Report, Row, Section, Series, Unit, Verdicts};

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rounds = self.rounds.iter();
        let rounds: Vec<String> = rounds
            .map(|(of, rounds)| format!("{rounds} of {of}"))
            .collect();
        writeln!(
            formatter,
            "deepcanvas {} on {} cores: medians; rounds, in which everything took its turn: {}\n\
             (the spread, from the smallest to the largest, is the machine's noise)",
            env!("CARGO_PKG_VERSION"),
            self.cores,
            rounds.join(", ")
        )?;
        let rows = self.sections.iter().flat_map(|section| &section.rows);
        let names = rows.map(|row| row.name.chars().count());
        let name_width = names.max().unwrap_or(0);
        for Section { title, rows } in &self.sections {
            writeln!(formatter, "\n{title}")?;
            for Row { name, unit, series } in rows {
                let median = unit.show(series.median());
                let line = format!(
                    "  {name:name_width$}  {median:>9} {:14}  {}",
                    unit.name(),
                    spread(*unit, series)
                );
                writeln!(formatter, "{}", line.trim_end())?;
            }
        }
        for grid in &self.grids {
            write_grid(formatter, grid)?;
        }
        for verdicts in &self.verdicts {
            write_verdicts(formatter, verdicts)?;
        }
        for note in &self.notes {
            writeln!(formatter, "\n{note}")?;
        }
        Ok(())
    }
}

/// From the smallest to the largest, where they differ.
fn spread(unit: Unit, series: &Series) -> String {
    let (smallest, largest) = series.spread();
    if smallest < largest {
        format!("{} to {}", unit.show(smallest), unit.show(largest))
    } else {
        String::new()
    }
}

/// A column for each quantity, its unit under its name.
fn write_grid(formatter: &mut fmt::Formatter<'_>, grid: &Grid) -> fmt::Result {
    writeln!(formatter, "\n{}", grid.title)?;
    let names = iter::repeat_n("", 2).chain(grid.rows.iter().map(|(name, _)| name.as_str()));
    let mut lines: Vec<String> = names.map(str::to_owned).collect();
    let name_width = widest(lines.iter().map(String::as_str));
    for line in &mut lines {
        *line = format!("{line:name_width$}");
    }
    for (index, (name, unit)) in grid.columns.iter().enumerate() {
        let cells = grid.rows.iter().map(|(_, row)| {
            let series = row.get(index).cloned().unwrap_or_default();
            let (median, spread) = (unit.show(series.median()), spread(*unit, &series));
            if spread.is_empty() {
                median
            } else {
                format!("{median} ({spread})")
            }
        });
        let heads = [(*name).to_owned(), unit.name().to_owned()];
        let cells: Vec<String> = heads.into_iter().chain(cells).collect();
        let width = widest(cells.iter().map(String::as_str)).max(7);
        for (line, cell) in lines.iter_mut().zip(cells) {
            *line = format!("{line}  {cell:>width$}");
        }
    }
    for line in lines {
        writeln!(formatter, "  {}", line.trim_end())?;
    }
    Ok(())
}

fn write_verdicts(formatter: &mut fmt::Formatter<'_>, verdicts: &Verdicts) -> fmt::Result {
    writeln!(formatter, "\n{}", verdicts.title)?;
    let figures = &verdicts.figures;
    let bounds: Vec<String> = figures.iter().map(Figure::words).collect();
    let spreads = figures.iter();
    let spreads: Vec<String> = spreads
        .map(|figure| spread(figure.unit, &figure.series))
        .collect();
    let name_width = widest(figures.iter().map(|figure| figure.name.as_str()));
    let bound_width = widest(bounds.iter().map(String::as_str));
    let spread_width = widest(spreads.iter().map(String::as_str));
    for ((figure, bound), spread) in figures.iter().zip(&bounds).zip(&spreads) {
        writeln!(
            formatter,
            "  {:name_width$}  {:>9} {:9}  {spread:spread_width$}  {bound:bound_width$}  {}",
            figure.name,
            figure.unit.show(figure.value()),
            figure.unit.name(),
            figure.verdict()
        )?;
    }
    Ok(())
}

fn widest<'a>(texts: impl Iterator<Item = &'a str>) -> usize {
    texts.map(|text| text.chars().count()).max().unwrap_or(0)
}
