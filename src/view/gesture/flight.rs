//! A flight to a view: along a [path](super::super::path), eased in time.

use super::super::View;
use super::super::formula::FormulaName;
use super::super::path::{Path, Place};
use super::super::size::Size;
use super::super::zoom::Zoom;

/// How long a flight takes that was given no duration: this,
const SHORTEST_MS: f64 = 1200.0;
/// and so long for each unit of the path's length, a zoom by 4.1: over long ones
/// 3 to 5 doublings a second, half as fast again in the middle,
const MS_A_LENGTH: f64 = 400.0;
/// up to this, which a path over 1e44 of magnification reaches.
const LONGEST_MS: f64 = 30_000.0;

/// The longest that may be asked for.
const MOST_MS: f64 = 600_000.0;

/// How a flight ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlightEnd {
    /// The view is its target.
    Arrived,
    /// Something else moved the view, or it was stopped.
    Interrupted,
}

/// A flight under way.
#[derive(Clone, Debug)]
pub(super) struct Flight {
    from: View,
    to: View,
    path: Path,
    elapsed_ms: f64,
    duration_ms: f64,
}

impl Flight {
    /// A flight; none where there is no way between the two, or no time.
    pub(super) fn new(
        from: &View,
        to: &View,
        duration_ms: Option<f64>,
        size: Size,
    ) -> Option<Self> {
        let other_set = from.formula != to.formula
            || to.formula == FormulaName::Julia && from.constant != to.constant;
        if other_set {
            return None;
        }
        let path = Path::between(from, to, size);
        let length = path.length();
        if length <= 1e-6 && path.turn() == 0.0 {
            return None;
        }
        let duration_ms = match duration_ms {
            Some(asked) if !asked.is_nan() => asked.min(MOST_MS),
            _ => (SHORTEST_MS + MS_A_LENGTH * length).min(LONGEST_MS),
        };
        (duration_ms > 0.0).then(|| Self {
            from: from.clone(),
            to: to.clone(),
            path,
            elapsed_ms: 0.0,
            duration_ms,
        })
    }

    /// Goes on for so many milliseconds; whether it is there.
    pub(super) fn advance(&mut self, elapsed: f64, view: &mut View, size: Size) -> bool {
        self.elapsed_ms += elapsed;
        if self.elapsed_ms >= self.duration_ms {
            self.finish(view);
            return true;
        }
        if self.path.size() != size {
            self.path = Path::between(&self.from, &self.to, size);
        }
        *view = self.view_at(self.path.at(self.progress()));
        false
    }

    /// Goes to the end at once.
    pub(super) fn finish(&self, view: &mut View) {
        view.clone_from(&self.to);
    }

    /// The view on the rest of the way that is magnified `zoom`.
    pub(super) fn forecast(&self, zoom: Zoom) -> Option<View> {
        let (progress, place) = self.path.next_at(zoom, self.progress())?;
        if progress >= 1.0 && self.to.fitted(self.path.size()).zoom == zoom {
            return Some(self.to.clone());
        }
        Some(self.view_at(place))
    }

    /// The share of the path that is behind: smoothstep of that of the time.
    fn progress(&self) -> f64 {
        let time = (self.elapsed_ms / self.duration_ms).clamp(0.0, 1.0);
        time * time * (3.0 - 2.0 * time)
    }

    /// A place in the target's colours and with its limit, so that nothing but
    /// the place changes to the end.
    fn view_at(&self, place: Place) -> View {
        View {
            centre: place.centre,
            zoom: place.zoom,
            rotation_degrees: place.rotation_degrees,
            home: false,
            ..self.to.clone()
        }
    }
}
