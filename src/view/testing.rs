//! What the tests of views share.

use super::{View, permalink};

/// The view of a link in which nothing is wrong.
pub(crate) fn view(link: &str) -> View {
    let (view, problems) = permalink::parse(link, None);
    assert!(problems.is_empty(), "{problems:?}");
    view
}
