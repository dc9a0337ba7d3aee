import type { Connection } from './connection.ts';

/** An HTTP endpoint as the target of rules. */
export interface ApiDestination {
  name: string;
  arn: string;
  description?: string;
  /** The name of its connection. */
  connection: string;
  /** An address on this machine, with `*` for path parameters. */
  endpoint: string;
  method: string;
  ratePerSecond: number;
  /** ms since the epoch; so is `modifiedAt` */
  createdAt: number;
  modifiedAt: number;
}

/** The API destinations and connections that requests made. */
export class ApiDestinations {
  readonly connections = new Map<string, Connection>();
  readonly destinations = new Map<string, ApiDestination>();

  /** @returns undefined if there is no API destination with this ARN */
  findByArn(arn: string): ApiDestination | undefined {
    return [...this.destinations.values()].find((one) => one.arn === arn);
  }

  /** @returns undefined if one of both is gone */
  findWithConnection(
    name: string,
  ): { destination: ApiDestination; connection: Connection } | undefined {
    const destination = this.destinations.get(name);
    const connection = destination && this.connections.get(destination.connection);
    return connection && { destination, connection };
  }

  reset(): void {
    this.connections.clear();
    this.destinations.clear();
  }
}
