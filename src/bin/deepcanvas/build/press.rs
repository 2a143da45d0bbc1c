//! Compressed files beside the others, for whoever serves the site: `x.js.br`
//! and `x.js.gz` beside `x.js`.
//!
//! That takes 1.2 seconds of a processor, most of it brotli's for the wasm, and
//! the site is built at each start of the server. So a compressed file of the
//! earlier site is taken over where it unpacks to what is to be compressed: then
//! all of a build takes 0.2.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

use super::bindings::DEBUG_INFO;
use super::{files, site};
use crate::headers::ASSETS;

/// Endings of files that are not compressed by their own format.
const KINDS: [&str; 7] = ["css", "html", "js", "json", "svg", "ts", "wasm"];

/// Bytes; of what is smaller next to nothing could be saved.
const SMALLEST: usize = 256;

/// A form of compression that browsers ask for.
#[derive(Clone, Copy)]
enum Coding {
    Brotli,
    Gzip,
}

const CODINGS: [Coding; 2] = [Coding::Brotli, Coding::Gzip];

/// Endings that only compressed files have.
pub(crate) const ENDINGS: [&str; 2] = [".br", ".gz"];

impl Coding {
    fn ending(self) -> &'static str {
        ENDINGS[self as usize]
    }

    fn pack(self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut packed = Vec::new();
        match self {
            Self::Brotli => {
                let parameters = BrotliEncoderParams {
                    quality: 11,
                    size_hint: bytes.len(),
                    ..BrotliEncoderParams::default()
                };
                brotli::BrotliCompress(&mut &*bytes, &mut packed, &parameters)?;
            }
            Self::Gzip => {
                let mut encoder = GzEncoder::new(&mut packed, Compression::best());
                encoder.write_all(bytes)?;
                encoder.finish()?;
            }
        }
        Ok(packed)
    }

    fn unpack(self, packed: &[u8]) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match self {
            Self::Brotli => brotli::BrotliDecompress(&mut &*packed, &mut bytes)?,
            Self::Gzip => {
                MultiGzDecoder::new(packed).read_to_end(&mut bytes)?;
            }
        }
        Ok(bytes)
    }
}

/// Writes the compressed files of a site beside each that they are smaller than.
///
/// # Errors
/// Where one cannot be written.
pub(super) fn beside_each(site: &Path, earlier: &Path) -> Result<()> {
    for path in files::in_folder(site)? {
        if !KINDS.contains(&files::ending(&path)) || path.ends_with(DEBUG_INFO) {
            continue;
        }
        let bytes = fs::read(site.join(&path)).with_context(|| format!("cannot read {path}"))?;
        if bytes.len() < SMALLEST {
            continue;
        }
        let before = path_in(earlier, &path);
        for coding in CODINGS {
            let packed = match before
                .as_deref()
                .and_then(|path| taken_over(coding, path, &bytes))
            {
                Some(packed) => packed,
                None => coding
                    .pack(&bytes)
                    .with_context(|| format!("cannot compress {path}"))?,
            };
            if packed.len() < bytes.len() {
                let name = format!("{path}{}", coding.ending());
                fs::write(site.join(&name), packed)
                    .with_context(|| format!("cannot write {name}"))?;
            }
        }
    }
    Ok(())
}

/// Where the earlier site had what is at `path` in this one, if it had it: its
/// folder of assets may have another name.
fn path_in(earlier: &Path, path: &str) -> Option<PathBuf> {
    let mut parts = path.splitn(3, '/');
    let within = parts.nth(2).filter(|_| site::is_asset(path));
    match within {
        Some(within) => {
            let assets = fs::read_dir(earlier.join(ASSETS)).ok()?.next()?.ok()?;
            Some(assets.path().join(within))
        }
        None => Some(earlier.join(path)),
    }
}

/// What stands beside the file at `path`, if it is what `bytes` could become.
fn taken_over(coding: Coding, path: &Path, bytes: &[u8]) -> Option<Vec<u8>> {
    let mut packed = path.as_os_str().to_owned();
    packed.push(coding.ending());
    let packed = fs::read(packed).ok()?;
    let unpacked = coding.unpack(&packed).ok()?;
    (unpacked == bytes).then_some(packed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str) -> Result<PathBuf> {
        let name = format!("deepcanvas-press-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(folder.join("site/assets/one"))?;
        fs::create_dir_all(folder.join("earlier/assets/two"))?;
        Ok(folder)
    }

    #[test]
    fn what_is_packed_unpacks_and_is_the_same_each_time() -> Result<()> {
        let bytes = "which is said once and again. ".repeat(100).into_bytes();
        for coding in CODINGS {
            let packed = coding.pack(&bytes)?;
            assert!(packed.len() < bytes.len() / 10);
            assert_eq!(coding.unpack(&packed)?, bytes);
            assert_eq!(coding.pack(&bytes)?, packed);
        }
        Ok(())
    }

    #[test]
    fn only_what_gets_smaller_has_a_compressed_file_beside_it() -> Result<()> {
        let folder = scratch("smaller")?;
        let site = folder.join("site");
        // Each number follows from the last: no two stretches are alike.
        let noise = |seed: u32| {
            let next = |last: &u32| Some(last.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
            std::iter::successors(Some(seed), next).map(|number| (number >> 24) as u8)
        };
        fs::write(site.join("short.js"), "a".repeat(SMALLEST - 1))?;
        fs::write(site.join("long.js"), "a".repeat(SMALLEST))?;
        fs::write(site.join("long.png"), "a".repeat(SMALLEST))?;
        fs::write(
            site.join("noise.wasm"),
            noise(1).take(4096).collect::<Vec<u8>>(),
        )?;
        beside_each(&site, &folder.join("earlier"))?;
        let expected = [
            "long.js",
            "long.js.br",
            "long.js.gz",
            "long.png",
            "noise.wasm",
            "short.js",
        ];
        assert_eq!(files::in_folder(&site)?, expected);
        Ok(fs::remove_dir_all(folder)?)
    }

    #[test]
    fn an_earlier_file_is_taken_over_only_if_it_unpacks_to_the_same() -> Result<()> {
        let folder = scratch("earlier")?;
        let (site, earlier) = (folder.join("site"), folder.join("earlier"));
        let text = "a".repeat(SMALLEST);
        // Packed in another way, so that it can be told apart.
        let mut other = GzEncoder::new(Vec::new(), Compression::fast());
        other.write_all(text.as_bytes())?;
        let other = other.finish()?;
        assert_ne!(other, Coding::Gzip.pack(text.as_bytes())?);
        for (path, before) in [("a.js", "a.js"), ("assets/one/b.js", "assets/two/b.js")] {
            fs::write(site.join(path), &text)?;
            fs::write(earlier.join(format!("{before}.gz")), &other)?;
            fs::write(earlier.join(format!("{before}.br")), &other)?;
        }
        beside_each(&site, &earlier)?;
        for path in ["a.js", "assets/one/b.js"] {
            assert_eq!(fs::read(site.join(format!("{path}.gz")))?, other);
            let brotli = fs::read(site.join(format!("{path}.br")))?;
            assert_eq!(Coding::Brotli.unpack(&brotli)?, text.as_bytes());
        }
        Ok(fs::remove_dir_all(folder)?)
    }
}
