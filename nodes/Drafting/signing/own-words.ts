import type { Finding } from '../../shared/contracts';
import type { ReviewView } from './review-view';

/** What contradicts the chart or an order, unlike words about which the chart is silent. */
const AGAINST: ReadonlySet<string> = new Set([
	'allergy-added',
	'allergy-dropped',
	'code-status',
	'dose',
	'drug',
	'frequency',
	'lab-date',
	'lab-unit',
	'lab-value',
	'laterality',
	'negation',
	'person',
	'route',
	'unit',
]);

/** Words of the clinician that say something else than the chart, with what the check says of them. */
export interface OwnFault {
	/** Of the place on the page. */
	anchor: string;
	text: string;
	findings: Finding[];
}

/** A clinician may sign against the chart, but never without having been told so beside the signature. */
export function ownFaults({ sections }: Pick<ReviewView, 'sections'>): OwnFault[] {
	return sections.flatMap(({ rows, added, addedFindings }, at) => {
		const faults = rows
			.filter(({ own, included }) => own && included)
			.map(({ id, text, findings }) => ({ anchor: `row-${id}`, text, findings }));
		if (added !== '') {
			faults.push({ anchor: `section-${at}`, text: added, findings: addedFindings });
		}
		return faults
			.map((fault) => ({ ...fault, findings: fault.findings.filter(isAgainst) }))
			.filter(({ findings }) => findings.length > 0);
	});
}

const isAgainst = ({ class: what }: Finding): boolean => AGAINST.has(what);
