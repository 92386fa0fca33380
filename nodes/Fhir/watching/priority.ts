import type { FhirResource } from '../../clients/fhir';
import type { Priority } from '../../shared/contracts';

/** A fixed priority, or what the record says of itself. */
export type PriorityRule = Priority | 'record';

/** request-priority; `routine` stands for everything else. */
const URGENT = new Set(['stat', 'asap', 'urgent']);
/** v3-ObservationInterpretation: critically high or low, critically abnormal. */
const CRITICAL = new Set(['HH', 'LL', 'AA']);

/** Which work goes first. Of several records the most urgent one decides. */
export function priorityOf(rule: PriorityRule, resources: readonly FhirResource[]): Priority {
	if (rule !== 'record') return rule;
	return resources.some(isUrgent) ? 'urgent' : 'routine';
}

function isUrgent({ priority, interpretation }: FhirResource): boolean {
	if (typeof priority === 'string') return URGENT.has(priority);
	const concepts = (Array.isArray(interpretation) ? interpretation : []) as Array<{
		coding?: unknown;
	} | null>;
	return concepts.some((concept) => {
		const codings = Array.isArray(concept?.coding) ? (concept.coding as unknown[]) : [];
		return codings.some((coding) =>
			CRITICAL.has(String((coding as { code?: unknown } | null)?.code)),
		);
	});
}
