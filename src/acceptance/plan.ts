import type { Target } from './options.ts';

/** The channels of the story, and what their tags ask for. `<prefix>` is the setting `tagPrefix` of the stage. */
export const CHANNELS = [
  { role: 'deleted', tag: 'auto-delete', value: '1s' },
  { role: 'rotated', tag: 'rotate-key', value: 'on-end' },
] as const;
export type Role = (typeof CHANNELS)[number]['role'];

/** How long the encoders stream at most, minutes: until the sessions are recorded and a message is in the picture. */
const STREAMING_MINUTES = 5;
/** https://aws.amazon.com/ivs/pricing/: a channel of type BASIC, $ per hour of input. Output to one viewer is less. */
const BASIC_INPUT_PER_HOUR = 0.2;

const costOf = (channels: number): string =>
  `$${((channels * STREAMING_MINUTES * BASIC_INPUT_PER_HOUR) / 60).toFixed(2)}`;

const PLACE: Record<Target['kind'], (target: never) => string> = {
  local: () => 'a one-machine stack that it starts',
  aws: ({ stage, region }: Target & { kind: 'aws' }) => `stage ${stage} in ${region}, on AWS`,
};

/** What the story does, one step a line. */
export function planLines(target: Target): string[] {
  const place = PLACE[target.kind](target as never);
  const [rtmp, wait] = target.kind === 'aws' ? ['RTMPS', 'up to 20 minutes'] : ['RTMP', 'seconds'];
  const channels = CHANNELS.map(
    ({ role, tag, value }) => `ivs-autopilot-acceptance-<id>-${role} (<prefix>:${tag}=${value})`,
  );
  return [
    `Plays one story against ${place}:`,
    '1. Asks doctor whether the stage is deployed right, and for its tagPrefix. Cleanup and rotation must be in mode apply.',
    `2. Creates 2 channels of type BASIC: ${channels.join(' and ')}.`,
    `3. Streams a test picture to both with ffmpeg, over ${rtmp}.`,
    '4. Sees both sessions live, queues a message, and finds it in the picture that viewers get.',
    `5. Stops the streams, and sees one channel deleted and the other one with a new stream key (${wait}).`,
    '6. Deletes what is left of its channels, also after a failure and after Ctrl-C. It touches no other channel.',
    ...(target.kind === 'aws' ? awsLines() : []),
  ];
}

const awsLines = (): string[] => [
  `It costs about ${costOf(CHANNELS.length)} for IVS, and less for the rest. Two items stay: the recorded sessions, and a secret with the new key if the stage has keySecrets; its name is printed.`,
];

export const question = ({ stage, region }: Target & { kind: 'aws' }): string =>
  `Create 2 channels in ${region}, stream to them (about ${costOf(CHANNELS.length)}), and let stage ${stage} delete one?`;
