import {
  GetChannelCommand,
  IvsClient,
  ListChannelsCommand,
  PutMetadataCommand,
} from '@aws-sdk/client-ivs';
import type { Bench, Measure } from './support/bench.ts';
import { startChild } from './support/child.ts';
import { type Comparison, compare, type Work } from './support/rounds.ts';

interface BareServer {
  endpoint: string;
}

interface FilledSimulator extends BareServer {
  channelArns: string[];
  liveArns: string[];
}

const REQUESTS = { rounds: 24, roundMs: 250, inFlight: 8 };
const PAGES = { rounds: 24, roundMs: 250, inFlight: 1 };
const PAGE_SIZE = 100;
const CUE = JSON.stringify({ question: 7, text: 'x'.repeat(200) });

/** Compares the AWS SDK over HTTP against the simulator with the same against a server that does nothing. */
export const simulator: Bench = {
  about: 'the IVS simulator with 10,000 channels, compared with a bare node:http server',
  async run() {
    const bare = await startChild<BareServer>(new URL('./servers/bare.ts', import.meta.url));
    const filled = await startChild<FilledSimulator>(
      new URL('./servers/simulator.ts', import.meta.url),
    );
    const clients = [clientOf(filled.ready), clientOf(bare.ready)] as const;
    try {
      return [
        ...(await requests('GetChannel', clients, getChannel, filled.ready.channelArns)),
        ...(await requests('PutMetadata', clients, putMetadata, filled.ready.liveArns)),
        ...(await pages(clients[0])),
      ];
    } finally {
      for (const client of clients) client.destroy();
      await Promise.all([bare.stop(), filled.stop()]);
    }
  },
};

function clientOf({ endpoint }: BareServer): IvsClient {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  return new IvsClient({ endpoint, region: 'us-west-2', credentials, maxAttempts: 1 });
}

const getChannel = (client: IvsClient, arn: string) => client.send(new GetChannelCommand({ arn }));
const putMetadata = (client: IvsClient, channelArn: string) =>
  client.send(new PutMetadataCommand({ channelArn, metadata: CUE }));

async function requests(
  operation: string,
  [subject, baseline]: readonly [IvsClient, IvsClient],
  send: (client: IvsClient, arn: string) => Promise<unknown>,
  arns: string[],
): Promise<Measure[]> {
  const requestsOf = (client: IvsClient): Work => {
    let count = 0;
    return () => send(client, arns[count++ % arns.length] ?? '');
  };
  const comparison = await compare(requestsOf(subject), requestsOf(baseline), REQUESTS);
  return [
    {
      name: `simulator.${operation}.ratio`,
      value: comparison.ratio,
      unit: 'of bare',
      target: { atLeast: 0.7 },
    },
    ...rates(`simulator.${operation}`, comparison, 'bare'),
  ];
}

async function pages(client: IvsClient): Promise<Measure[]> {
  const page = (nextToken?: string) =>
    client.send(
      new ListChannelsCommand({ maxResults: PAGE_SIZE, ...(nextToken && { nextToken }) }),
    );
  let lastToken: string | undefined;
  for (let { nextToken } = await page(); nextToken; { nextToken } = await page(nextToken)) {
    lastToken = nextToken;
  }
  const comparison = await compare(
    () => page(lastToken),
    () => page(),
    PAGES,
  );
  return [
    {
      name: 'simulator.ListChannels.lastPageRatio',
      value: comparison.ratio,
      unit: 'of the first page',
      target: { atLeast: 0.9 },
    },
    ...rates('simulator.ListChannels.lastPage', comparison, 'firstPage'),
  ];
}

function rates(name: string, { subject, baseline }: Comparison, baselineName: string): Measure[] {
  const parent = name.split('.').slice(0, 2).join('.');
  return [
    { name: `${name}.perSecond`, value: subject, unit: 'per second' },
    { name: `${parent}.${baselineName}.perSecond`, value: baseline, unit: 'per second' },
  ];
}
