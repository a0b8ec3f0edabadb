// Whether a client that says what it has already, or what it expects, gets the file (RFC 9110, 13.2.2).

import type { IncomingHttpHeaders } from 'node:http';

/** What is compared: a strong entity tag, and when the file was changed. */
export interface Validators {
  readonly etag: string;
  readonly lastModified: string;
}

/** 200: send it. 304: the client has it. 412: it is not what the client expects. */
export function preconditionStatus(headers: IncomingHttpHeaders, validators: Validators): 200 | 304 | 412 {
  const ifMatch = headers['if-match'];
  const ifNoneMatch = headers['if-none-match'];
  const unmodifiedSince = headers['if-unmodified-since'];
  const modifiedSince = headers['if-modified-since'];
  const modifiedMs = Date.parse(validators.lastModified);
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, validators.etag, 'strong')) return 412;
  } else if (unmodifiedSince !== undefined && modifiedMs > Date.parse(unmodifiedSince)) {
    return 412;
  }
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, validators.etag, 'weak') ? 304 : 200;
  return modifiedSince !== undefined && modifiedMs <= Date.parse(modifiedSince) ? 304 : 200;
}

/** Whether a Range counts: If-Range may ask for parts only of the very file that the client has the rest of. */
export function rangeApplies(headers: IncomingHttpHeaders, { etag, lastModified }: Validators): boolean {
  const ifRange = headers['if-range'];
  return ifRange === undefined || ifRange === etag || ifRange === lastModified;
}

function matches(list: string, etag: string, comparison: 'strong' | 'weak'): boolean {
  if (list.trim() === '*') return true;
  return list
    .split(',')
    .map((each) => each.trim())
    .some((each) => each === etag || (comparison === 'weak' && each === `W/${etag}`));
}
