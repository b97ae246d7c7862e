import { createServer } from 'node:http';
import express from 'express';

// What commands are measured against: Express that reads a JSON body and sends it back, no more.
const app = express();
app.use(express.json());
app.use((request, response) => {
  response.json(request.body);
});
const server = createServer(app);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  process.stdout.write(`echo http://127.0.0.1:${port}\n`);
});
