import { openDataDirectory } from '../../../dist/nodes/shared/data-directory.js';

// Opens the data directory of its environment when told to, and says how that went.
process.once('message', () => {
	openDataDirectory(process.env)
		.then(
			() => 'opened',
			(error: { code: string }) => error.code,
		)
		.then((answer) => process.send?.(answer, () => process.disconnect()));
});
process.send?.('ready');
