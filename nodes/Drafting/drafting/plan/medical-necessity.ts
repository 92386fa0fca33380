import { ordered } from '../tables/afterwards';
import { currentMedicines } from '../tables/medicines';
import { problems } from '../tables/problems';
import { SHARED } from './discharge-summary';
import type { DraftPlan } from './types';

/**
 * A letter to a payer: why a service is needed. What is asked for, codes and amounts stand in the request
 * itself and are never written by a model. LOINC 34109-9, a note, because payers take any clinical note.
 */
export const MEDICAL_NECESSITY: DraftPlan = {
	type: { code: '34109-9', display: 'Note' },
	title: 'Letter of medical necessity',
	sections: [
		{
			code: '11450-4',
			title: 'Diagnoses',
			requirements: ['trc-diagnoses'],
			blocks: [
				{ tables: (facts) => problems(facts, 'Diagnoses'), empty: 'No diagnoses are recorded.' },
			],
		},
		{
			code: '11348-0',
			title: 'Course so far and what was tried',
			requirements: [],
			optional: true,
			blocks: [],
			narrative: {
				brief:
					'What the patient has, what was found and what was tried so far, in the order of time, as far as it bears on the service that is asked for.',
				kinds: ['problem', 'procedure', 'medication', 'report', 'lab', 'note-span', 'encounter'],
				maxSentences: 10,
			},
		},
		{
			code: '10160-0',
			title: 'Medicines on record',
			requirements: ['trc-medications'],
			blocks: [
				{
					tables: currentMedicines,
					empty: 'No medicines are recorded.',
					missing: 'medicines-missing',
				},
			],
		},
		{ ...SHARED.done, optional: true },
		SHARED.results,
		SHARED.allergySection,
		{
			code: '18776-5',
			title: 'What is ordered',
			requirements: [],
			blocks: [{ tables: ordered, empty: 'No orders are recorded in the part that was read.' }],
			narrative: {
				brief: 'Which service is ordered, and for what.',
				kinds: ['follow-up', 'pending-result', 'problem'],
				maxSentences: 3,
			},
		},
	],
};
