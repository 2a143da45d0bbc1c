//! What of the Mandelbrot set is known without iterating: its two largest pieces, and
//! discs about points of others.
//!
//! A rectangle whose border alone is known to be inside is never filled: where a filament
//! of the outside is thinner than the samples are apart, it would be lost. A disc is inside
//! by a theorem ([`Disc::of_cycle`]).
//!
//! A test that rounds says "inside" only where it is sure: each inequality is
//! tightened by more than its own rounding error, so that no point outside is
//! ever called bounded. Points that close to the border are iterated.

use super::Complex;

/// Whether `c` lies in the main cardioid or the disc of period 2, and is
/// therefore bounded.
///
/// The cardioid is `q (q + (x − ¼)) ≤ ¼ y²` with `q = (x − ¼)² + y²`, and the
/// disc `(x + 1)² + y² ≤ 1/16`: the points whose cycle of period 1 or 2
/// attracts. Of the disc and near the set, `x − ¼` and `x + 1` are exact
/// (Sterbenz's lemma) or right to half an ulp.
pub(super) fn is_surely_inside(c: Complex) -> bool {
    // Each side of the cardioid's test errs by less than 13 half-ulps of 1,
    // times q: 1.5e-15 q. The disc's by 4 half-ulps of 1/16.
    const CARDIOID_MARGIN: f64 = 4e-15;
    const DISC_MARGIN: f64 = 1e-16;
    let y2 = c.im * c.im;
    let x = c.re - 0.25;
    let q = x * x + y2;
    // The cardioid lies within 1 of its cusp; farther away q may overflow.
    if q <= 1.0 && q * (q + x + CARDIOID_MARGIN) <= 0.25 * y2 {
        return true;
    }
    let x = c.re + 1.0;
    x * x + y2 <= 0.0625 - DISC_MARGIN
}

/// A disc all of which is inside.
#[derive(Clone, Copy, Debug)]
pub(super) struct Disc {
    centre: Complex,
    radius_squared: f64,
}

/// Steps of a cycle at most, beyond which its disc is not worth them.
const LONGEST_CYCLE: u32 = 1 << 12;

/// Where the multiplier's square leaves more than this of 1, rounding is far from telling
/// whether the cycle attracts; where it leaves less, the disc is small anyway.
const ATTRACTS: f64 = 1e-2;

/// The share of a disc that is called inside, for all that rounds.
const SURE: f64 = 0.9;

/// The square of how near an orbit on a cycle comes back, as rounding has it: in `f64` it
/// may come to the very same numbers after several times the cycle's steps only.
const BACK: f64 = 1e-22;

/// Where it comes so near before, squared, the cycle may have fewer steps.
const NEARLY_BACK: f64 = 1e-16;

/// Numbers that derivatives are in.
pub(super) trait Field: Copy {
    const ZERO: Self;
    const ONE: Self;
    fn plus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
    fn over(self, divisor: Self) -> Self;
    fn negated(self) -> Self;
    /// In `f64`, as near as that comes.
    fn to_complex(self) -> Complex;
}

impl Field for Complex {
    const ZERO: Self = Self::ZERO;
    const ONE: Self = Self::new(1.0, 0.0);

    fn plus(self, other: Self) -> Self {
        self.plus(other)
    }

    fn times(self, other: Self) -> Self {
        self.times(other)
    }

    fn over(self, divisor: Self) -> Self {
        let by = divisor.norm_squared();
        self.times(Self::new(divisor.re / by, -divisor.im / by))
    }

    fn negated(self) -> Self {
        Self::new(-self.re, -self.im)
    }

    fn to_complex(self) -> Complex {
        self
    }
}

/// What so many steps `P` of `z ← z² + c` have for derivatives.
#[derive(Clone, Copy)]
pub(super) struct Jet<Z> {
    /// `∂P/∂z`: of a cycle, its multiplier.
    pub(super) dz: Z,
    /// `∂P/∂c`.
    dc: Z,
    /// `∂²P/∂z²`.
    pub(super) dzdz: Z,
    /// `∂²P/∂c∂z`.
    dcdz: Z,
}

impl<Z: Field> Jet<Z> {
    /// Of no steps.
    pub(super) const START: Self = Self {
        dz: Z::ONE,
        dc: Z::ZERO,
        dzdz: Z::ZERO,
        dcdz: Z::ZERO,
    };

    /// One more, from `z` on, where `c` is counted in such units.
    pub(super) fn step(&mut self, z: Z, unit: Z) {
        let double = |z: Z| z.plus(z);
        let Self { dz, dc, dzdz, dcdz } = *self;
        *self = Self {
            dz: double(z.times(dz)),
            dc: double(z.times(dc)).plus(unit),
            dzdz: double(dz.times(dz).plus(z.times(dzdz))),
            dcdz: double(z.times(dcdz).plus(dz.times(dc))),
        };
    }

