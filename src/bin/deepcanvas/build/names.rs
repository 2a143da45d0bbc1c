//! What profilers call the wasm's functions.

use std::collections::HashSet;
use std::str::Chars;
use wasm_bindgen_cli_support::Output;

/// Our own crate, which has a hash behind its name.
const OWN_CRATE: &str = concat!(env!("CARGO_CRATE_NAME"), "[");

/// What our own functions' paths begin with, without it.
const OWN: &str = concat!(env!("CARGO_CRATE_NAME"), "::");

/// What is not ours and has fewer instructions than this is no row of a profile: engines
/// inline it. Two functions of three are such.
const LEAST_INSTRUCTIONS: u64 = 50;

/// Gives the wasm's functions short names, and those that nobody looks for none: a tenth of
/// the wasm would be names otherwise, of which most says what generic code was made for.
pub(super) fn shorten(output: &mut Output) {
    let functions = &mut output.wasm_mut().funcs;
    let small: HashSet<_> = functions
        .iter_local()
        .filter(|(_, function)| function.size() < LEAST_INSTRUCTIONS)
        .map(|(id, _)| id)
        .collect();
    for function in functions.iter_mut() {
        let is_small = small.contains(&function.id());
        let name = function.name.as_deref();
        let name = name.filter(|name| name.contains(OWN_CRATE) || !is_small);
        function.name = name.map(short);
    }
}

/// A name as rustc demangles it, without crates' hashes, what stands in for generic
/// parameters, the traits that methods are of, brackets, and our own crate's name:
/// `<deepcanvas[92a5…]::picture::Sheet<f64>>::new` becomes `picture::Sheet::new`. Of what
/// is not ours the path's last two parts are left.
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
            ' ' if letters.as_str().starts_with("as ") => {
                skip_brackets(&mut letters);
                short.push('>');
            }
            _ => short.push(letter),
        }
    }
    let path = short.replace(['<', '>'], "");
    if path.contains(OWN) {
        return path.replace(OWN, "");
    }
    let parts: Vec<_> = path.split("::").collect();
    parts[parts.len().saturating_sub(2)..].join("::")
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
                "fractal::scalar::render",
            ),
            (
                "<deepcanvas[92a5982b208105bd]::web::coordinator::Coordinator>::frame",
                "web::coordinator::Coordinator::frame",
            ),
            (
                "<alloc[18634a10600aa546]::rc::Rc<core[a0fe811355b6a2ad]::cell::RefCell<u8>>>::drop_slow",
                "Rc::drop_slow",
            ),
            (
                "<<a[1]::B as c[2]::D<fn() -> u8>>::e::{closure#0} as f[3]::G>::call",
                "{closure#0}::call",
            ),
            ("<[f64]>::sort_by::<a[1]::b::{closure#1}>", "[f64]::sort_by"),
            (
                "<deepcanvas[1]::B as c[2]::D<fn() -> u8>>::e::{closure#0}",
                "B::e::{closure#0}",
            ),
            ("never_ends::<a", "never_ends"),
            ("no_hash[", "no_hash"),
        ] {
            assert_eq!(short(long), expected);
        }
    }
}
