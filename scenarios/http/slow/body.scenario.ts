// Does a server give up a client whose body never comes to its end, and serve others meanwhile?
//
// The headers were quick, and promised ten bytes. When the time for the whole request is over, the server answers 408 and
// closes.

import { scenario } from 'socketbed/vitest';
import { slowClient } from './slow-client.ts';

scenario(
  'a body without an end is given up with 408',
  slowClient('POST /echo HTTP/1.1\r\nHost: http\r\nContent-Length: 10\r\n\r\n012'),
);
