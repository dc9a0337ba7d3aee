// Where the simulator must differ from the examples, and why.

/** A mistake in an example, or a placeholder that no service accepts. */
export interface Correction {
  in: 'command' | 'output';
  from: string;
  to: string;
  why: string;
}

const inCommand = (from: string, to: string, why: string): Correction => ({
  in: 'command',
  ...{ from, to, why },
});
const inOutput = (from: string, to: string, why: string): Correction => ({
  in: 'output',
  ...{ from, to, why },
});
const invalidJson = (from: string, to: string): Correction =>
  inOutput(from, to, 'the output is not valid JSON');

const STREAM = 'st-ABCDEfghij01234KLMN5678';

/** By example. A correction whose text is not in the example does nothing. */
export const CORRECTIONS: Record<string, readonly Correction[]> = {
  'batch-get-channel 1': [
    invalidJson('ABcdef34ghIJ"",', 'ABcdef34ghIJ",'),
    inOutput('channel-1.abcdEFGH', 'channel.abcdEFGH', 'a playback URL has no channel name'),
    inOutput('channel-2.abcdEFGH', 'channel.abcdEFGH', 'a playback URL has no channel name'),
  ],
  'batch-start-viewer-session-revocation 1': [
    inCommand(', \\\n', ',\n', 'a backslash in single quotes is part of the JSON text'),
    ...['1', '2'].map((id) =>
      invalidJson(
        `"viewerId": "abcdefg${id}",
            "code": "403",
            "message": "not authorized",`,
        `"viewerId": "abcdefg${id}",
            "code": "403",
            "message": "not authorized"`,
      ),
    ),
    inOutput(
      '"code": "403",',
      '"code": "ResourceNotFoundException",',
      'the caller has no permission in the example; here the channels do not exist',
    ),
    ...['1', '2'].map((id) =>
      inOutput(
        `"viewerId": "abcdefg${id}",
            "code": "ResourceNotFoundException",
            "message": "not authorized"`,
        `"viewerId": "abcdefg${id}",
            "code": "ResourceNotFoundException",
            "message": "Resource: arn:aws:ivs:us-west-2:123456789012:channel/abcdABCDefgh${id} not found"`,
        'the caller has no permission in the example; here the channels do not exist',
      ),
    ),
  ],
  'get-channel 1': [
    invalidJson(
      '"tags": {}\n        "type": "STANDARD",',
      '"tags": {},\n        "type": "STANDARD"',
    ),
  ],
  'get-stream-session 1': [
    inCommand("'mystream'", STREAM, 'the API demands a stream id of 26 characters'),
    inOutput('mystream1', STREAM, 'the API demands a stream id of 26 characters'),
    inOutput(
      'url-string',
      'https://a1b2c3d4e5f6.us-west-2.playback.live-video.net/api/video/v1/us-west-2.123456789012.channel.abcdEFGH.m3u8',
      'a placeholder',
    ),
    inOutput('8789062', '8500000', 'a STANDARD channel allows at most 8.5 Mbit/s'),
  ],
  'import-playback-key-pair 1': [
    inCommand(
      'G1lbnQxOTA3BgNVBAMMMFdoeSBhcmUgeW91IGRl...',
      `-----BEGIN PUBLIC KEY-----
MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEnEvQ9OE8YuG2PxoY4FqQr0bJnRkH01nS
h0NKow0ppn0fj+mz3F33FqTyIlppDfnrlC6GKGMaGNfGjOgWJWDZezI3M7uhfasQ
ax3K32b6QUUF3xBSXGE8XYFkb4Al9m2/
-----END PUBLIC KEY-----`,
      'a placeholder that is not a key in PEM',
    ),
  ],
  'list-stream-sessions 1': [
    invalidJson('\n        ...', ''),
    inOutput('"mystream"', `"${STREAM}"`, 'a stream id has 26 characters'),
  ],
  'list-tags-for-resource 1': [
    inCommand(':12345689012:', ':123456789012:', 'an account id has 12 digits'),
  ],
  'start-viewer-session-revocation 1': [
    inCommand(
      'batch-start-viewer-session-revocation',
      'start-viewer-session-revocation',
      'the command is that of another example',
    ),
  ],
  'untag-resource 1': [
    inCommand('"tagkey1, tagkey2"', 'tagkey1 tagkey2', 'a tag key cannot contain a comma'),
  ],
  'update-channel 1': [invalidJson('"tags": {}\n}', '"tags": {}\n    }\n}')],
  'update-channel 7': [invalidJson('""arn"', '"arn"')],
};

/** The list that stands for a longer one in the example: only the elements that it shows are compared. */
export const ABRIDGED: Record<string, string> = { 'list-stream-sessions 1': 'streamSessions' };

/** Members that answers have and examples lack, by the end of their path. */
export const EXTRA_MEMBERS: readonly { path: RegExp; why: string }[] = [
  { path: /(^|\.)adConfigurationArn$/, why: 'the API has it since the examples were written' },
  {
    path: /^channels\.\d+\.insecureIngest$/,
    why: 'the example shows it for one of its channels only',
  },
  {
    path: /^streams\.\d+\.startTime$/,
    why: 'the API documents it; the example is older',
  },
  {
    path: /^errors$/,
    why: 'the API documents a list of errors; whether it is absent when empty is not confirmed',
  },
  {
    path: /^streamSession\.channel\.(containerFormat|multitrackInputConfiguration|playbackRestrictionPolicyArn|srt|tags)$/,
    why: 'the channel of a session is abridged; the API documents it as a whole channel',
  },
  {
    path: /^streamSession\.ingestConfigurations\.videoConfigurations\.\d+\.avc(Level|Profile)$/,
    why: 'the API documents that they are empty strings here',
  },
];
