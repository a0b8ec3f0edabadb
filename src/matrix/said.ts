// What a client of implementations/ says in its one line, and how little of it has to be there. The contract, for those
// who add a language, is implementations/README.md.

import { z } from 'zod';

const words = {
  /** What the language calls it: the class of an exception, a symbol of errno, or what a call gave. */
  name: z.string().min(1),
  /** A code beside the name: `ECONNREFUSED`, `CURLE_COULDNT_CONNECT`. */
  code: z.string().optional(),
  /** As the language gives it: Node's are negative. */
  errno: z.int().optional(),
  /** The call that failed, by the language's own name. */
  call: z.string().optional(),
  /** In the language's own words. */
  message: z.string().optional(),
};

const saidSchema = z.object({
  /**
   * `reply`: the whole answer came. `error`: the language raised or gave an error. `end`, `timeout`: the peer ended the
   * connection, or the program's own time was over, and to the language that is no error.
   */
  outcome: z.enum(['reply', 'error', 'end', 'timeout']),
  ...words,
  /** What the error names as its cause. */
  cause: z.object(words).optional(),
  /** Of the answer, as far as it had come. */
  bytes: z.int().nonnegative().optional(),
  /** With its version: `Python 3.11.2`. */
  runtime: z.string().min(1),
});

export type Said = z.output<typeof saidSchema>;
/** What an error and its cause have alike. */
export type SaidWords = NonNullable<Said['cause']>;

/** The last line that is one, or why there is none. */
export function readSaid(lines: readonly string[]): Said | { readonly problem: string } {
  const line = lines.findLast((each) => each.startsWith('{'));
  if (line === undefined) {
    const last = lines.at(-1);
    return {
      problem: last === undefined ? 'it said nothing' : `it said no line of JSON, but “${last.trim()}”`,
    };
  }
  try {
    const read = saidSchema.safeParse(JSON.parse(line));
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    return { problem: `its line is not as agreed: ${issue?.path.join('.')}: ${issue?.message}` };
  } catch {
    return { problem: `its line is no JSON: ${line}` };
  }
}
