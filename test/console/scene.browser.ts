import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { parseArn } from '../../src/ivs/arn.ts';
import { violationsOf } from './support/axe.ts';
import { confirm, openDialog } from './support/dialog.ts';
import { SOON, useSceneConsole } from './support/scene-console.ts';

// The console with the data of the scene: what each view shows, whether everybody can use it, whether it fits on a narrow screen; and
// then each action, from the button to what the functions and the simulator say.

// With the environment variable SCREENSHOTS, it writes pictures of four views into that folder: see docs/console.md.

const { SCREENSHOTS } = process.env;
const PICTURES: Record<string, string> = {
  Overview: 'console-overview.png',
  Live: 'console-live.png',
  Channel: 'console-channel.png',
  Session: 'console-session.png',
};
const console = useSceneConsole();
const idOf = (name: string): string => parseArn(console.actor(name).arn)?.id ?? '';

/** A view, and texts that it shows. */
const VIEWS: readonly [title: string, path: () => string, texts: readonly string[]][] = [
  ['Overview', () => '/', ['10', '6', 'overdue']],
  ['Live', () => '/live', ['quiz-night', 'cooking-school', 'starving']],
  ['Days', () => '/days', ['press-room']],
  ['Plan', () => '/plan', ['webinar-01', 'workshop-02']],
  ['Cleanup', () => '/cleanup', ['webinar-01', 'webinar-06']],
  ['Dead letters', () => '/letters', ['recordSessionEvent', '"lot":17']],
  ['Simulator', () => '/simulator', ['quiz-night', 'archive-feed']],
  ['Channel', () => `/channels/${idOf('auction-live')}`, ['auction-live', 'autopilot:auto-delete']],
  [
    'Session',
    () =>
      `/channels/${idOf('cooking-school')}/sessions/${console.actor('cooking-school').streamId}`,
    ['cooking-school', 'Starvation Start'],
  ],
];

test.each(VIEWS)(
  '%s shows what there is, to everybody, on any screen',
  async (title, pathOf, texts) => {
    const page = await console.open(pathOf());
    const main = page.locator('main');
    for (const text of texts) await expect.poll(() => main.innerText(), SOON).toContain(text);
    expect(await page.title()).toContain(title);
    const picture = SCREENSHOTS && PICTURES[title];
    if (picture) await takePicture(page, join(SCREENSHOTS, picture));
    expect(await violationsOf(page), 'axe-core, light').toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await violationsOf(page), 'axe-core, dark').toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    const widthOf = () => page.evaluate('document.documentElement.scrollWidth');
    await expect.poll(widthOf, SOON).toBeLessThanOrEqual(320);
    expect(console.takeProblems()).toEqual([]);
    await page.close();
  },
  90_000,
);

/** What the encoders send becomes known some seconds after the scene was played. */
async function takePicture(page: Page, path: string): Promise<void> {
  await page.waitForTimeout(12_000);
  await page.screenshot({ path });
}

/** What a new user does without reading anything. */
test('a new channel goes live, gets a message, ends, and says when it will be deleted and why', async () => {
  const page = await console.open('/simulator');
  const main = page.locator('main');
  await page.getByLabel('Name', { exact: true }).fill('first-show');
  await page.getByLabel('Delete the channel').selectOption({ label: 'some time after its stream' });
  await page.getByLabel('Time after the stream').fill('1d');
  await page.getByRole('button', { name: 'Create the channel' }).click();
  const created = page.locator('.created');
  await created.getByRole('button', { name: /^Connect an encoder/ }).click();
  await expect.poll(() => created.innerText(), SOON).toContain('live');
  await created.getByRole('link', { name: 'first-show' }).click();
  await expect.poll(() => main.innerText(), SOON).toMatch(/live/i);
  const dialog = await openDialog(page, 'Send a test message…');
  await dialog.getByLabel(/^Payload/).fill('<b>Goal!</b>');
  await confirm(dialog, 'Send it');
  await expect.poll(() => dialog.innerText(), SOON).toContain('delivered');
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect.poll(() => main.innerText(), SOON).toContain('<b>Goal!</b>');
  await page.getByRole('button', { name: /^Disconnect/ }).click();
  await expect.poll(() => main.innerText(), SOON).toMatch(/will be deleted/i);
  expect(console.takeProblems()).toEqual([]);
  await page.close();
}, 120_000);

test('a stream that starves is seen on the page soon after the function knows it', async () => {
  const page = await console.open('/live');
  const row = page.getByRole('row', { name: /second-stage/ });
  await expect.poll(() => row.innerText(), SOON).toContain('healthy');
  const { streamId } = console.actor('second-stage');
  await console.scene.client.sim('POST', `/_sim/encoders/${streamId}/starve`);
  await expect.poll(() => row.innerText(), SOON).toContain('starving');
  await console.scene.client.sim('POST', `/_sim/encoders/${streamId}/recover`);
  await expect.poll(() => row.innerText(), SOON).toContain('healthy');
  await page.close();
}, 60_000);

