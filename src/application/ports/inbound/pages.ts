export type Page<Item> = Readonly<{ items: readonly Item[]; nextCursor: string | null }>;

export type PageRequest = Readonly<{ limit: number; cursor: string | null }>;
