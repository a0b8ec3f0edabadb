// Node's `net`: one request, one reply. What it calls an error is its code; an end and a time-out are events.
import { connect } from 'node:net';

if (process.env.SOCKETBED_TRANSPORT !== 'tcp') process.exit(127);
const [, host, port] = /^(.*):(\d+)$/.exec(process.env.SOCKETBED_TARGET ?? '') ?? [];
const request = 'hello';
let reply = '';

function tell(line) {
  const runtime = `Node.js ${process.versions.node}`;
  console.log(JSON.stringify({ ...line, bytes: reply.length, runtime }));
  process.exit(line.outcome === 'reply' ? 0 : 1);
}

const socket = connect({ host, port: Number(port) });
socket.setEncoding('latin1').setTimeout(Number(process.env.SOCKETBED_TIMEOUT_MS || 10_000));
socket.on('connect', () => socket.write(request));
socket.on('data', (data) => {
  reply += data;
  if (reply.length >= request.length) tell({ outcome: 'reply', name: reply });
});
socket.on('end', () => tell({ outcome: 'end', name: "event 'end'" }));
socket.on('timeout', () => tell({ outcome: 'timeout', name: "event 'timeout'" }));
socket.on('error', ({ name, code, errno, syscall, message }) =>
  tell({ outcome: 'error', name, code, errno, call: syscall, message }),
);
