import { HospitalError } from '../../shared/errors';
import { elements, isFields, type Element, type Fields } from '../rules/element';

/** Bundles within bundles (a notification holds the response bundle) are opened this deep. */
const MAX_DEPTH = 3;
/** More answers than any inquiry gives. */
const MAX_ANSWERS = 100;

/**
 * The response bundles of an answer: of `$submit` (one), of `$inquire` (any number, in Parameters), or of
 * the notification of a subscription (one, in a history bundle).
 *
 * @throws HospitalError `pas-answer-refused` for an OperationOutcome, `pas-answer-unreadable`
 */
export function responsesOf(answer: unknown): Fields[] {
	const found = bundlesIn(answer, 0);
	if (found.length > MAX_ANSWERS) throw unreadable();
	if (found.length > 0) return found;
	if (isFields(answer) && answer.resourceType === 'Parameters') return [];
	if (isFields(answer) && answer.resourceType === 'OperationOutcome') {
		throw new HospitalError('pas-answer-refused', 'The payer refused the packet without deciding', {
			nextStep:
				'Nothing was decided. Look at what the payer says is wrong, correct it, and submit again.',
		});
	}
	throw unreadable();
}

const unreadable = () =>
	new HospitalError('pas-answer-unreadable', 'The answer of the payer is not one of the guide', {
		nextStep: 'A person must look at the answer and ask the payer. Nothing follows from it.',
	});

function bundlesIn(answer: unknown, depth: number): Fields[] {
	if (!isFields(answer) || depth > MAX_DEPTH) return [];
	const root: Element = { path: '', value: answer };
	if (answer.resourceType === 'ClaimResponse') {
		return [{ resourceType: 'Bundle', type: 'collection', entry: [{ resource: answer }] }];
	}
	if (answer.resourceType === 'Parameters') {
		return elements(root, 'parameter').flatMap(({ value }) => bundlesIn(value.resource, depth + 1));
	}
	if (answer.resourceType !== 'Bundle') return [];
	const resources = elements(root, 'entry').flatMap((entry) => elements(entry, 'resource'));
	if (resources.some(({ value }) => value.resourceType === 'ClaimResponse')) return [answer];
	return resources.flatMap(({ value }) => bundlesIn(value, depth + 1));
}
