import { followUp } from '../tables/afterwards';
import { currentMedicines } from '../tables/medicines';
import { problems } from '../tables/problems';
import { pendingResults } from '../tables/results';
import { SHARED } from './discharge-summary';
import type { DraftPlan } from './types';

/**
 * A summary of the chart before a visit, after the sections of the International Patient Summary
 * (http://hl7.org/fhir/uv/ips, Composition).
 */
export const CHART_SUMMARY: DraftPlan = {
	type: { code: '60591-5', display: 'Patient summary Document' },
	title: 'Chart summary',
	sections: [
		{
			code: '11348-0',
			title: 'History',
			requirements: [],
			optional: true,
			blocks: [],
			narrative: {
				brief: 'The history of the patient that matters for the next visit, in the order of time.',
				kinds: ['problem', 'procedure', 'report', 'encounter', 'medication', 'lab', 'note-span'],
				maxSentences: 8,
			},
		},
		{
			code: '11450-4',
			title: 'Problems',
			requirements: ['trc-diagnoses'],
			blocks: [
				{ tables: (facts) => problems(facts, 'Problems'), empty: 'No problems are recorded.' },
			],
		},
		{
			code: '10160-0',
			title: 'Medicines',
			requirements: ['trc-medications'],
			blocks: [
				{
					tables: currentMedicines,
					empty: 'No medicines are recorded.',
					missing: 'medicines-missing',
				},
			],
		},
		SHARED.allergySection,
		SHARED.results,
		SHARED.vitalSigns,
		{ ...SHARED.done, optional: true },
		{
			code: '18776-5',
			title: 'Plan: pending results and appointments',
			requirements: ['trc-pending', 'tjc-follow-up'],
			blocks: [
				{ tables: pendingResults, empty: 'No results are recorded as pending.' },
				{ tables: followUp, empty: 'No appointments or orders are recorded.' },
			],
		},
		SHARED.directives,
		SHARED.vaccines,
	],
};
