import type { Policy } from '../channels/policy.ts';
import type { Mode } from '../settings/mode.ts';
import type { Explanation, KeyView, StreamsView } from './explanation.ts';
import { forecastSentence } from './forecast-sentence.ts';
import { cleanupReasonText, rotationReasonText } from './reason-texts.ts';
import { graceSentences, rotationRuleSentences } from './rule-sentences.ts';
import type { ExplainSettings } from './settings.ts';

type Facts = Omit<Explanation, 'sentences'>;

/** The explanation in plain English. Times are ISO 8601 in UTC; the command line shows them in local time. */
export function sentencesOf(
  facts: Facts,
  policy: Policy,
  { cleanup: cleanupRules, rotation: rotationRules }: ExplainSettings,
): string[] {
  const { cleanup, rotation, streams, keys, unreadable } = facts;
  return [
    ...unreadable.map((reason) => `Unreadable ${reason}.`),
    streamsSentence(streams),
    forecastSentence(
      cleanup,
      'The channel is kept',
      cleanupReasonText(cleanup.reason, policy.keys),
      facts,
    ),
    ...graceSentences(cleanup, policy, cleanupRules),
    ...(cleanup.action ? modeSentences(cleanup.mode, 'cleanupMode') : []),
    ...(cleanup.action ? stopSentences(facts) : []),
    ...keys.map((key) => keySentence(key, rotation)),
    forecastSentence(
      rotation,
      'The stream key is kept',
      rotationReasonText(rotation.reason, policy.keys),
      facts,
    ),
    ...rotationRuleSentences(rotation, policy, rotationRules),
    ...(rotation.action ? modeSentences(rotation.mode, 'rotationMode') : []),
    ...keyStateSentences(facts),
    ...(cleanup.unnoticed || rotation.unnoticed ? [UNNOTICED] : []),
  ];
}

const UNNOTICED =
  'IVS knows streams of which no event has arrived. Nothing is done before the reconcile has found them.';

const MODE_EFFECTS: Record<Exclude<Mode, 'apply'>, string> = {
  off: 'this is not done',
  plan: 'this is only reported, and not done',
};

function modeSentences(mode: Mode, setting: string): string[] {
  return mode === 'apply' ? [] : [`The setting ${setting} is ${mode}: ${MODE_EFFECTS[mode]}.`];
}

function stopSentences({ stopped }: Facts): string[] {
  if (!stopped) return [];
  const { at, channels, allowed, deleted } = stopped;
  return [
    `Cleanup stopped itself at ${at}: ${channels} channels were due, ${deleted} had been deleted in the time of the limit, and at most ${allowed} may be deleted in that time without approval. For details, run npx ivs-autopilot cleanup status.`,
  ];
}

function keyStateSentences({ untold, revokingSince, rotation: { overdueSince } }: Facts): string[] {
  return [
    ...(overdueSince ? [`The key has been overdue since ${overdueSince}.`] : []),
    ...(untold
      ? [
          `A stream key was created at ${untold.at}, and no event has been published for it yet. The event is published first.`,
        ]
      : []),
    ...(revokingSince
      ? [
          `An operator revoked the stream key at ${revokingSince}. It is not rotated until the revocation is complete.`,
        ]
      : []),
  ];
}

function streamsSentence(streams: StreamsView): string {
  switch (streams.state) {
    case 'live':
      return streams.since
        ? `The channel has been live since ${streams.since}.`
        : 'The channel is live.';
    case 'starting':
      return `A stream session has just been created. The channel counts as live until ${streams.until}, or until the end of the session is known.`;
    case 'end-unknown':
      return 'The newest stream has started, and its end is not known yet. The channel counts as live.';
    case 'offline':
      return `The channel is offline. Its last known activity was at ${streams.since}.`;
    case 'never-streamed':
      return 'No stream of the channel is known.';
  }
}

/** A key that will never be rotated is not recorded, and that is no fault. */
function keySentence(
  { arn, since, created }: KeyView,
  { action }: Pick<Facts['rotation'], 'action'>,
): string {
  if (since === undefined && !action) return `The stream key is ${arn}.`;
  if (since === undefined)
    return `The autopilot has not recorded the stream key ${arn} yet. The next check does.`;
  return `The autopilot ${created ? 'created' : 'first saw'} the stream key ${arn} at ${since}.`;
}
