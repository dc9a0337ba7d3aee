import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
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

test('deploy function replaces the code and the settings of one function, and keeps its role', async () => {
  const { endpoint, calls } = await lambda();
  const service = ownService();
  onTestFinished(() => service.remove());
  const { code, stdout } = await service.run(
    ['deploy', 'function', '-f', 'markChannel', '--stage', 'prod'],
    { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
  );
  expect(stdout).toBe('');
  expect(code).toBe(0);
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
