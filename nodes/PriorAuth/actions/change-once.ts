import { createHash } from 'node:crypto';
import { canonicalJson } from '../../shared/canonical-json';
import { priorAuthRequestContract, type PriorAuthRequest } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { byContract, type OperationContext, type OperationOutcome } from '../../shared/face';
import type { INodeProperties } from 'n8n-workflow';
import { changeKey, type ChangeContent } from '../request';
import { orOnRecord } from './on-record';

export const changeNumberField: INodeProperties = {
	displayName: 'Number of the Change',
	name: 'changeNumber',
	type: 'string',
	default: '1',
	required: true,
	placeholder: 'e.g. 1',
	description:
		'Stays as it is for every change that differs from the ones before. Only for the very same change a second time: another number makes it a packet of its own.',
};

/** What every change of an earlier packet starts from. */
export interface Base {
	earlier: unknown;
	earlierItems: PriorAuthRequest['items'];
	key: string;
	systems: { bundle: string; claim: string };
	created: string;
}

/**
 * Makes an update or a cancellation of the packet of the item, once for the same work, number and
 * content: a rerun gives the packet that was made, a change that says something else gives another one.
 */
export async function changeOnce(
	context: OperationContext,
	kind: 'update' | 'cancel',
	interaction: string,
	content: ChangeContent,
	make: (base: Base, earlier: PriorAuthRequest) => Promise<PriorAuthRequest>,
): Promise<OperationOutcome> {
	const earlier = await context.contract<PriorAuthRequest>(priorAuthRequestContract);
	const number = String((await context.parameter<unknown>('changeNumber')) ?? '').trim();
	if (number === '') {
		throw new HospitalError('input-missing', 'The field "Number of the Change" is empty', {
			nextStep: 'Count the changes of a case: 1 for the first one.',
		});
	}
	const { identifier, trace, bundle, items } = earlier;
	const key = canonicalJson([
		identifier.system,
		identifier.value,
		kind,
		number,
		// A test never shares its numbers with real work.
		...(context.isTest ? ['test', context.executionId] : []),
	]);
	const name = createHash('sha256').update(changeKey(key, content)).digest('hex');
	const about = { interaction, action: 'C' } as const;
	const base = {
		earlier: bundle,
		earlierItems: items,
		key,
		systems: { bundle: identifier.system, claim: trace.system },
	};
	const { value } = await orOnRecord(context, about, () =>
		context.onceJson<PriorAuthRequest>(
			`${kind}/${name}`,
			async () => await make({ ...base, created: new Date().toISOString() }, earlier),
		),
	);
	await context.audit({
		kind: 'access',
		...about,
		outcome: '0',
		objects: [
			{ type: 'prior-auth-request', sha256: earlier.sha256 },
			{ type: `prior-auth-${kind}`, sha256: value.sha256 },
		],
	});
	return { add: [byContract(priorAuthRequestContract, value)] };
}
