import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

interface Job {
  permissions?: Record<string, string>;
  environment?: string;
  if?: string;
  'timeout-minutes'?: number;
  strategy?: { matrix: { node: number[] } };
  steps: { run?: string; uses?: string; with?: Record<string, unknown> }[];
}

interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

const FOLDER = '.github/workflows';
const FILES = readdirSync(FOLDER);
const text = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
const workflow = (file: string) => parse(text(file)) as Workflow;
const jobs = FILES.flatMap((file) =>
  Object.entries(workflow(file).jobs).map(([name, job]) => ({ file, name, job })),
);
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>;
};

describe('the workflows', () => {
  test.each(FILES)('%s may only read, where a job does not say more', (file) => {
    expect(workflow(file).permissions).toEqual({ contents: 'read' });
  });

  test.each(FILES)('%s uses actions by commit, with their version beside', (file) => {
    const uses = text(file).match(/uses: .*/g) ?? [];
    expect(uses).not.toEqual([]);
    for (const use of uses) expect(use).toMatch(/^uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test.each(FILES)(
    '%s uses no secret, and runs no code of a fork with rights of this repository',
    (file) => {
      expect(text(file)).not.toContain('secrets.');
      expect(Object.keys(workflow(file).on)).not.toContain('pull_request_target');
    },
  );

  test.each(FILES)('%s puts no text of an event into a command', (file) => {
    const commands = jobs.filter((job) => job.file === file).flatMap(({ job }) => commandsOf(job));
    expect(commands.filter((command) => command.includes('${{'))).toEqual([]);
  });

  test.each(jobs)('the job $name of $file runs commands and files that exist', ({ job }) => {
    for (const command of commandsOf(job)) {
      for (const [, name] of command.matchAll(/npm (?:run )?([a-z][a-z:-]*)/g))
        expect(['ci', 'publish', ...Object.keys(scripts)]).toContain(name);
      for (const [file] of command.matchAll(/(?:scripts|\.ci)\/[\w./-]+/g))
        expect(existsSync(file), file).toBe(true);
    }
  });

  test.each(jobs)('the job $name of $file ends after 90 minutes at the latest', ({ job }) => {
    expect(job['timeout-minutes']).toBeLessThanOrEqual(90);
  });

  test('CI tests the version of Node.js that Lambda runs, and the one before', () => {
    const [, version] =
      /runtime: nodejs(\d+)\.x/.exec(readFileSync('serverless.yml', 'utf8')) ?? [];
    const { node, everything } = workflow('ci.yml').jobs;
    expect(node?.strategy?.matrix.node).toEqual([Number(version) - 2, Number(version)]);
    expect(commandsOf(everything)).toEqual(['bash .ci/run']);
  });

  test('only the jobs of a release may write or have an identity, after an approval', () => {
    const more = jobs.filter(({ job }) => job.permissions);
    expect(more.map(({ file, name }) => `${file}: ${name}`)).toEqual([
      'codeql.yml: analyze',
      'release.yml: publish',
      'release.yml: page',
    ]);
    const { publish, page } = workflow('release.yml').jobs;
    expect(publish).toMatchObject({
      if: "vars.PUBLISH == 'yes'",
      environment: 'npm',
      permissions: { 'id-token': 'write' },
    });
    expect(page).toMatchObject({ needs: 'publish', permissions: { contents: 'write' } });
  });
});

function commandsOf(job: Job | undefined): string[] {
  return (job?.steps ?? []).flatMap(({ run }) => run ?? []);
}

test('each field of an issue form has its own id', () => {
  for (const file of ['bug.yml', 'feature.yml']) {
    const { body } = parse(readFileSync(`.github/ISSUE_TEMPLATE/${file}`, 'utf8'));
    const ids = body.flatMap(({ id }: { id?: string }) => id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(2);
  }
});
