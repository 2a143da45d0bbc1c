//! `deepcanvas render`: the files it writes, the counts it compares, and what it
//! refuses.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::io::BufReader;
use std::path::Path;
use std::process::Output;

use deepcanvas::fractal::BOUNDED;
use deepcanvas::picture::{self, Rendered};
use deepcanvas::view::{Size, permalink};
use exr::meta::attribute::AttributeValue;
use exr::prelude::{FlatSamples, ReadChannels, ReadLayers, f16};
use support::{errors, run, scratch};

const LINK: &str = "re=-0.7463&im=0.1102&zoom=150&iter=700";
const SIZE: Size = Size {
    width: 150,
    height: 90,
};

/// The picture as the library computes it.
fn expected() -> Rendered {
    let (view, _) = permalink::parse(LINK, None);
    picture::render(&view, SIZE, 1).expect("a small picture")
}

/// Renders `link` at the tests' size to `file`.
fn render(link: &str, file: &Path) -> Output {
    let file = file.to_str().expect("a plain path");
    run(&["render", link, "--size", "150x90", "-o", file])
}

/// The only line on standard error of a call that exited with `status`.
fn refusal(output: &Output, status: i32) -> String {
    let errors = errors(output);
    assert_eq!(output.status.code(), Some(status), "{errors}");
    assert_eq!(errors.lines().count(), 1, "{errors}");
    errors
}

#[test]
fn a_png_is_the_librarys_picture_and_holds_its_link() {
    let file = scratch("render-png").join("seahorse.png");
    let output = render(LINK, &file);
    assert!(output.status.success(), "{}", errors(&output));
    let (rgb, text) = read_png(&file);
    let rgba = expected().rgba();
    assert!(rgba.chunks_exact(4).all(|pixel| pixel[3] == 255));
    assert!(
        rgba.chunks_exact(4)
            .map(|pixel| &pixel[..3])
            .eq(rgb.chunks_exact(3))
    );
    assert_eq!(text, [("deepcanvas-view".to_owned(), LINK.to_owned())]);
}

#[test]
fn many_samples_make_the_librarys_picture_by_any_number_of_threads() {
    let (view, _) = permalink::parse(LINK, None);
    let expected = picture::render_refined(&view, SIZE, 7, 1).expect("a small picture");
    let expected: Vec<u8> = opaque(&expected.rgba());
    assert_ne!(expected, opaque(&self::expected().rgba()));
    let folder = scratch("render-samples");
    for threads in ["1", "3"] {
        let file = folder.join(format!("{threads}.png"));
        let out = file.to_str().expect("a plain path");
        let how = ["--samples", "7", "--threads", threads, "--size", "150x90"];
        let output = run(&[&["render", LINK, "-o", out], &how[..]].concat());
        assert!(output.status.success(), "{}", errors(&output));
        assert!(read_png(&file).0 == expected, "{threads} threads");
    }
}

#[test]
fn an_exr_of_many_samples_keeps_the_counts_of_the_centres() {
    let folder = scratch("render-exr-samples");
    let channels = |samples: &str| {
        let file = folder.join(format!("{samples}.exr"));
        let out = file.to_str().expect("a plain path");
        let how = ["--samples", samples, "--size", "150x90", "-o", out];
        let output = run(&[&["render", LINK], &how[..]].concat());
        assert!(output.status.success(), "{}", errors(&output));
        let image = exr::prelude::read_first_flat_layer_from_file(&file).expect("an EXR file");
        let list = image.layer_data.channel_data.list;
        list.into_iter().map(|channel| channel.sample_data)
    };
    let same: Vec<bool> = channels("1")
        .zip(channels("4"))
        .map(|(one, four)| one == four)
        .collect();
    // B, G, N, NF, R.
    assert_eq!(same, [false, false, true, true, false]);
}

/// Red, green and blue alone.
fn opaque(rgba: &[u8]) -> Vec<u8> {
    let pixels = rgba.chunks_exact(4);
    pixels.flat_map(|pixel| pixel[..3].to_vec()).collect()
}

/// The bytes of a PNG of the tests' size, and its texts by keyword.
fn read_png(file: &Path) -> (Vec<u8>, Vec<(String, String)>) {
    let decoder = png::Decoder::new(BufReader::new(fs::File::open(file).expect("a file")));
    let mut reader = decoder.read_info().expect("a PNG");
    let mut rgb = vec![0; reader.output_buffer_size().expect("a small picture")];
    let frame = reader.next_frame(&mut rgb).expect("its pixels");
    assert_eq!((frame.width, frame.height), (SIZE.width, SIZE.height));
    assert_eq!(frame.color_type, png::ColorType::Rgb);
    let text = &reader.info().uncompressed_latin1_text;
    let text = text
        .iter()
        .map(|chunk| (chunk.keyword.clone(), chunk.text.clone()))
        .collect();
    (rgb, text)
}

