// Files, and scripts in the CGI directories: `/cgi-bin/script/path/info?query` runs the program and sends what it prints.
//
// Whatever lies below a CGI directory is run or refused, never shown. A script is any file that may be executed; there is
// no shell and there are no arguments. Python's own handler has these for years, and dropped it for what it lacked: limits.

import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SocketbedError, type SocketbedErrorCode } from '../../errors/socketbed-error.ts';
import type { SocketAddress } from '../address.ts';
import type { HandlerServer } from '../request-handler.ts';
import { cgiEnvironment } from './cgi-environment.ts';
import { headEnd, malformed, parseHead } from './cgi-output.ts';
import { CGIScript } from './cgi-script.ts';
import { openBelow } from './open-file.ts';
import type { Refusal } from './refusal.ts';
import { SimpleHTTPRequestHandler } from './simple-http-request-handler.ts';
import { filePathOf, queryOf } from './url-path.ts';

interface FoundScript {
  readonly file: string;
  /** `/cgi-bin/script`. */
  readonly name: string;
  readonly pathInfo: string;
}

/** Scripts that run now, by handler class. */
const running = new WeakMap<object, number>();

export class CGIHTTPRequestHandler<
  Address extends SocketAddress = SocketAddress,
  Server extends HandlerServer = HandlerServer,
