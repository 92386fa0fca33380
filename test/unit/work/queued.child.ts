/** A process that opens work and runs no engine. */
import { openWork } from '../../../dist/nodes/shared/work/opening.js';

const work = {
	kind: 'queued-work',
	route: 'queue/predraft',
	priority: 'batch' as const,
	dedupeKey: 'worker',
	payload: [{ key: 'note', value: 'from a worker', clear: [''] }],
	owner: '',
};

process.send?.(await Promise.all(Array.from({ length: 20 }, async () => await openWork(work))));
process.on('message', (message) => {
	if (message === 'end') process.exit();
	else void openWork(work).then((opened) => process.send?.([opened]));
});
