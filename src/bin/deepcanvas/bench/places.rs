//! What is measured: views that ask different things of a kernel, and the picture
//! whose time is taken. The page `bench.html` measures the same ones: they stand in a
//! file of its own, `www/bench/places.json`.

use std::iter;
use std::sync::LazyLock;

use deepcanvas::view::{Size, View, permalink};
use serde::Deserialize;

/// A view with a name.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Place {
    /// What the table calls it.
    pub(super) name: String,
    /// Its permalink.
    pub(super) link: String,
}

/// All of them.
#[derive(Deserialize)]
pub(super) struct Places {
    /// The picture whose time is taken: filaments all over and hardly any interior,
    /// so that threads have even work, two thousand million iterations of it.
    pub(super) threads: Place,
    /// Few iterations a pixel and much interior that is known without any; an
    /// interior that is not known beforehand, and long filaments.
    kernels: Vec<Place>,
    /// Few iterations a pixel, where each message counts most, and two busy views.
    pub(super) views: Vec<Place>,
}

/// As the file has them.
pub(super) static PLACES: LazyLock<Places> = LazyLock::new(|| {
    serde_json::from_str(FILE).expect("the places are as the tests have read them")
});

const FILE: &str = include_str!("../../../../www/bench/places.json");

/// The size of that picture.
pub(super) const FRAME: Size = Size {
    width: 1920,
    height: 1080,
};

/// Where only iterations are counted, a quarter of it does.
pub(super) const SAMPLE: Size = Size {
    width: 480,
    height: 270,
};

impl Places {
    /// Where the kernels are measured.
    pub(super) fn kernels(&self) -> impl Iterator<Item = &Place> {
        self.kernels.iter().chain(iter::once(&self.threads))
    }
}

impl Place {
    pub(super) fn view(&self) -> View {
        permalink::parse(&self.link, None).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_places_are_links() {
        for place in PLACES.kernels().chain(&PLACES.views) {
            assert_eq!(permalink::parse(&place.link, None).1, [], "{}", place.name);
            assert!(!place.view().is_deep(FRAME), "{}", place.name);
        }
    }

    #[test]
    fn the_page_takes_the_time_of_the_same_picture() {
        let file: serde_json::Value = serde_json::from_str(FILE).expect("it is JSON");
        let Size { width, height } = FRAME;
        assert_eq!(
            file["frame"],
            serde_json::json!({ "width": width, "height": height })
        );
    }
}
