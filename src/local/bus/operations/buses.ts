import { busArn } from '../../account.ts';
import { AwsError, type JsonObject } from '../../aws-json.ts';
import {
  busOf,
  optionalString,
  pageOf,
  requiredString,
  type StringRule,
  validationError,
} from '../members.ts';
import type { EventsApi, EventsOperation } from './operation.ts';
import { addTags } from './tags.ts';

const BUS_NAME: StringRule = { max: 256, pattern: /^[.\-_A-Za-z0-9]+$/ };

export const BUS_OPERATIONS: Readonly<Record<string, EventsOperation>> = {
  CreateEventBus: (api, input) => {
    const { buses } = api;
    const name = requiredString(input, 'Name', BUS_NAME);
    if (buses.has(name)) {
      const message = `Event bus ${name} already exists.`;
      throw new AwsError('ResourceAlreadyExistsException', message);
    }
    buses.create(name);
    addTags(api, busArn(name), input);
    return { EventBusArn: busArn(name) };
  },
  DescribeEventBus: ({ buses }, input) => describe(busOf(buses, input, 'Name')),
  ListEventBuses: ({ buses }, input) => {
    const prefix = optionalString(input, 'NamePrefix') ?? '';
    const names = buses.names().filter((name) => name.startsWith(prefix));
    const { page, next } = pageOf(names, (name) => name, input);
    return { EventBuses: page.map(describe), ...next };
  },
  DeleteEventBus: deleteEventBus,
};

/** A bus that does not exist counts as deleted, as on AWS. */
function deleteEventBus({ buses, created, tags }: EventsApi, input: JsonObject): object {
  const name = requiredString(input, 'Name', BUS_NAME);
  if (buses.isOfStack(name))
    throw validationError(`Cannot delete event bus ${name}: it is a bus of the stack.`);
  if (created.list().some(({ bus }) => bus === name))
    throw validationError(`Cannot delete event bus ${name}: delete its rules first.`);
  buses.remove(name);
  tags.delete(busArn(name));
  return {};
}

const describe = (name: string) => ({ Name: name, Arn: busArn(name) });
