/** The received bytes are not RTMP, or exceed a limit. The connection is then closed. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}
