/** The simulator, as the page sees it. It has no stream key values. */
export interface SimulatorState {
  channels: SimulatedChannel[];
  faults: unknown;
  quotas: Record<string, unknown>;
  /** Requests over a quota, newest first, at most 100. */
  violations: { at: string; rule: string; operation: string; resource: string }[];
  /** Requests by operation. */
  requests: Record<string, { ok: number; throttled: number; failed: number }>;
}

export interface SimulatedChannel {
  channelArn: string;
  name: string;
  tags: Record<string, string>;
  /** Whether it has a stream key, so that an encoder can connect. */
  hasKey: boolean;
  /** The stream of the encoder that is connected. */
  stream?: { streamId: string; live: boolean; starving: boolean; viewers: number };
}
