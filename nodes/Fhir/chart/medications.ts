import { badAnswer } from '../../clients/fhir/errors';
import type { Asker } from './ask';
import type { Local } from './foreign';
import type { Kept } from './kept';
import type { PurposeRead } from './purpose';
import { keptElements, lacksMedicine, medicineOf, strip } from './strip';

const NAME = 'referred-medicines';
const ELEMENTS = ['code', 'status', 'form', 'ingredient'];
const AT_ONCE = 50;

/** Medicines that the kept records name. */
interface Named {
	/** Ids of those that are on this server. */
	here: Set<string>;
	/** References to other servers, and such that say nothing about where. */
	elsewhere: Set<string>;
	/** How many should stand inside their record and do not. */
	lost: number;
}

/**
 * Reads the medicines that prescriptions only refer to: without them a prescription has no name. A
 * Medication belongs to nobody; only those that the kept records name are asked for and kept. One that
 * another server holds is not read: the record here with the same id is another medicine.
 */
export async function readMedications(
	asker: Asker,
	reads: readonly PurposeRead[],
	kept: Kept,
	local: Local,
): Promise<void> {
	const { here, elsewhere, lost } = namedIn(kept, reads, local);
	kept.missing(NAME, elsewhere.size, 'not on this server, not read');
	kept.missing(NAME, lost, 'not inside the record that names it');
	if (here.size === 0) return;
	const elements = keptElements('Medication', ELEMENTS);
	kept.declare({ name: NAME, type: 'Medication' }, ['_id'], elements);
	const wanted = [...here];
	const found = [];
	for (let from = 0; from < wanted.length; from += AT_ONCE) {
		const some = wanted.slice(from, from + AT_ONCE);
		const { resources } = await asker.ask({
			type: 'Medication',
			parameters: { _id: some.join(',') },
			elements,
			atMost: some.length,
		});
		if (resources.some(({ id = '' }) => !here.has(id))) {
			throw badAnswer('Reading medicines', 'the answer holds others than those asked for');
		}
		found.push(...resources.map((one) => strip(one, elements)));
	}
	kept.add(NAME, found);
	const ids = new Set(found.map(({ id }) => id));
	if (ids.size > 0) kept.missing(NAME, here.size - ids.size, 'not found on the server');
}

function namedIn(kept: Kept, reads: readonly PurposeRead[], local: Local): Named {
	const types = new Set(reads.filter((one) => one.medications === true).map(({ type }) => type));
	const named: Named = { here: new Set(), elsewhere: new Set(), lost: 0 };
	for (const resource of kept.resources) {
		const reference = medicineOf(resource);
		if (reference === undefined || !types.has(resource.resourceType)) continue;
		if (reference.startsWith('#')) {
			if (lacksMedicine(resource)) named.lost += 1;
			continue;
		}
		const [type, id = ''] = local(reference)?.reference.split('/') ?? [];
		if (type === 'Medication') named.here.add(id);
		else named.elsewhere.add(reference);
	}
	return named;
}
