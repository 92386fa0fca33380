import { prefill as fill, readPackage } from '../../../dist/nodes/PriorAuth/questionnaire/index.js';
import { Random } from '../../hospital/random.ts';
import { chart } from '../../unit/priorauth/questionnaire/build.ts';
import { labelledChart, labelledPackage, TODAY, type Truth } from './prefill-charts.ts';

export interface Prefilled {
	/** Questions that were put. */
	questions: number;
	/** Of these, how many the chart answers. */
	answerable: number;
	/** Of the answerable ones, how many were answered right. */
	answered: number;
	/** Answers that are not what the generator knows, or that the chart does not hold. */
	wrong: number;
}

/**
 * Fills in one payer's form for many made-up patients and compares every answer with what the
 * generator knows. Answers that go to a person count as not answered.
 */
export async function prefill({
	quick,
	say,
}: {
	quick: boolean;
	say: (text: string) => void;
}): Promise<Prefilled> {
	const packaged = readPackage(labelledPackage(), TODAY);
	const random = new Random(process.env.HOSPITAL_PA_SEED ?? 'held-out');
	const total: Prefilled = { questions: 0, answerable: 0, answered: 0, wrong: 0 };
	for (let index = 0; index < (quick ? 15 : 200); index++) {
		const { records, truths } = labelledChart(random);
		const now = `${TODAY}T09:00:00+00:00`;
		const { answers, warnings } = await fill(packaged, chart(records), { now });
		for (const warning of warnings) say(`chart ${index}: ${warning}`);
		for (const { linkId, state, values } of answers) {
			const truth = truths[linkId];
			const said = state === 'answered' ? plain(values[0]) : undefined;
			total.questions += 1;
			if (truth !== undefined) total.answerable += 1;
			if (said === undefined) continue;
			if (said === truth) total.answered += 1;
			else {
				total.wrong += 1;
				say(`chart ${index}: "${linkId}" is answered wrongly`);
			}
		}
	}
	return total;
}

/** The value of an answer as the generator writes it. */
function plain(value: Record<string, unknown> | undefined): Truth {
	const [inner] = Object.values(value ?? {});
	if (typeof inner === 'object' && inner !== null) {
		const { value: size, code } = inner as { value?: number; code?: string };
		return size === undefined ? code : `${size} ${code}`;
	}
	return inner as Truth;
}
