//! wasm-bindgen over the compiled library, as a library itself: one version,
//! no tool to install.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::{names, scripts};
use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::{Bindgen, Output};

/// What the name of the wasm with its debug information ends with.
pub(super) const DEBUG_INFO: &str = ".debug.wasm";

/// The program's two builds, as wasm.
pub(super) struct Builds {
    /// For engines that fuse a product and a sum.
    pub(super) fused: PathBuf,
    /// For all others.
    pub(super) baseline: PathBuf,
}

/// Writes `deepcanvas.js`, which is one for both builds, `deepcanvas_bg.wasm`,
/// `baseline_bg.wasm` and `memory.js` into `folder`. With `debug_info` the wasm with its
/// DWARF is beside the one without, which says so: of the same code, so that addresses are
/// those of both.
///
/// # Errors
/// Where the wasm is not what workers can share, where the builds' scripts differ, or
/// where files cannot be written.
pub(super) fn write(builds: &Builds, folder: &Path, debug_info: bool) -> Result<()> {
    // What a wasm imports is called as its script is.
    let beside = folder.join("baseline");
    let emit = |wasm, folder, debug_info| {
        let mut output = generate(wasm, "deepcanvas", debug_info)?;
        let short = shorten_imports(&mut output);
        emit(output, folder, "deepcanvas", &short)
    };
    let fused = emit(&builds.fused, folder, debug_info)?;
    let baseline = emit(&builds.baseline, &beside, false)?;
    write_memory(folder, &fused.for_both(&baseline))?;
    let script_in = |folder: &Path| {
        fs::read_to_string(folder.join("deepcanvas.js")).context("cannot read the bindings")
    };
    let (script, twin) = (script_in(folder)?, script_in(&beside)?);
    // No line is empty, so that a longer one differs from what follows the last of the other.
    let mut lines = (script.lines().chain([""])).zip(twin.lines().chain([""]));
    if let Some((one, other)) = lines.find(|(one, other)| one != other) {
        bail!(
            "the program's two builds need different scripts, of which one has `{one}` and the \
             other `{other}`: expected them to import and export the same"
        );
    }
    fs::rename(
        beside.join("deepcanvas_bg.wasm"),
        folder.join("baseline_bg.wasm"),
    )
    .and_then(|()| fs::remove_dir_all(&beside))
    .context("cannot put the second wasm beside the first")
}

/// Where rayon's pool has its workers made: the script that the crate brings, which
/// knows neither the site's names nor its policy.
const RAYON: &str = "wasm-bindgen-rayon-";
const RAYON_SCRIPT: &str = "src/workerHelpers.js";

/// Writes `lab.js`, `lab_bg.wasm` and `memory.js` into the folder `lab` of `folder`.
///
/// # Errors
/// As [`write`]'s.
pub(super) fn write_lab(wasm: &Path, folder: &Path) -> Result<()> {
    let folder = folder.join("lab");
    let output = generate(wasm, "lab", false)?;
    let memory = emit(output, &folder, "lab", &[])?;
    write_memory(&folder, &memory)?;
    let snippets = folder.join("snippets");
    let packages = fs::read_dir(&snippets).context("the lab's bindings have no snippets")?;
    let packages: Vec<_> = packages.filter_map(Result::ok).collect();
    let is_rayon = |name: &OsStr| name.to_str().is_some_and(|name| name.starts_with(RAYON));
    let rayon = packages.iter().find(|entry| is_rayon(&entry.file_name()));
    let Some(script) = rayon.map(|entry| entry.path().join(RAYON_SCRIPT)) else {
        bail!("the lab's bindings have no {RAYON}…: expected those of wasm-bindgen-rayon 1.3");
    };
    let start = "export { startWorkers } from '../../../../../lab/workers/rayon-pool.js';\n";
    fs::write(&script, start).with_context(|| format!("cannot write {}", script.display()))
}

