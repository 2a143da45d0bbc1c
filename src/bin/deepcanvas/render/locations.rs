//! Locations files: views with a name, and the counts of some of their pixels.
//!
//! ```toml
//! [[location]]
//! name = "home"
//! formula = "mandelbrot"  # that unless told
//! real = "-0.75"          # the centre, decimal text
//! imag = "0.0"
//! zoom = "1.6"            # the view is 4/zoom high
//! iterations = 1000       # the limit
//! probes = [[320, 180, -1], [160, 90, 5]]    # x, y, count; -1: bounded
//! ```
//!
//! Pixels are counted from the top left of a picture of [`SIZE`], not turned.
//! `probes` may be left out; other keys are skipped. The tests read the same files by the same code.

use deepcanvas::fractal::{BOUNDED, Region, Task};
use deepcanvas::picture::TERMS;
use deepcanvas::view::{Size, Terms, View, permalink};
use serde::Deserialize;

/// The size of the pictures that probes are pixels of.
pub(crate) const SIZE: Size = Size {
    width: 640,
    height: 360,
};

/// A view and what is known about it.
#[derive(Deserialize)]
pub(crate) struct Location {
    /// What it is called.
    pub(crate) name: String,
    #[serde(default)]
    formula: Option<String>,
    real: String,
    imag: String,
    zoom: String,
    iterations: u32,
    /// Pixels whose counts are known; of some locations none is.
    #[serde(default)]
    pub(crate) probes: Vec<Probe>,
}

/// A pixel and its count.
#[derive(Clone, Copy, Deserialize)]
#[serde(from = "(u32, u32, i64)")]
pub(crate) struct Probe {
    /// Pixels from the left.
    pub(crate) x: u32,
    /// Pixels from the top.
    pub(crate) y: u32,
    /// Its count, −1 where it is bounded.
    pub(crate) count: i64,
}

impl From<(u32, u32, i64)> for Probe {
    fn from((x, y, count): (u32, u32, i64)) -> Self {
        Self { x, y, count }
    }
}

/// The locations of a file's text.
///
/// # Errors
/// What is wrong with it and where.
pub(crate) fn read(text: &str) -> Result<Vec<Location>, String> {
    #[derive(Deserialize)]
    struct File {
        location: Vec<Location>,
    }
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    for Location { name, probes, .. } in &file.location {
        let outside = |probe: &&Probe| probe.x >= SIZE.width || probe.y >= SIZE.height;
        if let Some(Probe { x, y, .. }) = probes.iter().find(outside) {
            return Err(format!(
                "`{name}` has a probe at [{x}, {y}]: expected pixels of {}x{}",
                SIZE.width, SIZE.height
            ));
        }
    }
    Ok(file.location)
}

impl Location {
    /// The view, with the location's iteration limit.
    ///
    /// # Errors
    /// What cannot be read.
    pub(crate) fn view(&self) -> Result<View, String> {
        let [real, imag, zoom] = [&self.real, &self.imag, &self.zoom].map(|text| text.trim());
        let formula = self.formula.as_deref().unwrap_or("mandelbrot");
        let place = format!("formula={formula}&re={real}&im={imag}");
        let link = format!("{place}&zoom={zoom}&iter={}", self.iterations);
        match permalink::parse(&link, None) {
            (view, problems) if problems.is_empty() => Ok(view),
            (_, problems) => Err(format!("`{}`: {}", self.name, problems[0])),
        }
    }
}

/// The view's picture of [`SIZE`] as a task, in the arithmetic that is right for it; an
/// exact one is told by a reference at any depth, and loses nothing but by rounding.
///
/// # Errors
/// Why it cannot be computed.
pub(crate) fn task(view: &View, exact: bool) -> Result<Task, String> {
    if !exact && !view.is_deep(SIZE) {
        return Ok(view.direct(SIZE));
    }
    let terms = Terms { exact, ..TERMS };
    let anchor = view.anchor(SIZE, terms, &mut || false);
    let anchor = anchor.map_err(|reason| reason.to_string())?;
    Ok(view.task(SIZE, Some(&anchor)))
}

/// The count of one pixel as the library's kernel computes it, −1 where it is
/// bounded.
pub(crate) fn count_at(task: &Task, x: u32, y: u32) -> i64 {
    let (mut count, mut fraction) = ([0], [0.0]);
    let pixel = Region {
        x,
        y,
        width: 1,
        height: 1,
    };
    task.render(pixel, &mut count, &mut fraction, &mut || false);
    match count {
        [BOUNDED] => -1,
        [count] => i64::from(count),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: &str = "[[location]]\nname = 'home'\nreal = '-0.75'\nimag = '0.0'\nzoom = '1.6'\n\
                        iterations = 1000\nsource = 'own'\n";

    #[test]
    fn a_location_gives_its_view_and_counts() -> Result<(), String> {
        let text = format!("{HOME}probes = [[320, 180, -1], [160, 90, 5]]");
        let locations = read(&text)?;
        let view = locations[0].view()?;
        assert_eq!(view.limit(SIZE), 1000);
        let task = task(&view, false)?;
        for Probe { x, y, count } in locations[0].probes.clone() {
            assert_eq!(count_at(&task, x, y), count);
        }
        Ok(())
    }

    #[test]
    fn what_is_wrong_with_a_file_is_named() {
        let message = |text: &str| read(text).err().unwrap_or_default();
        assert!(message("").contains("location"));
        let unnamed = HOME.replace("name = 'home'", "");
        assert!(message(&unnamed).contains("missing field `name`"));
        let outside = message(&format!("{HOME}probes = [[640, 0, 1]]"));
        assert!(
            outside.contains("`home` has a probe at [640, 0]"),
            "{outside}"
        );
        let text = format!("{}probes = []", HOME.replace("1.6", "1.6.1"));
        let view = read(&text).and_then(|locations| locations[0].view().map(|_| ()));
        assert!(view.is_err_and(|error| error.contains("`zoom` is \"1.6.1\"")));
    }
}
