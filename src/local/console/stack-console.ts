import { randomBytes } from 'node:crypto';
import { version } from '../../../package.json';
import { type Console, createConsole } from '../../console/server/console.ts';
import type { Invoke } from '../../console/server/options.ts';
import { httpSimulator } from '../../console/server/simulator/http-simulator.ts';
import { systemTimers } from '../../console/server/timers.ts';
import type { SaidCaller } from '../../platform/caller.ts';
import { localUser } from '../../platform/local-user.ts';
import { REGION } from '../account.ts';
import type { Backends } from '../backends.ts';
import { pageFiles } from './page-files.ts';

const SECRET_BYTES = 32;

interface StackConsoleOptions {
  endpoint: string;
  allowedHosts?: readonly string[];
}

/** The operator console of the stack. It invokes functions without HTTP between. */
export function stackConsole(
  { host }: Pick<Backends, 'host'>,
  { endpoint, allowedHosts = [] }: StackConsoleOptions,
): Console {
  return createConsole({
    ...{ invoke: invoker(host), findAsset: pageFiles(), version },
    ...{ stage: 'local', region: REGION, isReadOnly: false, entry: 'page' },
    local: { simulator: httpSimulator(endpoint), mediaOrigin: endpoint, hasPicture: true },
    ...{ allowedHosts, timers: systemTimers },
    newSecret: () => randomBytes(SECRET_BYTES).toString('base64url'),
  });
}

function invoker(host: Backends['host']): Invoke {
  const custom: SaidCaller = { caller: localUser(), program: 'console' };
  const clientContext = JSON.stringify({ custom });
  return async <Answer>(functionName: string, payload: unknown): Promise<Answer> => {
    const outcome = await host.invoke(functionName, JSON.stringify(payload), { clientContext });
    if ('payload' in outcome) return JSON.parse(outcome.payload) as Answer;
    const { errorType, errorMessage } = outcome.error;
    if (errorType === 'InputError') throw new Error(errorMessage);
    throw new Error(
      `${functionName} failed (${errorType}): ${errorMessage}; see its log in the output of npm start -- --logs`,
    );
  };
}
