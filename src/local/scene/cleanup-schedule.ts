import {
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
} from '@aws-sdk/client-eventbridge';
import { REGION } from '../account.ts';

const RULE = { Name: 'ivs-autopilot-local-deleteDueChannels' };

/** Turns the schedule of cleanup off and on. */
export function cleanupSchedule(endpoint: string): { set(to: 'on' | 'off'): Promise<void> } {
  return {
    async set(to) {
      const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
      const events = new EventBridgeClient({ endpoint, region: REGION, credentials });
      const command = to === 'on' ? new EnableRuleCommand(RULE) : new DisableRuleCommand(RULE);
      try {
        await events.send(command);
      } finally {
        events.destroy();
      }
    },
  };
}
