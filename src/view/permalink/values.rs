//! The values of a link: how each is read, and what would do.

use super::super::View;
use super::super::decimal::Decimal;
use super::super::formula::FormulaName;
use super::super::limit::Limit;
use super::super::number::Digits;
use super::super::point::Point;
use super::super::zoom::Zoom;
use super::keys::Key;
use crate::fractal::{Mode, PaletteName};

/// Degrees.
const TURNS: (f64, f64) = (-3600.0, 3600.0);

/// Colour cycles.
const DENSITIES: (f64, f64) = (1e-6, 1e6);

/// Phases.
const OFFSETS: (f64, f64) = (-1e6, 1e6);

/// Gives the view that value; where it cannot be read, leaves the view as it
/// is and answers what would do.
pub(super) fn apply(view: &mut View, key: Key, text: &str) -> Result<(), String> {
    // What this program writes for people has a typographic minus.
    let text = &text.replace('\u{2212}', "-");
    let colouring = &mut view.colouring;
    match key {
        Key::Formula => {
            let names = FormulaName::ALL.iter().map(|formula| formula.name());
            set(
                &mut view.formula,
                named(text, FormulaName::from_name, names),
            )
        }
        Key::Re => set(&mut view.centre.re, coordinate(text)),
        Key::Im => set(&mut view.centre.im, coordinate(text)),
        Key::Cre => set(&mut view.constant.re, coordinate(text)),
        Key::Cim => set(&mut view.constant.im, coordinate(text)),
        Key::Zoom => set(&mut view.zoom, zoom(text)),
        Key::Rot => set(
            &mut view.rotation_degrees,
            plain(text, TURNS, "degrees such as 30"),
        ),
        Key::Iter => set(&mut view.limit, limit(text)),
        Key::Palette => {
            let names = PaletteName::ALL.iter().map(|palette| palette.name());
            set(
                &mut colouring.palette,
                named(text, PaletteName::from_name, names),
            )
        }
        Key::Density => set(
            &mut colouring.density,
            plain(text, DENSITIES, "colour cycles such as 1.5"),
        ),
        Key::Offset => set(
            &mut colouring.offset,
            plain(text, OFFSETS, "a phase such as 0.25"),
        ),
        Key::Mode => {
            let names = Mode::ALL.iter().map(|mode| mode.name());
            set(&mut colouring.mode, named(text, Mode::from_name, names))
        }
    }
}

fn set<T>(place: &mut T, value: Result<T, String>) -> Result<(), String> {
    *place = value?;
    Ok(())
}

fn zoom(text: &str) -> Result<Zoom, String> {
    text.parse().map_err(|_| {
        format!(
            "a decimal number such as 1e30, from {} to {}",
            Zoom::MIN,
            Zoom::MAX
        )
    })
}

fn named<T>(
    text: &str,
    from_name: fn(&str) -> Option<T>,
    names: impl Iterator<Item = &'static str>,
) -> Result<T, String> {
    from_name(text).ok_or_else(|| format!("one of {}", names.collect::<Vec<_>>().join(", ")))
}

fn coordinate(text: &str) -> Result<Decimal, String> {
    text.parse()
        .ok()
        .filter(|value: &Decimal| value.magnitude() <= Point::bound())
        .ok_or_else(|| {
            format!(
                "a decimal number such as -0.75, from -{0} to {0}",
                Point::bound()
            )
        })
}

fn limit(text: &str) -> Result<Limit, String> {
    if text == "auto" {
        return Ok(Limit::Auto);
    }
    // Digits alone: `u32` itself would also read a sign.
    let whole = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|limit| whole && (1..=Limit::MOST).contains(limit))
        .map(Limit::Fixed)
        .ok_or_else(|| format!("auto, or a whole number from 1 to {}", Limit::MOST))
}

fn plain(text: &str, (least, most): (f64, f64), example: &str) -> Result<f64, String> {
    let text = text.trim_ascii();
    Digits::read(text)
        .ok()
        .and_then(|_| text.parse().ok())
        .filter(|value| (least..=most).contains(value))
        // There is one zero.
        .map(|value: f64| value + 0.0)
        .ok_or_else(|| format!("{example}, from {least} to {most}"))
}
