import { REGION } from '../account.ts';
import type { Stack } from '../stack.ts';

type Started = Pick<Stack, 'endpoint' | 'rtmpEndpoint'>;

/**
 * What `npm start` writes when the stack answers. Programs wait for the first line, so nothing stands before it and its
 * form stays.
 *
 * @param isTerminal whether a person reads it: then it also says how to go on, in 80 columns
 */
export function greeting({ endpoint, rtmpEndpoint }: Started, isTerminal: boolean): string {
  const encoders = rtmpEndpoint ? [`encoders ${rtmpEndpoint}/<stream key>`] : [];
  const lines = [`ready ${endpoint}`, ...encoders, `console ${endpoint}/console`];
  return [...lines, ...(isTerminal ? nextSteps(endpoint) : []), ''].join('\n');
}

function nextSteps(endpoint: string): string[] {
  const { port } = new URL(endpoint);
  const local = port === '4566' ? '--local' : `--local ${port}`;
  return [
    '',
    'Open the console in your browser, or use the AWS CLI and SDKs in another shell:',
    `  export AWS_ENDPOINT_URL=${endpoint} AWS_PAGER=`,
    `  export AWS_REGION=${REGION} AWS_DEFAULT_REGION=${REGION}`,
    '  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local',
    `What is live?       npx ivs-autopilot sessions live ${local}`,
    'What else is there? npm start -- --help, docs/one-machine.md',
    'Ctrl-C stops it. Nothing is kept.',
    '',
  ];
}
