// Why a command of the testbed was not carried out: an answer like any other, not the end of the sidecar.

import type { SidecarProblem } from '../../src/protocol/sidecar.ts';

export class Problem extends Error {
  readonly code: SidecarProblem['code'];
  readonly what: string;
  readonly found: string | undefined;

  constructor(code: SidecarProblem['code'], what: string, found?: string) {
    super(found === undefined ? what : `${what}: ${found}`);
    this.code = code;
    this.what = what;
    this.found = found;
  }

  toAnswer(): SidecarProblem {
    const { code, what, found } = this;
    return { code, what, ...(found === undefined ? {} : { found }) };
  }
}

export const invalid = (what: string, found?: string): Problem => new Problem('OPTION_INVALID', what, found);

/** What the kernel says when it was built without something, as ip, tc and nft print it. */
const lackingWords =
  /not supported|unknown (qdisc|device type)|no such file or directory|protocol not available|specified qdisc/i;

/** A refusal of the kernel's: UNSUPPORTED where it cannot, FAULT_FAILED where it would not. */
export function refused(what: string, found: string): Problem {
  return new Problem(lackingWords.test(found) ? 'UNSUPPORTED' : 'FAULT_FAILED', what, found);
}
