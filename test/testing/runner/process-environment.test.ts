import { expect, test } from 'vitest';
import { ProcessEnvironment } from '../../../src/testing/runner/process-environment.ts';

test('variables are set, and are what they were afterwards', () => {
  const target: Record<string, string | undefined> = { AWS_PROFILE: 'prod', HOME: '/root' };
  const environment = new ProcessEnvironment(target);
  const restore = environment.set({ AWS_PROFILE: undefined, AWS_REGION: 'us-west-2' });
  expect(target).toEqual({ HOME: '/root', AWS_REGION: 'us-west-2' });
  restore();
  restore();
  expect(target).toEqual({ AWS_PROFILE: 'prod', HOME: '/root' });
});

test('the owner that came last counts, in whatever order they go', () => {
  for (const order of [
    [0, 1],
    [1, 0],
  ]) {
    const target: Record<string, string | undefined> = { A: 'before' };
    const environment = new ProcessEnvironment(target);
    const restores = [environment.set({ A: 'first', B: '1' }), environment.set({ A: 'second' })];
    expect(target).toEqual({ A: 'second', B: '1' });
    restores[order[0] ?? 0]?.();
    expect(target.A).toBe(order[0] === 0 ? 'second' : 'first');
    restores[order[1] ?? 0]?.();
    expect(target).toEqual({ A: 'before' });
  }
});
