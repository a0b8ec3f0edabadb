// A shell that stays, and runs one tool after the other. To start a process out of Node costs some eight milliseconds,
// most of it for copying Node's own page tables; the shell has hardly any, and starts the same tool in two.
//
//   stdin   'ip' 'link' 'show' ...
//   stdout  what the tool says, then \0 its exit code \0
//   stderr  the same, then \0

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Why a tool gave nothing: it took too long or said too much, or the shell is gone. */
export class ShellFailure extends Error {}

interface Waiting {
  readonly resolve: (ran: Ran) => void;
  readonly reject: (failure: ShellFailure) => void;
  readonly timer: NodeJS.Timeout;
}

const outputBytesMax = 64 * 2 ** 20;
const endPattern = /\0(\d+)\0$/;

export class ResidentShell {
  #child: ChildProcessWithoutNullStreams | undefined;
  #waiting: Waiting | undefined;
  #stdout: Buffer[] = [];
  #stderr: Buffer[] = [];
  #last: Promise<unknown> = Promise.resolve();

  /** Whatever the tool ended with, 127 where there is none of this name. Rejects with ShellFailure. */
  run(words: readonly string[], timeoutMs: number): Promise<Ran> {
    const ran = this.#last.then(() => this.#run(words, timeoutMs));
    this.#last = ran.catch(() => {});
    return ran;
  }

  #run(words: readonly string[], timeoutMs: number): Promise<Ran> {
    const { promise, resolve, reject } = Promise.withResolvers<Ran>();
    const child = this.#started();
    const timer = setTimeout(() => this.#fail(`did not end in ${timeoutMs} ms`), timeoutMs);
    this.#waiting = { resolve, reject, timer };
    child.stdin.write(`${words.map(quoted).join(' ')} </dev/null; printf '\\0%d\\0' $?; printf '\\0' >&2\n`);
    return promise;
  }

  #started(): ChildProcessWithoutNullStreams {
    if (this.#child !== undefined) return this.#child;
    // In a process group of its own, so that a tool that hangs ends with it.
    const child = spawn('/bin/sh', { detached: true });
    const fail = (found: string) => this.#child === child && this.#fail(found);
    child.on('error', (error) => fail(error.message));
    child.stdin.on('error', (error) => fail(error.message));
    child.on('exit', (code, signal) => fail(`the shell ended with ${code ?? signal}`));
    child.stdout.on('data', (bytes: Buffer) => this.#child === child && this.#heard(this.#stdout, bytes));
    child.stderr.on('data', (bytes: Buffer) => this.#child === child && this.#heard(this.#stderr, bytes));
    this.#child = child;
    return child;
  }

  #heard(into: Buffer[], bytes: Buffer): void {
    into.push(bytes);
    if (into.reduce((sum, { length }) => sum + length, 0) > outputBytesMax)
      this.#fail(`said more than ${outputBytesMax} bytes`);
    if (bytes.at(-1) !== 0) return;
    const [stdout, stderr] = [textOf(this.#stdout), textOf(this.#stderr)];
    const [end, exitCode] = endPattern.exec(stdout) ?? [];
    if (end === undefined || !stderr.endsWith('\0')) return;
    this.#end()?.resolve({
      exitCode: Number(exitCode),
      stdout: stdout.slice(0, -end.length),
      stderr: stderr.slice(0, -1),
    });
  }

  #fail(found: string): void {
    const child = this.#child;
    this.#child = undefined;
    if (child?.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, 'SIGKILL');
    this.#end()?.reject(new ShellFailure(found));
  }

  #end(): Waiting | undefined {
    const waiting = this.#waiting;
    clearTimeout(waiting?.timer);
    this.#waiting = undefined;
    this.#stdout = [];
    this.#stderr = [];
    return waiting;
  }
}

const textOf = (parts: readonly Buffer[]): string => Buffer.concat(parts).toString();
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