fn generate(wasm: &Path, name: &str, debug_info: bool) -> Result<Output> {
    Bindgen::new()
        .input_path(wasm)
        .out_name(name)
        .web(true)
        .and_then(|bindgen| {
            bindgen
                .typescript(false)
                // Profilers show Rust's names, and in a form that people read; they are
                // made shorter still.
                .remove_name_section(false)
                .demangle(true)
                .keep_debug(false)
                .split_debug_info(debug_info)
                .generate_output()
        })
        .with_context(|| format!("wasm-bindgen failed on {}", wasm.display()))
}

/// Writes the output, its script without what nobody calls and with these names
/// changed. What the memory is to be like.
fn emit(
    mut output: Output,
    folder: &Path,
    name: &str,
    short: &[(String, String)],
) -> Result<Memory> {
    let memory = Memory::of(&output)?;
    names::shorten(&mut output);
    output.emit(folder).context("cannot write the bindings")?;
    let glue = folder.join(name).with_extension("js");
    let script = fs::read_to_string(&glue).context("cannot read the bindings")?;
    let script = without_fetching(&renamed(&script, short))?;
    fs::write(&glue, without_empty_lines(&script)?).context("cannot shorten the bindings")?;
    Ok(memory)
}

/// Digits of the hash that ends an import's name: of what the import does, so
/// that no two packages mean different things by one name. Among ours alone it
/// says nothing, and is what no compression makes smaller.
const HASH: usize = 16;

/// Gives the wasm's imports names without their hashes: for each, what it had
/// been and what it is.
fn shorten_imports(output: &mut Output) -> Vec<(String, String)> {
    let imports = &mut output.wasm_mut().imports;
    let names = without_hashes(imports.iter().map(|import| import.name.clone()).collect());
    for import in imports.iter_mut() {
        if let Some((_, short)) = names.iter().find(|(long, _)| *long == import.name) {
            import.name.clone_from(short);
        }
    }
    names
}

/// Which of these names end with a hash, and what they are without it. Where that
/// is taken a number follows.
fn without_hashes(all: BTreeSet<String>) -> Vec<(String, String)> {
    let mut taken = all.clone();
    let mut names = Vec::new();
    for long in all {
        let Some((stem, hash)) = long.rsplit_once('_') else {
            continue;
        };
        let is_hash = hash.len() == HASH && hash.bytes().all(|digit| digit.is_ascii_hexdigit());
        if !is_hash || !stem.starts_with("__wbg_") {
            continue;
        }
        let mut short = stem.to_owned();
        let mut number = 1;
        while !taken.insert(short.clone()) {
            number += 1;
            short = format!("{stem}_{number}");
        }
        names.push((long, short));
    }
    names
}

/// A script with these names changed. None is a part of another.
fn renamed(script: &str, names: &[(String, String)]) -> String {
    names
        .iter()
        .fold(script.to_owned(), |script, (long, short)| {
            script.replace(long, short)
        })
}

/// The bindings without what fetches and compiles the wasm by itself: workers have
/// a compiled module, and begin with `initSync`.
fn without_fetching(script: &str) -> Result<String> {
    let mut script = script.to_owned();
    for name in ["__wbg_load", "__wbg_init", "__wbg_init_once"] {
        let start = script.find(&format!("\nasync function {name}("));
        let end = start.and_then(|start| Some(start + script[start..].find("\n}\n")?));
        let (Some(start), Some(end)) = (start, end) else {
            bail!("the bindings have no function {name}: expected those of wasm-bindgen 0.2.130");
        };
        script.replace_range(start..end + "\n}".len(), "");
    }
    let exports = "export { initSync, __wbg_init as default };";
    if !script.contains(exports) {
        bail!("the bindings have no line `{exports}`: expected those of wasm-bindgen 0.2.130");
    }
    let script = script.replace(exports, "export { initSync };");
    Ok(script.replace("\nlet __wbg_init_promise;\n", "\n"))
}

/// A script without its comments and without the lines that nothing is on then:
/// unlike those that people write, it has no source that its lines are to be those of.
fn without_empty_lines(script: &str) -> Result<String> {
    let script = scripts::shortened(script)?;
    let lines = script.lines().filter(|line| !line.is_empty());
    Ok(lines.flat_map(|line| [line, "\n"]).collect())
}

