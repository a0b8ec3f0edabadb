// Our tables in the kernel: one name in every family that is needed, and nothing outside of them is touched. Docker's
// own rules, which carry the container's name service, live in the same namespace.
//
//   inet socketbed     input, output           most faults
//   netdev socketbed   ingress, egress         what happens on the wire, devices named
//   ip, ip6 socketbed  prerouting              copies of what comes in
//   inet socketbed-queue                       what goes through a queue (queues.ts)

import type { Count, FaultCount } from '../../src/protocol/sidecar.ts';
import { type Nftables, type NftObject, NftRefusal } from './nftables.ts';
import type { PacketRule, RulePlace } from './packet-rule.ts';
import { Problem, refused } from './problem.ts';
import { areHeld, queueTableName } from './queues.ts';

const tableName = 'socketbed';
const ownNames: readonly unknown[] = [tableName, queueTableName];

/** A rule in the kernel. */
export interface PlacedRule {
  readonly place: RulePlace;
  readonly handle: number;
}

// After connection tracking (-200) and before everybody else's filters.
const priority = -50;

const chainText: Readonly<Record<RulePlace, (devices: readonly string[]) => string>> = {
  'inet input': () => `type filter hook input priority ${priority};`,
  'inet output': () => `type filter hook output priority ${priority};`,
  'netdev ingress': (devices) => `type filter hook ingress ${devicesText(devices)} priority ${priority};`,
  'netdev egress': (devices) => `type filter hook egress ${devicesText(devices)} priority ${priority};`,
  // Before connection tracking: a copy is not a second packet of the connection.
  'ip prerouting': () => 'type filter hook prerouting priority -350;',
  'ip6 prerouting': () => 'type filter hook prerouting priority -350;',
};

const devicesText = (devices: readonly string[]): string =>
  `devices = { ${devices.map((device) => `"${device}"`).join(', ')} }`;

export class OwnTables {
  readonly #nft: Nftables;
  /** Chains that are there, and how many rules each has. */
  readonly #chains = new Map<RulePlace, number>();

  constructor(nft: Nftables) {
    this.#nft = nft;
  }

  /** Removes all tables of our name, also those that a sidecar before has left. Gives how many there were. */
  clear(): number {
    this.#chains.clear();
    const ours = this.#nft
      .run('list tables')
      .flatMap(({ table }) => (table !== undefined && ownNames.includes(table.name) ? [table] : []));
    if (ours.length > 0)
      this.#nft.run(ours.map(({ family, name }) => `delete table ${family} ${name}`).join('\n'));
    return ours.length;
  }

  /** All rules or none. Throws UNSUPPORTED when the kernel lacks what they need. */
  add(rules: readonly PacketRule[], devices: readonly string[], what: string): PlacedRule[] {
    const places = new Set(rules.map(({ place }) => place));
    const missing = [...places].filter((place) => !this.#chains.has(place));
    if (devices.length === 0 && missing.some((place) => place.startsWith('netdev')))
      throw new Problem('BED_STATE', what, 'the target has no network device');
    const text = [
      ...missing.flatMap((place) => [
        `add table ${tableOf(place)}`,
        `add chain ${chainOf(place)} { ${chainText[place](devices)} }`,
      ]),
      ...rules.map(({ place, text }) => `add rule ${chainOf(place)} ${text}`),
    ].join('\n');
    const made = this.#run(text, what);
    const added = made.flatMap(({ rule }) => (rule === undefined ? [] : [placed(rule)]));
    for (const { place } of added) this.#chains.set(place, (this.#chains.get(place) ?? 0) + 1);
    return added;
  }

  remove(rules: readonly PlacedRule[], what: string): void {
    if (rules.length === 0) return;
    const left = new Map(this.#chains);
    for (const { place } of rules) left.set(place, (left.get(place) ?? 0) - 1);
    // A chain of the wire is bound to the devices there were: the next one may be of others.
    const empty = [...left].flatMap(([place, count]) =>
      count === 0 && place.startsWith('netdev') && !areHeld() ? [place] : [],
    );
    const texts = [
      ...rules.map(({ place, handle }) => `delete rule ${chainOf(place)} handle ${handle}`),
      ...empty.map((place) => `delete chain ${chainOf(place)}`),
    ];
    this.#run(texts.join('\n'), what);
    this.#chains.clear();
    for (const [place, count] of left) if (!empty.includes(place)) this.#chains.set(place, count);
  }

  /** What the counters of the rules say, added up. */
  count(rules: readonly PlacedRule[], what: string): FaultCount {
    const total = { matched: { packets: 0, bytes: 0 }, hit: { packets: 0, bytes: 0 } };
    for (const place of new Set(rules.map((rule) => rule.place))) {
      const handles = rules.filter((rule) => rule.place === place).map(({ handle }) => handle);
      for (const { rule } of this.#run(`list chain ${chainOf(place)}`, what)) {
        if (rule === undefined || !handles.includes(Number(rule.handle))) continue;
        const [matched, hit] = countersOf(rule);
        add(total.matched, matched);
        add(total.hit, hit);
      }
    }
    return total;
  }

  #run(text: string, what: string): NftObject[] {
    try {
      return this.#nft.run(text);
    } catch (error) {
      if (error instanceof NftRefusal) throw refused(what, error.message);
      throw error;
    }
  }
}

const tableOf = (place: RulePlace): string => `${place.split(' ')[0]} ${tableName}`;
const chainOf = (place: RulePlace): string => `${tableOf(place)} ${place.split(' ')[1]}`;

function placed(rule: Readonly<Record<string, unknown>>): PlacedRule {
  return { place: `${rule.family} ${rule.chain}` as RulePlace, handle: Number(rule.handle) };
}

function countersOf(rule: Readonly<Record<string, unknown>>): Count[] {
  const statements = Array.isArray(rule.expr) ? rule.expr : [];
  return statements.flatMap((statement: { counter?: Count }) => statement.counter ?? []);
}

function add(total: { packets: number; bytes: number }, counted: Count | undefined): void {
  total.packets += counted?.packets ?? 0;
  total.bytes += counted?.bytes ?? 0;
}
