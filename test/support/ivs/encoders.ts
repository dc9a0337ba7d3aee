import type { SessionState, Simulator } from '../../../src/simulator/index.ts';

/** What the encoders of channels do. Each method takes the ARN of a channel. */
export function encodersOf(simulator: Simulator) {
  const newest = (arn: string): SessionState | undefined =>
    simulator.sessions({ channelArn: arn })[0];
  const connectedId = (arn: string): string => {
    const session = newest(arn);
    if (session && session.disconnectedAt === undefined) return session.streamId;
    throw new Error(`no encoder is connected to ${arn}`);
  };
  /**
   * An encoder connects, and sends no media yet: the session is created, and the stream has not started. IVS ends
   * such a session after 30 s; an `ivsWorld` only with the option `delays.starvationTimeoutMs`.
   *
   * @returns the stream id
   * @throws ControlError if IVS refuses the encoder
   */
  const connect = (arn: string): string => {
    const [channel] = simulator.channels({ channelArn: arn });
    const streamKey = channel?.streamKeys[0]?.value ?? 'no key';
    return simulator.connectEncoder({ streamKey }, { silent: true }).streamId;
  };
  /** The connected encoder sends media: the stream starts. */
  const startStream = (arn: string): void => {
    simulator.recoverEncoder(connectedId(arn));
  };
  return {
    ...{ connect, startStream },
    /** The newest session of a channel as it is now. This is no request. */
    newest,
    /** An encoder connects, and its stream starts. @returns the stream id */
    goLive(arn: string): string {
      const streamId = connect(arn);
      startStream(arn);
      return streamId;
    },
    /** The encoder disconnects: the stream and its session end. */
    endStream(arn: string): void {
      simulator.disconnectEncoder(connectedId(arn));
    },
  };
}
