import { SETTINGS } from '../../src/settings/catalog.ts';
import type { Setting } from '../../src/settings/setting.ts';

/** The table of all settings for `docs/settings.md`. */
export function settingsBlock(settings: readonly Setting[] = SETTINGS): string {
  const rows = settings.map(
    (setting) =>
      `| \`${setting.param}\` | ${valuesOf(setting)} | ${defaultOf(setting)} | ${setting.text} |`,
  );
  return ['| param | values | default | what it does |', '|---|---|---|---|', ...rows].join('\n');
}

function valuesOf(setting: Setting): string {
  switch (setting.kind) {
    case 'choice':
      return setting.choices.map((choice) => `\`${choice}\``).join(', ');
    case 'number':
      return `${setting.min} to ${setting.max}${setting.whole ? ', whole' : ''}`;
    case 'duration':
      return durationOf(setting);
    case 'text':
      return setting.expected;
  }
}

function durationOf({ none, longest }: Setting & { kind: 'duration' }): string {
  const upTo = longest === undefined ? '' : ` up to \`${longest}\``;
  return `duration${upTo}${none ? ' or `none`' : ''}`;
}

function defaultOf({ default: everywhere, local }: Setting): string {
  const shown = (text: string) => (text === '' ? 'empty' : `\`${text}\``);
  return local === undefined
    ? shown(everywhere)
    : `${shown(everywhere)} (stage \`local\`: ${shown(local)})`;
}
