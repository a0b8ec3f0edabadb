// Do http.get and fetch both name the reset, with its system call, when a server breaks the connection after the request?
//
// What a crash of the server's program looks like, or a proxy that loses its patience.

import { expect, scenario } from 'socketbed/vitest';
import { brokenAnswer } from '../by-hand.ts';

scenario(
  'a reset in the place of an answer',
  brokenAnswer({
    what: 'the server resets after the request',
    sentBytes: 0,
    by: 'reset',
    gets: {
      http: (outcome) => expect(outcome).toBeReset({ code: 'ECONNRESET', syscall: 'read' }),
      fetch: (outcome) => expect(outcome).toBeReset({ code: 'ECONNRESET', syscall: 'read' }),
    },
    shows: ['data from client', 'RST from server'],
  }),
);
