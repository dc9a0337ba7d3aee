import { signal } from '@preact/signals';

/** All pages of the console are below this path. */
export const BASE = '/console';

/** Path below `BASE` and query of the page that is shown: links can be shared. */
export const place = signal(readPlace());

export function followHistory(): void {
  addEventListener('popstate', () => {
    place.value = readPlace();
  });
}

/** Shows another page. @param path below `BASE`, with its query */
export function goTo(path: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', BASE + path);
  else history.pushState(null, '', BASE + path);
  place.value = readPlace();
  if (replace) return;
  scrollTo(0, 0);
  document.querySelector('main')?.focus();
}

function readPlace(): { path: string; query: URLSearchParams } {
  const path = location.pathname.slice(BASE.length).replace(/\/+$/, '');
  return { path: path === '' ? '/' : path, query: new URLSearchParams(location.search) };
}
