import { isResourceType, r4 } from '../../../formats/fhir';
import { HospitalError } from '../../../shared/errors';
import { settleTexts, type Work } from '../../engine/work';
import { isObject, type Json } from './place';
import { FhirWalk } from './walk';

export { subjectNumbers } from './patient';
export { parseRecord } from './json';
export { leaves } from './leaves';

/**
 * A FHIR R4 resource or Bundle without what identifies somebody, by the profile of the work's
 * transformer. What is not of R4 is left out; what the type of an element does not settle is text, and
 * goes through the text engine.
 *
 * @throws HospitalError `fhir-not-a-resource`, `fhir-too-deep`
 */
export async function deidentifyFhir(value: unknown, work: Work): Promise<Json> {
	if (!isObject(value) || !isResourceType(r4(), value.resourceType)) throw notAResource();
	const walk = new FhirWalk(work, value);
	const out = walk.resource(value);
	if (typeof out === 'symbol') throw notAResource();
	await settleTexts(work, walk.pending, walk.terms);
	return out;
}

const notAResource = () =>
	new HospitalError('fhir-not-a-resource', 'What came is no resource of FHIR R4', {
		nextStep:
			'Nothing of it was used. Give one JSON object with a resourceType that FHIR R4 has, such as Patient or Bundle.',
	});
