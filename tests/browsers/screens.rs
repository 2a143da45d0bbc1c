//! What the page looks like in each of its states: pictures for people, in
//! `target/screenshots/`. Other tests add those of help, panel, Julia sets,
//! preview, failure, notes and a page that is not isolated.

use crate::fleet::in_both;

#[test]
fn home_and_the_seahorse_valley_in_dark_and_light() {
    in_both(|page| {
        page.resize(1200, 800);
        for (state, query, link) in [
            ("home-dark", "?theme=dark", ""),
            ("home-light", "?theme=light", ""),
            ("seahorse", "", "re=-0.7453&im=0.1127&zoom=300"),
            ("julia-wide", "", "formula=julia&palette=lagoon"),
        ] {
            page.open(&format!("{}/{query}#{link}", page.fleet.site()));
            page.settled();
            page.screenshot(state);
        }
        page.get::<()>("document.querySelector('#toggle').click();");
        page.screenshot("panel-closed");
    });
}

#[test]
fn an_upright_phone() {
    in_both(|page| {
        page.resize(390, 844);
        page.explore("");
        page.screenshot("phone");
        let scrolls: bool = page.get(
            "const root = document.documentElement;
             return root.scrollWidth > innerWidth || root.scrollHeight > innerHeight;",
        );
        assert!(!scrolls, "nothing lies outside the window");
        page.get::<()>("document.querySelector('#toggle').click();");
        page.screenshot("phone-panel");
        let [left, right, width]: [f64; 3] = page.get(
            "const { left, right } = document.querySelector('#panel').getBoundingClientRect();
             return [left, right, innerWidth];",
        );
        assert!(left >= 0.0 && right <= width, "{left} {right} {width}");
    });
}