test('names and events of somebody hostile are text', async () => {
  const evil = '<img src=x onerror="document.title=1">\u202egnp';
  const { arn } = console.actor('archive-feed');
  const time = new Date().toISOString();
  await console.scene.client.invoke('recordSessionEvent', {
    ...{ version: '0', id: 'hostile', source: 'aws.ivs', account: '123456789012', time },
    ...{ 'detail-type': 'IVS Stream State Change', region: 'us-west-2', resources: [arn] },
    detail: {
      event_name: 'Stream Start',
      channel_name: evil,
      stream_id: 'st-1Hostile0000000000000000',
    },
  });
  const page = await console.open('/live');
  await expect.poll(() => page.locator('main').innerText(), SOON).toContain('<img src=x');
  expect(await page.locator('main img').count()).toBe(0);
  expect(await page.title()).toContain('Live');
  await page.goto(`${page.url().replace(/live$/, '')}channels/${idOf('archive-feed')}`);
  await expect.poll(() => page.locator('main').innerText(), SOON).toContain('archive-feed');
  expect(await page.locator('main img').count()).toBe(0);
  expect(console.takeProblems()).toEqual([]);
  await page.close();
}, 60_000);

test('everything can be reached with the keyboard only', async () => {
  const page = await console.open('/');
  await expect.poll(() => page.locator('main').innerText(), SOON).toContain('viewers');
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await expect.poll(() => page.url(), SOON).toMatch(/\/console\/live$/);
  await expect.poll(() => page.locator('tbody tr').count(), SOON).toBeGreaterThan(9);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.url(), SOON).toMatch(/\/console\/channels\/\w+$/);
  await page.keyboard.press('/');
  await page.keyboard.type('webinar-03');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('h1').innerText(), SOON).toContain('webinar-03');
  await page.keyboard.press('Escape');
  await page.locator('main').focus();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keys' });
  await expect.poll(() => help.isVisible(), SOON).toBe(true);
  await page.keyboard.press('Escape');
  await expect.poll(() => help.isVisible(), SOON).toBe(false);
  await page.close();
}, 60_000);

test('a live channel needs its name typed before its stream key is revoked', async () => {
  const { arn } = console.actor('chess-finals');
  const page = await console.open(`/channels/${idOf('chess-finals')}`);
  const dialog = await openDialog(page, 'Revoke its stream key…');
  expect(await dialog.innerText()).toContain(arn);
  const button = dialog.getByRole('button', { name: 'Revoke the key' });
  expect(await button.getAttribute('aria-disabled')).toBe('true');
  await dialog.getByRole('textbox').fill('chess-final');
  expect(await button.getAttribute('aria-disabled')).toBe('true');
  await dialog.getByRole('textbox').fill('chess-finals');
  await confirm(dialog, 'Revoke the key');
  const report = await console.scene.client.sim('GET', `/_sim/channels?channelArn=${arn}`);
  const [channel] = (await report.json()) as { streamKeys: { value: string }[] }[];
  expect(channel?.streamKeys[0]?.value).not.toBe(console.actor('chess-finals').streamKey);
  expect(await page.content()).not.toContain(channel?.streamKeys[0]?.value ?? '?');
  await page.close();
}, 120_000);

test('dead letters are retried and dropped, and the page says what became of them', async () => {
  const page = await console.open('/letters');
  await page.getByRole('checkbox', { name: /ThrottlingException/ }).check();
  const drop = await openDialog(page, /^Drop…/);
  await drop.getByText('recordSessionEvent').first().waitFor();
  await confirm(drop, 'Drop 1 letter');
  await drop.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Select all shown' }).click();
  const retry = await openDialog(page, /^Retry…/);
  await retry.getByRole('textbox').fill('10m');
  expect(await confirm(retry, /^Retry \d letters/)).toContain('queued');
  const open = async () => {
    const { letters } = await console.scene.client.invoke<{ letters: unknown[] }>(
      'getDeadLetters',
      { list: {} },
    );
    return letters.length;
  };
  await expect.poll(open, SOON).toBe(0);
  const cues = await console.scene.client.cues(console.actor('auction-live').arn);
  expect(JSON.stringify(cues)).toContain('lot');
  await page.close();
}, 120_000);

test('exactly the channels that are shown are approved, and then deleted', async () => {
  const page = await console.open('/cleanup');
  const dialog = await openDialog(page, 'Approve the deletion of 6 channels…');
  const held = console.scene.actors.filter(({ role }) => role === 'held');
  const text = await dialog.innerText();
  for (const { arn } of held) expect(text).toContain(arn);
  await confirm(dialog, 'Approve 6 deletions');
  await dialog.getByRole('button', { name: 'Close' }).click();
  const left = async () => {
    await console.scene.client.invoke('deleteDueChannels', {});
    const all = await console.scene.client.sim('GET', '/_sim/channels');
    const arns = ((await all.json()) as { arn: string }[]).map(({ arn }) => arn);
    return held.filter(({ arn }) => arns.includes(arn)).length;
  };
  await expect.poll(left, { ...SOON, timeout: 60_000, interval: 1_000 }).toBe(0);
  await page.close();
}, 120_000);
