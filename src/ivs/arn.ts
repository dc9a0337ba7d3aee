/** The resource types of Amazon IVS low-latency streaming, as in ARNs. */
export type ResourceType =
  | 'channel'
  | 'stream-key'
  | 'playback-key'
  | 'recording-configuration'
  | 'playback-restriction-policy'
  | 'ad-configuration';

export interface IvsArn {
  region: string;
  account: string;
  type: string;
  id: string;
}

const PATTERN = /^arn:aws:ivs:([a-z0-9-]+):([0-9]+):([a-z-]+)\/([a-zA-Z0-9-]+)$/;

/** @returns the parts of `arn:aws:ivs:<region>:<account>:<type>/<id>`; undefined for anything else */
export function parseArn(text: unknown): IvsArn | undefined {
  const match = typeof text === 'string' ? PATTERN.exec(text) : null;
  if (!match) return undefined;
  const [, region = '', account = '', type = '', id = ''] = match;
  return { region, account, type, id };
}

export function formatArn({ region, account, type, id }: IvsArn): string {
  return `arn:aws:ivs:${region}:${account}:${type}/${id}`;
}

export function isChannelArn(text: unknown): text is string {
  return parseArn(text)?.type === 'channel';
}
