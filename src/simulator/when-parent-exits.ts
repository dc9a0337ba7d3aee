const CHECK_MS = 250;

/**
 * Calls `callback` once when the parent process has exited.
 *
 * Under npm the parent is a shell. npm sends it the signal that ends the run, and some shells exit without
 * passing the signal on. Without this check, the process would then run forever.
 */
export function whenParentExits(callback: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, CHECK_MS);
  timer.unref();
}
