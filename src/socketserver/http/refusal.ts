// What the parser could not take, as an answer: a status and a few words, in bytes, since there is no response object.

import { errorPage } from './error-page.ts';
import { reasonOf } from './node-http.ts';

export interface Refusal {
  readonly status: number;
  /** For the client and the log: what was wrong. */
  readonly detail: string;
}

/** What Node says when it cannot parse: also where, and in what. */
type ParserError = NodeJS.ErrnoException & { readonly rawPacket?: Buffer; readonly bytesParsed?: number };

/** undefined when the socket broke: then nobody is there to be told. */
export function refusalOf(error: ParserError): Refusal | undefined {
  const { code = '' } = error;
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return { status: 408, detail: 'The request did not come in time.' };
  if (code === 'HPE_HEADER_OVERFLOW')
    return { status: 431, detail: 'The request line and headers are too long.' };
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW')
    return { status: 413, detail: 'The chunk extensions are too long.' };
  if (code === 'HPE_INVALID_METHOD' && isRequestLine(error))
    return { status: 501, detail: 'The method is not known here.' };
  if (code.startsWith('HPE_'))
    return { status: 400, detail: `${error.message.replace('Parse Error: ', '')}.` };
  return undefined;
}

/** The whole answer. */
export function formatRefusal({ status, detail }: Refusal): string {
  const body = errorPage(status, reasonOf(status), detail);
  const head = [
    `HTTP/1.1 ${status} ${reasonOf(status)}`,
    `Date: ${new Date().toUTCString()}`,
    'Connection: close',
    'Content-Type: text/html; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

/** A well-formed request with a method of its own is 501 and not 400 (RFC 9110, 9.1). */
function isRequestLine({ rawPacket, bytesParsed = 0 }: ParserError): boolean {
  const packet = rawPacket?.toString('latin1') ?? '';
  // Other requests may stand before it.
  const line = packet.slice(packet.lastIndexOf('\n', bytesParsed - 1) + 1);
  return /^[!#$%&'*+.^_`|~\w-]{1,64} \S+ HTTP\/1\.[01]\r\n/.test(line);
}
