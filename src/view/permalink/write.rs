//! Writing a link.

use super::super::View;
use super::super::formula::FormulaName;
use super::super::limit::Limit;
use super::super::number::Plain;
use super::keys::Key;

/// The shortest link of a view: keys at their defaults are left out, and
/// `re`, `im` and `zoom` where the view is home (only then: a view that is at
/// home by chance stays there at every size). [`parse`](super::parse) without
/// a base gives the same view, exactly. No value needs percent-encoding.
#[must_use]
pub fn write(view: &View) -> String {
    let default = View::home(FormulaName::default());
    let kept = Key::ALL.into_iter().filter(|key| {
        if key.is_place() {
            !view.home
        } else {
            value(view, *key) != value(&default, *key)
        }
    });
    let pieces: Vec<String> = kept
        .map(|key| format!("{}={}", key.name(), value(view, key)))
        .collect();
    pieces.join("&")
}

/// Every key of a link with its value. A view that is home gives zoom 1: ask
/// the [fitted](View::fitted) one for what is on the screen.
#[must_use]
pub fn pairs(view: &View) -> Vec<(&'static str, String)> {
    Key::ALL
        .into_iter()
        .map(|key| (key.name(), value(view, key)))
        .collect()
}

pub(super) fn value(view: &View, key: Key) -> String {
    let colouring = &view.colouring;
    match key {
        Key::Formula => view.formula.name().to_owned(),
        Key::Re => view.centre.re.to_string(),
        Key::Im => view.centre.im.to_string(),
        Key::Zoom => view.zoom.to_string(),
        Key::Rot => Plain(view.rotation_degrees).to_string(),
        Key::Iter => match view.limit {
            Limit::Auto => "auto".to_owned(),
            Limit::Fixed(limit) => limit.to_string(),
        },
        Key::Cre => view.constant.re.to_string(),
        Key::Cim => view.constant.im.to_string(),
        Key::Palette => colouring.palette.name().to_owned(),
        Key::Density => Plain(colouring.density).to_string(),
        Key::Offset => Plain(colouring.offset).to_string(),
        Key::Mode => colouring.mode.name().to_owned(),
    }
}
