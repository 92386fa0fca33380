import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	ITriggerFunctions,
} from 'n8n-workflow';
import { DicomTrigger } from '../../../dist/nodes/Dicom/DicomTrigger.node.js';
import { withCounting } from '../../../dist/nodes/Dicom/receiving/counting.js';
import { checkReserveFits } from '../../../dist/nodes/Dicom/receiving/disk-reserve.js';
import { withSecurity } from '../../../dist/nodes/Dicom/receiving/security-fields.js';
import { readTriggerFields } from '../../../dist/nodes/Dicom/receiving/trigger-fields.js';
import { startTestListener } from './build.ts';

function functionsOf(values: Record<string, unknown>): ITriggerFunctions {
	const parameters: Record<string, unknown> = {
		port: 11112,
		calledAeTitle: 'HOSPITAL',
		bindAddress: '127.0.0.1',
		quietPeriod: 10,
		priority: 'routine',
		owner: 'ZZTEST team',
		...values,
	};
	return {
		getNodeParameter: (name: string, fallback?: unknown) => parameters[name] ?? fallback,
		getCredentials: async () =>
			await Promise.resolve({ host: parameters.host ?? '127.0.0.1', port: 1, calledAeTitle: 'PACS', callingAeTitle: 'N8N' }), // prettier-ignore
		logger: { warn: () => {} },
	} as unknown as ITriggerFunctions;
}

const read = (values: Record<string, unknown> = {}) =>
	readTriggerFields(functionsOf(values), {
		spoolDir: '/spool',
		nameKey: Buffer.alloc(32),
		routeId: 'wf/node',
	});

