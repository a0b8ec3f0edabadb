// A browser for tests of the page: Debian's Chromium, with its network cut. What the page asks for, and what goes wrong
// in it, is taken down.

import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { findProgram } from '../../support/find-program.ts';

export const chromiumPath =
  process.env.SOCKETBED_CHROMIUM || findProgram('chromium', 'chromium-browser', 'google-chrome');
export const noChromium = 'no Chromium here: apt-get install chromium';

/** As root Chromium has no sandbox to offer; it is shown nothing but our own page. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath ?? '',
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });

export interface OpenPage {
  readonly page: Page;
  /** Addresses of everything that was asked for, the page itself too. */
  readonly requests: readonly string[];
  /** Errors of scripts, and what the console calls an error. */
  readonly errors: readonly string[];
}

/** Opens a file at a place in it, and waits for its heading. */
export async function openPage(
  browser: Browser,
  path: string,
  hash = '',
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: 1400, height: 900 },
    ...options,
    offline: true,
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const requests: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await context.route(/^(?!file:|blob:|data:)/, (route) => route.abort());
  await page.goto(`file://${path}${hash}`);
  // Of a scenario the head comes first, and its acts and packets when they are unpacked.
  await page.locator('main:not([aria-busy="true"]) h1').waitFor();
  return { page, requests, errors };
}
