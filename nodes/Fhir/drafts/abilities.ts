import type { DraftServer } from './types';

/** True when the server says that it writes several records as one. */
export async function hasTransactions(
	server: DraftServer,
	signal: AbortSignal | undefined,
): Promise<boolean> {
	const { interactions } = await server.abilities(signal && { signal });
	return interactions.includes('transaction');
}
