// Do http.get and fetch notice that a chunked answer has no end, when the server resets before the last chunk?
//
// All of the content has come; the chunk of length 0, which says so, has not. Neither takes it for whole.

import { expect, scenario } from 'socketbed/vitest';
import { brokenAnswer, chunked } from '../by-hand.ts';

scenario(
  'a chunked answer without its last chunk is not whole',
  brokenAnswer({
    what: 'the server resets before the last chunk',
    answer: chunked,
    sentBytes: chunked.length - '0\r\n\r\n'.length,
    by: 'reset',
    gets: {
      http: (outcome) => {
        expect(outcome).toBeReset({ code: 'ECONNRESET', syscall: 'read' });
        expect(outcome).toMatchObject({ status: 200, bytes: 10 });
      },
      fetch: (outcome) => {
        expect(outcome).toBeReset({ code: 'ECONNRESET', syscall: 'read' });
        expect(outcome).toMatchObject({ status: 200 });
      },
    },
    shows: ['data from client', 'data from server', 'RST from server'],
  }),
);
