// XML into values: what a call asks for, what a response says.
//
//   bytes -> decodeXml -> saxes (well-formed? no DTD) -> MessageBuilder (is it XML-RPC? within the limits?) -> Message
//
// The parser works through the text once and keeps nothing; the first thing that is wrong ends it. A DTD is refused as
// soon as it is seen, so that there are no entities but the five of XML and those by number.

import { SaxesParser } from 'saxes';
import { attributesMax, defaultLimits, type XMLRPCLimits } from './limits.ts';
import { type Message, MessageBuilder } from './message-builder.ts';
import type { XMLRPCValue } from './values.ts';
import { decodeXml } from './xml-text.ts';
import { beyondLimit, invalid, notWellFormed } from './xmlrpc-error.ts';

/** Reads one document. Throws an XMLRPCError for one that is broken, no XML-RPC, or beyond a limit. */
export function load(body: Uint8Array, limits: XMLRPCLimits = {}): Message {
  const { depthMax, elementsMax, decodedBytesMax } = { ...defaultLimits, ...limits };
  if (body.length > decodedBytesMax)
    throw beyondLimit('ValueError', `a document of more than ${decodedBytesMax} bytes`, 'decodedBytesMax');
  const builder = new MessageBuilder(depthMax);
  parse(decodeXml(body), builder, elementsMax);
  return builder.message();
}

/** Reads a call. Throws, too, when the document is a response. */
export function loadCall(body: Uint8Array, limits?: XMLRPCLimits): Message & { readonly kind: 'call' } {
  const message = load(body, limits);
  if (message.kind !== 'call')
    throw invalid('xmlrpc.client.ResponseError', 'a methodResponse where a methodCall has its place');
  return message;
}

/** Reads a response. Throws the Fault when it is one. */
export function loadResponse(body: Uint8Array, limits?: XMLRPCLimits): XMLRPCValue {
  const message = load(body, limits);
  if (message.kind === 'response') return message.value;
  if (message.kind === 'fault') throw message.fault;
  throw invalid('xmlrpc.client.ResponseError', 'a methodCall where a methodResponse has its place');
}

function parse(text: string, builder: MessageBuilder, elementsMax: number): void {
  const parser = new SaxesParser();
  let elements = 0;
  let attributes = 0;
  parser.on('error', (error) => {
    throw notWellFormed(parserWords(error.message));
  });
  parser.on('doctype', () => {
    throw notWellFormed('a document type declaration (DTD) is not accepted');
  });
  parser.on('opentagstart', ({ name }) => {
    elements += 1;
    attributes = 0;
    if (elements > elementsMax)
      throw beyondLimit('ValueError', `more than ${elementsMax} elements`, 'elementsMax');
    builder.open(localName(name));
  });
  parser.on('attribute', () => {
    attributes += 1;
    if (attributes > attributesMax)
      throw notWellFormed(`more than ${attributesMax} attributes of one element`);
  });
  parser.on('text', (part) => builder.text(part));
  parser.on('cdata', (part) => builder.text(part));
  parser.on('closetag', () => builder.close());
  parser.write(text).close();
}

/** `ex:nil` is `nil`: extensions carry a prefix, and Python's reader ignores it. */
function localName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}

/** The parser says `3:14: text`, and may repeat as much of the document as it likes. */
function parserWords(message: string): string {
  const [, line, column, what = message] = /^(\d+):(\d+): ([\s\S]*)$/.exec(message) ?? [];
  const cut = what.length > 100 ? `${what.slice(0, 100)}...` : what;
  return line === undefined ? cut : `${cut.replace(/\.$/, '')}: line ${line}, column ${column}`;
}
