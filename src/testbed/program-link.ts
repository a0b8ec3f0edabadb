// The line to a program of ours in a container: commands go out and answers come back over the one stream that is
// attached to it. What the commands mean is in src/protocol.
//
//   request -> {"id":7,...} -> attached stdin -> program -> attached stdout -> {"id":7,...} -> its promise
//
// Never a hang: a program that ends fails everything that waits, and one that is silent past a command's own deadline
// and some grace fails that command.

import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { SocketbedError } from '../errors/socketbed-error.ts';
import { isReadyLine } from './ready-lines.ts';

/** What the errors call the program. */
export interface LinkedProgram {
  /** `probe` */
  readonly name: string;
  /** What it may take beyond a command's own deadline. Default: what it needs on a busy machine, 10 s. */
  readonly graceMs?: number;
  readonly goneCode: 'PROBE_GONE' | 'SIDECAR_GONE';
  readonly silentCode: 'PROBE_SILENT' | 'SIDECAR_SILENT';
}

/** A command as far as the link looks at it. */
export interface LinkedCommand {
  readonly op: string;
  readonly timeoutMs?: number;
}

interface Pending<Answer> {
  readonly command: LinkedCommand;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: SocketbedError) => void;
  readonly timer: NodeJS.Timeout;
}

const readyTimeoutMs = 30_000;
const graceDefaultMs = 10_000;
const stderrLinesMax = 20;

export class ProgramLink<Command extends LinkedCommand, Answer extends { readonly id: number }> {
  readonly #program: LinkedProgram;
  readonly #container: Docker.Container;
  readonly #stream: NodeJS.ReadWriteStream;
  readonly #pending = new Map<number, Pending<Answer>>();
  readonly #ready = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<void>();
  readonly #stderr: string[] = [];
  #gone: SocketbedError | undefined;
  #lastId = 0;

  private constructor(program: LinkedProgram, container: Docker.Container, stream: NodeJS.ReadWriteStream) {
    this.#program = program;
    this.#container = container;
    this.#stream = stream;
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    container.modem.demuxStream(stream, stdout, stderr);
    createInterface({ input: stdout }).on('line', (line) => this.#onLine(line));
    createInterface({ input: stderr }).on('line', (line) => this.#onStderr(line));
    // Whoever asks next is told; nobody may be waiting for the ready line any more.
    this.#ready.promise.catch(() => {});
    stream.on('error', () => {});
    stream.once('close', () => void this.#onGone());
    stream.once('end', () => void this.#onGone());
  }

  /** Attaches to a container that was created with an open stdin and has not been started: no line is missed. */
  static async attach<Command extends LinkedCommand, Answer extends { readonly id: number }>(
    program: LinkedProgram,
    container: Docker.Container,
  ): Promise<ProgramLink<Command, Answer>> {
    const streams = { stream: true, stdin: true, stdout: true, stderr: true };
    return new ProgramLink<Command, Answer>(
      program,
      container,
      await container.attach({ ...streams, hijack: true }),
    );
  }

  /** Resolves when the program has said that it is ready. */
  async ready(): Promise<void> {
    const timer = setTimeout(() => {
      const { silentCode } = this.#program;
      this.#ready.reject(this.#error(silentCode, `was not ready in ${readyTimeoutMs} ms`));
    }, readyTimeoutMs);
    try {
      await this.#ready.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Carries out one command. Rejects when the program is gone or silent; what the network did is in the answer. */
  request(command: Command): Promise<Answer> {
    if (this.#gone !== undefined) return Promise.reject(this.#gone);
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.#lastId += 1;
    const id = this.#lastId;
    const limitMs = (command.timeoutMs ?? 0) + (this.#program.graceMs ?? graceDefaultMs);
    const timer = setTimeout(() => this.#onSilence(id, limitMs), limitMs);
    this.#pending.set(id, { command, resolve, reject, timer });
    this.#stream.write(`${JSON.stringify({ id, ...command })}\n`);
    return promise;
  }

  /** The end of its stdin is the end of the program. */
  close(): void {
    this.#stream.end();
  }

  /** Resolves when the program has ended, or its stream was lost. */
  ended(): Promise<void> {
    return this.#ended.promise;
  }

  #onLine(line: string): void {
    if (isReadyLine(line)) {
      this.#ready.resolve();
      return;
    }
    const answer: Answer = JSON.parse(line);
    this.#take(answer.id)?.resolve(answer);
  }

  #take(id: number): Pending<Answer> | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    clearTimeout(pending?.timer);
    return pending;
  }

  #onStderr(line: string): void {
    this.#stderr.push(line);
    if (this.#stderr.length > stderrLinesMax) this.#stderr.shift();
  }

  #onSilence(id: number, limitMs: number): void {
    const pending = this.#take(id);
    const what = `did not answer \`${pending?.command.op}\` in ${limitMs} ms`;
    pending?.reject(this.#error(this.#program.silentCode, what));
  }

  async #onGone(): Promise<void> {
    if (this.#gone !== undefined) return;
    const { goneCode } = this.#program;
    this.#gone = this.#error(goneCode, 'has ended');
    this.#ended.resolve();
    const how = await this.#ending();
    this.#gone = this.#error(goneCode, how);
    this.#ready.reject(this.#gone);
    for (const id of [...this.#pending.keys()]) this.#take(id)?.reject(this.#gone);
  }

  async #ending(): Promise<string> {
    try {
      const { State } = await this.#container.inspect();
      if (State.OOMKilled) return 'was killed: its container ran out of memory';
      return State.Running ? 'lost its stream' : `ended with exit code ${State.ExitCode}`;
    } catch {
      return 'was removed';
    }
  }

  #error(code: LinkedProgram['goneCode'] | LinkedProgram['silentCode'], what: string): SocketbedError {
    const said = this.#stderr.join('\n');
    return new SocketbedError({
      code,
      what: `the ${this.#program.name} ${what}`,
      ...(said === '' ? {} : { found: `it wrote\n${said}` }),
      advice:
        code === this.#program.goneCode
          ? 'Start another one; was it killed, or its container removed, on purpose?'
          : 'Is its container paused, or the machine overloaded?',
    });
  }
}
