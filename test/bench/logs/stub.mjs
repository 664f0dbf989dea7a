// Answers for each event of usage that it was counted, and that no other source was, without looking at it: what it costs
// is not the collector's.
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', () => {
    const { events = [] } = JSON.parse(Buffer.concat(pieces).toString());
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ accepted: events.length, duplicates: 0, rejected: [], data: [] }));
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
