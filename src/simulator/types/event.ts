/** An EventBridge event of source `aws.ivs`, as the target of a rule receives it. */
export interface IvsEventBridgeEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: 'aws.ivs';
  account: string;
  /** ISO 8601 in UTC, whole seconds. */
  time: string;
  region: string;
  /** The ARN of the channel. Empty for a limit of the account. */
  resources: string[];
  detail: Record<string, unknown>;
}
