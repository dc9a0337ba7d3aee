import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { StreamKeyValue } from '../../../src/ivs/stream-key-value.ts';
import { answerSecrets } from '../../../src/local/secrets/protocol.ts';
import { Secrets } from '../../../src/local/secrets/secrets.ts';
import { secretsManager } from '../../../src/rotation/hand-over/secret-store.ts';
import { secretSettings } from '../../../src/rotation/hand-over/settings.ts';

// The Secrets Manager of the stack, and the secret store that uses it with the real SDK.

const secrets = new Secrets({
  now: () => Date.UTC(2026, 10, 21),
  newId: randomUUID,
  newSuffix: () => 'a1B2c3',
});
let server: Server;
let client: SecretsManagerClient;
beforeAll(async () => {
  server = createServer((request, response) => void answerSecrets(secrets, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = new SecretsManagerClient({
    ...{ endpoint: `http://127.0.0.1:${port}`, region: 'us-west-2', maxAttempts: 1 },
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});
afterAll(() => {
  client.destroy();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => secrets.reset());

const TOKEN = (n: number) => `${n}`.padStart(32, '0');
const create = (n: number, SecretString: string) =>
  client.send(new CreateSecretCommand({ Name: 'a/b', SecretString, ClientRequestToken: TOKEN(n) }));
const put = (n: number, SecretString: string) =>
  client.send(
    new PutSecretValueCommand({ SecretId: 'a/b', SecretString, ClientRequestToken: TOKEN(n) }),
  );
const get = (more = {}) =>
  client.send(new GetSecretValueCommand({ SecretId: 'a/b', ...more })).then((a) => a.SecretString);

describe('Secrets Manager of the stack', () => {
  test('has the newest value as current and the one before as previous', async () => {
    const { ARN } = await create(1, 'one');
    expect(ARN).toBe('arn:aws:secretsmanager:us-west-2:123456789012:secret:a/b-a1B2c3');
    expect(await get()).toBe('one');
    await put(2, 'two');
    await put(3, 'three');
    expect(await get({ SecretId: ARN })).toBe('three');
    expect(await get({ VersionStage: 'AWSPREVIOUS' })).toBe('two');
    expect(await get({ VersionId: TOKEN(1) })).toBe('one');
    const described = await client.send(new DescribeSecretCommand({ SecretId: 'a/b' }));
    expect(described).toMatchObject({
      VersionIdsToStages: { [TOKEN(2)]: ['AWSPREVIOUS'], [TOKEN(3)]: ['AWSCURRENT'] },
    });
  });

  test('accepts the same version twice, and refuses another value with its token', async () => {
    await create(1, 'one');
    await create(1, 'one');
    await put(2, 'two');
    await put(2, 'two');
    expect(await get({ VersionStage: 'AWSPREVIOUS' })).toBe('one');
    await expect(put(2, 'other')).rejects.toMatchObject({ name: 'ResourceExistsException' });
    await expect(create(3, 'one')).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  test.each([
    ['a secret that is not there', () => get(), 'ResourceNotFoundException'],
    ['a value for one', () => put(1, 'one'), 'ResourceNotFoundException'],
    [
      'a name with a space',
      () => client.send(new CreateSecretCommand({ Name: 'a b', SecretString: 'secret-value' })),
      'InvalidParameterException',
    ],
    [
      'a short token',
      () =>
        client.send(
          new CreateSecretCommand({ Name: 'a', SecretString: 'x', ClientRequestToken: '1' }),
        ),
      'InvalidParameterException',
    ],
    [
      'what it does not have',
      () => client.send(new ListSecretsCommand({})),
      'UnknownOperationException',
    ],
  ])('refuses %s, and quotes no value', async (_, send: () => Promise<unknown>, name) => {
    const error: unknown = await send().catch((refused: unknown) => refused);
    const httpStatusCode = name === 'UnknownOperationException' ? 501 : 400;
    expect(error).toMatchObject({ name, $metadata: { httpStatusCode } });
    expect(String(error)).not.toContain('secret-value');
  });

  test('refuses a body that is not JSON without quoting it', async () => {
    const endpoint = await client.config.endpoint?.();
    const answer = await fetch(`http://127.0.0.1:${endpoint?.port}`, {
      ...{ method: 'POST', body: '{"SecretString": "secret-value' },
      headers: { 'x-amz-target': 'secretsmanager.CreateSecret' },
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).not.toContain('secret');
  });
});

describe('the secret store', () => {
  const channelArn = 'arn:aws:ivs:us-west-2:123456789012:channel/aB1cD2eF3gH4';
  const secretOf = (key: string) => ({
    ...{ channelArn, streamKeyArn: `arn:aws:ivs:us-west-2:123456789012:stream-key/${key}` },
    value: new StreamKeyValue(`sk_us-west-2_${key}`),
    ingestEndpoint: 'a1b2c3d4e5f6.global-contribute.live-video.net',
  });
  const store = () =>
    secretsManager({ namePattern: 'ivs/test/{channelId}', kmsKeyId: 'my-key' }, client);
  const now = async (stage = 'AWSCURRENT') =>
    JSON.parse((await get({ SecretId: 'ivs/test/aB1cD2eF3gH4', VersionStage: stage })) ?? '');

  test('creates the secret, then new versions of it, one for each key', async () => {
    expect(await store().put(secretOf('one'))).toBe('ivs/test/aB1cD2eF3gH4');
    await store().put(secretOf('two'));
    await store().put(secretOf('two'));
    expect(await now()).toEqual({
      ...{ channelArn, streamKeyArn: secretOf('two').streamKeyArn },
      ...{ value: 'sk_us-west-2_two', ingestEndpoint: secretOf('two').ingestEndpoint },
    });
    expect(await now('AWSPREVIOUS')).toMatchObject({ value: 'sk_us-west-2_one' });
    const described = new DescribeSecretCommand({ SecretId: 'ivs/test/aB1cD2eF3gH4' });
    expect(await client.send(described)).toMatchObject({ KmsKeyId: 'my-key' });
  });

  test('uses a secret that was created in the meantime', async () => {
    const racing = Object.create(client) as SecretsManagerClient;
    let calls = 0;
    racing.send = (async (command: PutSecretValueCommand) => {
      if (calls++ === 1) {
        const made = { Name: 'ivs/test/aB1cD2eF3gH4', SecretString: 'theirs' };
        await client.send(new CreateSecretCommand(made));
      }
      return client.send(command);
    }) as SecretsManagerClient['send'];
    await secretsManager({ namePattern: 'ivs/test/{channelId}' }, racing).put(secretOf('one'));
    expect(await now()).toMatchObject({ value: 'sk_us-west-2_one' });
  });

  /** Like a role with access to certain ARNs: it has no access to a secret that does not exist. */
  const refusing = (refused: (calls: number) => boolean) => {
    const role = Object.create(client) as SecretsManagerClient;
    let puts = 0;
    role.send = (async (command: PutSecretValueCommand | CreateSecretCommand) => {
      if (command instanceof PutSecretValueCommand && refused(puts++))
        throw Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
      return client.send(command as PutSecretValueCommand);
    }) as SecretsManagerClient['send'];
    return secretsManager({ namePattern: 'ivs/test/{channelId}' }, role);
  };

  test('creates the secret also where a missing one is an access error', async () => {
    await refusing((puts) => puts === 0).put(secretOf('one'));
    expect(await now()).toMatchObject({ value: 'sk_us-west-2_one' });
  });

  test('throws if access is denied', async () => {
    await store().put(secretOf('one'));
    await expect(refusing(() => true).put(secretOf('two'))).rejects.toThrow(
      'PutSecretValue of the secret ivs/test/aB1cD2eF3gH4 failed: AccessDeniedException',
    );
  });

  test('throws without the service’s message, which may quote the value', async () => {
    const quoting = Object.create(client) as SecretsManagerClient;
    quoting.send = (async ({ input }: PutSecretValueCommand) => {
      throw Object.assign(new Error(`Value '${input.SecretString}' is bad`), { name: 'BadValue' });
    }) as unknown as SecretsManagerClient['send'];
    const failing = secretsManager({ namePattern: 'ivs/test/{channelId}' }, quoting);
    const error: unknown = await failing.put(secretOf('one')).catch((failed: unknown) => failed);
    expect(error).toMatchObject({
      name: 'SecretStoreError',
      message: 'PutSecretValue of the secret ivs/test/aB1cD2eF3gH4 failed: BadValue',
    });
    expect((error as Error).cause).toBeUndefined();
  });
});

describe('the settings of the secret store', () => {
  test('are off when empty', () => {
    expect(secretSettings({})).toBeUndefined();
    expect(secretSettings({ KEY_SECRETS: '' })).toBeUndefined();
  });

  test.each(['ivs/keys', 'a b/{channelId}', '{channelId}/{channelId}', 'ivs/{stage}/{channelId}'])(
    '%s is refused by name',
    (KEY_SECRETS) => {
      expect(() => secretSettings({ KEY_SECRETS })).toThrow(/^KEY_SECRETS: expected/);
    },
  );
});
