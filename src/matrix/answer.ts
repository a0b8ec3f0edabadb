// What the target answers: HTTP to those who speak it, with `HELLO` as the body; to all others the echo rule, what they
// said in upper case.

const body = 'HELLO';
const head = `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n`;

const isHttp = (request: Buffer): boolean => /^[A-Z]+ \S+ HTTP\/1\.[01]\r\n/.test(request.toString('latin1'));

export function answerTo(request: Buffer): Buffer {
  return Buffer.from(isHttp(request) ? head + body : request.toString('latin1').toUpperCase(), 'latin1');
}

/** The answer without its second half; of HTTP the head is whole and the body is not. */
export function halfAnswerTo(request: Buffer): Buffer {
  const answer = answerTo(request);
  const bodyBytes = isHttp(request) ? body.length : answer.length;
  return answer.subarray(0, answer.length - Math.ceil(bodyBytes / 2));
}
