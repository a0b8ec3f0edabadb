// Node's `fetch`, which is undici: the error itself says little, its cause what happened.

if (process.env.SOCKETBED_TRANSPORT !== 'tcp') process.exit(127);

function tell(line) {
  const { node, undici } = process.versions;
  console.log(JSON.stringify({ ...line, runtime: `undici ${undici} (Node.js ${node})` }));
  process.exit(line.outcome === 'reply' ? 0 : 1);
}

// The code of a DOMException is a number out of an old list, and no code of an error.
function said({ name, code, errno, syscall, message }) {
  return { name, ...(typeof code === 'string' ? { code } : {}), errno, call: syscall, message };
}

// Node loads undici with the first fetch; the deadline is not for that.
await fetch('data:,');
try {
  const signal = AbortSignal.timeout(Number(process.env.SOCKETBED_TIMEOUT_MS || 10_000));
  const response = await fetch(`http://${process.env.SOCKETBED_TARGET}/`, { signal });
  tell({ outcome: 'reply', name: await response.text() });
} catch (error) {
  const cause = error.cause === undefined ? {} : { cause: said(error.cause) };
  tell({ outcome: 'error', ...said(error), ...cause });
}
