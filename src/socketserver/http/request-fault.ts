// What is wrong with a request although its framing is clear: found before any handler sees it.

import type { IncomingMessage } from 'node:http';
import type { Refusal } from './refusal.ts';

export interface RequestLimits {
  readonly headersMax: number;
  readonly bodyBytesMax: number;
}

/** undefined for a good request. */
export function requestFault(
  message: IncomingMessage,
  { headersMax, bodyBytesMax }: RequestLimits,
): Refusal | undefined {
  const { rawHeaders } = message;
  if (message.httpVersionMajor < 1) return { status: 505, detail: 'HTTP/1.0 and HTTP/1.1 are spoken here.' };
  if (!isTarget(message)) return { status: 400, detail: 'The target of a request begins with a slash.' };
  if (rawHeaders.length / 2 > headersMax)
    return { status: 431, detail: `There are more than ${headersMax} headers.` };
  const hosts = valuesOf(rawHeaders, 'host');
  if (hosts.length > 1 || (hosts.length === 0 && message.httpVersionMinor > 0))
    return { status: 400, detail: 'There must be one Host header.' };
  if (valuesOf(rawHeaders, 'transfer-encoding').some((value) => value.toLowerCase() !== 'chunked'))
    return { status: 501, detail: 'The only transfer coding that is understood here is chunked.' };
  if (Number(valuesOf(rawHeaders, 'content-length')[0] ?? 0) > bodyBytesMax)
    return { status: 413, detail: `The body has more than ${bodyBytesMax} bytes.` };
  return undefined;
}

/** The target without scheme and host, which may stand before it (RFC 9112, 3.2.2), and without a second slash. */
export function originForm(url: string): string {
  const path = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?#]*/i, '');
  // `//host/` in a Location would lead elsewhere.
  if (path.startsWith('//')) return path.replace(/^\/+/, '/');
  return path.startsWith('?') || path === '' ? `/${path}` : path;
}

const none: readonly string[] = [];

/** The values of a header, `name` in lower case. Node's object of headers would have to be made for each request. */
export function valuesOf(rawHeaders: readonly string[], name: string): readonly string[] {
  let values: string[] | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const each = rawHeaders[index] ?? '';
    if (each.length !== name.length || each.toLowerCase() !== name) continue;
    values ??= [];
    values.push(rawHeaders[index + 1] ?? '');
  }
  return values ?? none;
}

function isTarget({ url = '', method }: IncomingMessage): boolean {
  return url.startsWith('/') || /^https?:\/\//i.test(url) || (method === 'OPTIONS' && url === '*');
}
