import { ClientAssociation } from '../../../dist/nodes/clients/dimse/client-association.js';
import { CommandField } from '../../../dist/nodes/clients/dimse/index.js';
import { readPart10, Tag } from '../../../dist/nodes/formats/dicom/index.js';
import { CT_IMAGE_STORAGE, type CtImage } from '../../hospital/ct.ts';
import { EXPLICIT } from '../../unit/dicom-net/build.ts';
import { AE_TITLE, type Target } from './receivers.ts';

const CONTEXT = 1;

/**
 * Sends the images of a study over one association, one by one.
 *
 * @returns when the last answer came, before the association is released (epoch milliseconds)
 * @throws Error when an image is not accepted
 */
export async function scan(images: readonly CtImage[], { network, port }: Target): Promise<number> {
	const peer = {
		host: network.host,
		port,
		calledAeTitle: AE_TITLE,
		callingAeTitle: 'BENCHCT1',
	};
	const association = await ClientAssociation.open(peer, [
		{ id: CONTEXT, abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [EXPLICIT] },
	]);
	let answered = Number.NaN;
	for (const image of images) {
		const status = await storeOne(association, image);
		answered = Date.now();
		if (status !== 0) throw new Error(`an image was answered with status ${status}`);
	}
	await association.release();
	return answered;
}

async function storeOne(
	association: ClientAssociation,
	{ bytes, sopInstanceUid }: CtImage,
): Promise<number | undefined> {
	const { dataSetOffset } = readPart10(bytes, { until: Tag.StudyDate, allowPartial: true });
	const dataSet = bytes.subarray(dataSetOffset);
	const request = {
		commandField: CommandField.storeRequest,
		affectedSopClassUid: CT_IMAGE_STORAGE,
		affectedSopInstanceUid: sopInstanceUid,
		priority: 0,
	};
	const { payload } = association;
	const { command } = await association.request(CONTEXT, request, async () => {
		for (let at = 0; at < dataSet.length; at += payload) {
			const end = at + payload;
			await association.data(CONTEXT, dataSet.subarray(at, end), end >= dataSet.length);
		}
	});
	return command.status;
}
