//! What two runs differ by, and what of that is noise.
//!
//! Noise is measured A against A, by each of the runs itself: its rounds are dealt
//! into two halves in every way that there is, and what the medians of the halves
//! differ by is noise, for all took its turn in every round. Halves have fewer rounds
//! than runs, so that this is 1.4 times what two runs of the same program would
//! differ by: a margin for what is not the same in two runs, as a browser's start.
//!
//! A number is outside of the noise where
//! - its median is further away than the halves' are but for one deal in twenty, in
//!   the noisier one of the two runs, and by more than the machine's own pace
//!   changed, where that matters; and
//! - 85 in a hundred pairs of an old round and a new one say the same: else it was a few
//!   rounds that something else disturbed.
//!
//! Of numbers that did not change, made up with nine rounds, fewer than one in a
//! hundred is outside; with five one in fifty. Of fewer than [`FEWEST`] rounds none is:
//! of quick runs of one program a third of the numbers would be.

use super::series::Series;

/// The share of the deals whose difference is taken for noise.
const USUAL: f64 = 0.95;

/// With fewer rounds there is no telling what is outside. Three have a half that is one
/// round, and four are dealt in three ways: the largest of so few differences is as soon
/// too small as not. Five are dealt in ten, by halves of two and three.
pub(super) const FEWEST: usize = 5;

/// The share of pairs that have to say the same.
const PAIRS: f64 = 0.85;

/// Up to so many rounds every deal is looked at.
const EVERY_DEAL: usize = 12;

/// Of more rounds, so many deals by chance.
const DEALS: usize = 2000;

/// What became of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Change {
    /// The old median.
    before: f64,
    /// The new one.
    after: f64,
    /// What noise alone may make of the distance between them.
    by_chance: f64,
    /// Whether there are rounds enough to tell whether it is outside.
    pub(super) is_telling: bool,
    /// Whether it is outside of the noise.
    pub(super) is_outside: bool,
}

impl Change {
    /// From the old rounds to the new ones, while the machine's pace changed by the
    /// share `drift`, 0 where that does not matter. None where one has no rounds.
    pub(super) fn between(old: &Series, new: &Series, drift: f64) -> Option<Self> {
        if old.all().is_empty() || new.all().is_empty() {
            return None;
        }
        let (before, after) = (old.median(), new.median());
        let by_chance = noise(old).max(noise(new)) + drift * before.abs();
        let is_telling = old.all().len().min(new.all().len()) >= FEWEST;
        let is_far = (after - before).abs() > by_chance && agreement(old, new) >= PAIRS;
        Some(Self {
            before,
            after,
            by_chance,
            is_telling,
            is_outside: is_telling && is_far,
        })
    }

    /// The new median over the old one, and what that may be off from one by noise alone.
    /// The first is not a number where it says nothing: one of them is less than zero, or
    /// both are zero.
    pub(super) fn ratio(&self) -> (f64, f64) {
        let Self { before, after, .. } = *self;
        let has_ratio = before >= 0.0 && after >= 0.0 && before + after > 0.0;
        let ratio = if has_ratio { after / before } else { f64::NAN };
        (ratio, self.by_chance / before.abs())
    }

    /// The new median less the old one, and what noise alone may make of that.
    pub(super) fn difference(&self) -> (f64, f64) {
        (self.after - self.before, self.by_chance)
    }
}

/// What the medians of two halves of the rounds usually differ by at most. There is
/// no telling of one round: then it is endless.
fn noise(series: &Series) -> f64 {
    let rounds = series.all();
    if rounds.len() < 2 {
        return f64::INFINITY;
    }
    let difference = |places: Vec<usize>| -> f64 {
        let (one, other) = places.split_at(places.len() / 2);
        let half = |places: &[usize]| places.iter().map(|&place| rounds[place]).collect();
        let (one, other): (Series, Series) = (half(one), half(other));
        (one.median() - other.median()).abs()
    };
    let mut differences: Vec<f64> = deals(rounds.len()).into_iter().map(difference).collect();
    differences.sort_by(f64::total_cmp);
    let rank = (USUAL * differences.len() as f64).ceil() as usize;
    differences[rank.max(1) - 1]
}

