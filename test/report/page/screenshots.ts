// The pictures of the page in docs/, made anew: npm run screenshots [run]. Takes a run that is there, best a whole
// catalogue, builds its page and photographs it.

import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPage } from '../../../src/report/build-page.ts';
import { projectDirectory } from '../../../src/testbed/project.ts';
import { chromiumPath, noChromium, startBrowser } from './browser.ts';

interface Picture {
  readonly name: string;
  readonly hash: string;
  readonly colorScheme: 'light' | 'dark';
  readonly height: number;
  /** Pixels above what is shown. */
  readonly from: number;
}

const pictures: readonly Picture[] = [
  { name: 'report-overview', hash: '', colorScheme: 'light', height: 1000, from: 0 },
  {
    name: 'report-scenario',
    hash: '#/scenario/tcp/refused/closed-port?hide=engine',
    colorScheme: 'light',
    height: 1240,
    from: 0,
  },
];

if (chromiumPath === undefined) throw new RangeError(noChromium);
const run = process.argv[2] ?? 'latest';
const { path } = await buildPage(join(projectDirectory, 'results', run));
const browser = await startBrowser();
const folder = join(projectDirectory, 'docs');
mkdirSync(folder, { recursive: true });
for (const { name, hash, colorScheme, height, from } of pictures) {
  const context = await browser.newContext({ viewport: { width: 1440, height }, colorScheme, offline: true });
  const page = await context.newPage();
  await page.goto(`file://${path}${hash}`);
  await page.locator('.row, .matrix').first().waitFor();
  if (hash !== '') {
    // The packet that refused, with its fields beside it.
    await page.getByRole('button', { name: /^fault/ }).click();
    await page.locator('.row-packet.faulty .tone-reset').last().click({ timeout: 60_000 });
    await page.evaluate((top) => scrollTo(0, top), from);
    await page.locator('.packet-detail').waitFor();
    await page.mouse.move(0, 0);
  }
  const target = join(folder, `${name}.png`);
  writeFileSync(target, await page.screenshot());
  console.log(`${target}  ${(statSync(target).size / 1000).toFixed(0)} kB`);
  await context.close();
}
await browser.close();
