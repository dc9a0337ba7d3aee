// How programs reach the simulator.

const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** An address, in the form that the AWS SDK takes from a function. */
export interface EndpointParts {
  protocol: string;
  hostname: string;
  port: number;
  path: string;
}

/** What clients of the AWS SDK for IVS take. */
export interface IvsClientConfig {
  /** Asked at each request, so that a client can be made before the simulator has started. */
  endpoint: () => Promise<EndpointParts>;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}

/** Environment variables of AWS SDKs and of the AWS CLI. */
export type IvsEnvironment = Record<
  | 'AWS_ENDPOINT_URL_IVS'
  | 'AWS_REGION'
  | 'AWS_DEFAULT_REGION'
  | 'AWS_ACCESS_KEY_ID'
  | 'AWS_SECRET_ACCESS_KEY',
  string
>;

export function clientConfigOf(region: string, endpoint: () => string): IvsClientConfig {
  return {
    endpoint: async () => partsOf(endpoint()),
    region,
    credentials: { ...CREDENTIALS },
  };
}

function partsOf(endpoint: string): EndpointParts {
  const { protocol, hostname, port, pathname } = new URL(endpoint);
  return { protocol, hostname, port: Number(port), path: pathname };
}

export function environmentOf(region: string, endpoint: string): IvsEnvironment {
  return {
    AWS_ENDPOINT_URL_IVS: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  };
}

/** With these, the AWS SDK would not use the variables of `IvsEnvironment`. */
export const OVERRIDING_VARIABLES = {
  AWS_PROFILE: undefined,
  AWS_SESSION_TOKEN: undefined,
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: undefined,
};
