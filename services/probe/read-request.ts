// From a line to a command. What the testbed could get wrong is refused here, with words: a probe that went on would
// leave it waiting for an answer.

import { transports } from '../../src/errors/transport.ts';
import { httpClients } from '../../src/protocol/http.ts';
import type { ProbeCommand, ProbeRequest } from '../../src/protocol/probe.ts';
import { tlsVersions } from '../../src/protocol/tls.ts';
import { parseLine, unreadable } from '../remote-control.ts';
import { ports, timerMsMax } from '../settings.ts';

type Check = (value: unknown) => boolean;
type Fields = Readonly<Record<string, Check>>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isWhole: Check = (value) => Number.isSafeInteger(value);
const isBetween = (value: unknown, min: number, max: number): boolean =>
  typeof value === 'number' && value >= min && value <= max;
const isCount: Check = (value) => isWhole(value) && isBetween(value, 0, Number.MAX_SAFE_INTEGER);
const isTime: Check = (value) => isBetween(value, 0, timerMsMax);
const isPort: Check = (value) => isWhole(value) && isBetween(value, ports.min, ports.max);
const isAddress: Check = (value) =>
  isObject(value) && (isText(value.path) || (isText(value.host) && isPort(value.port)));
const isOneOf =
  (choices: readonly string[]): Check =>
  (value) =>
    choices.some((choice) => choice === value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const isTransport = isOneOf(transports);
const isFamily: Check = (value) => value === 4 || value === 6;
const isTlsVersion = optional(isOneOf(tlsVersions));
const isTlsOptions: Check = (value) =>
  isObject(value) &&
  [value.servername, value.ca, value.cert, value.key, value.ciphers].every(optional(isText)) &&
  [value.minVersion, value.maxVersion].every(isTlsVersion);
const isTextMap: Check = (value) => isObject(value) && Object.values(value).every(isText);
const isHttpOptions: Check = (value) =>
  isObject(value) &&
  [value.method, value.path, value.body].every(optional(isText)) &&
  optional(isTextMap)(value.headers) &&
  optional(isFlag)(value.keepAlive);
const isLoadOptions: Check = (value) =>
  isObject(value) &&
  optional(isText)(value.path) &&
  isText(value.expected) &&
  [value.connections, value.requests].every((count) => isCount(count) && count !== 0);
const isCallOptions: Check = (value) =>
  isObject(value) && optional(isText)(value.path) && isText(value.method) && Array.isArray(value.params);
const ofSocket: Fields = { socket: isWhole };
const ofNew: Fields = { transport: isTransport, options: isObject };

const fieldsOf: Readonly<Record<ProbeCommand['op'], Fields>> = {
  socket: { ...ofSocket, ...ofNew },
  bind: { ...ofSocket, to: isAddress },
  listen: { ...ofSocket, backlog: isWhole },
  accept: { ...ofSocket, as: isWhole, timeoutMs: isTime },
  connect: { ...ofSocket, to: isAddress, timeoutMs: isTime },
  send: { ...ofSocket, data: isText, to: optional(isAddress), timeoutMs: isTime },
  receive: {
    ...ofSocket,
    bytesMax: optional((value) => isCount(value) && value !== 0),
    bytes: optional(isCount),
    untilEnd: optional(isFlag),
    peek: optional(isFlag),
    timeoutMs: isTime,
  },
  shutdown: { ...ofSocket, how: isOneOf(['send', 'receive', 'both']) },
  close: ofSocket,
  reset: ofSocket,
  ask: { ...ofNew, to: isAddress, data: isText, bytes: optional(isCount), timeoutMs: isTime },
  lookup: { name: isText, family: optional(isFamily), timeoutMs: isTime },
  tls: {
    to: isAddress,
    options: isTlsOptions,
    data: optional(isText),
    bytes: optional(isCount),
    timeoutMs: isTime,
  },
  request: { client: isOneOf(httpClients), to: isAddress, options: isHttpOptions, timeoutMs: isTime },
  load: { to: isAddress, options: isLoadOptions, timeoutMs: isTime },
  call: { to: isAddress, options: isCallOptions, timeoutMs: isTime },
  makeFile: {
    path: isText,
    what: isOneOf(['file', 'directory', 'link']),
    mode: optional(isCount),
    target: optional(isText),
  },
  removeFile: { path: isText },
  closeAll: {},
};

/** Throws USAGE. */
export function readRequest(line: string): ProbeRequest {
  const request = parseLine('probe', line);
  if (!isRequest(request)) throw unreadable('probe', line, 'it has no id, or no op that a probe knows');
  const wrong = Object.entries(fieldsOf[request.op]).find(([name, check]) => !check(fieldOf(request, name)));
  if (wrong !== undefined) throw unreadable('probe', line, `${request.op} cannot have this ${wrong[0]}`);
  if (request.op === 'receive' && request.peek && request.untilEnd) {
    throw unreadable(
      'probe',
      line,
      'nothing can be looked at until the end, for what is not read keeps the rest out',
    );
  }
  return request;
}

function isRequest(value: unknown): value is ProbeRequest {
  return (
    isObject(value) && isWhole(value.id) && isText(value.op) && Object.hasOwn(fieldsOf, String(value.op))
  );
}

function fieldOf(request: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(request, name)?.value;
}
