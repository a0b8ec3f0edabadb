// Names of ICMP messages: nft's words where nft has one (`reject with icmp type port-unreachable`), else the RFC's.

interface IcmpKind {
  readonly name: string;
  /** It answers a packet that it quotes. */
  readonly quotes: boolean;
  /** It says that the packet did not arrive and that another like it will not either. */
  readonly final: boolean;
}

const error = (name: string): IcmpKind => ({ name, quotes: true, final: true });
const hint = (name: string): IcmpKind => ({ name, quotes: true, final: false });
const message = (name: string): IcmpKind => ({ name, quotes: false, final: false });

/** By `type/code`, else by `type`. IANA "ICMP Parameters"; RFC 792, 1122 section 3.2.2.1, 1812 section 5.2.7.1. */
const icmp4: Readonly<Record<string, IcmpKind>> = {
  '3/0': error('net-unreachable'),
  '3/1': error('host-unreachable'),
  '3/2': error('prot-unreachable'),
  '3/3': error('port-unreachable'),
  '3/4': hint('frag-needed'),
  '3/5': error('source-route-failed'),
  '3/6': error('net-unknown'),
  '3/7': error('host-unknown'),
  '3/8': error('source-isolated'),
  '3/9': error('net-prohibited'),
  '3/10': error('host-prohibited'),
  '3/11': error('net-unreachable-for-tos'),
  '3/12': error('host-unreachable-for-tos'),
  '3/13': error('admin-prohibited'),
  '3/14': error('host-precedence-violation'),
  '3/15': error('precedence-cutoff'),
  '4/0': hint('source-quench'),
  '5': hint('redirect'),
  '11/0': error('ttl-exceeded'),
  '11/1': error('reassembly-timeout'),
  '12': error('parameter-problem'),
  '0/0': message('echo-reply'),
  '8/0': message('echo-request'),
};

/** RFC 4443, RFC 4861. */
const icmp6: Readonly<Record<string, IcmpKind>> = {
  '1/0': error('no-route'),
  '1/1': error('admin-prohibited'),
  '1/2': error('beyond-scope'),
  '1/3': error('addr-unreachable'),
  '1/4': error('port-unreachable'),
  '1/5': error('policy-fail'),
  '1/6': error('reject-route'),
  '2/0': hint('packet-too-big'),
  '3/0': error('hop-limit-exceeded'),
  '3/1': error('reassembly-timeout'),
  '4': error('parameter-problem'),
  '128/0': message('echo-request'),
  '129/0': message('echo-reply'),
  '130': message('mld-listener-query'),
  '131': message('mld-listener-report'),
  '132': message('mld-listener-done'),
  '133/0': message('nd-router-solicit'),
  '134/0': message('nd-router-advert'),
  '135/0': message('nd-neighbor-solicit'),
  '136/0': message('nd-neighbor-advert'),
  '137/0': message('nd-redirect'),
  '143': message('mld2-listener-report'),
};

// A code that nobody has defined: the type alone says whether a packet is quoted.
const quotingTypes = { 4: [3, 4, 5, 11, 12], 6: [1, 2, 3, 4] } as const;

/** What a message of this type and code is. Unknown ones are named by their numbers: `3/99`. */
export function icmpKind(version: 4 | 6, type: number, code: number): IcmpKind {
  const kinds = version === 4 ? icmp4 : icmp6;
  const known = kinds[`${type}/${code}`] ?? kinds[`${type}`];
  if (known !== undefined) return known;
  const quotes = quotingTypes[version].some((each) => each === type);
  return { name: `${type}/${code}`, quotes, final: quotes };
}

/** Other words for the same, for those who know them from elsewhere. */
export const icmpAliases: Readonly<Record<string, string>> = {
  'protocol-unreachable': 'prot-unreachable',
  'fragmentation-needed': 'frag-needed',
  'address-unreachable': 'addr-unreachable',
  'time-exceeded': 'ttl-exceeded',
};

/** Every name there is. */
export const icmpNames: readonly string[] = [
  ...new Set([...Object.values(icmp4), ...Object.values(icmp6)].map(({ name }) => name)),
];
