// The values of XML-RPC in TypeScript.
//
//   wire                        read as                                   written from
//   int, i1, i2, i4             number                                    whole number within 32 bits
//   i8, biginteger              number while that is exact, else bigint   bigint (int when within 32 bits)
//   double, float, bigdecimal   number                                    any other number, Double
//   boolean                     boolean                                   boolean
//   string, or no type          string                                    string
//   dateTime.iso8601            Date                                      Date, without its milliseconds
//   base64                      Buffer                                    Uint8Array, ArrayBuffer
//   nil                         null                                      null, undefined; only with allowNone
//   array                       array                                     array
//   struct                      object without prototype                  plain object, Map, instance (own properties)
//
// JavaScript has one kind of number: what is whole travels as int, so that `add(2, 3)` means the same to every server.
// `new Double(2)` travels as 2.0. A dateTime has no time zone on the wire: it is written, and without one read, as UTC.

/** What can be read from the wire, and sent. */
export type XMLRPCValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Uint8Array
  | Double
  | readonly XMLRPCValue[]
  | XMLRPCStruct;

export interface XMLRPCStruct {
  readonly [name: string]: XMLRPCValue;
}

/** A number that travels as double, also when it is whole. */
export class Double {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  valueOf(): number {
    return this.value;
  }
}

const intMin = -(2 ** 31);
const intMax = 2 ** 31 - 1;
export const longMin = -(2n ** 63n);
export const longMax = 2n ** 63n - 1n;

/** Whether every server takes it for an int. Minus zero has no int. */
export function isInt(value: number): boolean {
  return Number.isInteger(value) && value >= intMin && value <= intMax && !Object.is(value, -0);
}

/** The number while that is exact, else the bigint. */
export function narrowed(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
