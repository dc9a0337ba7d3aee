import {
  type Check,
  checkAll,
  checkProbe,
  count,
  failed,
  isFailure,
  passed,
  problemOf,
} from '../check.ts';
import type { QueueKind } from '../expected.ts';
import type { Facts } from '../facts.ts';

/** All queues are there. */
export function queuesCheck({ queues, stage }: Facts): Check {
  const problems = queues.flatMap(({ name, probe }) =>
    isFailure(probe) ? `${name} ${problemOf(probe)}` : [],
  );
  const todo = `Deploy the stage again: npx serverless deploy --stage ${stage}. If CloudFormation finds no change, remove the stage first; the table stays.`;
  return checkAll('queues', problems, `all ${queues.length}`, todo);
}

/** Dead letters are in the table, and for some minutes in their queues. */
export function deadLettersCheck(facts: Facts): Check {
  const todo = 'See why, and send them again: npx ivs-autopilot dead-letters list';
  return checkProbe('dead letters', facts.letters, (letters) => {
    const more = letters.hasMore ? 'at least ' : '';
    const problems = (['function', 'metadata'] as const).flatMap((kind) =>
      letters[kind] > 0 ? `${more}${count(letters[kind], `letter`)} of kind ${kind}` : [],
    );
    return checkAll('dead letters', [...problems, ...waiting('dead', facts)], 'none', todo);
  });
}

/** Events that failed three times wait here, and are tried again every minute. */
export function retriesCheck(facts: Facts): Check {
  const todo = `See why they fail: npx serverless logs -f recordSessionEvent --stage ${facts.stage} (or markChannel). They are tried again every minute.`;
  return checkAll('retries', waiting('retry', facts), 'none', todo);
}

/** What is in queues that should be empty. A queue that is missing is reported by its own check. */
function waiting(kind: QueueKind, { queues }: Facts): string[] {
  return queues
    .filter((queue) => queue.kind === kind)
    .flatMap(({ name, probe }) =>
      isFailure(probe) || probe.value.messages === 0
        ? []
        : `${count(probe.value.messages, 'message')} in ${name}`,
    );
}

export function cleanupCheck({ stopped }: Facts): Check {
  return checkProbe('cleanup', stopped, (stop) =>
    stop
      ? failed(
          'cleanup',
          `has stopped itself at ${stop.at}: ${count(stop.channels, 'channel')} would be deleted`,
          'See which, and approve or correct their tags: npx ivs-autopilot cleanup status',
        )
      : passed('cleanup', 'not stopped'),
  );
}

export function keysCheck({ overdueKeys }: Facts): Check {
  return checkProbe('stream keys', overdueKeys, (channels) =>
    checkAll(
      'stream keys',
      channels.map((arn) => `the key of ${arn} is overdue`),
      'none is overdue',
      'The channel is always in use. Take it offline for a minute, or replace its key at once: npx ivs-autopilot keys revoke <channel>',
    ),
  );
}
