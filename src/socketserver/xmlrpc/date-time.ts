// dateTime.iso8601: `20261125T08:46:21`. Written so, read also with dashes, fractions and a zone, as clients send it.

import { invalid, quoted, unmarshallable } from './xmlrpc-error.ts';

const pattern =
  /^(\d{4})-?(\d{2})-?(\d{2})T(\d{2}):?(\d{2}):?(\d{2})(?:[.,](\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?$/;

/** Throws for what is no moment, such as 30 February. */
export function parseDateTime(text: string): Date {
  const match = pattern.exec(text.trim());
  if (match === null) throw noDateTime(text);
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1, 7).map(Number);
  const milliseconds = Math.trunc(Number(`0.${match[7] ?? 0}`) * 1000);
  const date = new Date(0);
  // Not Date.UTC, which takes the years 0 to 99 for those of the last century.
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hours, minutes, seconds, milliseconds);
  // 24:00:00 and leap seconds are allowed by ISO 8601 and carried over by Date.
  const isReal = date.getUTCMonth() === month - 1 || hours === 24 || seconds === 60;
  if (!isReal || month < 1 || month > 12 || day < 1 || day > 31 || hours > 24 || minutes > 59 || seconds > 60)
    throw noDateTime(text);
  return new Date(date.getTime() - offsetMs(match[8]));
}

export function formatDateTime(date: Date): string {
  const time = date.getTime();
  const year = Number.isNaN(time) ? -1 : date.getUTCFullYear();
  if (year < 0 || year > 9999) {
    const found = Number.isNaN(time) ? 'an invalid Date' : `the year ${year}`;
    throw unmarshallable('ValueError', `${found} has no dateTime`, 'Send a Date of the years 0 to 9999');
  }
  const text = date.toISOString();
  return `${text.slice(0, 4)}${text.slice(5, 7)}${text.slice(8, 19)}`;
}

function offsetMs(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}

function noDateTime(text: string) {
  return invalid('ValueError', `time data ${quoted(text)} does not match format '%Y%m%dT%H:%M:%S'`);
}
