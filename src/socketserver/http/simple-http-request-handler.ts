// Serves the files of a directory: GET and HEAD, with listings, index pages, conditional requests and ranges.
//
//   /a/b -> filePathOf -> openBelow -> directory: index page, listing, or a redirect to /a/b/
//                                   -> file: preconditions -> ranges -> bytes
//
// `python -m http.server`, and what its users ask for beside: Range, ETag, and no way out by symbolic links.

import type { FileHandle } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Range } from 'range-parser';
import { SocketbedError } from '../../errors/socketbed-error.ts';
import type { SocketAddress } from '../address.ts';
import type { HandlerServer } from '../request-handler.ts';
import { BaseHTTPRequestHandler } from './base-http-request-handler.ts';
import { type BodyPiece, contentRange, multipartOf, rangesOf } from './byte-ranges.ts';
import { contentTypeOf } from './content-type.ts';
import { readListing } from './listing.ts';
import { listingPage } from './listing-page.ts';
import { type OpenedFile, openBelow, type SymlinkPolicy } from './open-file.ts';
import { preconditionStatus, rangeApplies, type Validators } from './preconditions.ts';
import type { Refusal } from './refusal.ts';
import { filePathOf, queryOf, withoutQuery } from './url-path.ts';

/** Read at once; a file up to this size leaves in one piece with its headers. */
const chunkBytes = 128 * 1024;

export class SimpleHTTPRequestHandler<
  Address extends SocketAddress = SocketAddress,
  Server extends HandlerServer = HandlerServer,
