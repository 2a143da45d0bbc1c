//! The picture that a visitor gives to the laboratory's filters.

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::lab_page::open;
use crate::page::Page;

/// Gives the page a file by its bytes or a canvas of this size, and the ways in
/// which visitors do.
const GIVE: &str = "
    const dropped = (file) => {
      const dataTransfer = new DataTransfer();
      if (file) dataTransfer.items.add(file);
      const event = new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
      return event.defaultPrevented;
    };
    const png = async (width, height, name) => {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d');
      context.fillStyle = 'teal';
      context.fillRect(0, 0, width / 2, height);
      return new File([await canvas.convertToBlob()], name);
    };
    const name = document.querySelector('#picture-name');
    const trouble = document.querySelector('#picture-trouble');
    const told = async (act) => {
      const [before, said] = [name.textContent, trouble.textContent];
      await act();
      const isRead = () => !name.textContent.endsWith('is being read …');
      await until(() => isRead() && (name.textContent !== before || trouble.textContent !== said));
      return [name.textContent, trouble.textContent];
    };";

/// A PNG's first bytes, which say that it is so large.
const HUGE: &str = "
    const huge = new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 39, 16, 0, 0, 39, 16, 8, 6, 0, 0, 0]);";

fn given(page: &Page, act: &str) -> [String; 2] {
    page.get(&format!(
        "{GIVE} {HUGE} return told(async () => {{ {act} }});"
    ))
}

#[test]
fn a_visitors_picture_is_what_the_filters_work_on() {
    in_both(|page| {
        open(page);
        let [name, trouble] = given(page, "dropped(await png(40, 30, 'a.png'));");
        assert_eq!(name, "a.png: 40 × 30 pixels");
        assert_eq!(trouble, "");
        let chosen: String = page.get("return document.querySelector(':checked').value;");
        assert_eq!(chosen, "blur", "something can be done with it");
        page.screenshot("lab-picture");
        let rows: Vec<Value> =
            page.get("return lab.run({ quick: true, workloads: ['blur', 'edges'] });");
        assert!(rows.iter().all(|row| row["ok"] == true), "{rows:?}");
        // The picture in, and the picture out.
        assert_eq!(rows[0]["bytesCopied"], 2 * 40 * 30 * 4, "{}", rows[0]);
        let seen: [u32; 2] = page.get(
            "const { width, height } = document.querySelector('#rows canvas');
             return [width, height];",
        );
        assert_eq!(seen, [40, 30]);

        // Chosen, and pasted; the longest side is what filters take.
        let [name, _] = given(
            page,
            "const chosen = new DataTransfer();
             chosen.items.add(await png(9000, 4, 'long.png'));
             const input = document.querySelector('#file');
             input.files = chosen.files;
             input.dispatchEvent(new Event('change'));",
        );
        assert_eq!(
            name,
            "long.png: 8,192 × 3 pixels, made smaller from 9,000 × 4: filters take sides of 8,192 pixels at most; 6,071 × 2 in quick runs"
        );
        // Of its size is all that is told, and a quick run makes it as small as all others.
        let [name, _] = given(page, "dropped(await png(300, 200, 'wide.png'));");
        assert_eq!(name, "wide.png: 300 × 200 pixels; 156 × 104 in quick runs");
        let told: [String; 5] = page.get(
            "document.querySelector('[value=blur]').click();
             const shown = () => document.querySelector('#size').selectedOptions[0].textContent;
             const whole = shown();
             document.querySelector('#quick').click();
             const small = shown();
             document.querySelector('#start').click();
             await until(() => document.querySelector('#doing').textContent.includes('Blur'));
             const doing = document.querySelector('#doing').textContent;
             const what = document.querySelector('#result-what').textContent;
             lab.stop();
             await until(() => !document.documentElement.classList.contains('measuring'));
             document.querySelector('#quick').click();
             await lab.run({ workloads: ['blur'], architectures: ['page'], rounds: 1 });
             return [whole, small, doing, what, document.querySelector('#result-what').textContent];",
        );
        let expected = [
            "300 × 200",
            "156 × 104",
            "Main thread: Blur, 156 × 104 pixels",
            "your picture, made smaller for a quick run: 156 × 104 pixels, up to",
            "your picture, 300 × 200 pixels, up to 1 thread",
        ];
        for (told, expected) in told.iter().zip(expected) {
            assert!(told.starts_with(expected), "{told}");
        }
        let [name, _] = given(page, "dropped(await png(5000, 5000, 'large.png'));");
        assert_eq!(
            name,
            "large.png: 4,096 × 4,096 pixels, made smaller from 5,000 × 5,000: filters take 16 megapixels at most; 128 × 128 in quick runs"
        );
        let [name, _] = given(
            page,
            "const clipboardData = new DataTransfer();
             clipboardData.items.add(await png(20, 20, 'pasted.png'));
             const event = Object.assign(new Event('paste'), { clipboardData });
             dispatchEvent(event);",
        );
        assert_eq!(name, "pasted.png: 20 × 20 pixels");

        // A picture that is being read is waited for: the measurement is of it.
        let [reading, size]: [Value; 2] = page.get(&format!(
            "{GIVE}
             dropped(await png(30, 10, 'late.png'));
             const reading = name.textContent;
             const [row] = await lab.run({{ quick: true, workloads: ['edges'], architectures: ['page'] }});
             return [reading, row.size];"
        ));
        assert_eq!(reading, "“late.png” is being read …");
        assert_eq!(size, 30);
        let [name, _] = given(page, "document.querySelector('#own').click();");
        assert!(name.starts_with("The laboratory’s own"), "{name}");
    });
}

