import {
	priorAuthDecisionContract,
	priorAuthRequestContract,
	type PriorAuthDecision,
	type PriorAuthRequest,
} from '../../shared/contracts';
import { dataDirectory } from '../../shared/data-directory';
import { contractField, type Operation, type OperationContext } from '../../shared/face';
import { casesOf } from '../cases';
import { isFields } from '../rules/element';
import { buildUpdate, readChanges } from '../request';
import { changeNumberField, changeOnce } from './change-once';
import { jsonField, numbersIn } from './json-field';

export const update: Operation = {
	value: 'update',
	name: 'Build Update',
	description:
		'Put together the packet that changes an earlier request, or adds to it what the payer asked for. Submit sends it.',
	action: 'Build an update of a request',
	fields: [
		contractField(
			priorAuthRequestContract,
			'The packet that was sent last for the case. Taken from the incoming item.',
		),
		changeNumberField,
		{
			displayName: 'Add',
			name: 'changeAdd',
			type: 'json',
			default: '',
			placeholder: '={{ $json.addition }}',
			description:
				'A packet that Build Request made from what is new: its items and its evidence are added. It must be about the same patient, coverage and payer.',
		},
		{
			displayName: 'Cancel Items',
			name: 'changeCancel',
			type: 'string',
			default: '',
			placeholder: 'e.g. 2',
			description: 'Numbers of items that are no longer wanted, separated by commas',
		},
		{
			displayName: 'Change Items',
			name: 'changeItems',
			type: 'json',
			default: '',
			placeholder: '{"1": {"quantity": {"value": 12, "unit": "visits"}}}',
			description: 'What changes, by number of the item: quantity, servicedDate or servicedPeriod',
		},
		{
			displayName: 'Withdraw Information',
			name: 'changeWithdraw',
			type: 'string',
			default: '',
			placeholder: 'e.g. 3',
			description: 'Numbers of pieces of supporting information that no longer count',
		},
	],
	async execute(context) {
		const cancel = numbersIn(await context.parameter('changeCancel', ''), 'Cancel Items');
		const withdraw = numbersIn(
			await context.parameter('changeWithdraw', ''),
			'Withdraw Information',
		);
		const change = readChanges(await jsonField(context, 'changeItems', 'Change Items'));
		const added = await jsonField(context, 'changeAdd', 'Add');
		const add = bundleIn(added);
		const addedItems = itemsIn(added);
		const content = { change, cancel, withdraw, ...(add !== undefined && { add }) };
		return await changeOnce(
			context,
			'update',
			'prior-auth-update-built',
			content,
			async (base, earlier) => {
				const decision = await decisionOn(context, earlier);
				return buildUpdate({
					...base,
					...content,
					...(decision !== undefined && { decision }),
					...(addedItems !== undefined && { addedItems }),
				});
			},
		);
	},
};

/**
 * What holds of each item. The register has it of all items, the decision of the item perhaps only of
 * those that the last answer was about: a denial of these is no denial of what was approved before.
 */
async function decisionOn(
	context: OperationContext,
	{ identifier }: PriorAuthRequest,
): Promise<PriorAuthDecision | undefined> {
	const register = await casesOf(await dataDirectory());
	const known = await register.find({ identifier });
	return (
		known?.decision ??
		(await context.optionalContract<PriorAuthDecision>(priorAuthDecisionContract))
	);
}

/** A request of this node, or its bundle. */
function bundleIn(value: unknown): unknown {
	if (!isFields(value) || value.resourceType === 'Bundle') return value;
	return (value as Partial<PriorAuthRequest>).bundle ?? value;
}

/** For which orders the items of a request of this node are. */
const itemsIn = (value: unknown): PriorAuthRequest['items'] | undefined =>
	isFields(value) && value.resourceType !== 'Bundle' && Array.isArray(value.items)
		? (value.items as PriorAuthRequest['items'])
		: undefined;
