import { goTo } from '../routing/location.ts';
import { navigation } from '../routing/views.ts';
import { about } from '../state/about.ts';
import { hasKeys, isHelpOpen } from './help-state.ts';

/** After `g`, the next key names a view for so long. */
const NEXT_KEY_MS = 1_500;

/** Keys without a modifier, off while one types or while a dialog is open. */
export function listenToKeys(): void {
  let goUntil = 0;
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!hasKeys.value || isBusy(event.target)) return;
    const isAfterG = event.timeStamp < goUntil;
    goUntil = event.key === 'g' ? event.timeStamp + NEXT_KEY_MS : 0;
    const isHandled = isAfterG ? goToView(event.key) : press(event.key, event.target);
    if (isHandled) event.preventDefault();
  });
}

function isBusy(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open]')) return true;
  return target instanceof Element && target.closest(TYPING) !== null;
}

const TYPING = 'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]';

function goToView(key: string): boolean {
  const view = navigation(about.value?.isLocal ?? false).find((one) => one.key === key);
  if (view) goTo(view.path);
  return view !== undefined;
}

function press(key: string, target: EventTarget | null): boolean {
  const isInTable = target instanceof Element && target.closest('tbody') !== null;
  if (key === '?') isHelpOpen.value = true;
  else if (key === '/') return focus(document.querySelector('[data-find]'));
  else if (key === 'f') return focus(document.querySelector('main [data-filter]'));
  else if (key === 'j' || (key === 'ArrowDown' && isInTable)) return moveToRow(1);
  else if (key === 'k' || (key === 'ArrowUp' && isInTable)) return moveToRow(-1);
  else return false;
  return true;
}

function focus(element: Element | null): boolean {
  if (!(element instanceof HTMLElement)) return false;
  element.focus();
  if (element instanceof HTMLInputElement) element.select();
  return true;
}

/** Focuses what Enter opens in the next row; in the first row if none has the focus. */
function moveToRow(step: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>('main .table tbody tr')];
  const current = rows.findIndex((row) => row.contains(document.activeElement));
  const next = rows[current === -1 ? 0 : current + step];
  if (!next) return current !== -1;
  const target = next.querySelector<HTMLElement>('a, button, input') ?? next;
  target.focus();
  target.scrollIntoView({ block: 'nearest' });
  return true;
}
