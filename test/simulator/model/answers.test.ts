import { describe, expect, test } from 'vitest';
import { operationOf } from '../../../src/simulator/model/model.ts';
import { allMembers, type Setting, settings, valueAt, withValue } from './members.ts';
import { type ResourceType, ResourceWorld } from './resource-world.ts';

// Tests that are made from the service model, for every type of resource: an answer has all members, an update keeps
// what it does not name, and what the model allows is accepted and shown.

function resourceType(shape: string, operations: Partial<ResourceType> = {}): ResourceType {
  const [create, get, list] = [`Create${shape}`, `Get${shape}`, `List${shape}s`];
  return { shape, create, get, list, ...operations };
}

const TYPES: ResourceType[] = [
  resourceType('Channel', { update: 'UpdateChannel' }),
  resourceType('PlaybackRestrictionPolicy', {
    update: 'UpdatePlaybackRestrictionPolicy',
    list: 'ListPlaybackRestrictionPolicies',
  }),
  resourceType('RecordingConfiguration'),
  resourceType('AdConfiguration', { update: 'UpdateAdConfiguration' }),
  resourceType('StreamKey'),
  resourceType('PlaybackKeyPair', { create: 'ImportPlaybackKeyPair' }),
];

/** Members that a resource has only if they were given. */
const WITHOUT_DEFAULT: Record<string, string> = {
  postRollConfiguration: 'an ad configuration without it has no post-roll',
  'thumbnailConfiguration.resolution': 'the API documents null, which means the source resolution',
  'destinationConfiguration.s3': 'the request decides',
};

/** Values that do not fit the other members of the examples. Tests of their own are in ../operations/. */
const DEPENDENT: Record<string, string> = {
  'preset=""': 'a channel of an ADVANCED type gets the default preset',
  'multitrackInputConfiguration.enabled=true': 'only for channels of type STANDARD',
};

const nameOf = ({ path, value }: Setting): string => `${path.join('.')}=${JSON.stringify(value)}`;
const independent = (all: Setting[]): Setting[] =>
  all.filter((setting) => !Object.hasOwn(DEPENDENT, nameOf(setting)));
const hasDefault = (path: string[]): boolean =>
  !Object.keys(WITHOUT_DEFAULT).some((known) => `${path.join('.')}.`.startsWith(`${known}.`));

describe.each(TYPES.map((type) => [type.shape, type] as const))('%s', (shape, type) => {
  const namesOf = (shapeName: string) => new Set(allMembers(shapeName).map(([first]) => first));

  test('has every member, also if only the required ones were given', async () => {
    for (const requiredOnly of [true, false]) {
      const world = await ResourceWorld.of(type);
      const created = await world.create(requiredOnly);
      const absent = allMembers(shape).filter((path) => valueAt(created, path) === undefined);
      expect(absent.filter((path) => !requiredOnly || hasDefault(path))).toEqual([]);
      expect(await world.get(created.arn)).toEqual(created);
    }
  });

  test('is listed with every member of its summary', async () => {
    const world = await ResourceWorld.of(type);
    const created = await world.create(false);
    const listed = (await world.listed(created.arn)) ?? {};
    expect(new Set(Object.keys(listed))).toEqual(namesOf(`${shape}Summary`));
    expect(created).toMatchObject(listed);
  });

  test('shows what was given when it was created', async () => {
    const inputShape = operationOf(type.create).input.shape;
    const shown = settings(inputShape).filter(({ path: [first] }) => namesOf(shape).has(first));
    expect(shown.length).toBeGreaterThan(0);
    for (const { path, value } of independent(shown)) {
      const world = await ResourceWorld.of(type);
      const change = withValue(inputShape, {}, path, value);
      const created = await world.create(false, change);
      expect(valueAt(created, path), nameOf({ path, value })).toEqual(
        valueAt(world.refer(change), path),
      );
    }
  });

  if (type.update)
    test('keeps each member that an update does not name', async () => {
      const inputShape = operationOf(type.update ?? '').input.shape;
      for (const { path, value } of independent(settings(inputShape))) {
        if (path[0] === 'arn') continue;
        const world = await ResourceWorld.of(type);
        const before = await world.create(false);
        const change = withValue(inputShape, {}, path, value);
        const after = await world.update(before.arn, change);
        const changed = withValue(shape, before, path, valueAt(world.refer(change), path));
        // The preset depends on the type.
        const expected = path[0] === 'type' ? { ...changed, preset: after.preset } : changed;
        expect(after, nameOf({ path, value })).toEqual(expected);
        expect(await world.get(before.arn)).toEqual(after);
      }
    });
});
