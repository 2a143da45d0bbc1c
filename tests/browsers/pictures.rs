//! Pictures from the page against pictures from the host, byte for byte.

use std::io::Cursor;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use deepcanvas::picture::render;
use deepcanvas::view::{Size, View, permalink};
use png::{Decoder, Transformations};

/// A view that takes hours: inside this set no orbit escapes or repeats (the
/// Siegel disc of the golden mean). At 640 × 200 there is something to show all
/// the same: the set lies in the middle third.
pub(crate) const ENDLESS: &str =
    "formula=julia&cre=-0.390540870218399&cim=-0.586787907346969&iter=2000000000&re=-2";

/// Pixels, 4 bytes each, row by row from the top.
#[derive(Clone, PartialEq)]
pub(crate) struct Picture {
    pub(crate) size: Size,
    pub(crate) rgba: Vec<u8>,
}

impl Picture {
    /// A PNG's pixels, the file as base64 text.
    pub(crate) fn from_text(text: &str) -> Self {
        let png = STANDARD.decode(text).expect("base64 as browsers write it");
        Self::from_png(&png)
    }

    /// A PNG's pixels, however the browser stored them.
    pub(crate) fn from_png(png: &[u8]) -> Self {
        let mut decoder = Decoder::new(Cursor::new(png));
        decoder.set_transformations(Transformations::EXPAND | Transformations::ALPHA);
        let mut reader = decoder.read_info().expect("the browser wrote a PNG");
        let bytes = reader
            .output_buffer_size()
            .expect("the picture is not too large");
        let mut rgba = vec![0; bytes];
        let frame = reader.next_frame(&mut rgba).expect("the PNG is whole");
        assert_eq!(rgba.len(), frame.width as usize * frame.height as usize * 4);
        Self {
            size: Size {
                width: frame.width,
                height: frame.height,
            },
            rgba,
        }
    }

    /// The part of it at the top left.
    pub(crate) fn corner(&self, size: Size) -> Self {
        let row = |y: u32| {
            let start = (y * self.size.width) as usize * 4;
            &self.rgba[start..start + size.width as usize * 4]
        };
        Self {
            size,
            rgba: (0..size.height).flat_map(row).copied().collect(),
        }
    }

    /// What the host draws for a link.
    pub(crate) fn of_link(link: &str, size: Size) -> Self {
        Self::of_view(&view(link), size)
    }

    /// What the host draws.
    pub(crate) fn of_view(view: &View, size: Size) -> Self {
        let rgba = render(view, size, 2).expect("there is memory").rgba();
        Self { size, rgba }
    }

    /// Asserts that a page's picture is the host's picture of the link.
    #[track_caller]
    pub(crate) fn assert_is(&self, link: &str) {
        self.assert_same(&Self::of_link(link, self.size), link);
    }

    /// Asserts that all bytes are the same.
    #[track_caller]
    pub(crate) fn assert_same(&self, expected: &Self, what: &str) {
        assert_eq!(self.size, expected.size, "{what}");
        let pixels = || self.rgba.chunks(4).zip(expected.rgba.chunks(4));
        let wrong = pixels().filter(|(ours, theirs)| ours != theirs).count();
        let first = pixels()
            .enumerate()
            .find(|(_, (ours, theirs))| ours != theirs);
        if let Some((index, (ours, theirs))) = first {
            let Size { width, height } = self.size;
            let (x, y) = (index as u32 % width, index as u32 / width);
            panic!(
                "{what}: {wrong} of {width} × {height} pixels differ, \
                 the first at {x}, {y}: {ours:?}, expected {theirs:?}"
            );
        }
    }
}

/// The view of a link that says nothing wrong, as deep as it can be drawn.
pub(crate) fn view(link: &str) -> View {
    let (view, problems) = permalink::parse(link, None);
    assert!(problems.is_empty(), "{link}: {problems:?}");
    view
}
