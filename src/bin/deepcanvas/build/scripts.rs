//! Scripts without their comments and without what lines are indented by, which
//! is a quarter of what a browser would fetch. Lines stay where they are: what a
//! browser says of one is true of the source, too.
//!
//! No parser is needed for it, because only comments go that begin a line, by
//! `//` or `/**`. In a text of many lines, between backticks, all stays.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::files;

/// Empties the comment lines of all scripts in a folder, and indents no line.
///
/// # Errors
/// Where a script cannot be read or written.
pub(super) fn shorten(folder: &Path) -> Result<()> {
    let names = files::in_folder(folder)?.into_iter();
    for name in names.filter(|name| files::ending(name) == "js") {
        let file = folder.join(&name);
        fs::read_to_string(&file)
            .and_then(|script| fs::write(&file, shortened(&script)))
            .with_context(|| format!("cannot rewrite {name}"))?;
    }
    Ok(())
}

/// A script's lines as they are sent.
pub(super) fn shortened(script: &str) -> String {
    let mut code = String::with_capacity(script.len());
    let mut in_text = false;
    let mut in_comment = false;
    for line in script.lines() {
        let mut kept = line;
        if !in_text && !in_comment {
            kept = line.trim_start();
            if kept.starts_with("//") {
                kept = "";
            } else if kept.starts_with("/**") {
                in_comment = true;
                kept = &kept[2..];
            }
        }
        if in_comment {
            let end = kept.split_once("*/");
            in_comment = end.is_none();
            kept = end.map_or("", |(_, rest)| rest);
        }
        in_text ^= kept.matches('`').count() % 2 == 1;
        code.push_str(kept);
        code.push('\n');
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_lines_stay() {
        for (script, expected) in [
            ("/**\n * What it is.\n */\nlet a;\n", "\n\n\nlet a;\n"),
            ("  // why\nlet b; // one\n", "\nlet b; // one\n"),
            ("  /** @type {c} */\n  let c;\n", "\nlet c;\n"),
            ("/** @type {d} */ let d;\n", " let d;\n"),
            ("/**\n * e\n */ let e;\n", "\n\n let e;\n"),
            ("/**/\nlet f;\n", "\nlet f;\n"),
        ] {
            assert_eq!(shortened(script), expected);
        }
    }

    #[test]
    fn what_begins_within_a_line_and_texts_of_many_lines_stay() {
        for script in [
            "call(/** @type {a} */ (a)); /* b\n*/ c();\n",
            "const style = `\n  // no comment\n  /** nor this */\n`;\n",
            "const one = `in a line`;\nconst address = 'https://example.org';\n",
        ] {
            assert_eq!(shortened(script), script);
        }
    }
}
