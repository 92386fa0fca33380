import { byContract, type Addition } from '../../../shared/face';
import { chartChangeContract } from '../../watching/chart-change';
import type { ChartWork } from '../../watching/work';
import { byResource } from '../by-resource';
import { CLEAR_POINTERS } from '../fields';

/** What the item of a change carries. */
export function additionsOf({ change, resource, resources }: ChartWork): Addition[] {
	return [
		byContract(chartChangeContract, change),
		...(resource === undefined ? [] : [byResource(resource)]),
		...(resources === undefined ? [] : [listed(resources)]),
	];
}

const listed = (resources: unknown): Addition => ({
	key: 'resources',
	value: resources,
	clear: CLEAR_POINTERS.map((pointer) => `/*${pointer}`),
});
