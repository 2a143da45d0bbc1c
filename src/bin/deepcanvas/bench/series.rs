//! A number measured several times.

/// Measurements of one quantity, a round each.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Series(Vec<f64>);

impl Series {
    pub(super) fn add(&mut self, measured: f64) {
        self.0.push(measured);
    }

    /// Every measurement, in the order of the rounds.
    pub(super) fn all(&self) -> &[f64] {
        &self.0
    }

    /// The middle one; not a number where there is none.
    pub(super) fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        match sorted.len() {
            0 => f64::NAN,
            len if len % 2 == 1 => sorted[middle],
            _ => f64::midpoint(sorted[middle - 1], sorted[middle]),
        }
    }

    /// The smallest and the largest one: what lies between is the machine's noise.
    pub(super) fn spread(&self) -> (f64, f64) {
        let smallest = self.0.iter().copied().fold(f64::INFINITY, f64::min);
        let largest = self.0.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        (smallest, largest)
    }

    /// How many times as large it is as another one, round by round: what slows a
    /// whole round down falls out.
    pub(super) fn over(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| a / b).collect())
    }
}

impl FromIterator<f64> for Series {
    fn from_iter<T: IntoIterator<Item = f64>>(measured: T) -> Self {
        Self(measured.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one() {
        let series: Series = [3.0, 1.0, 100.0].into_iter().collect();
        assert_eq!(series.median(), 3.0);
        assert_eq!(series.spread(), (1.0, 100.0));
        assert_eq!([1.0, 2.0].into_iter().collect::<Series>().median(), 1.5);
        assert!(Series::default().median().is_nan());
    }

    #[test]
    fn ratios_are_taken_round_by_round() {
        let one: Series = [10.0, 40.0].into_iter().collect();
        let two: Series = [5.0, 20.0].into_iter().collect();
        assert_eq!(one.over(&two).all(), [2.0, 2.0]);
    }
}
