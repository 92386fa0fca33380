import { hourlyRule } from './hourly';
import { isAccess } from './rule';

export const volume = hourlyRule({
	name: 'access-volume',
	title: 'Far more accesses than usual',
	description:
		'One user or workflow opens far more in an hour than in a busy hour of its own before',
	ask: 'For a user, the head of the department. For a workflow, whoever looks after it: did it start over, or was it pointed at more patients?',
	counts: isAccess,
	what: 'accesses',
	minimum: ({ volumeMinimum }) => volumeMinimum,
});
