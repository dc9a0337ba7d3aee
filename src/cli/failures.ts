import { errorMessage, errorName } from '../platform/errors.ts';
import { CliError } from './context.ts';
import { oneLine } from './format/text.ts';
import type { StageConnection } from './options.ts';

/** What was invoked, and where. */
export interface InvokeTarget extends StageConnection {
  /** As in serverless.yml. */
  functionName: string;
  fullName: string;
}

type Advice = (target: InvokeTarget, message: string) => string;

const badCredentials: Advice = (_, message) =>
  `AWS does not take these credentials (${message}): log in again, or choose others with --profile`;

/** By the names of errors of Lambda, the SDK and Node. */
const ADVICE: Record<string, Advice> = {
  CredentialsProviderError: (_, message) =>
    `no AWS credentials (${message}): set AWS_PROFILE or --profile, or ask the stack on this machine with --local`,
  ECONNREFUSED: ({ endpoint, region }) =>
    endpoint
      ? `nothing answers at ${endpoint}: start it with npm start, or name its port, as in --local 4577`
      : `nothing answers for Lambda in ${region ?? 'this region'}: look at --region and AWS_ENDPOINT_URL`,
  ENOTFOUND: unreachable,
  EAI_AGAIN: unreachable,
  ETIMEDOUT: unreachable,
  ECONNRESET: unreachable,
  TimeoutError: ({ fullName }, message) =>
    `no answer from ${fullName} in time (${message}): look at the network, then try again`,
  ResourceNotFoundException: ({ fullName, functionName, stage, region, endpoint }) =>
    endpoint
      ? `the stack at ${endpoint} has no function ${functionName}: start it again from this version`
      : `there is no function ${fullName} here: choose --stage and --region (--local for npm start), or deploy it with npx serverless deploy --stage ${stage}${region ? ` --region ${region}` : ''}`,
  AccessDeniedException: ({ fullName }) =>
    `you may not invoke ${fullName}: your role needs lambda:InvokeFunction on it`,
  UnrecognizedClientException: badCredentials,
  InvalidSignatureException: badCredentials,
  ExpiredTokenException: badCredentials,
  ExpiredToken: badCredentials,
  TooManyRequestsException: throttled,
  ThrottlingException: throttled,
};

/** A failed request to Lambda in one line that says what to do. What is unknown here is told as it came. */
export function explainFailure(error: unknown, target: InvokeTarget): CliError {
  const message = oneLine(errorMessage(error));
  if (/^Region is missing/.test(message)) return new CliError(noRegion(target), { cause: error });
  const advice = namesOf(error).flatMap((name) => ADVICE[name] ?? [])[0];
  const text = advice?.(target, message) ?? `${target.fullName}: ${errorName(error)}: ${message}`;
  return new CliError(text, { cause: error });
}

/** A failed connection tells its reason in a code, or in those of several addresses. */
function namesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const { code } = error as NodeJS.ErrnoException;
  const inner = error instanceof AggregateError ? error.errors.flatMap(namesOf) : [];
  return [...(code === undefined ? [] : [code]), error.name, ...inner];
}

/**
 * What a function threw. An InputError names the field, what was expected and what came, so it is told
 * as it is.
 *
 * @param thrown `{errorType, errorMessage}`, as Lambda gives it
 */
export function explainFunctionError(thrown: unknown, target: InvokeTarget): CliError {
  const { errorType, errorMessage: said } = (thrown ?? {}) as Record<string, unknown>;
  const message = oneLine(String(said ?? 'it did not say why'));
  if (errorType === 'InputError') return new CliError(message);
  const { functionName, fullName, stage, endpoint } = target;
  if (errorType === 'Sandbox.Timedout' || /Task timed out/.test(message))
    return new CliError(`${fullName} ran out of time: ask for less, or try again`);
  const log = endpoint
    ? 'the output of npm start'
    : `npx serverless logs -f ${functionName} --stage ${stage}`;
  const type = errorType === undefined ? '' : ` (${oneLine(String(errorType))})`;
  return new CliError(`${fullName} failed${type}: ${message}; more in ${log}`);
}

function noRegion({ profile }: InvokeTarget): string {
  const where = profile === undefined ? '' : ` in the profile ${profile}, if there is one`;
  return `no AWS region${where}: say --region, or set AWS_REGION`;
}

function unreachable({ region }: InvokeTarget, message: string): string {
  return `Lambda${region ? ` in ${region}` : ''} can't be reached (${message}): look at --region and the network`;
}

function throttled({ fullName }: InvokeTarget): string {
  return `Lambda throttles ${fullName}: try again in a moment`;
}
