// A client that sends what it is told, byte by byte: real clients refuse to send most attacks.

import type { SocketAddress } from '../../../src/socketserver/index.ts';
import { StreamClient } from '../../support/stream-client.ts';

export interface RawAnswer {
  /** Of every response on the connection, in order; interim ones too. */
  readonly statuses: number[];
  readonly text: string;
  readonly ending: string;
}

export interface RawOptions {
  /** Half-closes after sending. */
  readonly end?: boolean;
}

/** Sends `bytes` and gives everything that comes until the server closes. */
export async function rawRequest(
  address: SocketAddress,
  bytes: string | Uint8Array,
  { end = false }: RawOptions = {},
): Promise<RawAnswer> {
  await using client = await StreamClient.connect(address);
  client.send(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  if (end) client.end();
  const text = (await client.receiveAll()).toString('latin1');
  const statuses = Array.from(text.matchAll(/HTTP\/1\.1 (\d{3})/g), ([, status]) => Number(status));
  return { statuses, text, ending: await client.ending };
}

/** A request that asks for the end of the connection, so that all of the answer can be waited for. */
export function get(path: string, ...headers: string[]): string {
  return request('GET', path, headers);
}

export function request(method: string, path: string, headers: readonly string[] = [], body = ''): string {
  return `${[`${method} ${path} HTTP/1.1`, 'Host: x', 'Connection: close', ...headers].join('\r\n')}\r\n\r\n${body}`;
}
