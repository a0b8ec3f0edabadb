// Why a message was not taken or could not be made. Clients in Python know such errors by the class that Python's server
// names in its faults, so each carries that name beside the code of ours.

import { SocketbedError, type SocketbedErrorCode } from '../../errors/socketbed-error.ts';

export class XMLRPCError extends SocketbedError {
  /** What Python's server would have raised: `ValueError`, `xml.parsers.expat.ExpatError`. */
  readonly pythonName: string;
  /** The short text, without advice: what a fault says. */
  readonly reason: string;

  constructor(code: SocketbedErrorCode, pythonName: string, reason: string, advice: string) {
    const what = code === 'XMLRPC_VALUE' ? 'a value cannot be sent' : 'an XML-RPC message is refused';
    super({ code, what, found: reason, advice });
    this.pythonName = pythonName;
    this.reason = reason;
  }
}

/** The message is not XML, or XML of a kind that is refused. */
export function notWellFormed(reason: string): XMLRPCError {
  return invalid('xml.parsers.expat.ExpatError', reason);
}

/** The message is XML, but not XML-RPC. */
export function invalid(pythonName: string, reason: string): XMLRPCError {
  return new XMLRPCError('XMLRPC_INVALID', pythonName, reason, 'Send a well-formed XML-RPC message');
}

/** The message goes beyond a limit, an option of whoever reads it. */
export function beyondLimit(pythonName: string, reason: string, option: string): XMLRPCError {
  return new XMLRPCError('XMLRPC_LIMIT', pythonName, reason, `Send less, or raise ${option} at the reader`);
}

export function unmarshallable(pythonName: string, reason: string, advice: string): XMLRPCError {
  return new XMLRPCError('XMLRPC_VALUE', pythonName, reason, advice);
}

const quotedMax = 64;

/** Foreign text inside of a message: in quotes, cut, without control characters. */
export function quoted(text: string): string {
  const cut = text.length > quotedMax ? `${text.slice(0, quotedMax)}...` : text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced.
  return `'${cut.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ')}'`;
}
