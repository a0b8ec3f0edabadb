// Does a server give up a client whose request never comes to its end, and serve others meanwhile?
//
// Slowloris: a header line now and then, and none of them the last. The server answers 408 when its time for headers is
// over, and closes.

import { scenario } from 'socketbed/vitest';
import { slowClient } from './slow-client.ts';

scenario(
  'headers without an end are given up with 408',
  slowClient('GET /hello HTTP/1.1\r\nHost: http\r\nX-Slow: '),
);
