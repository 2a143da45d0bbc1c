//! Scripts without their comments and without the spaces that only people want,
//! which is a third of what a browser would fetch. Lines stay where they are:
//! what a browser says of one is true of the source, too.
//!
//! What is a comment only a reader of the whole script knows: `/` may begin one,
//! or a regular expression, or divide. It divides behind a value, which ends with
//! a name, a number, a text or a closing bracket. (Behind `if (a)`, and behind a
//! block's end, it would not: a script that has a regular expression there may be
//! refused, or lose spaces within it. None of ours begins a statement with one.)

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::files;

/// Words behind which no value has ended.
const OPERATORS: [&str; 14] = [
    "await",
    "case",
    "delete",
    "do",
    "else",
    "in",
    "instanceof",
    "new",
    "of",
    "return",
    "throw",
    "typeof",
    "void",
    "yield",
];

/// Takes comments and spaces out of all scripts in a folder.
///
/// # Errors
/// Where a script cannot be read, understood or written.
pub(super) fn shorten(folder: &Path) -> Result<()> {
    let names = files::in_folder(folder)?.into_iter();
    for name in names.filter(|name| files::ending(name) == "js") {
        let file = folder.join(&name);
        let script = fs::read_to_string(&file).with_context(|| format!("cannot read {name}"))?;
        let script = shortened(&script).with_context(|| format!("cannot shorten {name}"))?;
        fs::write(&file, script).with_context(|| format!("cannot rewrite {name}"))?;
    }
    Ok(())
}

/// A script's lines as they are sent.
///
/// # Errors
/// Where it cannot be read as a script.
pub(super) fn shortened(script: &str) -> Result<String> {
    let mut reader = Reader {
        rest: script,
        code: String::with_capacity(script.len()),
        is_value: false,
        is_apart: false,
        texts: Vec::new(),
    };
    while !reader.rest.is_empty() {
        reader
            .read()
            .with_context(|| format!("line {}", reader.line()))?;
    }
    if !reader.texts.is_empty() {
        bail!("a text between backticks has no end");
    }
    Ok(reader.code)
}

/// A script that is read from its beginning to its end.
struct Reader<'a> {
    rest: &'a str,
    /// What is kept of all before.
    code: String,
    /// Whether a value has just ended, so that `/` would divide it.
    is_value: bool,
    /// Whether something was left out between the code and the rest.
    is_apart: bool,
    /// Of each text between backticks that is open, how many braces are open in
    /// the code within it.
    texts: Vec<usize>,
}

impl Reader<'_> {
    /// Reads on by a comment, a word, a text or a sign.
    fn read(&mut self) -> Result<()> {
        let rest = self.rest;
        let mut signs = rest.chars();
        let (first, second) = (signs.next().unwrap_or_default(), signs.next());
        match first {
            '\n' => {
                self.code.push('\n');
                self.leave_out(1);
                self.is_apart = false;
            }
            _ if first.is_whitespace() => self.leave_out(first.len_utf8()),
            '/' if second == Some('/') => self.leave_out(rest.find('\n').unwrap_or(rest.len())),
            '/' if second == Some('*') => {
                let Some(end) = rest[2..].find("*/") else {
                    bail!("a comment has no end");
                };
                let lines = rest[..end + 2].matches('\n').count();
                self.code.extend(std::iter::repeat_n('\n', lines));
                self.leave_out(end + 4);
            }
            '/' if !self.is_value => self.keep(end_of_expression(rest)?, true),
            '\'' | '"' => self.keep(end_of_text(rest, first)?, true),
            '`' => {
                self.texts.push(0);
                self.keep(1, false);
                self.read_text()?;
            }
            '}' if self.texts.last() == Some(&0) => {
                self.keep(1, false);
                self.read_text()?;
            }
            _ if is_of_word(first) => {
                let end = rest.find(|sign| !is_of_word(sign)).unwrap_or(rest.len());
                let is_name = self.code.ends_with('.') || !OPERATORS.contains(&&rest[..end]);
                self.keep(end, is_name);
            }
            _ => {
                if let Some(open) = self.texts.last_mut() {
                    match first {
                        '{' => *open += 1,
                        '}' => *open -= 1,
                        _ => {}
                    }
                }
                self.keep(first.len_utf8(), matches!(first, ')' | ']' | '}'));
            }
        }
        Ok(())
    }

    /// Keeps what a text between backticks goes on with, to its end or to code in it.
    fn read_text(&mut self) -> Result<()> {
        let mut signs = self.rest.char_indices();
        while let Some((at, sign)) = signs.next() {
            match sign {
                '\\' => drop(signs.next()),
                '`' => {
                    self.texts.pop();
                    self.keep_all(at + 1);
                    self.is_value = true;
                    return Ok(());
                }
                '$' if self.rest[at..].starts_with("${") => {
                    self.keep_all(at + 2);
                    return Ok(());
                }
                _ => {}
            }
        }
        bail!("a text between backticks has no end");
    }

    /// Keeps the first bytes of the rest, and a space before them if these would
    /// mean something else without it.
    fn keep(&mut self, bytes: usize, is_value: bool) {
        let last = self.code.chars().next_back().unwrap_or('\n');
        let next = self.rest.chars().next().unwrap_or('\n');
        // Those before quotes stay, so that addresses are found as one writes them.
        let would_join = is_of_word(last) && (is_of_word(next) || ".'\"".contains(next))
            || last == next && "+-".contains(next)
            || last == '/' && "/*".contains(next);
        if self.is_apart && would_join {
            self.code.push(' ');
        }
        self.keep_all(bytes);
        self.is_value = is_value;
    }

    fn keep_all(&mut self, bytes: usize) {
        let (kept, rest) = self.rest.split_at(bytes);
        self.code.push_str(kept);
        self.rest = rest;
        self.is_apart = false;
    }

    fn leave_out(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
        self.is_apart = true;
    }

    /// The line that is being read, from 1.
    fn line(&self) -> usize {
        self.code.matches('\n').count() + 1
    }
}

