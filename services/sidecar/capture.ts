// One capture: tcpdump writes packets as they come, we pass them on to a file. Begun when tcpdump says that it listens;
// read and ended when it has shown us a frame of our own that was sent after that was asked for, so that everything
// before is in the file. Our frames are left out of it.
//
//   kernel ring -> tcpdump -w - -> records -> file
//   piece: file -> whoever asks, a part at a time
//   read, stop: frame 0x88b5 -> device -> kernel ring -> ... seen -> SIGTERM

import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import type { CaptureOptions, CaptureState, SidecarValues } from '../../src/protocol/sidecar.ts';
import { deviceOf } from './devices.ts';
import { Marker } from './marker.ts';
import { PcapRecords } from './pcap-records.ts';
import { invalid, Problem } from './problem.ts';

const directory = '/captures';
/** The kernel's ring: 32 MB hold a second of a fast conversation. */
const ringKibibytes = 32 * 1024;
/** What one answer carries: a line of 1.4 MB. */
const pieceBytesMax = 2 ** 20;
/** Enough for any link header and our frame. */
const snapBytesMin = 64;
const startTimeoutMs = 5000;
/** A device with a slow queue shows our frame when everything before it has left. */
const markerTimeoutMs = 6000;

export class CaptureRun {
  readonly #path: string;
  readonly #child: ChildProcess;
  readonly #marker: Marker;
  readonly #file: WriteStream;
  readonly #records: PcapRecords;
  readonly #said: string[] = [];
  readonly #listening = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<void>();
  readonly #markers = new Map<number, () => void>();
  #packets = 0;
  #bytes = 0;
  #ending: Promise<CaptureState> | undefined;

  private constructor(number: number, options: CaptureOptions) {
    const isAny = options.device === 'any';
    const device = isAny ? 'any' : options.device === 'lo' ? 'lo' : deviceOf(options.device);
    this.#marker = new Marker(isAny ? 'lo' : device);
    mkdirSync(directory, { recursive: true });
    this.#path = `${directory}/${number}.pcap`;
    this.#file = createWriteStream(this.#path);
    this.#records = new PcapRecords({
      onHeader: (header) => this.#write(header),
      onRecord: (record, linkType) => this.#keep(record, linkType),
    });
    this.#child = spawn('tcpdump', argumentsFor(device, options), { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#follow(this.#child);
  }

  /** Resolves when packets are being kept. */
  static async start(number: number, options: CaptureOptions): Promise<CaptureRun> {
    const capture = new CaptureRun(number, options);
    const timer = setTimeout(
      () =>
        capture.#listening.reject(
          new Problem('FAULT_FAILED', 'tcpdump did not start', `${startTimeoutMs} ms`),
        ),
      startTimeoutMs,
    );
    try {
      await capture.#listening.promise;
      return capture;
    } catch (error) {
      capture.#child.kill('SIGKILL');
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** What there is until now; it goes on. */
  async read(): Promise<CaptureState> {
    const complete = await this.#showMarker();
    // More may come while these are written.
    const state = { bytes: this.#bytes, packets: this.#packets, dropped: 0, complete };
    const { promise: written, resolve } = Promise.withResolvers<void>();
    this.#file.write('', () => resolve());
    await written;
    return state;
  }

  /** Bytes of the file, from this one on; as many as there are, or as one answer carries. */
  async piece(from: number): Promise<SidecarValues['capturePiece']> {
    await using file = await open(this.#path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(pieceBytesMax), 0, pieceBytesMax, from);
    if (bytesRead === 0)
      throw new Problem('BED_STATE', 'a capture has no more bytes', `asked from ${from} on`);
    return { base64: buffer.toString('base64', 0, bytesRead) };
  }

  /** Twice is fine. */
  stop(): Promise<CaptureState> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<CaptureState> {
    const complete = await this.#showMarker();
    this.#child.kill('SIGTERM');
    await this.#ended.promise;
    this.#file.end();
    await finished(this.#file);
    return {
      bytes: this.#bytes,
      packets: this.#packets,
      dropped: this.#numberBefore('dropped by kernel'),
      complete,
    };
  }

  async #showMarker(): Promise<boolean> {
    const number = this.#marker.send();
    // A device that is down sends nothing, and has nothing more to show either.
    if (number === undefined) return false;
    const { promise: late, resolve } = Promise.withResolvers<false>();
    const timer = setTimeout(() => resolve(false), markerTimeoutMs);
    const seen = new Promise<true>((shown) => this.#markers.set(number, () => shown(true)));
    const ended = this.#ended.promise.then(() => false);
    const complete = await Promise.race([seen, ended, late]);
    clearTimeout(timer);
    this.#markers.delete(number);
    return complete;
  }

  #keep(record: Buffer, linkType: number): void {
    if (Marker.isIn(record, linkType)) {
      this.#markers.get(this.#marker.numberIn(record) ?? 0)?.();
      return;
    }
    this.#packets += 1;
    this.#write(record);
  }

  #write(bytes: Buffer): void {
    this.#bytes += bytes.length;
    this.#file.write(bytes);
  }

  #follow(child: ChildProcess): void {
    child.stdout?.on('data', (piece: Buffer) => this.#records.take(piece));
    if (child.stderr !== null)
      createInterface({ input: child.stderr }).on('line', (line) => this.#onSaid(line));
    child.on('error', ({ message }) => {
      this.#listening.reject(new Problem('UNSUPPORTED', 'cannot run tcpdump', message));
      this.#ended.resolve();
    });
    child.on('close', () => {
      this.#listening.reject(this.#refusal());
      this.#ended.resolve();
    });
  }

  #onSaid(line: string): void {
    this.#said.push(line);
    if (line.includes('listening on')) this.#listening.resolve();
  }

  #refusal(): Problem {
    const said = this.#said.at(-1)?.replace(/^tcpdump: /, '') ?? 'nothing said';
    const isOfFilter = /syntax error|filter|expression|illegal|unknown|snap/i.test(said);
    return isOfFilter
      ? invalid('tcpdump does not take these options', said)
      : new Problem('FAULT_FAILED', 'cannot capture', said);
  }

  #numberBefore(words: string): number {
    const line = this.#said.find((each) => each.includes(words));
    return Number(/\d+/.exec(line ?? '')?.[0] ?? 0);
  }
}

function argumentsFor(device: string, { snapBytes, filter }: CaptureOptions): string[] {
  if (snapBytes !== undefined && !(Number.isInteger(snapBytes) && snapBytes >= snapBytesMin))
    throw invalid(`snapBytes is a whole number from ${snapBytesMin} on`, String(snapBytes));
  const isFiltered = filter !== undefined && filter.trim() !== '';
  return [
    // Without -Z it would give up root, and then nobody in here without CAP_KILL could end it.
    ...['-i', device, '-n', '-Z', 'root', '-B', String(ringKibibytes)],
    ...['--immediate-mode', '-U', '-w', '-', '-s', String(snapBytes ?? 0)],
    ...(isFiltered ? [`(${filter}) or (${Marker.filter})`] : []),
  ];
}
