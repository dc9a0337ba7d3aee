import { afterAll, vi } from 'vitest';

// Setup of the vitest project `system`. Its files run one after the other in two processes and share the
// packages that are loaded there, which saves a third of the time. So that no file depends on the files
// before it, each has its own modules of this project and begins with the same environment variables.

const environment = { ...process.env };
vi.resetModules();

afterAll(() => {
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
});
