import { isImage } from '../not-images';
import { scopeInstances, type Claim } from './study';

/** What is compared with the answer of the PACS: of a study its images, of a series all of it. */
export function comparedCount(claim: Claim): number {
	const instances = scopeInstances(claim);
	if (claim.scope.level !== 'study') return instances.length;
	return instances.filter(({ header }) => isImage(header.modality)).length;
}
