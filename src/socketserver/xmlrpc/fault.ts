// What a server says when a call failed: a number and a text, as a value to throw on either side.

/** Thrown by a method, its code and text reach the client as they are. The client's call rejects with one. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly faultCode: number;
  readonly faultString: string;

  constructor(faultCode: number, faultString: string) {
    super(`${faultCode}: ${faultString}`);
    this.faultCode = faultCode;
    this.faultString = faultString;
  }
}
