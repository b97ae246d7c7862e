import { problemOf } from '../../api/problem.js';

/**
 * Fetches an export with the token in its header and hands it to the browser as a file: a token has no place in an
 * address. @param onProgress with the bytes that have come
 * @throws ApiProblem for a refusal
 */
export const downloadAs = async (
  { url, token, name }: Readonly<{ url: string; token: string | null; name: string }>,
  onProgress: (bytes: number) => void,
): Promise<void> => {
  const headers: Record<string, string> =
    token === null ? {} : { Authorization: `Bearer ${token}` };
  const response = await fetch(url, { headers });
  if (!response.ok || response.body === null)
    throw problemOf(response, await response.json().catch(() => null));
  const reader = response.body.getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (let bytes = 0; ;) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    bytes += value.length;
    onProgress(bytes);
  }
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(chunks));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
};