    /// `1 − ∂P/∂z`.
    pub(super) fn room(&self) -> Z {
        Z::ONE.plus(self.dz.negated())
    }

    /// By how much the multiplier of a cycle changes with `c`, which moves the cycle.
    pub(super) fn multiplier_by_c(&self) -> Z {
        let moved = self.dzdz.times(self.dc).over(self.room());
        self.dcdz.plus(moved)
    }

    /// The radius of the disc about `c` that is inside, where it is surely so: of as many
    /// steps as the cycle has ([`Disc::of_cycle`]).
    pub(super) fn radius(&self) -> Option<f64> {
        let slope = self.multiplier_by_c().to_complex().norm_squared().sqrt();
        let room = 1.0 - self.dz.to_complex().norm_squared();
        let radius = SURE * room / (4.0 * slope);
        (room > ATTRACTS && radius.is_finite()).then_some(radius)
    }
}

impl Disc {
    /// Of which nothing is known.
    pub(super) const NONE: Self = Self {
        centre: Complex::ZERO,
        radius_squared: -1.0,
    };

    /// The disc about `c`, whose orbit came to be on a cycle at `z`; and how many steps
    /// that has. None where it is not surely one that attracts.
    ///
    /// The multiplier `λ` maps the piece of the set that `c` lies in one to one onto the
    /// unit disc (Douady and Hubbard), and so, by Koebe's quarter theorem, a disc of radius
    /// `(1 − |λ|²) / (4 |dλ/dc|)` lies within it. No filament of the outside passes through
    /// it, however thin it is.
    ///
    /// With `P` so many steps as the cycle has, `λ = ∂P/∂z` and
    ///
    /// ```text
    /// dλ/dc = ∂²P/∂c∂z + ∂²P/∂z² (∂P/∂c) / (1 − ∂P/∂z)
    /// ```
    pub(super) fn of_cycle(c: Complex, z: Complex) -> (Option<Self>, u32) {
        let mut w = z;
        let mut jet = Jet::START;
        let mut nearest = f64::INFINITY;
        for steps in 1..=LONGEST_CYCLE {
            jet.step(w, Field::ONE);
            w = w.square_plus(c);
            let apart = Complex::new(w.re - z.re, w.im - z.im).norm_squared();
            if apart > BACK {
                nearest = nearest.min(apart);
                continue;
            }
            let radius = jet.radius();
            let is_sure = nearest > NEARLY_BACK;
            let disc = radius.map(|radius| Self::new(c, radius));
            return (disc.filter(|_| is_sure), steps);
        }
        (None, LONGEST_CYCLE)
    }

    /// Of that radius about `centre`.
    pub(super) fn new(centre: Complex, radius: f64) -> Self {
        Self {
            centre,
            radius_squared: radius * radius,
        }
    }

    /// Whether a point lies in it.
    #[inline]
    pub(super) fn holds(&self, c: Complex) -> bool {
        let from_centre = Complex::new(c.re - self.centre.re, c.im - self.centre.im);
        from_centre.norm_squared() <= self.radius_squared
    }

    /// How far it reaches.
    pub(super) fn radius(&self) -> f64 {
        self.radius_squared.sqrt()
    }

