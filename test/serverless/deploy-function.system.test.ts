import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ownService } from './support/service.ts';

const NAME = 'ivs-autopilot-prod-markChannel';
const ROLE = 'arn:aws:iam::123456789012:role/ivs-autopilot-prod-MarkChannelRole-1A2B3C4D5E6F';

interface Call {
  operation: string;
  body: Record<string, unknown>;
}

/** Lambda, with one function that is deployed. Every other request is an error. */
async function lambda(): Promise<{ endpoint: string; calls: Call[] }> {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const operation = `${request.method} ${request.url?.replace(/\?.*/, '')}`;
    calls.push({ operation, body: await bodyOf(request) });
    const known = request.url?.startsWith(`/2015-03-31/functions/${NAME}`);
    response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(known ? { Configuration: DEPLOYED } : { message: 'unknown' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls };
}

const DEPLOYED = {
  ...{ FunctionName: NAME, Role: ROLE, PackageType: 'Zip', CodeSha256: 'old' },
  ...{ State: 'Active', LastUpdateStatus: 'Successful' },
};

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? {} : JSON.parse(text);
}

test('deploy function replaces the code and the settings of one function, keeps its role, and says by which settings', async () => {
  const { endpoint, calls } = await lambda();
  const service = ownService();
  onTestFinished(() => service.remove());
  mkdirSync(join(service.directory, 'stages'));
  writeFileSync(
    join(service.directory, 'stages', 'prod.yml'),
    'cleanupMode: plan\ntagPrefix: night\n',
  );
  const { code, stdout, stderr } = await service.run(
    ['deploy', 'function', '-f', 'markChannel', '--stage', 'prod', '--param', 'rotationMode=off'],
    { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
  );
  expect(stdout).toBe('');
  expect(code).toBe(0);
  expect(stderr).toContain(
    'ivs-autopilot, stage prod, us-west-2: cleanup plan (only reports what it would delete), rotation off (does nothing), tags night:…; settings from --param, stages/prod.yml, serverless.yml\n--param is for this deployment only (rotationMode): ',
  );
  const changes = calls.filter(({ operation }) => operation.startsWith('PUT'));
  expect(changes.map(({ operation }) => operation)).toEqual([
    `PUT /2015-03-31/functions/${NAME}/code`,
    `PUT /2015-03-31/functions/${NAME}/configuration`,
  ]);
  const [newCode, configuration] = changes.map(({ body }) => body);
  expect(newCode?.ZipFile).toBeTypeOf('string');
  expect(configuration).toMatchObject({
    Timeout: 10,
    Environment: { Variables: { TABLE_NAME: 'ivs-autopilot-prod' } },
  });
  expect(configuration).not.toHaveProperty('Role');
}, 60_000);
