//! A reference as plain numbers, to be copied into memory that is not shared: chunk by
//! chunk, for it may be as large as all the rest of a memory.

use super::extended::Extended;
use crate::fractal::Complex;
use std::vec::IntoIter;

/// Numbers of a chunk at most.
pub(super) const CHUNK: usize = 1 << 14;

/// What can be written as numbers and read again.
pub(super) trait Wire: Sized {
    /// Adds its numbers.
    fn write(&self, to: &mut Writer);

    /// Takes them again; none where they are not such, or there is no memory.
    fn read(from: &mut Numbers) -> Option<Self>;
}

/// Numbers that are written.
pub(super) struct Writer<'a> {
    chunk: Vec<f64>,
    put: &'a mut dyn FnMut(&[f64]),
}

impl<'a> Writer<'a> {
    /// Of which `put` gets each chunk.
    pub(super) fn new(put: &'a mut dyn FnMut(&[f64])) -> Self {
        let chunk = Vec::with_capacity(CHUNK);
        Self { chunk, put }
    }

    pub(super) fn push(&mut self, number: f64) {
        self.chunk.push(number);
        if self.chunk.len() == CHUNK {
            self.flush();
        }
    }

    fn flush(&mut self) {
        (self.put)(&self.chunk);
        self.chunk.clear();
    }

    /// There are no more.
    pub(super) fn finish(mut self) {
        self.flush();
    }
}

/// Numbers that are left to be read.
pub(super) struct Numbers<'a> {
    chunk: IntoIter<f64>,
    take: &'a mut dyn FnMut() -> Option<Vec<f64>>,
}

impl<'a> Numbers<'a> {
    /// Of which `take` gives each chunk.
    pub(super) fn new(take: &'a mut dyn FnMut() -> Option<Vec<f64>>) -> Self {
        let chunk = Vec::new().into_iter();
        Self { chunk, take }
    }

    pub(super) fn next(&mut self) -> Option<f64> {
        loop {
            if let Some(number) = self.chunk.next() {
                return Some(number);
            }
            self.chunk = (self.take)()?.into_iter();
        }
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn write(&self, to: &mut Writer) {
        to.push(self.len() as f64);
        for item in self {
            item.write(to);
        }
    }

    fn read(from: &mut Numbers) -> Option<Self> {
        let len = from.next()? as usize;
        let mut items = Self::new();
        items.try_reserve_exact(len).ok()?;
        for _ in 0..len {
            items.push(T::read(from)?);
        }
        Some(items)
    }
}

impl<T: Wire> Wire for Option<T> {
    fn write(&self, to: &mut Writer) {
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
    fn write(&self, to: &mut Writer) {
        to.push(self.re);
        to.push(self.im);
    }

    fn read(from: &mut Numbers) -> Option<Self> {
        Some(Self::new(from.next()?, from.next()?))
    }
}

impl Wire for Extended {
    fn write(&self, to: &mut Writer) {
        let (mantissa, exponent) = self.to_parts();
        mantissa.write(to);
        to.push(f64::from(exponent));
    }

    fn read(from: &mut Numbers) -> Option<Self> {
        let (mantissa, exponent) = (Complex::read(from)?, from.next()? as i32);
        let is_sane = exponent.unsigned_abs() < 1 << 30;
        is_sane.then(|| Self::new(mantissa, exponent))
    }
}

/// A key.
impl Wire for i32 {
    fn write(&self, to: &mut Writer) {
        to.push(f64::from(*self));
    }

    fn read(from: &mut Numbers) -> Option<Self> {
        Some(from.next()? as Self)
    }
}

/// The index of something.
impl Wire for (u32, Extended) {
    fn write(&self, to: &mut Writer) {
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

    fn written<T: Wire>(value: &T) -> Vec<f64> {
        let mut numbers = Vec::new();
        let mut put = |chunk: &[f64]| numbers.extend(chunk);
        let mut writer = Writer::new(&mut put);
        value.write(&mut writer);
        writer.finish();
        numbers
    }

    /// Reads from numbers that come in chunks of so many.
    fn read<T: Wire>(numbers: &[f64], chunk: usize) -> Option<T> {
        let mut chunks = numbers.chunks(chunk).map(<[f64]>::to_vec);
        let mut take = || chunks.next();
        let mut left = Numbers::new(&mut take);
        let read = T::read(&mut left)?;
        left.next().is_none().then_some(read)
    }

    fn there_and_back<T: Wire>(value: &T) -> Option<T> {
        read(&written(value), 3)
    }

    #[test]
    fn many_numbers_come_in_chunks() {
        let list: Vec<i32> = (0..CHUNK as i32 * 2 + 5).collect();
        let mut lengths = Vec::new();
        let mut put = |chunk: &[f64]| lengths.push(chunk.len());
        let mut writer = Writer::new(&mut put);
        list.write(&mut writer);
        writer.finish();
        assert_eq!(lengths, [CHUNK, CHUNK, 6]);
        assert_eq!(there_and_back(&list), Some(list));
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
        let numbers = written(&vec![Complex::ZERO; 3]);
        for len in 0..numbers.len() {
            assert!(read::<Vec<Complex>>(&numbers[..len], 2).is_none());
        }
        assert!(read::<Vec<Complex>>(&[1e300, 0.0], 2).is_none());
    }
}