    /// Whether it holds more than points closer to its centre than that.
    pub(super) fn is_wider_than(&self, distance: f64) -> bool {
        self.radius_squared > distance * distance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The disc about `c`, by the cycle that its orbit of so many steps ends in.
    fn disc(c: Complex) -> (Option<Disc>, u32) {
        let mut z = Complex::ZERO;
        for _ in 0..100_000 {
            z = z.square_plus(c);
        }
        Disc::of_cycle(c, z)
    }

    #[test]
    fn discs_lie_in_pieces_whose_border_is_known() {
        // The main cardioid at 0: λ = 1 − √(1 − 4c), so that dλ/dc = 2 there.
        let (about_zero, steps) = disc(Complex::ZERO);
        let about_zero = about_zero.expect("0 attracts");
        assert_eq!(steps, 1);
        assert!((about_zero.radius_squared.sqrt() - 0.9 / 8.0).abs() < 1e-12);
        // The disc of period 2: λ = 4 (c + 1), and c has the way 1/4 − |c + 1| to go.
        for re in [-1.0, -1.1, -0.9, -0.78] {
            let (about, steps) = disc(Complex::new(re, 0.03));
            let about = about.expect("a cycle of two attracts");
            let way = 0.25 - libm::hypot(re + 1.0, 0.03);
            assert_eq!(steps, 2);
            let radius = about.radius_squared.sqrt();
            assert!(
                radius <= way && radius > way / 8.0,
                "{re}: {radius} of {way}"
            );
            assert!(about.holds(Complex::new(re + 0.99 * radius, 0.03)));
            assert!(!about.holds(Complex::new(re, 0.03 + 1.01 * radius)));
        }
    }

    #[test]
    fn what_does_not_attract_has_no_disc() {
        // On the border of the cardioid, and of a fixed point that repels.
        assert!(
            Disc::of_cycle(Complex::new(0.25, 0.0), Complex::new(0.5, 0.0))
                .0
                .is_none()
        );
        let repelling = Complex::new(2.0, 0.0);
        assert!(
            Disc::of_cycle(Complex::new(-2.0, 0.0), repelling)
                .0
                .is_none()
        );
        // A point that is on no cycle.
        let (none, steps) = Disc::of_cycle(Complex::new(-1.0, 0.0), Complex::new(0.5, 0.0));
        assert!(none.is_none() && steps == LONGEST_CYCLE);
        assert!(!Disc::NONE.holds(Complex::ZERO));
    }

    /// The views of minibrots: what discs tell is what iterating each pixel tells.
    #[test]
    fn all_that_a_disc_holds_of_a_minibrot_is_bounded() {
        // Its nucleus, and how large it is about.
        for (re, im, size) in [
            (-1.754_877_666_246_693, 0.0, 0.019),
            (-0.156_520_166_833_755, 1.032_247_108_922_832, 0.015),
            (-1.940_799_806_529_484, 0.0, 0.0022),
        ] {
            let mut held = 0;
            for k in 0..1600 {
                let (x, y) = (f64::from(k % 40) - 20.0, f64::from(k / 40) - 20.0);
                let c = Complex::new(re + x * size / 20.0, im + y * size / 20.0);
                let mut z = Complex::ZERO;
                let bounded = (0..60_000).all(|_| {
                    z = z.square_plus(c);
                    z.norm_squared() < 100.0
                });
                let Some(disc) = bounded.then(|| Disc::of_cycle(c, z).0).flatten() else {
                    continue;
                };
                for n in 0..8 {
                    let angle = f64::from(n) * 0.785;
                    let radius = 0.999 * disc.radius_squared.sqrt();
                    let at = Complex::new(
                        c.re + radius * libm::cos(angle),
                        c.im + radius * libm::sin(angle),
                    );
                    assert!(disc.holds(at));
                    let mut z = Complex::ZERO;
                    for _ in 0..20_000 {
                        z = z.square_plus(at);
                    }
                    assert!(z.norm_squared() < 100.0, "{c:?} {at:?}");
                    held += 1;
                }
            }
            assert!(held > 500, "{held}");
        }
    }

    /// Points of the two borders: the image of the unit circle.
    fn border(angle: f64) -> [(Complex, Complex); 2] {
        let (sin, cos) = (libm::sin(angle), libm::cos(angle));
        let (sin2, cos2) = (libm::sin(2.0 * angle), libm::cos(2.0 * angle));
        // Each with its outward normal.
        [
            (
                Complex::new(cos / 2.0 - cos2 / 4.0, sin / 2.0 - sin2 / 4.0),
                Complex::new(cos - cos2, sin - sin2),
            ),
            (
                Complex::new(cos / 4.0 - 1.0, sin / 4.0),
                Complex::new(cos, sin),
            ),
        ]
    }

    #[test]
    fn points_off_the_border_are_told_apart() {
        for k in 1..1000 {
            let angle = f64::from(k) * 0.006_283;
            for (on, out) in border(angle) {
                let length = libm::sqrt(out.norm_squared());
                for distance in [1e-2, 1e-5, 1e-8, 1e-11] {
                    let step = distance / length;
                    let inner = Complex::new(on.re - step * out.re, on.im - step * out.im);
                    let outer = Complex::new(on.re + step * out.re, on.im + step * out.im);
                    // Where the two pieces touch, and at the cusp, out of one
                    // is not out of all.
                    let lonely = (0.5..3.0).contains(&angle) || (3.3..5.7).contains(&angle);
                    if lonely {
                        assert!(is_surely_inside(inner), "{inner:?} {distance:e}");
                        assert!(!is_surely_inside(outer), "{outer:?} {distance:e}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_far_and_the_absurd_are_not_inside() {
        for re in [
            1e300,
            -1e300,
            f64::INFINITY,
            f64::NAN,
            0.250_000_1,
            -1.25,
            2.0,
        ] {
            assert!(!is_surely_inside(Complex::new(re, 0.0)), "{re}");
        }
        assert!(is_surely_inside(Complex::ZERO));
        assert!(is_surely_inside(Complex::new(-1.0, 0.0)));
    }
}
