import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const FRAMEWORK = join(
  dirname(createRequire(import.meta.url).resolve('serverless/package.json')),
  'bin/serverless.js',
);
const LINKED = ['node_modules', 'resources', 'scripts', 'src'];
const MOST_OUTPUT_BYTES = 16 * 1024 * 1024;

export interface Service {
  directory: string;
  /** Runs `serverless <args>` there, with `env` added to an environment that has no AWS in it. */
  run(args: string[], env?: Record<string, string>): Promise<Outcome>;
  remove(): void;
}

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** This project, in a directory of its own, so that its build artifacts are nobody else's. */
export function ownService(): Service {
  const service = emptyService();
  symlinkSync(resolve('handlers'), join(service.directory, 'handlers'));
  copyFileSync('serverless.yml', join(service.directory, 'serverless.yml'));
  return service;
}

/** A small service with our plugin, and with these handlers and functions. */
export function smallService(handlers: Record<string, string>, functions: string): Service {
  const service = emptyService();
  mkdirSync(join(service.directory, 'handlers'));
  for (const [name, source] of Object.entries(handlers)) {
    writeFileSync(join(service.directory, 'handlers', `${name}.ts`), source);
  }
  writeFileSync(join(service.directory, 'serverless.yml'), SMALL + functions);
  return service;
}

const SMALL = `
service: small
plugins: [./scripts/serverless-bundle.cjs]
provider: { name: aws, runtime: nodejs24.x, region: us-west-2 }
functions:
`;

function emptyService(): Service {
  const directory = mkdtempSync(join(tmpdir(), 'ivs-autopilot-service-'));
  for (const name of LINKED) symlinkSync(resolve(name), join(directory, name));
  copyFileSync('package.json', join(directory, 'package.json'));
  return {
    directory,
    run: (args, env = {}) => run(directory, args, env),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function run(cwd: string, args: string[], env: Record<string, string>): Promise<Outcome> {
  const options = { cwd, env: { ...frameworkEnvironment(), ...env }, maxBuffer: MOST_OUTPUT_BYTES };
  return new Promise((done) => {
    const child = execFile(
      process.execPath,
      [FRAMEWORK, ...args],
      options,
      (_error, stdout, stderr) => {
        done({ code: child.exitCode ?? -1, stdout, stderr });
      },
    );
    child.stdin?.end();
  });
}

/** The environment of this process, without AWS and without a port of the stack. */
export function frameworkEnvironment(): NodeJS.ProcessEnv {
  const foreign = (name: string) => name.startsWith('AWS_') || name === 'PORT';
  const own = Object.entries(process.env).filter(([name]) => !foreign(name));
  return { ...Object.fromEntries(own), NODE_NO_WARNINGS: '1', AWS_EC2_METADATA_DISABLED: 'true' };
}
