// What a CGI script is told of its request: the variables of RFC 3875, and nothing else of this process's environment.

import type { IncomingHttpHeaders } from 'node:http';
import type { SocketAddress } from '../address.ts';

export interface CGIRequest {
  readonly method: string;
  readonly protocol: string;
  readonly headers: IncomingHttpHeaders;
  readonly clientAddress: SocketAddress;
  readonly serverAddress: SocketAddress;
  readonly serverSoftware: string;
  readonly isTls: boolean;
  /** The script as a path on the server: `/cgi-bin/a`. */
  readonly scriptName: string;
  /** What follows the script in the path: `/b/c`, or nothing. */
  readonly pathInfo: string;
  /** `pathInfo` as a file of the served directory. */
  readonly pathTranslated: string;
  /** Without its question mark. */
  readonly query: string;
  readonly contentLength: number | undefined;
}

/** Of this process a script gets what programs cannot do without. */
const inherited = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SYSTEMROOT'] as const;

/**
 * Headers that do not become variables: credentials, which everybody on the machine could read; what concerns the
 * connection; `Proxy`, as HTTP_PROXY would tell the script whom to send its own requests to ("httpoxy").
 */
const withheld = new Set([
  'authorization',
  'proxy-authorization',
  'proxy',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'content-type',
]);

export function cgiEnvironment(request: CGIRequest): Record<string, string> {
  const { headers, clientAddress, pathInfo } = request;
  const remote = 'host' in clientAddress ? clientAddress.host : '';
  return {
    ...ownEnvironment(),
    ...headerVariables(headers),
    GATEWAY_INTERFACE: 'CGI/1.1',
    SERVER_SOFTWARE: request.serverSoftware,
    SERVER_PROTOCOL: request.protocol,
    ...serverVariables(request),
    REQUEST_METHOD: request.method,
    SCRIPT_NAME: request.scriptName,
    PATH_INFO: pathInfo,
    ...(pathInfo === '' ? {} : { PATH_TRANSLATED: request.pathTranslated }),
    QUERY_STRING: request.query,
    REMOTE_ADDR: remote,
    REMOTE_HOST: remote,
    ...(headers['content-type'] === undefined ? {} : { CONTENT_TYPE: headers['content-type'] }),
    ...(request.contentLength === undefined ? {} : { CONTENT_LENGTH: String(request.contentLength) }),
    ...(request.isTls ? { HTTPS: 'on' } : {}),
  };
}

function ownEnvironment(): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const name of inherited) {
    const value = process.env[name];
    if (value !== undefined) variables[name] = value;
  }
  return variables;
}

/** The name that the client used, when it can be one. */
function serverVariables({ headers, serverAddress }: CGIRequest): Record<string, string> {
  const { host, port } = 'host' in serverAddress ? serverAddress : { host: 'localhost', port: 80 };
  const name = /^(?<name>[\w.-]+|\[[\da-f:.]+\])(?::\d+)?$/i.exec(headers.host ?? '')?.groups?.name;
  return { SERVER_NAME: name ?? host, SERVER_PORT: String(port) };
}

/** `Accept-Language: de` is HTTP_ACCEPT_LANGUAGE. Names with an underscore would look like those with a hyphen. */
function headerVariables(headers: IncomingHttpHeaders): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (withheld.has(name) || !/^[a-z\d-]+$/.test(name) || value === undefined) continue;
    const text = Array.isArray(value) ? value.join(', ') : value;
    variables[`HTTP_${name.toUpperCase().replaceAll('-', '_')}`] = text;
  }
  return variables;
}
