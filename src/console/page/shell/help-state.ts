import { effect, signal } from '@preact/signals';

const KEY = 'ivs-autopilot-keys';

/** Whether the list of keys is shown. */
export const isHelpOpen = signal(false);

/** Whether keys without a modifier do something. Who speaks to the computer turns them off. */
export const hasKeys = signal(localStorage.getItem(KEY) !== 'off');

export function rememberKeys(): void {
  effect(() => {
    if (hasKeys.value) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, 'off');
  });
}