> extends BaseHTTPRequestHandler<Address, Server> {
  /** What is served. Default: the directory that the program was started in. */
  readonly directory: string = process.cwd();
  /** Files that stand for their directory, the first that exists. */
  readonly indexPages: readonly string[] = ['index.html', 'index.htm'];
  /** Whether directories without an index page are listed; otherwise 403. */
  readonly listsDirectories: boolean = true;
  /** Default `inside`: a symbolic link out of the directory is 403. */
  readonly symlinks: SymlinkPolicy = 'inside';
  /** Content types by ending (`.md`), before those that are generally known. */
  readonly extensionsMap: Readonly<Record<string, string>> = {};
  readonly defaultContentType: string = 'application/octet-stream';

  do_GET(): Promise<void> {
    return this.sendPath(this.path);
  }

  do_HEAD(): Promise<void> {
    return this.sendPath(this.path);
  }

  /** The content type for a file's name, by its ending. */
  async guessType(name: string): Promise<string> {
    return (
      this.extensionsMap[extname(name).toLowerCase()] ??
      (await contentTypeOf(name)) ??
      this.defaultContentType
    );
  }

  /** Override to add headers, such as Cache-Control, to what is served. */
  sendFileHeaders(_realPath: string): void {}

  /** Answers with what lies at the target `path`. */
  protected async sendPath(path: string): Promise<void> {
    const target = filePathOf(path);
    if ('fault' in target) return await this.refuse(target.fault);
    const opened = await this.#open(target.bytes);
    if ('status' in opened) return await this.refuse(opened);
    await using file = opened;
    if (!file.isDirectory) return await this.#sendFile(file);
    if (!withoutQuery(path).endsWith('/')) return this.#redirect(path);
    for (const name of this.indexPages) {
      const index = await this.#open(Buffer.concat([target.bytes, Buffer.from(`/${name}`)]));
      if ('status' in index) continue;
      await using page = index;
      if (!page.isDirectory) return await this.#sendFile(page);
    }
    if (!this.listsDirectories)
      return await this.refuse({ status: 403, detail: 'Directories are not listed here.' });
    await this.#sendListing(file, target.bytes);
  }

  /** Override: true keeps a file from being shown. `segments` are the names on the way to it from the directory. */
  protected isWithheld(_segments: readonly string[]): boolean {
    return false;
  }

  async #open(path: Buffer): Promise<OpenedFile | Refusal> {
    const file = await openBelow({ directory: this.directory, path, symlinks: this.symlinks });
    if ('status' in file || !this.isWithheld(file.segments)) return file;
    await file.handle.close();
    return { status: 403, detail: 'This file is not shown.' };
  }

  protected async refuse({ status, detail }: Refusal): Promise<void> {
    await this.sendError(status, undefined, detail);
  }

  /** Relative names in a page are of its directory only when the path ends with a slash. */
  #redirect(path: string): void {
    // Browsers take a backslash for a slash: `/\host/` would lead elsewhere.
    const location = `${withoutQuery(path).replaceAll('\\', '%5C')}/${queryOf(path)}`;
    this.sendResponse(301);
    this.sendHeader('Location', location);
    this.sendHeader('Content-Length', 0);
    this.endHeaders();
  }

  async #sendFile(file: OpenedFile): Promise<void> {
    const { sizeBytes, modifiedNs } = file;
    const modifiedMs = Number(modifiedNs / 1_000_000n);
    const validators: Validators = {
      etag: `"${modifiedNs.toString(36)}-${sizeBytes.toString(36)}"`,
      lastModified: this.dateTimeString(modifiedMs),
    };
    const status = preconditionStatus(this.headers, validators);
    if (status === 412)
      return await this.refuse({ status, detail: 'The file is not the one that was expected.' });
    if (status === 304) return this.#sendHead(304, file, validators, {});
    const asked =
      this.command === 'GET' && rangeApplies(this.headers, validators) ? this.headers.range : undefined;
    await this.#sendRanges(file, validators, rangesOf(asked, sizeBytes));
  }

  async #sendRanges(
    file: OpenedFile,
    validators: Validators,
    ranges: ReturnType<typeof rangesOf>,
  ): Promise<void> {
    const { sizeBytes } = file;
    if (ranges === 'unsatisfiable') {
      const headers = { 'Content-Range': `bytes */${sizeBytes}`, 'Content-Length': 0 };
      return this.#sendHead(416, file, validators, headers);
    }
    const contentType = await this.guessType(file.realPath.toString());
    const parts = ranges === 'whole' ? [{ start: 0, end: sizeBytes - 1 }] : ranges;
    const [first] = parts;
    if (parts.length === 1 && first !== undefined) {
      const headers = { 'Content-Type': contentType, 'Content-Length': first.end - first.start + 1 };
      const where = ranges === 'whole' ? {} : { 'Content-Range': contentRange(first, sizeBytes) };
      // Read first, so that a short file leaves in one piece with its headers.
      const data = this.command === 'HEAD' ? undefined : await readChunk(file.handle, first);
      this.#sendHead(ranges === 'whole' ? 200 : 206, file, validators, { ...headers, ...where });
      if (data === undefined) return;
      await this.wfile.write(data);
      return await this.#sendBytes(file.handle, { ...first, start: first.start + data.length });
    }
    const { pieces, ...multipart } = multipartOf(parts, contentType, sizeBytes);
    const headers = { 'Content-Type': multipart.contentType, 'Content-Length': multipart.contentLength };
    this.#sendHead(206, file, validators, headers);
    await this.#sendPieces(file.handle, pieces);
  }

  #sendHead(
    status: number,
    { realPath }: OpenedFile,
    { etag, lastModified }: Validators,
    headers: Readonly<Record<string, string | number>>,
  ): void {
    this.sendResponse(status);
    for (const [name, value] of Object.entries(headers)) this.sendHeader(name, value);
    this.sendHeader('Last-Modified', lastModified);
    this.sendHeader('ETag', etag);
    this.sendHeader('Accept-Ranges', 'bytes');
    this.sendFileHeaders(realPath.toString());
    this.endHeaders();
  }

  async #sendPieces(handle: FileHandle, pieces: readonly BodyPiece[]): Promise<void> {
    if (this.command === 'HEAD') return;
    for (const piece of pieces) {
      if (typeof piece === 'string') await this.wfile.write(piece);
      else await this.#sendBytes(handle, piece);
    }
  }

  async #sendBytes(handle: FileHandle, { start, end }: Range): Promise<void> {
    for (let position = start; position <= end; ) {
      const data = await readChunk(handle, { start: position, end });
      position += data.length;
      await this.wfile.write(data);
    }
  }

  async #sendListing({ realPath }: OpenedFile, path: Buffer): Promise<void> {
    const page = Buffer.from(listingPage(path.toString(), await readListing(realPath)));
    this.sendResponse(200);
    this.sendHeader('Content-Type', 'text/html; charset=utf-8');
    this.sendHeader('Content-Length', page.length);
    this.sendHeader('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'");
    this.sendHeader('X-Content-Type-Options', 'nosniff');
    this.endHeaders();
    await this.wfile.write(page);
  }
}

/** The beginning of a part of a file; empty for an empty part alone. */
async function readChunk(handle: FileHandle, { start, end }: Range): Promise<Buffer> {
  const wanted = Math.min(chunkBytes, end - start + 1);
  const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, start);
  if (bytesRead === 0 && wanted > 0) throw shortened();
  return bytesRead === wanted ? buffer : buffer.subarray(0, bytesRead);
}

function shortened(): SocketbedError {
  return new SocketbedError({
    code: 'MESSAGE_TRUNCATED',
    what: 'a file was cut off',
    found: 'it got shorter while it was sent',
    advice: 'Replace files by renaming new ones over them',
  });
}
