import type { INodeProperties } from 'n8n-workflow';
import type { ChartContext, ChartResource } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';

interface Options {
	recordsUntil?: unknown;
}

export const untilField: INodeProperties = {
	displayName: 'Options',
	name: 'factsOptions',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Records Until',
			name: 'recordsUntil',
			type: 'string',
			default: '',
			placeholder: 'e.g. 2026-11-14T09:00:00Z',
			description:
				'Only records that were last changed at or before this moment, by the clock of the record system: the facts that a document of then was made from. Patient and stay always count. For the field Earlier Facts of an addendum. Everything when empty.',
		},
	],
};

/**
 * The chart as far as it was there at a moment. What was changed since is taken for new, also where an
 * earlier version of it had been there: an addendum tells rather too much than too little.
 *
 * @throws HospitalError `input-invalid`
 */
export async function readUntil(
	context: OperationContext,
	chart: ChartContext,
): Promise<ChartContext> {
	const { recordsUntil } = await context.parameter<Options>('factsOptions', {});
	const text = String(recordsUntil ?? '').trim();
	if (text === '') return chart;
	const until = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
	if (Number.isNaN(until)) {
		throw new HospitalError('input-invalid', 'The field "Records Until" holds no moment', {
			nextStep: 'Enter it as 2026-11-14T09:00:00Z, or remove the option.',
		});
	}
	const counts = ({ resourceType, meta }: ChartResource): boolean =>
		resourceType === 'Patient' ||
		resourceType === 'Encounter' ||
		// A record that does not say when it was changed may be new.
		Date.parse(meta?.lastUpdated ?? '') <= until;
	return { ...chart, resources: chart.resources.filter(counts) };
}
