import type { FhirResource } from '../../../clients/fhir';
import { byContract, type Addition } from '../../../shared/face';
import { chartChangeContract } from '../../watching/chart-change';
import type { ChartWork } from '../../watching/work';
import { byResource, clearOf } from '../by-resource';

/** What the item of a change carries. */
export function additionsOf({ change, resource, resources }: ChartWork): Addition[] {
	return [
		byContract(chartChangeContract, change),
		...(resource === undefined ? [] : [byResource(resource)]),
		...(resources === undefined ? [] : [listed(resources)]),
	];
}

const listed = (resources: readonly FhirResource[]): Addition => ({
	key: 'resources',
	value: resources,
	clear: resources.flatMap((one, at) => clearOf(one).map((pointer) => `/${at}${pointer}`)),
});
