import { followUp, instructions } from '../tables/afterwards';
import { dischargeMedicines, stayMedicines } from '../tables/medicines';
import { problems } from '../tables/problems';
import { pendingResults } from '../tables/results';
import { stay } from '../tables/stay';
import { SHARED } from './discharge-summary';
import type { DraftPlan, SectionPlan } from './types';

const optional = (plan: SectionPlan): SectionPlan => ({
	...plan,
	requirements: [],
	optional: true,
	blocks: plan.blocks.map(({ tables }) => ({ tables })),
});

/**
 * What came into the chart after a document was signed. Every section is there only when something of
 * it is new.
 */
export const ADDENDUM: DraftPlan = {
	type: { code: '55107-7', display: 'Addendum Document' },
	title: 'Addendum',
	sections: [
		optional({
			...SHARED.results,
			title: 'New and changed results',
			narrative: {
				brief:
					'Which results came after the summary was signed, in plain words and without judging what they mean.',
				kinds: ['lab', 'report', 'pending-result'],
				maxSentences: 6,
			},
		}),
		optional({
			code: '8648-8',
			title: 'Stay',
			requirements: [],
			blocks: [
				{
					tables: (facts) =>
						stay(facts, 'Stay', 'admission', 'discharge', 'reason', 'disposition', 'condition'),
				},
			],
		}),
		optional({
			code: '11535-2',
			title: 'New and changed diagnoses',
			requirements: [],
			blocks: [{ tables: (facts) => problems(facts, 'Diagnoses') }],
		}),
		optional({
			code: '10183-2',
			title: 'New and changed medicines',
			requirements: [],
			blocks: [{ tables: (facts) => [...dischargeMedicines(facts), ...stayMedicines(facts)] }],
		}),
		optional(SHARED.allergySection),
		optional(SHARED.done),
		optional(SHARED.vitalSigns),
		optional({
			code: '18776-5',
			title: 'Plan',
			requirements: [],
			blocks: [{ tables: (facts) => [...pendingResults(facts), ...followUp(facts)] }],
		}),
		optional({
			code: '8653-8',
			title: 'Instructions',
			requirements: [],
			blocks: [{ tables: instructions }],
		}),
		optional(SHARED.directives),
		optional(SHARED.vaccines),
	],
};
