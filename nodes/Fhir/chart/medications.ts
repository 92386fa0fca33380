import { parseReference } from '../../clients/fhir';
import { badAnswer } from '../../clients/fhir/errors';
import type { Asker } from './ask';
import type { Kept } from './kept';
import type { PurposeRead } from './purpose';
import { keptElements, strip } from './strip';

const NAME = 'referred-medicines';
const ELEMENTS = ['code', 'status', 'form', 'ingredient'];
const AT_ONCE = 50;

/**
 * Reads the medicines that prescriptions only refer to: without them a prescription has no name. A
 * Medication belongs to nobody; only those that the kept records name are asked for and kept.
 */
export async function readMedications(
	asker: Asker,
	reads: readonly PurposeRead[],
	kept: Kept,
): Promise<void> {
	const types = new Set(reads.filter((one) => one.medications === true).map(({ type }) => type));
	const ids = new Set<string>();
	for (const resource of kept.resources) {
		if (!types.has(resource.resourceType)) continue;
		const { reference } = (resource.medicationReference ?? {}) as { reference?: unknown };
		const found = parseReference(reference);
		if (found?.type === 'Medication') ids.add(found.id);
	}
	if (ids.size === 0) return;
	const elements = keptElements('Medication', ELEMENTS);
	kept.declare({ name: NAME, type: 'Medication' }, ['_id'], elements);
	const wanted = [...ids];
	const found = [];
	for (let from = 0; from < wanted.length; from += AT_ONCE) {
		const some = wanted.slice(from, from + AT_ONCE);
		const { resources } = await asker.ask({
			type: 'Medication',
			parameters: { _id: some.join(',') },
			elements,
			atMost: some.length,
		});
		if (resources.some(({ id = '' }) => !ids.has(id))) {
			throw badAnswer('Reading medicines', 'the answer holds others than those asked for');
		}
		found.push(...resources.map((one) => strip(one, elements)));
	}
	kept.add(NAME, found);
}
