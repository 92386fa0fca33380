import { PRIORITIES, type Priority } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { writeInTestsField, type Operation, type OperationContext } from '../../shared/face';
import { workItemId } from '../../shared/work';
import { openWork } from '../../shared/work/opening';
import { carriedFields } from '../queue/carried';
import { queueField } from '../queue/fields';
import { queueRoute } from '../queue/name';

const LONGEST_KEY = 1000;

export const open: Operation = {
	value: 'open',
	name: 'Open',
	description:
		'Put the item into a queue as a piece of work of its own. A Work Trigger takes it from there, tries again when a run fails, and every piece visibly ends.',
	action: 'Open a work item in a queue',
	subtitle: '"Open in " + $parameter["queue"]',
	endedWork: true,
	fields: [
		queueField,
		{
			displayName: 'Same Key, Same Work',
			name: 'workKey',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. {{ $today.toISODate() }} {{ $json.resource.id }}',
			description:
				'What makes this piece of work different from every other one in the queue. While work with the same key is open or kept on record, it is not opened again: a schedule that runs twice doubles nothing. Only a fingerprint of it is kept.',
		},
		{
			displayName: 'Priority',
			name: 'priority',
			type: 'options',
			default: 'batch',
			description: 'What goes first when several pieces of work wait',
			options: [
				{ name: 'Batch', value: 'batch', description: 'When nothing else waits' },
				{ name: 'Routine', value: 'routine', description: 'In the order in which it came' },
				{ name: 'Urgent', value: 'urgent', description: 'Before everything else' },
			],
		},
		{
			displayName: 'Owner',
			name: 'owner',
			type: 'string',
			default: '',
			placeholder: 'e.g. clinical-informatics',
			description: 'Team or role that is asked when the work cannot be finished',
		},
		{
			...writeInTestsField,
			description:
				'Whether a test run in the editor really puts work into the queue. When off, a test run only says what it would have opened.',
		},
	],
	async execute(context) {
		const route = queueRoute(await context.parameter<unknown>('queue'));
		const dedupeKey = await keyOf(context);
		const priority = await priorityOf(context);
		const owner = await context.parameter<string>('owner', '');
		if (!(await context.mayWrite())) {
			return told({ id: workItemId(route, dedupeKey), opened: false, reason: 'test-run' });
		}
		const payload = carriedFields(context.json, await context.openedItem());
		const work = { kind: 'queued-work', route, priority, dedupeKey, payload, owner };
		const { id, fresh } = await openWork(work);
		await context.audit({
			kind: 'work',
			interaction: fresh ? 'work-queued' : 'work-queued-before',
			action: 'C',
			outcome: '0',
			objects: [{ type: 'work-item', version: id }],
		});
		return told({ id, opened: fresh, ...(!fresh && { reason: 'opened-before' }) });
	},
};

/** Everything here is a code: an item that was opened says nothing of what it is about. */
const told = (value: { id: string; opened: boolean; reason?: string }) => ({
	add: [{ key: 'queued', value, clear: ['/id', '/opened', '/reason'] }],
});

async function keyOf(context: OperationContext): Promise<string> {
	const key = await context.parameter<unknown>('workKey', '');
	const text = typeof key === 'number' ? String(key) : key;
	// An expression that finds nothing leaves "undefined" or a separator: everything would be the same work.
	const usable =
		typeof text === 'string' &&
		text.length <= LONGEST_KEY &&
		/[\p{L}\p{N}]/u.test(text) &&
		!/\b(undefined|null|NaN)\b|\[object /.test(text);
	if (usable) return text;
	throw new HospitalError('field-invalid', 'The field "Same Key, Same Work" is not filled', {
		nextStep:
			'It needs a value that is different for each piece of work, for example the id of the record and the day. Check that its expression finds what it names.',
	});
}

async function priorityOf(context: OperationContext): Promise<Priority> {
	const priority = await context.parameter<string>('priority', 'batch');
	if ((PRIORITIES as readonly string[]).includes(priority)) return priority as Priority;
	throw new HospitalError('field-invalid', 'The field "Priority" holds none of its choices', {
		nextStep: `Choose one of ${PRIORITIES.join(', ')}.`,
	});
}
