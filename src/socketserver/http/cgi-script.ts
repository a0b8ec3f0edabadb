// One run of a CGI script: a process group of its own, without a shell, with limits, of which nothing is left.
//
//   body -> stdin -> script -> stdout -> output()         stderr -> a line in the log each
//                      '-- too long, too much, client gone: SIGKILL to all of its group

import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { SocketbedError } from '../../errors/socketbed-error.ts';
import { systemError } from '../system-error.ts';

export interface CGIScriptOptions {
  /** The program. */
  readonly file: string;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly outputBytesMax: number;
  /** Ends the script: nobody wants its answer. */
  readonly signal: AbortSignal;
  readonly onStderr: (line: string) => void;
}

/** Lines on stderr that are told of one run. */
const stderrLinesMax = 100;

export class CGIScript implements AsyncDisposable {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #options: CGIScriptOptions;
  readonly #closed: Promise<void>;
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort = (): void => this.end(systemError('ECONNRESET', 'recv', 'the client has gone'));
  #reason: Error | undefined;

  private constructor(child: ChildProcessByStdio<Writable, Readable, Readable>, options: CGIScriptOptions) {
    this.#child = child;
    this.#options = options;
    const { timeoutMs, signal, onStderr } = options;
    this.#closed = new Promise((resolve) => child.once('close', () => resolve()));
    child.on('error', (error) => this.end(error));
    // A script need not read its input to the end.
    child.stdin.on('error', () => {});
    this.#timer = setTimeout(() => this.end(tookTooLong(timeoutMs)), timeoutMs);
    signal.addEventListener('abort', this.#onAbort, { once: true });
    if (signal.aborted) this.#onAbort();
    let lines = 0;
    createInterface({ input: child.stderr }).on('line', (line) => {
      lines += 1;
      if (lines <= stderrLinesMax) onStderr(line.slice(0, 1000));
    });
    // The script has ended; what it started must not live on, nor hold its output open.
    child.once('exit', () => this.#killGroup());
  }

  static start(options: CGIScriptOptions): CGIScript {
    const { file, directory, environment } = options;
    const child = spawn(file, [], {
      cwd: directory,
      env: environment,
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own, so that all of it can be ended.
      detached: true,
      shell: false,
    });
    return new CGIScript(child, options);
  }

  /** Gives the script its body; it may not want it. */
  async feed(body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
    const { stdin } = this.#child;
    for await (const chunk of body) {
      if (stdin.destroyed) return;
      if (!stdin.write(chunk)) await Promise.race([drained(stdin), this.#closed]);
    }
    stdin.end();
  }

  /** What the script prints. Throws when it was ended: too long, too much, the client gone, or it could not be started. */
  async *output(): AsyncGenerator<Buffer> {
    let bytes = 0;
    try {
      for await (const chunk of this.#child.stdout) {
        bytes += chunk.length;
        if (bytes > this.#options.outputBytesMax) this.end(printedTooMuch(this.#options.outputBytesMax));
        if (this.#reason !== undefined) break;
        yield chunk;
      }
    } catch (error) {
      // The pipe of a script that was ended breaks off; why it was ended says more.
      throw this.#reason ?? error;
    }
    await this.#closed;
    if (this.#reason !== undefined) throw this.#reason;
  }

  /** Ends what still runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    this.#options.signal.removeEventListener('abort', this.#onAbort);
    this.#killGroup();
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
    await this.#closed;
  }

  /** Kills the script; its output then throws `reason`. */
  end(reason: Error): void {
    this.#reason ??= reason;
    this.#killGroup();
    this.#child.stdout.destroy();
  }

  #killGroup(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Nobody is left in it.
    }
  }
}

function drained(stdin: Writable): Promise<void> {
  return new Promise((resolve) => {
    stdin.once('drain', resolve).once('close', resolve);
  });
}

function tookTooLong(timeoutMs: number): SocketbedError {
  return new SocketbedError({
    code: 'CGI_LIMIT',
    what: 'a CGI script was ended',
    found: `it ran longer than ${timeoutMs} ms`,
    advice: 'Raise cgiTimeoutMs if it needs the time',
  });
}

function printedTooMuch(bytesMax: number): SocketbedError {
  return new SocketbedError({
    code: 'CGI_LIMIT',
    what: 'a CGI script was ended',
    found: `it printed more than ${bytesMax} bytes`,
    advice: 'Raise cgiOutputBytesMax if so much is meant',
  });
}
