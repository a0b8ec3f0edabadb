// Is "socket hang up" a reset?
//
// No: its code is ECONNRESET, and on the wire is a FIN. The server has closed in good order without an answer. fetch says
// "other side closed", which is what happened.

import { expect, scenario } from 'socketbed/vitest';
import { brokenAnswer } from './by-hand.ts';

scenario(
  'a FIN in the place of an answer is a "socket hang up"',
  brokenAnswer({
    what: 'the server closes after the request',
    sentBytes: 0,
    by: 'close',
    gets: {
      http: (outcome) => {
        expect(outcome).toBeClosed({ code: 'ECONNRESET' });
        expect(outcome).toMatchObject({ message: 'socket hang up' });
      },
      fetch: (outcome) => expect(outcome).toBeClosed({ code: 'UND_ERR_SOCKET' }),
    },
    shows: ['data from client', 'FIN from server'],
  }),
);
