import { dynamoChannelStore } from '../src/channels/dynamo-store.ts';
import { markChannel } from '../src/channels/mark.ts';
import { accountRegion } from '../src/ivs/accept.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { textSetting } from '../src/platform/settings.ts';
import { openTable } from '../src/platform/table.ts';

const channels = dynamoChannelStore(openTable(textSetting(process.env, 'TABLE_NAME')));
const region = process.env.AWS_REGION;

/** Notes starts and ends of streams on the channel's record; answers what it made of the event. */
export const handler = lambdaHandler('markChannel', (event, { log, metrics, account }) =>
  markChannel(event, { channels, accountRegion: accountRegion(region, account), log, metrics }),
);
