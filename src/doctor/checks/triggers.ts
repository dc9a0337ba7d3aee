import { type Check, checkAll, checkProbe, isFailure, problemOf } from '../check.ts';
import { FUNCTIONS, nameOf } from '../expected.ts';
import type { Facts } from '../facts.ts';

/** Each rule is enabled and invokes its function. */
export function rulesCheck({ rules, stage }: Facts): Check {
  const problems = rules.flatMap(({ name, functionName, bus, probe }) => {
    if (isFailure(probe)) return `${name} on bus ${bus}: ${problemOf(probe)}`;
    if (!probe.value.isEnabled) return `${name} is disabled`;
    const fullName = nameOf(stage, functionName);
    const isAttached = probe.value.targets.some((arn) => arn.endsWith(`:function:${fullName}`));
    return isAttached ? [] : `${name} does not invoke ${functionName}`;
  });
  const [disabled = nameOf(stage, '<rule>')] = problems.flatMap((text) =>
    text.endsWith('is disabled') ? (text.split(' ')[0] ?? []) : [],
  );
  const todo = problems.every((text) => text.endsWith('is disabled'))
    ? `Enable it: aws events enable-rule --name ${disabled}`
    : `Deploy the stage again: npx serverless deploy --stage ${stage}. If CloudFormation finds no change, remove the stage first.`;
  return checkAll('rules', problems, `all ${rules.length} enabled`, todo);
}

/** Each queue that invokes a function is attached. */
export function eventSourcesCheck({ eventSources }: Facts): Check {
  const problems = eventSources.flatMap(({ name, queue, probe }) => {
    if (isFailure(probe)) return `${name}: ${problemOf(probe)}`;
    const source = probe.value.find(({ queueArn }) => queueArn.endsWith(`:${queue}`));
    if (!source) return `${name} does not receive from ${queue}`;
    return source.state === 'Enabled' ? [] : `${name} from ${queue}: ${source.state}`;
  });
  const todo =
    'Enable it: aws lambda list-event-source-mappings --function-name <function>, then update-event-source-mapping --enabled --uuid <UUID>';
  return checkAll('event sources', problems, `all ${eventSources.length} enabled`, todo);
}

/** An instance records its ticks every 4.5 minutes; a run may take 2 minutes more. */
const RECORDING_MS = 6.5 * 60_000;

/** Each scheduled function has ended a run well in the last time, or the stage is too new for that. */
export function schedulesCheck({ ticks, table, at, stage }: Facts): Check {
  return checkProbe('schedules', ticks, (found) => {
    const now = Date.parse(at);
    const createdAt = isFailure(table) ? undefined : table.value.createdAt;
    const isLate = (since: string | undefined, everyMs: number): boolean =>
      since === undefined || now - Date.parse(since) > RECORDING_MS + 2 * everyMs;
    const scheduled = FUNCTIONS.filter(({ everyMs }) => everyMs !== undefined);
    let ran = 0;
    const problems = scheduled.flatMap(({ name, everyMs = 0 }) => {
      const tick = found.find(({ functionName }) => functionName === name);
      if (tick) ran += 1;
      if (!isLate(tick?.at ?? createdAt, everyMs)) return [];
      return `${name}: ${tick ? `the last run that ended well is ${minutesSince(tick.at, now)} minutes old` : 'no run is recorded'}`;
    });
    const todo = `After a deployment, wait 10 minutes. Then look at the rules above and at the log: npx serverless logs -f <function> --stage ${stage}`;
    const all = scheduled.length;
    const good = ran === all ? `all ${all} ran in time` : `${ran} of ${all} ran; the stage is new`;
    return checkAll('schedules', problems, good, todo);
  });
}

const minutesSince = (time: string, now: number): number =>
  Math.floor((now - Date.parse(time)) / 60_000);
