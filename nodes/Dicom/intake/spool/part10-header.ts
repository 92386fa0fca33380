import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from '../../../clients/dimse';

export interface FileMeta {
	sopClassUid: string;
	sopInstanceUid: string;
	transferSyntax: string;
	/** AE title of the sender. */
	sendingAeTitle: string;
	/** AE title that was called. */
	receivingAeTitle: string;
}

/**
 * Preamble, prefix and File Meta Information (PS3.10 7.1) to stand before a data set as it was
 * received. Explicit VR little endian, group length included.
 */
export function part10Header(meta: FileMeta): Buffer {
	const group = Buffer.concat([
		longElement(0x0001, 'OB', Buffer.from([0, 1])),
		element(0x0002, 'UI', meta.sopClassUid),
		element(0x0003, 'UI', meta.sopInstanceUid),
		element(0x0010, 'UI', meta.transferSyntax),
		element(0x0012, 'UI', IMPLEMENTATION_CLASS_UID),
		element(0x0013, 'SH', IMPLEMENTATION_VERSION_NAME),
		element(0x0017, 'AE', meta.sendingAeTitle),
		element(0x0018, 'AE', meta.receivingAeTitle),
	]);
	const length = Buffer.alloc(12);
	length.writeUInt16LE(0x0002, 0);
	length.write('UL', 4, 'latin1');
	length.writeUInt16LE(4, 6);
	length.writeUInt32LE(group.length, 8);
	return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM', 'latin1'), length, group]);
}

/** PS3.5 7.1.2 with 16-bit length; UI is padded with NUL, text with a space (PS3.5 6.2). */
function element(number: number, vr: string, text: string): Buffer {
	const value = Buffer.from(
		text.length % 2 === 1 ? text + (vr === 'UI' ? '\0' : ' ') : text,
		'latin1',
	);
	const header = Buffer.alloc(8);
	header.writeUInt16LE(0x0002, 0);
	header.writeUInt16LE(number, 2);
	header.write(vr, 4, 'latin1');
	header.writeUInt16LE(value.length, 6);
	return Buffer.concat([header, value]);
}

function longElement(number: number, vr: string, value: Buffer): Buffer {
	const header = Buffer.alloc(12);
	header.writeUInt16LE(0x0002, 0);
	header.writeUInt16LE(number, 2);
	header.write(vr, 4, 'latin1');
	header.writeUInt32LE(value.length, 8);
	return Buffer.concat([header, value]);
}
