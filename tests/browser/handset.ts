import { expect } from 'chai';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import type { Hall } from '../e2e/hall.js';
import type { Issued } from '../e2e/json.js';

/** A phone, wherever it stands: in a page of its own, or in a frame on the desk. */
export type Screen = Pick<Page | FrameLocator, 'locator' | 'getByRole' | 'getByTestId'>;

/** What a person does with a phone. */
export type Fingers = Readonly<{
  /** What the mini-program shows; a selector in it. */
  at: (selector: string) => Locator;
  /** Waits until an element of the mini-program reads so. */
  reads: (selector: string, text: string | RegExp) => Promise<void>;
  tab: (name: string) => Promise<void>;
  /** Scans a code by WeChat's own camera: the mini-program opens where it leads. */
  scan: (bindCode: string) => Promise<void>;
  /** The dialog in front. */
  popup: () => Locator;
  answer: (label: string) => Promise<void>;
  /** The fields of the newest message: label and text. */
  fields: () => Promise<readonly (readonly [string, string])[]>;
}>;

export const fingersOn = (screen: Screen): Fingers => {
  const at = (selector: string): Locator => screen.locator(`.stage ${selector}:visible`);
  const tab = (name: string): Promise<void> => screen.getByRole('tab', { name }).click();
  const popup = (): Locator => screen.getByRole('dialog');
  return {
    at,
    tab,
    popup,
    reads: (selector, text) => at(selector).filter({ hasText: text }).first().waitFor(),
    answer: (label) => popup().getByRole('button', { name: label }).click(),
    scan: async (bindCode) => {
      await tab('扫一扫');
      await screen.locator(`[data-scene="${bindCode}"]`).click();
    },
    fields: async () => {
      const card = screen.getByTestId('notification').first();
      const labels = await card.locator('dt').allTextContents();
      const values = await card.locator('dd').allTextContents();
      return labels.map((label, index) => [label, values[index] ?? '']);
    },
  };
};

/** One person's phone in a page of its own. */
export type Handset = Fingers & Readonly<{ page: Page }>;

/** Opens a person's phone; the mini-program is in front. */
export const handset = async (page: Page, url: string | null, user: string): Promise<Handset> => {
  await page.goto(`${url ?? ''}/phone/${encodeURIComponent(user)}`);
  const fingers = fingersOn(page);
  await fingers.at('.scan').waitFor();
  return { page, ...fingers };
};

/** Has the hall's kiosk print the ticket's mini-program code. */
export const printCode = async (hall: Hall, { ticketId }: Issued): Promise<void> => {
  const kiosk = await hall.token('kiosk');
  const { status, headers } = await kiosk.ask('GET', `${hall.path}/tickets/${ticketId}/code`);
  expect(status).to.equal(200);
  expect(headers.get('content-type')).to.equal('image/png');
};
