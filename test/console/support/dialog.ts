import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { SOON } from './scene-console.ts';

/** Opens a dialog by its button. @returns the dialog */
export async function openDialog(page: Page, button: string | RegExp): Promise<Locator> {
  await page.getByRole('button', { name: button }).first().click();
  const dialog = page.getByRole('dialog');
  await expect.poll(() => dialog.isVisible(), SOON).toBe(true);
  return dialog;
}

/** Does what the dialog is for, and waits until it is done. @returns what the dialog says then */
export async function confirm(dialog: Locator, button: string | RegExp): Promise<string> {
  await dialog.getByRole('button', { name: button }).click();
  await expect
    .poll(() => dialog.getByRole('button').allInnerTexts(), { ...SOON, timeout: 60_000 })
    .toEqual(['Close']);
  return dialog.innerText();
}
