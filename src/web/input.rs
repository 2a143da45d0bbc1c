//! The page's input messages as gestures' inputs.

use super::message::Message;
use crate::view::gesture::{Input, Key, Phase, PointerKind, WheelMode};

/// The input of a message, if it is one. Positions are multiplied by `scale`,
/// from the canvas' box to its bitmap.
pub(super) fn input_of(message: &Message, scale: (f64, f64)) -> Option<Input> {
    let number = |value: Option<f64>| value.unwrap_or(f64::NAN);
    let (x, y) = (number(message.x()) * scale.0, number(message.y()) * scale.1);
    let time = message.time().unwrap_or(0.0);
    let phase = || Phase::from_name(&message.phase()?);
    Some(match message.kind()?.as_str() {
        "pointer" => Input::Pointer {
            phase: phase()?,
            id: message.id()? as i32,
            kind: PointerKind::from_name(&message.pointer_kind()?),
            x,
            y,
            buttons: message.buttons().unwrap_or(0.0) as u32,
            time,
        },
        "wheel" => Input::Wheel {
            x,
            y,
            dy: number(message.dy()),
            mode: WheelMode::from_delta_mode(message.mode().unwrap_or(0.0) as u32),
            ctrl: message.ctrl().unwrap_or(false),
            time,
        },
        "doubleclick" => Input::DoubleClick {
            x,
            y,
            shift: message.shift().unwrap_or(false),
            time,
        },
        "hold" => Input::Hold {
            phase: phase()?,
            id: message.id()? as i32,
            x,
            y,
            out: message.out().unwrap_or(false),
            time,
        },
        "key" => Input::Key {
            phase: phase()?,
            key: Key::from_name(&message.key()?)?,
            time,
        },
        _ => return None,
    })
}
