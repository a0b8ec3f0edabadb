// gzip on the way in and out: a packed body costs its sender little and its receiver much, so its length is limited.
// node:zlib is loaded when the first body needs it.

import { promisify } from 'node:util';

/** What came out, or why nothing did. */
export type Unpacked = { readonly body: Buffer } | { readonly failed: 'broken' | 'too long' };

export async function gunzipWithin(body: Buffer, bytesMax: number): Promise<Unpacked> {
  const { gunzip } = await import('node:zlib');
  try {
    return { body: await promisify(gunzip)(body, { maxOutputLength: bytesMax }) };
  } catch (error) {
    // Node's word for more than maxOutputLength.
    return { failed: error instanceof RangeError ? 'too long' : 'broken' };
  }
}

/** At the quickest level: the networks that this runs on are quicker than a better one. */
export async function gzipped(body: Buffer): Promise<Buffer> {
  const { gzip } = await import('node:zlib');
  return promisify(gzip)(body, { level: 1 });
}

/** Whether an Accept-Encoding header allows gzip: it is named, or `*` is, and not with q=0. */
export function acceptsGzip(header: string): boolean {
  if (header === '') return false;
  let wildcard = false;
  for (const part of header.split(',')) {
    const [coding = '', ...parameters] = part.split(';').map((word) => word.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    const isAllowed = quality === undefined || Number(quality) > 0;
    if (coding === 'gzip' || coding === 'x-gzip') return isAllowed;
    if (coding === '*') wildcard = isAllowed;
  }
  return wildcard;
}
