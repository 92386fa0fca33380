import type { WriteResult } from '../../clients/fhir';
import { chartWriteContract, type ChartWrite } from '../../shared/contracts';
import { byContract, type Addition } from '../../shared/face';
import { byResource } from './by-resource';
import { notWritten } from './chart-access';

/** What became of one record. */
export type ChartOutcome = ChartWrite['outcomes'][number];

/** One record that was written, or was to be. */
export interface WrittenRecord {
	/** `Type/id`, empty where there is none. */
	reference: string;
	resourceType: string;
	outcome: ChartOutcome;
}

/** What a write left, as the item carries it. */
export function chartOf(records: readonly WrittenRecord[], now = new Date()): Addition {
	return byContract(chartWriteContract, {
		references: records.map(({ reference }) => reference),
		resourceTypes: records.map(({ resourceType }) => resourceType),
		outcomes: records.map(({ outcome }) => outcome),
		writtenAt: now.toISOString(),
	});
}

/** {@link notWritten} as the item carries it. */
export const nothingWritten = (resourceTypes: string[]): Addition =>
	byContract(chartWriteContract, notWritten(resourceTypes));

/** What a change of one record left, with the record as it is now: its version is needed next time. */
export function changed(resourceType: string, { reference, outcome, resource }: WriteResult) {
	const chart = chartOf([{ reference, resourceType, outcome }]);
	return resource === undefined ? [chart] : [chart, byResource(resource)];
}
