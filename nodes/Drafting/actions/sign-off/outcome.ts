import { clinicalDraftContract, signOffContract, type SignOff } from '../../../shared/contracts';
import { byContract, type Addition } from '../../../shared/face';

/**
 * The outputs, from top to bottom. n8n sends a paused item out of the first one by itself when the
 * time is over, and when somebody switches the node off: so the first must never be "Approved".
 */
export const OUTPUTS = ['Expired', 'Approved', 'Rejected'] as const;

const INDEX: Readonly<Record<SignOff['decision'], number>> = {
	expired: 0,
	approved: 1,
	rejected: 2,
};

export const outputOf = ({ decision }: SignOff): number => INDEX[decision];

/** What a decision adds to the item: itself, and the approved draft in place of the one before. */
export function additionsOf(decision: SignOff): Addition[] {
	const { draft } = decision;
	return [
		byContract(signOffContract, decision),
		...(draft === undefined ? [] : [byContract(clinicalDraftContract, draft)]),
	];
}