/// Ways to deal so many rounds into two halves: the places of the one half, then those
/// of the other.
fn deals(rounds: usize) -> Vec<Vec<usize>> {
    let half = rounds / 2;
    if rounds <= EVERY_DEAL {
        let masks = (0..1_u32 << rounds).filter(|mask| mask.count_ones() as usize == half);
        let deal = |mask: u32| {
            let is_in_the_other = |place: &usize| mask >> place & 1 == 0;
            let mut places: Vec<usize> = (0..rounds).collect();
            places.sort_by_key(is_in_the_other);
            places
        };
        return masks.map(deal).collect();
    }
    // The same numbers each time: a comparison does not change by being made again.
    let mut state = 1_u64;
    let mut below = |end: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % end
    };
    let mut places: Vec<usize> = (0..rounds).collect();
    let mut deal = || {
        // Each place of the one half gets any of those that are not dealt yet.
        for place in 0..half {
            places.swap(place, place + below(rounds - place));
        }
        places.clone()
    };
    (0..DEALS).map(|_| deal()).collect()
}

/// The share of the pairs of an old round and a new one that differ in the direction
/// in which most do. Equals count half.
fn agreement(old: &Series, new: &Series) -> f64 {
    let pairs = old
        .all()
        .iter()
        .flat_map(|before| new.all().iter().map(move |after| (before, after)));
    let mut more = 0.0;
    for (before, after) in pairs {
        more += match after.total_cmp(before) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        };
    }
    let share = more / (old.all().len() * new.all().len()) as f64;
    share.max(1.0 - share)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    /// Numbers that look random, the same each time.
    struct Chance(u64);

    impl Chance {
        /// From 0 to 1.
        fn next(&mut self) -> f64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005) + 1;
            (self.0 >> 11) as f64 / (1_u64 << 53) as f64
        }

        /// Rounds of something that takes `typical`, with a spread of so large a share,
        /// and now and then something else beside.
        fn rounds(&mut self, count: usize, typical: f64, spread: f64) -> Series {
            let mut round = || {
                let about = (0..4).map(|_| self.next() - 0.5).sum::<f64>();
                let beside = if self.next() > 0.95 { 0.3 } else { 0.0 };
                typical * (1.0 + spread * about + beside)
            };
            (0..count).map(|_| round()).collect()
        }
    }

    fn outside(runs: usize, mut pair: impl FnMut() -> (Series, Series)) -> usize {
        let is_outside = |(old, new): (Series, Series)| {
            Change::between(&old, &new, 0.0).is_some_and(|change| change.is_outside)
        };
        (0..runs).filter(|_| is_outside(pair())).count()
    }

    #[test]
    fn what_did_not_change_is_hardly_ever_outside_of_the_noise() {
        let mut chance = Chance(7);
        let mut same = |rounds| {
            outside(1000, || {
                let old = chance.rounds(rounds, 80.0, 0.05);
                (old, chance.rounds(rounds, 80.0, 0.05))
            })
        };
        let (of_nine, of_five) = (same(9), same(5));
        assert!(of_nine < 10, "{of_nine} in a thousand");
        assert!(of_five < 30, "{of_five} in a thousand");
    }

    #[test]
    fn of_too_few_rounds_nothing_is_outside() {
        let rounds = |count: usize, at: f64| -> Series {
            (0..count).map(|round| at + round as f64 / 100.0).collect()
        };
        for count in 1..FEWEST {
            for (old, new) in [(count, count), (count, 9), (9, count)] {
                let change = Change::between(&rounds(old, 1.0), &rounds(new, 9.0), 0.0)
                    .expect("they have rounds");
                assert!(!change.is_telling && !change.is_outside, "{old} and {new}");
            }
        }
        let change = Change::between(&rounds(FEWEST, 1.0), &rounds(FEWEST, 9.0), 0.0)
            .expect("they have rounds");
        assert!(change.is_telling && change.is_outside);
    }

    #[test]
    fn a_fifth_more_is_outside_of_it_unless_the_rounds_differ_by_as_much() {
        let mut chance = Chance(7);
        let mut slower = |spread| {
            outside(1000, || {
                let old = chance.rounds(9, 80.0, spread);
                (old, chance.rounds(9, 96.0, spread))
            })
        };
        let (calm, noisy) = (slower(0.05), slower(0.5));
        assert!(calm > 900, "{calm} in a thousand");
        assert!(noisy < 100, "{noisy} in a thousand");
    }

    #[test]
    fn what_is_compared_with_itself_is_never_outside() {
        for rounds in [&[3.0][..], &[0.0, 0.0], &[1.0, 2.0, 30.0], &[5.0; 40]] {
            let series: Series = rounds.iter().copied().collect();
            let change = Change::between(&series, &series, 0.0).expect("it has rounds");
            assert!(!change.is_outside, "{rounds:?}: {change:?}");
        }
        assert_eq!(
            Change::between(&Series::default(), &Series::default(), 0.0),
            None
        );
    }

    #[test]
    fn one_round_says_nothing_of_noise() {
        let [one, ten] = [1.0, 10.0].map(|round| Series::from_iter([round]));
        let change = Change::between(&one, &ten, 0.0).expect("they have rounds");
        assert_eq!(change.ratio().0, 10.0);
        assert!(!change.is_outside);
    }

    #[test]
    fn a_change_of_the_machines_own_pace_counts_as_noise() {
        let old: Series = [100.0, 101.0, 99.0, 100.0, 100.0].into_iter().collect();
        let new: Series = [110.0, 111.0, 109.0, 110.0, 110.0].into_iter().collect();
        let is_outside = |drift| {
            let change = Change::between(&old, &new, drift).expect("they have rounds");
            change.is_outside
        };
        assert!(is_outside(0.0));
        assert!(is_outside(0.05));
        assert!(!is_outside(0.1));
    }

    #[test]
    fn what_came_from_nothing_has_no_ratio_that_is_a_number_to_read() {
        let none: Series = [0.0; FEWEST].into_iter().collect();
        let some: Series = [2.0, 2.0, 3.0, 2.0, 2.0].into_iter().collect();
        let change = Change::between(&none, &some, 0.0).expect("they have rounds");
        assert!(
            change.ratio().0.is_infinite() && change.is_outside,
            "{change:?}"
        );
        let gone = Change::between(&some, &none, 0.0).expect("they have rounds");
        assert_eq!((gone.ratio().0, gone.is_outside), (0.0, true));
    }

    #[test]
    fn what_crosses_zero_has_a_difference_and_no_ratio() {
        let more: Series = [0.15, 0.16, 0.17].into_iter().collect();
        let less: Series = [-0.09, -0.08, -0.07].into_iter().collect();
        let change = Change::between(&more, &less, 0.0).expect("they have rounds");
        let (difference, noise) = change.difference();
        assert!((difference + 0.24).abs() < 1e-9, "{difference}");
        assert!((0.01..0.02).contains(&noise), "{noise}");
        assert!(change.ratio().0.is_nan());
    }

    #[test]
    fn of_few_rounds_every_deal_is_looked_at_once() {
        let halves: HashSet<Vec<usize>> = deals(9).into_iter().map(|deal| half_of(&deal)).collect();
        assert_eq!((deals(9).len(), halves.len()), (126, 126));
    }

    #[test]
    fn of_any_number_of_rounds_deals_are_taken_by_chance_and_are_the_same_each_time() {
        for rounds in [13, 99, 129, 400] {
            let many = deals(rounds);
            assert_eq!(many.len(), DEALS);
            for deal in &many {
                let mut places = deal.clone();
                places.sort_unstable();
                assert!(places.into_iter().eq(0..rounds), "{deal:?}");
            }
            let halves: HashSet<Vec<usize>> = many.iter().map(|deal| half_of(deal)).collect();
            assert!(halves.len() > 900, "{} of {rounds}", halves.len());
            assert!(many == deals(rounds));
        }
        let rounds: Series = (0..400).map(|round| f64::from(round % 7)).collect();
        let change = Change::between(&rounds, &rounds, 0.0).expect("it has rounds");
        assert!(!change.is_outside);
    }

    /// The places of the one half, in their order.
    fn half_of(deal: &[usize]) -> Vec<usize> {
        let mut half = deal[..deal.len() / 2].to_vec();
        half.sort_unstable();
        half
    }
}
