import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/** People who sign by a link and a passcode, where there is no identity provider. */
export class SignOffPeopleApi implements ICredentialType {
	name = 'signOffPeopleApi';

	displayName = 'Sign-Off People API';

	icon: Icon = {
		light: 'file:../nodes/Drafting/signOff.svg',
		dark: 'file:../nodes/Drafting/signOff.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-hospital/n8n-nodes-hospital';

	properties: INodeProperties[] = [
		{
			displayName: 'People and Passcodes',
			name: 'secretPasscodes',
			type: 'string',
			typeOptions: { password: true, rows: 8 },
			default: '',
			required: true,
			placeholder: 'e.g. zz.testperson; Dr. Ada Testperson; attending; four-unusual-words-here',
			description:
				'One person per line: account; name; role; passcode of at least 8 signs. Behind the role may stand the practitioner in the record: attending Practitioner/17. Give the passcode to the person by another way than the link.',
		},
	];
}
