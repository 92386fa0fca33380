import type { FhirResource } from '../../clients/fhir';
import type { Addition } from '../../shared/face';
import { CLEAR_POINTERS } from './fields';

/** A resource from the chart under the key `resource`: everything but codes and states is sealed. */
export const byResource = (resource: FhirResource): Addition => ({
	key: 'resource',
	value: resource,
	clear: CLEAR_POINTERS,
});
