import { HospitalError } from '../../../shared/errors';
import type { Operation } from '../../../shared/face';
import type { LinkClaims } from '../../signing/desk-sign-in';
import { withQuery } from '../../signing/http';
import { isAccount } from '../../signing/person';
import { signingRoom } from '../../signing/signing-room';

const HOUR = 3_600_000;

export const createLink: Operation = {
	value: 'createLink',
	name: 'Make a Link',
	description:
		'For hospitals without an identity provider: make a link of one use, with which one person and a passcode open the document',
	action: 'Make a link for a signature',
	fields: [
		{
			displayName: 'Account',
			name: 'account',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. zz.testperson',
			description:
				'Who gets the link: an account of the list of people in the workflow "Sign-off desk"',
		},
		{
			displayName: 'Valid For (Hours)',
			name: 'linkHours',
			type: 'number',
			default: 24,
			typeOptions: { minValue: 0.01, maxValue: 168, numberPrecision: 2 },
			description: 'After this time the link opens nothing. It works once, and only for this work.',
		},
	],
	async execute(context) {
		const account = (await context.parameter<string>('account')).trim();
		if (!isAccount(account)) {
			throw new HospitalError('input-invalid', 'The field "Account" holds no account', {
				nextStep:
					'Enter an account as it stands in the list of people: letters, digits and . _ @ -',
			});
		}
		const hours = Number(await context.parameter<number>('linkHours'));
		if (!(hours >= 0.01 && hours <= 168)) {
			throw new HospitalError('input-invalid', 'The field "Valid For" is not usable', {
				nextStep: 'Enter a number of hours from 0.01 to 168.',
			});
		}
		const { store, seals } = await signingRoom();
		const desk = await store.desk();
		if (desk === undefined) {
			throw new HospitalError(
				'sign-off-desk-missing',
				'There is no desk that the link could open',
				{
					nextStep: 'Import the template sign-off-desk.json, set it up and publish it.',
				},
			);
		}
		const claims: LinkClaims = { account, work: context.liveWork?.id ?? context.executionId };
		await context.audit({
			kind: 'access',
			interaction: 'sign-off-link-made',
			action: 'C',
			outcome: '0',
			actor: { type: 'user', id: account, authentication: 'sign-off-link' },
		});
		const value = {
			url: withQuery(desk.url, { link: seals.make('link', claims, hours * HOUR) }),
			expiresAt: new Date(Date.now() + hours * HOUR).toISOString(),
		};
		return { add: [{ key: 'signOffLink', value, clear: ['/expiresAt'] }] };
	},
};
