// nftables in this network namespace, through the library that the nft program itself is made of: a rule then takes a
// tenth of a millisecond and not the start of a process.
//
//   'add rule inet socketbed input drop' -> libnftables -> netlink -> kernel -> {"nftables":[{"add":{"rule":{"handle":7}}}]}

import koffi from 'koffi';

interface Library {
  nft_ctx_new(flags: number): unknown;
  nft_ctx_buffer_output(context: unknown): number;
  nft_ctx_buffer_error(context: unknown): number;
  nft_ctx_output_set_flags(context: unknown, flags: number): void;
  nft_ctx_get_output_buffer(context: unknown): string | null;
  nft_ctx_get_error_buffer(context: unknown): string | null;
  nft_run_cmd_from_buffer(context: unknown, text: string): number;
}

const HANDLE = 1 << 3;
const JSON_OUTPUT = 1 << 4;
const ECHO = 1 << 5;

/** The kernel, or the library, would not take it. */
export class NftRefusal extends Error {}

/** An object as nft prints it: `{"rule": {"handle": 7, ...}}`. */
export type NftObject = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export class Nftables {
  readonly #library: Library;
  readonly #context: unknown;

  /** Throws where the library is not installed. */
  constructor() {
    this.#library = load();
    this.#context = this.#library.nft_ctx_new(0);
    this.#library.nft_ctx_buffer_output(this.#context);
    this.#library.nft_ctx_buffer_error(this.#context);
    this.#library.nft_ctx_output_set_flags(this.#context, HANDLE | JSON_OUTPUT | ECHO);
  }

  /** Carries out all commands of `text`, or none. Gives what they made or list. Throws NftRefusal. */
  run(text: string): NftObject[] {
    const failed = this.#library.nft_run_cmd_from_buffer(this.#context, text) !== 0;
    // Reading a buffer empties it.
    const output = this.#library.nft_ctx_get_output_buffer(this.#context)?.trim() ?? '';
    const error = this.#library.nft_ctx_get_error_buffer(this.#context) ?? '';
    if (failed) throw new NftRefusal(reasonIn(error));
    if (output === '') return [];
    const { nftables }: { nftables: NftObject[] } = JSON.parse(output);
    return nftables.map((entry) => (entry.add as NftObject | undefined) ?? entry);
  }
}

// Not at import: the image without the tools loads this file too.
let library: Library | undefined;

function load(): Library {
  if (library !== undefined) return library;
  const nft = koffi.load('libnftables.so.1');
  library = {
    nft_ctx_new: nft.func('void *nft_ctx_new(uint32_t)'),
    nft_ctx_buffer_output: nft.func('int nft_ctx_buffer_output(void *)'),
    nft_ctx_buffer_error: nft.func('int nft_ctx_buffer_error(void *)'),
    nft_ctx_output_set_flags: nft.func('void nft_ctx_output_set_flags(void *, unsigned int)'),
    nft_ctx_get_output_buffer: nft.func('const char *nft_ctx_get_output_buffer(void *)'),
    nft_ctx_get_error_buffer: nft.func('const char *nft_ctx_get_error_buffer(void *)'),
    nft_run_cmd_from_buffer: nft.func('int nft_run_cmd_from_buffer(void *, const char *)'),
  };
  return library;
}

/** `Error: Could not process rule: No such file or directory`, without the rule and the arrows below it. */
function reasonIn(error: string): string {
  const [first = ''] = error.split('\n');
  return first.replace(/^.*?Error: /, '').trim() || 'no reason given';
}