/// How many pages of 64 KiB a wasm's memory has.
struct Memory {
    initial: u64,
    maximum: u64,
}

impl Memory {
    fn of(output: &Output) -> Result<Self> {
        let Some(memory) = output
            .wasm()
            .memories
            .iter()
            .find(|memory| memory.import.is_some())
        else {
            bail!("the wasm imports no memory: expected --import-memory in .cargo/config.toml");
        };
        let Some(maximum) = memory.maximum.filter(|_| memory.shared) else {
            bail!(
                "the wasm's memory is not shared: expected --shared-memory and --max-memory in \
                 .cargo/config.toml"
            );
        };
        let initial = memory.initial;
        Ok(Self { initial, maximum })
    }

    /// One that is right for both.
    fn for_both(&self, other: &Self) -> Self {
        Self {
            initial: self.initial.max(other.initial),
            maximum: self.maximum.min(other.maximum),
        }
    }
}

/// Writes the module that tells JavaScript how much memory the wasm asks for. A
/// memory made with fewer pages at first, or with a larger maximum, would be
/// refused at instantiation.
fn write_memory(folder: &Path, Memory { initial, maximum }: &Memory) -> Result<()> {
    let module = format!(
        "// Written by `deepcanvas build` from the wasm's own import.\n\
         /** 64 KiB pages that the wasm needs to start. */\n\
         export const initialPages = {initial};\n\
         /** 64 KiB pages that the memory may have at most. */\n\
         export const maximumPages = {maximum};\n"
    );
    fs::write(folder.join("memory.js"), module).context("cannot write memory.js")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_lose_their_hashes_and_no_two_share_a_name() {
        let all = [
            "__wbg_get_2_0123456789abcdef",
            "__wbg_get_ffffffffffffffff",
            "__wbg_get_0123456789abcdef",
            "__wbg_set_0123456789abcdef",
            "__wbg_set",
            "__wbindgen_generic_0000000000000001",
        ];
        let names = without_hashes(all.map(str::to_owned).into());
        let expected = [
            ("__wbg_get_0123456789abcdef", "__wbg_get"),
            ("__wbg_get_2_0123456789abcdef", "__wbg_get_2"),
            ("__wbg_get_ffffffffffffffff", "__wbg_get_3"),
            ("__wbg_set_0123456789abcdef", "__wbg_set_2"),
        ];
        let expected = expected.map(|(long, short)| (long.to_owned(), short.to_owned()));
        assert_eq!(names, expected);
        let script = "__wbg_get_ffffffffffffffff: function(arg0) {},";
        assert_eq!(renamed(script, &names), "__wbg_get_3: function(arg0) {},");
    }

    #[test]
    fn empty_lines_and_comments_go() -> Result<()> {
        let script = "/**\n * Adds.\n */\n\nexport function add() {\n\n    return 1; // one\n}\n";
        let short = without_empty_lines(script)?;
        assert_eq!(short, "export function add(){\nreturn 1;\n}\n");
        Ok(())
    }

    #[test]
    fn what_fetches_by_itself_goes_and_is_missed_where_it_is_not_there() -> Result<()> {
        let script = "let wasm;\n\
            async function __wbg_load(module) {\n    if (module) {\n    }\n}\n\
            function initSync(module) {\n    wasm = module;\n}\n\
            let __wbg_init_promise;\n\
            async function __wbg_init(module) {\n    return __wbg_init_once(module);\n}\n\
            async function __wbg_init_once(module) {\n    return __wbg_load(module);\n}\n\
            export { initSync, __wbg_init as default };\n";
        let left =
            "let wasm;\nfunction initSync(module) {\n    wasm = module;\n}\nexport { initSync };\n";
        assert_eq!(without_fetching(script)?, left);
        let error = without_fetching(left).expect_err("it has none").to_string();
        assert!(error.contains("__wbg_load"), "{error}");
        Ok(())
    }
}
