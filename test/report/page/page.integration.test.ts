// The page in a real browser, from a file, with the network cut: what its readers do with it.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Results } from '../../../src/evidence/results.ts';
import { type BuiltPage, buildPage } from '../../../src/report/build-page.ts';
import { packetsOfLong, results, SampleRun, sampleRun, scenario } from '../sample-run.ts';
import { chromiumPath, noChromium, openPage, startBrowser } from './browser.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let directory = '';
let built: BuiltPage;
let document_: Results;
let browser: Browser | undefined;

// A browser on a machine that has much else to do.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 });

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'socketbed-page-'));
  const before = new SampleRun(directory, 'earlier1');
  before.write(
    'results.json',
    JSON.stringify(
      results(
        [
          scenario('tcp/refused/closed-port', { verdict: 'failed', cause: 'another' }),
          scenario('tcp/degraded/delay', { verdict: 'unsupported' }),
        ],
        { id: 'earlier1', startedAt: '2026-02-01T00:00:00.000Z' },
      ),
    ),
  );
  const run = sampleRun(directory);
  document_ = run.finish();
  built = await buildPage(run.folder);
  if (chromiumPath !== undefined) browser = await startBrowser();
});

afterAll(async () => {
  await browser?.close();
  rmSync(directory, { recursive: true, force: true });
});

beforeEach(({ skip }) => {
  if (chromiumPath === undefined) skip(noChromium);
});

const open = (hash = '', options: Parameters<typeof openPage>[3] = {}) => {
  if (browser === undefined) throw new RangeError('the browser has not started');
  return openPage(browser, built.path, hash, options);
};

/** Waits for a value, for as long as a busy machine may take. */
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 30_000 });

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;
const rowsOf = (page: Page, kind: string) => page.locator(`.row-${kind}`);

describe('opens', () => {
  test('from a file, asks for nothing else, and says nothing of an error', async () => {
    const { page, requests, errors } = await open();
    expect(await page.locator('h1').textContent()).toBe(
      `1 of ${document_.scenarios.length} scenarios failed`,
    );
    expect(await page.locator('a.cell').count()).toBe(document_.scenarios.length);
    expect(requests).toEqual([`file://${built.path}`]);
    expect(errors).toEqual([]);
  });

  test('with what the run ran on', async () => {
    const { page } = await open();
    const facts = await page.locator('.facts').innerText();
    for (const fact of ['aa11bb22', '7', '6.12.0', '26.1.5', 'Node 24.21.0', '8 GiB', 'nftables'])
      expect(facts).toContain(fact);
    expect(await page.locator('.abilities .missing').innerText()).toContain('netem');
  });

  test.each(['', '#/scenario/tcp/refused/closed-port', '#/errors/ECONNREFUSED', '#/history'])(
    'at "%s" without a jump',
    async (hash) => {
      const { page } = await open(hash);
      const shift = await page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            let sum = 0;
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value;
            }).observe({ type: 'layout-shift', buffered: true });
            requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 100, 0)));
            setTimeout(() => resolve(sum), 300);
          }),
      );
      expect(shift).toBeLessThan(0.02);
    },
  );
});

describe('the overview', () => {
  test('filters by text, verdict and transport; the address keeps it, and a reload too', async () => {
    const { page } = await open();
    await page.fill('#search', 'econnrefused udp');
    await eventually(() => page.locator('a.cell').count()).toBe(1);
    expect(page.url()).toContain('text=econnrefused+udp');
    await page.reload();
    await page.locator('a.cell').waitFor();
    expect(await page.locator('a.cell').getAttribute('href')).toBe('#/scenario/udp/refused/connected');
    expect(await page.inputValue('#search')).toBe('econnrefused udp');

    await page.click('.clear');
    await page.click('.count.failed');
    await eventually(() => page.locator('a.cell').count()).toBe(1);
    expect(page.url()).toContain('verdict=failed');
    await page.click('.count.unknown');
    await eventually(() => page.locator('a.cell').count()).toBe(2);
    await page.click('.clear');
    await page.selectOption('label:has-text("transport") select', 'Unix stream');
    await eventually(() => page.locator('a.cell').count()).toBe(1);
    await page.fill('#search', 'nothing like it');
    await page.getByText('No scenario fits.').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await eventually(() => page.locator('a.cell').count()).toBe(document_.scenarios.length);
  });

  test('says verdict and outcome in every cell, and lights row and column of the one under the pointer', async () => {
    const { page } = await open('#/?under=tcp/refused');
    const cell = page.locator('a.cell').first();
    expect(await cell.innerText()).toBe('ECONNREFUSED');
    expect(await cell.locator('svg').getAttribute('aria-label')).toBe('passed');
    await cell.hover();
    expect(await page.locator('.matrix').getAttribute('data-lit')).toBe('0');
    const ground = (selector: string) =>
      page.locator(selector).evaluate((element) => getComputedStyle(element).backgroundColor);
    expect(await ground('.matrix thead [data-column="0"]')).not.toBe(
      await ground('.matrix thead [data-column="1"]'),
    );
  });
});

