import type { Operation } from '../../shared/face';
import { filesIn } from './files';

export const list: Operation = {
	value: 'list',
	name: 'List Files',
	description: 'Name the PDF and fax files of a folder, without opening any',
	action: 'List the files of a folder',
	fields: [
		{
			displayName: 'Folder',
			name: 'listFolder',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. /home/node/.n8n-files/fax',
			description:
				'A folder that n8n may read (N8N_RESTRICT_FILE_ACCESS_TO). Names are readable in n8n: let the fax server number its files.',
		},
	],
	async execute(context) {
		const files = await filesIn(String(await context.parameter<unknown>('listFolder', '')));
		return {
			many: files.map((file) => [
				{ key: 'file', value: file, clear: ['/name', '/bytes', '/modified'] },
			]),
		};
	},
};
