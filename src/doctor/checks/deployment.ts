import {
  type Check,
  checkAll,
  checkProbe,
  failed,
  isFailure,
  passed,
  problemOf,
} from '../check.ts';
import { nameOf } from '../expected.ts';
import type { Facts, FunctionFacts } from '../facts.ts';

const DEPLOY = 'Deploy the stage again: npx serverless deploy --stage';

/** Each function is there and can run. */
export function functionsCheck({ functions, stage }: Facts): Check {
  const problems = functions.flatMap(({ name, probe }) => {
    if (isFailure(probe)) return `${name} ${problemOf(probe)}`;
    return probe.value.state === 'Active' ? [] : `${name} is ${probe.value.state}`;
  });
  return checkAll('functions', problems, `all ${functions.length}`, `${DEPLOY} ${stage}.`);
}

/** Each function works on the table and on the bus of its stage. */
export function wiringCheck({ functions, stage }: Facts): Check {
  const expected = { TABLE_NAME: nameOf(stage), BUS_NAME: nameOf(stage) };
  const problems = environments(functions).flatMap(([name, environment]) =>
    Object.entries(expected).flatMap(([variable, value]) => {
      const found = environment[variable];
      return found === undefined || found === value ? [] : `${name} has ${variable} ${found}`;
    }),
  );
  const found = `table and bus ${nameOf(stage)}`;
  return checkAll(
    'table and bus',
    problems,
    found,
    `${DEPLOY} ${stage}. Do not change variables by hand.`,
  );
}

/** All functions are of one version, and the table was not written by a newer one. */
export function versionCheck({ functions, version, mark, stage }: Facts): Check {
  const others = environments(functions).flatMap(
    ([name, { AUTOPILOT_VERSION: own = 'unknown' }]) =>
      own === version ? [] : `${name} is ${own}`,
  );
  return checkProbe('version', mark, (found) => {
    const written = found?.version ?? version;
    const inTable = written === version ? [] : [`the table was last written by ${written}`];
    const problems = [...others, ...inTable];
    if (problems.length === 0) return passed('version', version);
    const todo = `${DEPLOY} ${stage}. Within 5 minutes, reconcile marks the table.`;
    return failed('version', [`doctor is ${version}`, ...problems].slice(0, 6).join('; '), todo);
  });
}

const SETTING: Record<string, string> = {
  CLEANUP_MODE: 'cleanupMode',
  ROTATION_MODE: 'rotationMode',
};

/** Cleanup and rotation do something. */
export function modesCheck(facts: Facts): Check {
  const { tagPrefix, stage } = facts;
  const modes = Object.entries(modesOf(facts));
  const found = modes.map(([setting, mode]) => `${setting} ${mode}`).join(', ');
  if (!modes.some(([, mode]) => mode === 'off'))
    return passed('modes', `${found}; tags ${tagPrefix}:…`);
  const todo = `If this is not meant, set it to plan or apply in stages/${stage}.yml and deploy. If it is: --skip modes.`;
  return failed('modes', found, todo);
}

/** The modes by setting. Of functions that differ, one that is off counts. */
export function modesOf({ functions }: Facts): Record<string, string> {
  const modes: Record<string, string> = {};
  for (const [, environment] of environments(functions)) {
    for (const [variable, setting] of Object.entries(SETTING)) {
      const mode = environment[variable];
      if (mode !== undefined && modes[setting] !== 'off') modes[setting] = mode;
    }
  }
  return modes;
}

/** No other stage obeys the same tags. */
export function stagesCheck({ otherStages, tagPrefix, stage }: Facts): Check {
  return checkProbe('other stages', otherStages, (others) => {
    const rivals = others.filter((other) => other.tagPrefix === tagPrefix);
    if (rivals.length > 0) {
      const names = rivals.map((other) => other.stage).join(', ');
      const todo = `Give stage ${stage} or the other a tagPrefix of its own (docs/deploy.md), or remove one.`;
      return failed('other stages', `${names}: also obeys the tags ${tagPrefix}:…`, todo);
    }
    const names = others.map((other) => `${other.stage} (${other.tagPrefix}:…)`);
    return passed('other stages', names.length === 0 ? 'none in this region' : names.join(', '));
  });
}

/** The functions that could be read, with their variables. */
const environments = (
  functions: Facts['functions'],
): [name: string, environment: FunctionFacts['environment']][] =>
  functions.flatMap(({ name, probe }): [string, FunctionFacts['environment']][] =>
    isFailure(probe) ? [] : [[name, probe.value.environment]],
  );
