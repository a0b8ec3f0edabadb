// Values into XML: the document of a call, a response or a fault.
//
//   [2, 3] -> <params><param><value><int>2</int></value></param>...
//
// The bytes of it are xml-text's; what travels as what is told in values.ts.

import { formatDateTime } from './date-time.ts';
import type { Fault } from './fault.ts';
import { defaultLimits } from './limits.ts';
import { Double, isInt, longMax, longMin } from './values.ts';
import { carriable, checkEncoding, encodeXml, escapeXml, xmlDeclaration } from './xml-text.ts';
import { unmarshallable } from './xmlrpc-error.ts';

export interface MarshalOptions {
  /** Whether null and undefined may be sent, as nil, which not every receiver knows. Default false. */
  readonly allowNone?: boolean;
  /** The encoding of the document: any that contains ASCII. Default `utf-8`. */
  readonly encoding?: string;
  /** Arrays and structs inside one another. Default 256. */
  readonly depthMax?: number;
}

/** The document that calls `methodName`. Throws for a value that has no form in XML-RPC. */
export function dumpCall(
  methodName: string,
  params: readonly unknown[],
  options: MarshalOptions = {},
): Buffer {
  return document(
    `<methodCall>\n<methodName>${escapeXml(methodName)}</methodName>\n${dumpParams(params, options)}</methodCall>\n`,
    options,
  );
}

/** The document that answers a call with one value. */
export function dumpResponse(value: unknown, options: MarshalOptions = {}): Buffer {
  return document(`<methodResponse>\n${dumpParams([value], options)}</methodResponse>\n`, options);
}

/** The document that answers a call with a fault. Never throws: what XML cannot carry is replaced. */
export function dumpFault({ faultCode, faultString }: Fault, options: MarshalOptions = {}): Buffer {
  const code = isInt(faultCode) ? faultCode : 1;
  const fault = dumpValue({ faultCode: code, faultString: carriable(String(faultString)) }, options);
  return document(`<methodResponse>\n<fault>\n${fault}</fault>\n</methodResponse>\n`, options);
}

/** One `<value>`. */
export function dumpValue(value: unknown, options: MarshalOptions = {}): string {
  return new Marshaller(options).dump(value);
}

function document(content: string, { encoding = 'utf-8' }: MarshalOptions): Buffer {
  checkEncoding(encoding);
  return encodeXml(xmlDeclaration(encoding) + content, encoding);
}

function dumpParams(params: readonly unknown[], options: MarshalOptions): string {
  const marshaller = new Marshaller(options);
  let text = '<params>\n';
  for (const param of params) text += `<param>\n${marshaller.dump(param)}</param>\n`;
  return `${text}</params>\n`;
}

class Marshaller {
  readonly #allowNone: boolean;
  readonly #depthMax: number;
  /** The arrays and structs that are being written, outermost first. */
  readonly #open: unknown[] = [];

  constructor({ allowNone = false, depthMax = defaultLimits.depthMax }: MarshalOptions) {
    this.#allowNone = allowNone;
    this.#depthMax = depthMax;
  }

  dump(value: unknown): string {
    switch (typeof value) {
      case 'string':
        return `<value><string>${escapeXml(value)}</string></value>\n`;
      case 'number':
        return isInt(value) ? `<value><int>${value}</int></value>\n` : dumpDouble(value);
      case 'boolean':
        return `<value><boolean>${value ? 1 : 0}</boolean></value>\n`;
      case 'bigint':
        return dumpBigint(value);
      case 'object':
        return value === null ? this.#dumpNone() : this.#dumpObject(value);
      case 'undefined':
        return this.#dumpNone();
      default:
        throw cannotMarshal(typeof value);
    }
  }

  #dumpNone(): string {
    if (this.#allowNone) return '<value><nil/></value>\n';
    const advice = 'Set allowNone, if the receiver knows nil';
    throw unmarshallable('TypeError', 'cannot marshal None unless allow_none is enabled', advice);
  }

  #dumpObject(value: object): string {
    if (Array.isArray(value)) return this.#dumpArray(value);
    if (value instanceof Uint8Array) return dumpBytes(value);
    if (value instanceof Date)
      return `<value><dateTime.iso8601>${formatDateTime(value)}</dateTime.iso8601></value>\n`;
    if (value instanceof Double) return dumpDouble(value.value);
    if (value instanceof ArrayBuffer) return dumpBytes(new Uint8Array(value));
    if (value instanceof Map) return this.#dumpStruct(value, value);
    // The language's own kinds (RegExp, Set, Promise, Error) have no members that would tell anything.
    const kind = Object.prototype.toString.call(value).slice(8, -1);
    if (kind !== 'Object') throw cannotMarshal(kind);
    return this.#dumpStruct(value, Object.entries(value));
  }

  #dumpArray(array: readonly unknown[]): string {
    this.#enter(array, 'sequences');
    let text = '<value><array><data>\n';
    // Not for-of: a hole is an undefined, too.
    for (let index = 0; index < array.length; index += 1) text += this.dump(array[index]);
    this.#open.pop();
    return `${text}</data></array></value>\n`;
  }

  #dumpStruct(struct: object, members: Iterable<readonly [unknown, unknown]>): string {
    this.#enter(struct, 'dictionaries');
    let text = '<value><struct>\n';
    for (const [name, value] of members) {
      if (typeof name !== 'string')
        throw unmarshallable('TypeError', 'dictionary key must be string', 'Use strings as keys of a Map');
      text += `<member>\n<name>${escapeXml(name)}</name>\n${this.dump(value)}</member>\n`;
    }
    this.#open.pop();
    return `${text}</struct></value>\n`;
  }

  #enter(value: unknown, plural: string): void {
    if (this.#open.includes(value)) {
      const advice = 'Send values that do not contain themselves';
      throw unmarshallable('TypeError', `cannot marshal recursive ${plural}`, advice);
    }
    if (this.#open.length >= this.#depthMax) {
      const reason = `more than ${this.#depthMax} arrays and structs inside one another`;
      throw unmarshallable('RecursionError', reason, 'Send flatter values, or raise depthMax');
    }
    this.#open.push(value);
  }
}

function dumpDouble(value: number): string {
  return `<value><double>${doubleText(value)}</double></value>\n`;
}

/** As Python writes it, which other receivers know too: 2.0, -0.0, inf, nan. */
function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (!Number.isInteger(value)) return String(value);
  if (Object.is(value, -0)) return '-0.0';
  return Math.abs(value) < 1e16 ? `${value}.0` : String(value);
}

function dumpBigint(value: bigint): string {
  if (value > longMax || value < longMin) {
    const advice = 'Send it as a string';
    throw unmarshallable('OverflowError', 'int exceeds XML-RPC limits', advice);
  }
  const tag = isInt(Number(value)) ? 'int' : 'i8';
  return `<value><${tag}>${value}</${tag}></value>\n`;
}

/** In lines of 76 characters, as MIME has it. */
function dumpBytes(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  return `<value><base64>\n${text.replace(/.{1,76}/g, '$&\n')}</base64></value>\n`;
}

function cannotMarshal(kind: string) {
  const advice = 'Send numbers, strings, booleans, dates, bytes, arrays and plain objects';
  return unmarshallable('TypeError', `cannot marshal <class '${kind}'> objects`, advice);
}
