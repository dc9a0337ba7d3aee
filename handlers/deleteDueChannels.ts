import { openPasses } from '../src/channels/open-passes.ts';
import { deleteDueChannels } from '../src/cleanup/delete-due-channels.ts';
import { cleanupSettings } from '../src/cleanup/settings.ts';
import { quotaShare } from '../src/ivs/settings.ts';
import { lambdaHandler } from '../src/platform/lambda.ts';
import { textSetting } from '../src/platform/settings.ts';

const settings = cleanupSettings(process.env);
const passes = openPasses(textSetting(process.env, 'TABLE_NAME'), quotaShare(process.env));

/** One pass over the channels that are due for deletion; answers how many came to each end. */
export const handler = lambdaHandler('deleteDueChannels', (_event, invocation) =>
  deleteDueChannels({ settings, ...passes.during(invocation) }),
);
