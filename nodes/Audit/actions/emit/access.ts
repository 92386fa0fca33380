import { requireCode, requireName } from './codes';
import { filled, formField, optional, type EventForm } from './form';

export const access: EventForm = {
	kind: 'access',
	name: 'Access',
	description: 'Somebody or something read or changed patient data',
	fields: [
		formField('access', {
			displayName: 'Object Type',
			name: 'objectType',
			type: 'string',
			default: '',
			placeholder: 'e.g. Patient, dicom-study, report',
			description: 'What kind of record it was: a FHIR resource type, or a word of your own',
		}),
		formField('access', {
			displayName: 'Object ID',
			name: 'objectId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 12345',
			description: 'Which one it was. Recorded as a pseudonym only.',
		}),
		formField('access', {
			displayName: 'Number of Records',
			name: 'objectCount',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 1,
			description: 'How many records were read or changed',
		}),
	],
	async read(context) {
		const type = await optional(context, 'objectType', (value) =>
			requireName('Object Type', value),
		);
		if (type === undefined) return {};
		const id = await optional(context, 'objectId', String);
		const count = Number(await context.parameter<number>('objectCount', 1));
		const named =
			id === undefined
				? {}
				: /^[A-Z]/.test(type)
					? await context.pseudonym('fhir', `${type}/${id}`)
					: await context.pseudonym(requireCode('Object Type', type), id);
		return { objects: [filled({ type, count, ...named })] };
	},
};