#[test]
fn an_exr_holds_the_librarys_counts_fractions_and_linear_light() {
    let file = scratch("render-exr").join("seahorse.exr");
    let output = render(LINK, &file);
    assert!(output.status.success(), "{}", errors(&output));
    let image = exr::prelude::read()
        .no_deep_data()
        .largest_resolution_level()
        .all_channels()
        .first_valid_layer()
        .all_attributes()
        .from_file(&file)
        .expect("an EXR file");
    let layer = image.layer_data;
    assert_eq!((layer.size.0, layer.size.1), (150, 90));
    let channels: Vec<_> = layer
        .channel_data
        .list
        .iter()
        .map(|channel| (channel.name.to_string(), &channel.sample_data))
        .collect();
    let [(b, blue), (g, green), (n, numbers), (nf, parts), (r, red)] = &channels[..] else {
        panic!("{} channels", channels.len());
    };
    assert_eq!([b, g, n, nf, r], ["B", "G", "N", "NF", "R"]);

    let (counts, fractions) = expected().samples();
    let bounded = counts.iter().filter(|count| **count == BOUNDED).count();
    assert!(bounded > 0 && bounded < counts.len());
    let biased: Vec<u32> = counts
        .iter()
        .map(|&count| {
            if count == BOUNDED {
                u32::MAX
            } else {
                count + 1024
            }
        })
        .collect();
    assert_eq!(**numbers, FlatSamples::U32(biased));
    assert_eq!(**parts, FlatSamples::F32(fractions));
    let rgba = expected().rgba();
    for (channel, light) in [red, green, blue].into_iter().enumerate() {
        let FlatSamples::F16(light) = light else {
            panic!("colours are halves");
        };
        let bytes: Vec<u8> = light.iter().copied().map(srgb_byte).collect();
        assert!(rgba.iter().skip(channel).step_by(4).eq(&bytes));
    }

    let attribute = |name: &str| layer.attributes.other.get(name.as_bytes());
    assert_eq!(
        attribute("IterationsBias"),
        Some(&AttributeValue::I32(1024))
    );
    assert_eq!(attribute("Iterations"), Some(&AttributeValue::I32(700)));
    assert_eq!(
        attribute("deepcanvas-view"),
        Some(&AttributeValue::Text(LINK.into()))
    );
}

/// The byte of a linear light, 0 to 1.
fn srgb_byte(light: f16) -> u8 {
    let light = light.to_f64();
    let value = if light <= 0.003_130_8 {
        light * 12.92
    } else {
        1.055 * light.powf(1.0 / 2.4) - 0.055
    };
    (value * 255.0).round() as u8
}

#[test]
fn what_a_link_cannot_say_is_a_warning_and_the_rest_of_it_works() {
    let file = scratch("render-warnings").join("warned.png");
    let output = render("zoom=1e&zoom=7&colour=red#&re=-1&wrong", &file);
    assert!(output.status.success(), "{}", errors(&output));
    let warnings = errors(&output);
    assert_eq!(warnings.lines().count(), 1, "{warnings}");
    assert!(warnings.contains("`wrong` is no key"), "{warnings}");
    assert!(file.exists());
}

#[test]
fn a_view_far_deeper_than_f64_is_rendered_as_it_is() {
    let link = "re=-2&im=1e-301&zoom=1e300&palette=ember";
    let file = scratch("render-deep").join("deep.png");
    let output = render(link, &file);
    assert!(output.status.success(), "{}", errors(&output));
    assert_eq!(errors(&output), "");
    let (rgb, texts) = read_png(&file);
    let colours: BTreeSet<&[u8]> = rgb.chunks_exact(3).collect();
    assert!(colours.len() > 10, "{} colours", colours.len());
    let [(_, written)] = &texts[..] else {
        panic!("{texts:?}");
    };
    assert_eq!(
        permalink::parse(written, None).0,
        permalink::parse(link, None).0
    );
}

#[test]
fn what_was_done_is_told_as_json() {
    let file = scratch("render-json").join("deep.png");
    let path = file.to_str().expect("a plain path");
    let link = "re=-2&zoom=1e30&iter=3000";
    let output = run(&["render", link, "--size", "32x20", "--json", "-o", path]);
    assert!(output.status.success() && output.stderr.is_empty());
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(told["tier"], "perturb");
    assert_eq!(
        (&told["limit"], &told["samples"]),
        (&3000.into(), &1.into())
    );
    assert!(told["iterations"].as_u64().expect("a number") > 640);
    let ms = |phase: &str| told["ms"][phase].as_f64().expect("a time");
    let parts = ["orbit", "pixels", "samples", "file"].map(ms);
    assert!(parts.iter().all(|part| *part >= 0.0) && parts.iter().sum::<f64>() <= ms("all"));
    assert!(file.exists());
}

