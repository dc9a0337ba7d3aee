/** What a stage has when it is deployed as serverless.yml says. A test compares this with serverless.yml. */
export interface ExpectedFunction {
  /** Its name in serverless.yml. */
  name: string;
  /** Its rules, as the last parts of their names. */
  rules?: readonly string[];
  /** The bus of its rules. Default: the bus `default`, where IVS and schedules put their events. */
  bus?: 'own';
  /** The queue that invokes it, as the last part of its name. */
  queue?: string;
  /** How often its schedule invokes it, ms. */
  everyMs?: number;
}

const MINUTE = 60_000;

export const FUNCTIONS: readonly ExpectedFunction[] = [
  {
    name: 'recordSessionEvent',
    rules: ['recordSessionEvent', 'recordSessionEvent-retry'],
    everyMs: MINUTE,
  },
  { name: 'markChannel', rules: ['markChannel', 'markChannel-retry'], everyMs: MINUTE },
  { name: 'deleteDueChannels', rules: ['deleteDueChannels'], everyMs: MINUTE },
  { name: 'rotateStreamKeys', rules: ['rotateStreamKeys'], everyMs: MINUTE },
  { name: 'revokeStreamKey', rules: ['revokeStreamKey'], everyMs: MINUTE },
  { name: 'reconcile', rules: ['reconcile'], everyMs: 5 * MINUTE },
  { name: 'sampleViewers', rules: ['sampleViewers'], everyMs: MINUTE },
  { name: 'enqueueMetadata', rules: ['enqueueMetadata'], bus: 'own' },
  { name: 'sendMetadata', queue: 'metadata.fifo' },
  {
    name: 'repeatStickyMetadata',
    rules: ['repeatStickyMetadata', 'repeatStickyMetadata-start'],
    everyMs: MINUTE,
  },
  { name: 'getDeadLetters', rules: ['getDeadLetters'], everyMs: 5 * MINUTE },
  { name: 'retryDeadLetters' },
  { name: 'explainChannels' },
  { name: 'getSessions' },
  { name: 'doctor' },
];

/** The queues, by what a message in them means. */
export const QUEUES = {
  work: ['metadata.fifo'],
  retry: ['record-retry', 'mark-retry'],
  dead: ['dead', 'metadata-dead.fifo'],
} as const;
export type QueueKind = keyof typeof QUEUES;

const SERVICE = 'ivs-autopilot';

/** The name of a resource of the stage: `ivs-autopilot-prod-markChannel`. */
export const nameOf = (stage: string, last?: string): string =>
  [SERVICE, stage, ...(last === undefined ? [] : [last])].join('-');

/** @returns the stage of a function with the last part `last`; undefined for another function */
export function stageOf(fullName: string, last: string): string | undefined {
  const [start, end] = [`${SERVICE}-`, `-${last}`];
  const isOurs = fullName.startsWith(start) && fullName.endsWith(end);
  return isOurs ? fullName.slice(start.length, -end.length) : undefined;
}
