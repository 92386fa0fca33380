import type { INodeProperties } from 'n8n-workflow';
import {
	priorAuthPacketContract,
	signOffContract,
	type PriorAuthPacket,
	type SignOff,
} from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';
import { signatureOf, type Signature } from '../packet';

/** Whose signature counts; the same in every operation that builds on one. */
export const clinicianRolesField: INodeProperties = {
	displayName: 'Roles of Clinicians',
	name: 'clinicianRoles',
	type: 'string',
	default: "={{ $json.config?.clinicianRoles ?? 'attending' }}",
	required: true,
	placeholder: 'e.g. attending',
	description:
		'Roles of the Sign-Off whose signature releases a packet, separated by commas. The approval of a nurse is no attestation of a clinician.',
};

/** A second person is one only when it is another one. */
export const approvedBeforeField: INodeProperties = {
	displayName: 'Approved Before By',
	name: 'approvedBefore',
	type: 'string',
	default: '={{ $json.nurse?.by?.subject }}',
	placeholder: 'e.g. the account of the nurse',
	description:
		'Account that approved the packet in an earlier step. The signature of the same person releases nothing. Empty: whoever has the role may do both.',
};

/** A packet as it was shown, and the signature of the clinician under it. */
export interface Approved {
	packet: PriorAuthPacket;
	signature: Signature;
}

/** @throws HospitalError `prior-auth-not-approved`, `input-missing` */
export async function approvedOf(context: OperationContext): Promise<Approved> {
	const signOff = await context.optionalContract<SignOff>(signOffContract);
	const packet = await context.optionalContract<PriorAuthPacket>(priorAuthPacketContract);
	const roles = String((await context.parameter<unknown>('clinicianRoles', '')) ?? '')
		.split(/[\s,]+/)
		.filter((role) => role !== '');
	if (roles.length === 0) {
		throw new HospitalError('input-missing', 'The field "Roles of Clinicians" is empty', {
			nextStep: 'Name the roles whose signature releases a packet, such as attending.',
		});
	}
	const signature = signatureOf(signOff, packet, roles);
	const before = String((await context.parameter<unknown>('approvedBefore', '')) ?? '').trim();
	if (before !== '' && before === signOff?.by?.subject) {
		throw new HospitalError(
			'prior-auth-not-approved',
			'The same person approved the packet as nurse and signed it as clinician',
			{ nextStep: 'Nothing was sent. Ask again by the form; another person must sign.' },
		);
	}
	return { packet: packet as PriorAuthPacket, signature };
}
