import { crc32, deflateSync } from 'node:zlib';
import type { Picture } from '../../../application/ports/wechat.js';

const width = 240;
const height = 120;
/** How wide the edge and the perforation are, in pixels. */
const edge = 6;
const perforation = 180;

type Colour = readonly [red: number, green: number, blue: number];
const paper: Colour = [255, 255, 255];
const ink: Colour = [7, 130, 90];

const isInk = (x: number, y: number): boolean =>
  x < edge ||
  y < edge ||
  x >= width - edge ||
  y >= height - edge ||
  (Math.abs(x - perforation) < edge / 2 && y % (2 * edge) < edge);

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
};

const header = (): Buffer => {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  // 8 bits a channel, true colour; compression, filter and interlace as there are no others.
  data.set([8, 2, 0, 0, 0], 8);
  return data;
};

const pixels = (): Buffer => {
  const rows = Array.from({ length: height }, (_row, y) => {
    const row = Array.from({ length: width }, (_pixel, x) => (isInk(x, y) ? ink : paper));
    // Each row begins with its filter: none.
    return Buffer.from([0, ...row.flat()]);
  });
  return deflateSync(Buffer.concat(rows));
};

/** A small picture of our own, a ticket with its stub, to answer 图片 with. */
export const samplePicture = (): Picture => ({
  contentType: 'image/png',
  bytes: Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header()),
    chunk('IDAT', pixels()),
    chunk('IEND', Buffer.alloc(0)),
  ]),
});