> extends SimpleHTTPRequestHandler<Address, Server> {
  /** Where scripts lie, below `directory`. */
  readonly cgiDirectories: readonly string[] = ['/cgi-bin', '/htbin'];
  /** How long a script may run, ms; then it is killed: 504, or a broken answer when that had begun. */
  readonly cgiTimeoutMs: number = 30_000;
  /** How much a script may print, bytes; then it is killed. */
  readonly cgiOutputBytesMax: number = 64 * 1024 * 1024;
  /** How many scripts may run at once, for all clients of this class; over it 503. */
  readonly cgiScriptsMax: number = 32;

  override do_GET(): Promise<void> {
    return this.#answer(() => super.do_GET());
  }

  override do_HEAD(): Promise<void> {
    return this.#answer(() => super.do_HEAD());
  }

  do_POST(): Promise<void> {
    return this.#answer(async () =>
      this.sendError(501, undefined, 'Only scripts take a POST, and this is none.'),
    );
  }

  /** Below a CGI directory nothing is shown, by whatever name or link it was found. */
  protected override isWithheld(segments: readonly string[]): boolean {
    return this.#cgiDirectoryOf(segments) !== undefined;
  }

  async #answer(otherwise: () => Promise<void>): Promise<void> {
    const target = filePathOf(this.path);
    if ('fault' in target) return await this.refuse(target.fault);
    const segments = segmentsOf(target.bytes.toString('latin1'));
    if (this.#cgiDirectoryOf(segments) === undefined) return await otherwise();
    const count = running.get(this.constructor) ?? 0;
    if (count >= this.cgiScriptsMax)
      return await this.refuse({ status: 503, detail: 'Too many scripts are running.' });
    running.set(this.constructor, count + 1);
    try {
      const found = await this.#find(segments, target.bytes.at(-1) === slashByte);
      if ('status' in found) await this.refuse(found);
      else await this.#run(found);
    } finally {
      running.set(this.constructor, (running.get(this.constructor) ?? 1) - 1);
    }
  }

  #cgiDirectoryOf(segments: readonly string[]): readonly string[] | undefined {
    return this.cgiDirectories
      .map(segmentsOf)
      .find((directory) => directory.every((segment, index) => segments[index] === segment));
  }

  /** The first file on the way is the script; what follows is for it. */
  async #find(segments: readonly string[], endsWithSlash: boolean): Promise<FoundScript | Refusal> {
    const { directory, symlinks } = this;
    for (let count = 1; count <= segments.length; count += 1) {
      const path = Buffer.from(segments.slice(0, count).join('/'), 'latin1');
      const opened = await openBelow({ directory, path, symlinks });
      if ('status' in opened) return opened;
      await using file = opened;
      if (file.isDirectory) continue;
      const rest = segments.slice(count);
      const info = rest.length === 0 && !endsWithSlash ? '' : `/${rest.join('/')}`;
      const realPath = file.realPath.toString();
      if (!(await isExecutable(realPath))) return { status: 403, detail: 'This file cannot be run.' };
      return {
        file: realPath,
        name: `/${utf8(segments.slice(0, count).join('/'))}`,
        pathInfo: utf8(rest.length > 0 && endsWithSlash ? `${info}/` : info),
      };
    }
    return { status: 403, detail: 'This is a directory of scripts.' };
  }

  async #run(found: FoundScript): Promise<void> {
    // CGI wants the length before the body, and a chunked one has it at its end.
    const isChunked = this.headers['transfer-encoding'] !== undefined;
    const whole = isChunked ? await this.rfile.read() : undefined;
    const length = whole?.length ?? this.headers['content-length'];
    await using script = CGIScript.start({
      file: found.file,
      directory: dirname(found.file),
      environment: this.#environment(found, length === undefined ? undefined : Number(length)),
      timeoutMs: this.cgiTimeoutMs,
      outputBytesMax: this.cgiOutputBytesMax,
      signal: this.signal,
      onStderr: (line) => this.logError(`${found.name}: ${line}`),
    });
    script.feed(whole === undefined ? this.#body() : [whole]).catch((error) => script.end(error));
    try {
      await this.#send(script);
    } catch (error) {
      if (this.response.headersSent || !(error instanceof SocketbedError)) throw error;
      const status = statusOf[error.code];
      if (status === undefined) throw error;
      this.logError(error.message);
      await this.sendError(status, undefined, 'The script gave no answer.');
    }
  }

  async #send(script: CGIScript): Promise<void> {
    let output = Buffer.alloc(0);
    let begun = false;
    for await (const chunk of script.output()) {
      if (begun) {
        await this.wfile.write(chunk);
        continue;
      }
      output = Buffer.concat([output, chunk]);
      const end = headEnd(output);
      if (end === undefined) continue;
      const { status, reason, headers } = parseHead(output.subarray(0, end.head));
      begun = true;
      this.sendResponse(status, reason);
      for (const [name, value] of headers) this.sendHeader(name, value);
      this.endHeaders();
      await this.wfile.write(output.subarray(end.body));
    }
    if (!begun) throw malformed('it ended before its headers did');
  }

  async *#body(): AsyncGenerator<Buffer> {
    for (;;) {
      const chunk = await this.rfile.read(bodyChunkBytes);
      if (chunk.length === 0) return;
      yield chunk;
    }
  }

  #environment({ name, pathInfo }: FoundScript, contentLength: number | undefined): Record<string, string> {
    return cgiEnvironment({
      method: this.command,
      protocol: this.requestVersion,
      headers: this.headers,
      clientAddress: this.clientAddress,
      serverAddress: this.server.serverAddress,
      serverSoftware: this.versionString(),
      isTls: 'encrypted' in this.request.socket,
      scriptName: name,
      pathInfo,
      pathTranslated: join(this.directory, pathInfo),
      query: queryOf(this.path).slice(1),
      contentLength,
    });
  }
}

const slashByte = 0x2f;
const bodyChunkBytes = 65_536;

/** What a client is told when a script gave no answer. */
const statusOf: Partial<Record<SocketbedErrorCode, number>> = { CGI_LIMIT: 504, CGI_OUTPUT_INVALID: 502 };

/** `//a/./b/` is a and b. */
function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter((segment) => segment !== '' && segment !== '.');
}

/** Names are kept as one character for each byte until somebody reads them. */
function utf8(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString();
}

async function isExecutable(file: string): Promise<boolean> {
  return await access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
