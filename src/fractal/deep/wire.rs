//! A reference as plain numbers, to be copied into memory that is not shared.

use super::extended::Extended;
use crate::fractal::Complex;
use std::slice::Iter;

/// What can be written as numbers and read again.
pub(super) trait Wire: Sized {
    /// Adds its numbers.
    fn write(&self, to: &mut Vec<f64>);

    /// Takes them again; none where they are not such.
    fn read(from: &mut Numbers) -> Option<Self>;
}

/// Numbers that are left to be read.
pub(super) struct Numbers<'a>(Iter<'a, f64>);

impl<'a> Numbers<'a> {
    pub(super) fn new(numbers: &'a [f64]) -> Self {
        Self(numbers.iter())
    }

    pub(super) fn next(&mut self) -> Option<f64> {
        self.0.next().copied()
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn write(&self, to: &mut Vec<f64>) {
        to.push(self.len() as f64);
        for item in self {
            item.write(to);
        }
    }

    fn read(from: &mut Numbers) -> Option<Self> {
        let len = from.next()?;
        // Each has one number at least: no more memory is taken than there is to read.
        if !(0.0..=from.0.len() as f64).contains(&len) {
            return None;
        }
        let mut items = Self::with_capacity(len as usize);
        for _ in 0..len as usize {
            items.push(T::read(from)?);
        }
        Some(items)
    }
}

impl<T: Wire> Wire for Option<T> {
    fn write(&self, to: &mut Vec<f64>) {
        to.push(f64::from(u8::from(self.is_some())));
        if let Some(item) = self {
            item.write(to);
        }
    }

    fn read(from: &mut Numbers) -> Option<Self> {
        if from.next()? == 0.0 {
            return Some(None);
        }
        T::read(from).map(Some)
    }
}

impl Wire for Complex {
    fn write(&self, to: &mut Vec<f64>) {
        to.extend([self.re, self.im]);
    }

    fn read(from: &mut Numbers) -> Option<Self> {
        Some(Self::new(from.next()?, from.next()?))
    }
}

impl Wire for Extended {
    fn write(&self, to: &mut Vec<f64>) {
        let (mantissa, exponent) = self.to_parts();
        mantissa.write(to);
        to.push(f64::from(exponent));
    }

    fn read(from: &mut Numbers) -> Option<Self> {
        Some(Self::new(Complex::read(from)?, from.next()? as i32))
    }
}

/// A key.
impl Wire for i32 {
    fn write(&self, to: &mut Vec<f64>) {
        to.push(f64::from(*self));
    }

    fn read(from: &mut Numbers) -> Option<Self> {
        Some(from.next()? as Self)
    }
}

/// The index of something.
impl Wire for (u32, Extended) {
    fn write(&self, to: &mut Vec<f64>) {
        to.push(f64::from(self.0));
        self.1.write(to);
    }

    fn read(from: &mut Numbers) -> Option<Self> {
        Some((from.next()? as u32, Extended::read(from)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there_and_back<T: Wire>(value: &T) -> Option<T> {
        let mut numbers = Vec::new();
        value.write(&mut numbers);
        let mut left = Numbers::new(&numbers);
        let read = T::read(&mut left)?;
        left.next().is_none().then_some(read)
    }

    #[test]
    fn what_was_written_is_read_again() {
        let far = Extended::new(Complex::new(-1.5e300, 3.0e-8), -30_000);
        for value in [far, Extended::ZERO, Extended::ONE] {
            assert_eq!(there_and_back(&value), Some(value));
            assert_eq!(there_and_back(&Some(value)), Some(Some(value)));
        }
        let list = vec![(7, far), (u32::MAX, Extended::ZERO)];
        assert_eq!(there_and_back(&list), Some(list));
        assert_eq!(there_and_back(&None::<Complex>), Some(None));
    }

    #[test]
    fn what_is_cut_short_or_no_list_is_none() {
        let mut numbers = Vec::new();
        vec![Complex::ZERO; 3].write(&mut numbers);
        for len in 0..numbers.len() {
            assert!(Vec::<Complex>::read(&mut Numbers::new(&numbers[..len])).is_none());
        }
        for len in [-1.0, 1e300, f64::NAN] {
            assert!(Vec::<Complex>::read(&mut Numbers::new(&[len, 0.0])).is_none());
        }
    }
}
