import {
	encodingOf,
	IMPLEMENTATION_CLASS_UID,
	IMPLEMENTATION_VERSION_NAME,
	TransferSyntax,
} from '../../../formats/dicom';
import { encode, type OutDataSet } from './output';

/**
 * Preamble and File Meta Information (PS3.10 7.1), made anew: nothing of the old ones is taken over but
 * the transfer syntax, as both can carry more than they should (a preamble can be a whole TIFF header).
 */
export function fileHead(sopClass: string, sopInstance: string, transferSyntax: string): Buffer {
	const meta: OutDataSet = [
		{ tag: 0x00020001, vr: 'OB', bytes: Buffer.from([0, 1]) },
		{ tag: 0x00020010, vr: 'UI', text: transferSyntax },
		{ tag: 0x00020012, vr: 'UI', text: IMPLEMENTATION_CLASS_UID },
		{ tag: 0x00020013, vr: 'SH', text: IMPLEMENTATION_VERSION_NAME },
	];
	if (sopClass !== '') meta.push({ tag: 0x00020002, vr: 'UI', text: sopClass });
	if (sopInstance !== '') meta.push({ tag: 0x00020003, vr: 'UI', text: sopInstance });
	const encoding = encodingOf(TransferSyntax.ExplicitLittle);
	const bytes = encode(meta, encoding);
	const length = Buffer.alloc(4);
	length.writeUInt32LE(bytes.length);
	const groupLength: OutDataSet = [{ tag: 0x00020000, vr: 'UL', bytes: length }];
	return Buffer.concat([
		Buffer.alloc(128),
		Buffer.from('DICM', 'latin1'),
		encode(groupLength, encoding),
		bytes,
	]);
}
