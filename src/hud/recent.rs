//! The last values of a figure.

use std::collections::VecDeque;

/// The last so many values, the oldest first.
#[derive(Clone, Debug)]
pub struct Recent {
    values: VecDeque<f64>,
    most: usize,
}

impl Recent {
    /// None yet, and never more than `most`.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self {
            values: VecDeque::with_capacity(most),
            most,
        }
    }

    /// Adds the newest; one that is no number is left out.
    pub fn add(&mut self, value: f64) {
        if !value.is_finite() {
            return;
        }
        if self.values.len() >= self.most {
            self.values.pop_front();
        }
        self.values.push_back(value);
    }

    /// All that are remembered, the oldest first.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = f64> {
        self.values.iter().copied()
    }

    /// The mean of the newest so many, if there is one.
    #[must_use]
    pub fn mean(&self, newest: usize) -> Option<f64> {
        let count = newest.min(self.values.len());
        let sum: f64 = self.values.iter().rev().take(count).sum();
        (count > 0).then(|| sum / count as f64)
    }

    /// The middle one by size, if there is one.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        let mut sorted: Vec<f64> = self.iter().collect();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_are_remembered() {
        let mut recent = Recent::new(3);
        assert_eq!((recent.mean(2), recent.median()), (None, None));
        for value in [9.0, 1.0, f64::NAN, 5.0, 3.0] {
            recent.add(value);
        }
        assert_eq!(recent.iter().collect::<Vec<_>>(), [1.0, 5.0, 3.0]);
        assert_eq!(recent.median(), Some(3.0));
        assert_eq!(recent.mean(2), Some(4.0));
        assert_eq!(recent.mean(99), Some(3.0));
    }
}
