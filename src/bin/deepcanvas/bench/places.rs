//! What is measured: three views that ask different things of a kernel, and the
//! picture whose time is taken.

use deepcanvas::view::{Size, View, permalink};

/// A view with a name.
pub(super) struct Place {
    /// What the table calls it.
    pub(super) name: &'static str,
    /// Its permalink.
    pub(super) link: &'static str,
}

/// The picture whose time is taken: filaments all over and hardly any interior,
/// so that threads have even work, two thousand million iterations of it.
pub(super) const SEAHORSE: Place = Place {
    name: "seahorse valley",
    link: "re=-0.74095&im=0.12003&zoom=7500",
};

/// Few iterations a pixel; much interior that is known without any; long
/// filaments; an interior that is not known beforehand.
pub(super) const PLACES: [Place; 3] = [
    Place {
        name: "home",
        link: "",
    },
    SEAHORSE,
    Place {
        name: "minibrot",
        link: "re=-1.7548776662466927&im=0&zoom=60",
    },
];

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

impl Place {
    pub(super) fn view(&self) -> View {
        permalink::parse(self.link, None).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_places_are_links() {
        for place in PLACES {
            assert_eq!(permalink::parse(place.link, None).1, [], "{}", place.name);
            assert!(!place.view().clamped_to_direct(FRAME).1, "{}", place.name);
        }
    }
}
