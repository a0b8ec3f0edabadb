// Patterns of events, in the words of the events, and what they are checked with.
//
//   showsInOrder(events, ['SYN', 'SYN again', 'nothing'])      others may come between; 'nothing' speaks of what may not
//   neverShows(events, ['RST', 'data from server'])

import { SocketbedError } from '../errors/socketbed-error.ts';
import { icmpAliases, icmpNames } from './icmp-names.ts';
import { tellEvents } from './tell-events.ts';
import type { WireEvent } from './wire-event.ts';

/** What a check of events comes to. */
export interface Shown {
  readonly holds: boolean;
  /** In one line, with the events: why, or why not. */
  readonly because: string;
}

/**
 * Whether events that fit the patterns come in their order, with whatever between them. `nothing` is true where the
 * client got no packet from anybody between its neighbours, or from there to the end; `nothing from server` and
 * `nothing from client` ask for silence of these. Throws PATTERN_INVALID.
 */
export function showsInOrder(events: readonly WireEvent[], patterns: readonly string[]): Shown {
  const parsed = patterns.map(parsePattern);
  if (parsed.length === 0) throw emptyList();
  // places[n]: the patterns so far can be found in the first n events, the last one of them at the very end.
  let places = [true, ...events.map(() => false)];
  let silences: Silence[] = [];
  let after = '';
  for (const pattern of parsed) {
    if ('silent' in pattern) {
      silences.push(pattern);
      continue;
    }
    const next = nextPlaces(events, places, pattern, silences);
    if (!next.includes(true)) return notShown(pattern.text, silences, after, events);
    [places, silences, after] = [next, [], ` after "${pattern.text}"`];
  }
  const quietFrom = events.findLastIndex((event) => silences.some(({ silent }) => silent(event))) + 1;
  return places.includes(true, quietFrom)
    ? { holds: true, because: seen(events) }
    : notShown(undefined, silences, after, events);
}

/** Whether no event fits any of the patterns. Throws PATTERN_INVALID. */
export function neverShows(events: readonly WireEvent[], patterns: readonly string[]): Shown {
  if (patterns.length === 0) throw emptyList();
  for (const text of patterns) {
    const pattern = parsePattern(text);
    if ('silent' in pattern) throw invalid(text, 'it speaks of what does not come; ask showsInOrder');
    const event = events.find(pattern.matches);
    if (event !== undefined) {
      return {
        holds: false,
        because: `"${event.text}" came after ${event.afterMs.toFixed(1)} ms; ${seen(events)}`,
      };
    }
  }
  return { holds: true, because: seen(events) };
}

function nextPlaces(
  events: readonly WireEvent[],
  places: readonly boolean[],
  { matches }: Match,
  silences: readonly Silence[],
): boolean[] {
  const next = [false];
  let possible = false;
  for (const [index, event] of events.entries()) {
    possible ||= places[index] === true;
    next.push(possible && matches(event));
    // Whoever had to be silent has spoken: only what begins behind this event can still hold.
    if (silences.some(({ silent }) => silent(event))) possible = false;
  }
  return next;
}

function notShown(
  text: string | undefined,
  silences: readonly Silence[],
  after: string,
  events: readonly WireEvent[],
): Shown {
  const silence = silences.map((each) => `"${each.text}"`).join(' and ');
  const wanted = text === undefined ? silence : `"${text}"`;
  const between = text !== undefined && silence !== '' ? ` with ${silence} before it` : '';
  return { holds: false, because: `there is no ${wanted}${between}${after}; ${seen(events)}` };
}

const seen = (events: readonly WireEvent[]): string => {
  const told = tellEvents(events);
  return `seen: ${told.length === 0 ? 'no packet' : told.join(', ')}`;
};

interface Match {
  readonly text: string;
  readonly matches: (event: WireEvent) => boolean;
}

interface Silence {
  readonly text: string;
  /** Whether this event breaks the silence. */
  readonly silent: (event: WireEvent) => boolean;
}

