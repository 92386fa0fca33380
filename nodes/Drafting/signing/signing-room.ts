import { join } from 'node:path';
import { dataDirectory } from '../../shared/data-directory';
import { alsoKeepHouse } from '../../shared/work/housekeeping';
import { CaseStore } from './case-store';
import { keepReviews } from './housekeeping';
import { Seals } from './seals';

/** Reviews and seals over this process's data directory. */
export interface SigningRoom {
	store: CaseStore;
	seals: Seals;
}

export async function signingRoom(): Promise<SigningRoom> {
	const { root, key } = await dataDirectory();
	return {
		store: new CaseStore(join(root, 'sign-off'), key.key('sign-off')),
		seals: new Seals(key.key('sign-off')),
	};
}

alsoKeepHouse('sign-off', async () => {
	await keepReviews((await signingRoom()).store);
});
