import type { EventText } from '../../clients/ingest';
import type { LedgerEntry } from '../reading/check';

/** Events on their way to an HTTP receiver: the event id, and the text that `write` makes. */
export async function* eventTexts(
	entries: AsyncIterable<LedgerEntry>,
	write: (entry: LedgerEntry) => string,
): AsyncGenerator<EventText> {
	for await (const entry of entries) yield { id: entry.id, text: write(entry) };
}
