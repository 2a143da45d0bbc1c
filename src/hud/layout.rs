//! What stands where, in a box of any size: where there is little room there are
//! fewer lines, and those that matter most.

/// A rectangle in CSS pixels from the overlay's top left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// The left edge.
    pub x: f64,
    /// The upper edge.
    pub y: f64,
    /// To the right.
    pub width: f64,
    /// Downwards.
    pub height: f64,
}

/// The place of a label, at its left end, and of its value, at its right end. Both
/// stand on the same line, which letters reach below.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// The left end.
    pub left: f64,
    /// The right end.
    pub right: f64,
    /// The line that they stand on.
    pub baseline: f64,
}

/// See the module.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The size of the letters.
    pub letters: f64,
    /// The line above all.
    pub header: Spot,
    /// Frame intervals, if there is room for them.
    pub graph: Option<Area>,
    /// Where a bar stands between a label and a value: the coordinator's, the
    /// workers'; fewer where there is no room.
    pub bars: Vec<(Spot, Area)>,
    /// Figures, those that matter most first.
    pub figures: Vec<Spot>,
}

/// How large things are.
struct Measure {
    letters: f64,
    line: f64,
    edge: f64,
    columns: usize,
    /// What labels and values leave of a bar's line.
    label: f64,
    value: f64,
}

const ROOMY: Measure = Measure {
    letters: 11.0,
    line: 15.0,
    edge: 9.0,
    columns: 2,
    label: 74.0,
    value: 36.0,
};

const NARROW: Measure = Measure {
    letters: 10.0,
    line: 13.0,
    edge: 6.0,
    columns: 1,
    label: 66.0,
    value: 32.0,
};

/// Less wide than this is narrow.
const ROOMY_WIDTH: f64 = 240.0;

/// Figures that there are.
const FIGURES: usize = 6;

/// Bars that there are.
const BARS: usize = 2;

/// Between two columns, and between the graph and what is around it.
const GAP: f64 = 16.0;
const SMALL_GAP: f64 = 4.0;

/// Lower than this, a graph says nothing.
const LEAST_GRAPH: f64 = 8.0;

/// Below the line that letters stand on, as a share of their size.
const DESCENT: f64 = 0.34;

impl Layout {
    /// For a box of so many CSS pixels.
    #[must_use]
    pub fn new(width: f64, height: f64) -> Self {
        let measure = if width < ROOMY_WIDTH { NARROW } else { ROOMY };
        let Measure {
            letters,
            line,
            edge,
            columns,
            label,
            value,
        } = measure;
        let inner = (width - 2.0 * edge).max(0.0);
        let spot = |left: f64, right: f64, top: f64| Spot {
            left,
            right,
            baseline: top + line - letters * DESCENT,
        };
        let room = height - 2.0 * edge - line - 2.0 * SMALL_GAP;
        let lines = ((room - LEAST_GRAPH) / line).floor().max(0.0) as usize;
        let bars = lines.min(BARS);
        let rows = (lines - bars).min(FIGURES.div_ceil(columns));
        let graph = room - (bars + rows) as f64 * line;
        let mut top = edge + line + SMALL_GAP;
        let graph = (graph >= LEAST_GRAPH).then(|| {
            let y = top;
            top += graph + SMALL_GAP;
            Area {
                x: edge,
                y,
                width: inner,
                height: graph,
            }
        });
        let bars = (0..bars).map(|index| {
            let y = top + index as f64 * line;
            let area = Area {
                x: edge + label,
                y: y + line - letters,
                width: (inner - label - value).max(0.0),
                height: letters - 2.0,
            };
            (spot(edge, edge + inner, y), area)
        });
        let bars: Vec<_> = bars.collect();
        top += bars.len() as f64 * line;
        let column = (inner - GAP * (columns - 1) as f64) / columns as f64;
        let figures = (0..FIGURES.min(rows * columns)).map(|index| {
            let left = edge + (index % columns) as f64 * (column + GAP);
            spot(left, left + column, top + (index / columns) as f64 * line)
        });
        Self {
            letters,
            header: spot(edge, edge + inner, edge),
            graph,
            figures: figures.collect(),
            bars,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(area: Area, width: f64, height: f64) -> bool {
        let Area {
            x,
            y,
            width: across,
            height: down,
        } = area;
        x >= 0.0 && y >= 0.0 && x + across <= width && y + down <= height
    }

    #[test]
    fn a_large_box_has_all_and_a_small_one_what_matters_most() {
        let counts = |width, height| {
            let layout = Layout::new(width, height);
            let graph = layout.graph.is_some();
            (graph, layout.bars.len(), layout.figures.len())
        };
        assert_eq!(counts(258.0, 160.0), (true, 2, 6));
        assert_eq!(counts(198.0, 115.0), (true, 2, 3));
        assert_eq!(counts(198.0, 86.0), (true, 2, 1));
        assert_eq!(counts(104.0, 43.0), (true, 0, 0));
        assert_eq!(counts(80.0, 30.0), (false, 0, 0));
        assert_eq!(counts(0.0, 0.0), (false, 0, 0));
    }

    #[test]
    fn nothing_lies_outside_or_on_something_else() {
        for width in (100..400).step_by(7) {
            for height in (50..300).step_by(3) {
                let (width, height) = (f64::from(width), f64::from(height));
                let layout = Layout::new(width, height);
                let mut below = layout.header.baseline;
                if let Some(graph) = layout.graph {
                    assert!(inside(graph, width, height), "{width} {height} {layout:?}");
                    assert!(graph.y > below, "{width} {height} {layout:?}");
                    below = graph.y + graph.height;
                }
                for (spot, bar) in &layout.bars {
                    assert!(inside(*bar, width, height), "{width} {height} {layout:?}");
                    assert!(bar.y > below, "{width} {height} {layout:?}");
                    below = spot.baseline;
                }
                for row in layout
                    .figures
                    .chunks(if width < ROOMY_WIDTH { 1 } else { 2 })
                {
                    assert!(row[0].baseline - layout.letters > below - 1.0, "{layout:?}");
                    assert!(row.is_sorted_by(|a, b| a.right < b.left));
                    below = row[0].baseline;
                }
                assert!(below < height, "{width} {height} {layout:?}");
            }
        }
    }
}
