import type { Action } from '../../protocol/actions.ts';
import type { SimulatorState } from '../../protocol/simulator.ts';

/** The simulator of the one-machine stack. */
export interface Simulator {
  /** Its channels and encoders, without values of stream keys. */
  state(): Promise<SimulatorState>;
  /**
   * @returns the simulator's answer, without values of stream keys
   * @throws an error with the simulator's message
   */
  act(action: SimulatorAction): Promise<unknown>;
}

const NAMES = [
  ...['createChannel', 'connectEncoder', 'disconnectEncoder', 'starveEncoder', 'recoverEncoder'],
  ...['failStream', 'setViewers', 'setFaults', 'setQuotas', 'resetSimulator'],
] as const;

export type StageAction = Extract<
  Action,
  { action: 'approve' | 'revoke' | 'sendMessage' | 'retryLetters' | 'dropLetters' }
>;
export type SimulatorAction = Exclude<Action, StageAction>;

export const isSimulatorAction = (action: Action): action is SimulatorAction =>
  (NAMES as readonly string[]).includes(action.action);
