import { dataDirectory } from '../data-directory';
import { Sealer } from './sealer';

export * from './sealer';
export * from './token';

/** The sealer over this process's data directory. */
export async function sealer(): Promise<Sealer> {
	const { sealed, key } = await dataDirectory();
	return new Sealer(sealed, key.key('sealed'));
}