/// How long the text is that begins with this quote.
fn end_of_text(text: &str, quote: char) -> Result<usize> {
    let mut signs = text.char_indices().skip(1);
    while let Some((at, sign)) = signs.next() {
        match sign {
            '\\' => drop(signs.next()),
            '\n' => break,
            _ if sign == quote => return Ok(at + 1),
            _ => {}
        }
    }
    bail!("a text has no end: expected {quote} before the line's");
}

/// How long a regular expression is, its flags left out.
fn end_of_expression(text: &str) -> Result<usize> {
    let mut in_class = false;
    let mut signs = text.char_indices().skip(1);
    while let Some((at, sign)) = signs.next() {
        match sign {
            '\\' => drop(signs.next()),
            '[' => in_class = true,
            ']' => in_class = false,
            '\n' => break,
            '/' if !in_class => return Ok(at + 1),
            _ => {}
        }
    }
    bail!("a regular expression has no end: expected / before the line's");
}

fn is_of_word(sign: char) -> bool {
    sign.is_alphanumeric() || matches!(sign, '_' | '$' | '#')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_lines_stay() -> Result<()> {
        for (script, expected) in [
            ("/**\n * What it is.\n */\nlet a;\n", "\n\n\nlet a;\n"),
            ("  // why\nlet b; // one\n", "\nlet b;\n"),
            ("  /** @type {c} */\n  let c;\n", "\nlet c;\n"),
            (
                "call(/** @type {a} */ (a)); /* b\n*/ c();",
                "call((a));\nc();",
            ),
            (
                "/**\n * e\n */ let e;\n/**/\nlet/**/f",
                "\n\nlet e;\n\nlet f",
            ),
            ("return/*\n*/a // no line's end", "return\na"),
        ] {
            assert_eq!(shortened(script)?, expected);
        }
        Ok(())
    }

    #[test]
    fn spaces_go_where_nothing_would_join() -> Result<()> {
        for (script, expected) in [
            ("  a = b  +  c;  \n", "a=b+c;\n"),
            ("a + +b - -c + -d ++", "a+ +b- -c+-d++"),
            ("a / /b/.c / d", "a/ /b/.c/d"),
            (
                "1 .toFixed(); #e in f; return 'g'",
                "1 .toFixed();#e in f;return 'g'",
            ),
        ] {
            assert_eq!(shortened(script)?, expected);
        }
        Ok(())
    }

    #[test]
    fn texts_and_regular_expressions_stay() -> Result<()> {
        for script in [
            "'https://a';\"/* b */\";'\\'// c'",
            "`\n  // a ${b({c:'}'},`d  ${e}  /* f */`)}  \\` g`",
            "a=/[/'\"]/;b(/\\/\\/ c/g);return/ '/;case/`/:[/ '/]",
            "a.in/b/'c'/d[0]/e()/`f`/g",
        ] {
            assert_eq!(shortened(script)?, script);
        }
        Ok(())
    }

    #[test]
    fn what_cannot_be_understood_is_refused_with_its_line() {
        for (script, line) in [
            ("a\n'b\n'", "line 2"),
            ("/* a", "line 1"),
            ("a = /b\n", "line 1"),
            ("`a", "line 1"),
            ("\n\n`a${b", "backticks"),
        ] {
            let error = shortened(script).expect_err(script);
            assert!(error.to_string().contains(line), "{script}: {error}");
        }
    }
}
