import { requireCode, requireName, requireTime } from './codes';
import { filled, formField, optional, type EventForm } from './form';

export const breakGlass: EventForm = {
	kind: 'break-glass',
	name: 'Break-Glass',
	description: 'Patient data was opened in an emergency, past the usual rules',
	fields: [
		formField('break-glass', {
			displayName: 'Reason',
			name: 'emergencyReason',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. unconscious-patient',
			description:
				'Why the usual rules were passed, as a code. The form for the clinician may offer a list.',
		}),
		formField('break-glass', {
			displayName: 'Access Ends At',
			name: 'emergencyUntil',
			type: 'string',
			default: '',
			placeholder: 'e.g. {{ $now.plus({ hours: 4 }).toISO() }}',
			description: 'Until when the access was granted',
		}),
		formField('break-glass', {
			displayName: 'Review',
			name: 'emergencyReview',
			type: 'string',
			default: '',
			placeholder: 'e.g. task-17',
			description: 'Number of the task in which somebody reviews this access',
		}),
	],
	async read(context) {
		return {
			breakGlass: true,
			emergency: filled({
				reason: requireCode('Reason', await context.parameter('emergencyReason')),
				until: await optional(context, 'emergencyUntil', (value) =>
					requireTime('Access Ends At', value),
				),
				review: await optional(context, 'emergencyReview', (value) => requireName('Review', value)),
			}),
		};
	},
};
