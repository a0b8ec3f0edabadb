// What do http.get and fetch say of a reset after half of the body: the status was 200?
//
// The head has come, and programs have begun to work with the answer. The status is no sign that it will be whole.

import { expect, scenario } from 'socketbed/vitest';
import { brokenAnswer, whole } from '../by-hand.ts';

scenario(
  'a reset in the body comes after the status',
  brokenAnswer({
    what: 'the server resets in the body',
    sentBytes: whole.length - 5,
    by: 'reset',
    gets: {
      http: (outcome) => {
        expect(outcome).toBeReset({ code: 'ECONNRESET', syscall: 'read' });
        expect(outcome).toMatchObject({ status: 200, bytes: 5 });
      },
      fetch: (outcome) => {
        expect(outcome).toBeReset({ code: 'ECONNRESET', syscall: 'read' });
        expect(outcome).toMatchObject({ status: 200 });
      },
    },
    shows: ['data from client', 'data from server', 'RST from server'],
  }),
);
