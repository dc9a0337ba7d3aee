import type { BusEvent } from '../../../src/local/bus/event.ts';
import type { ChannelState, IvsEventBridgeEvent, Simulator } from '../../../src/simulator/index.ts';
import type { Cloud } from '../cloud/cloud.ts';
import type { FunctionEnd } from '../cloud/functions.ts';
import type { Deed } from '../cloud/observed-ivs.ts';
import type { QueueObserver } from '../cloud/observed-queues.ts';
import type { Service } from '../cloud/service-names.ts';
import type { LogLine } from '../cloud/telemetry.ts';
import type { Story } from '../story/story.ts';
import type { Timeline } from '../time/timeline.ts';
import type { TroubleKind } from '../trouble/kinds.ts';
import type { Troubles } from '../trouble/troubles.ts';
import type { Checks } from './invariant.ts';

/** What the observers see. */
export interface ObserverTools {
  checks: Checks;
  simulator: Simulator;
  cloud: Cloud;
  story: Story;
  timeline: Timeline;
  troubles: Troubles;
}

/** Watches the world, and checks what must hold. It hears what it needs, and nothing is hidden from it. */
export interface Observer extends QueueObserver {
  /** A function has changed something in IVS. */
  onDeed?(deed: Deed): void;
  /** IVS publishes an event, before anything can happen to it. */
  onIvsEvent?(event: IvsEventBridgeEvent): void;
  /** An event of IVS arrives at its bus. */
  onDelivered?(event: IvsEventBridgeEvent): void;
  /** Players get timed metadata. */
  onMetadata?(channelArn: string, metadata: string): void;
  /** Players get timed metadata that the encoder of the channel inserted. */
  onForeignCue?(channelArn: string, text: string): void;
  /** Somebody, and no function, has deleted a key of the channel. */
  onKeyDeletedByHand?(channelArn: string): unknown;
  /** A service carries out a request of a function. */
  onRequest?(service: Service, input: object): void;
  /** An event arrives at a bus of our own. */
  onOwnEvent?(event: BusEvent): void;
  onFunctionStart?(start: { name: string; payload: string }): void;
  onFunctionEnd?(end: FunctionEnd): void;
  onLog?(line: LogLine): void;
  /** Something goes wrong. @param what it happens to; it may name a channel */
  onTrouble?(kind: TroubleKind, what: string): void;
  /** Every ten simulated minutes. @param channels those that exist */
  onTick?(channels: readonly ChannelState[]): void;
  /** The troubles have stopped, and what they left behind has had its time. */
  atRest?(): void | Promise<void>;
}
