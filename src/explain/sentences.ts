import { AUTO_DELETE, type Policy, ROTATE_KEY } from '../channels/policy.ts';
import type {
  ExplainSettings,
  Explanation,
  KeyView,
  NextLook,
  StreamsView,
} from './explanation.ts';
import type { Forecast, NextAction } from './forecast.ts';
import { CLEANUP_REASON_TEXTS, formatDuration, ROTATION_REASON_TEXTS } from './reason-texts.ts';

type Told = Omit<Explanation, 'sentences'>;

/** An explanation in plain words. Times are ISO 8601 in UTC, so that whoever shows them can find them. */
export function sentencesOf(told: Told, policy: Policy, settings: ExplainSettings): string[] {
  const { cleanup, rotation, streams, keys, unreadable } = told;
  const restriction = (mode: string, setting: string) =>
    mode === 'apply' ? [] : [`The setting ${setting} is ${mode}: ${MODES[mode]}.`];
  return [
    ...unreadable.map((reason) => `Can not be read: ${reason}.`),
    streamsSentence(streams),
    outlookSentence(cleanup, 'The channel stays', CLEANUP_REASON_TEXTS[cleanup.reason], told),
    ...graceSentence(cleanup, policy, settings),
    ...(cleanup.action ? restriction(cleanup.mode, 'cleanupMode') : []),
    ...(cleanup.action && told.stopped ? [stopSentence(told.stopped)] : []),
    ...keys.map(keySentence),
    outlookSentence(rotation, 'The stream key stays', ROTATION_REASON_TEXTS[rotation.reason], told),
    ...rotationSentence(rotation, policy, settings),
    ...(rotation.action ? restriction(rotation.mode, 'rotationMode') : []),
    ...begunSentences(told),
    ...(cleanup.unnoticed || rotation.unnoticed ? [UNNOTICED] : []),
  ];
}

function stopSentence({ at, channels, allowed }: NonNullable<Told['stopped']>): string {
  return `Cleanup stopped itself at ${at}: ${channels} channels were due, and ${allowed} at most go without an approval (npx ivs-autopilot cleanup status).`;
}

/** What was begun with the key, and comes first. */
function begunSentences({ untold, revokingSince, rotation }: Told): string[] {
  const { overdueSince } = rotation;
  return [
    ...(overdueSince ? [`The key is overdue since ${overdueSince}.`] : []),
    ...(untold
      ? [`A key was made at ${untold.at} of which nobody has been told yet: that comes first.`]
      : []),
    ...(revokingSince
      ? [
          `An operator revoked its stream key at ${revokingSince}; until that is done it is not rotated.`,
        ]
      : []),
  ];
}

const UNNOTICED =
  'IVS knows of streams of which no event told. The reconcile finds that, and until then it is not done.';

const MODES: Record<string, string> = {
  off: 'nothing of that is done',
  plan: 'that is only said, not done',
};

function streamsSentence(streams: StreamsView): string {
  switch (streams.state) {
    case 'live':
      return `The channel is live${streams.since ? `, since ${streams.since}` : ''}.`;
    case 'starting':
      return `An encoder has just connected: it counts as live until ${streams.until}, unless its end is known sooner.`;
    case 'end-unknown':
      return 'Its newest stream started, and nobody knows its end yet: it counts as live.';
    case 'offline':
      return `The channel is offline; the last that is known of it was at ${streams.since}.`;
    case 'never-streamed':
      return 'The channel has never streamed.';
  }
}

/** Nothing is there that could end. */
const NONE_ON: StreamsView['state'][] = ['offline', 'never-streamed'];

const SUBJECT: Record<NextAction, string> = {
  'delete-channel': 'The channel will be deleted',
  'rotate-key': 'The stream key will be replaced',
  'create-key': 'The channel will be given a stream key',
  'note-key': 'The stream key will be noted as the one in use',
};

const MARKS = 'the reconcile, every 5 minutes, has marked it for a pass';

function outlookSentence(
  outlook: Forecast & NextLook,
  stays: string,
  why: string,
  { at, streams, stopped }: Told,
): string {
  const { action, dueAt, dueIfEndedNow, nextLookAt, detail } = outlook;
  const because = detail ?? why;
  if (!action) return `${stays}: ${because}.`;
  const subject = SUBJECT[action];
  if (dueAt === undefined && NONE_ON.includes(streams.state)) {
    return `${subject} after its next stream: now ${because}.`;
  }
  if (dueAt === undefined) {
    return `${subject} after its stream has ended, at ${dueIfEndedNow} if it ended this moment: now ${because}.`;
  }
  if (dueAt <= at && stopped && action === 'delete-channel')
    return `${subject} once an operator approves, or fewer are due: ${because}.`;
  if (dueAt <= at && nextLookAt !== undefined && nextLookAt <= at)
    return `${subject} by the next pass, within a minute: ${because}.`;
  if (dueAt <= at) return `${subject} within some minutes, once ${MARKS}: ${because}.`;
  return `${subject} at ${dueAt}, unless a stream starts before: until then ${because}.`;
}

function graceSentence(
  { action }: Forecast,
  { autoDelete }: Policy,
  { cleanup }: ExplainSettings,
): string[] {
  if (!action || autoDelete.state !== 'set') return [];
  const grace = autoDelete.value === 'default' ? cleanup.defaultGraceMs : autoDelete.value;
  const source = autoDelete.value === 'default' ? 'the setting cleanupDefaultGrace' : AUTO_DELETE;
  return [`The grace after its streams is ${formatDuration(grace)}, by ${source}.`];
}

function rotationSentence(
  { action }: Forecast,
  { rotateKey }: Policy,
  { rotation }: ExplainSettings,
): string[] {
  if (action !== 'rotate-key' || rotateKey.state !== 'set') return [];
  const { endGraceMs } = rotation;
  const wait =
    endGraceMs === 0 ? 'as soon as it has ended' : `${formatDuration(endGraceMs)} after its end`;
  const calm = `${wait}, by the setting rotationEndGrace`;
  if (rotateKey.value.on === 'age') {
    const age = formatDuration(rotateKey.value.ageMs);
    return [
      `The key is replaced when it is ${age} old, by ${ROTATE_KEY}; after a stream, ${calm}.`,
    ];
  }
  return [`The key is replaced after each stream, by ${ROTATE_KEY}: ${calm}.`];
}

function keySentence({ arn, since, created }: KeyView): string {
  if (since === undefined) return `The autopilot has not noted the stream key ${arn} yet.`;
  return `The autopilot ${created ? 'made' : 'first saw'} the stream key ${arn} at ${since}.`;
}
