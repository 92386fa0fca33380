import type { FhirResource } from '../../../clients/fhir';
import type { CoverageSeen } from '../../../shared/contracts/prior-auth-requirement';
import { isActiveOn, isSelfPay } from '../../request/covered';
import { keyIn, keyOf } from '../../request/input';
import { element, text, type Element } from '../../rules/element';
import type { CoverageQuestion } from './check';
import { payerOf } from './payer';

/** More than anybody has; a person looks in the record for the rest. */
const MOST = 20;

/**
 * The coverages of the patient as the person needs them who must choose. Those of somebody else are
 * named by their reference alone: who that is, is for those who put the record right.
 *
 * @param resources records of the chart; only Coverage and Organization are looked at
 */
export function coveragesSeen(
	resources: readonly FhirResource[],
	{ patient, day, server }: Pick<CoverageQuestion, 'patient' | 'day' | 'server'>,
): CoverageSeen[] {
	const own = keyIn(patient, server);
	return resources
		.filter(({ resourceType }) => resourceType === 'Coverage')
		.slice(0, MOST)
		.map((coverage) => {
			const at: Element = { path: 'Coverage', value: coverage };
			const reference = keyOf(coverage);
			const named = reference !== undefined && { reference };
			const whose = keyIn(text(element(at, 'beneficiary'), 'reference'), server);
			if (own === undefined || whose !== own) return { ...named, active: false };
			const period = element(at, 'period');
			const [from, until] = [text(period, 'start'), text(period, 'end')];
			const payer = payerOf(coverage, resources, server)?.name;
			const { status } = coverage;
			return {
				...named,
				...(payer !== undefined && { payer }),
				...(STATES.has(status) && { status: String(status) }),
				...(from !== undefined && { from: from.slice(0, 10) }),
				...(until !== undefined && { until: until.slice(0, 10) }),
				active: isActiveOn(coverage, day) && !isSelfPay(coverage),
			};
		});
}

/** Codes of FHIR; what else stands there is text of somebody. */
const STATES: ReadonlySet<unknown> = new Set(['active', 'cancelled', 'draft', 'entered-in-error']);
