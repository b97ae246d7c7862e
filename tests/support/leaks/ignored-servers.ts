import type { Server } from 'node:http';

/** Servers that leak on purpose, so that a test sees what finds them. */
export const ignoredServers = new WeakSet<Server>();