const form =
  /^(?:(?<bytes>\d+)(?<more>\+)? bytes?|silence(?: (?<pause>\d+(?:\.\d+)?) (?<unit>ms|s))?|ICMP(?: (?!from )(?<icmp>\S+))?|(?<neighbour>(?:ARP|NDP) (?:who-has|reply))(?: (?!from |again$|twice$)(?<asked>[\da-f.:]+))?|(?<word>SYN-ACK|SYN|ACK|data|FIN|RST|zero window|window open|window probe|keep-alive|fragment|nothing))(?: from (?<who>client|server|other|[\da-f.:]*[.:][\da-f.:]*))?(?: (?<suffix>again|twice|out of order))?$/;

/** One pattern understood. Throws PATTERN_INVALID with the possible words. */
export function parsePattern(text: string): Match | Silence {
  const groups = form.exec(text)?.groups;
  if (groups === undefined) throw invalid(text);
  const { who, suffix, word } = groups;
  if (word === 'nothing') {
    if (suffix !== undefined) throw invalid(text);
    const isWho = bySender(who);
    return {
      text,
      silent: (event) => (who === undefined ? event.by === 'server' || event.by === 'other' : isWho(event)),
    };
  }
  const conditions = [bySender(who), bySuffix(suffix), ...byWord(text, groups)];
  return { text, matches: (event) => conditions.every((condition) => condition(event)) };
}

type Condition = (event: WireEvent) => boolean;
type Groups = Readonly<Record<string, string | undefined>>;

const bySender =
  (who: string | undefined): Condition =>
  ({ by, address }) =>
    who === undefined || who === by || who === address;

const bySuffix =
  (suffix: string | undefined): Condition =>
  ({ again, twice, outOfOrder }) =>
    suffix === undefined ||
    (suffix === 'again' && again) ||
    (suffix === 'twice' && twice) ||
    (suffix === 'out of order' && outOfOrder);

function byWord(
  text: string,
  { bytes, more, pause, unit, icmp, neighbour, asked, word }: Groups,
): Condition[] {
  if (word !== undefined) return [(event) => event.word === word];
  if (bytes !== undefined) return [byBytes(Number(bytes), more !== undefined)];
  if (neighbour !== undefined) {
    return [(event) => event.word === neighbour && (asked === undefined || event.asked === asked)];
  }
  if (text.startsWith('silence')) {
    const atLeastMs = Number(pause ?? 0) * (unit === 's' ? 1000 : 1);
    return [(event) => event.silenceMs !== undefined && event.silenceMs >= atLeastMs];
  }
  return [(event) => event.word === 'ICMP', byIcmp(text, icmp)];
}

// Where one write becomes two packets, or two writes one, is chance: a sum that is right at some packet is right.
const byBytes =
  (wanted: number, orMore: boolean): Condition =>
  ({ word, bytes = 0, runBytes = bytes }) =>
    word === 'data' &&
    (orMore ? Math.max(bytes, runBytes) >= wanted : bytes === wanted || runBytes === wanted);

function byIcmp(text: string, wanted: string | undefined): Condition {
  if (wanted === undefined) return () => true;
  const name = icmpAliases[wanted] ?? wanted;
  const numbers = /^\d+\/\d+$/.test(name);
  if (!numbers && !icmpNames.includes(name)) {
    throw invalid(
      text,
      `no ICMP message is called ${wanted}; they are ${icmpNames.join(', ')}, or type/code as 3/1`,
    );
  }
  return ({ icmp }) => icmp !== undefined && (numbers ? `${icmp.type}/${icmp.code}` : icmp.name) === name;
}

const invalid = (text: string, found?: string): SocketbedError =>
  new SocketbedError({
    code: 'PATTERN_INVALID',
    what: `the pattern ${JSON.stringify(text)} is not one of events on the wire`,
    found: found ?? 'it has other words',
    advice:
      'Write SYN, SYN-ACK, ACK, FIN, RST, data, 5 bytes, 5+ bytes, ICMP [port-unreachable], zero window, window open, ' +
      'window probe, keep-alive, ARP who-has, ARP reply, NDP who-has, NDP reply, fragment, silence [2 s] or nothing; ' +
      'then, if it matters, from client, from server or from 172.18.0.1; then again, twice or out of order',
  });

const emptyList = (): SocketbedError =>
  new SocketbedError({
    code: 'PATTERN_INVALID',
    what: 'a list of patterns is empty',
    found: 'it would hold for any wire',
    advice: 'Name at least one event',
  });
