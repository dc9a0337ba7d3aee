import { describe, expect, test } from 'vitest';
import { explainFailure, explainFunctionError } from '../../src/cli/failures.ts';

const cloud = {
  functionName: 'getSessions',
  fullName: 'ivs-autopilot-prod-getSessions',
  stage: 'prod',
};
const inRegion = { ...cloud, region: 'eu-west-1' };
const local = {
  ...cloud,
  fullName: 'ivs-autopilot-local-getSessions',
  stage: 'local',
  region: 'us-west-2',
  endpoint: 'http://127.0.0.1:4566',
};

const named = (name: string, message = 'why'): Error => Object.assign(new Error(message), { name });
const coded = (code: string, message = 'why'): Error => Object.assign(new Error(message), { code });

describe('a request that failed', () => {
  test.each([
    [
      named('CredentialsProviderError'),
      cloud,
      'no AWS credentials (why): set AWS_PROFILE or --profile, or ask the stack on this machine with --local',
    ],
    [named('Error', 'Region is missing'), cloud, 'no AWS region: say --region, or set AWS_REGION'],
    [
      named('Error', 'Region is missing'),
      { ...cloud, profile: 'me' },
      'no AWS region in the profile me, if there is one: say --region, or set AWS_REGION',
    ],
    [
      coded('ECONNREFUSED'),
      local,
      'nothing answers at http://127.0.0.1:4566: start it with npm start, or name its port, as in --local 4577',
    ],
    [
      coded('ECONNREFUSED'),
      inRegion,
      'nothing answers for Lambda in eu-west-1: look at --region and AWS_ENDPOINT_URL',
    ],
    [
      new AggregateError([coded('ECONNREFUSED')], ''),
      local,
      'nothing answers at http://127.0.0.1:4566: start it with npm start, or name its port, as in --local 4577',
    ],
    [
      coded('ENOTFOUND', 'getaddrinfo ENOTFOUND x'),
      inRegion,
      "Lambda in eu-west-1 can't be reached (getaddrinfo ENOTFOUND x): look at --region and the network",
    ],
    [coded('EAI_AGAIN'), cloud, "Lambda can't be reached (why): look at --region and the network"],
    [
      named('TimeoutError'),
      cloud,
      'no answer from ivs-autopilot-prod-getSessions in time (why): look at the network, then try again',
    ],
    [
      named('ResourceNotFoundException'),
      inRegion,
      'there is no function ivs-autopilot-prod-getSessions here: choose --stage and --region (--local for npm start), or deploy it with npx serverless deploy --stage prod --region eu-west-1',
    ],
    [
      named('ResourceNotFoundException'),
      local,
      'the stack at http://127.0.0.1:4566 has no function getSessions: start it again from this version',
    ],
    [
      named('AccessDeniedException'),
      cloud,
      'you may not invoke ivs-autopilot-prod-getSessions: your role needs lambda:InvokeFunction on it',
    ],
    [
      named('ExpiredTokenException'),
      cloud,
      'AWS does not take these credentials (why): log in again, or choose others with --profile',
    ],
    [
      named('TooManyRequestsException'),
      cloud,
      'Lambda throttles ivs-autopilot-prod-getSessions: try again in a moment',
    ],
    [
      named('NewException', 'two\nlines\u001b[2J'),
      cloud,
      'ivs-autopilot-prod-getSessions: NewException: two lines�[2J',
    ],
    ['thrown text', cloud, 'ivs-autopilot-prod-getSessions: string: thrown text'],
  ])('is told in one line: %s', (error, target, message) => {
    expect(explainFailure(error, target)).toMatchObject({
      name: 'CliError',
      message,
      cause: error,
    });
  });
});

describe('a function that failed', () => {
  test.each([
    [
      { errorType: 'InputError', errorMessage: 'day: expected a day, received "x"' },
      cloud,
      'day: expected a day, received "x"',
    ],
    [
      {
        errorType: 'Sandbox.Timedout',
        errorMessage: 'RequestId: 1 Error: Task timed out after 10.00 seconds',
      },
      cloud,
      'ivs-autopilot-prod-getSessions ran out of time: ask for less, or try again',
    ],
    [
      { errorMessage: '2026-11-21T12:00:00Z 1 Task timed out after 10.00 seconds' },
      cloud,
      'ivs-autopilot-prod-getSessions ran out of time: ask for less, or try again',
    ],
    [
      { errorType: 'SettingError', errorMessage: 'A: expected a value, received nothing' },
      cloud,
      'ivs-autopilot-prod-getSessions failed (SettingError): A: expected a value, received nothing; more in npx serverless logs -f getSessions --stage prod',
    ],
    [
      { errorType: 'Error', errorMessage: 'no' },
      local,
      'ivs-autopilot-local-getSessions failed (Error): no; more in the output of npm start',
    ],
    [
      null,
      cloud,
      'ivs-autopilot-prod-getSessions failed: it did not say why; more in npx serverless logs -f getSessions --stage prod',
    ],
  ])('says %j as an operator can use it', (thrown, target, message) => {
    expect(explainFunctionError(thrown, target)).toMatchObject({ name: 'CliError', message });
  });
});