#[test]
fn a_file_that_is_no_picture_or_one_of_100_megapixels_gets_a_clear_line_and_the_one_before_stays() {
    in_both(|page| {
        open(page);
        let own = "The laboratory’s own picture stays.";
        for (act, expected) in [
            (
                "dropped(new File(['no picture'], 'notes.txt'));",
                "“notes.txt” is no picture that is read here: expected a PNG, JPEG, WebP, AVIF, GIF or BMP file.",
            ),
            (
                "dropped(new File([], 'empty.png'));",
                "“empty.png” is no picture that is read here",
            ),
            (
                "dropped(new File([huge], 'huge.png'));",
                "“huge.png” has 10,000 × 10,000 pixels, 100 megapixels: expected 67 megapixels at most.",
            ),
            (
                "huge[18] = huge[22] = 0; dropped(new File([huge], 'cut.png'));",
                "“cut.png” begins like a PNG of 16 × 16 pixels, and cannot be decoded",
            ),
        ] {
            let [_, trouble] = given(page, act);
            assert!(trouble.starts_with(expected), "{trouble}");
            assert!(trouble.ends_with(own), "{trouble}");
        }
        page.get::<()>("scrollTo(0, 0);");
        page.screenshot("lab-no-picture");
        let [_, trouble] = given(page, "dropped(null);");
        assert!(
            trouble.starts_with("What was dropped is no file"),
            "{trouble}"
        );

        let folders = given(
            page,
            "const folder = (dataTransfer) => dispatchEvent(Object.assign(new Event('drop'), { dataTransfer }));
             folder({ items: [{ webkitGetAsEntry: () => ({ isDirectory: true, name: 'holiday' }) }], files: [] });
             folder.said = trouble.textContent;
             const unreadable = Object.assign(new File([], 'photos'), { slice: () => ({ arrayBuffer: () => Promise.reject(new Error('no')) }) });
             folder({ items: [], files: [unreadable] });
             await until(() => trouble.textContent !== folder.said);
             name.textContent = folder.said;",
        );
        assert_eq!(folders[0], "“holiday” is a folder: expected a picture.");
        let expected = "“photos” cannot be read as a file: expected a picture that is still there, and no folder.";
        assert!(folders[1].starts_with(expected), "{}", folders[1]);

        given(page, "dropped(await png(8, 8, 'good.png'));");
        let [name, trouble] = given(page, "dropped(new File([huge], 'huge.png'));");
        assert_eq!(name, "good.png: 8 × 8 pixels");
        assert!(trouble.ends_with("“good.png” stays."), "{trouble}");
        // What is said goes when something is measured, and what is in the way of that with it.
        let [during, busy, after]: [String; 3] = page.get(&format!(
            "{GIVE}
             const request = {{ quick: true, workloads: ['sort'], architectures: ['page'] }};
             const running = lab.run(request);
             const during = trouble.textContent;
             dropped(await png(8, 8, 'other.png'));
             const busy = trouble.textContent;
             await running;
             return [during, busy, trouble.textContent];"
        ));
        assert_eq!((during.as_str(), after.as_str()), ("", ""));
        assert!(
            busy.starts_with("Reading a picture would disturb"),
            "{busy}"
        );
        // No file that is dropped takes the page away.
        assert!(page.get::<bool>(&format!("{GIVE} return dropped(null);")));
    });
}

#[test]
fn the_size_of_a_picture_is_read_from_the_beginning_of_its_file() {
    in_both(|page| {
        open(page);
        let heads: Vec<Value> = page.get(
            "const { readHead } = await import(document.querySelector('[href$=\"picture-head.js\"]').href);
             const made = async (type) => {
               const canvas = new OffscreenCanvas(300, 7);
               canvas.getContext('2d').fillRect(0, 0, 9, 9);
               return canvas.convertToBlob({ type });
             };
             const bytes = (...list) => new Blob([new Uint8Array(list.flatMap((one) => (typeof one === 'string' ? [...one].map((sign) => sign.charCodeAt(0)) : one)))]);
             const zeros = (count) => new Array(count).fill(0);
             return Promise.all([
               await made('image/png'),
               await made('image/jpeg'),
               await made('image/webp'),
               bytes('GIF89a', 44, 1, 7, 0, zeros(9)),
               bytes('BM', zeros(12), 40, 0, 0, 0, 44, 1, 0, 0, 249, 255, 255, 255),
               bytes('RIFF', zeros(4), 'WEBPVP8L', zeros(4), 47, 43, 129, 1, 0, zeros(9)),
               bytes('RIFF', zeros(4), 'WEBPVP8X', zeros(8), 43, 1, 0, 6, 0, 0),
               bytes(zeros(4), 'ftypavif', zeros(8), 'ispe', zeros(4), 0, 0, 1, 44, 0, 0, 0, 7),
               // None of these ends, and none is a picture.
               bytes(255, 216, 255, zeros(40)),
               bytes(255, 216, new Array(5000).fill(255)),
               bytes('RIFF', zeros(4), 'WAVE', zeros(40)),
               bytes(137, 'PNG'),
             ].map(readHead));",
        );
        let (pictures, others) = heads.split_at(8);
        let kinds = ["PNG", "JPEG", "WebP", "GIF", "BMP", "WebP", "WebP", "AVIF"];
        for (head, kind) in pictures.iter().zip(kinds) {
            assert_eq!(
                (&head["width"], &head["height"]),
                (&json!(300), &json!(7)),
                "{kind}: {head}"
            );
            assert_eq!(head["kind"], kind);
        }
        assert!(others.iter().all(Value::is_null), "{others:?}");
    });
}
