import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../../scripts/docs/pages.ts';

interface Alarm {
  Properties: {
    AlarmName: string;
    AlarmDescription: string;
    Dimensions: { Name: string; Value: string }[];
  };
}

const page = await readFile(join(ROOT, 'docs/runbook.md'), 'utf8');
const alarms = Object.values(
  parse(await readFile(join(ROOT, 'resources/alarms.yml'), 'utf8'), { merge: true }),
) as Alarm[];
const suffixOf = ({ Properties }: Alarm) => Properties.AlarmName.replace(/^.*\}-/, '');
const sections = page.split(/^## /m).slice(1);
const titleOf = (section: string) => section.split('\n')[0] ?? '';

test('each alarm has a section of the runbook, and each section has an alarm', () => {
  const linked = alarms.map(
    ({ Properties }) => /docs\/runbook\.md#(\S+)$/.exec(Properties.AlarmDescription)?.[1],
  );
  expect([...new Set(linked)].sort()).toEqual(sections.map(titleOf).sort());
});

test.each(alarms.map((alarm) => [suffixOf(alarm), alarm] as const))(
  'the description of %s is one sentence and a link to a section that names the alarm',
  (suffix, { Properties }) => {
    const { AlarmDescription } = Properties;
    expect(AlarmDescription).toMatch(/^[A-Za-z][^.]*\. See docs\/runbook\.md#[a-z-]+$/);
    const [, anchor] = AlarmDescription.split('#');
    const section = sections.find((one) => titleOf(one) === anchor) ?? '';
    expect(anchor === suffix || section.includes(`\`${suffix}\``)).toBe(true);
  },
);

test.each(alarms.map((alarm) => [suffixOf(alarm), alarm] as const))(
  'the alarm %s looks at its own stage only',
  (_suffix, { Properties }) => {
    const values = Properties.Dimensions.map(({ Value }) => Value);
    const ofStage = (value: string) => /\$\{(sls:stage|self:custom\.names\.)/.test(value);
    expect(values.filter(ofStage)).toHaveLength(1);
    expect(Properties.AlarmName).toMatch(/^\$\{self:custom\.names\.rulePrefix\}-/);
  },
);

test.each(sections.map((section) => [titleOf(section), section]))(
  'the section %s says what the alarm means, what to look at and what to do',
  (_title, section) => {
    for (const part of ['**It means**:', '**Look at**', '**Do**'])
      expect(section.split(part)).toHaveLength(2);
  },
);
