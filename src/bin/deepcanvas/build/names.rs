//! What profilers call the wasm's functions.

use std::str::Chars;
use wasm_bindgen_cli_support::Output;

/// Gives the wasm's functions short names: a tenth of the wasm would be names otherwise,
/// of which most says what generic code was made for.
pub(super) fn shorten(output: &mut Output) {
    for function in output.wasm_mut().funcs.iter_mut() {
        function.name = function.name.as_deref().map(short);
    }
}

/// A name as rustc demangles it, without crates' hashes and what stands in for generic
/// parameters: `<deepcanvas[92a5…]::fractal::deep::table::Runs<f64>>::new` becomes
/// `<deepcanvas::fractal::deep::table::Runs>::new`.
fn short(name: &str) -> String {
    let mut short = String::with_capacity(name.len());
    let mut letters = name.chars();
    while let Some(letter) = letters.next() {
        let is_behind_name = short.ends_with(|last: char| last.is_alphanumeric() || last == '_');
        match letter {
            '[' if is_behind_name => {
                letters.find(|&letter| letter == ']');
            }
            '<' if is_behind_name || short.ends_with("::") => {
                short.truncate(short.trim_end_matches(':').len());
                skip_brackets(&mut letters);
            }
            _ => short.push(letter),
        }
    }
    short
}

/// Goes on behind the bracket that ends one which has just begun.
fn skip_brackets(letters: &mut Chars) {
    let (mut depth, mut before) = (1, ' ');
    while depth > 0
        && let Some(letter) = letters.next()
    {
        match letter {
            '<' => depth += 1,
            // An arrow ends none.
            '>' if before != '-' => depth -= 1,
            _ => {}
        }
        before = letter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_without_hashes_and_parameters() {
        for (long, expected) in [
            ("memcpy", "memcpy"),
            (
                "deepcanvas[92a5982b208105bd]::fractal::scalar::render::<f64>",
                "deepcanvas::fractal::scalar::render",
            ),
            (
                "<deepcanvas[92a5982b208105bd]::web::coordinator::Coordinator>::frame",
                "<deepcanvas::web::coordinator::Coordinator>::frame",
            ),
            (
                "<alloc[18634a10600aa546]::rc::Rc<core[a0fe811355b6a2ad]::cell::RefCell<u8>>>::drop_slow",
                "<alloc::rc::Rc>::drop_slow",
            ),
            (
                "<<a[1]::B as c[2]::D<fn() -> u8>>::e::{closure#0} as f[3]::G>::call",
                "<<a::B as c::D>::e::{closure#0} as f::G>::call",
            ),
            (
                "<[f64]>::sort_by::<a[1]::b::{closure#1}>",
                "<[f64]>::sort_by",
            ),
            ("never_ends::<a", "never_ends"),
            ("no_hash[", "no_hash"),
        ] {
            assert_eq!(short(long), expected);
        }
    }
}
