/**
 * An error as the service answers it. `name` is the error code (`ConflictException`,
 * `ChannelNotBroadcasting`, …), `status` the HTTP status.
 */
export class ServiceError extends Error {
  override readonly name: string;
  readonly status: number;

  constructor(name: string, status: number, message: string) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

/** The work was done, but its answer never arrives (weather `cut`). Over HTTP the connection breaks. */
export class ConnectionCutError extends Error {
  override readonly name = 'ConnectionCutError';
}

/** A refusal of the simulator's own controls (`/_sim/*`): `status` is the HTTP status. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
