import { describe, expect, test } from 'vitest';
import { explainFailure, explainFunctionError } from '../../src/cli/failures.ts';

const onAws = {
  functionName: 'getSessions',
  fullName: 'ivs-autopilot-prod-getSessions',
  stage: 'prod',
};
const inRegion = { ...onAws, region: 'eu-west-1' };
const local = {
  ...onAws,
  fullName: 'ivs-autopilot-local-getSessions',
  stage: 'local',
  region: 'us-west-2',
  endpoint: 'http://127.0.0.1:4566',
};

const named = (name: string, message = 'why'): Error => Object.assign(new Error(message), { name });
const coded = (code: string, message = 'why'): Error => Object.assign(new Error(message), { code });

describe('explainFailure', () => {
  test.each([
    [
      named('CredentialsProviderError'),
      onAws,
      'no AWS credentials (why): set AWS_PROFILE or use --profile; for the stack on this machine use --local',
    ],
    [named('Error', 'Region is missing'), onAws, 'no AWS region: use --region or set AWS_REGION'],
    [
      named('Error', 'Region is missing'),
      { ...onAws, profile: 'me' },
      'no AWS region (the profile me does not exist or has no region): use --region or set AWS_REGION',
    ],
    [
      named('Unknown', 'The one-machine stack is starting.'),
      local,
      'the stack on http://127.0.0.1:4566 is starting: try again when it has printed "ready"',
    ],
    [
      coded('ECONNREFUSED'),
      local,
      'nothing is listening on http://127.0.0.1:4566: start the stack with npm start, or pass its port with --local <port>',
    ],
    [
      coded('ECONNREFUSED'),
      inRegion,
      'Lambda in eu-west-1 refused the connection: check --region and AWS_ENDPOINT_URL',
    ],
    [
      new AggregateError([coded('ECONNREFUSED')], ''),
      local,
      'nothing is listening on http://127.0.0.1:4566: start the stack with npm start, or pass its port with --local <port>',
    ],
    [
      coded('ENOTFOUND', 'getaddrinfo ENOTFOUND x'),
      inRegion,
      'cannot reach Lambda in eu-west-1 (getaddrinfo ENOTFOUND x): check --region and the network',
    ],
    [coded('EAI_AGAIN'), onAws, 'cannot reach Lambda (why): check --region and the network'],
    [
      named('TimeoutError'),
      onAws,
      'ivs-autopilot-prod-getSessions did not answer in time (why): check the network and try again',
    ],
    [
      named('ResourceNotFoundException'),
      inRegion,
      'the function ivs-autopilot-prod-getSessions does not exist: check --stage and --region (or use --local), or deploy the stage with npx serverless deploy --stage prod --region eu-west-1',
    ],
    [
      named('ResourceNotFoundException'),
      local,
      'the stack on http://127.0.0.1:4566 has no function getSessions: restart it from this version of the code',
    ],
    [
      named('AccessDeniedException'),
      onAws,
      'access denied: your IAM identity needs the permission lambda:InvokeFunction on ivs-autopilot-prod-getSessions',
    ],
    [
      named('ExpiredTokenException'),
      onAws,
      'AWS rejected the credentials (why): log in again, or use another profile with --profile',
    ],
    [
      named('TooManyRequestsException'),
      onAws,
      'Lambda throttled the invocation of ivs-autopilot-prod-getSessions: try again in a moment',
    ],
    [
      named('NewException', 'two\nlines\u001b[2J'),
      onAws,
      'cannot invoke ivs-autopilot-prod-getSessions: NewException: two lines�[2J',
    ],
    ['thrown text', onAws, 'cannot invoke ivs-autopilot-prod-getSessions: string: thrown text'],
  ])('explains %s in one line', (error, target, message) => {
    expect(explainFailure(error, target)).toMatchObject({
      name: 'CliError',
      message,
      cause: error,
    });
  });
});

describe('explainFunctionError', () => {
  test.each([
    [
      { errorType: 'InputError', errorMessage: 'day: expected a day, received "x"' },
      onAws,
      'day: expected a day, received "x"',
    ],
    [
      {
        errorType: 'Sandbox.Timedout',
        errorMessage: 'RequestId: 1 Error: Task timed out after 10.00 seconds',
      },
      onAws,
      'ivs-autopilot-prod-getSessions timed out: ask for less, or try again',
    ],
    [
      { errorMessage: '2026-11-21T12:00:00Z 1 Task timed out after 10.00 seconds' },
      onAws,
      'ivs-autopilot-prod-getSessions timed out: ask for less, or try again',
    ],
    [
      { errorType: 'SettingError', errorMessage: 'A: expected a value, received nothing' },
      onAws,
      'ivs-autopilot-prod-getSessions failed (SettingError): A: expected a value, received nothing; see its log with npx serverless logs -f getSessions --stage prod',
    ],
    [
      { errorType: 'Error', errorMessage: 'no' },
      local,
      'ivs-autopilot-local-getSessions failed (Error): no; see its log in the output of npm start -- --logs',
    ],
    [
      null,
      onAws,
      'ivs-autopilot-prod-getSessions failed: no error message; see its log with npx serverless logs -f getSessions --stage prod',
    ],
  ])('explains %j in one line', (thrown, target, message) => {
    expect(explainFunctionError(thrown, target)).toMatchObject({ name: 'CliError', message });
  });
});
