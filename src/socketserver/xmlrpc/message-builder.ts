// From elements to values: knows which element may stand where, and holds what is not finished yet.
//
//   methodCall      methodName, params                       params   param > value
//   methodResponse  params | fault                           fault    value
//   value           one of the types, or text alone          array    data > value ...
//                                                            struct   member > name, value ...
//
// Bytes, characters and XML itself are others'.

import { Fault } from './fault.ts';
import { scalars } from './scalars.ts';
import type { XMLRPCValue } from './values.ts';
import { beyondLimit, invalid, quoted } from './xmlrpc-error.ts';

/** What a document says. */
export type Message =
  | { readonly kind: 'call'; readonly methodName: string; readonly params: readonly XMLRPCValue[] }
  | { readonly kind: 'response'; readonly value: XMLRPCValue }
  | { readonly kind: 'fault'; readonly fault: Fault };

/** An element that is open, with what has been collected inside of it. */
interface Frame {
  readonly tag: string;
  /** Reads the text of an element that has no elements inside: a scalar, a name. */
  readonly read: ((text: string) => XMLRPCValue) | undefined;
  text: string;
  /** Finished children: params, items of an array, the value of a value. */
  readonly values: XMLRPCValue[];
  /** Of a member: its name; of a call: its method. */
  name: string | undefined;
  /** Of a struct: its members. No prototype: `__proto__` is a name like any other. */
  readonly members: Record<string, XMLRPCValue> | undefined;
}

/** Which elements may stand in which, besides the types in a value. */
const children: ReadonlyMap<string, readonly string[]> = new Map([
  ['', ['methodCall', 'methodResponse']],
  ['methodCall', ['methodName', 'params']],
  ['methodResponse', ['params', 'fault']],
  ['params', ['param']],
  ['param', ['value']],
  ['fault', ['value']],
  ['array', ['data']],
  ['data', ['value']],
  ['struct', ['member']],
  ['member', ['name', 'value']],
]);

/** Elements that hold one of what stands in them. */
const single = new Set(['', 'param', 'fault', 'array', 'value', 'methodResponse']);

const readText = (text: string): string => text;

export class MessageBuilder {
  readonly #depthMax: number;
  readonly #frames: Frame[] = [];
  #current: Frame = frame('');
  #depth = 0;
  #root: Frame | undefined;
  #isFault = false;

  constructor(depthMax: number) {
    this.#depthMax = depthMax;
  }

  open(tag: string): void {
    const parent = this.#current;
    this.#checkPlace(tag, parent);
    if (tag === 'array' || tag === 'struct') this.#deeper();
    this.#frames.push(parent);
    this.#current = frame(tag);
  }

  text(part: string): void {
    this.#current.text += part;
  }

  close(): void {
    const done = this.#current;
    const parent = this.#frames.pop();
    if (parent === undefined) return;
    this.#current = parent;
    if (done.tag === 'array' || done.tag === 'struct') this.#depth -= 1;
    this.#checkText(done);
    this.#hand(done, parent);
  }

  /** What the document said. Throws when a part of it is missing. */
  message(): Message {
    const { tag, name, values } = this.#root ?? frame('');
    if (tag === 'methodCall') {
      if (name === undefined) throw responseError('no methodName');
      return { kind: 'call', methodName: name, params: values };
    }
    const [value] = values;
    if (value === undefined || values.length !== 1)
      throw responseError('a methodResponse without exactly one value');
    if (this.#isFault) return { kind: 'fault', fault: faultOf(value) };
    return { kind: 'response', value };
  }

  #checkPlace(tag: string, parent: Frame): void {
    const allowed = parent.tag === 'value' ? isType(tag) : (children.get(parent.tag)?.includes(tag) ?? false);
    if (!allowed) throw responseError(`unknown tag ${quoted(tag)}${parent.tag && ` in ${parent.tag}`}`);
    const isSecond = single.has(parent.tag) && parent.values.length > 0;
    if (isSecond) throw responseError(`a second element in ${parent.tag}: ${quoted(tag)}`);
  }

  #deeper(): void {
    this.#depth += 1;
    if (this.#depth <= this.#depthMax) return;
    const reason = `more than ${this.#depthMax} arrays and structs inside one another`;
    throw beyondLimit('RecursionError', reason, 'depthMax');
  }

  /** Between elements there may be white space; other text there is a mistake of the sender's. */
  #checkText({ tag, text, read, values }: Frame): void {
    if (text === '' || read !== undefined || (tag === 'value' && values.length === 0)) return;
    if (text.trim() !== '') throw responseError(`text in ${tag}: ${quoted(text.trim())}`);
  }

  /** Gives what `done` amounts to to the element around it. */
  #hand(done: Frame, parent: Frame): void {
    const { tag, values } = done;
    if (done.read !== undefined) {
      const value = done.read(done.text);
      if (tag === 'name' || tag === 'methodName') this.#name(parent, value);
      else parent.values.push(value);
      return;
    }
    switch (tag) {
      case 'methodCall':
      case 'methodResponse':
        this.#root = done;
        parent.values.push(true);
        return;
      case 'fault':
        this.#isFault = true;
        parent.values.push(...values);
        return;
      case 'params':
        for (const value of values) parent.values.push(value);
        return;
      case 'value':
        // Without a type it is a string.
        parent.values.push(values.length === 0 ? done.text : (values[0] as XMLRPCValue));
        return;
      case 'data':
        parent.values.push(values);
        return;
      case 'array':
        parent.values.push(values[0] ?? []);
        return;
      case 'struct':
        parent.values.push(done.members ?? {});
        return;
      case 'member':
        this.#member(done, parent);
        return;
      default:
        // param
        for (const value of values) parent.values.push(value);
    }
  }

  #name(parent: Frame, value: XMLRPCValue): void {
    if (parent.name !== undefined) throw responseError(`a second name in ${parent.tag}`);
    parent.name = String(value);
  }

  #member({ name, values }: Frame, struct: Frame): void {
    const [value] = values;
    if (name === undefined || value === undefined || values.length > 1)
      throw responseError('a member without exactly one name and one value');
    if (struct.members !== undefined) struct.members[name] = value;
  }
}

function frame(tag: string): Frame {
  const isText = tag === 'name' || tag === 'methodName';
  return {
    tag,
    read: isText ? readText : scalars.get(tag),
    text: '',
    values: [],
    name: undefined,
    members: tag === 'struct' ? Object.create(null) : undefined,
  };
}

function isType(tag: string): boolean {
  return tag === 'array' || tag === 'struct' || scalars.has(tag);
}

function faultOf(value: XMLRPCValue): Fault {
  if (typeof value === 'object' && value !== null && 'faultCode' in value && 'faultString' in value)
    return new Fault(Number(value.faultCode), String(value.faultString));
  throw responseError('a fault without faultCode and faultString');
}

function responseError(reason: string) {
  return invalid('xmlrpc.client.ResponseError', reason);
}
