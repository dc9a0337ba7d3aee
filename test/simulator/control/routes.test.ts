import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CONTROL_ROUTES } from '../../../src/simulator/control/routes.ts';

/** Routes of the one-machine stack, which answers them itself. */
const STACK_ROUTES = ['GET /_sim/events', 'GET /_sim/subscriptions'];

test('docs/simulator.md describes each route under /_sim/ exactly once', () => {
  const text = readFileSync('docs/simulator.md', 'utf8');
  const described = [...text.matchAll(/`((?:DELETE|GET|POST|PUT) \/_sim\/[^`?]*)/g)];
  const routes = CONTROL_ROUTES.map(({ method, path }) => `${method} ${path}`);
  expect(described.map(([, route]) => route).sort()).toEqual([...routes, ...STACK_ROUTES].sort());
});
