import type { IvsClient } from '@aws-sdk/client-ivs';
import type { CallOptions, Simulator } from '../../../src/simulator/index.ts';
import { operationOf } from '../../../src/simulator/model/model.ts';
import { withDates } from './dates.ts';
import { responseMetadata, sdkError } from './sdk-errors.ts';

/** A command of the SDK. Its class has the name of the operation, and `Command`. */
export interface SdkCommand {
  input: object;
  constructor: { name: string };
}

/** @returns the operation of a command, such as `GetStream` */
export const operationOfCommand = (command: SdkCommand): string =>
  command.constructor.name.slice(0, -'Command'.length);

/**
 * The SDK's IVS client of a simulator in this process. It answers as the SDK does over HTTP: dates, errors and
 * `$metadata`. test/ivs/simulator-sdk.system.test.ts compares both. It does not retry.
 *
 * @param caller selects the IAM policy
 */
export function simulatorSdk(
  simulator: Pick<Simulator, 'call'>,
  caller: CallOptions = {},
): IvsClient {
  const send = async (command: SdkCommand): Promise<object> => {
    const operation = operationOfCommand(command);
    try {
      const response = await simulator.call<object>(operation, command.input, caller);
      const $metadata = responseMetadata(operationOf(operation).http.responseCode);
      return Object.assign(withDates(operation, response), { $metadata });
    } catch (error) {
      throw sdkError(error);
    }
  };
  return sdkOf(send, () => undefined);
}

/**
 * The SDK's client with another way to send commands.
 *
 * @param send answers, or throws, as the SDK's method does
 */
export function sdkOf(
  send: (command: SdkCommand) => Promise<object>,
  destroy: () => void,
): IvsClient {
  // The type of the client has members that our code does not use, such as its configuration.
  return { send, destroy } as unknown as IvsClient;
}
