import { CreateChannelCommand, IvsClient as Sdk } from '@aws-sdk/client-ivs';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Context } from 'aws-lambda';
import { vi } from 'vitest';
import { startSimulator } from '../../src/simulator/index.ts';
import { startBusServer } from './bus-server.ts';
import { lambdaContext, tableEnvironment } from './lambda.ts';
import { startTable } from './table.ts';

type Handler = (event: never, context: Context) => unknown;

/**
 * Starts a table, a bus and a simulator, and sets the environment so that handlers that are imported
 * afterwards use them.
 */
export async function startHandlerWorld(environment: Record<string, string>) {
  const events: unknown[] = [];
  const { table, close: closeTable } = await startTable();
  const bus = await startBusServer();
  const emit = (event: unknown) => {
    events.push(event);
  };
  const simulator = await startSimulator({ emit, delays: { streamStartMs: 0, streamEndMs: 0 } });
  const { AWS_ENDPOINT_URL, ...rest } = await tableEnvironment(table);
  Object.assign(process.env, rest, bus.environment, environment, {
    AWS_ENDPOINT_URL_DYNAMODB: AWS_ENDPOINT_URL,
    AWS_ENDPOINT_URL_IVS: simulator.endpoint,
  });
  const sdk = new Sdk({ region: 'us-west-2', maxAttempts: 1 });
  const systemNow = Date.now;
  let skippedMs = 0;
  const now = vi.spyOn(Date, 'now').mockImplementation(() => systemNow() + skippedMs);
  return {
    ...{ table, simulator, events, sdk },
    /** The events on the stack's own bus. */
    published: bus.published,
    async createChannel(tags: Record<string, string>) {
      const answer = await sdk.send(new CreateChannelCommand({ tags }));
      const { channel, streamKey } = answer;
      return { arn: String(channel?.arn), key: String(streamKey?.value), keyArn: streamKey?.arn };
    },
    /** Connects an encoder, which streams for 50 ms and disconnects. */
    async stream(streamKey: string): Promise<void> {
      const url = `${simulator.endpoint}/_sim/encoders`;
      const connected = await fetch(url, { method: 'POST', body: JSON.stringify({ streamKey }) });
      if (connected.status !== 201) throw new Error(await connected.text());
      const { streamId } = (await connected.json()) as { streamId: string };
      await new Promise((resolve) => setTimeout(resolve, 50));
      await fetch(`${url}/${streamId}`, { method: 'DELETE' });
      await new Promise((resolve) => setTimeout(resolve, 50));
    },
    /** Time passes for the handlers and the simulator, without a wait: both read it from Date.now. */
    skip(ms: number): void {
      skippedMs += ms;
    },
    /** The content of the table, as JSON. */
    async tableText(): Promise<string> {
      const { Items } = await table.documents.send(new ScanCommand({ TableName: table.name }));
      return JSON.stringify(Items);
    },
    async close(): Promise<void> {
      now.mockRestore();
      sdk.destroy();
      await simulator.close();
      await bus.close();
      await closeTable();
    },
  };
}

/** Calls a handler with an event and a Lambda context. */
export async function invoke(name: string, handler: Handler, event: unknown): Promise<unknown> {
  return handler(event as never, lambdaContext(name));
}
