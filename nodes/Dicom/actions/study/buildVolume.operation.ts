import { dirname } from 'node:path';
import {
	selectionContract,
	studyContract,
	volumeContract,
	type SeriesSelection,
	type StudyReference,
} from '../../../shared/contracts';
import { dataDirectory } from '../../../shared/data-directory';
import { makeFolder } from '../../../shared/durable';
import { HospitalError, toHospitalError } from '../../../shared/errors';
import {
	byContract,
	contractField,
	type Operation,
	type OperationContext,
} from '../../../shared/face';
import { workFile } from '../../../shared/work-file';
import { openStudy } from '../../intake';
import { buildVolume as build, isVolumeRefusal } from '../../volume';
import { auditStudy } from './audit';

export const buildVolume: Operation = {
	value: 'buildVolume',
	name: 'Build Volume',
	description:
		'Turn the selected series into one three-dimensional image in Hounsfield units, or say why it cannot be',
	action: 'Build a volume from a series',
	outputs: ['Volume', 'No Result'],
	fields: [contractField(studyContract), contractField(selectionContract)],
	async execute(context) {
		const study = await context.contract<StudyReference>(studyContract);
		const selection = await context.contract<SeriesSelection>(selectionContract);
		const { paths, outPath, key } = await prepare(context, study, selection);
		try {
			const volume = await build(paths, outPath, { key, signal: context.signal });
			await auditStudy(context, study, {
				interaction: 'dicom-volume-built',
				action: 'R',
				outcome: '0',
				objects: [{ type: 'volume', sha256: volume.sha256, count: volume.shape[0] }],
			});
			return { add: [byContract(volumeContract, volume)], output: 0 };
		} catch (error) {
			if (!isVolumeRefusal(error)) throw toHospitalError(error, 'Building the volume');
			await auditStudy(context, study, {
				interaction: 'dicom-volume-built',
				action: 'R',
				outcome: '4',
				outcomeReason: error.code,
			});
			// The same shape as when no series fits: one branch of the workflow serves both.
			const refused: SeriesSelection = { ...selection, decision: 'none', reason: error.code };
			return { add: [byContract(selectionContract, refused)], output: 1 };
		}
	},
};

async function prepare(
	context: OperationContext,
	study: StudyReference,
	selection: SeriesSelection,
): Promise<{ paths: string[]; outPath: string; key: string }> {
	const series = selection.seriesInstanceUid;
	if (selection.decision !== 'selected' || series === undefined) {
		throw new HospitalError('input-missing', 'The item carries no selected series', {
			nextStep: 'Connect Build Volume to the Selected output of Select Series.',
		});
	}
	const { dicom, volumes } = await dataDirectory();
	const { instances } = await openStudy(dicom, study.key, study.version);
	const { pseudonym } = await context.pseudonym('volume', study.version, series);
	const outPath = workFile(volumes, context.liveWork?.id, pseudonym, 'vol');
	await makeFolder(dirname(outPath));
	return {
		paths: instances.filter((each) => each.seriesInstanceUid === series).map(({ path }) => path),
		outPath,
		key: pseudonym,
	};
}
