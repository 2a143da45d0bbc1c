//! wasm-bindgen over the compiled library, as a library itself: one version,
//! no tool to install.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::{Bindgen, Output};

/// Writes `deepcanvas.js`, `deepcanvas_bg.wasm` and `memory.js` into `folder`.
///
/// # Errors
/// Where the wasm is not what workers can share, or cannot be written.
pub(super) fn write(wasm: &Path, folder: &Path) -> Result<()> {
    let mut output = Bindgen::new()
        .input_path(wasm)
        .web(true)
        .and_then(|bindgen| {
            bindgen
                .typescript(false)
                // Profilers show Rust's names, and in a form that people read.
                .remove_name_section(false)
                .demangle(true)
                .keep_debug(false)
                .generate_output()
        })
        .with_context(|| format!("wasm-bindgen failed on {}", wasm.display()))?;
    let memory = memory_module(&output)?;
    output.emit(folder).context("cannot write the bindings")?;
    fs::write(folder.join("memory.js"), memory).context("cannot write memory.js")
}

/// The module that tells JavaScript how much memory the wasm asks for. A
/// memory made with fewer pages at first, or with a larger maximum, would be
/// refused at instantiation.
fn memory_module(output: &Output) -> Result<String> {
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
    Ok(format!(
        "// Written by `deepcanvas build` from the wasm's own import.\n\
         /** 64 KiB pages that the wasm needs to start. */\n\
         export const initialPages = {initial};\n\
         /** 64 KiB pages that the memory may have at most. */\n\
         export const maximumPages = {maximum};\n"
    ))
}
