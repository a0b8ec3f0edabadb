// What of an object clients can reach.

import { describe, expect, test } from 'vitest';
import { findMember, memberNames } from '../../../src/socketserver/xmlrpc/instance-members.ts';

class Base {
  inherited(): string {
    return 'inherited';
  }
}
class Tools {
  own = (): string => 'own';
  divide(a: number, b: number): number {
    return a / b;
  }
}
class Example extends Base {
  tools = new Tools();
  list = [1];
  value = 1;
  #secret = 'kept';
  static made(): string {
    return 'made';
  }
  Nested = class {
    static inside(): string {
      return 'inside';
    }
    outside(): string {
      return 'outside';
    }
  };
  get computed(): never {
    throw new TypeError('a getter was run');
  }
  method(): string {
    return this.#secret;
  }
  _private(): string {
    return 'never';
  }
}

const example = new Example();
const reach = (path: string, dotted = true): unknown => {
  const member = findMember(example, path, dotted);
  return member && Reflect.apply(member.source, member.holder, [6, 3]);
};

test.each([
  ['method', 'kept'],
  ['inherited', 'inherited'],
  ['tools.divide', 2],
  ['tools.own', 'own'],
  ['Nested.inside', 'inside'],
])('%s is reached, with its object', (path, result) => {
  expect(reach(path)).toBe(result);
});

describe('is not reached:', () => {
  test.each([
    ...['_private', 'value', 'unknown', '', '.', 'tools', 'tools.', '.method', 'tools..divide'],
    ...['constructor', 'method.constructor', 'tools.constructor', 'Nested.constructor', 'Nested.prototype'],
    ...['__proto__', '__proto__.method', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'],
    ...['method.call', 'method.apply', 'method.bind', 'list.push', 'list.map', 'constructor.constructor'],
    ...['tools.toString', 'value.toFixed', 'method.name', 'method.caller', 'method.arguments'],
  ])('%s', (path) => {
    expect(findMember(example, path, true)).toBeUndefined();
  });
});

test('dots are for those who allow them', () => {
  expect(findMember(example, 'tools.divide', false)).toBeUndefined();
});

test('the list has what can be called without dots, and runs no getters', () => {
  expect(memberNames(example).toSorted()).toEqual(['Nested', 'inherited', 'method']);
});

test('an object without a prototype has members, too', () => {
  const bare: object = Object.assign(Object.create(null), { go: () => 1, _stay: () => 2 });
  expect(memberNames(bare)).toEqual(['go']);
});