describe('a scenario', () => {
  const captured = [
    'tcp/refused/closed-port',
    'tcp/refused/ipv6-closed-port',
    'tcp/reset/unread-data',
    'tcp/end/half-close-kept',
    'tcp/unreachable/host-unreachable',
    'tcp/silence/zero-window',
    'tcp/connect/syn-black-hole',
    'tcp/degraded/loss',
    'udp/refused/connected',
    'udp/echo/works',
    'dns/refused',
    'tls/expired',
  ];

  test.each(captured)('%s: question, acts, and each of its packets', async (id) => {
    const { page, errors } = await open(`#/scenario/${id}`);
    expect(await page.locator('h1').textContent()).toBe(`Does ${id} do what it says?`);
    expect(await page.locator('.act').count()).toBe(3);
    const packets = Number(await page.locator('.buttons button:has-text("packets") .dim').innerText());
    expect(packets).toBeGreaterThan(0);
    const seen = new Set<string>();
    // Only what can be seen is in the document: go through all of it.
    for (let top = 0; seen.size < packets && top < 60_000; top += 700) {
      await page.evaluate((y) => scrollTo(0, y), top);
      await page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
      );
      for (const packet of await page
        .locator('[data-packet]')
        .evaluateAll((all) => all.map((each) => each.getAttribute('data-packet') ?? ''))) {
        seen.add(packet);
      }
    }
    expect(seen.size).toBe(packets);
    expect(errors).toEqual([]);
  });

  test('marks the fault, and what the packets were: SYN, and RST from the server', async () => {
    const { page } = await open('#/scenario/tcp/refused/closed-port');
    expect(await page.locator('.row-injection').innerText()).toContain('the rule is put in');
    expect(await page.locator('.row-packet.faulty .tone-open').innerText()).toMatch(/^SYN\s+seq 0 · win/);
    expect(await page.locator('.row-packet.faulty .tone-reset').first().innerText()).toMatch(
      /^RST, ACK\s+seq 0 · ack 1/,
    );
    expect(await page.locator('.lane-head b').allInnerTexts()).toEqual(['probe-1', 'tcp-1']);
    expect(await rowsOf(page, 'log').innerText()).toContain('ready');
    expect(await rowsOf(page, 'engine').innerText()).toContain('start');
  });

  test('of a Unix socket is the ladder of its calls', async () => {
    const { page } = await open('#/scenario/unix/refused/path-missing');
    expect(await page.locator('.lane-head b').allInnerTexts()).toEqual(['probe-1', 'unix-1']);
    expect(await rowsOf(page, 'call').innerText()).toContain('connect ENOENT');
    expect(await rowsOf(page, 'call').locator('.cross').count()).toBeGreaterThan(0);
    expect(await page.locator('.hint').innerText()).toContain('No packets were captured here');
  });

  test('that failed shows what failed, expected and seen', async () => {
    const { page } = await open('#/scenario/tcp/reset/mid-reply');
    expect(await page.locator('.failure .wanted').innerText()).toContain('- reset');
    expect(await page.locator('.failure .came').innerText()).toContain('+ closed');
    expect(await page.locator('.checks tr.failed').count()).toBe(1);
    expect(await page.locator('.command').first().innerText()).toContain(
      './socketbed run tcp/reset/mid-reply --seed 7',
    );
  });

  test('hides logs and shows one conversation, and the address says so', async () => {
    const { page } = await open('#/scenario/tcp/refused/closed-port');
    await page.getByRole('button', { name: /^logs/ }).click();
    await eventually(() => rowsOf(page, 'log').count()).toBe(0);
    expect(page.url()).toContain('hide=logs');
  });
});

