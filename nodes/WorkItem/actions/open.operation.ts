import { hash } from 'node:crypto';
import { canonicalJson } from '../../shared/canonical-json';
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
			placeholder: 'e.g. {{ $today.toISODate() }} {{ $json.about.encounter }}',
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
		refuseSameKey(context, workItemId(route, dedupeKey), payload);
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
	if (typeof text === 'string' && text.length <= LONGEST_KEY && isWhole(text)) return text;
	throw new HospitalError('field-invalid', 'The field "Same Key, Same Work" is not filled', {
		nextStep:
			'It needs a value that is different for each piece of work, for example the day and the id of the record. Check that every expression in it finds what it names, and that none takes a sealed value apart: a sealed value can only be put in as a whole.',
	});
}

/**
 * False where an expression found nothing: it leaves "undefined", a blank at an end, or a separator with
 * nothing behind it, and everything would be the same work. Nor may a part of a token be left.
 */
const isWhole = (text: string): boolean =>
	/[\p{L}\p{N}]/u.test(text) &&
	!/^[\s/|:,;#-]|[\s/|:,;#-]$|[/|:,;#]\s*[/|:,;#]/.test(text) &&
	!/\b(undefined|null|NaN)\b|\[object |sealed:|#\//i.test(text);

/** What each key of a stretch of an execution stood for. */
const opened = new WeakMap<object, Map<string, string>>();

/** Of two different items with one key the second would be left out without a word. */
function refuseSameKey(context: OperationContext, id: string, payload: unknown): void {
	const { stretch } = context;
	if (stretch === undefined) return;
	const keys = opened.get(stretch) ?? new Map<string, string>();
	opened.set(stretch, keys);
	const content = hash('sha256', canonicalJson(payload), 'hex');
	const before = keys.get(id);
	keys.set(id, content);
	if (before === undefined || before === content) return;
	throw new HospitalError(
		'queue-key-repeated',
		'Two different items of this run have the same key',
		{
			nextStep:
				'The field "Same Key, Same Work" must tell them apart, or one of them would be left out. Put the id of the record into it; a sealed value only as a whole, without taking it apart.',
		},
	);
}

async function priorityOf(context: OperationContext): Promise<Priority> {
	const priority = await context.parameter<string>('priority', 'batch');
	if ((PRIORITIES as readonly string[]).includes(priority)) return priority as Priority;
	throw new HospitalError('field-invalid', 'The field "Priority" holds none of its choices', {
		nextStep: `Choose one of ${PRIORITIES.join(', ')}.`,
	});
}
