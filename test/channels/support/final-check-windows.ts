/** The requests of a final check (src/channels/final-check.ts). */
const FINAL_READS = ['BatchGetChannel', 'GetStreamSession'];

interface RequestInput {
  arn?: string;
  arns?: string[];
  channelArn?: string;
}

/** Measures how long before each deletion IVS had answered its final check. It keeps no requests. */
export class FinalCheckWindows {
  /** When IVS last carried out each read of a final check, by channel ARN, ms since the epoch. */
  readonly #readAt = new Map<string, Record<string, number>>();
  readonly #channelOfKey = new Map<string, string>();
  #windows: number[] = [];

  addKey(channelArn: string, keyArn: string): void {
    this.#channelOfKey.set(keyArn, channelArn);
  }

  /** Takes in a request that IVS carries out now. @param now ms since the epoch */
  note(operation: string, { arn = '', arns, channelArn }: RequestInput, now: number): void {
    const [single] = arns?.length === 1 ? arns : [channelArn];
    if (FINAL_READS.includes(operation) && single)
      this.#readAt.set(single, { ...this.#readAt.get(single), [operation]: now });
    if (!/^Delete/.test(operation)) return;
    const readAt = this.#readAt.get(this.#channelOfKey.get(arn) ?? arn) ?? {};
    this.#windows.push(now - Math.min(...FINAL_READS.map((read) => readAt[read] ?? 0)));
  }

  /** @returns the windows since the last call, ms, in ascending order */
  take(): number[] {
    const windows = this.#windows.sort((a, b) => a - b);
    this.#windows = [];
    return windows;
  }
}
