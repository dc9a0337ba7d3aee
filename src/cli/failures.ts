import { errorMessage, errorName } from '../platform/errors.ts';
import { CliError } from './context.ts';
import { oneLine } from './format/text.ts';
import type { StageConnection } from './options.ts';

/** What was invoked, and where. */
export interface InvokeTarget extends StageConnection {
  /** The function's name in serverless.yml: `getSessions`. */
  functionName: string;
  /** The function's name in Lambda: `ivs-autopilot-prod-getSessions`. */
  fullName: string;
}

/** Makes the operator's message of an error from its own message. */
type Explain = (target: InvokeTarget, message: string) => string;

const rejectedCredentials: Explain = (_, message) =>
  `AWS rejected the credentials (${message}): log in again, or use another profile with --profile`;

const unreachable: Explain = ({ region }, message) =>
  `cannot reach Lambda${region ? ` in ${region}` : ''} (${message}): check --region and the network`;

const throttled: Explain = ({ fullName }) =>
  `Lambda throttled the invocation of ${fullName}: try again in a moment`;

const refusedConnection: Explain = ({ endpoint, region }) =>
  endpoint
    ? `nothing is listening on ${endpoint}: start the stack with npm start, or pass its port with --local <port>`
    : `Lambda${region ? ` in ${region}` : ''} refused the connection: check --region and AWS_ENDPOINT_URL`;

const missingFunction: Explain = ({ fullName, functionName, stage, region, endpoint }) =>
  endpoint
    ? `the stack on ${endpoint} has no function ${functionName}: restart it from this version of the code`
    : `the function ${fullName} does not exist: check --stage and --region (or use --local), or deploy the stage with npx serverless deploy --stage ${stage}${region ? ` --region ${region}` : ''}`;

/** By the names and codes of errors of Lambda, the AWS SDK and Node.js. */
const EXPLANATIONS: Readonly<Record<string, Explain>> = {
  CredentialsProviderError: (_, message) =>
    `no AWS credentials (${message}): set AWS_PROFILE or use --profile; for the stack on this machine use --local`,
  ECONNREFUSED: refusedConnection,
  ENOTFOUND: unreachable,
  EAI_AGAIN: unreachable,
  ETIMEDOUT: unreachable,
  ECONNRESET: unreachable,
  TimeoutError: ({ fullName }, message) =>
    `${fullName} did not answer in time (${message}): check the network and try again`,
  ResourceNotFoundException: missingFunction,
  AccessDeniedException: ({ fullName }) =>
    `access denied: your IAM identity needs the permission lambda:InvokeFunction on ${fullName}`,
  UnrecognizedClientException: rejectedCredentials,
  InvalidSignatureException: rejectedCredentials,
  ExpiredTokenException: rejectedCredentials,
  ExpiredToken: rejectedCredentials,
  TooManyRequestsException: throttled,
  ThrottlingException: throttled,
};

/**
 * Explains, in one line, why a request to Lambda failed and what to do. An unknown error keeps its own
 * name and message.
 */
export function explainFailure(error: unknown, target: InvokeTarget): CliError {
  const message = oneLine(errorMessage(error));
  if (/^Region is missing/.test(message))
    return new CliError(missingRegion(target), { cause: error });
  if (target.endpoint && /stack is starting/.test(message))
    return new CliError(
      `the stack on ${target.endpoint} is starting: try again when it has printed "ready"`,
      { cause: error },
    );
  const explain = namesOf(error).flatMap((name) => EXPLANATIONS[name] ?? [])[0];
  const text =
    explain?.(target, message) ??
    `cannot invoke ${target.fullName}: ${errorName(error)}: ${message}`;
  return new CliError(text, { cause: error });
}

/** The code and the name of an error. A failed connection may have an error for each address it tried. */
function namesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const { code } = error as NodeJS.ErrnoException;
  const inner = error instanceof AggregateError ? error.errors.flatMap(namesOf) : [];
  return [...(code === undefined ? [] : [code]), error.name, ...inner];
}

/**
 * Explains, in one line, why a function failed. The message of an InputError already names the field,
 * so it is shown unchanged.
 *
 * @param thrown `{errorType, errorMessage}`, as Lambda returns it
 */
export function explainFunctionError(thrown: unknown, target: InvokeTarget): CliError {
  const { errorType, errorMessage: text } = (thrown ?? {}) as Record<string, unknown>;
  const message = oneLine(String(text ?? 'no error message'));
  if (errorType === 'InputError') return new CliError(message);
  const { functionName, fullName, stage, endpoint } = target;
  if (errorType === 'Sandbox.Timedout' || /Task timed out/.test(message))
    return new CliError(`${fullName} timed out: ask for less, or try again`);
  const log = endpoint
    ? 'in the output of npm start -- --logs'
    : `with npx serverless logs -f ${functionName} --stage ${stage}`;
  const type = errorType === undefined ? '' : ` (${oneLine(String(errorType))})`;
  return new CliError(`${fullName} failed${type}: ${message}; see its log ${log}`);
}

function missingRegion({ profile }: InvokeTarget): string {
  const reason =
    profile === undefined ? '' : ` (the profile ${profile} does not exist or has no region)`;
  return `no AWS region${reason}: use --region or set AWS_REGION`;
}
