import { requireCode, requireName } from './codes';
import { filled, formField, optional, type EventForm } from './form';

/** What an accounting of disclosures has to tell (45 CFR 164.528(b)(2)); the date is the event's own. */
export const disclosure: EventForm = {
	kind: 'disclosure',
	name: 'Disclosure',
	description: 'Patient data was given to somebody outside',
	fields: [
		formField('disclosure', {
			displayName: 'Recipient',
			name: 'recipient',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. npi:1234567893 or state-registry',
			description:
				'Who got it: a number or short name of the organisation. Name and address belong into your own register, found by this.',
		}),
		formField('disclosure', {
			displayName: 'What Was Given',
			name: 'disclosed',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. discharge-summary',
			description: 'What was given, as a code in small letters and hyphens',
		}),
		formField('disclosure', {
			displayName: 'Basis',
			name: 'disclosureBasis',
			type: 'options',
			default: 'required-by-law',
			description: 'Why it was given',
			options: [
				{ name: 'Authorization by the Patient', value: 'authorization' },
				{ name: 'Health Oversight', value: 'health-oversight' },
				{ name: 'Judicial or Administrative Proceeding', value: 'judicial' },
				{ name: 'Law Enforcement', value: 'law-enforcement' },
				{ name: 'Other', value: 'other' },
				{ name: 'Payment', value: 'payment' },
				{ name: 'Public Health', value: 'public-health' },
				{ name: 'Required by Law', value: 'required-by-law' },
				{ name: 'Research', value: 'research' },
				{ name: 'Treatment', value: 'treatment' },
			],
		}),
		formField('disclosure', {
			displayName: 'Reference',
			name: 'disclosureReference',
			type: 'string',
			default: '',
			placeholder: 'e.g. REQ-2026-0042',
			description: 'Number under which your own register holds the request',
		}),
	],
	async read(context) {
		return {
			disclosure: filled({
				recipient: requireName('Recipient', await context.parameter('recipient')),
				description: requireCode('What Was Given', await context.parameter('disclosed')),
				basis: requireCode('Basis', await context.parameter('disclosureBasis')),
				reference: await optional(context, 'disclosureReference', (value) =>
					requireName('Reference', value),
				),
			}),
		};
	},
};
