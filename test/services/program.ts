// A child process in a test: its lines can be waited for, and it never outlives the test.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until } from '../support/until.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class Program implements AsyncDisposable {
  /** What stdout said so far. */
  readonly lines: string[] = [];
  readonly ended: Promise<Ended>;
  stderr = '';
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #title: string;
  #seen = 0;
  #isOver = false;

  constructor(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#title = [command, ...args].join(' ');
    // Only PATH comes along: a variable of whoever runs the tests must not change what a program does.
    this.#child = spawn(command, args, { cwd: root, env: { PATH: process.env.PATH, ...env } });
    createInterface(this.#child.stdout).on('line', (line) => this.lines.push(line));
    this.#child.stderr.on('data', (data: Buffer) => {
      this.stderr += data.toString();
    });
    // `close` and not `exit`: the last lines are then there.
    this.ended = new Promise((resolve) => {
      this.#child.on('close', (code, signal) => {
        this.#isOver = true;
        resolve({ code, signal });
      });
    });
  }

  static node(args: readonly string[], env: Readonly<Record<string, string>> = {}): Program {
    return new Program(process.execPath, args, env);
  }

  static python(name: string, ...args: readonly (string | number)[]): Program {
    return new Program('python3', ['-u', `test/originals/${name}.py`, ...args.map(String)]);
  }

  /** The next line that matches, after the one that was waited for last. */
  async line(pattern: RegExp): Promise<string> {
    let found: string | undefined;
    const look = (): boolean => {
      while (found === undefined && this.#seen < this.lines.length) {
        const line = this.lines[this.#seen] ?? '';
        this.#seen += 1;
        if (pattern.test(line)) found = line;
      }
      return found !== undefined || this.#isOver;
    };
    await until(`a line like ${pattern} from ${this.#title}; it said\n${this.lines.join('\n')}`, look);
    if (found === undefined) {
      throw new Error(
        `${this.#title} ended before a line like ${pattern}\n${this.lines.join('\n')}\n${this.stderr}`,
      );
    }
    return found;
  }

  /** The port in the first line of a Python server, or in the ready line of a service. */
  async port(): Promise<number> {
    return Number(/(?:^ready |"port":)(\d+)/.exec(await this.line(/^ready \d|"event":"ready"/))?.[1]);
  }

  kill(signal: NodeJS.Signals): Promise<Ended> {
    this.#child.kill(signal);
    return this.ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill('SIGKILL');
  }
}