describe('a packet', () => {
  test('clicked shows all its fields; the address leads there, and the arrow keys to its neighbours', async () => {
    const { page } = await open('#/scenario/tcp/refused/closed-port');
    await page.locator('.row-packet.faulty .tone-open').click();
    const detail = page.locator('.packet-detail');
    await detail.waitFor();
    const said = await detail.innerText();
    for (const field of [
      'TTL',
      'identification',
      'sequence number',
      'MSS',
      'window scale',
      'timestamp',
      'Bytes',
    ])
      expect(said).toContain(field);
    expect(said).toMatch(/flags\s+SYN\n/);
    expect(await detail.locator('.hex').inputValue()).toMatch(/^0000 {2}([0-9a-f]{2} ){7}[0-9a-f]{2} {2}/);
    expect(page.url()).toContain('packet=probe-1%3A1');
    await page.keyboard.press('ArrowDown');
    await eventually(() => detail.innerText()).toMatch(/flags\s+ACK, RST\n/);
    expect(page.url()).toContain('packet=probe-1%3A2');
    await page.keyboard.press('Escape');
    await detail.waitFor({ state: 'detached' });
  });

  test('of a link is shown at once', async () => {
    const { page } = await open('#/scenario/tcp/refused/closed-port?packet=probe-1:2');
    expect(await page.locator('.packet-detail h2').innerText()).toContain('Packet 2 of 2');
    expect(await page.locator('.row.selected .tone-reset').isVisible()).toBe(true);
  });

  test('of ICMP tells what it quotes', async () => {
    const { page } = await open('#/scenario/udp/refused/connected');
    const icmp = page.locator('.tone-icmp').first();
    expect(await icmp.innerText()).toMatch(
      /ICMP port-unreachable\s+quotes UDP 10\.99\.\d\.\d:\d+ → 10\.99\.\d\.\d:\d+/,
    );
  });

  test('file is given as it was captured', async () => {
    const { page } = await open('#/scenario/tcp/refused/closed-port');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('.files button')]);
    const original = readFileSync(join(directory, 'aa11bb22/tcp/refused/closed-port/probe-1.pcap'));
    expect(readFileSync(await download.path())).toEqual(original);
    expect(download.suggestedFilename()).toBe('tcp-refused-closed-port-probe-1.pcap');
  });
});

describe('ten thousand packets', () => {
  test('are a few dozen rows in the document, wherever one looks', async () => {
    const { page, errors } = await open('#/scenario/trouble/long-capture');
    expect(await page.locator('.buttons button:has-text("packets") .dim').innerText()).toBe(
      String(packetsOfLong),
    );
    for (const share of [0, 0.31, 0.74, 1]) {
      await page.evaluate((at) => scrollTo(0, document.documentElement.scrollHeight * at), share);
      await page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
      );
      const rows = await page.locator('.row').count();
      expect(rows).toBeGreaterThan(5);
      expect(rows).toBeLessThan(150);
    }
    await page.locator(`[data-packet="${packetsOfLong - 1}"]`).waitFor();
    expect(errors).toEqual([]);
  });

  test('and a link finds the last of them', async () => {
    const { page } = await open(`#/scenario/trouble/long-capture?packet=probe-1:${packetsOfLong}`);
    await page.locator('.row.selected').waitFor();
    expect(
      await page.locator('.row.selected').evaluate((row) => row.getBoundingClientRect().top),
    ).toBeGreaterThan(100);
    expect(await page.locator('.packet-detail h2').innerText()).toContain(
      `Packet ${packetsOfLong} of ${packetsOfLong}`,
    );
  });
});

describe('what is broken or missing', () => {
  test.each([
    [
      'trouble/cut-capture',
      /probe-1\.pcap is cut: \d+ packets can be read, and \d+ bytes behind them cannot/,
    ],
    ['trouble/no-capture', /probe-1\.pcap cannot be read as pcap/],
    ['trouble/files-gone', /trouble\/files-gone\/probe-1\.pcap is gone/],
  ])('in %s is said, and the rest is shown', async (id, said) => {
    const { page, errors } = await open(`#/scenario/${id}`);
    await page.locator('.problems', { hasText: said }).waitFor();
    expect(errors).toEqual([]);
  });

  test('a log of 100 MB is its beginning and its end', async () => {
    const { page } = await open('#/scenario/trouble/long-log');
    await page.getByText('the first line').waitFor();
    await page.getByText('the last line').waitFor();
    expect(await page.locator('.left-out').innerText()).toMatch(/\d+ kB in the middle of the log of tcp-1/);
  });

  test('an unknown scenario, error and packet are no dead end', async () => {
    expect(await (await open('#/scenario/tcp/refused')).page.locator('.seen li').count()).toBe(2);
    expect(await (await open('#/errors/EWHATEVER')).page.locator('h1').innerText()).toContain('EWHATEVER');
    const { page, errors } = await open(
      '#/scenario/tcp/refused/closed-port?packet=nowhere:99&hide=%%%&conversation=x',
    );
    expect(await page.locator('.act').count()).toBe(3);
    expect(errors).toEqual([]);
  });
});

