import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Stack, type StackOptions, startStack } from '../../src/local/stack.ts';
import { fixtureConfig } from './fixtures/config.ts';

export const FIXTURES = 'test/local/fixtures';

/** Starts a stack with the fixture service on a free port, with quick retries. Keeps its log lines. */
export async function startFixture(options: StackOptions = {}) {
  const lines: string[] = [];
  const stack = await startStack({
    directory: FIXTURES,
    config: fixtureConfig(),
    port: 0,
    schedules: 'off',
    warm: false,
    retryDelaysMs: [10, 20],
    log: (source, line) => lines.push(`${source} ${line}`),
    ...options,
  });
  return { stack, lines, aws: clients(stack) };
}

export const clientConfig = (endpoint: string) => ({
  endpoint,
  region: 'us-west-2',
  credentials: { accessKeyId: 'tester', secretAccessKey: 'secret' },
  maxAttempts: 1,
});

function clients({ endpoint }: Stack) {
  const lambda = new LambdaClient(clientConfig(endpoint));
  const sqs = new SQSClient(clientConfig(endpoint));
  return {
    lambda,
    sqs,
    queueUrl: (name: string): string => `${endpoint}/123456789012/${name}`,
    /** Invokes a function and parses its response. */
    async invoke(
      FunctionName: string,
      input: unknown = {},
      more: Partial<InvokeCommandInput> = {},
    ) {
      const Payload = JSON.stringify(input);
      const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload, ...more }));
      const text = answer.Payload?.transformToString();
      return { ...answer, result: text ? JSON.parse(text) : undefined };
    },
    /** Waits for the next message of a queue and parses its body. */
    async take(name: string, seconds = 5) {
      const QueueUrl = `${endpoint}/123456789012/${name}`;
      const poll = { QueueUrl, WaitTimeSeconds: seconds, AttributeNames: ['All' as const] };
      const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand(poll));
      if (!message) return undefined;
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
      return { ...message, body: parse(message.Body ?? '') };
    },
  };
}

function parse(text: string) {
  return text.startsWith('{') ? JSON.parse(text) : text;
}
