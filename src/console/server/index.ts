// What the command `console` loads when it runs. It is a file of its own in dist/, so that other commands start fast.

export { httpSimulator, stackFiles } from './simulator/http-simulator.ts';
export { type RunningConsole, startConsole } from './start.ts';
export { systemTimers } from './timers.ts';
