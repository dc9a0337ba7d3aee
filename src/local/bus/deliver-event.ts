import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJsonLine } from '../../http/respond.ts';
import { ControlError, type IvsEventBridgeEvent, type Simulator } from '../../simulator/index.ts';
import { readControlBody } from '../control-body.ts';
import { DEFAULT_BUS } from './bus.ts';
import type { EventBridge } from './event-bridge.ts';

/**
 * Answers `POST /_sim/events`: delivers an event of IVS, which PutEvents refuses, to the default bus. The response
 * names the rules that match it.
 */
export async function deliverEvent(
  { simulator, eventBridge }: { simulator: Simulator; eventBridge: EventBridge },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const event = (await readControlBody(request)) as IvsEventBridgeEvent;
    simulator.deliverEvent(event);
    sendJsonLine(response, 202, { rules: eventBridge.matching(DEFAULT_BUS, event) });
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    sendJsonLine(response, error.status, { message: error.message });
  }
}
