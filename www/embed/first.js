/**
 * What has to be right when the page is first painted, before its modules are
 * there: the theme, and the poster. So this is a script that the page waits for.
 *
 * The poster is the home view's small picture where that is shown, the one that
 * `poster=` names, or nothing in particular: another view's would be wrong. An
 * address of the page's own origin does, or a small picture that is an address
 * itself (`data:image/…`): a widget asks nobody else for anything.
 */
{
  const query = new URLSearchParams(location.search);
  const { dataset, style } = document.documentElement;
  const theme = query.get('theme');
  if (theme === 'light' || theme === 'dark') dataset['theme'] = theme;

  dataset['poster'] = location.hash.length > 1 ? 'none' : 'home';
  const poster = query.get('poster');
  if (poster !== null) {
    const url = URL.canParse(poster, location.href) ? new URL(poster, location.href) : null;
    const isOwn = url?.origin === location.origin && /^https?:$/.test(url.protocol);
    if (url && (isOwn || /^data:image\//.test(url.href))) {
      // As a text of CSS: it has the same escapes.
      style.setProperty('--poster', `url(${JSON.stringify(url.href)})`);
      dataset['poster'] = 'own';
    } else {
      console.warn(
        `deep-canvas: poster: "${poster.slice(0, 80)}": expected an address of ${location.origin}, or one that begins with data:image/`,
      );
    }
  }
}
