/** Nobody needs to be told about a start that takes no longer than this, ms. */
const QUIET_MS = 1_000;

export interface StartProgress {
  /** What the start does now. */
  step(text: string): void;
  end(): void;
}

/** Tells what a slow start does, one line for each step from the one after a second on. */
export function startProgress(write: (line: string) => void): StartProgress {
  let isSlow = false;
  let current: string | undefined;
  const say = (): void => {
    if (current !== undefined) write(`${current} …\n`);
  };
  const timer = setTimeout(() => {
    isSlow = true;
    say();
  }, QUIET_MS);
  return {
    step(text) {
      current = text;
      if (isSlow) say();
    },
    end: () => clearTimeout(timer),
  };
}
