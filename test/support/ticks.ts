import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { FUNCTIONS, nameOf } from '../../src/doctor/expected.ts';
import { isoTime } from '../../src/platform/clock.ts';
import { documentClient } from '../../src/platform/table.ts';
import { writeTick } from '../../src/platform/ticks.ts';

/** Records a run of each scheduled function in the table of a stack whose schedules are off. */
export async function writeTicks(endpoint: string): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: 'us-west-2', credentials });
  const table = { name: nameOf('local'), documents: documentClient(client) };
  const scheduled = FUNCTIONS.filter(({ everyMs }) => everyMs !== undefined);
  const run = { at: isoTime(Date.now()), version: '0.1.0' };
  await Promise.all(scheduled.map(({ name }) => writeTick(table, { functionName: name, ...run })));
  client.destroy();
}
