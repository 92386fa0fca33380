import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../shared/canonical-json';
import { requireCode, requireName } from './codes';
import { filled, formField, optional, type EventForm } from './form';

export const configuration: EventForm = {
	kind: 'configuration',
	name: 'Configuration',
	description: 'A setting, model, workflow or rule was changed',
	fields: [
		formField('configuration', {
			displayName: 'What Was Changed',
			name: 'changeSubject',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. model, workflow, setting',
			description: 'What sort of thing was changed, as a code',
		}),
		formField('configuration', {
			displayName: 'Which One',
			name: 'changeId',
			type: 'string',
			default: '',
			placeholder: 'e.g. chest-ct',
			description: 'Its technical name or number',
		}),
		formField('configuration', {
			displayName: 'Before',
			name: 'changeBefore',
			type: 'string',
			default: '',
			description:
				'What it was. Only its SHA-256 is recorded; a value that is one already is recorded as it is.',
		}),
		formField('configuration', {
			displayName: 'After',
			name: 'changeAfter',
			type: 'string',
			default: '',
			description:
				'What it is now. Only its SHA-256 is recorded; a value that is one already is recorded as it is.',
		}),
	],
	async read(context) {
		return {
			change: filled({
				subject: requireCode('What Was Changed', await context.parameter('changeSubject')),
				id: await optional(context, 'changeId', (value) => requireName('Which One', value)),
				before: await optional(context, 'changeBefore', fingerprint),
				after: await optional(context, 'changeAfter', fingerprint),
			}),
		};
	},
};

/** SHA-256 of a value; an object by its canonical form, so that the order of its members is no change. */
function fingerprint(value: unknown): string {
	const text = typeof value === 'string' ? value : canonicalJson(value);
	const given = text
		.trim()
		.toLowerCase()
		.replace(/^sha256:/, '');
	if (/^[0-9a-f]{64}$/.test(given)) return given;
	return createHash('sha256').update(text).digest('hex');
}
