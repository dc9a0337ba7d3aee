/** An error response of the IVS API. */
export class ServiceError extends Error {
  /** The error code: `ConflictException`, `ChannelNotBroadcasting`, … */
  override readonly name: string;
  /** The HTTP status. */
  readonly status: number;

  constructor(name: string, status: number, message: string) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/**
 * The operation was performed, but its response is lost (the fault `cut`). Over HTTP, the connection is closed
 * instead.
 */
export class ConnectionCutError extends Error {
  override readonly name = 'ConnectionCutError';
}

/** An error response of the simulator's own routes (`/_sim/`). */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  /** The HTTP status. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
