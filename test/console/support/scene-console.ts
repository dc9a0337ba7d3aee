import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { type Actor, playScene, type Scene } from '../../../src/local/scene/scene.ts';
import { startSceneStack } from '../../../src/local/scene/scene-stack.ts';
import type { Stack } from '../../../src/local/stack.ts';
import { startChromium } from '../../support/browser/chromium.ts';

/** Playing the scene takes half a minute of processor time. */
const SCENE_MS = 240_000;
export const SOON = { timeout: 20_000, interval: 100 };

export interface SceneConsole {
  readonly stack: Stack;
  readonly scene: Scene;
  readonly context: BrowserContext;
  /** @param path below /console */
  open(path: string, size?: { width: number; height: number }): Promise<Page>;
  /** @returns a channel of the scene */
  actor(name: string): Actor;
  /** What the browser's console said of errors since the last call. */
  takeProblems(): string[];
}

/** For the tests of a file: the scene on a one-machine stack, and a browser. */
export function useSceneConsole(): SceneConsole {
  let stack: Stack | undefined;
  let scene: Scene | undefined;
  let chromium: Awaited<ReturnType<typeof startChromium>> | undefined;
  let problems: string[] = [];
  const present = <T>(value: T | undefined): T => value ?? expect.fail('the scene is not ready');
  beforeAll(async () => {
    stack = await startSceneStack(0);
    [scene, chromium] = await Promise.all([playScene(stack.endpoint, 1), startChromium()]);
  }, SCENE_MS);
  afterAll(async () => {
    await chromium?.close();
    scene?.close();
    await stack?.close();
  });
  return {
    get stack() {
      return present(stack);
    },
    get scene() {
      return present(scene);
    },
    get context() {
      return present(chromium).context;
    },
    async open(path, size = { width: 1280, height: 900 }) {
      const page = await present(chromium).context.newPage();
      page.on('pageerror', (error) => problems.push(`${error.message}\n${error.stack}`));
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      await page.setViewportSize(size);
      await page.goto(`${present(stack).endpoint}/console${path}`);
      return page;
    },
    actor: (name) =>
      present(scene).actors.find((one) => one.name === name) ?? expect.fail(`no actor ${name}`),
    takeProblems() {
      const taken = problems;
      problems = [];
      return taken;
    },
  };
}
