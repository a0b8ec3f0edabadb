// Is an answer that ends in good order, but before its Content-Length, an error to http.get and fetch?
//
// On the wire is a FIN, as at the end of every answer. Node calls it ECONNRESET all the same, without a system call:
// there was no reset.

import { expect, scenario } from 'socketbed/vitest';
import { brokenAnswer, whole } from './by-hand.ts';

scenario(
  'an answer shorter than its length is an error',
  brokenAnswer({
    what: 'the server closes in the body',
    sentBytes: whole.length - 5,
    by: 'close',
    gets: {
      http: (outcome) => {
        expect(outcome).toBeClosed({ code: 'ECONNRESET' });
        expect(outcome).toMatchObject({ status: 200, bytes: 5, message: 'aborted' });
      },
      fetch: (outcome) => {
        expect(outcome).toBeClosed({ code: 'UND_ERR_SOCKET' });
        expect(outcome).toMatchObject({ status: 200, message: 'other side closed' });
      },
    },
    shows: ['data from client', 'data from server', 'FIN from server'],
  }),
);
