import { computed, signal } from '@preact/signals';
import { now } from './now.ts';

/** Without any input for so long, nobody reads the lists closely. */
const READING_MS = 120_000;
const INPUTS = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchmove', 'scroll', 'focusin'];

const lastInputAt = signal(Date.now());

/** Whether somebody reads or works. Rows of lists keep their order meanwhile. */
export const isReading = computed(() => now.value - lastInputAt.value < READING_MS);

export function noteInputs(): void {
  const note = (): void => {
    lastInputAt.value = now.peek();
  };
  for (const input of INPUTS) addEventListener(input, note, { passive: true, capture: true });
}
