import {
  GetFunctionConfigurationCommand,
  type LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { tagPrefix } from '../../settings/tags.ts';
import { stageOf } from '../expected.ts';
import type { EventSourceFacts, FunctionFacts } from '../facts.ts';

export type Lambda = Pick<LambdaClient, 'send'>;

/** The variables that the checks need. Others may be secrets of somebody's own. */
const VARIABLES = ['TABLE_NAME', 'BUS_NAME', 'CLEANUP_MODE', 'ROTATION_MODE', 'AUTOPILOT_VERSION'];
/** Every stage has this function, and it obeys tags. */
const TAGGED_FUNCTION = 'deleteDueChannels';

export async function functionFacts(lambda: Lambda, fullName: string): Promise<FunctionFacts> {
  const command = new GetFunctionConfigurationCommand({ FunctionName: fullName });
  const { State = 'unknown', Environment } = await lambda.send(command);
  const variables = Object.entries(Environment?.Variables ?? {});
  const environment = Object.fromEntries(variables.filter(([name]) => VARIABLES.includes(name)));
  return { state: State, environment };
}

export async function eventSourceFacts(
  lambda: Lambda,
  fullName: string,
): Promise<EventSourceFacts[]> {
  const command = new ListEventSourceMappingsCommand({ FunctionName: fullName });
  const { EventSourceMappings = [] } = await lambda.send(command);
  return EventSourceMappings.map(({ EventSourceArn: queueArn = '', State: state = 'unknown' }) => ({
    ...{ queueArn, state },
  }));
}

/** Other stages in the account and region, with the tags that they obey. */
export async function otherStages(
  lambda: Lambda,
  own: string,
): Promise<{ stage: string; tagPrefix: string }[]> {
  const found: { stage: string; tagPrefix: string }[] = [];
  let Marker: string | undefined;
  do {
    const { Functions = [], NextMarker } = await lambda.send(new ListFunctionsCommand({ Marker }));
    for (const { FunctionName = '', Environment } of Functions) {
      const stage = stageOf(FunctionName, TAGGED_FUNCTION);
      const prefix = Environment?.Variables?.[tagPrefix.variable] || tagPrefix.default;
      if (stage !== undefined && stage !== own) found.push({ stage, tagPrefix: prefix });
    }
    Marker = NextMarker;
  } while (Marker !== undefined);
  return found;
}
