import { priorAuthRequestContract } from '../../shared/contracts';
import { contractField, type Operation } from '../../shared/face';
import { buildCancel } from '../request';
import { changeNumberField, changeOnce } from './change-once';

export const cancel: Operation = {
	value: 'cancel',
	name: 'Build Cancellation',
	description:
		'Put together the packet that takes a whole request back, because the order was cancelled. Submit sends it.',
	action: 'Build a cancellation of a request',
	fields: [
		contractField(
			priorAuthRequestContract,
			'The packet that was sent last for the case. Taken from the incoming item.',
		),
		changeNumberField,
	],
	execute: async (context) =>
		await changeOnce(context, 'cancel', 'prior-auth-cancellation-built', {}, (base) =>
			Promise.resolve(buildCancel(base)),
		),
};
