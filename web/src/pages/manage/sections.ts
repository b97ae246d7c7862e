/** The parts of the page, in the order of its menu. */
export const sections = ['live', 'devices', 'files'] as const;