#[test]
fn what_cannot_be_rendered_is_one_line_and_leaves_no_file() {
    let folder = scratch("render-refusals");
    let file = |name: &str| folder.join(name);
    let unknown = refusal(&render("", &file("a.jpg")), 2);
    assert!(
        unknown.contains("expected a name that ends in .png"),
        "{unknown}"
    );
    let missing = refusal(&render("", &file("missing/a.png")), 2);
    assert!(
        missing.contains("in a folder that can be written to"),
        "{missing}"
    );
    fs::create_dir(file("folder.png")).expect("a folder can be made");
    let folder_there = refusal(&render("", &file("folder.png")), 2);
    assert!(folder_there.contains("it is a folder"), "{folder_there}");
    let out = file("a.png");
    let out = out.to_str().expect("a plain path");
    for size in ["0x90", "65536x1", "12", "12x", "x", "axb", "-1x1"] {
        let size = format!("--size={size}");
        let line = refusal(&run(&["render", "", &size, "-o", out]), 2);
        assert!(line.contains("each from 1 to 65535"), "{line}");
    }
    for samples in ["0", "17", "-1", "many"] {
        let samples = format!("--samples={samples}");
        let line = refusal(&run(&["render", "", &samples, "-o", out]), 2);
        assert!(line.contains("--samples"), "{line}");
    }
    refusal(&run(&["render", ""]), 2);
    refusal(&run(&["render", "-o", out]), 2);
    refusal(&run(&["render", "", "--threads", "0", "-o", out]), 2);
    refusal(&run(&["render", "", "--exact", "-o", out]), 2);
    let left: Vec<_> = fs::read_dir(&folder).expect("the folder").collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

/// Writes a locations file of one location and compares its counts.
fn compare(name: &str, (real, zoom): (&str, &str), probes: &str) -> Output {
    let file = scratch(name).join("locations.toml");
    let text = format!(
        "[[location]]\nname = 'a'\nreal = '{real}'\nimag = '0'\nzoom = '{zoom}'\n\
         iterations = 1000\nprobes = {probes}\n"
    );
    fs::write(&file, text).expect("the file can be written");
    run(&[
        "render",
        "--iterations-at",
        file.to_str().expect("a plain path"),
    ])
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn counts_that_agree_are_listed_and_counted() {
    let output = compare(
        "probes-agree",
        ("-0.75", "1.6"),
        "[[0, 0, 4], [320, 180, -1]]",
    );
    assert!(output.status.success(), "{}", errors(&output));
    assert_eq!(
        said(&output),
        "a [0, 0] expected 4 got 4 ok\n\
         a [320, 180] expected -1 got -1 ok\n\
         2 of 2 agree\n"
    );
}

#[test]
fn a_count_that_differs_makes_the_status_1() {
    let output = compare(
        "probes-differ",
        ("-0.75", "1.6"),
        "[[0, 0, 5], [320, 180, -1]]",
    );
    let line = refusal(&output, 1);
    assert!(line.contains("1 of 2 probes differ"), "{line}");
    let said = said(&output);
    assert!(
        said.starts_with("a [0, 0] expected 5 got 4 differs\n"),
        "{said}"
    );
    assert!(said.ends_with("1 of 2 agree\n"), "{said}");
}

#[test]
fn counts_far_deeper_than_f64_are_computed_too() {
    let output = compare("probes-deep", ("-2", "1e30"), "[[0, 0, 53]]");
    assert!(output.status.success(), "{}", errors(&output));
    assert_eq!(
        said(&output),
        "a [0, 0] expected 53 got 53 ok\n1 of 1 agree\n"
    );
}

#[test]
fn a_file_that_holds_no_locations_is_refused() {
    let line = refusal(
        &compare("probes-outside", ("-0.75", "1"), "[[640, 0, 1]]"),
        2,
    );
    assert!(line.contains("`a` has a probe at [640, 0]"), "{line}");
    let line = refusal(&compare("probes-zoom", ("-0.75", "wide"), "[]"), 2);
    assert!(line.contains("`zoom` is \"wide\""), "{line}");
    let line = refusal(&compare("probes-none", ("-0.75", "1"), "[]"), 2);
    assert!(line.contains("it has no probes"), "{line}");
    let line = refusal(&run(&["render", "--iterations-at", "no-such-file"]), 2);
    assert!(line.contains("expected a locations file"), "{line}");
}
