// The beginning of a CGI script's output: header lines, an empty line, then the body (RFC 3875, 6).

import { SocketbedError } from '../../errors/socketbed-error.ts';

export interface CGIHead {
  readonly status: number;
  /** The script's own words after the number; undefined when it gave none. */
  readonly reason: string | undefined;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

const headBytesMax = 32_768;
/** The server's business: they speak of the connection, which the script does not know. */
const ours = new Set([
  'status',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'server',
  'date',
]);

/** Where the head ends and the body begins in `output`; undefined when more of it has to come. */
export function headEnd(output: Buffer): { readonly head: number; readonly body: number } | undefined {
  const text = output.toString('latin1', 0, headBytesMax);
  const end = /\r?\n\r?\n/.exec(text);
  if (end !== null) return { head: end.index, body: end.index + end[0].length };
  if (output.length >= headBytesMax) throw malformed(`its headers have more than ${headBytesMax} bytes`);
  return undefined;
}

/** Throws CGI_OUTPUT_INVALID for what cannot be an answer. */
export function parseHead(head: Buffer): CGIHead {
  const headers = head
    .toString('latin1')
    .split(/\r?\n/)
    .map((line): [string, string] => {
      const { name, value = '' } =
        /^(?<name>[\w!#$%&'*+.^`|~-]+):[ \t]*(?<value>.*?)[ \t]*$/.exec(line)?.groups ?? {};
      if (name === undefined) throw malformed(`${JSON.stringify(line.slice(0, 80))} is no header`);
      return [name, value];
    });
  const header = (wanted: string): string | undefined =>
    headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
  const location = header('location');
  const text = header('status') ?? (location === undefined ? '200' : '302');
  const { code, reason } = /^(?<code>[2-5]\d\d)(?: +(?<reason>.*))?$/.exec(text)?.groups ?? {};
  if (code === undefined) throw malformed(`its Status is ${JSON.stringify(text.slice(0, 80))}`);
  if (header('content-type') === undefined && location === undefined && header('status') === undefined)
    throw malformed('it gave neither Content-Type nor Location nor Status');
  return { status: Number(code), reason, headers: headers.filter(([name]) => !ours.has(name.toLowerCase())) };
}

export function malformed(found: string): SocketbedError {
  return new SocketbedError({
    code: 'CGI_OUTPUT_INVALID',
    what: 'the output of a CGI script is no answer',
    found,
    advice: 'Let it print headers such as Content-Type, an empty line, and then the body',
  });
}
