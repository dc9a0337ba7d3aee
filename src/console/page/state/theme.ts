import { computed, effect, signal } from '@preact/signals';

export type Theme = 'auto' | 'light' | 'dark';

const KEY = 'ivs-autopilot-theme';

/** Light and dark as the system says (`auto`), or as the user has chosen. */
export const theme = signal<Theme>(readTheme());

const DARK = matchMedia('(prefers-color-scheme: dark)');
const isSystemDark = signal(DARK.matches);

/** The colours that are shown. Charts are drawn again when they change. */
export const colors = computed(() => {
  if (theme.value !== 'auto') return theme.value;
  return isSystemDark.value ? 'dark' : 'light';
});

export function applyTheme(): void {
  effect(() => {
    document.documentElement.dataset.theme = theme.value;
    if (theme.value === 'auto') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme.value);
  });
  DARK.addEventListener('change', ({ matches }) => {
    isSystemDark.value = matches;
  });
}

function readTheme(): Theme {
  const stored = localStorage.getItem(KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'auto';
}
