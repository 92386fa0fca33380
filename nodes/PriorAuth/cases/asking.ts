import { join } from 'node:path';
import type { DataDirectory } from '../../shared/data-directory';
import { isWorkItemId, workStore } from '../../shared/work';
import { OrderClaims } from './order-claims';

type WorkStore = Pick<Awaited<ReturnType<typeof workStore>>, 'closing' | 'lease'>;

/** Longer than any signature is waited for. */
const KEEP_MS = 90 * 86_400_000;

/**
 * The orders for which people are being asked to sign, each held by one work item. Two works of the same
 * instant find no task of each other in the record; one of them gets the order.
 */
export class Asking {
	constructor(
		private readonly claims: OrderClaims,
		private readonly work: WorkStore,
	) {}

	/**
	 * Takes the orders for a work item, as long as that has not ended.
	 *
	 * @param orders references, `ServiceRequest/7`
	 * @param again true: a person wants to ask once more, whoever asks already
	 * @returns false when another work item that has not ended holds one of them
	 * @throws HospitalError `prior-auth-claim-unreadable`
	 */
	async take(orders: Iterable<string>, workItem: string, again: boolean): Promise<boolean> {
		return await this.claims.take(orders, workItem, async (id) => again || (await this.isOver(id)));
	}

	/** Work of which nothing is known was disposed of: whoever works on something has a lease. */
	private async isOver(id: string): Promise<boolean> {
		if (!isWorkItemId(id)) return true;
		if ((await this.work.closing(id)) !== undefined) return true;
		return (await this.work.lease(id)) === undefined;
	}

	async tidy(): Promise<void> {
		await this.claims.tidy(KEEP_MS, () => false);
	}
}

export async function askingOf({
	root,
	key,
}: Pick<DataDirectory, 'root' | 'key'>): Promise<Asking> {
	const folder = join(root, 'prior-auth', 'asking');
	return new Asking(new OrderClaims(folder, key.key('prior-auth')), await workStore());
}
