// The line to a probe: commands go out and answers come back over the one stream that is attached to its container.
// What the commands mean is in src/protocol/probe.ts; sockets as objects are in probe-socket.ts.
//
//   request -> {"id":7,...} -> attached stdin -> probe -> attached stdout -> {"id":7,...} -> its promise
//
// Never a hang: a probe that ends fails everything that waits, and one that is silent past a command's own deadline
// and some grace fails that command.

import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { SocketbedError } from '../errors/socketbed-error.ts';
import type { ProbeAnswer, ProbeCommand, ProbeRequest } from '../protocol/probe.ts';
import { isReadyLine } from './ready-lines.ts';

const readyTimeoutMs = 30_000;
/** What a probe on a busy machine may take beyond a command's own deadline. */
const graceDefaultMs = 10_000;
const stderrLinesMax = 20;

interface Pending {
  readonly command: ProbeCommand;
  readonly resolve: (answer: ProbeAnswer) => void;
  readonly reject: (error: SocketbedError) => void;
  readonly timer: NodeJS.Timeout;
}

export class ProbeLink {
  readonly #container: Docker.Container;
  readonly #stream: NodeJS.ReadWriteStream;
  readonly #graceMs: number;
  readonly #pending = new Map<number, Pending>();
  readonly #ready = Promise.withResolvers<void>();
  readonly #stderr: string[] = [];
  #gone: SocketbedError | undefined;
  #lastId = 0;

  private constructor(container: Docker.Container, stream: NodeJS.ReadWriteStream, graceMs: number) {
    this.#container = container;
    this.#graceMs = graceMs;
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
  static async attach(container: Docker.Container, graceMs = graceDefaultMs): Promise<ProbeLink> {
    const streams = { stream: true, stdin: true, stdout: true, stderr: true };
    return new ProbeLink(container, await container.attach({ ...streams, hijack: true }), graceMs);
  }

  /** Resolves when the probe has said that it is ready. */
  async ready(): Promise<void> {
    const timer = setTimeout(() => {
      this.#ready.reject(probeError('PROBE_SILENT', `was not ready in ${readyTimeoutMs} ms`, this.#stderr));
    }, readyTimeoutMs);
    try {
      await this.#ready.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Carries out one command. Rejects with PROBE_GONE or PROBE_SILENT; what the network did is in the answer. */
  request(command: ProbeCommand): Promise<ProbeAnswer> {
    if (this.#gone !== undefined) return Promise.reject(this.#gone);
    const { promise, resolve, reject } = Promise.withResolvers<ProbeAnswer>();
    this.#lastId += 1;
    const request: ProbeRequest = { id: this.#lastId, ...command };
    const limitMs = ('timeoutMs' in command ? command.timeoutMs : 0) + this.#graceMs;
    const timer = setTimeout(() => this.#onSilence(request.id, limitMs), limitMs);
    this.#pending.set(request.id, { command, resolve, reject, timer });
    this.#stream.write(`${JSON.stringify(request)}\n`);
    return promise;
  }

  /** The end of its stdin is the end of the probe. */
  close(): void {
    this.#stream.end();
  }

  #onLine(line: string): void {
    if (isReadyLine(line)) {
      this.#ready.resolve();
      return;
    }
    const answer: ProbeAnswer = JSON.parse(line);
    const pending = this.#take(answer.id);
    pending?.resolve(answer);
  }

  #take(id: number): Pending | undefined {
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
    pending?.reject(probeError('PROBE_SILENT', what, this.#stderr));
  }

  async #onGone(): Promise<void> {
    if (this.#gone !== undefined) return;
    this.#gone = probeError('PROBE_GONE', 'has ended', this.#stderr);
    const how = await this.#ending();
    this.#gone = probeError('PROBE_GONE', how, this.#stderr);
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
}

function probeError(
  code: 'PROBE_GONE' | 'PROBE_SILENT',
  what: string,
  stderr: readonly string[],
): SocketbedError {
  const said = stderr.join('\n');
  return new SocketbedError({
    code,
    what: `the probe ${what}`,
    ...(said === '' ? {} : { found: `it wrote\n${said}` }),
    advice:
      code === 'PROBE_GONE'
        ? 'Start another one; was it killed, or its container removed, on purpose?'
        : 'Is its container paused, or the machine overloaded?',
  });
}
