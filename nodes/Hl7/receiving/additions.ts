import { hl7BatchContract, hl7MessageContract, type Hl7Batch } from '../../shared/contracts';
import { byContract, type Addition } from '../../shared/face';
import type { Hl7Payload } from '../intake';
import { receivedReference } from '../reading/reference';

/** What the item of a received message, or of several gathered ones, carries. */
export function additionsOf({ messages }: Hl7Payload, gathers: boolean): Addition[] {
	const references = messages.map(receivedReference);
	const [only] = references;
	if (!gathers && references.length === 1) return [byContract(hl7MessageContract, only)];
	const batch: Hl7Batch = { count: references.length, messages: references };
	return [byContract(hl7BatchContract, batch)];
}