describe('the fields of the DICOM Trigger', () => {
	test('a workflow of before, without the new fields, receives as it did', () => {
		const { route, compareWith } = read();
		assert.deepEqual(compareWith, { by: 'none' });
		assert.deepEqual(route.only, { bodyParts: [], descriptions: [], modalities: [] });
		assert.equal(route.emit, 'study');
		for (const name of ['expectedCount', 'requiredSeries', 'releasedSettleMs'] as const) {
			assert.ok(!(name in route), name);
		}
	});

	test('say which studies, for what part, and how the end is recognised', () => {
		const { route, compareWith } = read({
			startFor: 'series',
			onlyStudies: { modalities: 'ct, MR', bodyParts: 'head', descriptions: 'Head*axial, brain' },
			compareWith: 'dicomweb',
			dicomWebAddress: ' https://pacs.hospital.example/dicom-web ',
			whenFewer: 'pass-on',
			signs: {
				releasedSettle: 2.5,
				requiredDescription: 'axial',
				requiredModality: 'ct',
				requiredFewest: 24,
			},
		});
		assert.deepEqual(compareWith, {
			by: 'dicomweb',
			baseUrl: 'https://pacs.hospital.example/dicom-web',
		});
		assert.deepEqual(route.only, {
			modalities: ['CT', 'MR'],
			bodyParts: ['HEAD'],
			descriptions: ['Head*axial', 'brain'],
		});
		assert.equal(route.emit, 'series');
		assert.deepEqual(route.expectedCount, { whenFewer: 'pass-on' });
		assert.equal(route.releasedSettleMs, 2500);
		assert.deepEqual(route.requiredSeries, {
			description: 'axial',
			modality: 'CT',
			fewestSlices: 24,
		});
	});

	test('an exact number of slices needs no other one', () => {
		const { route } = read({ signs: { requiredModality: 'CT', requiredExactly: 32 } });
		assert.deepEqual(route.requiredSeries, { modality: 'CT', fewestSlices: 32, exactSlices: 32 });
		assert.equal(
			read({ signs: { requiredModality: 'CT' } }).route.requiredSeries?.fewestSlices,
			20,
		);
	});

	test('what is hidden for single images does not count', () => {
		const { route, compareWith } = read({
			startFor: 'instance',
			compareWith: 'dicomweb',
			dicomWebAddress: '',
			signs: { releasedSettle: -1 },
		});
		assert.equal(route.emit, 'instance');
		assert.ok(!('expectedCount' in route) && compareWith.by === 'none');
	});

	for (const [label, values, given, form] of [
		['Called AE Title', { calledAeTitle: 'SEVENTEEN_LETTERS' }, '"SEVENTEEN_LETTERS"', '1 to 16'],
		['Called AE Title', { calledAeTitle: '' }, 'nothing', 'CT_TRIAGE'],
		['Called AE Title', { calledAeTitle: 'A\\B' }, '"A\\B"', 'other than the backslash'],
		['Allowed Calling AE Titles', { options: { callingAeTitles: 'CT1, ÄT' } }, '"ÄT"', 'AE title'],
		[
			'Allowed Networks',
			{ options: { callingNetworks: '10.0.0.0/8, 10.1' } },
			'"10.1"',
			'10.1.0.0/16',
		],
		[
			'Allowed Networks',
			{ options: { callingNetworks: '10.0.0.0/33' } },
			'"10.0.0.0/33"',
			'networks',
		],
		['Bind Address', { bindAddress: ' ' }, '" "', '0.0.0.0'],
		['Bind Address', { bindAddress: '999.1.1.1' }, '"999.1.1.1"', 'an address of this server: '],
		['Bind Address', { bindAddress: 'pacs.example' }, '"pacs.example"', '127.0.0.1'],
		['Owner', { owner: '   ' }, 'nothing', 'a person or team'],
		['Owner', { owner: undefined }, 'nothing', 'a person or team'],
		['Owner', { owner: 'x'.repeat(201) }, `"${'x'.repeat(30)}..."`, 'at most 200'],
		[
			'Silence by Modality',
			{ options: { quietPeriods: 'US=60, MR=30, US=5' } },
			'"US=60, MR=30, US=5"',
			'US stands there more than once',
		],
		['Start the Workflow For', { startFor: 'patient' }, '"patient"', 'study, series, instance'],
		['Modalities', { onlyStudies: { modalities: 'CT, C.T' } }, '"C.T"', 'CT, MR'],
		['Body Parts', { onlyStudies: { bodyParts: 'HEAD/NECK' } }, '"HEAD/NECK"', 'HEAD, BRAIN'],
		[
			'Description Contains',
			{ onlyStudies: { descriptions: 'head, *' } },
			'"*"',
			'a letter or digit',
		],
		['Compare With the PACS', { compareWith: 'yes' }, '"yes"', 'none, dicom, dicomweb'],
		['When the PACS Has More', { compareWith: 'dicom', whenFewer: 'go' }, '"go"', 'wait, pass-on'],
		[
			'Sender Disconnected for (Seconds)',
			{ signs: { releasedSettle: 0 } },
			'0',
			'from 0.5 to 3600',
		],
		['Required Series: Modality', { signs: { requiredModality: 'c.t' } }, '"c.t"', 'such as CT'],
		[
			'Required Series: Modality',
			{ signs: { requiredModality: 'CT, MR' } },
			'"CT, MR"',
			'one workflow each',
		],
		[
			'Required Series: Fewest Slices',
			{ signs: { requiredModality: 'CT', requiredFewest: 40, requiredExactly: 32 } },
			'40',
			'at most 32',
		],
		[
			'Required Series: Fewest Slices',
			{ signs: { requiredModality: 'CT', requiredFewest: 1 } },
			'1',
			'from 2',
		],
		[
			'Required Series: Exact Number of Slices',
			{ signs: { requiredModality: 'CT', requiredExactly: 2.5 } },
			'2.5',
			'from 2',
		],
		[
			'Required Series: Description Contains',
			{ signs: { requiredFewest: 30 } },
			'nothing',
			'which series',
		],
	] as const) {
		// prettier-ignore
		test(`refuse ${given} in ${label} and say what to enter`, () => {
			assert.throws(
				() => read(values),
				(error: Error & { code: string; nextStep: string }) => {
					assert.equal(error.code, 'field-invalid');
					assert.equal(error.message, `The field "${label}" holds ${given}`);
					assert.match(error.nextStep, /^Open the DICOM Trigger and enter /);
					return error.nextStep.includes(form);
				},
			);
		});
	}

	for (const address of [
		'',
		'pacs.example',
		'ftp://pacs.example',
		'https://a:b@pacs.example',
		'https://pacs.example/?key=1',
	]) {
		// prettier-ignore
		test(`refuse the DICOMweb address ${address} without showing it`, () => {
			assert.throws(() => read({ compareWith: 'dicomweb', dicomWebAddress: address }), {
				code: 'field-invalid',
				message: 'The field "DICOMweb Address" holds no web address',
			});
		});
	}

	test('the PACS is asked only where the fields say so', async () => {
		const counter = async (by: 'none' | 'dicom') =>
			(await withCounting(functionsOf({}), { compareWith: { by } })).count;
		assert.equal(await counter('none'), undefined);
		const answer = await (await counter('dicom'))?.({ studyInstanceUid: '2.25.1' });
		assert.deepEqual(answer, { failed: 'econnrefused' });
	});

	for (const [where, values, compareWith] of [
		['field "DICOMweb Address"', {}, { by: 'dicomweb', baseUrl: 'https://203.0.113.7/dicom-web' }],
		['field "DICOMweb Address"', {}, { by: 'dicomweb', baseUrl: 'http://[fe80::1]/dicom-web' }],
		['credential "DICOM Node API"', { host: '169.254.169.254' }, { by: 'dicom' }],
	] as const) {
		test(`a PACS that may never be asked is refused at activation, naming the ${where}`, async () => {
			await assert.rejects(
				withCounting(functionsOf(values), { compareWith }),
				(error: Error & { code: string; nextStep: string }) => {
					assert.equal(error.code, 'egress-refused');
					assert.match(error.message, /"Compare With the PACS" .* refused by the egress guard/);
					assert.ok(error.nextStep.startsWith(`Check the ${where}. `), error.nextStep);
					return true;
				},
			);
		});
	}

	test('a PACS whose name cannot be looked up now keeps no listener from opening', async () => {
		const compareWith = { by: 'dicomweb', baseUrl: 'https://pacs.invalid/dicom-web' } as const;
		assert.ok((await withCounting(functionsOf({}), { compareWith })).count);
	});

	test('a reserve that is larger than the disk is refused, with the size of the disk', async () => {
		await checkReserveFits('/', 0);
		await checkReserveFits('/no/such/folder', 2 ** 60);
		await assert.rejects(
			checkReserveFits('/', 1_048_576 * 1024 ** 3),
			(error: Error & { code: string; nextStep: string }) => {
				assert.equal(error.code, 'field-invalid');
				assert.equal(error.message, 'The field "Free Disk Space to Keep (GB)" holds 1048576');
				assert.match(error.nextStep, /less than the whole disk .* which has [\d.]+ GB\.$/);
				return true;
			},
		);
	});

	for (const [given, shown] of [
		[0, '0'],
		[251, '251'],
		['many', '"many"'],
	] as const) {
		test(`refuse ${shown} associations and say how many there may be`, async () => {
			const functions = functionsOf({ options: { maxAssociations: given } });
			const fields = { settings: { host: '', port: 1, spoolDir: '', nameKey: Buffer.alloc(0) } };
			await assert.rejects(withSecurity(functions, fields), {
				code: 'field-invalid',
				message: `The field "Most Associations" holds ${shown}`,
				nextStep: 'Open the DICOM Trigger and enter a whole number from 1 to 250.',
			});
		});
	}

	test('every credential of the trigger has a test', async (t) => {
		const { description, methods } = new DicomTrigger();
		for (const { testedBy } of description.credentials ?? []) {
			assert.ok((testedBy as string) in methods.credentialTest);
		}
		const server = await startTestListener(t);
		const data = { host: '127.0.0.1', port: server.port, calledAeTitle: 'HOSPITAL', callingAeTitle: 'N8N' }; // prettier-ignore
		const result = await methods.credentialTest.dicomNode.call(
			{} as ICredentialTestFunctions,
			{ data } as unknown as ICredentialsDecrypted,
		);
		assert.match(result.message, /^HOSPITAL answered in \d+ ms$/);
	});
});
