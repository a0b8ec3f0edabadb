// The stock of the shop. POST /bookings takes one item out; a request with an Idempotency-Key that was seen before is the
// same booking again, and changes nothing. GET /bookings lists what was booked.

import { createServer } from 'node:http';

const bookings = new Map<string, { readonly key: string }>();

createServer((request, response) => {
  if (request.method === 'POST') {
    const key = String(request.headers['idempotency-key']);
    bookings.set(key, { key });
    response.writeHead(201, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ booked: true, key }));
  } else {
    response.end(JSON.stringify([...bookings.values()]));
  }
}).listen(8080);
