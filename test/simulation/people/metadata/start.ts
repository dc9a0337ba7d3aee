import type { Surroundings } from '../surroundings.ts';
import { OtherProgram } from './other-program.ts';
import { Producer } from './producer.ts';

const PRODUCERS = 3;

/** Starts the programs that publish timed metadata. */
export function startProducers(around: Surroundings): void {
  let n = 0;
  const { queue } = around.cloud.eventSourceOf('sendMetadata');
  for (let number = 1; number <= PRODUCERS; number += 1) {
    const options = { name: `producer-${number}`, nextNumber: () => ++n };
    void new Producer(around, options).publish();
  }
  void new OtherProgram(around, queue).write();
}
