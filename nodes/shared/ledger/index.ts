import { dataDirectory } from '../data-directory';
import { processOrigin } from '../origin';
import { processState } from '../process-state';
import { LedgerWriter } from './writer';

export * from './event';
export * from './writer';

/** The ledger writer of this process, opened on first use. */
export function ledger(): Promise<LedgerWriter> {
	const open = processState('ledger/1', () => new Map<string, Promise<LedgerWriter>>());
	return dataDirectory().then((directory) => {
		let writer = open.get(directory.root);
		if (writer === undefined) {
			writer = LedgerWriter.create(directory.audit, processOrigin());
			open.set(directory.root, writer);
			writer.catch(() => open.delete(directory.root));
		}
		return writer;
	});
}
