import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoChannelStore } from '../../channels/dynamo-store.ts';
import { isoTime, systemClock } from '../../platform/clock.ts';
import { documentClient, expiresAfter, type Table } from '../../platform/table.ts';
import type { SessionId } from '../../sessions/session-id.ts';
import { dayOf, type ViewerDay, withSum } from '../../sessions/viewers/day/day.ts';
import { dynamoViewerDayStore } from '../../sessions/viewers/day/dynamo-store.ts';
import { dynamoViewerStore } from '../../sessions/viewers/dynamo-store.ts';
import { withSample } from '../../sessions/viewers/samples.ts';
import type { ViewerRecord } from '../../sessions/viewers/store.ts';
import type { RandomSource } from '../../simulator/random.ts';
import { REGION } from '../account.ts';

const MINUTE_MS = 60_000;
const DAY_STEP_MS = 5 * MINUTE_MS;
const RETENTION_DAYS = 30;

/** Facts of the past that the scene writes into the table, because nobody wants to wait for them. */
export class TableFacts {
  readonly #client: DynamoDBClient;
  readonly #table: Table;

  constructor(endpoint: string) {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    this.#client = new DynamoDBClient({ endpoint, region: REGION, credentials });
    this.#table = { name: 'ivs-autopilot-local', documents: documentClient(this.#client) };
  }

  /** Viewers of a live stream since its start: they come within a third of an hour, and then some go and some come. */
  async addViewers(
    id: SessionId,
    { startAt, now, audience }: { startAt: number; now: number; audience: number },
    random: RandomSource,
  ): Promise<void> {
    let record: ViewerRecord | undefined;
    for (let at = startAt + MINUTE_MS; at < now; at += MINUTE_MS) {
      const share = 1 - Math.exp((startAt - at) / (8 * MINUTE_MS));
      const count = Math.round(audience * share * (0.85 + 0.15 * random()));
      record = withSample(record, id, { at, count, health: 'HEALTHY' }) ?? record;
    }
    if (!record) return;
    const store = dynamoViewerStore(this.#table, systemClock);
    await store.put(record, undefined, expiresAfter(now, RETENTION_DAYS));
  }

  /** All viewers today: more and more until now. @param audience the viewers of all live streams at present */
  async addDay(now: number, audience: number, random: RandomSource): Promise<void> {
    const day = dayOf(now);
    const [from, length] = [Date.parse(day), now - Date.parse(day)];
    let sums: ViewerDay | undefined;
    for (let at = from; at < now; at += DAY_STEP_MS) {
      const share = ((at - from) / length) ** 2 * (0.9 + 0.1 * random());
      const sum = { viewers: Math.round(audience * share), streams: Math.ceil(10 * share) };
      sums = withSum(sums, at, sum) ?? sums;
    }
    if (!sums) return;
    const store = dynamoViewerDayStore(this.#table, systemClock);
    await store.put(sums, expiresAfter(now, RETENTION_DAYS));
  }

  /** Makes a stream key seem older than it is. The rotation checks it at its next run. */
  async ageKey(channelArn: string, keyArn: string, sinceMs: number): Promise<void> {
    const channels = dynamoChannelStore(this.#table, systemClock);
    await channels.markDue(channelArn, 'rotation', isoTime(Date.now() - MINUTE_MS));
    const key = { arn: keyArn, since: isoTime(sinceMs), created: true };
    await channels.update({ channelArn }, { key }, 'always');
  }

  close(): void {
    this.#client.destroy();
  }
}
