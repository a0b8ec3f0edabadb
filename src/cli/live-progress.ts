// What a run is doing, in a few lines at the bottom of a terminal that are drawn anew: how far it is, how long it will
// take by what earlier runs took, and what is running now. What is printed meanwhile goes above them.
//
//   ✖ failed  tcp/reset/mid-reply  1.2 s          printed
//   ━━━━━━━━━━━━━━━───────────  132 of 199        drawn
//   130 passed, 1 failed, 2 running, about 40 s left
//   tcp/silence/killed 3.1 s

import { stripVTControlCharacters } from 'node:util';
import type { Verdict } from '../evidence/results.ts';
import { formatSeconds, paint } from './output.ts';

export interface LiveProgressOptions {
  /** All that will run. */
  readonly ids: readonly string[];
  /** What a scenario took before; undefined for one that has never run. */
  readonly usualMs: (id: string) => number | undefined;
  readonly stream: NodeJS.WriteStream;
  /** The clock. Default: performance.now. */
  readonly now?: () => number;
}

const drawMs = 120;
const barMax = 40;
/** For scenarios that have never run, until one of them has. */
const unknownMs = 1500;

export class LiveProgress implements Disposable {
  readonly #options: Required<LiveProgressOptions>;
  readonly #running = new Map<string, number>();
  readonly #ended = new Map<string, Verdict>();
  readonly #timer: NodeJS.Timeout;
  #drawnLines = 0;
  #mostRunning = 1;

  constructor(options: LiveProgressOptions) {
    this.#options = { now: () => performance.now(), ...options };
    this.#timer = setInterval(() => this.draw(), drawMs);
    this.#timer.unref();
    this.draw();
  }

  began(id: string): void {
    this.#running.set(id, this.#options.now());
    this.#mostRunning = Math.max(this.#mostRunning, this.#running.size);
  }

  ended(id: string, verdict: Verdict): void {
    this.#running.delete(id);
    this.#ended.set(id, verdict);
  }

  /** Prints above what is drawn. */
  print(text: string): void {
    this.#clear();
    this.#options.stream.write(`${text}\n`);
    this.draw();
  }

  draw(): void {
    const { stream } = this.#options;
    // A terminal that does not know its width says 0.
    const width = Math.max(20, (stream.columns || 80) - 1);
    const lines = this.lines().map((line) => clip(line, width));
    this.#clear();
    stream.write(lines.map((line) => `${line}\n`).join(''));
    this.#drawnLines = lines.length;
  }

  /** What is drawn, one string for each line. */
  lines(): string[] {
    const { ids, now } = this.#options;
    const count = (verdict: Verdict) => [...this.#ended.values()].filter((each) => each === verdict).length;
    const parts = [
      `${count('passed')} passed`,
      count('failed') === 0 ? '0 failed' : paint('red', `${count('failed')} failed`, this.#options.stream),
      ...(['unsupported', 'unknown'] as const).flatMap((verdict) =>
        count(verdict) === 0 ? [] : [`${count(verdict)} ${verdict}`],
      ),
      `${this.#running.size} running`,
      ...this.#timeLeft(),
    ];
    const running = [...this.#running].map(([id, sinceMs]) => `${id} ${formatSeconds(now() - sinceMs)}`);
    const dim = running.slice(0, 4).map((line) => paint('dim', line, this.#options.stream));
    return [`${this.#bar()}  ${this.#ended.size} of ${ids.length}`, parts.join(', '), ...dim];
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#clear();
  }

  #bar(): string {
    const { ids, stream } = this.#options;
    const full = Math.round((this.#ended.size / Math.max(1, ids.length)) * barMax);
    return paint('green', '━'.repeat(full), stream) + paint('dim', '─'.repeat(barMax - full), stream);
  }

  #timeLeft(): string[] {
    const { ids, usualMs, now } = this.#options;
    const known = ids.map(usualMs).filter((ms) => ms !== undefined);
    if (known.length === 0) return [];
    const meanMs = known.reduce((sum, ms) => sum + ms, 0) / known.length || unknownMs;
    let leftMs = 0;
    for (const id of ids) {
      if (this.#ended.has(id)) continue;
      const sinceMs = this.#running.get(id);
      const spentMs = sinceMs === undefined ? 0 : now() - sinceMs;
      leftMs += Math.max(0, (usualMs(id) ?? meanMs) - spentMs);
    }
    return [`about ${formatSeconds(Math.ceil(leftMs / this.#mostRunning / 1000) * 1000)} left`];
  }

  #clear(): void {
    if (this.#drawnLines > 0) this.#options.stream.write(`\u001B[${this.#drawnLines}A\u001B[0J`);
    this.#drawnLines = 0;
  }
}

// A line that wraps would be two, and the next drawing one off.
function clip(line: string, width: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length <= width ? line : `${plain.slice(0, width - 1)}…`;
}
