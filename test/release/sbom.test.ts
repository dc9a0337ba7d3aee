import { describe, expect, test } from 'vitest';
import { type Bill, billOf } from '../../scripts/release/sbom.ts';

const component = (ref: string, development = true) => {
  const [name = '', version = ''] = ref.split('@');
  const properties = [{ name: 'cdx:npm:package:path', value: `node_modules/${name}` }];
  if (development) properties.push({ name: 'cdx:npm:package:development', value: 'true' });
  return { 'bom-ref': ref, name, version, purl: `pkg:npm/${ref}`, scope: 'optional', properties };
};

/** sdk uses core; zod is a tool that is bundled, and lint one that is not. */
const PROJECT: Bill = {
  bomFormat: 'CycloneDX',
  metadata: {
    timestamp: '2026-11-28T00:00:00.000Z',
    component: {
      ...{ 'bom-ref': 'app@0.1.0', name: 'folder', version: '0.1.0', purl: 'pkg:npm/app@0.1.0' },
      properties: [{ name: 'cdx:npm:package:private', value: 'true' }],
    },
  },
  components: [component('sdk@3.0.0', false), component('core@1.0.0', false)].concat(
    component('zod@4.0.0'),
    component('lint@1.0.0'),
  ),
  dependencies: [
    { ref: 'app@0.1.0', dependsOn: ['sdk@3.0.0', 'zod@4.0.0', 'lint@1.0.0'] },
    { ref: 'sdk@3.0.0', dependsOn: ['core@1.0.0'] },
    { ref: 'core@1.0.0', dependsOn: ['sdk@3.0.0'] },
    { ref: 'zod@4.0.0', dependsOn: [] },
    { ref: 'lint@1.0.0', dependsOn: [] },
  ],
};
const RELEASED = {
  ...{ name: 'app', version: '0.2.0', description: 'An app' },
  ...{ dependencies: ['sdk'], bundled: ['zod@4.0.0'] },
};

describe('the bill of materials of a release', () => {
  const bill = billOf(PROJECT, RELEASED);

  test('has what npm installs with it and what is bundled, and no tools', () => {
    expect(bill.components.map((one) => [one['bom-ref'], one.scope])).toEqual([
      ['core@1.0.0', 'required'],
      ['sdk@3.0.0', 'required'],
      ['zod@4.0.0', 'required'],
    ]);
    const properties = bill.components.map((one) => one.properties);
    expect(properties).toEqual([[], [], [{ name: 'cdx:npm:package:bundled', value: 'true' }]]);
  });

  test('is about the released version, and says what depends on what', () => {
    expect(bill.metadata.component).toEqual({
      'bom-ref': 'app@0.2.0',
      name: 'app',
      version: '0.2.0',
      description: 'An app',
      purl: 'pkg:npm/app@0.2.0',
    });
    expect(bill.dependencies).toEqual([
      { ref: 'app@0.2.0', dependsOn: ['sdk@3.0.0', 'zod@4.0.0'] },
      { ref: 'core@1.0.0', dependsOn: ['sdk@3.0.0'] },
      { ref: 'sdk@3.0.0', dependsOn: ['core@1.0.0'] },
      { ref: 'zod@4.0.0', dependsOn: [] },
    ]);
  });

  test('cannot be made with a package that the project does not have', () => {
    expect(() => billOf(PROJECT, { ...RELEASED, bundled: ['gone@1.0.0'] })).toThrow('gone@1.0.0');
    expect(() => billOf(PROJECT, { ...RELEASED, dependencies: ['core'] })).toThrow('core');
  });
});
