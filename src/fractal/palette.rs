//! The palettes: named cycles of colour, each a handful of colours in sRGB.

use super::cycle::Design;

/// A palette, by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PaletteName {
    /// Midnight blue, sky, ivory, amber, umber.
    #[default]
    Dawn,
    /// Embers: black, red, orange, pale yellow.
    Ember,
    /// Deep sea to foam, and back through green.
    Lagoon,
    /// Northern lights: night, teal, green, violet.
    Aurora,
    /// Plum, magenta, coral, peach.
    Orchid,
    /// Pine, moss, straw, rust.
    Forest,
    /// Night blue and ice white.
    Glacier,
    /// Every hue in turn, lightest at yellow.
    Prism,
    /// Safe for colour-blind eyes: violet through teal to yellow, ever lighter.
    Meadow,
    /// Safe for colour-blind eyes: blue through grey to yellow, ever lighter.
    Dune,
    /// Black to white; safe for colour-blind eyes and paper.
    Grey,
}

impl PaletteName {
    /// Every palette, in the order to offer them.
    pub const ALL: [Self; 11] = [
        Self::Dawn,
        Self::Lagoon,
        Self::Ember,
        Self::Aurora,
        Self::Orchid,
        Self::Forest,
        Self::Glacier,
        Self::Prism,
        Self::Meadow,
        Self::Dune,
        Self::Grey,
    ];

    /// The name in links: one lower-case word.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.design().name
    }

    /// The palette of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|palette| palette.name() == name)
    }

    /// Whether its colours differ in lightness alone as far as it matters, so
    /// that eyes that confuse hues can tell them apart.
    #[must_use]
    pub fn is_colour_blind_safe(self) -> bool {
        matches!(self, Self::Meadow | Self::Dune | Self::Grey)
    }

    /// `count` colours of one cycle, evenly spaced: red, green and blue in sRGB.
    #[must_use]
    pub fn swatch(self, count: usize) -> Vec<[u8; 3]> {
        let cycle = self.design().cycle();
        (0..count)
            .map(|step| cycle[step * cycle.len() / count])
            .collect()
    }

    /// How it is made.
    pub(super) fn design(self) -> Design {
        let (name, mirrored, inside, stops): (_, _, _, &[u32]) = match self {
            Self::Dawn => (
                "dawn",
                false,
                0x05_060f,
                &[
                    0x0b_1440, 0x1a_4f9c, 0x4f_a4dd, 0xd3_ecf2, 0xff_f3cf, 0xfb_b53c, 0xb0_4a16,
                    0x3a_1226,
                ],
            ),
            Self::Lagoon => (
                "lagoon",
                false,
                0x02_0a10,
                &[
                    0x04_1c3a, 0x0a_4f7c, 0x16_9aa8, 0x8f_e3cf, 0xf4_fbe6, 0x9a_d08a, 0x2f_7f6a,
                    0x0a_3a4e,
                ],
            ),
            Self::Ember => (
                "ember",
                true,
                0x08_0304,
                &[
                    0x12_0508, 0x5a_0c14, 0xb8_2412, 0xf0_6a12, 0xfc_b53a, 0xff_f2c4,
                ],
            ),
            Self::Aurora => (
                "aurora",
                false,
                0x04_0612,
                &[
                    0x0a_1030, 0x0b_4a5e, 0x16_9b7c, 0x8f_e388, 0xd8_f5c0, 0xa8_a0ea, 0x6a_3fb0,
                    0x2c_1656,
                ],
            ),
            Self::Orchid => (
                "orchid",
                false,
                0x0c_0412,
                &[
                    0x24_0a3c, 0x6a_1470, 0xc0_2f84, 0xf2_7d84, 0xfd_d3ae, 0xff_f4e4, 0xd6_a8dc,
                    0x6a_4aa8,
                ],
            ),
            Self::Forest => (
                "forest",
                false,
                0x06_0a06,
                &[
                    0x0c_2418, 0x1f_5a34, 0x6a_9a3c, 0xd3_cf6a, 0xf8_f0cc, 0xdc_9a58, 0x94_4424,
                    0x38_2014,
                ],
            ),
            Self::Glacier => (
                "glacier",
                true,
                0x04_0814,
                &[
                    0x08_1430, 0x12_3a70, 0x2f_78b4, 0x7f_bfe0, 0xd4_eef6, 0xfc_ffff,
                ],
            ),
            Self::Prism => (
                "prism",
                false,
                0x0a_0a0c,
                &[
                    0x1c_1250, 0x2a_5cc4, 0x24_b4b4, 0x8a_dc6a, 0xf8_e878, 0xf8_9440, 0xd0_3058,
                    0x6a_1670,
                ],
            ),
            Self::Meadow => (
                "meadow",
                true,
                0x08_0410,
                &[
                    0x20_0a44, 0x3c_2a7c, 0x30_5e94, 0x1e_8c8c, 0x3c_b870, 0x9c_dc4c, 0xfc_f0a0,
                ],
            ),
            Self::Dune => (
                "dune",
                true,
                0x02_0612,
                &[
                    0x04_1c44, 0x1c_3f74, 0x54_627c, 0x86_8678, 0xbc_ac68, 0xea_d256, 0xff_f3a8,
                ],
            ),
            Self::Grey => ("grey", true, 0x00_0000, &[0x10_1010, 0xf8_f8f8]),
        };
        Design {
            name,
            stops,
            mirrored,
            inside,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_lower_case_words_and_lead_back() {
        for palette in PaletteName::ALL {
            assert!(
                palette
                    .name()
                    .bytes()
                    .all(|letter| letter.is_ascii_lowercase())
            );
            assert_eq!(PaletteName::from_name(palette.name()), Some(palette));
        }
        assert_eq!(PaletteName::from_name("no-such"), None);
    }
}
