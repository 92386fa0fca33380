import { parseMessage, type Hl7Message } from '../../formats/hl7';
import type { Priority } from '../../shared/contracts';
import { messageBytes, type Hl7Payload } from '../intake';
import { checkChoice } from './trigger-checks';

/** What makes a message urgent. */
export type UrgentWhen = 'criticalResult' | 'urgentOrder';

const CHOICES = ['criticalResult', 'urgentOrder'] as const;
/** OBX-8 of table 0078 for values beyond the limits at which somebody has to be called. */
const CRITICAL = new Set(['HH', 'LL', 'AA']);
/** Where the priority of an order stands, by the version of the standard. */
const PRIORITY_FIELDS = [
	['TQ1', '9.1'],
	['OBR', '27.6'],
	['ORC', '7.6'],
	['OBR', '5'],
] as const;

/** @throws HospitalError `field-invalid` */
export const checkUrgentWhen = (value: unknown): UrgentWhen[] =>
	(Array.isArray(value) ? value : [value]).map((one) => checkChoice('Urgent When', one, CHOICES));

/** The priority of a work item: that of the trigger, or urgent when one of its messages asks for it. */
export function priorityOf(
	payload: Pick<Hl7Payload, 'messages'>,
	priority: Priority,
	when: readonly UrgentWhen[],
): Priority {
	if (priority === 'urgent' || when.length === 0) return priority;
	return payload.messages.some((stored) => isUrgent(messageBytes(stored), when))
		? 'urgent'
		: priority;
}

function isUrgent(bytes: Uint8Array, when: readonly UrgentWhen[]): boolean {
	try {
		const message = parseMessage(bytes);
		return (
			(when.includes('criticalResult') && isCritical(message)) ||
			(when.includes('urgentOrder') && isStat(message))
		);
	} catch {
		// What cannot be read cannot ask for anything; the workflow will say what is wrong with it.
		return false;
	}
}

const isCritical = (message: Hl7Message): boolean =>
	message
		.named('OBX')
		.some((obx) => obx.repetitions(8).some((flag) => CRITICAL.has(flag.value?.trim() ?? '')));

const isStat = (message: Hl7Message): boolean =>
	PRIORITY_FIELDS.some(([name, path]) =>
		message.named(name).some((segment) => segment.get(path)?.trim() === 'S'),
	);
