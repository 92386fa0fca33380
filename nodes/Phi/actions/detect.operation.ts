import { phiFindingsContract, type PhiFindings } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { byContract, type Addition, type Operation } from '../../shared/face';
import { previewPage } from '../preview';
import { readContext, readInput } from '../site/input';
import { identifiersOf, onRecord, patientOf } from './ledger';
import { readPolicy, withPolicy } from './policy';
import { contextField, detectOptions, recordField } from './policy-fields';

interface Options {
	preview?: boolean;
	trace?: boolean;
}

export const detect: Operation = {
	value: 'detect',
	name: 'Detect',
	description: 'Find identifiers in a text and say where they stand; nothing is changed',
	action: 'Detect identifiers in a text',
	fields: [
		{
			...recordField,
			displayName: 'Text',
			default: '={{ $json.text }}',
			description: 'The note: plain text, HTML or RTF',
		},
		contextField,
		detectOptions,
	],
	async execute(context) {
		const input = readInput(await context.parameter<unknown>('record'), 'auto');
		if (input.format !== 'text') {
			throw new HospitalError('phi-input-unknown', 'Detect takes a text, and this is a record', {
				nextStep:
					'Use De-identify for FHIR, HL7 and DICOM: its manifest says what was found and where.',
			});
		}
		const chart = readContext(await context.parameter<unknown>('patientContext', ''));
		const { preview, trace } = await context.parameter<Options>('detectOptions', {});
		const policy = await readPolicy(context, 'detectOptions');
		const patient = await patientOf(context, input, chart);
		const about = { interaction: 'phi-detected', ...(patient && { patient }) };
		const found = await onRecord(context, about, () =>
			withPolicy(context, policy, (phi) =>
				phi.detect(input.text, {
					context: chart,
					trace: trace === true,
					...(context.signal && { signal: context.signal }),
				}),
			),
		);
		const counts: Record<string, number> = {};
		for (const { type } of found.findings) counts[type] = (counts[type] ?? 0) + 1;
		const lines = Object.entries(counts).map(([type, count]) => ({ type, count }));
		await context.audit({
			kind: 'access',
			action: 'R',
			outcome: '0',
			...about,
			objects: identifiersOf(lines),
		});
		const add: Addition[] = [
			byContract(phiFindingsContract, {
				contract: 'PhiFindings/1',
				context: found.context,
				readAs: found.readAs,
				findings: [...found.findings],
				uncertain: [...found.uncertain],
				counts,
				text: found.text,
			} satisfies PhiFindings),
		];
		if (preview === true) {
			// The one place beside Unseal where patient data is put into n8n readable, on request.
			await context.audit({
				kind: 'access',
				interaction: 'phi-previewed',
				action: 'R',
				outcome: '0',
				...(patient && { patient }),
			});
			const { html, css } = previewPage(found);
			add.push({ key: 'phiPreview', value: { html, css }, clear: [], plain: true });
		}
		return { add };
	},
};
