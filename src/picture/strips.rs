//! Whole pictures on the host that are larger than memory: a strip of rows after the
//! other, with the very same colours.

use super::contrast;
use super::layers::Picture;
use super::render::{Phase, RenderError, Took, anchor, complete, rgba};
use crate::fractal::Tier;
use crate::view::{Anchor, Size, View};
use std::time::Instant;

/// See the module.
pub struct Strips<'a> {
    view: &'a View,
    size: Size,
    samples: u32,
    threads: usize,
    /// Rows of a strip.
    rows: u32,
    /// The first that is to come.
    next: u32,
    anchor: Option<Anchor>,
    tier: Tier,
    limit: u32,
    took: Took,
    work: u64,
    reached: Option<u32>,
}

impl<'a> Strips<'a> {
    /// Makes ready to render `view` at `size` with that many samples a pixel, so many rows at
    /// a time; `watch` as of [`render_watched`](super::render_watched).
    ///
    /// # Errors
    /// Where a deep view's reference takes too much memory.
    pub fn begin(
        view: &'a View,
        size: Size,
        samples: u32,
        threads: usize,
        rows: u32,
        watch: &mut dyn FnMut(Phase, f64),
    ) -> Result<Self, RenderError> {
        let begun = Instant::now();
        let anchor = anchor(view, size, watch)?;
        let took = Took {
            anchor: begun.elapsed(),
            ..Took::default()
        };
        Ok(Self {
            view,
            size,
            samples,
            threads,
            rows: rows.max(1),
            next: 0,
            anchor,
            tier: view.tier(size),
            limit: view.limit(size),
            took,
            work: 0,
            reached: None,
        })
    }

    /// The colours of the next strip, 4 bytes a pixel, row by row; none after the last.
    ///
    /// # Errors
    /// Where the memory cannot be had.
    ///
    /// # Panics
    /// Where a worker panicked.
    pub fn next_rows(
        &mut self,
        watch: &mut dyn FnMut(Phase, f64),
    ) -> Result<Option<Vec<u8>>, RenderError> {
        let Size { width, height } = self.size;
        if self.next >= height {
            return Ok(None);
        }
        let (first, end) = (self.next, height.min(self.next.saturating_add(self.rows)));
        self.next = end;
        // Where more samples matter is told by the pixels around, on both sides of a strip.
        let margin = if self.samples > 1 {
            contrast::REACH as u32
        } else {
            0
        };
        let (above, below) = (first.saturating_sub(margin), height.min(end + margin));
        let done =
            |share: f64| (f64::from(first) + share * f64::from(end - first)) / f64::from(height);
        let anchor = self.anchor.clone();
        let strip = Picture::of_rows(0, self.view, self.size, above..below, anchor, None)?;
        let watch = &mut |phase, share| watch(phase, done(share));
        let picture = complete(strip, self.samples, self.threads, &mut self.took, watch)?;
        self.work += picture.work();
        let reached = picture.samples();
        self.reached = Some(self.reached.map_or(reached, |least| least.min(reached)));
        let mut rgba = rgba(&picture);
        let row = width as usize * 4;
        rgba.truncate((end - above) as usize * row);
        rgba.drain(..(first - above) as usize * row);
        Ok(Some(rgba))
    }

    /// The arithmetic that is used.
    #[must_use]
    pub fn tier(&self) -> Tier {
        self.tier
    }

    /// The iteration limit that is used.
    #[must_use]
    pub fn limit(&self) -> u32 {
        self.limit
    }

    /// How long each phase took so far, of all strips.
    #[must_use]
    pub fn took(&self) -> Took {
        self.took
    }

    /// Iterations done so far.
    #[must_use]
    pub fn work(&self) -> u64 {
        self.work
    }

    /// Samples that every pixel has so far, see [`Picture::samples`].
    #[must_use]
    pub fn samples_reached(&self) -> u32 {
        self.reached.unwrap_or(1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::render_refined;
    use super::*;
    use crate::view::testing::view;

    #[test]
    fn strips_are_the_rows_of_the_picture() {
        let size = Size {
            width: 131,
            height: 97,
        };
        for (link, samples) in [
            ("re=-0.7453&im=0.1127&zoom=300&rot=20", 1),
            ("re=-0.7453&im=0.1127&zoom=300", 5),
            ("re=-0.7453&im=0.1127&zoom=300&mode=slopes", 3),
            ("re=0&im=1&zoom=1e40&iter=900&mode=distance", 2),
        ] {
            let view = view(link);
            let whole = render_refined(&view, size, samples, 2).expect("it is small");
            for rows in [1, 30, 64, 97, u32::MAX] {
                let mut strips = Strips::begin(&view, size, samples, 2, rows, &mut |_, _| ())
                    .expect("it is small");
                let mut rgba = Vec::new();
                while let Some(more) = strips.next_rows(&mut |_, _| ()).expect("it is small") {
                    rgba.extend(more);
                }
                assert!(rgba == whole.rgba(), "{link}: {rows} rows a strip");
                assert_eq!(strips.tier(), whole.tier());
                assert_eq!(strips.limit(), whole.limit());
                assert_eq!(strips.samples_reached(), whole.samples_reached());
            }
        }
    }
}