describe('nothing in the data runs', () => {
  test.each(['#/scenario/trouble/hostile-log', '#/scenario/tcp/reset/mid-reply', '#/?verdict=failed'])(
    'at %s',
    async (hash) => {
      const { page, errors } = await open(hash);
      await page.locator('.row, a.cell').first().waitFor();
      expect(await page.title()).toMatch(/· socketbed$/);
      expect(await page.locator('img').count()).toBe(0);
      expect(errors).toEqual([]);
    },
  );

  test('and what it says is seen, its controls as pictures', async () => {
    const { page } = await open('#/scenario/trouble/hostile-log');
    const log = rowsOf(page, 'log').first();
    expect(await log.innerText()).toContain('</script><script>document.title="taken"</script><img src=x');
    expect(await log.innerText()).toContain('␛[31mred␇␦');
  });

  test('and the policy lets no other script run, and nothing load', async () => {
    const { page } = await open();
    const found = await page.evaluate(async () => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "taken"';
      document.body.append(script);
      const fetched = await fetch('file:///etc/hostname').then(
        () => 'loaded',
        () => 'refused',
      );
      return [document.title, fetched];
    });
    expect(found).toEqual(['run aa11bb22 · socketbed', 'refused']);
  });
});

describe('for every reader', () => {
  const views = [
    '',
    '#/scenario/tcp/refused/closed-port?packet=probe-1:2',
    '#/scenario/tcp/reset/mid-reply',
    '#/scenario/unix/refused/path-missing',
    '#/errors',
    '#/errors/ECONNRESET',
    '#/history',
  ];

  test.each(views.flatMap((hash) => [[hash, 'light'] as const, [hash, 'dark'] as const]))(
    'axe finds nothing serious at "%s" in %s',
    async (hash, colorScheme) => {
      const { page } = await open(hash, { colorScheme, bypassCSP: true });
      await page.evaluate(axeSource);
      const violations = await page.evaluate(async () => {
        const { axe } = globalThis as unknown as {
          axe: {
            run(): Promise<{
              violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
            }>;
          };
        };
        const found = await axe.run();
        return found.violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
      });
      expect(violations).toEqual([]);
    },
  );

  test.each(views)('on a phone nothing is wider than the screen at "%s"', async (hash) => {
    const { page } = await open(hash, phone);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });

  test('on a phone a packet can be touched and read', async () => {
    const { page } = await open('#/scenario/tcp/refused/closed-port', phone);
    await page.locator('.row-packet .tone-reset').first().tap();
    const detail = page.locator('.packet-detail');
    await detail.waitFor();
    expect((await detail.boundingBox())?.width).toBeGreaterThan(370);
  });

  test('dark where the system is, light where somebody chose it', async () => {
    const { page } = await open('', { colorScheme: 'dark' });
    const brightness = () =>
      page.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.body).backgroundColor)?.[0]));
    expect(await brightness()).toBeLessThan(60);
    await page.keyboard.press('t');
    await eventually(brightness).toBeGreaterThan(200);
    await page.keyboard.press('t');
    await eventually(brightness).toBeLessThan(60);
  });

  test('by keyboard alone: filter, open, next, a packet, help, back', async () => {
    const { page } = await open();
    await page.keyboard.press('/');
    await page.keyboard.type('closed-port');
    await eventually(() => page.locator('a.cell').count()).toBe(2);
    const focused = () => page.evaluate(() => document.activeElement?.className ?? '');
    for (let presses = 0; presses < 12 && !(await focused()).startsWith('cell'); presses += 1)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('main.scenario').waitFor();
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
    const first = page.url();
    await page.keyboard.press('n');
    await eventually(() => page.url()).not.toBe(first);
    await page.keyboard.press('p');
    await eventually(() => page.url()).toBe(first);
    for (let presses = 0; presses < 40 && !(await focused()).startsWith('ladder'); presses += 1)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.packet-detail').waitFor();
    await page.keyboard.press('?');
    await page.locator('dialog[open]').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('o');
    await page.locator('.matrix').waitFor();
  });
});

describe('errors and history', () => {
  test('an error leads to the scenarios that saw it, and a scenario to its error', async () => {
    const { page } = await open('#/errors');
    await page.getByRole('link', { name: 'ECONNREFUSED', exact: true }).first().click();
    await page.getByText(/^Seen in \d+ of this run/).waitFor();
    await page.locator('.seen a', { hasText: 'tcp/refused/closed-port' }).click();
    await page.locator('.outcome a.code', { hasText: 'ECONNREFUSED' }).click();
    expect(await page.locator('h1 code').innerText()).toBe('ECONNREFUSED');
  });

  test('two runs are compared, and the flaky come first', async () => {
    const { page } = await open('#/history');
    expect(await page.locator('.runs tbody tr').count()).toBe(2);
    await page.selectOption('.choose label:has-text("from") select', 'earlier1');
    expect(await page.locator('.difference h2').innerText()).toMatch(/^1 changed/);
    expect(await page.locator('.changes tbody tr').innerText()).toMatch(
      /tcp\/refused\/closed-port\s+failed\s+passed ECONNREFUSED/,
    );
    expect(await page.locator('.strips tbody tr').first().innerText()).toMatch(
      /tcp\/refused\/closed-port\s+50 %/,
    );
    expect(page.url()).toContain('before=earlier1');
  });
});
