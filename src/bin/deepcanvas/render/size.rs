//! Sizes as they are typed.

use deepcanvas::view::Size;

/// The longest side: more than any screen or printer, less than a file format
/// or an allocator might trip over.
const LONGEST: u32 = 65_535;

/// Reads `1280x720`.
///
/// # Errors
/// What was expected, for the command line's own message.
pub(super) fn parse(text: &str) -> Result<Size, String> {
    let side = |text: &str| {
        text.parse()
            .ok()
            .filter(|side| (1..=LONGEST).contains(side))
    };
    text.split_once(['x', 'X', '×'])
        .and_then(|(width, height)| {
            Some(Size {
                width: side(width)?,
                height: side(height)?,
            })
        })
        .ok_or_else(|| {
            format!("expected WIDTHxHEIGHT in pixels, each from 1 to {LONGEST}, such as 1280x720")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_two_numbers() {
        let size = Size {
            width: 1280,
            height: 720,
        };
        assert_eq!(parse("1280x720"), Ok(size));
        assert_eq!(parse("1280X720"), Ok(size));
        assert!(parse("65535x1").is_ok());
    }

    #[test]
    fn a_size_that_cannot_be_is_refused() {
        for text in [
            "",
            "x",
            "12",
            "12x",
            "x12",
            "0x12",
            "12x0",
            "65536x1",
            "1x65536",
            "-1x1",
            "1x1x1",
            "1.5x2",
            "1e3x2",
            "99999999999x1",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
