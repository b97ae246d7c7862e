export interface Readiness {
  check(): Promise<{
    ready: boolean;
    checks: Readonly<Record<string, { ok: boolean; reason: string | null }>>;
  }>;
}
