//! Percent-decoding.

/// The text with its `%41`s resolved; `+` means itself. None where a `%` is
/// not followed by two hexadecimal digits, or the bytes are not UTF-8.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let high = hexadecimal(bytes.next()?)?;
            let low = hexadecimal(bytes.next()?)?;
            decoded.push(high << 4 | low);
        } else {
            decoded.push(byte);
        }
    }
    String::from_utf8(decoded).ok()
}

fn hexadecimal(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|value| value as u8)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn percent_signs_are_resolved_and_plus_means_itself() {
        assert_eq!(decode("1e+30").as_deref(), Some("1e+30"));
        assert_eq!(decode("1e%2B30%20").as_deref(), Some("1e+30 "));
        assert_eq!(decode("%c3%A4").as_deref(), Some("ä"));
        for malformed in ["%", "%2", "%2g", "%+1", "%ff", "%é"] {
            assert_eq!(decode(malformed), None, "{malformed}");
        }
    }
}
